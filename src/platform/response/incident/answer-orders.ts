import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import type { OrderState } from '../../../kernel/response/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Query } from '../../base/index.ts'
import { responseErrors } from '../errors.ts'
import type { ResponseParts } from '../parts.ts'
import { issueReady, planOf } from './give-orders.ts'
import { lockRunning } from './incident.ts'
import { append, type By } from './log.ts'

/** An order as it stands; instants ISO. */
export type Order = {
  readonly id: string
  readonly incident: string
  readonly task: string
  readonly title: Words
  readonly text: Words
  readonly office: string
  readonly path: string
  readonly officeLevel: string
  readonly state: OrderState
  readonly issuedAt: string | null
  readonly acknowledgeDue: string | null
  readonly doneDue: string | null
  readonly acknowledgedAt: string | null
  readonly acknowledgedBy: string | null
  readonly closedAt: string | null
  readonly closedBy: string | null
  readonly note: string
  readonly reminders: number
  /** Whom it names: he acknowledges it. Without, everybody of the office may. */
  readonly person: string | null
  readonly personName: string | null
  /** Named by the roster of the office when it was issued. */
  readonly isByRoster: boolean
  readonly deputy: string | null
  readonly deputyName: string | null
  /** Not acknowledged in time: 1 asked the deputy or the whole office, 2 the office above. */
  readonly escalation: number
  readonly escalatedAt: string | null
  /** The office above that was asked. */
  readonly above: string | null
  readonly abovePath: string | null
}

const columns = sql`o.id, o.incident, o.task, o.title, o.text, o.office, o.path, o.office_level as "officeLevel", o.state,
  o.issued_at as "issuedAt", o.acknowledge_due as "acknowledgeDue", o.done_due as "doneDue",
  o.acknowledged_at as "acknowledgedAt", o.acknowledged_by_name as "acknowledgedBy", o.closed_at as "closedAt",
  o.closed_by_name as "closedBy", o.note, o.reminders, o.person, o.person_name as "personName", o.is_by_roster as "isByRoster",
  o.deputy, o.deputy_name as "deputyName", o.escalation, o.escalated_at as "escalatedAt", o.above, o.above_path as "abovePath"`

/** Orders of an incident in the order they were given. */
export async function ordersOf(on: Query, incident: string): Promise<readonly Order[]> {
  const { rows } =
    await sql<Order>`select ${columns} from response.incident_order o where o.incident = ${incident} order by o.id`.execute(
      on,
    )
  return rows
}

/** Orders that wait for the offices of an actor's posts, or that were escalated to them, the soonest due first. */
export async function ordersFor(on: Query, actor: Actor): Promise<readonly Order[]> {
  const paths = actor.posts.map(({ path }) => path)
  const { rows } = await sql<Order>`select ${columns} from response.incident_order o
    where (o.path = any(${paths}::text[]) or o.above_path = any(${paths}::text[])) and o.state in ('issued', 'acknowledged')
    order by case when o.state = 'issued' then o.acknowledge_due else o.done_due end limit 500`.execute(on)
  return rows
}

/** One order. @throws response.missing */
export async function findOrder(on: Query, id: string): Promise<Order> {
  const { rows } = await sql<Order>`select ${columns} from response.incident_order o where o.id = ${id}`.execute(on)
  if (!rows[0]) throw responseErrors.make('response.missing')
  return rows[0]
}

/** What an office answers. */
export type Answer = 'acknowledge' | 'done' | 'refuse'

const becomes = { acknowledge: 'acknowledged', done: 'done', refuse: 'refused' } as const
const from: Readonly<Record<Answer, readonly OrderState[]>> = {
  acknowledge: ['issued'],
  done: ['issued', 'acknowledged'],
  refuse: ['issued', 'acknowledged'],
}

/** Who answers: himself, and those for whom he acts now (代理). */
export type Answerer = By & { readonly actsFor?: readonly string[] }

/**
 * May somebody of its offices acknowledge an order? Whom it names; his deputy, or everybody where he has none, once it was escalated; then
 * the office above, too. Whatever was acknowledged once may be done by everybody there.
 */
export function isForHim({ state, person, deputy, escalation }: Order, { id, actsFor = [] }: Answerer): boolean {
  if (state !== 'issued' || person === null || escalation === 2) return true
  const is = (one: string) => one === id || actsFor.includes(one)
  return is(person) || (escalation === 1 && (deputy === null || is(deputy)))
}

/**
 * Answers an order; the same answer twice is one. Orders that waited for it may be issued by this.
 * @throws response.why for a refusal without a reason, response.notNamed, response.orderState, response.ended
 */
export function answerOrder(
  parts: ResponseParts,
  id: string,
  answer: Answer,
  note: string,
  by: Answerer,
): Promise<Order> {
  if (answer === 'refuse' && note.trim() === '') throw responseErrors.make('response.why')
  const now = parts.base.now()
  const at = new Date(now).toISOString()
  return parts.base.db.tx(async (tx) => {
    const { incident: of } = await findOrder(tx, id)
    const incident = await lockRunning(tx, of)
    const order = await findOrder(tx, id)
    const state = becomes[answer]
    if (order.state === state) return order
    if (!from[answer].includes(order.state)) throw responseErrors.make('response.orderState', { state: order.state })
    if (!isForHim(order, by)) throw responseErrors.make('response.notNamed', { name: order.personName ?? '' })
    const closed = answer === 'acknowledge' ? null : at
    await sql`update response.incident_order set state = ${state}, note = ${note},
        acknowledged_at = coalesce(acknowledged_at, ${at}), acknowledged_by_name = coalesce(acknowledged_by_name, ${by.name}),
        closed_at = ${closed}, closed_by_name = ${closed && by.name}
      where id = ${id}`.execute(tx)
    const facts = { order: id, task: order.task, title: order.title, office: parts.offices.title(order.office) ?? null }
    await append(tx, of, by, now, [{ kind: state, note, facts }])
    if (closed) await issueReady(tx, parts, incident, await planOf(tx, incident.plan), by)
    return findOrder(tx, id)
  })
}

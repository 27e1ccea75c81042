import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import type { OrderState } from '../../../kernel/response/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { publish, type Query } from '../../base/index.ts'
import { responseErrors } from '../errors.ts'
import type { ResponseParts } from '../parts.ts'
import { issueReady, planOf } from './give-orders.ts'
import { findIncident, lockRunning } from './incident.ts'
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
}

const columns = sql`o.id, o.incident, o.task, o.title, o.text, o.office, o.path, o.office_level as "officeLevel", o.state,
  o.issued_at as "issuedAt", o.acknowledge_due as "acknowledgeDue", o.done_due as "doneDue",
  o.acknowledged_at as "acknowledgedAt", o.acknowledged_by_name as "acknowledgedBy", o.closed_at as "closedAt",
  o.closed_by_name as "closedBy", o.note, o.reminders`

/** Orders of an incident in the order they were given. */
export async function ordersOf(on: Query, incident: string): Promise<readonly Order[]> {
  const { rows } =
    await sql<Order>`select ${columns} from response.incident_order o where o.incident = ${incident} order by o.id`.execute(
      on,
    )
  return rows
}

/** Orders to the offices of an actor's posts that wait for them, the soonest due first. */
export async function ordersFor(on: Query, actor: Actor): Promise<readonly Order[]> {
  const { rows } = await sql<Order>`select ${columns} from response.incident_order o
    where o.path = any(${actor.posts.map(({ path }) => path)}::text[]) and o.state in ('issued', 'acknowledged')
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

/**
 * Answers an order; the same answer twice is one. Orders that waited for it may be issued by this.
 * @throws response.why for a refusal without a reason, response.orderState, response.ended
 */
export function answerOrder(parts: ResponseParts, id: string, answer: Answer, note: string, by: By): Promise<Order> {
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

const clockwork: By = { id: 'system', name: 'Shudu', office: null }

/** Between two reminders of one order. */
const againAfter = '10 minutes'

/** Reminds of orders that are late to be acknowledged or done: written down, told to other rooms; at most every ten minutes each. */
export async function remindLate(parts: ResponseParts): Promise<number> {
  const now = parts.base.now()
  const at = new Date(now).toISOString()
  const late = await sql<{ incident: string }>`select distinct o.incident from response.incident_order o
    where (o.state = 'issued' and o.acknowledge_due <= ${at}) or (o.state in ('issued', 'acknowledged') and o.done_due <= ${at})`.execute(
    parts.base.db,
  )
  let reminded = 0
  for (const { incident } of late.rows) reminded += await remindIn(parts, incident, now)
  return reminded
}

/** A late order as other rooms hear of it, with how often it was reminded of by now. */
export type LateOrder = {
  readonly id: string
  readonly task: string
  readonly title: Words
  readonly office: string
  readonly state: OrderState
  readonly reminders: number
}

/** Orders are late (`response.orderLate`): for the room that tells people. `office` is in command. */
export type OrdersLate = {
  readonly incident: string
  readonly title: string
  readonly office: string
  readonly isExercise: boolean
  readonly isDemo: boolean
  readonly orders: readonly LateOrder[]
}

function remindIn(parts: ResponseParts, incident: string, now: number): Promise<number> {
  const at = new Date(now).toISOString()
  return parts.base.db.tx(async (tx) => {
    await sql`select from response.incident where id = ${incident} for update`.execute(tx)
    const { rows } = await sql<LateOrder>`
      update response.incident_order o set reminders = reminders + 1, reminded_at = ${at}
      where o.incident = ${incident} and (reminded_at is null or reminded_at <= ${at}::timestamptz - ${againAfter}::interval)
        and ((o.state = 'issued' and o.acknowledge_due <= ${at}) or (o.state in ('issued', 'acknowledged') and o.done_due <= ${at}))
      returning id, task, title, office, state, reminders`.execute(tx)
    if (rows.length === 0) return 0
    await append(
      tx,
      incident,
      clockwork,
      now,
      rows.map(({ id, task, title, office, state }) => ({
        kind: 'reminded',
        facts: { order: id, task, title, office: parts.offices.title(office) ?? null, state },
      })),
    )
    const { title, office, isExercise, isDemo } = await findIncident(tx, incident)
    const payload: OrdersLate = { incident, title, office, isExercise, isDemo, orders: rows }
    await publish(tx, { type: 'response.orderLate', key: `incident:${incident}`, payload })
    return rows.length
  })
}

import { sql } from 'kysely'
import { isWithin } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import {
  differenceOf,
  type FindCalled,
  type Plan,
  type ResponseLevel,
  readyOrders,
  type StandingOrder,
  wantedAt,
} from '../../../kernel/response/index.ts'
import { publish, type Query, type Tx } from '../../base/index.ts'
import { nameFromRoster } from '../duty/roster.ts'
import { isWithinDivision, type ResponseParts } from '../parts.ts'
import type { Incident } from './incident.ts'
import { append, type By, type Said } from './log.ts'
import type { Ordered, OrderTold } from './order-news.ts'

/** The plan an incident keeps to. */
export async function planOf(on: Query, hash: string): Promise<Plan> {
  const { rows } = await sql<{ body: Plan }>`select body from response.plan where hash = ${hash}`.execute(on)
  const plan = rows[0]?.body
  if (!plan) throw new Error(`Plan ${hash} is not kept`)
  return plan
}

/** Whom a command may call: offices below it, in the area or answering for it. Never beside or above it. */
export const calledBy =
  ({ offices, city }: ResponseParts, { path, divisions }: Pick<Incident, 'path' | 'divisions'>): FindCalled =>
  (duty, level) =>
    offices
      .withDuty(duty, level)
      .filter(
        (office) =>
          isWithin(office.path, path) &&
          divisions.some(
            (code) =>
              isWithinDivision(office.division ?? city, code, city) ||
              isWithinDivision(code, office.division ?? city, city),
          ),
      )

const standingOf = async (on: Query, incident: string): Promise<readonly StandingOrder[]> =>
  (
    await sql<StandingOrder>`select id, task, office, state from response.incident_order where incident = ${incident}
      order by id`.execute(on)
  ).rows

/** Brings the orders to what a level wants: adds, withdraws, issues what need not wait, and writes it down. */
export async function orderLevel(
  tx: Tx,
  parts: ResponseParts,
  incident: Incident,
  plan: Plan,
  level: ResponseLevel,
  by: By,
): Promise<void> {
  const now = parts.base.now()
  const wanted = wantedAt(plan, level, calledBy(parts, incident))
  const { add, withdraw } = differenceOf(await standingOf(tx, incident.id), wanted.orders)
  await withdrawOrders(
    tx,
    withdraw.map(({ id }) => id),
    now,
  )
  const rows = add.map(({ task, office }) => ({
    ...{ id: uuidv7(), task: task.id, title: task.title, text: task.text, office: office.id, path: office.path },
    ...{ office_level: office.level, acknowledge_within: task.acknowledgeWithin, done_within: task.doneWithin },
  }))
  await sql`insert into response.incident_order (id, incident, task, title, text, office, path, office_level, state,
      acknowledge_within, done_within, made_at)
    select id, ${incident.id}, task, title, text, office, path, office_level, 'waiting', acknowledge_within, done_within,
      ${new Date(now).toISOString()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, task text, title jsonb, text jsonb, office text,
      path text, office_level text, acknowledge_within int, done_within int)`.execute(tx)
  const titles = new Map(plan.tasks.map(({ id, title }) => [id, title]))
  const said: Said[] = [...countBy(withdraw.map(({ task }) => task))].map(([task, count]) => ({
    kind: 'withdrawn',
    facts: { task, title: titles.get(task), count },
  }))
  for (const { task, duty, level: at } of wanted.nobody)
    said.push({ kind: 'nobody', facts: { task, title: titles.get(task), duty, level: at } })
  await append(tx, incident.id, by, now, said)
  await issueReady(tx, parts, incident, plan, by)
}

const countBy = (all: readonly string[]): ReadonlyMap<string, number> => {
  const counts = new Map<string, number>()
  for (const one of all) counts.set(one, (counts.get(one) ?? 0) + 1)
  return counts
}

/** Withdraws orders that are not over. */
export async function withdrawOrders(tx: Tx, ids: readonly string[], now: number): Promise<void> {
  await sql`update response.incident_order set state = 'withdrawn', closed_at = ${new Date(now).toISOString()}
    where id = any(${ids}::uuid[])`.execute(tx)
}

/** Issues the orders that waited for others which are over by now: they name whoever is on duty, and their clocks begin. */
export async function issueReady(
  tx: Tx,
  { base }: ResponseParts,
  incident: Incident,
  plan: Plan,
  by: By,
): Promise<void> {
  const standing = await standingOf(tx, incident.id)
  const ready = readyOrders(plan, standing)
  if (ready.length === 0) return
  const now = base.now()
  const at = new Date(now).toISOString()
  await nameFromRoster(tx, ready, now)
  const { rows } = await sql<OrderTold>`
    update response.incident_order set state = 'issued', issued_at = ${at},
      acknowledge_due = ${at}::timestamptz + acknowledge_within * interval '1 minute',
      done_due = ${at}::timestamptz + done_within * interval '1 minute'
    where id = any(${ready}::uuid[])
    returning id, task, title, text, office, person, acknowledge_due as "acknowledgeDue"`.execute(tx)
  const said = plan.tasks.flatMap(({ id, title }): Said[] => {
    const count = rows.filter(({ task }) => task === id).length
    return count === 0 ? [] : [{ kind: 'ordered', facts: { task: id, title, count } }]
  })
  await append(tx, incident.id, by, now, said)
  const { id, title, isExercise, isDemo } = incident
  const payload: Ordered = { ...{ incident: id, title, isExercise, isDemo }, orders: rows }
  await publish(tx, { type: 'response.ordered', key: `incident:${id}`, payload })
}

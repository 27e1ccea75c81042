import { sql } from 'kysely'
import type { Words } from '../../../kernel/words.ts'
import { publish, type Tx } from '../../base/index.ts'
import type { ResponseParts } from '../parts.ts'
import { findIncident, type Incident } from './incident.ts'
import { append, type By } from './log.ts'
import type { EscalatedOrder, LateOrder, OrdersEscalated, OrdersLate } from './order-news.ts'

const clockwork: By = { id: 'system', name: 'Shudu', office: null }

/** Between two reminders of one order. */
const againAfter = '10 minutes'

/**
 * Minds orders that are late, each written down and told to other rooms: they are reminded of, at most every ten minutes each; those that
 * nobody acknowledged are escalated. @returns how many were reminded of
 */
export async function remindLate(parts: ResponseParts): Promise<number> {
  const now = parts.base.now()
  const at = new Date(now).toISOString()
  const late = await sql<{ incident: string }>`select distinct o.incident from response.incident_order o
    where (o.state = 'issued' and o.acknowledge_due <= ${at}) or (o.state in ('issued', 'acknowledged') and o.done_due <= ${at})`.execute(
    parts.base.db,
  )
  let reminded = 0
  for (const { incident } of late.rows)
    reminded += await parts.base.db.tx(async (tx) => {
      await sql`select from response.incident where id = ${incident} for update`.execute(tx)
      const found = await findIncident(tx, incident)
      const count = await remindIn(tx, parts, found, now)
      await escalateIn(tx, parts, found, now)
      return count
    })
  return reminded
}

async function remindIn(tx: Tx, { offices }: ResponseParts, incident: Incident, now: number): Promise<number> {
  const at = new Date(now).toISOString()
  const { rows } = await sql<LateOrder>`
    update response.incident_order o set reminders = reminders + 1, reminded_at = ${at}
    where o.incident = ${incident.id} and (reminded_at is null or reminded_at <= ${at}::timestamptz - ${againAfter}::interval)
      and ((o.state = 'issued' and o.acknowledge_due <= ${at}) or (o.state in ('issued', 'acknowledged') and o.done_due <= ${at}))
    returning id, task, title, office, person, state, reminders`.execute(tx)
  if (rows.length === 0) return 0
  await append(
    tx,
    incident.id,
    clockwork,
    now,
    rows.map(({ id, task, title, office, state }) => ({
      kind: 'reminded',
      facts: { order: id, task, title, office: offices.title(office) ?? null, state },
    })),
  )
  const { id, title, office, isExercise, isDemo } = incident
  const payload: OrdersLate = { incident: id, title, office, isExercise, isDemo, orders: rows }
  await publish(tx, { type: 'response.orderLate', key: `incident:${id}`, payload })
  return rows.length
}

type Unanswered = {
  readonly id: string
  readonly task: string
  readonly title: Words
  readonly office: string
  readonly path: string
  readonly personName: string | null
  readonly deputy: string | null
  readonly deputyName: string | null
  readonly escalation: number
}

/** One step further, with whom it asks; nothing where nobody stands above within the incident. */
type Step = {
  readonly order: Unanswered
  readonly to: EscalatedOrder['to'] | undefined
  readonly above: { readonly office: string; readonly path: string } | null
  readonly name: string | Words | undefined
}

/**
 * Escalates what nobody acknowledged: in the plan's time to the deputy of the person it names, or to his whole office; in that time again
 * to the office above. An order to a whole office was told to all of it: its first step is the reminder.
 */
async function escalateIn(tx: Tx, parts: ResponseParts, incident: Incident, now: number): Promise<void> {
  const at = new Date(now).toISOString()
  const { rows } = await sql<Unanswered>`select id, task, title, office, path, person_name as "personName", deputy,
      deputy_name as "deputyName", escalation from response.incident_order
    where incident = ${incident.id} and state = 'issued' and escalation < 2
      and acknowledge_due + escalation * acknowledge_within * interval '1 minute' <= ${at} order by id`.execute(tx)
  if (rows.length === 0) return
  const steps = rows.map((order) => stepOf(parts, incident, order))
  const written = steps.map(({ order, above }) => ({ id: order.id, above: above?.office, above_path: above?.path }))
  await sql`update response.incident_order o set escalation = o.escalation + 1, escalated_at = ${at},
      above = one.above, above_path = one.above_path
    from jsonb_to_recordset(${JSON.stringify(written)}::jsonb) as one (id uuid, above text, above_path text)
    where o.id = one.id`.execute(tx)
  const asked = steps.flatMap((step) => (step.to === undefined ? [] : [{ ...step, to: step.to }]))
  if (asked.length === 0) return
  await append(
    tx,
    incident.id,
    clockwork,
    now,
    asked.map(({ order: { id, task, title, office }, name }) => ({
      kind: 'escalated',
      facts: { order: id, task, title, office: parts.offices.title(office) ?? null, above: name },
    })),
  )
  const { id, title, isExercise, isDemo } = incident
  const orders = asked.map(({ order, to }): EscalatedOrder => {
    const officeTitle = parts.offices.title(order.office) ?? { zh: order.office, en: order.office }
    return { id: order.id, title: order.title, office: order.office, officeTitle, personName: order.personName, to }
  })
  const payload: OrdersEscalated = { incident: id, title, isExercise, isDemo, orders }
  await publish(tx, { type: 'response.orderEscalated', key: `incident:${id}`, payload })
}

function stepOf({ offices }: ResponseParts, incident: Incident, order: Unanswered): Step {
  const nowhere = { order, to: undefined, above: null, name: undefined }
  if (order.escalation === 0) {
    if (order.deputy !== null) return { ...nowhere, to: { person: order.deputy }, name: order.deputyName ?? undefined }
    if (order.personName === null) return nowhere
    return { ...nowhere, to: { office: order.office }, name: { zh: '本单位全体', en: 'everybody there' } }
  }
  const above = order.path === incident.path ? undefined : officeAbove(offices, order.path)
  return above ? { order, above, to: { office: above.office }, name: offices.title(above.office) } : nowhere
}

/** The nearest open office above a path; the command's own tree begins with it, so none lies outside. */
function officeAbove(offices: ResponseParts['offices'], path: string) {
  const ids = path.split('/').slice(1, -1)
  for (const office of ids.toReversed()) {
    const found = offices.find(office)
    if (found) return { office, path: found.path }
  }
  return undefined
}

import { sql } from 'kysely'
import type { Post } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Area } from '../../../kernel/place/index.ts'
import {
  gravity,
  isOver,
  levelsOf,
  type OrderState,
  type Plan,
  type ResponseLevel,
} from '../../../kernel/response/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { publish, type Tx } from '../../base/index.ts'
import { responseErrors } from '../errors.ts'
import { noticesOf, publishNotice, withdrawNotices } from '../notices.ts'
import { isWithinDivision, type ResponseParts } from '../parts.ts'
import { findWarning } from '../warnings.ts'
import { orderLevel, planOf, withdrawOrders } from './give-orders.ts'
import { findIncident, type Incident, lockRunning } from './incident.ts'
import { append, type By } from './log.ts'

/** What a command decides when it starts a response. */
export type Start = {
  readonly plan: string
  readonly level: ResponseLevel
  readonly title: string
  readonly divisions: readonly string[]
  readonly area?: Area
  readonly reason: string
  readonly warning?: string
  readonly isExercise: boolean
  /** Generated with the demonstration city: nobody is told of it. */
  readonly isDemo?: boolean
}

type Decision = { readonly level: ResponseLevel | null; readonly reason: string; readonly warning?: string }

async function decideOn(
  tx: Tx,
  incident: Incident,
  by: By,
  now: number,
  { level, reason, warning }: Decision,
): Promise<void> {
  await sql`insert into response.response_decision (incident, seq, hazard, level, divisions, area, at, decided_by,
      decided_by_name, office, reason, warning)
    select ${incident.id}, coalesce(max(seq), 0) + 1, ${incident.hazard}, ${level}, ${incident.divisions},
      ${incident.area ? JSON.stringify(incident.area) : null}::jsonb, ${new Date(now).toISOString()}, ${by.id}, ${by.name},
      ${by.office ?? incident.office}, ${reason}, ${warning ?? null}
    from response.response_decision where incident = ${incident.id}`.execute(tx)
  await publish(tx, {
    type: 'response.decided',
    key: `incident:${incident.id}`,
    payload: { incident: incident.id, hazard: incident.hazard, level, isExercise: incident.isExercise },
  })
}

/** Publishes what a plan tells the people inside the area at a level; what stands already and is told again just stays. */
async function tellPeople(
  tx: Tx,
  parts: ResponseParts,
  incident: Incident,
  plan: Plan,
  level: ResponseLevel,
  by: By,
  now: number,
): Promise<void> {
  const wanted = plan.messages.filter(({ at }) => at.includes(level))
  const standing = (await noticesOf(tx, incident.id)).filter((one) => one.isOfPlan && one.withdrawnAt === null)
  const isSame = (one: { readonly title: Words; readonly text: Words }, other: typeof one) =>
    one.title.zh === other.title.zh && one.text.zh === other.text.zh
  const over = standing.filter((one) => !wanted.some((message) => isSame(one, message)))
  const fresh = wanted.filter((one) => !standing.some((there) => isSame(there, one)))
  await withdrawNotices(
    tx,
    incident.id,
    now,
    over.map(({ id }) => id),
    { why: fresh.length > 0 ? 'replaced' : 'ended' },
  )
  for (const message of fresh) {
    const { title, text } = message
    await publishNotice(tx, parts, incident, { title, text, isOfPlan: true }, by, now)
  }
}

function planFor(parts: ResponseParts, { plan: id, level }: Pick<Start, 'plan' | 'level'>) {
  const found = parts.plans.find(({ plan }) => plan.id === id)
  if (!found || !levelsOf(found.plan).includes(level)) throw responseErrors.make('response.noPlan', { plan: id })
  return found
}

/**
 * Starts a response: an incident with its orders, decided by a person in command of the area.
 * @throws response.noPlan, response.notYours, response.otherHazard
 */
export function startResponse(parts: ResponseParts, start: Start, post: Post, by: By): Promise<Incident> {
  const { base, offices, city } = parts
  const found = planFor(parts, start)
  const own = offices.find(post.office)?.division ?? city
  const foreign = start.divisions.find((code) => !isWithinDivision(code, own, city))
  if (foreign !== undefined) throw responseErrors.make('response.notYours', { division: foreign })
  const now = base.now()
  return base.db.tx(async (tx) => {
    const warning = start.warning === undefined ? undefined : await findWarning(tx, start.warning)
    if (warning && warning.hazard !== found.plan.hazard) throw responseErrors.make('response.otherHazard')
    const id = uuidv7()
    await sql`insert into response.incident (id, title, hazard, plan, level, divisions, area, office, path, is_exercise, is_demo, started_at)
      values (${id}, ${start.title}, ${found.plan.hazard}, ${found.hash}, ${start.level}, ${start.divisions},
        ${start.area ? JSON.stringify(start.area) : null}::jsonb, ${post.office}, ${post.path}, ${start.isExercise},
        ${start.isDemo === true}, ${new Date(now).toISOString()})`.execute(tx)
    const incident = await findIncident(tx, id)
    await decideOn(tx, incident, by, now, start)
    await append(tx, id, by, now, [
      {
        kind: 'started',
        note: start.reason,
        facts: { level: start.level, plan: found.hash, planTitle: found.plan.title, warning: start.warning ?? null },
      },
    ])
    await orderLevel(tx, parts, incident, found.plan, start.level, by)
    await tellPeople(tx, parts, incident, found.plan, start.level, by, now)
    return incident
  })
}

/**
 * Raises or lowers the level: adds and withdraws what differs, tells people anew.
 * @throws response.sameLevel, response.noPlan, response.ended
 */
export function changeLevel(
  parts: ResponseParts,
  id: string,
  { level, reason, warning }: { readonly level: ResponseLevel; readonly reason: string; readonly warning?: string },
  by: By,
): Promise<Incident> {
  const now = parts.base.now()
  return parts.base.db.tx(async (tx) => {
    const incident = await lockRunning(tx, id)
    const plan = await planOf(tx, incident.plan)
    if (!levelsOf(plan).includes(level)) throw responseErrors.make('response.noPlan', { plan: plan.id })
    if (level === incident.level) throw responseErrors.make('response.sameLevel')
    if (warning !== undefined && (await findWarning(tx, warning)).hazard !== incident.hazard)
      throw responseErrors.make('response.otherHazard')
    await sql`update response.incident set level = ${level} where id = ${id}`.execute(tx)
    await decideOn(tx, incident, by, now, { level, reason, ...(warning !== undefined && { warning }) })
    const kind = gravity(level) > gravity(incident.level) ? 'raised' : 'lowered'
    await append(tx, id, by, now, [
      { kind, note: reason, facts: { from: incident.level, to: level, warning: warning ?? null } },
    ])
    await orderLevel(tx, parts, incident, plan, level, by)
    await tellPeople(tx, parts, incident, plan, level, by, now)
    return findIncident(tx, id)
  })
}

/**
 * Ends the response. With orders open it needs a reason, and they are withdrawn; resources are free again, notices taken down.
 * @throws response.openOrders, response.ended
 */
export function endResponse(parts: ResponseParts, id: string, reason: string, by: By): Promise<Incident> {
  const now = parts.base.now()
  return parts.base.db.tx(async (tx) => {
    const incident = await lockRunning(tx, id)
    const { rows } = await sql<{ id: string; state: OrderState }>`select id, state from response.incident_order
      where incident = ${id}`.execute(tx)
    const open = rows.filter(({ state }) => !isOver(state))
    if (open.length > 0 && reason.trim() === '') throw responseErrors.make('response.openOrders', { open: open.length })
    await withdrawOrders(
      tx,
      open.map((order) => order.id),
      now,
    )
    const freed = await sql<{ title: string }>`update response.resource set state = 'free', incident = null,
      changed_at = ${new Date(now).toISOString()} where incident = ${id} returning title`.execute(tx)
    const notices = (await noticesOf(tx, id)).filter(({ withdrawnAt }) => withdrawnAt === null)
    await withdrawNotices(
      tx,
      id,
      now,
      notices.map((one) => one.id),
      { why: 'ended' },
    )
    await sql`update response.incident set ended_at = ${new Date(now).toISOString()} where id = ${id}`.execute(tx)
    await decideOn(tx, incident, by, now, { level: null, reason })
    await append(tx, id, by, now, [
      ...freed.rows.map(({ title }) => ({ kind: 'released' as const, facts: { resource: title } })),
      { kind: 'ended', note: reason, facts: { withdrawn: open.length } },
    ])
    return findIncident(tx, id)
  })
}

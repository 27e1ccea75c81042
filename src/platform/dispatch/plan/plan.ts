import { sql } from 'kysely'
import type { DispatchProblem } from '../../../kernel/dispatch/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Query, Tx } from '../../base/index.ts'
import { dispatchErrors } from '../errors.ts'

/** What was known of a task when the plan was made. Instants ISO. */
export type ErrandFacts = {
  readonly number: string
  readonly title: string
  /** In English, where a machine told of the case; plans of before have none. */
  readonly titleEn?: string | null
  readonly pack: string
  readonly class: string | null
  readonly kind: string
  readonly kindTitle: Words
  readonly skills: readonly string[]
  readonly urgency: number
  /** Minutes of work. */
  readonly work: number
  readonly dueAt: string | null
  readonly office: string
  readonly path: string
  /** Code of the street it lies in, where that is known. */
  readonly area: string
  readonly address: string | null
  readonly lng: number
  readonly lat: number
  readonly demo: boolean
}

/** Another crew that could go, and what that would cost more (weighted minutes, without anything learned). Instant ISO. */
export type Other = {
  readonly crew: string
  readonly more: number
  readonly endsAt: string
  readonly late: number
  /** Minutes that were learned of it for such an errand. */
  readonly learned?: number
}

/** Why a crew was chosen, or why nobody goes. */
export type Why = {
  /** Crews that could go at all. */
  readonly able: number
  readonly others: readonly Other[]
  readonly learned?: number
  /** Skills that the chosen crew lacks: a person has chosen it all the same. */
  readonly lacks?: readonly string[]
  /** Why it is left: nobody can, or there is no time before the shifts end, or a person has decided so. */
  readonly left?: 'nobody' | 'time' | 'person'
}

/** Where an errand of a plan stands. */
export type StopState =
  | 'proposed'
  | 'left'
  | 'sent'
  | 'under-way'
  | 'done'
  | 'cannot'
  | 'called-back'
  | 'gone'
  | 'skipped'

/** One errand of a plan. Instants ISO; minutes. */
export type Stop = {
  readonly id: string
  readonly plan: string
  readonly case: string
  readonly task: string
  readonly state: StopState
  readonly crew: string | null
  readonly nth: number | null
  readonly beginsAt: string | null
  readonly endsAt: string | null
  readonly way: number | null
  readonly late: number | null
  readonly errand: ErrandFacts
  readonly why: Why | null
  readonly overruled: string | null
  readonly sentAt: string | null
  readonly begunAt: string | null
  readonly endedAt: string | null
  readonly note: string
}

/** A plan as it stands. Costs in weighted minutes; instants ISO. */
export type Plan = {
  readonly id: string
  readonly office: string
  readonly path: string
  readonly state: 'proposed' | 'confirmed' | 'dropped'
  readonly madeAt: string
  readonly madeBy: string
  readonly solvedBy: 'optimiser' | 'rules'
  readonly fault: string | null
  readonly cost: number
  /** No plan whatever costs less; null in plans of before. */
  readonly bound: number | null
  readonly late: number
  /** No plan whatever is less late; null in plans of before. */
  readonly lateBound: number | null
  readonly rulesLate: number
  readonly took: number
  readonly beginsAt: string
  readonly seq: number
  readonly confirmedAt: string | null
  readonly confirmedBy: string | null
}

const planColumns = sql`p.id, p.office, p.path, p.state, p.made_at as "madeAt", p.made_by_name as "madeBy", p.solved_by as "solvedBy",
  p.fault, p.cost, p.bound, p.late, p.late_bound as "lateBound", p.rules_late as "rulesLate", p.took, p.begins_at as "beginsAt", p.seq,
  p.confirmed_at as "confirmedAt", p.confirmed_by_name as "confirmedBy"`

const stopColumns = sql`s.id, s.plan, s.case_id as case, s.task, s.state, s.crew, s.nth, s.begins_at as "beginsAt",
  s.ends_at as "endsAt", s.way, s.late, s.errand, s.why, s.overruled, s.sent_at as "sentAt", s.begun_at as "begunAt",
  s.ended_at as "endedAt", s.note`

/** One plan. @throws dispatch.missing */
export async function findPlan(on: Query, id: string): Promise<Plan> {
  const { rows } = await sql<Plan>`select ${planColumns} from dispatch.plan p where p.id = ${id}`.execute(on)
  if (!rows[0]) throw dispatchErrors.make('dispatch.missing')
  return rows[0]
}

/** The plan of an office that waits for a yes, or nothing. */
export async function proposedFor(on: Query, office: string): Promise<Plan | undefined> {
  const { rows } = await sql<Plan>`select ${planColumns} from dispatch.plan p
    where p.office = ${office} and p.state = 'proposed'`.execute(on)
  return rows[0]
}

/** A plan that waits for a yes, locked, with its question. @throws dispatch.missing, dispatch.changed */
export async function lockProposed(
  tx: Tx,
  id: string,
  seq: number,
): Promise<Plan & { readonly problem: DispatchProblem }> {
  const { rows } = await sql<Plan & { problem: DispatchProblem }>`select ${planColumns}, p.problem
    from dispatch.plan p where p.id = ${id} for update`.execute(tx)
  const [plan] = rows
  if (!plan) throw dispatchErrors.make('dispatch.missing')
  if (plan.state !== 'proposed' || plan.seq !== seq) throw dispatchErrors.make('dispatch.changed')
  return plan
}

/** The errands of a plan: by crew, in their order; what is left last. */
export async function stopsOf(on: Query, plan: string): Promise<readonly Stop[]> {
  const { rows } = await sql<Stop>`select ${stopColumns} from dispatch.stop s where s.plan = ${plan}
    order by s.crew nulls last, s.nth, s.case_id, s.task`.execute(on)
  return rows
}

/** What crews have been sent to and not ended, by crew: what is under way first, then in its order. */
export async function liveStops(on: Query, crews: readonly string[]): Promise<ReadonlyMap<string, readonly Stop[]>> {
  const { rows } = await sql<Stop>`select ${stopColumns} from dispatch.stop s
    where s.crew = any(${[...crews]}::uuid[]) and s.state in ('sent', 'under-way')
    order by s.state = 'sent', s.sent_at, s.nth, s.id`.execute(on)
  return Map.groupBy(rows, ({ crew }) => crew ?? '')
}

/** One errand that was sent. @throws dispatch.missing */
export async function findStop(on: Query, id: string): Promise<Stop> {
  const { rows } = await sql<Stop>`select ${stopColumns} from dispatch.stop s where s.id = ${id}`.execute(on)
  if (!rows[0]) throw dispatchErrors.make('dispatch.missing')
  return rows[0]
}

/** Does an errand of a plan still wait for a yes? */
export const waitsForYes = ({ state }: Pick<Stop, 'state'>): boolean => state === 'proposed' || state === 'left'

/** Names a task in a question: the case and the task. */
export const errandId = (caseId: string, task: string): string => `${caseId}/${task}`

import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import type { Area } from '../../../kernel/place/index.ts'
import type { Hazard, ResponseLevel } from '../../../kernel/response/index.ts'
import type { Query, Tx } from '../../base/index.ts'
import { responseErrors } from '../errors.ts'
import type { By } from './log.ts'

/** An incident as it stands; instants ISO. */
export type Incident = {
  readonly id: string
  readonly serial: number
  readonly title: string
  readonly hazard: Hazard
  /** Hash of its plan. */
  readonly plan: string
  readonly level: ResponseLevel
  readonly divisions: readonly string[]
  readonly area: Area | null
  readonly office: string
  readonly path: string
  readonly isExercise: boolean
  /** Generated with the demonstration city: nobody is told of it. */
  readonly isDemo: boolean
  readonly startedAt: string
  readonly endedAt: string | null
  readonly review: string | null
  readonly reviewedAt: string | null
}

const columns = sql`i.id, i.serial, i.title, i.hazard, i.plan, i.level, i.divisions, i.area, i.office, i.path,
  i.is_exercise as "isExercise", i.is_demo as "isDemo", i.started_at as "startedAt", i.ended_at as "endedAt", i.review, i.reviewed_at as "reviewedAt"`

/** The number people say: 应急 or, for exercises, 演练. */
export const numberOf = ({ serial, isExercise, startedAt }: Incident): string =>
  `${isExercise ? 'YL' : 'YJ'}${startedAt.slice(0, 4)}-${String(serial).padStart(4, '0')}`

/** One incident. @throws response.missing */
export async function findIncident(on: Query, id: string): Promise<Incident> {
  const { rows } = await sql<Incident>`select ${columns} from response.incident i where i.id = ${id}`.execute(on)
  if (!rows[0]) throw responseErrors.make('response.missing')
  return rows[0]
}

/** One incident that goes on, locked. @throws response.missing, response.ended */
export async function lockRunning(tx: Tx, id: string): Promise<Incident> {
  const { rows } =
    await sql<Incident>`select ${columns} from response.incident i where i.id = ${id} for update`.execute(tx)
  if (!rows[0]) throw responseErrors.make('response.missing')
  if (rows[0].endedAt !== null) throw responseErrors.make('response.ended')
  return rows[0]
}

/** Paths of all that have to do with it: the command and the offices that were ordered. */
export async function involvedPaths(on: Query, incident: Incident): Promise<readonly string[]> {
  const { rows } = await sql<{ path: string }>`select distinct path from response.incident_order
    where incident = ${incident.id}`.execute(on)
  return [incident.path, ...rows.map(({ path }) => path)]
}

/** Incidents that concern an actor's posts, those going on first, then the newest; all for programs. */
export async function listIncidents(on: Query, actor: Actor, limit: number): Promise<readonly Incident[]> {
  const paths = actor.posts.map(({ path }) => path)
  const mine = (column: ReturnType<typeof sql>) =>
    sql`exists (select from unnest(${paths}::text[]) as p (path) where ${column} = p.path or starts_with(${column}, p.path || '/'))`
  const seen =
    actor.kind === 'service'
      ? sql`true`
      : sql`(${mine(sql`i.path`)} or exists (select from response.incident_order o where o.incident = i.id and ${mine(sql`o.path`)}))`
  const { rows } = await sql<Incident>`select ${columns} from response.incident i where ${seen}
    order by i.ended_at is not null, i.started_at desc limit ${limit}`.execute(on)
  return rows
}

/** Who acts, for the log: with the office of the post that let him. */
export const byOf = (actor: Actor, office?: string): By => ({
  id: actor.id,
  name: actor.name,
  office: office ?? actor.posts[0]?.office ?? null,
})

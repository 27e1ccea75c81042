import { sql } from 'kysely'
import type { Fault } from '../../kernel/errors/index.ts'
import { inForce, kindShape, type RoundSchedule } from '../../kernel/patrol/index.ts'
import type { Query, Tx } from '../base/index.ts'
import { patrolErrors } from './errors.ts'
import { within } from './seen.ts'

/** One thing to look at; `kind` is the class that it is filed under when it is not well. */
export type Check = { readonly id: string; readonly title: string; readonly titleEn?: string; readonly kind?: string }

/** A place of a route where one stops. */
export type Stop = {
  readonly id: string
  readonly title: string
  /** Where somebody wrote it; none is made up. */
  readonly titleEn?: string
  readonly lng: number
  readonly lat: number
  /** Code of the component that stands there. */
  readonly component?: string
  readonly checks: readonly Check[]
}

/** What a route is: where one walks, what one looks at, when. */
export type RoutePlan = {
  readonly title: string
  /** Where somebody wrote it; none is made up. */
  readonly titleEn?: string
  readonly grid: string
  readonly stops: readonly Stop[]
  /** None: walked when somebody thinks fit. */
  readonly schedule: RoundSchedule | null
  readonly isClosed: boolean
}

/** A version of a route; `from` in epoch milliseconds. */
export type RouteVersion = RoutePlan & {
  readonly id: string
  readonly serial: number
  readonly from: number
  readonly path: string
  readonly isDemo: boolean
  readonly isWithdrawn: false
}

type Row = Omit<RouteVersion, 'from' | 'isWithdrawn' | 'titleEn'> & {
  readonly from: string
  readonly titleEn: string | null
}

const columns =
  sql.raw(`id, version as serial, from_at as "from", title, title_en as "titleEn", grid, path, stops, schedule, is_closed as "isClosed",
  is_demo as "isDemo"`)
const versionOf = ({ titleEn, ...row }: Row): RouteVersion => ({
  ...{ ...row, from: Date.parse(row.from), isWithdrawn: false },
  ...(titleEn !== null && { titleEn }),
})

/** Every version of the routes at or below some offices (of all without), by id. */
export async function routeVersions(
  on: Query,
  paths: readonly string[] | undefined,
): Promise<ReadonlyMap<string, readonly RouteVersion[]>> {
  const { rows } = await sql<Row>`select ${columns} from patrol.route where ${within(sql`path`, paths)}
    order by id, version limit 20000`.execute(on)
  return Map.groupBy(rows.map(versionOf), ({ id }) => id)
}

/** The routes as they stand at an instant, closed ones left out. */
export const routesAt = (all: ReadonlyMap<string, readonly RouteVersion[]>, at: number): readonly RouteVersion[] =>
  [...all.values()]
    .flatMap((versions) => inForce(versions, at) ?? [])
    .filter(({ isClosed }) => !isClosed)
    .sort((a, b) => (a.title < b.title ? -1 : 1))

/** The versions of one route; none when there is no such route. */
export async function versionsOf(on: Query, id: string): Promise<readonly RouteVersion[]> {
  const { rows } = await sql<Row>`select ${columns} from patrol.route where id = ${id} order by version`.execute(on)
  return rows.map(versionOf)
}

/** What is wrong with a route. */
function routeFaults({ stops, schedule }: RoutePlan): readonly Fault[] {
  const faults: Fault[] = []
  const say = (field: string, found: string, zh: string, en: string) => faults.push({ field, found, says: { zh, en } })
  if (stops.length === 0) say('stops', '', '没有点位', 'it has no stop')
  if (new Set(stops.map(({ id }) => id)).size < stops.length) say('stops', '', '点位编号重复', 'a stop stands twice')
  for (const { id, checks } of stops) {
    if (new Set(checks.map((one) => one.id)).size < checks.length)
      say('checks', id, '检查项编号重复', 'a check stands twice')
    for (const { kind } of checks)
      if (kind !== undefined && !kindShape.test(kind)) say('checks', kind, '不是部件或事件的小类', 'is no class')
  }
  for (const [from, until] of schedule?.spans ?? [])
    if (!(from >= 0 && until <= 1_440 && from < until))
      say('schedule', `${from}-${until}`, '时段不对', 'is no time of a day')
  return faults
}

/** Keeps a route from now on: a new one, or a further version. @throws patrol.badRoute */
export async function keepRoute(
  tx: Tx,
  id: string,
  path: string,
  plan: RoutePlan,
  { byName, at, isDemo = false }: { readonly byName: string; readonly at: number; readonly isDemo?: boolean },
): Promise<void> {
  const faults = routeFaults(plan)
  if (faults.length > 0) throw patrolErrors.make('patrol.badRoute', {}, { faults })
  await sql`select pg_advisory_xact_lock(hashtext(${`patrol.route ${id}`}))`.execute(tx)
  await sql`insert into patrol.route (id, version, from_at, title, title_en, grid, path, stops, schedule, is_closed, is_demo, changed_by_name)
    select ${id}, coalesce(max(version), 0) + 1, ${new Date(at).toISOString()}, ${plan.title}, ${plan.titleEn ?? null},
      ${plan.grid}, ${path},
      ${JSON.stringify(plan.stops)}::jsonb, ${plan.schedule === null ? null : JSON.stringify(plan.schedule)}::jsonb,
      ${plan.isClosed}, ${isDemo}, ${byName} from patrol.route where id = ${id}`.execute(tx)
}

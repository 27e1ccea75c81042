import { type RawBuilder, sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { type Bounds, mercatorBox } from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Query } from '../../base/index.ts'
import type { AnomalyKind, Evidence } from './anomalies/anomaly.ts'
import type { Forecast } from './forecast/forecast.ts'
import type { ReadingCounts } from './shape/regular.ts'
import type { AnomalyState } from './store.ts'

/** What somebody sees of the twin, compiled into every question: a condition on `twin.entity` under an alias. */
export type SeriesSight = (on: Query, actor: Actor) => Promise<{ sql(alias: string): RawBuilder<boolean> }>

/** What a series belongs to. */
export type SeriesOf = {
  readonly series: number
  readonly entity: string
  readonly title: Words | null
  readonly types: readonly string[]
  readonly name: string
  readonly dataset: string
  readonly unit: string | null
  readonly division: string | null
}

/** An anomaly as it is shown; instants as ISO texts. */
export type ShownAnomaly = SeriesOf & {
  readonly id: string
  readonly kind: AnomalyKind
  readonly from: string
  readonly to: string
  readonly score: number
  readonly direction: number
  readonly evidence: { readonly [K in keyof Evidence]: number | null }
  readonly state: AnomalyState
  readonly stateBy: string | null
  readonly stateAt: string | null
  readonly because: string | null
  readonly foundAt: string
}

/** Which anomalies. */
export type AnomalyQuestion = {
  readonly id?: string | undefined
  readonly series?: number | undefined
  readonly entity?: string | undefined
  readonly type?: string | undefined
  readonly kind?: AnomalyKind | undefined
  readonly state?: AnomalyState | undefined
  readonly division?: string | undefined
  readonly bounds?: Bounds | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** The last one of the page before. */
  readonly after?: { readonly to: string; readonly id: string } | undefined
  readonly limit: number
}

const iso = (column: string) => sql`to_char(${sql.raw(column)} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

const owner = sql`s.id as series, e.id as entity, e.title, e.types, s.name, s.dataset, s.unit, e.division`

/** Anomalies that this actor may see, the newest end first. */
export async function findAnomaliesShown(
  on: Query,
  sight: SeriesSight,
  actor: Actor,
  question: AnomalyQuestion,
): Promise<readonly ShownAnomaly[]> {
  const where: RawBuilder<unknown>[] = [sql`e.deleted_at is null`, (await sight(on, actor)).sql('e')]
  const { id, series, entity, type, kind, state, division, bounds, from, to, after, limit } = question
  if (id !== undefined) where.push(sql`a.id = ${id}`)
  if (series !== undefined) where.push(sql`a.series = ${series}`)
  if (entity !== undefined) where.push(sql`e.id = ${entity}`)
  // A short name stands for any type that ends in it.
  if (type !== undefined)
    where.push(
      sql`exists (select 1 from unnest(e.types) t where t = ${type} or t like ${`%/${type.replace(/[%_\\]/g, '\\$&')}`})`,
    )
  if (kind !== undefined) where.push(sql`a.kind = ${kind}`)
  if (state !== undefined) where.push(sql`a.state = ${state}`)
  if (division !== undefined) where.push(sql`starts_with(e.division, ${division})`)
  if (bounds !== undefined) {
    const [[west, south], [east, north]] = mercatorBox(bounds)
    where.push(sql`e.at <@ box(point(${west}, ${south}), point(${east}, ${north}))`)
  }
  if (from !== undefined) where.push(sql`a.to_at >= ${from}::timestamptz`)
  if (to !== undefined) where.push(sql`a.from_at < ${to}::timestamptz`)
  if (after !== undefined)
    where.push(
      sql`(a.to_at < ${after.to}::timestamptz or (a.to_at = ${after.to}::timestamptz and a.id > ${after.id}::uuid))`,
    )
  const { rows } =
    await sql<ShownAnomaly>`select ${owner}, a.id, a.kind, ${iso('a.from_at')} as from, ${iso('a.to_at')} as to,
      a.score, a.direction, a.evidence, a.state, a.state_by as "stateBy", ${iso('a.state_at')} as "stateAt", a.because,
      ${iso('a.found_at')} as "foundAt"
    from insight.anomaly a join twin.series s on s.id = a.series join twin.entity e on e.key = s.entity
    where ${sql.join(where, sql` and `)} order by a.to_at desc, a.id limit ${limit}`.execute(on)
  return rows
}

/** The series by its number, if this actor may see its entity. */
export async function findSeries(
  on: Query,
  sight: SeriesSight,
  actor: Actor,
  series: number,
): Promise<SeriesOf | undefined> {
  const { rows } = await sql<SeriesOf>`select ${owner} from twin.series s join twin.entity e on e.key = s.entity
    where s.id = ${series} and e.deleted_at is null and ${(await sight(on, actor)).sql('e')}`.execute(on)
  return rows[0]
}

/** Series that this actor may see, near the entity of one: the same entity, and within so many metres of it; at most `limit`, the nearest first. */
export async function seriesNear(
  on: Query,
  sight: SeriesSight,
  actor: Actor,
  { series, metres, limit }: { readonly series: number; readonly metres: number; readonly limit: number },
): Promise<readonly SeriesOf[]> {
  const { rows } = await sql<SeriesOf>`with own as (
      select e.key, e.at from twin.series s join twin.entity e on e.key = s.entity where s.id = ${series})
    select ${owner} from own join twin.entity e on e.key = own.key
        or (own.at is not null and e.at <@ box(point(own.at[0] - ${metres}, own.at[1] - ${metres}), point(own.at[0] + ${metres}, own.at[1] + ${metres})))
      join twin.series s on s.entity = e.key
    where s.id <> ${series} and e.deleted_at is null and ${(await sight(on, actor)).sql('e')}
    order by coalesce(e.at <-> own.at, 0), s.id limit ${limit}`.execute(on)
  return rows
}

/** How a series was looked at last. */
export type ShownLook = {
  readonly lookedAt: string
  readonly seenUntil: string
  readonly tookMs: number
  readonly stepMs: number
  readonly counts: Partial<ReadingCounts>
  readonly learned: number
  readonly trouble: string | null
}

/** The last look at a series, and its newest forecast. */
export async function lookOf(
  on: Query,
  series: number,
): Promise<{
  readonly look: ShownLook | undefined
  readonly forecast: (Forecast & { readonly madeAt: string }) | undefined
}> {
  const { rows } = await sql<ShownLook>`select ${iso('looked_at')} as "lookedAt", ${iso('seen_until')} as "seenUntil",
    took_ms as "tookMs", step_ms::float8 as "stepMs", counts, learned, trouble from insight.series_look where series = ${series}`.execute(
    on,
  )
  const made = await sql<{ madeAt: string; forecast: Forecast }>`select ${iso('made_at')} as "madeAt", forecast
    from insight.forecast where series = ${series} order by made_at desc limit 1`.execute(on)
  const newest = made.rows[0]
  return { look: rows[0], forecast: newest && { ...newest.forecast, madeAt: newest.madeAt } }
}

import { sql } from 'kysely'
import { plannedAnew, type Query } from '../../base/index.ts'
import type { Archive } from './archive.ts'
import { summand } from './summand.ts'

/** One reading; instants in epoch milliseconds. */
export type Observed = { readonly at: number; readonly value: number; readonly quality: number }

/** Figures of one step of one series. */
export type Stepped = {
  readonly series: number
  readonly at: number
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  readonly first: number
  readonly last: number
}

/** Which readings: `[from, till)` in epoch ms, oldest first unless `newest`; at most `limit` (default 10,000). */
export type RangeQuestion = {
  readonly series: number
  readonly from: number
  readonly till: number
  readonly newest?: boolean
  readonly limit?: number
}

const instant = (ms: number) => sql`to_timestamp(${ms / 1_000})`
const epochMs = (column: string) => sql`(extract(epoch from ${sql.raw(column)}) * 1000)::float8`

/** Single readings, from tables and files of old stretches alike; each instant once. */
export async function readRange(on: Query, archive: Archive, question: RangeQuestion): Promise<readonly Observed[]> {
  const { series, from, till, newest = false, limit = 10_000 } = question
  const order = sql.raw(newest ? 'desc' : 'asc')
  const fresh = await sql<Observed>`${plannedAnew} select ${epochMs('at')} as at, value, quality from twin.observation
    where series = ${series} and at >= ${instant(from)} and at < ${instant(till)} order by observation.at ${order} limit ${limit}`.execute(
    on,
  )
  const old = await archive.read([series], from, till, { newest, limit })
  if (old.length === 0) return fresh.rows
  const known = new Map<number, Observed>()
  for (const { at, value, quality } of [...old, ...fresh.rows])
    if (!known.has(at)) known.set(at, { at, value, quality })
  return [...known.values()].sort((a, b) => (newest ? b.at - a.at : a.at - b.at)).slice(0, limit)
}

/** The last reading of each series at or before a moment: what the map was then. */
export async function readMoment(
  on: Query,
  archive: Archive,
  series: readonly number[],
  at: number,
  back: number,
): Promise<ReadonlyMap<number, Observed>> {
  const { rows } = await sql<
    Observed & { series: number }
  >`${plannedAnew} select s.id as series, ${epochMs('o.at')} as at, o.value, o.quality
    from unnest(${`{${series.join(',')}}`}::int[]) as s (id)
    cross join lateral (select at, value, quality from twin.observation
      where series = s.id and at <= ${instant(at)} and at > ${instant(at - back)} order by at desc limit 1) o`.execute(
    on,
  )
  const found = new Map(rows.map((row) => [row.series, row]))
  const missing = series.filter((one) => !found.has(one))
  for (const row of await archive.last(missing, at, at - back)) found.set(row.series, row)
  return found
}

/** Figures are kept for these steps, in seconds. */
export const keptSteps = [300, 3_600, 86_400] as const

/** Days of the city begin at 16:00 UTC. */
const origin = sql`timestamptz '2000-01-01T00:00:00+08:00'`

/** Figures of steps of so many seconds, each beginning at a whole multiple of it in city time. */
export type StepQuestion = {
  readonly series: readonly number[]
  readonly from: number
  readonly till: number
  readonly step: number
}

/** Kept figures where an hour is settled, readings where it was written to since; both begin in `[from, till)`. */
function figuresIn(
  { series, from, till }: Pick<StepQuestion, 'series' | 'from' | 'till'>,
  kept: number | undefined,
): { readonly stale: ReturnType<typeof sql>; readonly parts: ReturnType<typeof sql> } {
  const which = sql`series = any(${`{${series.join(',')}}`}::int[])`
  const span = sql`at >= ${instant(from)} and at < ${instant(till)}`
  const raw = (
    where: ReturnType<typeof sql>,
  ) => sql`select series, at, 1 as count, ${summand} as sum, value as min, value as max,
    value as first, value as last from twin.observation where ${which} and ${span} and quality & 3 = 0 and ${where}`
  // An hour with newer readings than figures makes every kept step that holds it stale.
  const hold = Math.max(kept ?? 3_600, 3_600)
  const isStale = (column: string) =>
    sql`exists (select 1 from stale where stale.at = date_bin(make_interval(secs => ${hold}), ${sql.raw(column)}, ${origin}))`
  return {
    stale: sql`select distinct date_bin(make_interval(secs => ${hold}), hour, ${origin}) as at from twin.touched_hour
      where (rolled_at is null or rolled_at < touched_at + interval '1 minute')
        and hour >= ${instant(from)} - interval '1 day' and hour < ${instant(till)}`,
    parts:
      kept === undefined
        ? raw(sql`true`)
        : sql`select r.series, r.at, r.count, r.sum, r.min, r.max, r.first, r.last from twin.rollup r
            where ${which} and ${span} and step = ${kept} and not ${isStale('r.at')}
          union all ${raw(isStale('observation.at'))}`,
  }
}

/**
 * Figures over steps: kept ones where an hour is settled, counted from readings where it was written to since. Unfit readings
 * do not count. A `step` that is not a multiple of five minutes is counted from readings alone.
 */
export async function readSteps(on: Query, question: StepQuestion): Promise<readonly Stepped[]> {
  const { step } = question
  const kept = [...keptSteps].reverse().find((one) => step % one === 0)
  const bin = (column: string) => sql`date_bin(make_interval(secs => ${step}), ${sql.raw(column)}, ${origin})`
  const { stale, parts } = figuresIn(question, kept)
  const { rows } = await sql<Stepped>`${plannedAnew} with stale as materialized (${stale}),
    part as materialized (${parts})
    select series, ${epochMs('bin')} as at, sum(count)::int as count, sum(sum) as sum, min(min) as min, max(max) as max,
      (array_agg(first order by at))[1] as first, (array_agg(last order by at desc))[1] as last
    from (select *, ${bin('at')} as bin from part) as binned group by series, bin order by series, bin`.execute(on)
  return rows
}

/** One window of many series: `[from, till)` in epoch ms. */
export type WindowQuestion = Pick<StepQuestion, 'series' | 'from' | 'till'>

/**
 * Figures of one window for each of many series, in one statement; those without a fit reading in it are left out. A window
 * whose ends lie on whole five minutes or hours is read from kept figures where these hold.
 */
export async function readWindow(on: Query, question: WindowQuestion): Promise<readonly Omit<Stepped, 'at'>[]> {
  const isWhole = (step: number) => question.from % (step * 1_000) === 0 && question.till % (step * 1_000) === 0
  // Days of the city do not begin at whole days of the epoch: hours are the longest that ends are held against.
  const { stale, parts } = figuresIn(
    question,
    [3_600, 300].find((step) => isWhole(step)),
  )
  const { rows } = await sql<Omit<Stepped, 'at'>>`${plannedAnew} with stale as materialized (${stale})
    select series, sum(count)::int as count, sum(sum) as sum, min(min) as min, max(max) as max,
      (array_agg(first order by at))[1] as first, (array_agg(last order by at desc))[1] as last
    from (${parts}) as part group by series`.execute(on)
  return rows
}

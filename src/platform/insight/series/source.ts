import { sql } from 'kysely'
import { dayMs } from '../../../kernel/time/index.ts'
import type { Query } from '../../base/index.ts'
import type { Observations } from '../../twin/index.ts'
import type { Readings, SeriesNature } from './shape/regular.ts'

/** The doors of the twin that series are read through. */
export type SeriesSource = Pick<Observations, 'range' | 'steps' | 'lastAt'>

/** Readings looked at one by one, and the days that are looked at in all: older readings lie in files and cost more to read. */
const fineReadings = 10_000
const days = 120
const hour = 3_600_000
/** Bits of kernel/things that make a reading unfit: outside of its range, or in another unit. */
const unfit = 3

/** What is known of a series beforehand: between which numbers it can be true. */
export async function natureOf(on: Query, series: number): Promise<SeriesNature> {
  const { rows } = await sql<{ least: number | null; most: number | null }>`select least, most from twin.series
    where id = ${series}`.execute(on)
  return { least: rows[0]?.least ?? undefined, most: rows[0]?.most ?? undefined }
}

/**
 * The newest readings of a series, and hourly means of months where these do not reach back far enough. Unfit readings are
 * left out; where the range is known they come along, to be counted as what cannot be.
 */
export async function readSeries(
  source: SeriesSource,
  series: number,
  now: number,
  { least, most }: SeriesNature,
): Promise<{ readonly fine: Readings; readonly coarse?: Readings; readonly newest: number | undefined }> {
  // A clock that runs ahead does not hide what came before; a series that ended long ago is looked at as of then.
  const last = Math.min(source.lastAt(series), now + dayMs)
  if (!Number.isFinite(last)) return { fine: { at: [], value: [] }, newest: undefined }
  const [from, till] = [last - days * dayMs, last + 1]
  const all = await source.range({ series, from, till, newest: true, limit: fineReadings })
  const isImpossible = (value: number) =>
    value < (least ?? Number.NEGATIVE_INFINITY) || value > (most ?? Number.POSITIVE_INFINITY)
  const rows = all.filter(({ quality, value }) => (quality & unfit) === 0 || isImpossible(value))
  const fine = { at: Float64Array.from(rows, ({ at }) => at), value: Float64Array.from(rows, ({ value }) => value) }
  if (all.length < fineReadings) return { fine, newest: last }
  const steps = await source.steps({ series: [series], from, till, step: hour / 1_000 })
  const coarse = {
    at: Float64Array.from(steps, ({ at }) => at),
    value: Float64Array.from(steps, ({ sum, count }) => sum / count),
  }
  return { fine, coarse, newest: last }
}

import { dayMs } from '../../../kernel/time/index.ts'
import type { Observations } from '../../twin/index.ts'
import type { Readings } from './shape/regular.ts'

/** The doors of the twin that series are read through. */
export type SeriesSource = Pick<Observations, 'range' | 'steps' | 'lastAt'>

/** Readings looked at one by one, and the days that are looked at in all: older readings lie in files and cost more to read. */
const fineReadings = 10_000
const days = 120
const hour = 3_600_000
/** Bits of kernel/things that make a reading unfit: out of range, or of a clock that cannot be right. */
const unfit = 3

/** The newest readings of a series, and hourly means of months where these do not reach back far enough. Unfit readings are left out. */
export async function readSeries(
  source: SeriesSource,
  series: number,
  now: number,
): Promise<{ readonly fine: Readings; readonly coarse?: Readings; readonly newest: number | undefined }> {
  // A clock that runs ahead does not hide what came before; a series that ended long ago is looked at as of then.
  const last = Math.min(source.lastAt(series), now + dayMs)
  if (!Number.isFinite(last)) return { fine: { at: [], value: [] }, newest: undefined }
  const [from, till] = [last - days * dayMs, last + 1]
  const all = await source.range({ series, from, till, newest: true, limit: fineReadings })
  const rows = all.filter(({ quality }) => (quality & unfit) === 0)
  const fine = { at: Float64Array.from(rows, ({ at }) => at), value: Float64Array.from(rows, ({ value }) => value) }
  if (all.length < fineReadings) return { fine, newest: last }
  const steps = await source.steps({ series: [series], from, till, step: hour / 1_000 })
  const coarse = {
    at: Float64Array.from(steps, ({ at }) => at),
    value: Float64Array.from(steps, ({ sum, count }) => sum / count),
  }
  return { fine, coarse, newest: last }
}

import type { Bounds } from '../../../kernel/place/index.ts'
import { insightSeriesErrors } from './errors.ts'

/** A box written as west,south,east,north in degrees. @throws insight.bad-window */
export function boundsOf(text: string): Bounds {
  const [west = Number.NaN, south = Number.NaN, east = Number.NaN, north = Number.NaN, ...more] = text
    .split(',')
    .map(Number)
  const isGood = west >= -180 && east <= 180 && south >= -90 && north <= 90 && west < east && south < north
  if (!isGood || more.length > 0) throw insightSeriesErrors.make('insight.bad-window')
  return [west, south, east, north]
}

import type { Bounds } from '../../../kernel/place/index.ts'
import { twinErrors } from '../errors.ts'

/** Four numbers: west, south, east, north. @throws twin.badParameter */
export function boundsIn(text: string): Bounds {
  const [west, south, east, north, ...rest] = text.split(',').map(Number)
  if (
    west === undefined ||
    south === undefined ||
    east === undefined ||
    north === undefined ||
    rest.length > 0 ||
    ![west, south, east, north].every(Number.isFinite) ||
    west > east ||
    south > north
  )
    throw twinErrors.make('twin.badParameter', { detail: 'bbox must be west,south,east,north' })
  return [west, south, east, north]
}

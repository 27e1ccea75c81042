import { type Bounds, chinaBounds, isInBounds } from './bounds.ts'
import type { Point } from './geojson.ts'

/** Do these look like latitude and longitude in the wrong order: outside the bounds, and inside when swapped? */
export const looksSwapped = (point: Point, bounds: Bounds = chinaBounds): boolean =>
  !isInBounds(point, bounds) && isInBounds({ lng: point.lat, lat: point.lng }, bounds)

/** A coordinate that stands for "unknown" in a file, with its number of rows and why it is suspected. */
export type Placeholder = {
  readonly point: Point
  readonly count: number
  readonly why: 'zero' | 'rounded' | 'crowded'
}

/**
 * Coordinates in a column of points that no place can be meant by:
 * - `zero`: 0,0 in the Gulf of Guinea, once is enough
 * - `rounded`: both numbers with at most one decimal (a spot of ten kilometres), in three rows or more: 39,-77
 * - `crowded`: an exact spot that more than a twentieth of at least two hundred rows share
 */
export function findPlaceholders(points: readonly Point[]): readonly Placeholder[] {
  const counts = new Map<string, { point: Point; count: number }>()
  for (const point of points) {
    const key = `${point.lng},${point.lat}`
    const known = counts.get(key)
    if (known) known.count += 1
    else counts.set(key, { point, count: 1 })
  }
  const found: Placeholder[] = []
  for (const { point, count } of counts.values()) {
    const why = whySuspect(point, count, points.length)
    if (why) found.push({ point, count, why })
  }
  return found.sort((a, b) => b.count - a.count)
}

function whySuspect({ lng, lat }: Point, count: number, total: number): Placeholder['why'] | undefined {
  if (lng === 0 && lat === 0) return 'zero'
  if (count >= 3 && hasOneDecimal(lng) && hasOneDecimal(lat)) return 'rounded'
  return total >= 200 && count > total / 20 ? 'crowded' : undefined
}

const hasOneDecimal = (value: number): boolean => Math.round(value * 10) / 10 === value

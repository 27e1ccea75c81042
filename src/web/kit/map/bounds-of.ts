import type { FeatureCollection } from '../../../kernel/place/index.ts'

/** West, south, east, north of everything in a collection; nothing when it is empty. Degrees. */
export function boundsOf(collection: FeatureCollection): readonly [number, number, number, number] | undefined {
  let [west, south, east, north] = [180, 90, -180, -90]
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return
    const [x, y] = part
    if (typeof x === 'number' && typeof y === 'number') {
      west = Math.min(west, x)
      east = Math.max(east, x)
      south = Math.min(south, y)
      north = Math.max(north, y)
    } else for (const inner of part) walk(inner)
  }
  for (const { geometry } of collection.features) walk(geometry.coordinates)
  return west > east ? undefined : [west, south, east, north]
}

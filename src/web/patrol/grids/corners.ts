import type { PatrolGrid } from '../../api/patrol.ts'
import type { Corner } from '../../kit/map/index.ts'

const far = ([ax, ay]: Corner, [bx, by]: Corner): number => Math.hypot(ax - bx, ay - by)

/** Where in a closed outline a corner lengthens it the least: between which two it belongs. */
export function cheapest(corners: readonly Corner[], corner: Corner): number {
  let best = { at: corners.length, more: Number.POSITIVE_INFINITY }
  for (const [index, one] of corners.entries()) {
    const next = corners[(index + 1) % corners.length] ?? one
    const more = far(one, corner) + far(corner, next) - far(one, next)
    if (more < best.more) best = { at: index + 1, more }
  }
  return best.at
}

/** The outline of a grid as corners, without the last that repeats the first; none where it has several parts. */
export const cornersOf = ({ rings }: Pick<PatrolGrid, 'rings'>): readonly Corner[] =>
  rings.length === 1 ? (rings[0] ?? []).slice(0, -1).map(([lng, lat]): Corner => [lng, lat]) : []

/** The frame in which grids lie. */
export function frameOf(
  grids: readonly Pick<PatrolGrid, 'rings'>[],
): readonly [number, number, number, number] | undefined {
  const all = grids.flatMap(({ rings }) => rings.flat())
  if (all.length === 0) return undefined
  const lngs = all.map(([lng]) => lng)
  const lats = all.map(([, lat]) => lat)
  return [Math.min(...lngs), Math.min(...lats), Math.max(...lngs), Math.max(...lats)]
}

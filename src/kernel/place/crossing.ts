import type { Position, Ring } from './geojson.ts'

type Flat = readonly [x: number, y: number]

const turn = ([ax, ay]: Flat, [bx, by]: Flat, [cx, cy]: Flat): number =>
  Math.sign((bx - ax) * (cy - ay) - (by - ay) * (cx - ax))

const isBetween = ([ax, ay]: Flat, [bx, by]: Flat, [x, y]: Flat): boolean =>
  x >= Math.min(ax, bx) && x <= Math.max(ax, bx) && y >= Math.min(ay, by) && y <= Math.max(ay, by)

/** Do two segments meet, ends included? */
function meet(a: Flat, b: Flat, c: Flat, d: Flat): boolean {
  const [abc, abd, cda, cdb] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)]
  if (abc !== abd && cda !== cdb) return true
  return (
    (abc === 0 && isBetween(a, b, c)) ||
    (abd === 0 && isBetween(a, b, d)) ||
    (cda === 0 && isBetween(c, d, a)) ||
    (cdb === 0 && isBetween(c, d, b))
  )
}

const flat = ([lng, lat]: Position): Flat => [lng, lat]

/**
 * The first two edges of a closed ring that cross or touch where they should not, as places of the corners where they begin; two
 * corners on one another count. Nothing for an outline that bounds one area (RFC 7946 §3.1.6, OGC simple features).
 */
export function findCrossing(ring: Ring): readonly [number, number] | undefined {
  const edges = ring.length - 1
  const at = (index: number): Flat => flat(ring[index] ?? [0, 0])
  for (let one = 0; one < edges; one += 1) {
    const [a, b] = [at(one), at(one + 1)]
    if (a[0] === b[0] && a[1] === b[1]) return [one, (one + 1) % edges]
    for (let other = one + 1; other < edges; other += 1) {
      const [c, d] = [at(other), at(other + 1)]
      if (other === one + 1) {
        // Neighbours share a corner; they may not run back over one another.
        if (turn(a, b, d) === 0 && isBetween(a, b, d)) return [one, other]
        if (turn(c, d, a) === 0 && isBetween(c, d, a) && !(edges === 2)) return [one, other]
      } else if (one === 0 && other === edges - 1) {
        if (turn(a, b, c) === 0 && isBetween(a, b, c)) return [one, other]
        if (turn(c, d, b) === 0 && isBetween(c, d, b)) return [one, other]
      } else if (meet(a, b, c, d)) return [one, other]
    }
  }
  return undefined
}

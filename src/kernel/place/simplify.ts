import { planeAt } from './distance.ts'
import type { Area, Position, Ring } from './geojson.ts'
import { segmentDistance } from './segment-distance.ts'

/**
 * A line with fewer positions that strays at most `metres` from the old one (Douglas and Peucker 1973). Ends stay.
 * A closed ring is cut at its farthest position, so that it keeps its extent, and stays closed with at least four positions.
 */
export function simplifyLine(line: readonly Position[], metres: number): readonly Position[] {
  const first = line[0]
  if (!first || line.length < 3) return line
  const plane = planeAt({ lng: first[0], lat: first[1] })
  const flat = line.map(([lng, lat]) => plane.toMetres({ lng, lat }))
  const keep = new Uint8Array(line.length)
  keep[0] = 1
  keep[line.length - 1] = 1
  const open: (readonly [number, number])[] = []
  const last = line[line.length - 1]
  if (last && last[0] === first[0] && last[1] === first[1]) {
    const turn = farthestFromStart(flat)
    keep[turn] = 1
    open.push([0, turn], [turn, line.length - 1])
  } else open.push([0, line.length - 1])
  for (let span = open.pop(); span; span = open.pop()) {
    const [from, to] = span
    const { index, distance } = farthestFromChord(flat, from, to)
    if (distance <= metres) continue
    keep[index] = 1
    open.push([from, index], [index, to])
  }
  return line.filter((_, index) => keep[index] === 1)
}

function farthestFromStart(flat: readonly (readonly [number, number])[]): number {
  const start = flat[0] ?? [0, 0]
  let best = 0
  let far = -1
  flat.forEach(([x, y], index) => {
    const away = Math.hypot(x - start[0], y - start[1])
    if (away > far) {
      far = away
      best = index
    }
  })
  return best
}

function farthestFromChord(flat: readonly (readonly [number, number])[], from: number, to: number) {
  const a = flat[from] ?? [0, 0]
  const b = flat[to] ?? [0, 0]
  let best = { index: from, distance: -1 }
  for (let index = from + 1; index < to; index += 1) {
    const [x, y] = flat[index] ?? [0, 0]
    const distance = segmentDistance(x, y, a, b)
    if (distance > best.distance) best = { index, distance }
  }
  return best
}

/** An area with fewer positions; rings that shrink to nothing are dropped when they are holes, kept as they were otherwise. */
export function simplifyArea(area: Area, metres: number): Area {
  const rings = (polygon: readonly Ring[]): readonly Ring[] =>
    polygon.flatMap((ring, place) => {
      const less = simplifyLine(ring, metres)
      if (less.length >= 4) return [less]
      return place === 0 ? [ring] : []
    })
  return area.type === 'Polygon'
    ? { type: 'Polygon', coordinates: rings(area.coordinates) }
    : { type: 'MultiPolygon', coordinates: area.coordinates.map(rings) }
}

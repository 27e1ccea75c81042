import { isInArea, polygonsOf, squareMetres } from './area.ts'
import { boundsOf } from './bounds.ts'
import { planeAt } from './distance.ts'
import type { Area, Point, Polygon } from './geojson.ts'
import { segmentDistance } from './segment-distance.ts'

type Cell = {
  readonly east: number
  readonly north: number
  readonly half: number
  readonly depth: number
  readonly most: number
}

/**
 * The point deepest inside an area, farthest from any edge (the pole of inaccessibility): where a label or a pin belongs.
 * Found by halving squares until nothing can be deeper by more than `precision` metres (Garcia-Castellanos and Lombardo
 * 2007). Of several polygons the largest is taken.
 */
export function labelPoint(area: Area, precision = 20): Point {
  const polygon = polygonsOf(area)
    .map((coordinates): Polygon => ({ type: 'Polygon', coordinates }))
    .reduce((best, each) => (squareMetres(each) > squareMetres(best) ? each : best))
  const [west, south, east, north] = boundsOf(polygon) ?? [0, 0, 0, 0]
  const plane = planeAt({ lng: west, lat: south })
  const rings = polygon.coordinates.map((ring) => ring.map(([lng, lat]) => plane.toMetres({ lng, lat })))
  const depthAt = (x: number, y: number) =>
    (isInArea(plane.toPoint(x, y), polygon) ? 1 : -1) * Math.min(...rings.map((ring) => edgeDistance(x, y, ring)))
  const cell = (x: number, y: number, half: number): Cell => {
    const depth = depthAt(x, y)
    return { east: x, north: y, half, depth, most: depth + half * Math.SQRT2 }
  }
  const [width, height] = plane.toMetres({ lng: east, lat: north })
  const half = Math.max(Math.min(width, height) / 2, 1)
  const open: Cell[] = []
  for (let x = half; x < width + half; x += 2 * half)
    for (let y = half; y < height + half; y += 2 * half) open.push(cell(x, y, half))
  let best = open[0] ?? cell(width / 2, height / 2, half)
  for (;;) {
    open.sort((a, b) => a.most - b.most)
    const next = open.pop()
    if (!next || next.most - best.depth <= precision) break
    if (next.depth > best.depth) best = next
    const quarter = next.half / 2
    for (const [dx, dy] of [
      [-1, -1],
      [1, -1],
      [-1, 1],
      [1, 1],
    ] as const)
      open.push(cell(next.east + dx * quarter, next.north + dy * quarter, quarter))
    for (const each of open.slice(-4)) if (each.depth > best.depth) best = each
  }
  return plane.toPoint(best.east, best.north)
}

function edgeDistance(x: number, y: number, ring: readonly (readonly [number, number])[]): number {
  let nearest = Infinity
  for (let index = 1; index < ring.length; index += 1) {
    const a = ring[index - 1]
    const b = ring[index]
    if (a && b) nearest = Math.min(nearest, segmentDistance(x, y, a, b))
  }
  return nearest
}

import { type Bounds, boundsOf, isInBounds } from './bounds.ts'
import { planeAt } from './distance.ts'
import type { Area, Point, Ring } from './geojson.ts'
import { segmentDistance } from './segment-distance.ts'

/** Where a point lies to an area. */
export type Standing = 'inside' | 'edge' | 'outside'

/** Closer to an edge than this many degrees (about ten micrometres) is on it. */
const onEdge = 1e-10

/** The polygons of an area, each its outer ring and then its holes. */
export const polygonsOf = (area: Area): readonly (readonly Ring[])[] =>
  area.type === 'Polygon' ? [area.coordinates] : area.coordinates

/** Where a point lies to an area, holes included: on the rim of a hole is on the edge, in it is outside. */
export function standingOf(point: Point, area: Area): Standing {
  for (const rings of polygonsOf(area)) {
    const standing = standingInPolygon(point, rings)
    if (standing !== 'outside') return standing
  }
  return 'outside'
}

/** Does the point lie in the area or on its edge? */
export const isInArea = (point: Point, area: Area): boolean => standingOf(point, area) !== 'outside'

function standingInPolygon(point: Point, rings: readonly Ring[]): Standing {
  const [outer, ...holes] = rings
  if (!outer) return 'outside'
  const standing = standingInRing(point, outer)
  if (standing !== 'inside') return standing
  for (const hole of holes) {
    const inHole = standingInRing(point, hole)
    if (inHole === 'inside') return 'outside'
    if (inHole === 'edge') return 'edge'
  }
  return 'inside'
}

/** Crossing count of a ray towards the east, each edge half open, so that a corner counts once. */
function standingInRing({ lng, lat }: Point, ring: Ring): Standing {
  let isInside = false
  for (let index = 1; index < ring.length; index += 1) {
    const a = ring[index - 1]
    const b = ring[index]
    if (!a || !b) continue
    if (isOnSegment(lng, lat, a[0], a[1], b[0], b[1])) return 'edge'
    if (a[1] > lat !== b[1] > lat && lng < ((b[0] - a[0]) * (lat - a[1])) / (b[1] - a[1]) + a[0]) isInside = !isInside
  }
  return isInside ? 'inside' : 'outside'
}

function isOnSegment(x: number, y: number, ax: number, ay: number, bx: number, by: number): boolean {
  if (x < Math.min(ax, bx) - onEdge || x > Math.max(ax, bx) + onEdge) return false
  if (y < Math.min(ay, by) - onEdge || y > Math.max(ay, by) + onEdge) return false
  const length = Math.hypot(bx - ax, by - ay)
  if (length === 0) return true
  return Math.abs((bx - ax) * (y - ay) - (by - ay) * (x - ax)) / length <= onEdge
}

/** Metres from a point to an area; 0 inside it and on its edge. Good at city scale. */
export function distanceToArea(point: Point, area: Area): number {
  if (isInArea(point, area)) return 0
  const plane = planeAt(point)
  let nearest = Number.POSITIVE_INFINITY
  for (const ring of polygonsOf(area).flat()) {
    let before: readonly [number, number] | undefined
    for (const [lng, lat] of ring) {
      const here = plane.toMetres({ lng, lat })
      if (before) nearest = Math.min(nearest, segmentDistance(0, 0, before, here))
      before = here
    }
  }
  return nearest
}

/** Twice the signed area of a ring in its own units, positive when counter-clockwise. */
const twiceArea = (ring: readonly (readonly [number, number])[]): number => {
  let sum = 0
  for (let index = 1; index < ring.length; index += 1) {
    const a = ring[index - 1]
    const b = ring[index]
    if (a && b) sum += a[0] * b[1] - b[0] * a[1]
  }
  return sum
}

/** Square metres of an area, holes taken off. */
export function squareMetres(area: Area): number {
  const centre = boundsCentre(area)
  const plane = planeAt(centre)
  const size = (ring: Ring) => Math.abs(twiceArea(ring.map(([lng, lat]) => plane.toMetres({ lng, lat })))) / 2
  return polygonsOf(area).reduce(
    (sum, [outer = [], ...holes]) => sum + size(outer) - holes.reduce((hole, ring) => hole + size(ring), 0),
    0,
  )
}

/** The centre of gravity of an area, holes counted. It may lie outside a bent area: to place a label use `labelPoint`. */
export function centroid(area: Area): Point {
  const origin = boundsCentre(area)
  const plane = planeAt(origin)
  let [east, north, total] = [0, 0, 0]
  for (const rings of polygonsOf(area)) {
    rings.forEach((ring, place) => {
      const flat = ring.map(([lng, lat]) => plane.toMetres({ lng, lat }))
      const sign = (place === 0 ? 1 : -1) * Math.sign(twiceArea(flat))
      for (let index = 1; index < flat.length; index += 1) {
        const a = flat[index - 1]
        const b = flat[index]
        if (!a || !b) continue
        const cross = sign * (a[0] * b[1] - b[0] * a[1])
        total += cross
        east += cross * (a[0] + b[0])
        north += cross * (a[1] + b[1])
      }
    })
  }
  return total === 0 ? origin : plane.toPoint(east / (3 * total), north / (3 * total))
}

/** The middle of the box around an area. */
export function boundsCentre(area: Area): Point {
  const [west, south, east, north] = boundsOf(area) ?? [0, 0, 0, 0]
  return { lng: (west + east) / 2, lat: (south + north) / 2 }
}

/** An area with its box, so that asking many points is cheap. */
export type Region<T> = { readonly area: Area; readonly bounds: Bounds; readonly value: T }

/** Prepares areas for `findRegion`. */
export const regionsOf = <T>(areas: readonly { readonly area: Area; readonly value: T }[]): readonly Region<T>[] =>
  areas.map(({ area, value }) => ({ area, value, bounds: boundsOf(area) ?? [0, 0, 0, 0] }))

/** The first region that holds the point, its edge included. */
export const findRegion = <T>(point: Point, regions: readonly Region<T>[]): Region<T> | undefined =>
  regions.find(({ area, bounds }) => isInBounds(point, bounds) && isInArea(point, area))

import { distance, planeAt } from '../../place/index.ts'
import { badData } from '../errors.ts'
import type { AnyShape, Place } from '../geometry.ts'
import {
  allEdges,
  allPlaces,
  dimensionOf,
  type Edge,
  edgesCross,
  edgesMeet,
  holdsPlace,
  isInside,
  type Parts,
  partsOf,
} from './parts.ts'

/** A geoquery: how the geometry of an entity must lie to another one (clause 4.10). Distances in metres. */
export type GeoRelation =
  | { readonly is: 'near'; readonly max: number }
  | { readonly is: 'near'; readonly min: number }
  | { readonly is: 'within' | 'contains' | 'overlaps' | 'intersects' | 'equals' | 'disjoint' }

/** Reads `georel`. @throws BadRequestData */
export function parseRelation(text: string): GeoRelation {
  const near = /^near;(maxDistance|minDistance)==(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)$/.exec(text)
  if (near) {
    const metres = Number(near[2])
    if (!(metres > 0) || !Number.isFinite(metres)) throw badData('georel: the distance must be a number greater than 0')
    return near[1] === 'maxDistance' ? { is: 'near', max: metres } : { is: 'near', min: metres }
  }
  const is = (['within', 'contains', 'overlaps', 'intersects', 'equals', 'disjoint'] as const).find(
    (one) => one === text,
  )
  if (is === undefined)
    throw badData(
      `georel: "${text.slice(0, 80)}" is none of near;maxDistance==x, near;minDistance==x, within, contains, overlaps, intersects, equals, disjoint`,
    )
  return { is }
}

const middle = ([a, b]: Edge): Place => [((a[0] ?? 0) + (b[0] ?? 0)) / 2, ((a[1] ?? 0) + (b[1] ?? 0)) / 2]

/** Have the two a position in common (OGC 06-103r4, intersects)? */
export function shapesMeet(a: Parts, b: Parts): boolean {
  if (allPlaces(a).some((place) => holdsPlace(b, place)) || allPlaces(b).some((place) => holdsPlace(a, place)))
    return true
  const others = allEdges(b)
  return allEdges(a).some((edge) => others.some((other) => edgesMeet(edge, other)))
}

/** Is every position of `inner` one of `outer`? */
function covers(outer: Parts, inner: Parts): boolean {
  if (!allPlaces(inner).every((place) => holdsPlace(outer, place))) return false
  const edges = allEdges(inner)
  if (!edges.every((edge) => holdsPlace(outer, middle(edge)))) return false
  if (outer.polygons.length === 0) return dimensionOf(inner) < 2
  const rims = allEdges({ ...outer, points: [], lines: [] })
  if (edges.some((edge) => rims.some((rim) => edgesCross(edge, rim)))) return false
  // A hole of the outer one inside the inner one is not covered.
  return !outer.polygons.some(([, ...holes]) => holes.some((hole) => hole.some((place) => isInside(inner, place))))
}

const isWithin = (a: Parts, b: Parts): boolean => covers(b, a)

const isEqual = (a: Parts, b: Parts): boolean => dimensionOf(a) === dimensionOf(b) && covers(a, b) && covers(b, a)

// The same positions are the same place, whatever their ring does.
const isSameText = (a: AnyShape, b: AnyShape): boolean =>
  'coordinates' in a &&
  'coordinates' in b &&
  a.type === b.type &&
  JSON.stringify(a.coordinates) === JSON.stringify(b.coordinates)

/** Do they share a part of their own dimension, and each have one of its own (OGC 06-103r4, overlaps)? */
function doOverlap(a: Parts, b: Parts): boolean {
  const dimension = dimensionOf(a)
  if (dimension !== dimensionOf(b) || covers(a, b) || covers(b, a)) return false
  if (dimension === 0) return a.points.some((place) => holdsPlace(b, place))
  if (dimension === 1)
    return (
      [...allEdges(a).map(middle)].some((place) => holdsPlace(b, place)) ||
      allEdges(b)
        .map(middle)
        .some((place) => holdsPlace(a, place))
    )
  const others = allEdges(b)
  return (
    allPlaces(a).some((place) => isInside(b, place)) ||
    allPlaces(b).some((place) => isInside(a, place)) ||
    allEdges(a).some((edge) => others.some((other) => edgesCross(edge, other)))
  )
}

type Flat = readonly [number, number]

function toSegment([px, py]: Flat, [ax, ay]: Flat, [bx, by]: Flat): number {
  const [dx, dy] = [bx - ax, by - ay]
  const length = dx * dx + dy * dy
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / length))
  return Math.hypot(px - ax - along * dx, py - ay - along * dy)
}

const pointOf = ([lng = 0, lat = 0]: Place) => ({ lng, lat })

/** Metres between the nearest positions of two geometries; 0 where they meet. Good at the size of a city. */
export function metresBetween(one: AnyShape, other: AnyShape): number {
  if (one.type === 'Point' && other.type === 'Point')
    return distance(pointOf(one.coordinates), pointOf(other.coordinates))
  const [a, b] = [partsOf(one), partsOf(other)]
  if (shapesMeet(a, b)) return 0
  const [origin] = allPlaces(b)
  if (origin === undefined) return Number.POSITIVE_INFINITY
  const plane = planeAt(pointOf(origin))
  const flat = (place: Place): Flat => plane.toMetres(pointOf(place))
  let nearest = Number.POSITIVE_INFINITY
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const edges: Edge[] = [...allEdges(to), ...to.points.map((place): Edge => [place, place])]
    for (const place of allPlaces(from))
      for (const [c, d] of edges) nearest = Math.min(nearest, toSegment(flat(place), flat(c), flat(d)))
  }
  return nearest
}

/** Does the geometry of an entity lie so to the other one (clause 4.10)? Edges belong to what they bound. */
export function meetsRelation(target: AnyShape, relation: GeoRelation, reference: AnyShape): boolean {
  switch (relation.is) {
    case 'near': {
      const metres = metresBetween(target, reference)
      return 'max' in relation ? metres <= relation.max : metres > relation.min
    }
    case 'within':
      return isWithin(partsOf(target), partsOf(reference))
    case 'contains':
      return covers(partsOf(target), partsOf(reference))
    case 'overlaps':
      return doOverlap(partsOf(target), partsOf(reference))
    case 'intersects':
      return shapesMeet(partsOf(target), partsOf(reference))
    case 'equals':
      return isSameText(target, reference) || isEqual(partsOf(target), partsOf(reference))
    case 'disjoint':
      return !shapesMeet(partsOf(target), partsOf(reference))
  }
}

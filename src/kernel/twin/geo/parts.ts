import { isInArea, standingOf } from '../../place/index.ts'
import { type AnyShape, type Place, type Shape, shapesOf } from '../geometry.ts'
import { between, segmentsMeet, turn } from './crossing.ts'

/** A geometry taken apart into points, lines and polygons. */
export type Parts = {
  readonly points: readonly Place[]
  readonly lines: readonly (readonly Place[])[]
  readonly polygons: readonly (readonly (readonly Place[])[])[]
}

const nothing: Parts = { points: [], lines: [], polygons: [] }

function partsOfShape(shape: Shape): Parts {
  switch (shape.type) {
    case 'Point':
      return { ...nothing, points: [shape.coordinates] }
    case 'MultiPoint':
      return { ...nothing, points: shape.coordinates as readonly Place[] } // by the type
    case 'LineString':
      return { ...nothing, lines: [shape.coordinates as readonly Place[]] } // by the type
    case 'MultiLineString':
      return { ...nothing, lines: shape.coordinates as readonly (readonly Place[])[] } // by the type
    case 'Polygon':
      return { ...nothing, polygons: [shape.coordinates as readonly (readonly Place[])[]] } // by the type
    case 'MultiPolygon':
      return { ...nothing, polygons: shape.coordinates }
  }
}

/** The parts of a geometry. */
export function partsOf(shape: AnyShape): Parts {
  const all = shapesOf(shape).map(partsOfShape)
  return {
    points: all.flatMap(({ points }) => points),
    lines: all.flatMap(({ lines }) => lines),
    polygons: all.flatMap(({ polygons }) => polygons),
  }
}

/** 0 for points, 1 for lines, 2 for areas: the highest of its parts. */
export const dimensionOf = ({ lines, polygons }: Parts): 0 | 1 | 2 =>
  polygons.length > 0 ? 2 : lines.length > 0 ? 1 : 0

/** Two positions that a line joins. */
export type Edge = readonly [Place, Place]

/** The edges of a line or ring. */
export const edgesOf = (line: readonly Place[]): readonly Edge[] =>
  line.slice(1).map((to, index): Edge => [line[index] ?? to, to])

/** Every edge of lines and rings. */
export const allEdges = ({ lines, polygons }: Parts): readonly Edge[] => [...lines, ...polygons.flat()].flatMap(edgesOf)

/** Every position. */
export const allPlaces = ({ points, lines, polygons }: Parts): readonly Place[] => [
  ...points,
  ...lines.flat(),
  ...polygons.flat(2),
]

const point = ([lng = 0, lat = 0]: Place) => ({ lng, lat })

type Rings = readonly (readonly Place[])[]
// Positions were checked when they came in: at least two numbers each.
const area = (polygon: Rings) => ({ type: 'Polygon', coordinates: polygon as unknown as [] }) as const

const samePlace = (a: Place, b: Place): boolean => a[0] === b[0] && a[1] === b[1]

const onEdge = (place: Place, [from, to]: Edge): boolean => turn(from, to, place) === 0 && between(from, to, place)

/** Does the position lie on or in the geometry, its edges included? */
export const holdsPlace = (parts: Parts, place: Place): boolean =>
  parts.points.some((one) => samePlace(one, place)) ||
  parts.lines.some((line) => edgesOf(line).some((edge) => onEdge(place, edge))) ||
  parts.polygons.some((polygon) => isInArea(point(place), area(polygon)))

/** Does it lie inside an area of the geometry, not on its edge? */
export const isInside = (parts: Parts, place: Place): boolean =>
  parts.polygons.some((polygon) => standingOf(point(place), area(polygon)) === 'inside')

/** Do two edges have a position in common? */
export const edgesMeet = ([a, b]: Edge, [c, d]: Edge): boolean => segmentsMeet(a, b, c, d)

/** Do two edges pass through each other, not merely touch? */
export function edgesCross([a, b]: Edge, [c, d]: Edge): boolean {
  const signs = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)].map(Math.sign)
  return signs.every((sign) => sign !== 0) && signs[0] !== signs[1] && signs[2] !== signs[3]
}

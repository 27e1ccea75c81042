import {
  type AnyShape,
  dimensionOf,
  meetsRelation,
  metresBetween,
  type Place,
  partsOf,
  shapesOf,
} from '../../../../kernel/twin/index.ts'
import { bad } from '../error.ts'
import { isLike, matrixOf } from './geo-matrix.ts'

/** A function of geometries; the third is the pattern of st_relate. */
export type GeoFunction = (one: AnyShape, other: AnyShape, third: string) => number | boolean

const relates =
  (...patterns: readonly string[]) =>
  (a: AnyShape, b: AnyShape): boolean => {
    const matrix = matrixOf(a, b)
    return patterns.some((pattern) => isLike(matrix, pattern))
  }

/** They meet with their edges alone. */
const touches = relates('FT*******', 'F**T*****', 'F***T****')
/** Lines cross lines in places, and areas where a part of them lies inside and a part outside. */
const crosses: GeoFunction = (a, b) => {
  const [one, other] = [dimensionOf(partsOf(a)), dimensionOf(partsOf(b))]
  if (one === other) return one === 1 && relates('0********')(a, b)
  return relates(one < other ? 'T*T******' : 'T*****T**')(a, b)
}

/** They share a part of their own dimension, and each has one of its own. */
const overlaps: GeoFunction = (a, b) => {
  const [one, other] = [dimensionOf(partsOf(a)), dimensionOf(partsOf(b))]
  return one === other && relates(one === 1 ? '1*T***T**' : 'T*T***T**')(a, b)
}
const intersects: GeoFunction = (a, b) => meetsRelation(a, { is: 'intersects' }, b)

/** Length in degrees, as servers over plain geometry give it; areas and points have none. */
function degreesLong(shape: AnyShape): number {
  let sum = 0
  for (const one of shapesOf(shape)) {
    const lines = one.type === 'LineString' ? [one.coordinates] : one.type === 'MultiLineString' ? one.coordinates : []
    for (const line of lines as readonly (readonly Place[])[]) // lines by their types
      for (let index = 1; index < line.length; index += 1) {
        const [ax = 0, ay = 0] = line[index - 1] ?? []
        const [bx = 0, by = 0] = line[index] ?? []
        sum += Math.hypot(bx - ax, by - ay)
      }
  }
  return sum
}

/** Functions of geometries by name (§9.3.3.5.2), as OGC 06-103r4 §6.1.15.3 defines them. */
export const geoFunctions: Readonly<Record<string, GeoFunction>> = {
  'geo.distance': (a, b) => degreesBetween(a, b),
  'geo.length': (a) => degreesLong(a),
  'geo.intersects': intersects,
  st_equals: relates('T*F**FFF*'),
  st_disjoint: (a, b) => !intersects(a, b, ''),
  st_touches: touches,
  st_within: relates('T*F**F***'),
  st_overlaps: overlaps,
  st_crosses: crosses,
  st_intersects: intersects,
  st_contains: relates('T*****FF*'),
  st_relate: (a, b, pattern) => relate(a, b, pattern),
}

/** Degrees between points as servers of SensorThings over plain geometry give them; metres otherwise would not compare. */
function degreesBetween(a: AnyShape, b: AnyShape): number {
  if (a.type === 'Point' && b.type === 'Point') {
    const [ax = 0, ay = 0] = a.coordinates
    const [bx = 0, by = 0] = b.coordinates
    return Math.hypot(ax - bx, ay - by)
  }
  return metresBetween(a, b) / 111_320
}

/** @throws StaError 400 for what is no pattern */
function relate(a: AnyShape, b: AnyShape, pattern: string): boolean {
  const signs = pattern.toUpperCase()
  if (!/^[TF012*]{9}$/.test(signs)) throw bad(`"${pattern}" is no pattern of nine signs`)
  return isLike(matrixOf(a, b), signs)
}

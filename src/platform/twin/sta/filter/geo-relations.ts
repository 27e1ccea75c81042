import { type AnyShape, meetsRelation, metresBetween, type Place, shapesOf } from '../../../../kernel/twin/index.ts'
import { bad } from '../error.ts'
import { dimension, interiorsMeet } from './geo-interiors.ts'

/** A function of geometries; the third is the pattern of st_relate. */
export type GeoFunction = (one: AnyShape, other: AnyShape, third: string) => number | boolean

const meets =
  (is: 'within' | 'contains' | 'overlaps' | 'intersects' | 'equals' | 'disjoint') => (a: AnyShape, b: AnyShape) =>
    meetsRelation(a, { is }, b)

/** They meet with their edges alone. */
const touches: GeoFunction = (a, b) => meets('intersects')(a, b) && !interiorsMeet(a, b)
/** Lines cross lines in places, and areas where a part of them lies inside and a part outside. */
const crosses: GeoFunction = (a, b) => {
  if (!interiorsMeet(a, b) || meets('within')(a, b) || meets('contains')(a, b)) return false
  return dimension(a) !== dimension(b) || (dimension(a) === 1 && !meets('overlaps')(a, b))
}

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

/** Functions of geometries by name (§9.3.3.5.2). */
export const geoFunctions: Readonly<Record<string, GeoFunction>> = {
  'geo.distance': (a, b) => degreesBetween(a, b),
  'geo.length': (a) => degreesLong(a),
  'geo.intersects': meets('intersects'),
  st_equals: meets('equals'),
  st_disjoint: meets('disjoint'),
  st_touches: touches,
  st_within: meets('within'),
  st_overlaps: meets('overlaps'),
  st_crosses: crosses,
  st_intersects: meets('intersects'),
  st_contains: meets('contains'),
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

/** The patterns of the named relations; others are not told apart. @throws StaError 400 */
function relate(a: AnyShape, b: AnyShape, pattern: string): boolean {
  if (!/^[TF012*]{9}$/.test(pattern)) throw bad(`"${pattern}" is no pattern of nine signs`)
  const named: readonly (readonly [RegExp, GeoFunction])[] = [
    [/^T\*F\*\*FFF[*2]$/, geoFunctions.st_equals ?? touches],
    [/^FF\*FF\*{4}$/, meets('disjoint')],
    [/^T\*F\*\*F\*{3}$/, meets('within')],
    [/^T\*{5}FF\*$/, meets('contains')],
    [/^T\*{8}$/, (one, other) => interiorsMeet(one, other)],
    [/^(?:T|1)\*T\*{3}T\*{2}$/, meets('overlaps')],
  ]
  const found = named.find(([shape]) => shape.test(pattern))
  if (!found) throw bad(`The pattern "${pattern}" is none of those of the named relations`)
  return Boolean(found[1](a, b, pattern))
}

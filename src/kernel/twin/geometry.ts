import type { Bounds } from '../place/index.ts'
import type { Json } from './entity.ts'

/** A GeoJSON position (RFC 7946 §3.1.1), degrees in WGS 84. */
export type Place = readonly number[]

/** Every GeoJSON geometry but collections of geometries (RFC 7946 §3.1). */
export type Shape =
  | { readonly type: 'Point'; readonly coordinates: Place }
  | { readonly type: 'MultiPoint' | 'LineString'; readonly coordinates: readonly Place[] }
  | { readonly type: 'MultiLineString' | 'Polygon'; readonly coordinates: readonly (readonly Place[])[] }
  | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Place[])[])[] }

/** A geometry as entities may have it: a shape, or several in one. */
export type AnyShape = Shape | { readonly type: 'GeometryCollection'; readonly geometries: readonly AnyShape[] }

/** The shapes of a geometry, collections opened. */
export const shapesOf = (shape: AnyShape): readonly Shape[] =>
  shape.type === 'GeometryCollection' ? shape.geometries.flatMap(shapesOf) : [shape]

/** Every position of a shape. */
export function placesOf(shape: Shape): readonly Place[] {
  switch (shape.type) {
    case 'Point':
      return [shape.coordinates]
    case 'MultiPoint':
    case 'LineString':
      return shape.coordinates
    case 'MultiLineString':
    case 'Polygon':
      return shape.coordinates.flat()
    case 'MultiPolygon':
      return shape.coordinates.flat(2)
  }
}

/** West, south, east, north of a geometry; `undefined` for one without any position. */
export function extentOf(shape: AnyShape): Bounds | undefined {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const one of shapesOf(shape)) {
    for (const [lng = Number.NaN, lat = Number.NaN] of placesOf(one)) {
      west = Math.min(west, lng)
      east = Math.max(east, lng)
      south = Math.min(south, lat)
      north = Math.max(north, lat)
    }
  }
  return Number.isFinite(west) && Number.isFinite(south) ? [west, south, east, north] : undefined
}

const isPlace = (value: Json | undefined): boolean =>
  Array.isArray(value) && value.length >= 2 && value.every((part) => typeof part === 'number' && Number.isFinite(part))

const isList = (value: Json | undefined, isOne: (value: Json) => boolean, least: number): boolean =>
  Array.isArray(value) && value.length >= least && value.every(isOne)

const isRing = (value: Json): boolean => {
  if (!isList(value, isPlace, 4)) return false
  const ring = value as readonly Place[] // checked on the line above
  const [first, last] = [ring[0], ring.at(-1)]
  return first?.[0] === last?.[0] && first?.[1] === last?.[1]
}

const checks: Readonly<Record<Shape['type'], (value: Json | undefined) => boolean>> = {
  Point: isPlace,
  MultiPoint: (value) => isList(value, isPlace, 1),
  LineString: (value) => isList(value, isPlace, 2),
  MultiLineString: (value) => isList(value, (line) => isList(line, isPlace, 2), 1),
  Polygon: (value) => isList(value, isRing, 1),
  MultiPolygon: (value) => isList(value, (polygon) => isList(polygon, isRing, 1), 1),
}

/** Is this JSON a GeoJSON geometry by form: known type, closed rings, finite numbers? */
export function isShape(value: Json | undefined, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const { type, coordinates, geometries } = value as { readonly [name: string]: Json } // an object by the line above
  if (type === 'GeometryCollection')
    return depth < 4 && Array.isArray(geometries) && geometries.every((one: Json) => isShape(one, depth + 1))
  return typeof type === 'string' && type in checks && checks[type as Shape['type']](coordinates)
}

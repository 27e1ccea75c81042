import type { Geometry, Point, Position } from './geojson.ts'

/** A box in WGS 84 degrees in GeoJSON order (RFC 7946 §5): west, south, east, north. Never across the 180th meridian. */
export type Bounds = readonly [west: number, south: number, east: number, north: number]

/** A box around China, sea included; the same that published GCJ-02 code uses to decide where the offset applies. */
export const chinaBounds: Bounds = [72.004, 0.8293, 137.8347, 55.8271]

/** Does the point lie in the box or on its edge? */
export const isInBounds = (point: Point, [west, south, east, north]: Bounds): boolean =>
  point.lng >= west && point.lng <= east && point.lat >= south && point.lat <= north

/** Do two boxes touch? */
export const boundsMeet = (a: Bounds, b: Bounds): boolean =>
  a[0] <= b[2] && b[0] <= a[2] && a[1] <= b[3] && b[1] <= a[3]

/** Every position of a geometry, one after the other. */
export function positionsOf(geometry: Geometry): readonly Position[] {
  switch (geometry.type) {
    case 'Point':
      return [geometry.coordinates]
    case 'LineString':
      return geometry.coordinates
    case 'Polygon':
      return geometry.coordinates.flat()
    case 'MultiPolygon':
      return geometry.coordinates.flat(2)
  }
}

/** The smallest box around a geometry; `undefined` when it has no positions. */
export function boundsOf(geometry: Geometry): Bounds | undefined {
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity]
  for (const [lng, lat] of positionsOf(geometry)) {
    if (lng < west) west = lng
    if (lng > east) east = lng
    if (lat < south) south = lat
    if (lat > north) north = lat
  }
  return west <= east ? [west, south, east, north] : undefined
}

/** A place on the earth: degrees in WGS 84, longitude −180…180, latitude −90…90. Named members, so that nobody swaps them. */
export type Point = { readonly lng: number; readonly lat: number }

/** A GeoJSON position (RFC 7946 §3.1.1): longitude, latitude in WGS 84 degrees, then perhaps height in metres. */
export type Position = readonly [lng: number, lat: number, height?: number]

/** A closed line: the last position repeats the first; at least four positions (RFC 7946 §3.1.6). */
export type Ring = readonly Position[]

/** GeoJSON point geometry. */
export type GeoPoint = { readonly type: 'Point'; readonly coordinates: Position }
/** GeoJSON line. */
export type LineString = { readonly type: 'LineString'; readonly coordinates: readonly Position[] }
/** GeoJSON polygon: the outer ring, then holes. */
export type Polygon = { readonly type: 'Polygon'; readonly coordinates: readonly Ring[] }
/** GeoJSON polygons that make one thing. */
export type MultiPolygon = { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly Ring[])[] }

/** An area: one polygon or several. */
export type Area = Polygon | MultiPolygon
/** Every geometry the city uses. */
export type Geometry = GeoPoint | LineString | Area

/** A GeoJSON feature with typed properties. */
export type Feature<G extends Geometry = Geometry, P = Readonly<Record<string, unknown>>> = {
  readonly type: 'Feature'
  readonly id?: string | number
  readonly geometry: G
  readonly properties: P
}

/** A GeoJSON feature collection. */
export type FeatureCollection<G extends Geometry = Geometry, P = Readonly<Record<string, unknown>>> = {
  readonly type: 'FeatureCollection'
  readonly features: readonly Feature<G, P>[]
}

/** The point at a GeoJSON position. */
export const pointAt = (position: Position): Point => ({ lng: position[0], lat: position[1] })

/** The GeoJSON position of a point. */
export const positionOf = (point: Point): Position => [point.lng, point.lat]

/** Is this a point on the earth: finite numbers within range? */
export const isPoint = (point: Point): boolean =>
  Number.isFinite(point.lng) && Number.isFinite(point.lat) && Math.abs(point.lng) <= 180 && Math.abs(point.lat) <= 90

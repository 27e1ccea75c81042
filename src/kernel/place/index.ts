export {
  boundsCentre,
  centroid,
  distanceToArea,
  findRegion,
  isInArea,
  polygonsOf,
  type Region,
  regionsOf,
  type Standing,
  squareMetres,
  standingOf,
} from './area.ts'
export { type Bounds, boundsMeet, boundsOf, chinaBounds, isInBounds, positionsOf } from './bounds.ts'
export { cellsWithin } from './cells.ts'
export { findCrossing } from './crossing.ts'
export { type Datum, datums, fromWgs84, geometryToWgs84, toWgs84 } from './datum.ts'
export { boundsAround, distance, type Plane, planeAt, shift } from './distance.ts'
export {
  type Area,
  type Feature,
  type FeatureCollection,
  type Geometry,
  type GeoPoint,
  isPoint,
  type LineString,
  type MultiPolygon,
  type Point,
  type Polygon,
  type Position,
  pointAt,
  positionOf,
  type Ring,
} from './geojson.ts'
export { labelPoint } from './label-point.ts'
export { fromMercator, type Mercator, mercatorBox, mercatorLength, toMercator } from './mercator.ts'
export { simplifyArea, simplifyLine } from './simplify.ts'
export { findPlaceholders, looksSwapped, type Placeholder } from './suspect.ts'
export { windTo } from './wind.ts'

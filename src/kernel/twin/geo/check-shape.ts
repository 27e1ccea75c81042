import { limits } from '../document/limits.ts'
import type { Json } from '../entity.ts'
import { badData } from '../errors.ts'
import { type AnyShape, isShape, type Place, placesOf, type Shape, shapesOf } from '../geometry.ts'
import { crossingOf, hasOnlySlivers } from './crossing.ts'

function checkPlaces(name: string, shape: Shape): void {
  const places = placesOf(shape)
  if (places.length > limits.positions) throw badData(`${name} has more than ${limits.positions} positions`)
  for (const [lng = 0, lat = 0] of places) {
    if (Math.abs(lat) > 90 && Math.abs(lng) <= 90)
      throw badData(
        `${name}: [${lng}, ${lat}] is not on the earth: the coordinates look swapped, GeoJSON has longitude before latitude (RFC 7946 §3.1.1)`,
      )
    if (Math.abs(lng) > 180 || Math.abs(lat) > 90)
      throw badData(`${name}: [${lng}, ${lat}] is not on the earth: longitude −180…180, latitude −90…90`)
  }
}

function checkRings(name: string, polygon: readonly (readonly Place[])[]): void {
  for (const ring of polygon) {
    const crossing = crossingOf(ring)
    if (crossing !== undefined && !hasOnlySlivers(ring))
      throw badData(`${name}: the polygon crosses itself near [${crossing.map((part) => part.toFixed(6)).join(', ')}]`)
  }
}

/**
 * A geometry of a document (RFC 7946), complete and on the earth.
 * @throws BadRequestData for a wrong form, coordinates that are swapped or off the earth, polygons that cross themselves in more than
 * slivers
 */
export function checkShape(name: string, value: Json | undefined): AnyShape {
  if (!isShape(value))
    throw badData(`${name} is not a GeoJSON geometry: type and coordinates must fit, rings be closed (RFC 7946 §3.1)`)
  const shape = value as unknown as AnyShape // checked on the line above
  for (const one of shapesOf(shape)) {
    checkPlaces(name, one)
    if (one.type === 'Polygon') checkRings(name, one.coordinates)
    if (one.type === 'MultiPolygon') for (const polygon of one.coordinates) checkRings(name, polygon)
  }
  return shape
}

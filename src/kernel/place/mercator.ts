import type { Bounds } from './bounds.ts'
import type { Point } from './geojson.ts'

/** A place in Web Mercator metres (EPSG:3857): what the database indexes. Lengths are stretched by 1 / cos(latitude). */
export type Mercator = readonly [x: number, y: number]

const radius = 6_378_137
const toRadians = Math.PI / 180
/** Where the square of Web Mercator ends; beyond it latitudes are cut. */
const lastLatitude = 85.051_128_779_806_6

/** WGS 84 degrees to Web Mercator metres. */
export function toMercator(point: Point): Mercator {
  const lat = Math.min(Math.max(point.lat, -lastLatitude), lastLatitude)
  return [radius * point.lng * toRadians, radius * Math.log(Math.tan(Math.PI / 4 + (lat * toRadians) / 2))]
}

/** Web Mercator metres to WGS 84 degrees. */
export const fromMercator = ([x, y]: Mercator): Point => ({
  lng: x / radius / toRadians,
  lat: (2 * Math.atan(Math.exp(y / radius)) - Math.PI / 2) / toRadians,
})

/** How many Mercator metres a length on the ground takes up at a latitude: for searches by radius in the index. */
export const mercatorLength = (metres: number, lat: number): number => metres / Math.cos(lat * toRadians)

/** The Mercator corners (south-west, north-east) of a box in degrees. */
export const mercatorBox = ([west, south, east, north]: Bounds): readonly [Mercator, Mercator] => [
  toMercator({ lng: west, lat: south }),
  toMercator({ lng: east, lat: north }),
]

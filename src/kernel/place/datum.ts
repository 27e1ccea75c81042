import { chinaBounds, isInBounds } from './bounds.ts'
import type { Geometry, Point, Position } from './geojson.ts'

/**
 * Reference systems in which coordinates arrive: `wgs84` (GPS); `cgcs2000` (China's national system 国家大地坐标系, GB 22021:
 * within centimetres of WGS 84, taken as equal, and recorded as what it was); `gcj02` (the offset of Chinese web maps);
 * `bd09` (Baidu's offset on top of it).
 */
export type Datum = 'wgs84' | 'cgcs2000' | 'gcj02' | 'bd09'

/** Every datum, for forms and checks. */
export const datums: readonly Datum[] = ['wgs84', 'cgcs2000', 'gcj02', 'bd09']

// Krasovsky 1940, as the published offset uses it.
const semiMajor = 6_378_245
const eccentricity = 0.006_693_421_622_965_943
const baiduTurn = (Math.PI * 3000) / 180

function wave(value: number, ...terms: readonly (readonly [amplitude: number, divisor: number])[]): number {
  return terms.reduce((sum, [amplitude, divisor]) => sum + amplitude * Math.sin((value / divisor) * Math.PI), 0)
}

/** The GCJ-02 offset at a WGS 84 point, in degrees. */
function offsetAt({ lng, lat }: Point): readonly [lng: number, lat: number] {
  const x = lng - 105
  const y = lat - 35
  const common = ((20 * Math.sin(6 * x * Math.PI) + 20 * Math.sin(2 * x * Math.PI)) * 2) / 3
  const root = Math.sqrt(Math.abs(x))
  const rawLat =
    -100 +
    2 * x +
    3 * y +
    0.2 * y * y +
    0.1 * x * y +
    0.2 * root +
    common +
    (wave(y, [20, 1], [40, 3]) * 2) / 3 +
    (wave(y, [160, 12], [320, 30]) * 2) / 3
  const rawLng =
    300 +
    x +
    2 * y +
    0.1 * x * x +
    0.1 * x * y +
    0.1 * root +
    common +
    (wave(x, [20, 1], [40, 3]) * 2) / 3 +
    (wave(x, [150, 12], [300, 30]) * 2) / 3
  const radians = (lat / 180) * Math.PI
  const magic = 1 - eccentricity * Math.sin(radians) ** 2
  return [
    (rawLng * 180) / ((semiMajor / Math.sqrt(magic)) * Math.cos(radians) * Math.PI),
    (rawLat * 180) / (((semiMajor * (1 - eccentricity)) / (magic * Math.sqrt(magic))) * Math.PI),
  ]
}

function wgs84ToGcj02(point: Point): Point {
  if (!isInBounds(point, chinaBounds)) return point
  const [lng, lat] = offsetAt(point)
  return { lng: point.lng + lng, lat: point.lat + lat }
}

function gcj02ToBd09({ lng, lat }: Point): Point {
  const z = Math.hypot(lng, lat) + 0.000_02 * Math.sin(lat * baiduTurn)
  const theta = Math.atan2(lat, lng) + 0.000_003 * Math.cos(lng * baiduTurn)
  return { lng: z * Math.cos(theta) + 0.0065, lat: z * Math.sin(theta) + 0.006 }
}

/** Solves `forward(p) = target` by repeating the correction; the offsets bend so slowly that it gains two digits a step. */
function invert(forward: (point: Point) => Point, target: Point): Point {
  let guess = target
  for (let step = 0; step < 12; step += 1) {
    const there = forward(guess)
    const dLng = target.lng - there.lng
    const dLat = target.lat - there.lat
    guess = { lng: guess.lng + dLng, lat: guess.lat + dLat }
    if (Math.abs(dLng) < 1e-11 && Math.abs(dLat) < 1e-11) break
  }
  return guess
}

/** A point given in any datum as WGS 84; the inverse of an offset is exact to well under a millimetre. */
export function toWgs84(point: Point, datum: Datum): Point {
  switch (datum) {
    case 'wgs84':
    case 'cgcs2000':
      return point
    case 'gcj02':
      return isInBounds(point, chinaBounds) ? invert(wgs84ToGcj02, point) : point
    case 'bd09':
      return toWgs84(invert(gcj02ToBd09, point), 'gcj02')
  }
}

/** A WGS 84 point in another datum, for maps and systems that use it. */
export function fromWgs84(point: Point, datum: Datum): Point {
  switch (datum) {
    case 'wgs84':
    case 'cgcs2000':
      return point
    case 'gcj02':
      return wgs84ToGcj02(point)
    case 'bd09':
      return gcj02ToBd09(wgs84ToGcj02(point))
  }
}

/** A whole geometry as WGS 84. */
export function geometryToWgs84<G extends Geometry>(geometry: G, datum: Datum): G {
  const move = (position: Position): Position => {
    const { lng, lat } = toWgs84({ lng: position[0], lat: position[1] }, datum)
    return position[2] === undefined ? [lng, lat] : [lng, lat, position[2]]
  }
  // The walk keeps the nesting, so the geometry keeps its kind; TypeScript cannot follow that through `G`.
  return { ...geometry, coordinates: moveAll(geometry.coordinates, move) } as G
}

type Nested = Position | readonly Nested[]

function moveAll(nested: Nested, move: (position: Position) => Position): Nested {
  if (isPosition(nested)) return move(nested)
  return nested.map((each) => moveAll(each, move))
}

const isPosition = (nested: Nested): nested is Position => typeof nested[0] === 'number'

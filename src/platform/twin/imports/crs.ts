import proj4 from 'proj4'
import { toWgs84 } from '../../../kernel/place/index.ts'
import type { AnyShape, Place, Shape } from '../../../kernel/twin/index.ts'
import { layerErrors } from './errors.ts'
import type { Reference } from './model.ts'

/** Turns a position of a file into WGS 84 degrees (and height in metres, where there is one). */
export type ToWgs84 = (place: Place) => Place

const gaussKruger = (meridian: number, east: number) =>
  `+proj=tmerc +lat_0=0 +lon_0=${meridian} +k=1 +x_0=${east} +y_0=0 +ellps=GRS80 +units=m +no_defs`

/** RD New, Netherlands (EPSG:28992), and with heights to NAP (EPSG:7415). */
const rijksdriehoek =
  '+proj=sterea +lat_0=52.15616055555555 +lon_0=5.38763888888889 +k=0.9999079 +x_0=155000 +y_0=463000 +ellps=bessel +towgs84=565.417,50.3319,465.552,-0.398957,0.343988,-1.8774,4.0725 +units=m +no_defs'

/** The definition of an EPSG code, for the systems that China's and open data use; `undefined` for others. */
function definition(code: number): string | undefined {
  if (code === 28992 || code === 7415) return rijksdriehoek
  if (code === 3857 || code === 900913)
    return '+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null +no_defs'
  // CGCS2000 Gauss–Krüger: six degrees with zone 13–23 and without; three degrees with zone 25–45 and without.
  if (code >= 4491 && code <= 4501) return gaussKruger(75 + (code - 4491) * 6, (code - 4491 + 13) * 1e6 + 5e5)
  if (code >= 4502 && code <= 4512) return gaussKruger(75 + (code - 4502) * 6, 5e5)
  if (code >= 4513 && code <= 4533) return gaussKruger(75 + (code - 4513) * 3, (code - 4513 + 25) * 1e6 + 5e5)
  if (code >= 4534 && code <= 4554) return gaussKruger(75 + (code - 4534) * 3, 5e5)
  if (code > 32600 && code <= 32660) return `+proj=utm +zone=${code - 32600} +datum=WGS84 +units=m +no_defs`
  if (code > 32700 && code <= 32760) return `+proj=utm +zone=${code - 32700} +south +datum=WGS84 +units=m +no_defs`
  if (code > 25800 && code <= 25860)
    return `+proj=utm +zone=${code - 25800} +ellps=GRS80 +towgs84=0,0,0,0,0,0,0 +units=m +no_defs`
  return undefined
}

/** Geographic systems in degrees that are taken as WGS 84 or CGCS2000 (within centimetres; ETRS89 within a metre). */
const degrees = new Set([4326, 4979, 4490, 4480, 4258, 4267, 4269])

/** Does this system count degrees? */
export const isDegrees = (reference: Reference): boolean =>
  reference.kind === 'datum' ||
  (reference.kind === 'epsg' && degrees.has(reference.code)) ||
  (reference.kind === 'wkt' && /^\s*GEOG(?:CS|CRS)/i.test(reference.text))

/** The conversion from a reference system. @throws layer.noReference */
export function converter(reference: Reference): ToWgs84 {
  if (reference.kind === 'datum') {
    const { datum } = reference
    if (datum === 'wgs84' || datum === 'cgcs2000') return (place) => place
    return ([lng = 0, lat = 0, ...height]) => {
      const point = toWgs84({ lng, lat }, datum)
      return [point.lng, point.lat, ...height]
    }
  }
  if (reference.kind === 'epsg' && degrees.has(reference.code)) return (place) => place
  const text = reference.kind === 'epsg' ? definition(reference.code) : reference.text
  const name = reference.kind === 'epsg' ? `EPSG:${reference.code}` : reference.text.slice(0, 60)
  if (text === undefined) throw layerErrors.make('layer.noReference', { name })
  let project: { forward(place: [number, number]): number[] }
  try {
    project = proj4(text, 'WGS84')
  } catch (cause) {
    throw layerErrors.make('layer.noReference', { name }, { cause })
  }
  return ([x = Number.NaN, y = Number.NaN, ...height]) => {
    const [lng = Number.NaN, lat = Number.NaN] = Number.isFinite(x) && Number.isFinite(y) ? project.forward([x, y]) : []
    return [lng, lat, ...height]
  }
}

/** A geometry with every position turned. */
export function convertShape(shape: AnyShape, turn: ToWgs84): AnyShape {
  if (shape.type === 'GeometryCollection')
    return { ...shape, geometries: shape.geometries.map((one) => convertShape(one, turn)) }
  // The walk keeps the nesting, so the shape keeps its kind; TypeScript cannot follow that.
  return { ...shape, coordinates: turned(shape.coordinates, turn) } as Shape
}

type Nested = Place | readonly Nested[]

const turned = (nested: Nested, turn: ToWgs84): Nested =>
  typeof nested[0] === 'number' ? turn(nested as Place) : (nested as readonly Nested[]).map((one) => turned(one, turn)) // told apart by the first member

/** The EPSG code in any of its written forms: `EPSG:4490`, `urn:ogc:def:crs:EPSG::4490`, `https://…/EPSG/0/7415`. */
export function epsgIn(text: string): number | undefined {
  const found = /EPSG(?:\/[\d.]+\/|:[\d.]*:|:|_)(\d{4,6})/i.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}

/** The reference that a text names: an EPSG code, CRS84, or the name of a datum. */
export function referenceIn(text: string): Reference | undefined {
  const code = epsgIn(text)
  if (code === 4490) return { kind: 'datum', datum: 'cgcs2000' }
  if (code === 4326) return { kind: 'datum', datum: 'wgs84' }
  if (code !== undefined) return { kind: 'epsg', code }
  const plain = text.toLowerCase().replace(/[^a-z0-9]/g, '')
  if (/gcj0?2|mars/.test(plain)) return { kind: 'datum', datum: 'gcj02' }
  if (/bd0?9/.test(plain)) return { kind: 'datum', datum: 'bd09' }
  if (/cgcs2000|china2000|chinageodetic/.test(plain)) return { kind: 'datum', datum: 'cgcs2000' }
  if (/wgs(19)?84|crs84/.test(plain)) return { kind: 'datum', datum: 'wgs84' }
  return undefined
}

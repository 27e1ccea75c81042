import { type AnyShape, isShape, type Place } from '../../../../kernel/twin/index.ts'
import { bad } from '../error.ts'

/** Reads well-known text (OGC 06-103r4 §7), `SRID=4326;` allowed before. @throws StaError 400 */
export function readWkt(text: string): AnyShape {
  const match =
    /^(?:SRID=\d+;)?\s*(POINT|LINESTRING|POLYGON|MULTIPOINT|MULTILINESTRING|MULTIPOLYGON)\s*(?:Z\s*)?(\(.*\))\s*$/is.exec(
      text.trim(),
    )
  if (!match) throw bad(`"${text.slice(0, 60)}" is no geometry in well-known text`)
  const [, kind = '', body = ''] = match
  // Positions become lists, brackets stay brackets: then it is JSON.
  const json = body
    .replace(/[-+\d.eE]+(?:\s+[-+\d.eE]+)+/g, (place) => `[${place.trim().split(/\s+/).join(',')}]`)
    .replace(/\(/g, '[')
    .replace(/\)/g, ']')
  const names: Readonly<Record<string, AnyShape['type']>> = {
    POINT: 'Point',
    LINESTRING: 'LineString',
    POLYGON: 'Polygon',
    MULTIPOINT: 'MultiPoint',
    MULTILINESTRING: 'MultiLineString',
    MULTIPOLYGON: 'MultiPolygon',
  }
  const type = names[kind.toUpperCase()] ?? 'Point'
  let coordinates: unknown
  try {
    coordinates = JSON.parse(json)
  } catch (cause) {
    throw Object.assign(bad(`"${text.slice(0, 60)}" is no geometry in well-known text`), { cause })
  }
  const list = coordinates as readonly unknown[] // brackets stand around it by the pattern
  const inner =
    type === 'Point'
      ? list[0]
      : type === 'MultiPoint'
        ? list.map((one) => (Array.isArray(one) && Array.isArray(one[0]) ? one[0] : one))
        : list
  const shape = { type, coordinates: inner as Place }
  if (!isShape(shape as never))
    throw bad(`"${text.slice(0, 60)}" is not complete: rings must be closed, lines have two positions`)
  return shape as AnyShape // checked on the line above
}

import type { AnyShape, Place, Shape } from '../../../../kernel/twin/index.ts'

/** Reads well-known binary (OGC 06-103r4 §8, with ISO and EWKB dimensions). @throws RangeError when it is broken */
export function readWkb(bytes: Buffer): AnyShape {
  const cursor = { at: 0 }
  return readGeometry(bytes, cursor, 0)
}

type Cursor = { at: number }

function readGeometry(bytes: Buffer, cursor: Cursor, depth: number): AnyShape {
  if (depth > 4) throw new RangeError('nested too deeply')
  const little = bytes.readUInt8(cursor.at) === 1
  const whole = (): number => {
    const value = little ? bytes.readUInt32LE(cursor.at) : bytes.readUInt32BE(cursor.at)
    cursor.at += 4
    return value
  }
  cursor.at += 1
  const code = whole()
  const hasHeight = (code & 0x80000000) !== 0 || Math.floor((code & 0xffff) / 1000) % 2 === 1
  const hasMeasure = (code & 0x40000000) !== 0 || Math.floor((code & 0xffff) / 1000) >= 2
  if ((code & 0x20000000) !== 0) cursor.at += 4
  const size = 8 * (2 + Number(hasHeight) + Number(hasMeasure))
  const counted = (least: number): number => {
    const count = whole()
    // Every part takes room: a count that the bytes cannot hold is refused before anything is made for it.
    if (count * least > bytes.length - cursor.at) throw new RangeError('count')
    return count
  }
  const place = (): Place => {
    const read = (offset: number) =>
      little ? bytes.readDoubleLE(cursor.at + offset) : bytes.readDoubleBE(cursor.at + offset)
    const found = hasHeight ? [read(0), read(8), read(16)] : [read(0), read(8)]
    cursor.at += size
    return found
  }
  const line = (): Place[] => Array.from({ length: counted(size) }, place)
  const lines = (): Place[][] => Array.from({ length: counted(4) }, line)
  const parts = (): AnyShape[] => Array.from({ length: counted(5) }, () => readGeometry(bytes, cursor, depth + 1))
  // The parts of a multi-geometry are of its single kind, so their coordinates nest as the whole's do.
  const many = (type: Shape['type']): AnyShape =>
    ({ type, coordinates: parts().map((one) => ('coordinates' in one ? one.coordinates : [])) }) as Shape
  switch ((code & 0xffff) % 1000) {
    case 1:
      return { type: 'Point', coordinates: place() }
    case 2:
      return { type: 'LineString', coordinates: line() }
    case 3:
      return { type: 'Polygon', coordinates: lines() }
    case 4:
      return many('MultiPoint')
    case 5:
      return many('MultiLineString')
    case 6:
      return many('MultiPolygon')
    case 7:
      return { type: 'GeometryCollection', geometries: parts() }
    default:
      throw new RangeError(`geometry type ${code}`)
  }
}

import type { AnyShape, Place } from '../../../../kernel/twin/index.ts'
import { referenceIn } from '../crs.ts'
import { layerErrors } from '../errors.ts'
import type { KnownReference, LayerReader, Reading } from '../model.ts'
import { openArchive } from '../zip.ts'
import { readDbf } from './dbf.ts'

/** Records and attributes are held in memory while they are read: more than this is to be split, or brought as GeoPackage. */
const mostBytes = 256 * 2 ** 20

/** ESRI shapefiles, zipped: shp with dbf, prj and cpg (ESRI Shapefile Technical Description, July 1998). */
export const shapefile: LayerReader = {
  format: 'shapefile',
  title: { zh: 'Shapefile（zip）', en: 'Shapefile (zip)' },
  knows: (_, names) => names?.some((name) => /\.shp$/i.test(name)) ?? false,
  open: async (path) => {
    const archive = await openArchive(path)
    try {
      const shapes = archive.names.filter((name) => /\.shp$/i.test(name))
      const stem = (shapes[0] ?? '').slice(0, -4)
      const shp = await archive.read(`${stem}.shp`, mostBytes)
      const dbfBytes = await archive.read(`${stem}.dbf`, mostBytes)
      const prj = (await archive.read(`${stem}.prj`, 1 << 16))?.toString('utf8')
      const cpg = (await archive.read(`${stem}.cpg`, 1 << 10))?.toString('latin1')
      if (!shp || shp.length < 100 || shp.readInt32BE(0) !== 9994)
        throw layerErrors.make('layer.broken', { zh: 'shp 文件头', en: 'the header of the shp file' })
      const dbf = dbfBytes ? readDbf(dbfBytes, cpg) : undefined
      let at = 100
      return {
        format: 'shapefile',
        ...(prj && { reference: prjReference(prj) }),
        fields: dbf?.fields ?? [],
        notes: [
          ...(shapes.length > 1
            ? [
                {
                  zh: `包内有 ${shapes.length} 个图层，只读取 ${shapes[0]}`,
                  en: `the archive holds ${shapes.length} layers; ${shapes[0]} is read`,
                },
              ]
            : []),
          ...(dbf
            ? []
            : [{ zh: '没有 dbf，要素没有属性', en: 'there is no dbf file: the features have no attributes' }]),
        ],
        progress: () => at / shp.length,
        close: async () => undefined,
        async *features() {
          at = 100
          for (let row = 1; at + 12 <= shp.length; row += 1) {
            const length = shp.readInt32BE(at + 4) * 2
            const start = at + 8
            if (length < 4 || start + length > shp.length) {
              yield broken(row, '记录长度', 'the length of the record')
              return
            }
            at = start + length
            yield readRecord(row, shp.subarray(start, at), dbf && row <= dbf.count ? dbf.row(row - 1) : {})
          }
        },
      }
    } finally {
      await archive.close()
    }
  },
}

function prjReference(prj: string): KnownReference {
  const known = /^\s*PROJ/i.test(prj) ? undefined : referenceIn(prj)
  return { reference: known ?? { kind: 'wkt', text: prj }, why: { zh: 'prj 文件', en: 'the prj file' } }
}

const broken = (row: number, zh: string, en: string): Reading => ({
  ok: false,
  fault: {
    row,
    field: 'geometry',
    says: { zh: `几何记录损坏：${zh}`, en: `the record is broken: ${en}` },
    mend: { zh: '请重新导出', en: 'export it anew' },
  },
})

function readRecord(
  row: number,
  bytes: Buffer,
  properties: Reading extends infer R
    ? R extends { feature: infer F }
      ? F extends { properties: infer P }
        ? P
        : never
      : never
    : never,
): Reading {
  try {
    const geometry = shapeOf(bytes)
    if (geometry === null)
      return {
        ok: false,
        fault: {
          row,
          field: 'geometry',
          says: { zh: '没有几何', en: 'has no geometry' },
          mend: { zh: '补上几何，或从文件中删去', en: 'give it a geometry, or leave it out' },
        },
      }
    return { ok: true, feature: { row, geometry, properties } }
  } catch (cause) {
    // A read beyond the record: Node says so by a RangeError.
    if (cause instanceof RangeError) return broken(row, '坐标不全', 'coordinates are missing')
    throw cause
  }
}

/** Shape types: 1 point, 3 line, 5 polygon, 8 points; +10 with heights, +20 with measures; 0 is nothing. */
function shapeOf(bytes: Buffer): AnyShape | null {
  const type = bytes.readInt32LE(0)
  const kind = type % 10
  const hasHeight = type > 10 && type < 20
  if (type === 0) return null
  if (kind === 1) {
    const height = hasHeight ? [bytes.readDoubleLE(20)] : []
    return { type: 'Point', coordinates: [bytes.readDoubleLE(4), bytes.readDoubleLE(12), ...height] }
  }
  if (kind === 8) {
    const count = bytes.readInt32LE(36)
    return {
      type: 'MultiPoint',
      coordinates: places(bytes, 40, 0, count, hasHeight ? 40 + count * 16 + 16 : undefined),
    }
  }
  if (kind !== 3 && kind !== 5)
    throw layerErrors.make('layer.broken', { zh: `几何类型 ${type}`, en: `shape type ${type}` })
  const [parts, count] = [bytes.readInt32LE(36), bytes.readInt32LE(40)]
  if (parts < 1 || count < 1 || parts > count || 44 + parts * 4 + count * 16 > bytes.length)
    throw new RangeError('record')
  const from = 44 + parts * 4
  const heights = hasHeight ? from + count * 16 + 16 : undefined
  const lines: Place[][] = []
  for (let part = 0; part < parts; part += 1) {
    const first = bytes.readInt32LE(44 + part * 4)
    const end = part + 1 < parts ? bytes.readInt32LE(48 + part * 4) : count
    if (first < 0 || end < first || end > count) throw new RangeError('parts')
    lines.push(places(bytes, from, first, end, heights))
  }
  if (kind === 3)
    return lines.length === 1
      ? { type: 'LineString', coordinates: lines[0] ?? [] }
      : { type: 'MultiLineString', coordinates: lines }
  return polygons(lines)
}

function places(bytes: Buffer, from: number, first: number, end: number, heights: number | undefined): Place[] {
  const found: Place[] = []
  for (let index = first; index < end; index += 1) {
    const height = heights === undefined ? [] : [bytes.readDoubleLE(heights + index * 8)]
    found.push([bytes.readDoubleLE(from + index * 16), bytes.readDoubleLE(from + index * 16 + 8), ...height])
  }
  return found
}

const turn = (ring: readonly Place[]): number =>
  ring.reduce((sum, [x = 0, y = 0], index) => {
    const [nextX = 0, nextY = 0] = ring[(index + 1) % ring.length] ?? []
    return sum + (nextX - x) * (nextY + y)
  }, 0)

/** Outer rings run clockwise, holes the other way and belong to the last outer ring that holds their first corner. */
function polygons(rings: readonly Place[][]): AnyShape {
  const outer: Place[][][] = []
  const holes: Place[][] = []
  for (const ring of rings) {
    if (turn(ring) >= 0 || outer.length === 0) outer.push([ring])
    else holes.push(ring)
  }
  for (const hole of holes) {
    const [corner = []] = hole
    const owner = outer.find(([ring = []]) => holds(ring, corner)) ?? outer.at(-1)
    owner?.push(hole)
  }
  return outer.length === 1
    ? { type: 'Polygon', coordinates: outer[0] ?? [] }
    : { type: 'MultiPolygon', coordinates: outer }
}

function holds(ring: readonly Place[], [x = 0, y = 0]: Place): boolean {
  let inside = false
  for (let index = 1; index < ring.length; index += 1) {
    const [ax = 0, ay = 0] = ring[index - 1] ?? []
    const [bx = 0, by = 0] = ring[index] ?? []
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

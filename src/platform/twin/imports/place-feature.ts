import { createHash } from 'node:crypto'
import { looksSwapped } from '../../../kernel/place/index.ts'
import {
  type AnyShape,
  type AttributeDraft,
  crossingOf,
  type EntityDraft,
  extentOf,
  type Json,
  locationName,
  type Place,
  placesOf,
  plainName,
  type Shape,
  shapesOf,
} from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { asKind, type ColumnChoice } from './columns.ts'
import { convertShape, isDegrees, type ToWgs84 } from './crs.ts'
import type { FeatureFault, RawFeature, Reference } from './model.ts'

/** How the things of a file become entities. */
export type Placing = {
  readonly layer: string
  /** One kind for all, where the file does not name kinds itself. */
  readonly type: string
  readonly idField?: string
  /** What was chosen for columns; those not named are kept as they are. */
  readonly columns?: Readonly<Record<string, ColumnChoice>>
  readonly reference: Reference
  readonly turn: ToWgs84
  readonly path: string | null
  readonly isOpen: boolean
  readonly source: string
  readonly lineage: Readonly<Record<string, Json>>
  /** Division that a point lies in. */
  divisionOf?(lng: number, lat: number): string | undefined
}

/** A thing ready to be kept, with the fingerprint of what the file said of it. */
export type Placed = { readonly row: number; readonly draft: EntityDraft; readonly content: string }

const mostPositions = 500_000

/** Names that mean something else in NGSI-LD documents. */
const reserved = new Set([
  'id',
  'type',
  'scope',
  'location',
  'createdAt',
  'modifiedAt',
  'deletedAt',
  'observedAt',
  'datasetId',
  'value',
  'object',
])

/** A field's name as a term: letters (of any script), digits and `_`; others become `_`. */
export function termOf(name: string): string {
  const term = name
    .trim()
    .normalize('NFKC')
    .replace(/[^\p{L}\p{N}_]/gu, '_')
    .replace(/^(?=[\p{N}_])/u, 'x')
  return reserved.has(term) || term === '' ? `${term}_` : term
}

/** Part of a URN that any number or name of a file can become. */
const urnPart = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)

const namesOfTitle = ['name', 'title', '名称', '站点名称', '路名', 'NAME', 'Name']

/** The entity of a thing, or what is wrong with its place. */
export function placeFeature(
  raw: RawFeature,
  placing: Placing,
): { readonly placed: Placed } | { readonly fault: FeatureFault } {
  if (raw.geometry === null)
    return {
      fault: faultOf(
        raw,
        '没有几何',
        'has no geometry',
        '补上几何，或从文件中删去',
        'give it a geometry, or leave it out',
      ),
    }
  const wrong = faultBefore(raw, raw.geometry, placing.reference)
  if (wrong) return { fault: wrong }
  const shape = convertShape(raw.geometry, placing.turn)
  const fault = faultAfter(raw, shape)
  if (fault) return { fault }
  const entityId = (own: string) => `urn:ngsi-ld:layer:${placing.layer}:${urnPart(own)}`
  const said = attributesOf(raw, entityId, placing.columns ?? {})
  if ('fault' in said) return said
  const content = createHash('sha256')
    .update(
      JSON.stringify([
        raw.id,
        raw.type,
        shape,
        raw.properties,
        raw.relations,
        ...(placing.columns ? [placing.columns] : []),
      ]),
    )
    .digest('hex')
    .slice(0, 32)
  const given = placing.idField === undefined ? raw.id : String(raw.properties[placing.idField] ?? '')
  if (given === '')
    return {
      fault: { ...faultOf(raw, '编号为空', 'has no number', '填写编号', 'fill it in'), field: placing.idField ?? 'id' },
    }
  const type = raw.type === undefined ? placing.type : termOf(raw.type)
  const title = namesOfTitle
    .map((name) => raw.properties[name])
    .find((value) => typeof value === 'string' && value !== '')
  const [lng, lat] = middle(shape)
  const draft: EntityDraft = {
    id: entityId(given ?? content),
    types: [plainName(type)],
    scope: [`/layers/${placing.layer}`],
    attributes: {
      ...said.attributes,
      [locationName]: [{ kind: 'GeoProperty', value: shape as unknown as Json, dataset: '' }], // a geometry is JSON
    },
    path: placing.path,
    isOpen: placing.isOpen,
    division: placing.divisionOf?.(lng, lat) ?? null,
    title: typeof title === 'string' ? { zh: title, en: title } : null,
    source: placing.source,
    lineage: { ...placing.lineage, row: raw.row, content },
  }
  return { placed: { row: raw.row, draft, content } }
}

function attributesOf(
  raw: RawFeature,
  entityId: (own: string) => string,
  columns: Readonly<Record<string, ColumnChoice>>,
): { readonly attributes: Record<string, readonly AttributeDraft[]> } | { readonly fault: FeatureFault } {
  const { properties, relations = {} } = raw
  const attributes: Record<string, readonly AttributeDraft[]> = {}
  for (const [name, value] of Object.entries(properties)) {
    const choice = columns[name] ?? {}
    if (value === null || value === '' || choice.isLeftOut) continue
    const read = asKind(raw, name, value, choice)
    if ('fault' in read) return read
    attributes[plainName(termOf(choice.name ?? name))] = [read.draft]
  }
  for (const [name, targets] of Object.entries(relations)) {
    const [only, ...others] = targets.map(entityId)
    if (only === undefined) continue
    attributes[plainName(name)] = [
      { kind: 'Relationship', value: others.length === 0 ? only : [only, ...others], dataset: '' },
    ]
  }
  return { attributes }
}

function middle(shape: AnyShape): readonly [number, number] {
  const [west = 0, south = 0, east = 0, north = 0] = extentOf(shape) ?? []
  return [(west + east) / 2, (south + north) / 2]
}

function faultOf({ row, id }: RawFeature, zh: string, en: string, mendZh: string, mendEn: string): FeatureFault {
  return {
    row,
    field: 'geometry',
    ...(id !== undefined && { found: id }),
    says: { zh, en },
    mend: { zh: mendZh, en: mendEn },
  }
}

const written = (place: Place): string =>
  place
    .slice(0, 2)
    .map((value) => Math.round(value * 1e6) / 1e6)
    .join(', ')

/** What is wrong with coordinates as they stand in the file. */
function faultBefore(raw: RawFeature, geometry: AnyShape, reference: Reference): FeatureFault | undefined {
  let count = 0
  for (const shape of shapesOf(geometry)) {
    const places = placesOf(shape)
    count += places.length
    if (places.length === 0)
      return faultOf(raw, '几何是空的', 'the geometry is empty', '补上坐标', 'give it coordinates')
    if (count > mostPositions)
      return faultOf(
        raw,
        `坐标超过 ${mostPositions} 个`,
        `has more than ${mostPositions} positions`,
        '请简化或拆分',
        'simplify or split it',
      )
    for (const place of places) {
      const [x = Number.NaN, y = Number.NaN] = place
      if (!Number.isFinite(x) || !Number.isFinite(y))
        return faultOf(raw, '坐标不是数字', 'a coordinate is no number', '请修正坐标', 'mend the coordinates')
      if (!isDegrees(reference)) continue
      if (x === 0 && y === 0)
        return faultOf(
          raw,
          '坐标 0, 0 表示“未知”',
          'the coordinates 0, 0 mean "unknown"',
          '填写真实坐标',
          'write where it is',
        )
      const fault = offEarth(x, y)
      if (fault)
        return { ...faultOf(raw, fault.says.zh, fault.says.en, fault.mend.zh, fault.mend.en), found: written(place) }
    }
  }
  return undefined
}

function offEarth(x: number, y: number): { says: Words; mend: Words } | undefined {
  if (Math.abs(x) <= 180 && Math.abs(y) <= 90) return undefined
  if (looksSwapped({ lng: x, lat: y }))
    return {
      says: { zh: '经纬度像是写反了', en: 'longitude and latitude look swapped' },
      mend: { zh: '把经度写在前，纬度写在后', en: 'write longitude before latitude' },
    }
  return {
    says: { zh: '不是度数：超出经度 ±180、纬度 ±90', en: 'these are no degrees: beyond longitude ±180, latitude ±90' },
    mend: { zh: '若是投影坐标，请给出 EPSG 代码', en: 'if they are metres of a projection, name its EPSG code' },
  }
}

/** What is wrong with a geometry once it is in degrees of WGS 84. */
function faultAfter(raw: RawFeature, geometry: AnyShape): FeatureFault | undefined {
  for (const shape of shapesOf(geometry)) {
    const off = placesOf(shape).find(
      ([lng = Number.NaN, lat = Number.NaN]) => !(Math.abs(lng) <= 180 && Math.abs(lat) <= 90),
    )
    if (off)
      return {
        ...faultOf(
          raw,
          '换算后不在地球上，坐标系可能不对',
          'lies off the earth once converted: perhaps another reference system',
          '核对坐标系',
          'check the reference system',
        ),
        found: written(off),
      }
    const crossing = crossingIn(shape)
    if (crossing)
      return {
        ...faultOf(
          raw,
          `多边形自相交，在 ${written(crossing)} 附近`,
          `the polygon crosses itself near ${written(crossing)}`,
          '在来源处修正边界',
          'mend the outline where it comes from',
        ),
        found: written(crossing),
      }
  }
  return undefined
}

function crossingIn(shape: Shape): Place | undefined {
  const polygons =
    shape.type === 'Polygon' ? [shape.coordinates] : shape.type === 'MultiPolygon' ? shape.coordinates : []
  for (const ring of polygons.flat()) {
    const found = crossingOf(ring)
    if (found) return found
  }
  return undefined
}

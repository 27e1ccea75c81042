import { readFile, stat } from 'node:fs/promises'
import { type AnyShape, isShape, type Json } from '../../../../kernel/twin/index.ts'
import { referenceIn } from '../crs.ts'
import { layerErrors } from '../errors.ts'
import type { LayerReader, RawFeature, Reading } from '../model.ts'

type Members = { readonly [name: string]: Json }

const isMembers = (value: Json | undefined): value is Members =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Read whole: memory grows to several times of this. */
const mostBytes = 128 * 2 ** 20

/**
 * JSON of nobody's standard: lists of things with `position`, `path`, `paths`, `geometry` or `lng` and `lat`; each list is a
 * kind of thing. Also an object of such things by their number.
 */
export const plainJson: LayerReader = {
  format: 'json',
  title: { zh: '带坐标的 JSON', en: 'JSON with coordinates' },
  knows: (head) => /^\s*\ufeff?\s*[{[]/.test(head.toString('utf8')),
  open: async (path) => {
    if ((await stat(path)).size > mostBytes)
      throw layerErrors.make('layer.tooLarge', { what: 'JSON', whatEn: 'JSON that is no GeoJSON', limit: '128 MiB' })
    let whole: Json
    try {
      whole = JSON.parse((await readFile(path, 'utf8')).replace(/^\ufeff/, '')) as Json // JSON gives JSON
    } catch (cause) {
      throw layerErrors.make('layer.broken', { zh: '不是有效的 JSON', en: 'it is no valid JSON' }, { cause })
    }
    const said =
      isMembers(whole) && isMembers(whole.metadata)
        ? String(whole.metadata.coordinateSystem ?? whole.metadata.crs ?? '')
        : ''
    const reference = referenceIn(said)
    const found = thingsOf(whole)
    let done = 0
    return {
      format: 'json',
      ...(reference && { reference: { reference, why: { zh: `文件注明 ${said}`, en: `the file says ${said}` } } }),
      notes: [],
      progress: () => (found.length === 0 ? 1 : done / found.length),
      close: async () => undefined,
      async *features() {
        for (const [index, one] of found.entries()) {
          done = index + 1
          yield readThing(index + 1, one)
        }
      },
    }
  },
}

type Thing = { readonly kind?: string; readonly id?: string; readonly members: Members }

/** The things of a document: members of its lists, or of an object whose members all have coordinates. */
function thingsOf(whole: Json): readonly Thing[] {
  if (Array.isArray(whole)) return whole.filter(isMembers).map((members) => ({ members }))
  if (!isMembers(whole)) return []
  const lists = Object.entries(whole).filter(([, value]) => Array.isArray(value) && value.some(isMembers))
  if (lists.length > 0)
    return lists.flatMap(([kind, list]) =>
      (list as readonly Json[]).filter(isMembers).map((members) => ({ kind, members })),
    )
  return Object.entries(whole).flatMap(([id, members]) => (isMembers(members) ? [{ id, members }] : []))
}

const geometryNames = [
  'geometry',
  'position',
  'coordinates',
  'path',
  'paths',
  'lng',
  'lon',
  'longitude',
  'lat',
  'latitude',
]

function geometryOf(members: Members): AnyShape | undefined {
  const { geometry, position, coordinates, path, paths } = members
  const lng = members.lng ?? members.lon ?? members.longitude
  const lat = members.lat ?? members.latitude
  const shapes: readonly Json[] = [
    geometry ?? null,
    { type: 'Point', coordinates: position ?? coordinates ?? null },
    { type: 'Point', coordinates: [lng ?? null, lat ?? null] },
    { type: 'LineString', coordinates: path ?? null },
    { type: 'MultiLineString', coordinates: paths ?? null },
  ]
  return shapes.find((shape) => isShape(shape)) as AnyShape | undefined // checked to be one
}

function readThing(row: number, { kind, id, members }: Thing): Reading {
  const geometry = geometryOf(members)
  if (!geometry)
    return {
      ok: false,
      fault: {
        row,
        field: 'geometry',
        says: { zh: '找不到坐标', en: 'has no coordinates that can be found' },
        mend: {
          zh: '用 position、path、paths、geometry 或 lng 与 lat',
          en: 'use position, path, paths, geometry, or lng and lat',
        },
      },
    }
  const own = id ?? (typeof members.id === 'string' || typeof members.id === 'number' ? String(members.id) : undefined)
  const properties = Object.fromEntries(Object.entries(members).filter(([name]) => !geometryNames.includes(name)))
  const feature: RawFeature = {
    row,
    ...(own !== undefined && { id: own }),
    ...(kind !== undefined && { type: kind }),
    geometry,
    properties,
  }
  return { ok: true, feature }
}

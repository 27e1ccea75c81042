import { readFile, stat } from 'node:fs/promises'
import type { Json, Place } from '../../../../kernel/twin/index.ts'
import { referenceIn } from '../crs.ts'
import { layerErrors } from '../errors.ts'
import type { LayerReader, RawFeature, Reading } from '../model.ts'

type Surfaces = readonly { readonly type?: string }[]
type CityGeometry = {
  readonly type: string
  readonly lod?: string | number
  readonly boundaries: Json
  readonly semantics?: { readonly surfaces: Surfaces; readonly values: Json }
}
type CityObject = {
  readonly type: string
  readonly attributes?: Readonly<Record<string, Json>>
  readonly geometry?: readonly CityGeometry[]
  readonly parents?: readonly string[]
  readonly children?: readonly string[]
}
type City = {
  readonly version: string
  readonly metadata?: { readonly referenceSystem?: string }
  readonly transform?: { readonly scale: readonly number[]; readonly translate: readonly number[] }
  readonly vertices: readonly (readonly number[])[]
  readonly CityObjects: Readonly<Record<string, CityObject>>
}

/** Read whole: memory grows to several times of this. */
const mostBytes = 128 * 2 ** 20

/**
 * CityJSON 1.0 to 2.0: each city object becomes a thing with its footprint and height for 2.5D; its solids stay in the file,
 * which is kept whole, and are found there again by the object's id.
 */
export const cityjson: LayerReader = {
  format: 'cityjson',
  title: { zh: 'CityJSON', en: 'CityJSON' },
  knows: (head) =>
    /"type"\s*:\s*"CityJSON"/.test(head.toString('utf8')) || /^\s*\{\s*"CityObjects"/.test(head.toString('utf8')),
  open: async (path) => {
    if ((await stat(path)).size > mostBytes)
      throw layerErrors.make('layer.tooLarge', { what: 'CityJSON', whatEn: 'CityJSON', limit: '128 MiB' })
    const city = parsed(await readFile(path, 'utf8'))
    const said = city.metadata?.referenceSystem
    const reference = said === undefined ? undefined : referenceIn(said)
    if (said !== undefined && !reference) throw layerErrors.make('layer.noReference', { name: said })
    const ids = Object.keys(city.CityObjects)
    let done = 0
    return {
      format: 'cityjson',
      ...(reference && { reference: { reference, why: { zh: `文件注明 ${said}`, en: `the file says ${said}` } } }),
      notes: [],
      progress: () => (ids.length === 0 ? 1 : done / ids.length),
      close: async () => undefined,
      async *features() {
        done = 0
        for (const id of ids) {
          done += 1
          yield readObject(city, id, done)
        }
      },
    }
  },
}

function parsed(text: string): City {
  try {
    const city = JSON.parse(text) as City // its parts are looked at below, and object by object
    if (typeof city.CityObjects === 'object' && Array.isArray(city.vertices)) return city
  } catch (cause) {
    throw layerErrors.make('layer.broken', { zh: '不是有效的 JSON', en: 'it is no valid JSON' }, { cause })
  }
  throw layerErrors.make('layer.broken', {
    zh: '缺少 CityObjects 或 vertices',
    en: 'CityObjects or vertices are missing',
  })
}

/** A surface: rings of vertex numbers, the outer one first. */
type Surface = { readonly rings: readonly (readonly number[])[]; readonly meaning?: string }

const isNumbers = (value: Json): value is readonly number[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'number')

/** All surfaces of a geometry with what they mean, whatever its nesting (CityJSON 2.0 §3.2): rings are the lists of numbers. */
function surfacesOf(boundaries: Json, values: Json, surfaces: Surfaces): readonly Surface[] {
  if (!Array.isArray(boundaries)) return []
  if (boundaries.length > 0 && boundaries.every(isNumbers)) {
    const meaning = typeof values === 'number' ? surfaces[values]?.type : undefined
    return [{ rings: boundaries as readonly (readonly number[])[], ...(meaning !== undefined && { meaning }) }]
  }
  return boundaries.flatMap((one: Json, index) =>
    surfacesOf(one, Array.isArray(values) ? (values[index] ?? null) : values, surfaces),
  )
}

function readObject(city: City, id: string, row: number): Reading {
  const object = city.CityObjects[id]
  const own = geometriesOf(city, id, new Set())
  const fault = (zh: string, en: string): Reading => ({
    ok: false,
    fault: {
      row,
      field: id,
      says: { zh, en },
      mend: { zh: '请用 cjval 检查并修正该对象', en: 'check the object with cjval and mend it' },
    },
  })
  if (!object || own.length === 0) return fault('没有几何', 'has no geometry')
  const { scale = [1, 1, 1], translate = [0, 0, 0] } = city.transform ?? {}
  const vertex = (index: number): Place | undefined =>
    city.vertices[index]?.map((value, axis) => value * (scale[axis] ?? 1) + (translate[axis] ?? 0))
  const best = own.reduce((a, b) => (Number(b.lod ?? 0) > Number(a.lod ?? 0) ? b : a))
  const flat = own.find(({ lod }) => String(lod).startsWith('0'))
  const all = surfacesOf(best.boundaries, best.semantics?.values ?? null, best.semantics?.surfaces ?? [])
  const heights = all.flatMap(({ rings }) => rings.flat()).map((index) => vertex(index)?.[2])
  if (heights.some((height) => height === undefined))
    return fault('引用了不存在的顶点', 'names a vertex that is not there')
  const lowest = heights.reduce<number>((least, height) => Math.min(least, height ?? Infinity), Infinity)
  const highest = heights.reduce<number>((most, height) => Math.max(most, height ?? -Infinity), -Infinity)
  const polygons = footprint(flat ? surfacesOf(flat.boundaries, null, []) : all, vertex, lowest)
  if (polygons.length === 0) return fault('没有水平投影', 'has no footprint')
  const [only] = polygons
  const feature: RawFeature = {
    row,
    id,
    type: object.type.replace(/^\+/, ''),
    geometry:
      polygons.length === 1 && only
        ? { type: 'Polygon', coordinates: only }
        : { type: 'MultiPolygon', coordinates: polygons },
    properties: {
      ...object.attributes,
      height: Math.round((highest - lowest) * 1_000) / 1_000,
      baseHeight: Math.round(lowest * 1_000) / 1_000,
      lod: String(best.lod ?? ''),
      geometryType: best.type,
    },
    ...(object.parents && { relations: { isPartOf: object.parents } }),
  }
  return { ok: true, feature }
}

/** The geometries of an object; of one that has none, those of its parts. */
function geometriesOf(city: City, id: string, seen: Set<string>): readonly CityGeometry[] {
  const object = city.CityObjects[id]
  if (!object || seen.has(id)) return []
  seen.add(id)
  const own = (object.geometry ?? []).filter(({ boundaries }) => Array.isArray(boundaries))
  return own.length > 0 ? own : (object.children ?? []).flatMap((child) => geometriesOf(city, child, seen))
}

type Vertex = (index: number) => Place | undefined

/** The footprint: ground surfaces where they are named, else those that lie flat at the bottom, else all that do not stand upright. */
function footprint(all: readonly Surface[], vertex: Vertex, lowest: number): Place[][][] {
  const placed = all.map((surface) => ({ ...surface, ...leaning(surface, vertex) }))
  const ground = placed.filter(({ meaning }) => meaning === 'GroundSurface')
  const bottom = placed.filter(({ isUpright, highest }) => !isUpright && highest < lowest + 0.5)
  const lying = placed.filter(({ isUpright }) => !isUpright)
  const chosen = ground.length > 0 ? ground : bottom.length > 0 ? bottom : lying
  return chosen.map(({ rings }) =>
    rings.map((ring) =>
      closed(
        ring.flatMap((index) => vertex(index)?.slice(0, 2) ?? []),
        ring.length,
      ),
    ),
  )
}

function closed(flat: readonly number[], count: number): Place[] {
  const ring = Array.from(
    { length: count },
    (_, index): Place => [flat[index * 2] ?? Number.NaN, flat[index * 2 + 1] ?? Number.NaN],
  )
  return ring[0] ? [...ring, ring[0]] : ring
}

/** Does a surface stand upright (its normal nearly level)? Newell's method over its outer ring. */
function leaning({ rings }: Surface, vertex: Vertex): { readonly isUpright: boolean; readonly highest: number } {
  const ring = (rings[0] ?? []).flatMap((index) => {
    const place = vertex(index)
    return place ? [place] : []
  })
  let [nx, ny, nz, highest] = [0, 0, 0, -Infinity]
  ring.forEach(([x = 0, y = 0, z = 0], index) => {
    const [bx = 0, by = 0, bz = 0] = ring[(index + 1) % ring.length] ?? []
    nx += (y - by) * (z + bz)
    ny += (z - bz) * (x + bx)
    nz += (x - bx) * (y + by)
    highest = Math.max(highest, z)
  })
  return { isUpright: Math.abs(nz) < 0.01 * Math.hypot(nx, ny, nz) || Math.hypot(nx, ny, nz) === 0, highest }
}

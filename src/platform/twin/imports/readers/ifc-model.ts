import { readFile, stat } from 'node:fs/promises'
import {
  type FlatMesh,
  IFCBUILDINGSTOREY,
  IFCGEOMETRICREPRESENTATIONCONTEXT,
  IFCRELAGGREGATES,
  IFCRELCONTAINEDINSPATIALSTRUCTURE,
  IFCSITE,
  IFCSPACE,
  IfcAPI,
  LogLevel,
} from 'web-ifc'
import { planeAt } from '../../../../kernel/place/index.ts'
import type { Json, Place } from '../../../../kernel/twin/index.ts'
import { layerErrors } from '../errors.ts'
import type { LayerFile, RawFeature, Reading } from '../model.ts'

const mostBytes = 256 * 2 ** 20

type Value = { readonly value?: unknown } | null | undefined
type Line = Readonly<Record<string, Value | readonly Value[]>> & { readonly type?: number }

/** A product with its box: metres east, up and north of the model's origin. */
type Product = { readonly id: number; readonly low: readonly number[]; readonly high: readonly number[] }

/** Opens a model. @throws layer.tooLarge, layer.broken */
export async function openIfc(path: string): Promise<LayerFile> {
  if ((await stat(path)).size > mostBytes)
    throw layerErrors.make('layer.tooLarge', { what: 'IFC', whatEn: 'IFC', limit: '256 MiB' })
  const api = new IfcAPI()
  // The program lies in the package; nothing is fetched.
  await api.Init(undefined, true)
  api.SetLogLevel(LogLevel.LOG_LEVEL_OFF)
  const model = api.OpenModel(new Uint8Array(await readFile(path)))
  if (model < 0) throw layerErrors.make('layer.broken', { zh: '读不出模型', en: 'no model can be read from it' })
  const origin = siteOf(api, model)
  const storeys = new Map(idsOf(api, model, IFCBUILDINGSTOREY).map((id) => [id, lineOf(api, model, id)]))
  const products = productsOf(api, model)
  let done = 0
  return {
    format: 'ifc',
    reference: {
      reference: { kind: 'datum', datum: 'wgs84' },
      why: { zh: 'IfcSite 的经纬度', en: 'latitude and longitude of IfcSite' },
    },
    notes: origin ? [] : [{ zh: 'IfcSite 没有经纬度', en: 'IfcSite has no latitude and longitude' }],
    progress: () => done / Math.max(1, products.length),
    close: async () => api.CloseModel(model),
    async *features() {
      const within = parentsOf(api, model)
      for (const [index, product] of products.entries()) {
        done = index + 1
        yield readProduct(api, model, product, done, origin, within, storeys)
      }
    },
  }
}

// web-ifc types a line by its schema class, of which only named members are used here.
const lineOf = (api: IfcAPI, model: number, id: number): Line => api.GetLine(model, id) as Line

function idsOf(api: IfcAPI, model: number, type: number): readonly number[] {
  const found = api.GetLineIDsWithType(model, type)
  return Array.from({ length: found.size() }, (_, index) => found.get(index))
}

const one = (value: Value | readonly Value[]): unknown =>
  value && !Array.isArray(value) ? (value as { value?: unknown }).value : undefined

/** The numbers of a list value, however the library wraps it and its members. */
function numbersIn(value: unknown): readonly number[] {
  const list = typeof value === 'object' && value !== null && 'value' in value ? value.value : value
  if (!Array.isArray(list)) return []
  return list.map((part: unknown) =>
    Number(typeof part === 'object' && part !== null && 'value' in part ? part.value : part),
  )
}

/** Degrees from degrees, minutes, seconds and millionths of a second (IfcCompoundPlaneAngleMeasure). */
function angle(value: unknown): number | undefined {
  const [degrees, minutes = 0, seconds = 0, millionths = 0] = numbersIn(value)
  return degrees === undefined ? undefined : degrees + minutes / 60 + (seconds + millionths / 1e6) / 3600
}

type Origin = { readonly lng: number; readonly lat: number; readonly north: readonly [number, number] }

function siteOf(api: IfcAPI, model: number): Origin | undefined {
  for (const id of idsOf(api, model, IFCSITE)) {
    const site = lineOf(api, model, id)
    const lat = angle(site.RefLatitude)
    const lng = angle(site.RefLongitude)
    if (lat !== undefined && lng !== undefined) return { lng, lat, north: trueNorth(api, model) }
  }
  return undefined
}

/** The direction of north in the plan of the model; its y axis when it says nothing. */
function trueNorth(api: IfcAPI, model: number): readonly [number, number] {
  for (const id of idsOf(api, model, IFCGEOMETRICREPRESENTATIONCONTEXT)) {
    const direction = one(lineOf(api, model, id).TrueNorth)
    if (typeof direction !== 'number') continue
    const [x = 0, y = 1] = numbersIn(lineOf(api, model, direction).DirectionRatios)
    const length = Math.hypot(x, y)
    if (length > 0) return [x / length, y / length]
  }
  return [0, 1]
}

function productsOf(api: IfcAPI, model: number): readonly Product[] {
  const found: Product[] = []
  const take = (mesh: FlatMesh) => {
    const box = boxOf(api, model, mesh)
    if (box) found.push({ id: mesh.expressID, ...box })
  }
  api.StreamAllMeshes(model, take)
  // Spaces are left out above: they are no bodies that one sees.
  api.StreamAllMeshesWithTypes(model, [IFCSPACE], take)
  return found
}

function boxOf(api: IfcAPI, model: number, mesh: FlatMesh): Omit<Product, 'id'> | undefined {
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  for (let index = 0; index < mesh.geometries.size(); index += 1) {
    const { geometryExpressID, flatTransformation: t } = mesh.geometries.get(index)
    const geometry = api.GetGeometry(model, geometryExpressID)
    const vertices = api.GetVertexArray(geometry.GetVertexData(), geometry.GetVertexDataSize())
    for (let at = 0; at + 5 < vertices.length; at += 6) {
      const [x = 0, y = 0, z = 0] = vertices.subarray(at, at + 3)
      const turn = (row: number) =>
        (t[row] ?? 0) * x + (t[row + 4] ?? 0) * y + (t[row + 8] ?? 0) * z + (t[row + 12] ?? 0)
      // web-ifc has y upwards and z towards the viewer: north is −z.
      ;[turn(0), turn(1), -turn(2)].forEach((value, axis) => {
        low[axis] = Math.min(low[axis] ?? value, value)
        high[axis] = Math.max(high[axis] ?? value, value)
      })
    }
    geometry.delete()
  }
  return Number.isFinite(low[0]) ? { low, high } : undefined
}

/** What each thing is contained in or a part of. */
function parentsOf(api: IfcAPI, model: number): ReadonlyMap<number, number> {
  const parents = new Map<number, number>()
  const take = (type: number, whole: string, parts: string) => {
    for (const id of idsOf(api, model, type)) {
      const line = lineOf(api, model, id)
      const parent = one(line[whole])
      const children = line[parts]
      if (typeof parent !== 'number' || !Array.isArray(children)) continue
      for (const child of children) {
        const value = one(child as Value)
        if (typeof value === 'number') parents.set(value, parent)
      }
    }
  }
  take(IFCRELAGGREGATES, 'RelatingObject', 'RelatedObjects')
  take(IFCRELCONTAINEDINSPATIALSTRUCTURE, 'RelatingStructure', 'RelatedElements')
  return parents
}

function readProduct(
  api: IfcAPI,
  model: number,
  { id, low, high }: Product,
  row: number,
  origin: Origin | undefined,
  within: ReadonlyMap<number, number>,
  storeys: ReadonlyMap<number, Line>,
): Reading {
  const line = lineOf(api, model, id)
  const guid = String(one(line.GlobalId) ?? id)
  if (!origin)
    return {
      ok: false,
      fault: {
        row,
        field: 'IfcSite',
        found: guid,
        says: { zh: '模型没有经纬度', en: 'the model does not say where it stands' },
        mend: { zh: '在 IfcSite 填写 RefLatitude 与 RefLongitude', en: 'give RefLatitude and RefLongitude of IfcSite' },
      },
    }
  const plane = planeAt(origin)
  const [nx, ny] = origin.north
  const corner = (x: number, y: number): Place => {
    const { lng, lat } = plane.toPoint(x * ny - y * nx, x * nx + y * ny)
    return [lng, lat]
  }
  const [west = 0, bottom = 0, south = 0] = low
  const [east = 0, top = 0, north = 0] = high
  const [a, b, c, d] = [corner(west, south), corner(east, south), corner(east, north), corner(west, north)]
  const parent = within.get(id)
  const storey = parent === undefined ? undefined : storeys.get(parent)
  const name = one(line.Name)
  const properties: Record<string, Json> = {
    globalId: guid,
    ...(typeof name === 'string' && name !== '' && { name }),
    ...(typeof one(line.LongName) === 'string' && { longName: String(one(line.LongName)) }),
    height: Math.round((top - bottom) * 1_000) / 1_000,
    baseHeight: Math.round(bottom * 1_000) / 1_000,
    ...(storey && { storey: String(one(storey.Name) ?? ''), elevation: Number(one(storey.Elevation) ?? 0) }),
  }
  const type = api.GetNameFromTypeCode(api.GetLineType(model, id)) as string // the library's own table of names
  const feature: RawFeature = {
    row,
    id: guid,
    type,
    geometry: { type: 'Polygon', coordinates: [[a, b, c, d, a]] },
    properties,
  }
  return { ok: true, feature }
}

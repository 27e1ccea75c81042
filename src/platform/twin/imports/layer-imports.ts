import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import { chinaBounds, isInBounds } from '../../../kernel/place/index.ts'
import { extentOf, type Json } from '../../../kernel/twin/index.ts'
import type { Base } from '../../base/index.ts'
import type { Entities } from '../store/entity-store.ts'
import { converter, isDegrees, referenceIn } from './crs.ts'
import { layerErrors } from './errors.ts'
import type { FeatureFault, KnownReference, LayerFile, LayerOptions } from './model.ts'
import { mostFileBytes, openLayer } from './open-layer.ts'
import { type Placed, type Placing, placeFeature, termOf } from './place-feature.ts'
import {
  accountForBatch,
  addLayerImport,
  changeLayerImport,
  getLayerImport,
  type LayerImport,
  type LayerPreview,
  type LayerSettings,
  moveLayerImport,
} from './store.ts'

/** A file as it is handed in. */
export type LayerReceipt = {
  readonly layer: string
  readonly fileName: string
  /** Its content, or the path of a file on this machine. */
  readonly content: Readable | string
  readonly by: string
  readonly settings?: Partial<LayerSettings>
}

/** Imports of files into layers of the twin. */
export type LayerImports = {
  /** Keeps the file, looks at it, and waits for a person to say go. @throws layer.* */
  receive(receipt: LayerReceipt): Promise<LayerImport>
  /** Looks at it anew with other settings. @throws layer.notNow */
  change(id: string, settings: Partial<LayerSettings>): Promise<LayerImport>
  /** Takes it in from where it stands; may be called again after a crash. */
  run(id: string, heard?: (done: number) => void, signal?: AbortSignal): Promise<LayerImport>
}

/** What the imports stand on. */
export type LayerParts = {
  readonly base: Pick<Base, 'db' | 'files' | 'log' | 'now'>
  readonly entities: Entities
  divisionOf?(lng: number, lat: number): string | undefined
}

const previewFeatures = 2_000
const batchSize = 500

/** Files of things with places: kept, looked at, taken in. */
export function makeLayerImports(parts: LayerParts): LayerImports {
  const { base } = parts
  return {
    receive: async ({ layer, fileName, content, by, settings = {} }) => {
      if (!/^[A-Za-z][A-Za-z0-9_-]{0,59}$/.test(layer)) throw layerErrors.make('layer.noName', { name: layer })
      const stream = typeof content === 'string' ? createReadStream(content) : content
      const { hash, bytes } = await base.files.put(stream, { limit: mostFileBytes })
      const whole: LayerSettings = { type: termOf(layer), isOpen: false, ...settings }
      const { format, preview } = await inspect(parts, hash, fileName, layer, whole)
      const id = uuidv7()
      await addLayerImport(base.db, {
        id,
        layer,
        file: hash,
        fileName,
        bytes,
        format,
        settings: whole,
        preview,
        madeBy: by,
      })
      return getLayerImport(base.db, id)
    },
    change: async (id, settings) => {
      const found = await getLayerImport(base.db, id)
      const whole = { ...found.settings, ...settings }
      const { preview } = await inspect(parts, found.file, found.fileName, found.layer, whole)
      if (!(await changeLayerImport(base.db, id, whole, preview)))
        throw layerErrors.make('layer.notNow', { state: found.state })
      return getLayerImport(base.db, id)
    },
    run: (id, heard, signal) => runLayerImport(parts, id, heard, signal),
  }
}

const optionsOf = ({ datum, epsg, idField, link }: LayerSettings): LayerOptions => ({
  ...(datum && { datum }),
  ...(epsg !== undefined && { epsg }),
  ...(idField !== undefined && { idField }),
  ...(link !== undefined && { link }),
})

/** The reference system: as chosen, as the file says, as its name says; else degrees are taken as WGS 84, and that is said. */
function settleReference(
  file: LayerFile,
  fileName: string,
  { datum, epsg }: LayerSettings,
): KnownReference & { readonly isSure: boolean } {
  if (epsg !== undefined)
    return { reference: { kind: 'epsg', code: epsg }, why: { zh: '由导入者指定', en: 'as chosen' }, isSure: true }
  const own = file.reference
  // A datum chosen by a person overrules degrees, not a projection: GCJ-02 is often exported as if it were WGS 84.
  if (datum && (!own || isDegrees(own.reference)))
    return { reference: { kind: 'datum', datum }, why: { zh: '由导入者指定', en: 'as chosen' }, isSure: true }
  const byName = referenceIn(fileName)
  const isShifted = byName?.kind === 'datum' && (byName.datum === 'gcj02' || byName.datum === 'bd09')
  if (own && !(isShifted && isDegrees(own.reference))) return { ...own, isSure: true }
  if (byName) return { reference: byName, why: { zh: '文件名', en: 'the name of the file' }, isSure: true }
  return {
    reference: { kind: 'datum', datum: 'wgs84' },
    why: { zh: '文件没有说明，按 WGS 84 处理', en: 'the file does not say: taken as WGS 84' },
    isSure: false,
  }
}

async function inspect(
  parts: LayerParts,
  hash: string,
  fileName: string,
  layer: string,
  settings: LayerSettings,
): Promise<{ format: string; preview: LayerPreview }> {
  const file = await openLayer(await parts.base.files.path(hash), optionsOf(settings))
  try {
    const known = settleReference(file, fileName, settings)
    const placing = placingOf(parts, layer, settings, known, fileName, {})
    const faults: FeatureFault[] = []
    const kinds = new Set<string>()
    const fields = new Set(file.fields ?? [])
    const sample: unknown[] = []
    let [seen, faulty] = [0, 0]
    let extent: number[] | null = null
    for await (const reading of file.features()) {
      seen += 1
      const outcome = reading.ok ? placeFeature(reading.feature, placing) : { fault: reading.fault }
      if ('fault' in outcome) {
        faulty += 1
        if (faults.length < 20) faults.push(outcome.fault)
      } else if (reading.ok && reading.feature.geometry) {
        kinds.add(reading.feature.type ?? settings.type)
        for (const name of Object.keys(reading.feature.properties)) if (fields.size < 200) fields.add(name)
        const shape =
          outcome.placed.draft.attributes[Object.keys(outcome.placed.draft.attributes).at(-1) ?? '']?.[0]?.value
        const bounds = shape ? extentOf(shape as never) : undefined // the last attribute is the location, a geometry
        if (bounds) extent = extent ? widen(extent, bounds) : [...bounds]
        if (sample.length < 5)
          sample.push({
            id: outcome.placed.draft.id,
            title: outcome.placed.draft.title,
            properties: reading.feature.properties,
          })
      }
      if (seen >= previewFeatures) break
    }
    const notes = [...file.notes]
    if (!known.isSure && extent && isInBounds({ lng: extent[0] ?? 0, lat: extent[1] ?? 0 }, chinaBounds))
      notes.push({
        zh: '数据在中国境内而文件没有说明坐标系：若取自国内网络地图，请选 GCJ-02 或 BD-09',
        en: 'the data lies in China and the file does not name its datum: choose GCJ-02 or BD-09 if it was taken from a Chinese web map',
      })
    return {
      format: file.format,
      preview: {
        reference: known.reference,
        why: known.why,
        isSure: known.isSure,
        fields: [...fields],
        kinds: [...kinds],
        seen,
        faulty,
        faults,
        extent,
        sample,
        notes,
      },
    }
  } finally {
    await file.close()
  }
}

const widen = (
  [west = 0, south = 0, east = 0, north = 0]: readonly number[],
  [w, s, e, n]: readonly [number, number, number, number],
) => [Math.min(west, w), Math.min(south, s), Math.max(east, e), Math.max(north, n)]

function placingOf(
  { divisionOf }: LayerParts,
  layer: string,
  settings: LayerSettings,
  known: KnownReference,
  source: string,
  lineage: Record<string, Json>,
): Placing {
  return {
    layer,
    type: settings.type,
    ...(settings.idField !== undefined && { idField: settings.idField }),
    reference: known.reference,
    turn: converter(known.reference),
    path: settings.path ?? null,
    isOpen: settings.isOpen,
    source,
    lineage: {
      ...lineage,
      reference: known.reference as Json,
      referenceKnownBy: known.why as Json,
      convertedTo: 'wgs84',
    }, // both are plain JSON
    ...(divisionOf && { divisionOf }),
  }
}

async function runLayerImport(
  parts: LayerParts,
  id: string,
  heard?: (done: number) => void,
  signal?: AbortSignal,
): Promise<LayerImport> {
  const { base } = parts
  await moveLayerImport(base.db, id, ['waiting', 'failed', 'running'], 'running')
  const found = await getLayerImport(base.db, id)
  if (found.state !== 'running') return found
  try {
    await takeAll(parts, found, heard, signal)
    await moveLayerImport(base.db, id, ['running'], 'done')
  } catch (cause) {
    if (!(cause instanceof CityError) || cause.kind === 'unavailable') throw cause
    // What is wrong with the file stays wrong however often it is tried.
    await moveLayerImport(base.db, id, ['running'], 'failed', { says: cause.says, todo: cause.todo })
  }
  return getLayerImport(base.db, id)
}

async function takeAll(
  parts: LayerParts,
  found: LayerImport,
  heard?: (done: number) => void,
  signal?: AbortSignal,
): Promise<void> {
  const { base } = parts
  const file = await openLayer(await base.files.path(found.file), optionsOf(found.settings))
  try {
    const known = settleReference(file, found.fileName, found.settings)
    const lineage = {
      import: found.id,
      file: found.file,
      fileName: found.fileName,
      format: file.format,
      at: new Date(base.now()).toISOString(),
    }
    const placing = placingOf(parts, found.layer, found.settings, known, found.fileName, lineage)
    let batch: Placed[] = []
    let faults: FeatureFault[] = []
    let last = found.lastRow
    const flush = async () => {
      if (batch.length + faults.length === 0) return
      const { imported, already, refused } = await keep(parts.entities, batch, found.id)
      const account = { lastRow: last, imported, already, faults: [...faults, ...refused], progress: file.progress() }
      await base.db.tx((tx) => accountForBatch(tx, found.id, account))
      heard?.(last)
      batch = []
      faults = []
      if (signal?.aborted) throw signal.reason
    }
    for await (const reading of file.features()) {
      const row = reading.ok ? reading.feature.row : reading.fault.row
      if (row <= found.lastRow) continue
      last = row
      const outcome = reading.ok ? placeFeature(reading.feature, placing) : { fault: reading.fault }
      if ('fault' in outcome) faults.push(outcome.fault)
      else batch.push(outcome.placed)
      if (batch.length + faults.length >= batchSize) {
        await flush()
        const { state } = await getLayerImport(base.db, found.id)
        if (state === 'cancelled') return
      }
    }
    await flush()
  } finally {
    await file.close()
  }
}

/** What is kept says where it came from; entities of others have other lineages. */
const lineageOf = (value: Json): { readonly content?: Json; readonly import?: Json; readonly row?: Json } =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as { readonly [name: string]: Json })
    : {} // an object by the test before

/** Keeps a batch: what says the same already stays untouched; the same number twice in one file is refused the second time. */
async function keep(entities: Entities, batch: readonly Placed[], importId: string) {
  const there = await entities.find(batch.map(({ draft }) => draft.id))
  const fresh = new Map<string, Placed>()
  const refused: FeatureFault[] = []
  let already = 0
  for (const placed of batch) {
    const { draft, content, row } = placed
    const before = fresh.get(draft.id)
    const lineage = lineageOf(there.get(draft.id)?.lineage ?? null)
    const known = before?.content ?? lineage.content
    const isOfThisFile = before !== undefined || lineage.import === importId
    if (known === content) already += 1
    else if (isOfThisFile && lineage.row !== row)
      refused.push({
        row,
        field: 'id',
        found: draft.id,
        says: { zh: '同一文件里这个编号已用于另一内容', en: 'this file uses the number for something else already' },
        mend: {
          zh: '给每个要素不同的编号，或指定编号字段',
          en: 'give each feature a number of its own, or name the field that holds it',
        },
      })
    else fresh.set(draft.id, placed)
  }
  await entities.put([...fresh.values()].map(({ draft }) => draft))
  return { imported: fresh.size, already, refused }
}

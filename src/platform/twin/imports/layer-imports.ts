import { createReadStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import { type Json, placesOf, shapesOf } from '../../../kernel/twin/index.ts'
import { brokenConstraint, sqlState, type Tx } from '../../base/index.ts'
import type { EntitiesWithin } from '../store/entity-store.ts'
import { layerErrors } from './errors.ts'
import { inspect } from './inspect.ts'
import { type LayerParts, optionsOf, placingOf } from './layer-parts.ts'
import type { FeatureFault, RawFeature } from './model.ts'
import { mostFileBytes, openLayer } from './open-layer.ts'
import { type Placed, placeFeature, termOf } from './place-feature.ts'
import { settleReference } from './reference.ts'
import {
  accountForBatch,
  addLayerImport,
  changeLayerImport,
  getLayerImport,
  keepBefore,
  type LayerImport,
  type LayerSettings,
  moveLayerImport,
} from './store.ts'
import { draftOf, undoLayerImport } from './undo.ts'

/** A file as it is handed in. */
export type LayerReceipt = {
  readonly layer: string
  readonly fileName: string
  /** Its content, or the path of a file on this machine. */
  readonly content: Readable | string
  readonly by: string
  readonly settings?: Partial<LayerSettings>
  /** Columns of a table that hold nothing but numbers among the rows looked at are to be numbers; what is not is refused. */
  readonly guessesNumbers?: boolean
}

/** Imports of files into layers of the twin. */
export type LayerImports = {
  /** Keeps the file, looks at it, and waits for a person to say go. @throws layer.* */
  receive(receipt: LayerReceipt): Promise<LayerImport>
  /** Looks at it anew with other settings. @throws layer.notNow */
  change(id: string, settings: LayerChoices): Promise<LayerImport>
  /** Takes it in from where it stands; may be called again after a crash. */
  run(id: string, heard?: (done: number) => void, signal?: AbortSignal): Promise<LayerImport>
  /** Goes on with taking it back, once it is `undoing`; may be called again after a crash. */
  undo(id: string, signal?: AbortSignal): Promise<LayerImport>
}

/** Settings that somebody changes; `null` takes a choice back. */
export type LayerChoices = { readonly [K in keyof LayerSettings]?: LayerSettings[K] | null }

/** Settings without what was taken back. */
const chosenOf = (
  settings: (LayerSettings & LayerChoices) | (Omit<LayerSettings, keyof LayerChoices> & LayerChoices),
): LayerSettings => Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null)) as LayerSettings // `type` and `isOpen` cannot be taken back

const batchSize = 500
/** What a batch may hold besides: positions of geometry and characters of text. Memory does not grow with the size of a thing. */
const mostWeight = 1_000_000

/** Files of things with places: kept, looked at, taken in. */
export function makeLayerImports(parts: LayerParts): LayerImports {
  const { base } = parts
  return {
    receive: async ({ layer, fileName, content, by, settings = {}, guessesNumbers = false }) => {
      if (!/^[A-Za-z][A-Za-z0-9_-]{0,59}$/.test(layer)) throw layerErrors.make('layer.noName', { name: layer })
      const stream = typeof content === 'string' ? createReadStream(content) : content
      const { hash, bytes } = await base.files.put(stream, { limit: mostFileBytes })
      let whole: LayerSettings = { type: termOf(layer), isOpen: false, ...settings }
      let { format, preview } = await inspect(parts, { hash, fileName, layer, settings: whole })
      const numbers = preview.columns.filter(({ kind, filled }) => kind === 'number' && filled > 0)
      if (guessesNumbers && format === 'table' && numbers.length > 0) {
        whole = { columns: Object.fromEntries(numbers.map(({ name }) => [name, { kind: 'number' }])), ...whole }
        ;({ format, preview } = await inspect(parts, { hash, fileName, layer, settings: whole }))
      }
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
      const whole = chosenOf({ ...found.settings, ...settings })
      const { fileName, layer } = found
      const { format, preview } = await inspect(parts, { hash: found.file, fileName, layer, settings: whole })
      if (!(await changeLayerImport(base.db, id, { settings: whole, format, preview })))
        throw layerErrors.make('layer.notNow', { state: found.state })
      return getLayerImport(base.db, id)
    },
    run: (id, heard, signal) => runLayerImport(parts, id, heard, signal),
    undo: (id, signal) => undoLayerImport(parts, id, signal),
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
    if (file.lacks) throw layerErrors.make('layer.noColumns')
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
    let weight = 0
    const flush = async () => {
      if (batch.length + faults.length === 0) return
      await keepBatch(parts, found.id, batch, { lastRow: last, faults, progress: file.progress() })
      heard?.(last)
      batch = []
      faults = []
      weight = 0
      if (signal?.aborted) throw signal.reason
    }
    for await (const reading of file.features()) {
      const row = reading.ok ? reading.feature.row : reading.fault.row
      if (row <= found.lastRow) continue
      last = row
      const outcome = reading.ok ? placeFeature(reading.feature, placing) : { fault: reading.fault }
      if ('fault' in outcome) faults.push(outcome.fault)
      else batch.push(outcome.placed)
      if (reading.ok) weight += weightOf(reading.feature)
      if (batch.length + faults.length >= batchSize || weight >= mostWeight) {
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

/** About how many characters a thing is in JSON: a position about forty. */
function weightOf({ geometry, properties }: RawFeature): number {
  const positions = geometry ? shapesOf(geometry).reduce((sum, one) => sum + placesOf(one).length, 0) : 0
  const texts = Object.values(properties).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' ? value.length : 20),
    0,
  )
  return positions * 40 + texts
}

type BatchEnd = { readonly lastRow: number; readonly faults: readonly FeatureFault[]; readonly progress: number }

/** Two imports in each other's way: what was done of the batch is undone, and it is done again. */
const isClash = (cause: unknown): boolean =>
  brokenConstraint(cause) === 'entity_tenant_id_key' || sqlState(cause) === '40P01'

/** Keeps a batch and its account in one transaction: after a crash both are there or neither is. */
async function keepBatch(
  { base, entities }: LayerParts,
  importId: string,
  batch: readonly Placed[],
  { faults, ...end }: BatchEnd,
): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      const within = await base.db.tx(async (tx) => {
        const inside = entities.within(tx)
        const { imported, already, refused } = await keep(tx, inside, batch, importId)
        await accountForBatch(tx, importId, { ...end, imported, already, faults: [...faults, ...refused] })
        return inside
      })
      within.announce()
      return
    } catch (cause) {
      if (attempt < 4 && isClash(cause)) continue
      throw cause
    }
  }
}

/** Keeps things: what says the same already stays untouched; the same number twice in one file is refused the second time. */
async function keep(tx: Tx, entities: EntitiesWithin, batch: readonly Placed[], importId: string) {
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
  const replaced = [...fresh.keys()].flatMap((id) => {
    const before = there.get(id)
    return before === undefined || lineageOf(before.lineage).import === importId ? [] : [draftOf(before)]
  })
  await keepBefore(tx, importId, replaced)
  await entities.put([...fresh.values()].map(({ draft }) => draft))
  return { imported: fresh.size, already, refused }
}

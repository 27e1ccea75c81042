import { sql } from 'kysely'
import type { Datum } from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { copyIn, type Query, type Tx } from '../../base/index.ts'
import { layerErrors } from './errors.ts'
import type { FeatureFault, Reference } from './model.ts'

/** How a file becomes entities. */
export type LayerSettings = {
  readonly datum?: Datum
  readonly epsg?: number
  readonly idField?: string
  readonly link?: string
  /** Kind of thing, a term. */
  readonly type: string
  /** Office that answers for the things. */
  readonly path?: string
  readonly isOpen: boolean
}

/** What was seen of a file before it is taken in. */
export type LayerPreview = {
  /** In which system its coordinates are, how that is known, and whether a person should say so. */
  readonly reference: Reference
  readonly why: Words
  readonly isSure: boolean
  readonly fields: readonly string[]
  readonly kinds: readonly string[]
  /** Features looked at, and how many of them would be refused. */
  readonly seen: number
  readonly faulty: number
  readonly faults: readonly FeatureFault[]
  /** West, south, east, north in WGS 84 of what was looked at. */
  readonly extent: readonly number[] | null
  readonly sample: readonly unknown[]
  readonly notes: readonly Words[]
}

/** How an import stands. */
export type LayerState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

/** An import as it is kept; read = imported + already + refused. */
export type LayerImport = {
  readonly id: string
  readonly layer: string
  readonly state: LayerState
  readonly file: string
  readonly fileName: string
  readonly bytes: number
  readonly format: string
  readonly settings: LayerSettings
  readonly preview: LayerPreview
  readonly madeBy: string
  readonly madeAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly lastRow: number
  readonly progress: number
  readonly counts: {
    readonly read: number
    readonly imported: number
    readonly already: number
    readonly refused: number
  }
  readonly failure: { readonly says: Words; readonly todo: Words } | null
}

const columns =
  sql.raw(`id, layer, state, file, file_name as "fileName", bytes, format, settings, preview, made_by as "madeBy",
  made_at as "madeAt", started_at as "startedAt", ended_at as "endedAt", last_row as "lastRow", progress, failure,
  json_build_object('read', read_rows, 'imported', imported, 'already', already, 'refused', refused) as counts`)

/** @throws layer.missing */
export async function getLayerImport(on: Query, id: string): Promise<LayerImport> {
  const { rows } = await sql<LayerImport>`select ${columns} from twin.layer_import where id = ${id}`.execute(on)
  if (!rows[0]) throw layerErrors.make('layer.missing')
  return rows[0]
}

/** Imports, newest first. */
export async function listLayerImports(on: Query, most: number): Promise<readonly LayerImport[]> {
  const { rows } =
    await sql<LayerImport>`select ${columns} from twin.layer_import order by made_at desc, id desc limit ${most}`.execute(
      on,
    )
  return rows
}

/** Keeps a new import. */
export async function addLayerImport(
  on: Query,
  made: Pick<
    LayerImport,
    'id' | 'layer' | 'file' | 'fileName' | 'bytes' | 'format' | 'settings' | 'preview' | 'madeBy'
  >,
): Promise<void> {
  await sql`insert into twin.layer_import (id, layer, state, file, file_name, bytes, format, settings, preview, made_by)
    values (${made.id}, ${made.layer}, 'waiting', ${made.file}, ${made.fileName}, ${made.bytes}, ${made.format},
      ${JSON.stringify(made.settings)}, ${JSON.stringify(made.preview)}, ${made.madeBy})`.execute(on)
}

/** Keeps what a person chose anew. False when the import has begun. */
export async function changeLayerImport(
  on: Query,
  id: string,
  settings: LayerSettings,
  preview: LayerPreview,
): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update twin.layer_import set settings = ${JSON.stringify(settings)}, preview = ${JSON.stringify(preview)}
    where id = ${id} and state = 'waiting'`.execute(on)
  return numAffectedRows === 1n
}

/** Changes the state if it is one of those expected. False when it was not. */
export async function moveLayerImport(
  on: Query,
  id: string,
  from: readonly LayerState[],
  to: LayerState,
  failure?: LayerImport['failure'],
): Promise<boolean> {
  const { numAffectedRows } = await sql`update twin.layer_import set state = ${to},
      started_at = case when ${to} = 'running' then coalesce(started_at, now()) else started_at end,
      ended_at = case when ${to} in ('done', 'failed', 'cancelled') then now() else null end,
      progress = case when ${to} = 'done' then 1 else progress end,
      failure = ${failure ? JSON.stringify(failure) : null}
    where id = ${id} and state = any(${[...from]}::text[])`.execute(on)
  return numAffectedRows === 1n
}

/** What a batch came to. */
export type BatchAccount = {
  readonly lastRow: number
  readonly imported: number
  readonly already: number
  readonly faults: readonly FeatureFault[]
  readonly progress: number
}

/** Writes the account of a batch. */
export async function accountForBatch(
  tx: Tx,
  id: string,
  { lastRow, imported, already, faults, progress }: BatchAccount,
): Promise<void> {
  await copyIn(
    tx,
    'twin.layer_refusal',
    ['import', 'row', 'field', 'found', 'says', 'mend'],
    faults.map(({ row, field, found, says, mend }) => [id, row, field, found?.slice(0, 200), says, mend]),
  )
  await sql`update twin.layer_import set last_row = ${lastRow}, progress = ${progress},
      read_rows = read_rows + ${imported + already + faults.length}, imported = imported + ${imported},
      already = already + ${already}, refused = refused + ${faults.length}
    where id = ${id}`.execute(tx)
}

/** Refused features of an import in order, from a row on. */
export async function refusalsOf(on: Query, id: string, after: number, most: number): Promise<readonly FeatureFault[]> {
  const { rows } = await sql<FeatureFault>`select row, field, found, says, mend from twin.layer_refusal
    where import = ${id} and row > ${after} order by row limit ${most}`.execute(on)
  return rows
}

import { sql } from 'kysely'
import type { Datum } from '../../../kernel/place/index.ts'
import type { AnyShape, EntityDraft } from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { copyIn, type Query, type Tx } from '../../base/index.ts'
import type { AddressCheck } from './check-places.ts'
import type { ColumnChoice, SeenColumn } from './columns.ts'
import { layerErrors } from './errors.ts'
import type { FeatureFault, Reference } from './model.ts'

/** How a file becomes entities. */
export type LayerSettings = {
  readonly datum?: Datum
  readonly epsg?: number
  readonly idField?: string
  readonly link?: string
  /** Kind of file, where a person overrules what was recognised. */
  readonly format?: string
  /** Columns of a table that hold the coordinates. */
  readonly lngField?: string
  readonly latField?: string
  /** What was chosen for columns, by their names. */
  readonly columns?: Readonly<Record<string, ColumnChoice>>
  /** Kind of thing, a term. */
  readonly type: string
  /** Office that answers for the things. */
  readonly path?: string
  readonly isOpen: boolean
}

/** A thing as it would lie on the map, WGS 84. */
export type DrawnThing = {
  readonly row: number
  readonly title: Words | null
  readonly shape: AnyShape
  /** In no division of the city. */
  readonly isOutside: boolean
}

/** What was seen of a file before it is taken in. */
export type LayerPreview = {
  /** The kind of file that its content speaks for. */
  readonly recognised: string
  /** What a person has to say before it can be taken in. */
  readonly lacks?: 'columns'
  /** In which system its coordinates are, how that is known, and whether a person should say so. */
  readonly reference: Reference
  readonly why: Words
  readonly isSure: boolean
  readonly fields: readonly string[]
  readonly columns: readonly SeenColumn[]
  readonly kinds: readonly string[]
  /** Features looked at, and how many of them would be refused. */
  readonly seen: number
  readonly faulty: number
  readonly faults: readonly FeatureFault[]
  /** West, south, east, north in WGS 84 of what was looked at. */
  readonly extent: readonly number[] | null
  readonly sample: readonly unknown[]
  /** How many of those looked at lie in no division of the city; `null` where the city has no outlines. */
  readonly outside: number | null
  readonly drawn: readonly DrawnThing[]
  /** What the addresses in the file say of its coordinates. */
  readonly addresses: AddressCheck | null
  readonly notes: readonly Words[]
}

/** How an import stands. */
export type LayerState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'undoing' | 'undone'

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
  /** What taking it back came to: what it made is gone, what it replaced is back, what others changed since stays. */
  readonly undone: Undone | null
}

/** What taking an import back came to, in things. */
export type Undone = { readonly removed: number; readonly restored: number; readonly kept: number }

const columns =
  sql.raw(`id, layer, state, file, file_name as "fileName", bytes, format, settings, preview, made_by as "madeBy",
  made_at as "madeAt", started_at as "startedAt", ended_at as "endedAt", last_row as "lastRow", progress, failure, undone,
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
  { settings, format, preview }: Pick<LayerImport, 'settings' | 'format' | 'preview'>,
): Promise<boolean> {
  const { numAffectedRows } =
    await sql`update twin.layer_import set settings = ${JSON.stringify(settings)}, format = ${format},
      preview = ${JSON.stringify(preview)}
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
      ended_at = case when ${to} in ('done', 'failed', 'cancelled') then ${new Date().toISOString()}::timestamptz
        when ${to} in ('undoing', 'undone') then ended_at else null end,
      undone_at = case when ${to} = 'undone' then ${new Date().toISOString()}::timestamptz else undone_at end,
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

/** Keeps what entities were before an import replaced them; the first of the same is the one that counts. */
export async function keepBefore(on: Query, id: string, drafts: readonly EntityDraft[]): Promise<void> {
  if (drafts.length === 0) return
  await sql`insert into twin.layer_before (import, id, before)
    select ${id}, draft ->> 'id', draft from jsonb_array_elements(${JSON.stringify(drafts)}::jsonb) draft
    on conflict do nothing`.execute(on)
}

/** Adds to what taking an import back came to. */
export async function noteUndone(on: Query, id: string, { removed, restored, kept }: Undone): Promise<void> {
  await sql`update twin.layer_import set undone = jsonb_build_object(
      'removed', coalesce((undone ->> 'removed')::int, 0) + ${removed}::int,
      'restored', coalesce((undone ->> 'restored')::int, 0) + ${restored}::int,
      'kept', coalesce((undone ->> 'kept')::int, 0) + ${kept}::int)
    where id = ${id}`.execute(on)
}

/** A thing of an import, by which row of the file it came. */
export type ThingOfImport = {
  readonly key: number
  readonly id: string
  readonly types: readonly string[]
  readonly title: Words | null
  readonly row: number | null
}

/** Things that carry an import in their lineage now, in the order in which they were made. */
export async function thingsOf(on: Query, id: string, after: number, most: number): Promise<readonly ThingOfImport[]> {
  const { rows } =
    await sql<ThingOfImport>`select key, id, types, title, (lineage ->> 'row')::int as row from twin.entity
    where lineage ->> 'import' = ${id} and deleted_at is null and key > ${after} order by key limit ${most}`.execute(on)
  return rows
}

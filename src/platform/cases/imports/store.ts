import { sql } from 'kysely'
import type { Post } from '../../../kernel/access/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { copyIn, type Db, type Query, type Tx } from '../../base/index.ts'
import { importErrors } from './errors.ts'
import type { ImportPreview, ImportShape } from './inspection.ts'
import type { Fate, ImportCounts, ImportProfile, ImportSettings, RowNote } from './model.ts'
import type { RefusedRow } from './refused-file.ts'

/** How an import stands. */
export type ImportState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'

/** An import as it is kept. Instants are ISO, UTC. */
export type ImportRecord = {
  readonly id: string
  readonly what: string
  readonly state: ImportState
  readonly file: string
  readonly fileName: string
  readonly bytes: number
  readonly settings: ImportSettings
  readonly shape: ImportShape
  readonly preview: ImportPreview
  readonly profile: string | null
  readonly madeBy: string
  readonly byPost: Post | null
  readonly madeAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
  readonly lastRow: number
  readonly progress: number
  readonly counts: ImportCounts
  readonly classified: number
  readonly failure: { readonly says: Words; readonly todo: Words } | null
}

/** What is known of an import when it is made. */
export type NewImport = Pick<
  ImportRecord,
  'id' | 'what' | 'file' | 'fileName' | 'bytes' | 'settings' | 'shape' | 'preview' | 'profile' | 'madeBy' | 'byPost'
>

/** A line of the account of rows, before it is written. */
export type RowAccount = { readonly row: number; readonly fate: Fate; readonly cells?: readonly string[] }

const columns = sql.raw(`id, what, state, file, file_name as "fileName", bytes, settings, shape, preview, profile,
  made_by as "madeBy", by_post as "byPost", made_at as "madeAt", started_at as "startedAt", ended_at as "endedAt",
  last_row as "lastRow", progress, classified, failure, json_build_object('read', read_rows, 'imported', imported,
  'already', already, 'refused', refused, 'noted', noted) as counts`)

/** @throws import.missing */
export async function getImport(on: Query, id: string): Promise<ImportRecord> {
  const { rows } = await sql<ImportRecord>`select ${columns} from cases.import where id = ${id}`.execute(on)
  if (!rows[0]) throw importErrors.make('import.missing')
  return rows[0]
}

/** Imports, newest first; `before` is the id of the last one seen. */
export async function listImports(
  on: Query,
  before: string | undefined,
  most: number,
): Promise<readonly ImportRecord[]> {
  const { rows } = await sql<ImportRecord>`select ${columns} from cases.import
    where ${before ?? null}::uuid is null or id < ${before ?? null}::uuid order by id desc limit ${most}`.execute(on)
  return rows
}

/** Keeps a new import. */
export async function addImport(on: Query, made: NewImport): Promise<void> {
  await sql`insert into cases.import (id, what, state, file, file_name, bytes, settings, shape, preview, profile, made_by, by_post)
    values (${made.id}, ${made.what}, 'waiting', ${made.file}, ${made.fileName}, ${made.bytes},
      ${JSON.stringify(made.settings)}, ${JSON.stringify(made.shape)}, ${JSON.stringify(made.preview)}, ${made.profile},
      ${made.madeBy}, ${made.byPost ? JSON.stringify(made.byPost) : null})`.execute(on)
}

/** Keeps what a person chose anew, unless the import has begun. False when it has. */
export async function changeImport(
  on: Query,
  id: string,
  made: Pick<NewImport, 'settings' | 'shape' | 'preview' | 'profile'>,
): Promise<boolean> {
  const { numAffectedRows } = await sql`update cases.import set settings = ${JSON.stringify(made.settings)},
      shape = ${JSON.stringify(made.shape)}, preview = ${JSON.stringify(made.preview)}, profile = ${made.profile}
    where id = ${id} and state = 'waiting'`.execute(on)
  return numAffectedRows === 1n
}

/** Changes the state if it is one of those expected. False when it was not. */
export async function moveImport(
  on: Query,
  id: string,
  from: readonly ImportState[],
  to: ImportState,
): Promise<boolean> {
  const isEnd = to === 'done' || to === 'failed' || to === 'cancelled'
  const { numAffectedRows } = await sql`update cases.import set state = ${to}, tries = 0,
      started_at = case when ${to} = 'running' then coalesce(started_at, now()) else started_at end,
      ended_at = case when ${isEnd} then now() else null end,
      progress = case when ${to} = 'done' then 1 else progress end,
      failure = case when ${to} = 'running' then null else failure end
    where id = ${id} and state = any(${[...from]}::text[])`.execute(on)
  return numAffectedRows === 1n
}

/** Locks an import for a chunk: its state and how far it is. */
export async function lockImport(tx: Tx, id: string): Promise<{ state: ImportState; lastRow: number } | undefined> {
  const { rows } = await sql<{ state: ImportState; lastRow: number }>`
    select state, last_row as "lastRow" from cases.import where id = ${id} for update`.execute(tx)
  return rows[0]
}

/** Writes the account of a chunk's rows and moves the import on, in the chunk's transaction. */
export async function accountFor(tx: Tx, id: string, rows: readonly RowAccount[], progress: number): Promise<void> {
  await copyIn(
    tx,
    'cases.import_row',
    ['import', 'row', 'outcome', 'case_id', 'content', 'class', 'notes', 'cells', 'facts'],
    rows.map(({ row, fate, cells }) => {
      const made = fate.outcome === 'imported' ? fate : undefined
      const kept = fate.outcome === 'refused' ? undefined : fate
      return [id, row, fate.outcome, kept?.caseId, made?.content, kept?.class, fate.notes, cells, made?.facts]
    }),
  )
  const count = (test: (fate: Fate) => boolean) => rows.filter(({ fate }) => test(fate)).length
  const last = rows.at(-1)?.row ?? 0
  await sql`update cases.import set last_row = ${last}, progress = ${progress}, tries = 0, failure = null,
      read_rows = read_rows + ${rows.length},
      imported = imported + ${count((fate) => fate.outcome === 'imported')},
      already = already + ${count((fate) => fate.outcome === 'already')},
      refused = refused + ${count((fate) => fate.outcome === 'refused')},
      noted = noted + ${count((fate) => fate.outcome !== 'refused' && fate.notes !== undefined)},
      classified = classified + ${count((fate) => fate.outcome !== 'refused' && fate.class !== undefined)}
    where id = ${id}`.execute(tx)
}

/** Removes an import that is not running, with the account of its rows. False when it runs. */
export async function removeImport(tx: Tx, id: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from cases.import where id = ${id} and state <> 'running'`.execute(tx)
  return numAffectedRows === 1n
}

/** Does any import still need this file of the store? */
export async function isFileNeeded(on: Query, file: string): Promise<boolean> {
  const { rows } = await sql`select 1 from cases.import where file = ${file} limit 1`.execute(on)
  return rows.length > 0
}

/** Notes a failure that may pass; gives how often in a row it has failed. */
export async function noteFailure(on: Query, id: string, failure: { says: Words; todo: Words }): Promise<number> {
  const { rows } = await sql<{
    tries: number
  }>`update cases.import set tries = tries + 1, failure = ${JSON.stringify(failure)}
    where id = ${id} and state = 'running' returning tries`.execute(on)
  return rows[0]?.tries ?? 0
}

const PAGE = 1000

/** Rows of one outcome, in order, page by page. */
export async function* accountRows(
  db: Db,
  id: string,
  outcome: Fate['outcome'],
): AsyncGenerator<{
  row: number
  caseId: string | null
  notes: readonly RowNote[] | null
  cells: readonly string[] | null
}> {
  let after = 0
  for (;;) {
    const { rows } = await sql<{
      row: number
      caseId: string | null
      notes: readonly RowNote[] | null
      cells: readonly string[] | null
    }>`
      select row, case_id as "caseId", notes, cells from cases.import_row
      where import = ${id} and outcome = ${outcome} and row > ${after} order by row limit ${PAGE}`.execute(db)
    yield* rows
    if (rows.length < PAGE) return
    after = rows.at(-1)?.row ?? after
  }
}

/** The same note on several rows that were taken in. */
export type NoteCount = RowNote & { readonly count: number; readonly rows: readonly number[] }

/** What there is to say about rows that were taken in or were there already, by field and kind, the commonest first. */
export async function countNotes(on: Query, id: string): Promise<readonly NoteCount[]> {
  const { rows } =
    await sql<NoteCount>`select note->>'code' as code, note->>'field' as field, min(note->>'found') as found,
      (array_agg(note->'says' order by row))[1] as says, count(*) as count, (array_agg(row order by row))[1:5] as rows
    from cases.import_row, jsonb_array_elements(notes) note
    where import = ${id} and outcome <> 'refused' and notes is not null
    group by 1, 2 order by count(*) desc limit 50`.execute(on)
  return rows
}

/** The refused rows of an import, in order. */
export async function* refusedRows(db: Db, id: string): AsyncGenerator<RefusedRow> {
  for await (const { row, cells, notes } of accountRows(db, id, 'refused')) {
    yield { row, cells: cells ?? [], notes: notes ?? [] }
  }
}

/** Keeps a profile; the same name again replaces it. */
export async function keepProfile(
  on: Query,
  profile: ImportProfile & { fingerprint: string },
  by: string,
): Promise<void> {
  await sql`insert into cases.import_profile (name, what, title, fingerprint, settings, made_by)
    values (${profile.name}, ${profile.what}, ${JSON.stringify(profile.title)}, ${profile.fingerprint},
      ${JSON.stringify(profile.settings)}, ${by})
    on conflict (name) do update set what = excluded.what, title = excluded.title, fingerprint = excluded.fingerprint,
      settings = excluded.settings, made_by = excluded.made_by, used_at = now()`.execute(on)
}

/** Profiles kept in this city, the last used first. */
export async function listProfiles(on: Query): Promise<readonly ImportProfile[]> {
  const { rows } = await sql<ImportProfile>`
    select name, what, title, fingerprint, settings from cases.import_profile order by used_at desc, name`.execute(on)
  return rows
}

/** Takes a kept profile away. False when there is none. */
export async function dropProfile(on: Query, name: string): Promise<boolean> {
  const { numAffectedRows } = await sql`delete from cases.import_profile where name = ${name}`.execute(on)
  return numAffectedRows === 1n
}

import type { Actor } from '../../../kernel/access/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import { cellText, type Db, type FileStore, fileSource, openTable, publish, type Row } from '../../base/index.ts'
import type { Fate, ImportKind, ItemRow, WriteContext } from './model.ts'
import { type RowPlan, readRow, rowPlan } from './read-row.ts'
import { rowSize } from './row-size.ts'
import {
  accountFor,
  getImport,
  type ImportRecord,
  lockImport,
  moveImport,
  noteFailure,
  type RowAccount,
} from './store.ts'

/** What running imports needs. */
export type RunParts = {
  readonly db: Db
  readonly files: FileStore
  now(): number
  kindOf(name: string): ImportKind
}

/**
 * How a run went: to the end of the file, to the end of its time, another process has the import in hand, or it is not
 * (or no longer) to be run.
 */
export type RunEnd = 'done' | 'paused' | 'elsewhere' | 'stopped'

/** Limits of one run. */
export type RunLimits = {
  readonly signal?: AbortSignal
  /** Rows a transaction. */
  readonly chunk?: number
  /** Ends after this many milliseconds, at a chunk's edge; the rest is for the next run. */
  readonly longest?: number
  /** Told after each chunk, for a progress line. */
  onChunk?(rows: number): void
}

/** Another run took a chunk of the same import: this one has nothing to do. */
class TakenElsewhere extends Error {}

const CHUNK = 1000
/** A chunk of very long rows is shorter. */
const CHUNK_CHARACTERS = 1 << 24

/**
 * Takes in the rows that are not accounted for yet. Each chunk, its rows, their account and the place reached, is one
 * transaction: whatever kills this process or the database, the next run goes on with the row after the last one kept.
 */
export async function runImport(parts: RunParts, id: string, limits: RunLimits = {}): Promise<RunEnd> {
  const record = await getImport(parts.db, id)
  if (record.state !== 'running') return 'stopped'
  try {
    return await readOn(parts, record, limits)
  } catch (error) {
    if (error instanceof TakenElsewhere) return 'elsewhere'
    throw error
  }
}

async function readOn(parts: RunParts, record: ImportRecord, limits: RunLimits): Promise<RunEnd> {
  const { settings, shape, lastRow } = record
  const until = parts.now() + (limits.longest ?? Number.POSITIVE_INFINITY)
  const names = shape.table.headers.map((header) => header.name)
  const plan = rowPlan(parts.kindOf(record.what), settings, names)
  const table = await openTable(await fileSource(await parts.files.path(record.file)), settings.table)
  try {
    let waiting: Row[] = []
    let size = 0
    let last = lastRow
    const most = limits.chunk ?? CHUNK
    for await (const { rows, progress } of table.batches()) {
      for (const row of rows) {
        if (row.number <= last) continue
        waiting.push(row)
        size += rowSize(row)
        if (waiting.length < most && size < CHUNK_CHARACTERS) continue
        last = await takeChunk(parts, record, plan, waiting, last, progress)
        limits.onChunk?.(waiting.length)
        waiting = []
        size = 0
        if (limits.signal?.aborted || parts.now() > until) return 'paused'
      }
    }
    await finish(parts, record, plan, waiting, last)
    if (waiting.length > 0) limits.onChunk?.(waiting.length)
    return 'done'
  } finally {
    await table.close()
  }
}

/** The last rows and the end of the import, in one transaction with the news that it is done. */
async function finish(
  parts: RunParts,
  record: ImportRecord,
  plan: RowPlan,
  rows: readonly Row[],
  after: number,
): Promise<void> {
  if (rows.length > 0) await takeChunk(parts, record, plan, rows, after, 1)
  await parts.db.tx(async (tx) => {
    if (!(await moveImport(tx, record.id, ['running'], 'done'))) throw new TakenElsewhere()
    const { counts, classified, what, settings } = await getImport(tx, record.id)
    const payload = { import: record.id, what, source: settings.source, counts, classified }
    await publish(tx, { type: 'import.finished', key: record.id, payload })
    // Rows that carry classes teach the sorter; who learns reads them with `classifiedRows`.
    if (classified > 0) await publish(tx, { type: 'import.classified', key: record.id, payload })
  })
}

/** One chunk, whole or not at all. @returns the number of the last row accounted for */
async function takeChunk(
  parts: RunParts,
  record: ImportRecord,
  plan: RowPlan,
  rows: readonly Row[],
  after: number,
  progress: number,
): Promise<number> {
  const now = parts.now()
  const readings = rows.map((row) => ({ row, reading: readRow(plan, row, now) }))
  const read: ItemRow<unknown>[] = readings.flatMap(({ row, reading }) =>
    reading.ok ? [{ row: row.number, item: reading.item }] : [],
  )
  const items = plan.kind.complete ? await plan.kind.complete(read, record.settings) : read
  await parts.db.tx(async (tx) => {
    const locked = await lockImport(tx, record.id)
    if (locked?.state !== 'running' || locked.lastRow !== after) throw new TakenElsewhere()
    const fates = (await plan.kind.write(tx, items, contextOf(record, now))).values()
    const account = readings.map(({ row, reading }): RowAccount => {
      if (!reading.ok) return refused(row, { outcome: 'refused', notes: reading.faults })
      const fate = withNotes(nextOf(fates), reading.notes)
      return fate.outcome === 'refused' ? refused(row, fate) : { row: row.number, fate }
    })
    await accountFor(tx, record.id, account, progress)
  })
  return rows.at(-1)?.number ?? after
}

function nextOf(fates: ArrayIterator<Fate>): Fate {
  const next = fates.next()
  if (next.done) throw new Error('A kind gave fewer fates than it got items')
  return next.value
}

const refused = (row: Row, fate: Fate): RowAccount => ({ row: row.number, fate, cells: row.cells.map(cellText) })

function withNotes(fate: Fate, notes: readonly { readonly code: string }[] & Fate['notes']): Fate {
  if (!notes || notes.length === 0) return fate
  return { ...fate, notes: [...notes, ...(fate.notes ?? [])] }
}

/** In whose name the rows are taken in: the person who made the import, in the post he had. */
function contextOf(record: ImportRecord, now: number): WriteContext {
  const post = record.byPost ?? undefined
  const actor: Actor = { id: record.madeBy, kind: 'person', name: '', posts: post ? [post] : [], scopes: ['*'] }
  return { import: record.id, settings: record.settings, actor, post, now }
}

/** How often a chunk may fail in a row before the import waits for a person. */
const MOST_TRIES = 5

/**
 * Says what became of a run that threw: a file that cannot be read further ends the import, with the reason; anything
 * else is tried again a few times, then waits for a person. @returns whether to try again
 */
export async function afterFailure(parts: RunParts, id: string, error: unknown): Promise<boolean> {
  const isCity = error instanceof CityError
  const failure = isCity
    ? { says: error.says, todo: error.todo }
    : {
        says: { zh: '导入中断', en: 'The import was interrupted' },
        todo: { zh: '请稍后继续；如再次中断，请告知管理员', en: 'Go on later; if it stops again, tell the operator' },
      }
  const tries = await noteFailure(parts.db, id, failure)
  const isFinal = (isCity && error.kind !== 'unavailable') || tries >= MOST_TRIES
  if (isFinal) await moveImport(parts.db, id, ['running'], 'failed')
  return !isFinal
}

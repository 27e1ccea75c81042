import type { Readable } from 'node:stream'
import { type TSchema, Type } from 'typebox'
import type { Post } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { type Base, enqueue, type Job, job, type Tx } from '../../base/index.ts'
import { type ClassifiedRow, classifiedRows } from './classified-rows.ts'
import { importErrors } from './errors.ts'
import { type InspectParts, inspectFile, profileSettings } from './inspect.ts'
import type { Inspection } from './inspection.ts'
import type { ImportKind, ImportProfile, ImportSettings } from './model.ts'
import { shippedProfiles } from './profiles/shipped.ts'
import type { RefusedRow } from './refused-file.ts'
import { afterFailure, type RunEnd, type RunLimits, type RunParts, runImport } from './run-import.ts'
import {
  addImport,
  changeImport,
  countNotes,
  dropProfile,
  getImport,
  type ImportRecord,
  isFileNeeded,
  keepProfile,
  listImports,
  listProfiles,
  moveImport,
  type NoteCount,
  refusedRows,
  removeImport,
} from './store.ts'

/** The largest file that is taken in, bytes. */
export const LARGEST_FILE = 2 * 2 ** 30
/** A run gives way to other work after this long, ms; the rest follows in a new job. */
const SLICE = 120_000
/** How long a job waits before it looks whether an import that another process runs still goes on, ms. */
const WATCH = 30_000

/** A file that arrives. */
export type NewFile = {
  readonly what: string
  readonly fileName: string
  readonly content: Readable | Buffer
  readonly by: string
  readonly post?: Post
  /** Name of a shipped or kept profile; without it a remembered mapping or a guess. */
  readonly profile?: string
  readonly chosen?: Partial<ImportSettings>
}

/** Imports of the cases room: files in, every row accounted for. */
export type Imports = {
  readonly kinds: readonly ImportKind[]
  readonly jobs: readonly Job[]
  /** Keeps the file and looks at it. @throws base.tooLarge, table.*, import.noKind, import.noProfile */
  receive(file: NewFile): Promise<ImportRecord>
  /** Looks at the file again with other choices. @throws import.notNow once it has begun */
  change(id: string, chosen: Partial<ImportSettings>, profile?: string): Promise<ImportRecord>
  /**
   * Starts it, or goes on after a failure or a cancellation. `here`: the caller runs it himself (`run`), a job only keeps
   * watch. @throws import.unmapped, import.unsettled, import.notNow */
  start(id: string, options?: { readonly here?: boolean }): Promise<ImportRecord>
  /** Stops it at the next chunk; what is in stays in. */
  cancel(id: string): Promise<ImportRecord>
  /** Removes its file, its preview and the account of its rows; the cases stay. @throws import.notNow while it runs */
  remove(id: string): Promise<void>
  get(id: string): Promise<ImportRecord>
  list(before: string | undefined, most: number): Promise<readonly ImportRecord[]>
  refused(id: string): AsyncGenerator<RefusedRow>
  /** What there is to say about rows that were taken in, by field and kind. */
  notes(id: string): Promise<readonly NoteCount[]>
  /** The rows of an import that carried a class, with their texts: what a sorter learns from. */
  classified(id: string): AsyncGenerator<ClassifiedRow>
  profiles(): Promise<readonly ImportProfile[]>
  keepProfile(profile: Pick<ImportProfile, 'name' | 'title'>, importId: string, by: string): Promise<void>
  dropProfile(name: string): Promise<boolean>
  /** Runs it in this process until it ends, for a command line. */
  run(id: string, limits?: RunLimits): Promise<RunEnd>
}

/** Makes the imports over kinds of things that files bring. */
export function makeImports({ db, files, now, log }: Base, kinds: readonly ImportKind[]): Imports {
  const kindOf = (what: string): ImportKind => {
    const kind = kinds.find((one) => one.name === what)
    if (!kind) throw importErrors.make('import.noKind', { what, kinds: kinds.map((one) => one.name).join(', ') })
    return kind
  }
  const parts: RunParts = { db, files, now, kindOf }
  const profiles = async () => [...shippedProfiles, ...(await listProfiles(db))]

  async function findProfile(what: string, name: string | undefined): Promise<ImportProfile | undefined> {
    if (name === undefined) return undefined
    const all = (await profiles()).filter((one) => one.what === what)
    const found = all.find((one) => one.name === name)
    if (!found) {
      const names = all.map((one) => one.name).join(', ')
      throw importErrors.make('import.noProfile', { profile: name, profiles: names || '-' })
    }
    return found
  }

  async function inspect(
    what: string,
    hash: string,
    look: Pick<InspectParts, 'chosen' | 'earlier'>,
    profile: string | undefined,
  ): Promise<Inspection> {
    const found = await findProfile(what, profile)
    return inspectFile({
      ...look,
      path: await files.path(hash),
      kind: kindOf(what),
      profile: found?.settings,
      remembered: async (print) =>
        (await profiles()).find((one) => one.what === what && one.fingerprint === print)?.settings,
      now: now(),
    })
  }

  async function receive({ what, fileName, content, by, post, profile, chosen = {} }: NewFile): Promise<ImportRecord> {
    kindOf(what)
    await findProfile(what, profile)
    const kept = await files.put(content, { limit: LARGEST_FILE })
    const id = uuidv7()
    const found = await inspect(what, kept.hash, { chosen }, profile).catch(async (error: unknown) => {
      await forgetFile(kept.hash)
      throw error
    })
    await addImport(db, {
      ...{ id, what, file: kept.hash, fileName: fileName.slice(0, 200), bytes: kept.bytes },
      ...{ ...found, profile: profile ?? null, madeBy: by, byPost: post ?? null },
    })
    return getImport(db, id)
  }

  /** A file that no import needs is not kept. */
  async function forgetFile(hash: string): Promise<void> {
    if (!(await isFileNeeded(db, hash))) await files.remove(hash)
  }

  async function remove(id: string): Promise<void> {
    const { state, file } = await getImport(db, id)
    if (!(await db.tx((tx) => removeImport(tx, id)))) throw importErrors.make('import.notNow', { state })
    await forgetFile(file)
  }

  async function change(id: string, chosen: Partial<ImportSettings>, profile?: string): Promise<ImportRecord> {
    const record = await getImport(db, id)
    const look =
      profile === undefined ? { chosen: carried(record, chosen), earlier: record.preview.matches } : { chosen }
    const found = await inspect(record.what, record.file, look, profile)
    const done = await changeImport(db, id, { ...found, profile: profile ?? record.profile })
    if (!done) throw importErrors.make('import.notNow', { state: record.state })
    return getImport(db, id)
  }

  async function start(id: string, { here = false }: { readonly here?: boolean } = {}): Promise<ImportRecord> {
    const record = await getImport(db, id)
    refuseUnready(kindOf(record.what), record)
    await db.tx(async (tx) => {
      if (!(await moveImport(tx, id, ['waiting', 'failed', 'cancelled'], 'running'))) {
        throw importErrors.make('import.notNow', { state: record.state })
      }
      await remember(tx, record)
      await enqueueRun(tx, id, here ? now() + WATCH : undefined)
    })
    return getImport(db, id)
  }

  async function cancel(id: string): Promise<ImportRecord> {
    const { state } = await getImport(db, id)
    if (!(await moveImport(db, id, ['waiting', 'running'], 'cancelled')))
      throw importErrors.make('import.notNow', { state })
    return getImport(db, id)
  }

  const runJob = job({
    name: runJobName,
    payload: runPayload,
    // A killed process costs an attempt; real failures are counted by the import itself.
    attempts: 500,
    async run({ import: id }, { signal }) {
      const end = await runImport(parts, id, { signal, longest: SLICE }).catch(async (error: unknown) => {
        const again = await afterFailure(parts, id, error)
        log.warn('an import was interrupted', { import: id, again, cause: error })
        if (again) throw error
        return 'stopped' as const
      })
      // While another process takes rows in, a job keeps watch: should that process die, the job goes on.
      if (end === 'elsewhere') await db.tx((tx) => enqueueRun(tx, id, now() + WATCH))
      if (end === 'paused') await db.tx((tx) => enqueueRun(tx, id))
    },
  })

  return {
    kinds,
    jobs: [runJob],
    receive,
    change,
    start,
    cancel,
    remove,
    get: (id) => getImport(db, id),
    list: (before, most) => listImports(db, before, most),
    refused: (id) => refusedRows(db, id),
    notes: (id) => countNotes(db, id),
    classified: (id) => classifiedRows(db, id),
    profiles,
    keepProfile: async ({ name, title }, importId, by) => {
      const { what, shape, settings } = await getImport(db, importId)
      const kept = { name, what, title, fingerprint: shape.fingerprint, settings: profileSettings(settings) }
      await keepProfile(db, kept, by)
    },
    dropProfile: (name) => dropProfile(db, name),
    run: async (id, limits) => {
      try {
        return await runImport(parts, id, limits)
      } catch (error) {
        await afterFailure(parts, id, error)
        throw error
      }
    },
  }
}

/**
 * A new choice together with those that were made before. Columns and habits are looked for anew when the file is read
 * in another way, the habit of a field when it gets another column.
 */
function carried({ settings }: ImportRecord, chosen: Partial<ImportSettings>): Partial<ImportSettings> {
  const { table, columns, habits, placeholders, ...rest } = settings
  if (chosen.table) return { ...rest, ...chosen, table: { ...table, ...chosen.table } }
  const next = chosen.columns ?? columns
  const stays = (field: string) => next[field] === columns[field]
  const kept = Object.fromEntries(Object.entries(habits).filter(([field]) => stays(field)))
  return {
    ...rest,
    ...(stays('lng') && stays('lat') ? { placeholders } : {}),
    ...chosen,
    table,
    columns: next,
    habits: { ...kept, ...chosen.habits },
  }
}

const runJobName = 'cases.import'
const runPayload = Type.Object({ import: Type.String() }) satisfies TSchema

const enqueueRun = (tx: Tx, id: string, runAt?: number): Promise<void> =>
  enqueue(tx, runJobName, { import: id }, { key: `import:${id}`, runAt })

/** The mapping of a file that is started is used again for files with the same headers. */
async function remember(tx: Tx, { what, shape, settings, fileName, madeBy, profile }: ImportRecord): Promise<void> {
  if (profile !== null) return
  const title = { zh: `最近一次：${fileName}`, en: `As last time: ${fileName}` }
  const name = `${what}:${shape.fingerprint}`
  await keepProfile(
    tx,
    { name, what, title, fingerprint: shape.fingerprint, settings: profileSettings(settings) },
    madeBy,
  )
}

/** @throws import.unmapped, import.unsettled */
function refuseUnready(kind: ImportKind, { preview }: ImportRecord): void {
  if (preview.missing.length > 0) {
    const titles = kind.fields
      .filter((field) => preview.missing.includes(field.key))
      .map((field) => `${field.title.zh} (${field.key})`)
    throw importErrors.make('import.unmapped', { fields: titles.join('、') })
  }
  const open = preview.ambiguous[0]
  if (open) throw importErrors.make('import.unsettled', { column: open.column })
}

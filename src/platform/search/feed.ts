import { sql } from 'kysely'
import { Type } from 'typebox'
import { type Consumer, type Db, enqueue, gentlePace, type Job, job, type Query, type Tx } from '../base/index.ts'
import type { Source } from './document.ts'
import { removeDocuments, withoutDocument, writeDocuments } from './store.ts'

/** What feeding stands on. */
export type FeedParts = {
  readonly db: Db
  readonly sources: readonly Source[]
  /** Keyed hash of a personal word. */
  hash(value: string): string
}

const indexJob = 'search.index'
const backfillJob = 'search.backfill'

/** Ids looked through in one go. */
const page = 5_000

/** Notes what has changed; a job makes the documents, many at a time. */
export function feedConsumer({ sources }: FeedParts): Consumer {
  const byType = new Map(sources.flatMap((source) => source.types.map((type) => [type, source] as const)))
  return {
    type: [...byType.keys()],
    name: 'search.feed',
    handleAll: async (events, tx) => {
      const changed = events.flatMap((event) => {
        const source = byType.get(event.type)
        const id = source?.idOf(event)
        return source && id !== undefined ? [{ kind: source.kind, id }] : []
      })
      const { rows } = await sql<{ waits: boolean }>`with noted as (
          insert into search.pending (kind, id) select distinct kind, id
          from unnest(${changed.map(({ kind }) => kind)}::text[], ${changed.map(({ id }) => id)}::text[]) as one (kind, id)
          order by kind, id on conflict do nothing)
        select exists (select from search.pending) as waits`.execute(tx)
      // while something waits a job is on its way; the one of every minute takes what slipped between
      if (changed.length > 0 && rows[0]?.waits !== true) await enqueue(tx, indexJob, {}, { key: indexJob })
    },
  }
}

/** A file was taken in whose cases were never told of one by one. */
export const importConsumer: Consumer = {
  type: 'import.finished',
  name: 'search.imports',
  handle: (_, tx) => askForBackfill(tx),
}

/** Somebody's data are deleted: what is his is no longer found by his name or number. */
export const erasedConsumer: Consumer = {
  type: 'person.erased',
  name: 'search.erase',
  handle: async ({ key }, tx) => {
    await sql`update search.document set secrets = '{}', owner = null where owner = ${key}`.execute(tx)
  },
}

/** Lets a job look for what has no document yet. */
export const askForBackfill = (tx: Tx | Db): Promise<void> => enqueue(tx, backfillJob, {}, { key: backfillJob })

/** Makes documents of what is noted, a batch in a transaction: what fails is still noted. `first` is done every time. */
export function feedJobs(parts: FeedParts, first: () => Promise<void>): readonly Job[] {
  const pace = gentlePace({ batch: 200, wait: 20 }, { batch: 20, wait: 200 })
  const run = async (signal: AbortSignal): Promise<void> => {
    await first()
    while (!signal.aborted && (await makeBatch(parts, await pace(signal))) > 0);
  }
  return [
    job({
      name: indexJob,
      cron: '* * * * *',
      payload: Type.Object({}),
      run: (_, { signal }) => run(signal),
    }),
    job({
      name: backfillJob,
      payload: Type.Object({}),
      run: async (_, { signal, log }) => {
        for (const source of parts.sources) {
          let made = 0
          let last: string | undefined
          for (;;) {
            signal.throwIfAborted()
            const all = await source.ids(last, page)
            if (all.length === 0) break
            last = all.at(-1)
            const ids = await withoutDocument(parts.db, source.kind, all)
            for (let at = 0, count = 0; at < ids.length; at += count) {
              count = await pace(signal)
              await make(parts.db, source, ids.slice(at, at + count), parts)
            }
            made += ids.length
          }
          if (made > 0) log.info('documents were made for search', { kind: source.kind, made })
        }
      },
    }),
  ]
}

async function makeBatch(parts: FeedParts, most: number): Promise<number> {
  return parts.db.tx(async (tx) => {
    const { rows } = await sql<{ kind: string; id: string }>`
      delete from search.pending p using (
        select kind, id from search.pending order by kind, id limit ${most} for update skip locked) as one
      where p.kind = one.kind and p.id = one.id returning p.kind, p.id`.execute(tx)
    for (const source of parts.sources) {
      const ids = rows.filter((row) => row.kind === source.kind).map((row) => row.id)
      if (ids.length > 0) await make(tx, source, ids, parts)
    }
    return rows.length
  })
}

/** Makes and writes documents of these; what the source no longer knows is removed. */
export async function make(
  on: Query,
  source: Source,
  ids: readonly string[],
  { hash }: Pick<FeedParts, 'hash'>,
): Promise<void> {
  const documents = await source.read(ids)
  const known = new Set(documents.map(({ id }) => id))
  await writeDocuments(on, documents, hash)
  await removeDocuments(
    on,
    source.kind,
    ids.filter((id) => !known.has(id)),
  )
}

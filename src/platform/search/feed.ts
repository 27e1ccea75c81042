import { sql } from 'kysely'
import { Type } from 'typebox'
import { type Consumer, type Db, enqueue, type Job, job, type Query, type Tx } from '../base/index.ts'
import type { Source } from './document.ts'
import { removeDocuments, writeDocuments } from './store.ts'
import { scheme } from './text/vector.ts'

/** What feeding stands on. */
export type FeedParts = {
  readonly db: Db
  readonly sources: readonly Source[]
  /** Keyed hash of a personal word. */
  hash(value: string): string
}

const indexJob = 'search.index'
const backfillJob = 'search.backfill'

/** Documents made in one go. */
const batch = 200

/** Notes what has changed; a job makes the documents, many at a time. */
export function feedConsumer({ sources }: FeedParts): Consumer {
  const byType = new Map(sources.flatMap((source) => source.types.map((type) => [type, source] as const)))
  return {
    type: [...byType.keys()],
    name: 'search.feed',
    handle: async (event, tx) => {
      const source = byType.get(event.type)
      const id = source?.idOf(event)
      if (!source || id === undefined) return
      const { rows } = await sql<{ waits: boolean }>`with noted as (
          insert into search.pending (kind, id) values (${source.kind}, ${id}) on conflict do nothing)
        select exists (select from search.pending) as waits`.execute(tx)
      // while something waits a job is on its way; the one of every minute takes what slipped between
      if (rows[0]?.waits !== true) await enqueue(tx, indexJob, {}, { key: indexJob })
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
  const run = async (signal: AbortSignal): Promise<void> => {
    await first()
    while (!signal.aborted && (await makeBatch(parts)) > 0);
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
            const ids = await source.missing(parts.db, scheme, last, batch * 5)
            if (ids.length === 0) break
            last = ids.at(-1)
            for (let at = 0; at < ids.length; at += batch)
              await make(parts.db, source, ids.slice(at, at + batch), parts)
            made += ids.length
          }
          if (made > 0) log.info('documents were made for search', { kind: source.kind, made })
        }
      },
    }),
  ]
}

async function makeBatch(parts: FeedParts): Promise<number> {
  return parts.db.tx(async (tx) => {
    const { rows } = await sql<{ kind: string; id: string }>`
      delete from search.pending p using (
        select kind, id from search.pending order by kind, id limit ${batch} for update skip locked) as one
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

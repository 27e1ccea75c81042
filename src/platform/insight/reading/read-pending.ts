import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Query, Tx } from '../../base/index.ts'
import type { CasesRoom } from '../../cases/index.ts'
import { type CaseText, caseTexts } from '../case-texts.ts'
import { type Sorting, sortingOf } from '../sorting.ts'
import { type MessageStream, openStream } from './message-stream.ts'
import { makeSuggestion, type SuggestionParts } from './suggest.ts'
import type { Suggestion } from './suggestion.ts'
import { writeTopics } from './topic-store.ts'

/** What reading stands on. */
export type ReadingParts = SuggestionParts & { readonly cases: Pick<CasesRoom, 'shelf' | 'suggest' | 'whoAnswers'> }

/** Reads new cases: topics first, then a suggestion for each. */
export type CaseReader = {
  /** Marks cases to be read. */
  mark(tx: Query, ids: readonly string[]): Promise<void>
  /** Marks recent cases that nobody told of (written in bulk), the newest first. @returns how many */
  markMissed(since: number): Promise<number>
  /** Reads up to so many marked cases, the newest first. @returns how many there were */
  readSome(most: number): Promise<number>
  /** The stream of a pack, up to date. */
  stream(pack: string): Promise<MessageStream>
}

const mostMissed = 1_000

/** A reader over one database; its streams are held in memory, opened when first needed. */
export function caseReader(parts: ReadingParts): CaseReader {
  const streams = new Map<string, MessageStream>()
  const streamOf = async (pack: string): Promise<MessageStream> => {
    const stream = streams.get(pack) ?? openStream(parts.db, pack)
    streams.set(pack, stream)
    await stream.catchUp()
    return stream
  }
  return {
    mark: markPending,
    stream: streamOf,
    markMissed: (since) => markMissed(parts, since),
    readSome: async (most) => {
      const { rows } = await sql<{ id: string }>`
        select case_id as id from insight.pending order by added_at desc, case_id desc limit ${most}`.execute(parts.db)
      const ids = rows.map(({ id }) => id)
      const messages = await caseTexts(parts.db, ids)
      for (const pack of new Set(messages.map((message) => message.pack))) {
        const installed = parts.cases.shelf.current().find(({ name }) => name === pack)
        const sorting = installed && sortingOf(installed)
        if (!sorting) continue
        const own = messages.filter((message) => message.pack === pack)
        try {
          await readBatch(parts, sorting, await streamOf(pack), pack, own)
        } catch (cause) {
          // What is in memory may be ahead of what was written: begin anew from what was.
          streams.delete(pack)
          throw cause
        }
      }
      await sql`delete from insight.pending where case_id = any(${ids}::uuid[])`.execute(parts.db)
      return ids.length
    },
  }
}

async function markPending(tx: Query, ids: readonly string[]): Promise<void> {
  await sql`insert into insight.pending (case_id)
    select distinct id from unnest(${[...ids]}::uuid[]) as id order by id on conflict do nothing`.execute(tx)
}

async function markMissed({ db, cases }: ReadingParts, since: number): Promise<number> {
  const packs = cases.shelf
    .current()
    .filter((pack) => sortingOf(pack))
    .map(({ name }) => name)
  const { rows } = await sql<{ id: string }>`
    insert into insight.pending (case_id)
    select c.id from cases.case c
    where c.opened_at >= ${new Date(since).toISOString()} and c.pack = any(${packs}::text[]) and c.status = 'open' and not c.is_history
      and not exists (select from insight.topic_message m where m.case_id = c.id)
    order by c.opened_at desc, c.id desc limit ${mostMissed}
    on conflict do nothing returning case_id as id`.execute(db)
  return rows.length
}

async function readBatch(
  parts: ReadingParts,
  sorting: Sorting,
  stream: MessageStream,
  pack: string,
  messages: readonly CaseText[],
): Promise<void> {
  const changes = await stream.add(messages)
  const seq = await parts.db.tx((tx) => writeTopics(tx, stream, pack, messages, changes, parts.now()))
  stream.noteWritten(seq)
  const made: { id: string; suggestion: Suggestion }[] = []
  for (const message of messages) {
    made.push({ id: message.id, suggestion: await makeSuggestion(parts, sorting, stream, message) })
    await setImmediate()
  }
  await parts.db.tx(async (tx) => {
    for (const { id, suggestion } of made) {
      await parts.cases.suggest(tx, id, suggestion)
      await keepInShort(tx, id, suggestion, sorting.classField)
    }
  })
}

async function keepInShort(
  tx: Tx,
  id: string,
  { model, class: found, urgency, fields, madeAt }: Suggestion,
  classField: string,
): Promise<void> {
  const values = Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value]))
  const guess = fields[classField]
  await sql`
    insert into insight.suggestion (case_id, version, class, basis, confidence, urgency, values, made_at)
    values (${id}, ${model ?? null}, ${guess?.value ?? null}, ${found?.basis ?? null}, ${guess?.confidence ?? null}, ${urgency},
      ${JSON.stringify(values)}, ${madeAt})
    on conflict (case_id) do update set version = excluded.version, class = excluded.class, basis = excluded.basis,
      confidence = excluded.confidence, urgency = excluded.urgency, values = excluded.values, made_at = excluded.made_at`.execute(
    tx,
  )
}

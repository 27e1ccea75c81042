import { setImmediate } from 'node:timers/promises'
import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Db } from '../../base/index.ts'
import { type CaseText, caseTexts } from '../case-texts.ts'
import { findSimilar, Shelf, type Similar, TopicBook, type TopicChanges, type TopicMessage } from '../text/index.ts'

/** The messages of a pack as they come in, held in memory: what is like a new one, and which topics form. */
export type MessageStream = {
  readonly shelf: Shelf
  readonly book: TopicBook
  /** Takes up what other processes read since, and at first the latest messages with their topics. */
  catchUp(): Promise<void>
  /** Places messages in topics; nothing is written. */
  add(messages: readonly CaseText[]): Promise<TopicChanges>
  /** Says up to where the stream has been written. */
  noteWritten(seq: number): void
  /** Messages like this one, likeliest first; it need not be in the stream. */
  similar(message: TopicMessage, least: number, most: number): Similar[]
}

/** So many messages are held: about 10 kB each. Older topics stay as they were written, and nothing joins them any more. */
export const mostHeld = 4_000
/** Between so many messages others get a turn. */
const turn = 5
const page = 500

/** A message of a case as the search for topics reads it. */
export const topicMessage = ({ id, title, text, at, votes, point }: CaseText): TopicMessage => ({
  ...{ id, title, text, at, votes },
  ...(point && { point: { lng: point[0], lat: point[1] } }),
})

/** Opens the stream of one pack. */
export function openStream(db: Db, pack: string): MessageStream {
  const shelf = new Shelf()
  const book = new TopicBook(shelf, uuidv7)
  let lastSeq = 0
  let catching: Promise<void> | undefined

  async function takeUp(): Promise<void> {
    const { rows } = await sql<{ id: string; topic: string | null; seq: number }>`
      select * from (select case_id as id, topic, seq from insight.topic_message
        where pack = ${pack} and seq > ${lastSeq} order by seq desc limit ${mostHeld}) latest order by seq`.execute(db)
    for (let at = 0; at < rows.length; at += page) {
      const part = rows.slice(at, at + page)
      const topicOf = new Map(part.flatMap(({ id, topic }) => (topic === null ? [] : [[id, topic] as const])))
      const messages = (
        await caseTexts(
          db,
          part.map(({ id }) => id),
        )
      ).map(topicMessage)
      for (let from = 0; from < messages.length; from += turn) {
        book.restore(messages.slice(from, from + turn), topicOf)
        await setImmediate()
      }
      lastSeq = part.at(-1)?.seq ?? lastSeq
    }
    if (rows.length > 0) await takeMerges()
    book.keepLatest(mostHeld)
  }

  /** Topics that another process has merged meanwhile. */
  async function takeMerges(): Promise<void> {
    const { rows } = await sql<{ id: string; into: string }>`
      select id, merged_into as into from insight.topic
      where merged_into is not null and id = any(${[...book.topics.keys()]}::uuid[])`.execute(db)
    for (const { id, into } of rows) book.merge(id, into)
  }

  return {
    shelf,
    book,
    catchUp: () => {
      catching ??= takeUp().finally(() => {
        catching = undefined
      })
      return catching
    },
    add: async (messages) => {
      const placed = new Map<string, string>()
      const merged = new Map<string, string>()
      for (let from = 0; from < messages.length; from += turn) {
        const changes = book.add(messages.slice(from, from + turn).map(topicMessage))
        for (const [id, topic] of changes.placed) placed.set(id, topic)
        for (const [gone, into] of changes.merged) merged.set(gone, into)
        await setImmediate()
      }
      return { placed, merged }
    },
    noteWritten: (seq) => {
      lastSeq = Math.max(lastSeq, seq)
      book.keepLatest(mostHeld)
    },
    similar: (message, least, most) => findSimilar(shelf, message, least, most),
  }
}

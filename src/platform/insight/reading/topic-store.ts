import { sql } from 'kysely'
import { maskNumbersIn } from '../../../kernel/codes/index.ts'
import type { Query } from '../../base/index.ts'
import type { CaseText } from '../case-texts.ts'
import { evidenceOf, type TopicChanges } from '../text/index.ts'
import type { MessageStream } from './message-stream.ts'

const longestTitle = 60

/**
 * Writes what a batch of messages did to the topics of a pack, in the caller's transaction.
 * @returns the place in the stream up to which it is now written
 */
export async function writeTopics(
  tx: Query,
  stream: MessageStream,
  pack: string,
  messages: readonly CaseText[],
  { placed, merged }: TopicChanges,
  now: number,
): Promise<number> {
  const seq = await writeMessages(tx, pack, messages, placed)
  await writePlaces(tx, placed)
  const changed = new Set(placed.values())
  for (const id of changed) if (stream.book.topics.has(id)) await writeTopic(tx, stream, pack, id, now)
  for (const [id, into] of merged) {
    await sql`update insight.topic set merged_into = ${into}, changed_at = ${new Date(now).toISOString()} where id = ${id}`.execute(
      tx,
    )
  }
  return seq
}

async function writeMessages(
  tx: Query,
  pack: string,
  messages: readonly CaseText[],
  placed: ReadonlyMap<string, string>,
): Promise<number> {
  const { rows } = await sql<{ seq: number }>`
    insert into insight.topic_message (case_id, pack, topic, at, votes, is_demo)
    select id, ${pack}, topic, at, votes, is_demo from unnest(${messages.map(({ id }) => id)}::uuid[],
      ${messages.map(({ id }) => placed.get(id) ?? null)}::uuid[], ${messages.map(({ at }) => new Date(at).toISOString())}::timestamptz[],
      ${messages.map(({ votes }) => votes)}::int[], ${messages.map(({ isDemo }) => isDemo)}::bool[])
      as read (id, topic, at, votes, is_demo)
    on conflict (case_id) do update set votes = excluded.votes
    returning seq`.execute(tx)
  return Math.max(0, ...rows.map(({ seq }) => seq))
}

/** Earlier messages that now belong to a topic, or to another one. */
async function writePlaces(tx: Query, placed: ReadonlyMap<string, string>): Promise<void> {
  if (placed.size === 0) return
  await sql`
    update insight.topic_message m set topic = p.topic
    from unnest(${[...placed.keys()]}::uuid[], ${[...placed.values()]}::uuid[]) as p (id, topic)
    where m.case_id = p.id and m.topic is distinct from p.topic`.execute(tx)
}

async function writeTopic(tx: Query, stream: MessageStream, pack: string, id: string, now: number): Promise<void> {
  const pages = stream.book.topics.get(id) ?? []
  const evidence = evidenceOf(stream.shelf, pages)
  const middle = stream.shelf.find(evidence.representative)?.message
  const title = maskNumbersIn((middle?.title || middle?.text || '').trim()).slice(0, longestTitle)
  const at = new Date(now).toISOString()
  await sql`
    insert into insight.topic (id, pack, title, evidence, messages, first_at, last_at, formed_at, changed_at)
    select ${id}, ${pack}, ${title}, ${JSON.stringify(evidence)}, count(*), min(m.at), max(m.at), ${at}, ${at}
    from insight.topic_message m where m.topic = ${id} having count(*) > 0
    on conflict (id) do update set title = excluded.title, evidence = excluded.evidence, messages = excluded.messages,
      first_at = excluded.first_at, last_at = excluded.last_at, changed_at = excluded.changed_at`.execute(tx)
}

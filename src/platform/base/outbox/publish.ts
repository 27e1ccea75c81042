import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Query } from '../database/db.ts'

/** What a room says when something happened. */
export type Publication = { readonly type: string; readonly key: string; readonly payload: unknown }

/** The channel on which the outbox tells which consumer is owed something new. */
export const outboxChannel = 'shudu_outbox'

/**
 * Tells other rooms what happened, in the transaction in which it happened: either both are kept or neither.
 * @returns the ids of the events, in order
 */
export async function publish(tx: Query, ...all: readonly Publication[]): Promise<readonly string[]> {
  if (all.length === 0) return []
  const ids = all.map(() => uuidv7())
  const payloads = all.map((one) => JSON.stringify(one.payload ?? null))
  await sql`with told as (
      insert into base.event (id, type, key, payload)
      select * from unnest(${ids}::uuid[], ${all.map((one) => one.type)}::text[], ${all.map((one) => one.key)}::text[],
        ${payloads}::jsonb[])
      returning seq, type, key
    ), owed as (
      insert into base.delivery (consumer, event_seq, key)
      select consumer.name, told.seq, told.key from told join base.consumer on told.type = any(consumer.types)
      returning consumer
    )
    select pg_notify(${outboxChannel}, consumer) from (select distinct consumer from owed) as one`.execute(tx)
  return ids
}

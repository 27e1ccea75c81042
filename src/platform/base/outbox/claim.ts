import { sql } from 'kysely'
import type { Query, Tx } from '../database/db.ts'
import type { Event } from './event.ts'

/** A delivery that is being handled. */
export type Due = Event & { readonly seq: number; readonly attempts: number }

/** Most deliveries of one key in a batch: a key with very many does not fill it alone. */
const mostOfKey = 50

/** The first waiting one of a key is asked for with `limit 1`, so that it is looked up in the index whatever the statistics say. */
const isFirst = sql`d.event_seq = (select ahead.event_seq from base.delivery ahead
  where ahead.consumer = d.consumer and ahead.key = d.key and ahead.dead_at is null order by ahead.event_seq limit 1)`

/**
 * Due deliveries of a consumer, oldest first, locked for this transaction. Of each key all that is due in sequence: the
 * first one is claimed only when nothing earlier waits, which keeps others off those behind it.
 */
export async function claim(tx: Tx, consumer: string, most: number): Promise<readonly Due[]> {
  const { rows } = await sql<Due>`
    with first as materialized (
      select d.key from base.delivery d
      where d.consumer = ${consumer} and d.dead_at is null and d.next_at <= now() and ${isFirst}
      order by d.event_seq limit ${Math.ceil(most / 2)} for update of d skip locked
    ), owed as materialized (
      select behind.event_seq, behind.attempts from first cross join lateral (
        select d.event_seq, d.attempts from base.delivery d
        where d.consumer = ${consumer} and d.key = first.key and d.dead_at is null and d.next_at <= now()
        order by d.event_seq limit ${Math.min(most, mostOfKey)} for update of d) as behind
      order by behind.event_seq limit ${most}
    )
    select owed.attempts, e.seq, e.id, e.type, e.key, e.payload, e.at
    from owed join base.event e on e.seq = owed.event_seq order by e.seq`.execute(tx)
  return rows
}

/** Crosses off what was handled. */
export async function crossOff(tx: Tx, consumer: string, handled: readonly Due[]): Promise<void> {
  if (handled.length === 0) return
  await sql`delete from base.delivery
    where consumer = ${consumer} and event_seq = any(${handled.map(({ seq }) => seq)}::bigint[])`.execute(tx)
}

/** Milliseconds until the first of some key falls due, at most half a minute; one in other hands is due now, too. */
export async function untilDue(on: Query, consumer: string): Promise<number> {
  const next = await sql<{ ms: number | null }>`select (extract(epoch from min(next_at) - now()) * 1000)::float8 as ms
    from base.delivery d where consumer = ${consumer} and dead_at is null and ${isFirst}`.execute(on)
  const ms = next.rows[0]?.ms ?? 30_000
  return Math.max(100, Math.min(30_000, ms))
}

import { sql } from 'kysely'
import type { Db, Tx } from '../database/db.ts'

/** How many deliveries wait, how many are dead, and how old the oldest waiting one is (seconds). For metrics and health. */
export type OutboxState = { readonly waiting: number; readonly dead: number; readonly oldest: number }

/** Looks at the outbox as a whole. */
export async function outboxState(db: Db): Promise<OutboxState> {
  const state = await sql<OutboxState>`select waiting, dead,
      coalesce(extract(epoch from now() - (select at from base.event where seq = first)), 0)::float8 as oldest
    from (select count(*) filter (where dead_at is null) as waiting, count(*) filter (where dead_at is not null) as dead,
      min(event_seq) filter (where dead_at is null) as first from base.delivery) as owed`.execute(db)
  return state.rows[0] ?? { waiting: 0, dead: 0, oldest: 0 }
}

/** A dead letter, for the operator: what, to whom, why. */
export type DeadLetter = {
  readonly consumer: string
  readonly seq: number
  readonly event: string
  readonly type: string
  readonly key: string
  readonly fault: string
  readonly attempts: number
  readonly deadAt: string
}

/** Dead letters, newest first, at most `limit`. */
export async function deadLetters(db: Db, limit = 100): Promise<readonly DeadLetter[]> {
  const rows =
    await sql<DeadLetter>`select d.consumer, d.event_seq as seq, e.id as event, e.type, e.key, d.fault, d.attempts,
      d.dead_at as "deadAt"
    from base.delivery d join base.event e on e.seq = d.event_seq
    where d.dead_at is not null order by d.dead_at desc limit ${limit}`.execute(db)
  return rows.rows
}

/** Puts a dead letter back into the post, as if new. @returns false when there is no such one */
export async function reviveDeadLetter(tx: Tx, consumer: string, seq: number): Promise<boolean> {
  const done = await sql`update base.delivery set dead_at = null, attempts = 0, next_at = now()
    where consumer = ${consumer} and event_seq = ${seq} and dead_at is not null`.execute(tx)
  return (done.numAffectedRows ?? 0n) > 0n
}

/** Gives a dead letter up for good. @returns false when there is no such one */
export async function dropDeadLetter(tx: Tx, consumer: string, seq: number): Promise<boolean> {
  const done = await sql`delete from base.delivery
    where consumer = ${consumer} and event_seq = ${seq} and dead_at is not null`.execute(tx)
  return (done.numAffectedRows ?? 0n) > 0n
}

/** Removes events older than `days` that nobody waits for. @returns how many */
export async function forgetOldEvents(db: Db, days = 30): Promise<number> {
  const gone = await sql`delete from base.event e where e.at < now() - make_interval(days => ${days})
    and not exists (select 1 from base.delivery d where d.event_seq = e.seq)`.execute(db)
  return Number(gone.numAffectedRows ?? 0n)
}

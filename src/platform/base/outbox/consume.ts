import { sql } from 'kysely'
import { CityError } from '../../../kernel/errors/index.ts'
import type { Db, Tx } from '../database/db.ts'
import { isAway } from '../database/trouble.ts'
import type { Log } from '../process/log.ts'
import type { Consumer, Event } from './event.ts'

/** After so many failures a delivery is put aside as a dead letter. */
export const mostAttempts = 10

/** Pause before the next attempt, in seconds: 1, 2, 4, … up to an hour. */
export const pauseAfter = (attempts: number): number => Math.min(3_600, 2 ** (attempts - 1))

/** Brings events to consumers. */
export type Post = {
  /** Makes the consumers known, so that whoever publishes writes their deliveries. Before the first request. */
  register(): Promise<void>
  /** Hands over everything that is due, then settles. */
  drain(): Promise<number>
  /** Keeps handing over until stopped. */
  start(): void
  /** Called when something new may be there. */
  wake(): void
  /** Settles when what is being handled is done. */
  stop(): Promise<void>
}

type Due = Event & { readonly seq: number; readonly consumer: string; readonly attempts: number }

/** The post office of one process for its consumers. */
export function post(db: Db, consumers: readonly Consumer[], log: Log, lanes = 4): Post {
  const byName = new Map(consumers.map((one) => [one.name, one]))
  if (byName.size !== consumers.length) throw new Error('Two consumers have the same name')
  const names = [...byName.keys()]
  let running: Promise<void>[] = []
  let stopping = false
  let wakers: (() => void)[] = []

  const wake = () => {
    const all = wakers
    wakers = []
    for (const one of all) one()
  }
  const rest = (ms: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, ms)
      wakers.push(() => {
        clearTimeout(timer)
        done()
      })
    })

  /** Takes and handles one delivery. @returns false when nothing is due */
  async function one(): Promise<boolean> {
    let due: Due | undefined
    try {
      return await db.tx(async (tx) => {
        due = await take(tx, names)
        if (due === undefined) return false
        await sql`delete from base.delivery where consumer = ${due.consumer} and event_seq = ${due.seq}`.execute(tx)
        await byName.get(due.consumer)?.handle(due, tx)
        return true
      })
    } catch (cause) {
      if (due === undefined || isLost(cause)) throw cause
      await failed(db, due, cause, log)
      return true
    }
  }

  async function lane(): Promise<void> {
    while (!stopping) {
      try {
        // Half a minute is only for what notifications miss: retries that fall due and lost connections.
        if (!(await one()) && !stopping) await rest(await untilDue(db, names))
      } catch (cause) {
        log.warn('events wait', { reason: cause instanceof Error ? cause.message : cause })
        await rest(1_000)
      }
    }
  }

  return {
    register: async () => {
      for (const { name, type } of consumers) {
        await sql`insert into base.consumer (name, types) values (${name}, ${[type].flat()}::text[])
          on conflict (name) do update set types = excluded.types where consumer.types <> excluded.types`.execute(db)
      }
    },
    drain: async () => {
      let count = 0
      while (names.length > 0 && (await one())) count++
      return count
    },
    start: () => {
      if (names.length > 0) running = Array.from({ length: lanes }, lane)
    },
    wake,
    stop: async () => {
      stopping = true
      wake()
      await Promise.all(running)
    },
  }
}

const isLost = (cause: unknown) =>
  isAway(cause) ||
  (cause instanceof CityError && (cause.code === 'base.databaseAway' || cause.code === 'base.diskFull'))

/** The oldest due delivery that no earlier one of the same consumer and key is ahead of, locked for this transaction. */
async function take(tx: Tx, names: readonly string[]): Promise<Due | undefined> {
  const due = await sql<Due>`
    select d.consumer, d.attempts, e.seq, e.id, e.type, e.key, e.payload, e.at
    from base.delivery d join base.event e on e.seq = d.event_seq
    where d.consumer = any(${names}::text[]) and d.dead_at is null and d.next_at <= now()
      and not exists (select 1 from base.delivery ahead where ahead.consumer = d.consumer and ahead.key = d.key
        and ahead.event_seq < d.event_seq and ahead.dead_at is null)
    order by d.event_seq limit 1 for update of d skip locked`.execute(tx)
  return due.rows[0]
}

async function failed(db: Db, due: Due, cause: unknown, log: Log): Promise<void> {
  const attempts = due.attempts + 1
  const dead = attempts >= mostAttempts
  const fault = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  log[dead ? 'error' : 'warn']('an event was not handled', {
    consumer: due.consumer,
    event: due.id,
    attempts,
    dead,
    cause,
  })
  await sql`update base.delivery set attempts = ${attempts}, fault = ${fault.slice(0, 2_000)},
      next_at = now() + make_interval(secs => ${pauseAfter(attempts)}), dead_at = ${dead ? sql`now()` : null}
    where consumer = ${due.consumer} and event_seq = ${due.seq}`.execute(db)
}

/** Milliseconds until the next retry falls due, at most half a minute. */
async function untilDue(db: Db, names: readonly string[]): Promise<number> {
  const next = await sql<{ ms: number | null }>`select (extract(epoch from min(next_at) - now()) * 1000)::float8 as ms
    from base.delivery where consumer = any(${names}::text[]) and dead_at is null`.execute(db)
  const ms = next.rows[0]?.ms ?? 30_000
  return Math.max(20, Math.min(30_000, ms))
}

/** How many deliveries wait, how many are dead, and how old the oldest waiting one is (seconds). For metrics and health. */
export type OutboxState = { readonly waiting: number; readonly dead: number; readonly oldest: number }

/** Looks at the outbox as a whole. */
export async function outboxState(db: Db): Promise<OutboxState> {
  const state = await sql<OutboxState>`select count(*) filter (where d.dead_at is null) as waiting,
      count(*) filter (where d.dead_at is not null) as dead,
      coalesce(extract(epoch from now() - min(e.at) filter (where d.dead_at is null)), 0)::float8 as oldest
    from base.delivery d join base.event e on e.seq = d.event_seq`.execute(db)
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

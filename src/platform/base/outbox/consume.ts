import { sql } from 'kysely'
import { CityError } from '../../../kernel/errors/index.ts'
import type { Db, Tx } from '../database/db.ts'
import { isAway } from '../database/trouble.ts'
import type { Log } from '../process/log.ts'
import { claim, crossOff, type Due, untilDue } from './claim.ts'
import { type Consumer, mostTogether } from './event.ts'
import { makeNap, type Nap, turns } from './nap.ts'

/** After so many failures a delivery is put aside as a dead letter. */
export const mostAttempts = 10

/** Pause before the next attempt, in seconds: 1, 2, 4, … up to an hour. */
export const pauseAfter = (attempts: number): number => Math.min(3_600, 2 ** (attempts - 1))

/** After a small batch a consumer lets events gather for so long (ms): a few statements for many instead of for each. */
const gathering = 50

/** Brings events to consumers. */
export type Post = {
  /** Makes the consumers known, so that whoever publishes writes their deliveries. Before the first request. */
  register(): Promise<void>
  /** Hands over everything that is due, then settles. */
  drain(): Promise<number>
  /** Keeps handing over until stopped. */
  start(): void
  /** Called when something new may be there for a consumer, or (`''`) for any. */
  wake(consumer: string): void
  /** Settles when what is being handled is done. */
  stop(): Promise<void>
}

/** The post office of one process for its consumers: each has one batch at a time, at most `lanes` of them at once. */
export function post(db: Db, consumers: readonly Consumer[], log: Log, lanes = 4): Post {
  const naps = new Map(consumers.map(({ name }) => [name, makeNap()]))
  if (naps.size !== consumers.length) throw new Error('Two consumers have the same name')
  const inLane = turns(lanes)
  let running: Promise<void>[] = []
  let stopping = false

  async function serve(consumer: Consumer, nap: Nap): Promise<void> {
    while (!stopping) {
      try {
        const count = await inLane(async () => (stopping ? 0 : handOver(db, consumer, log)))
        if (stopping) return
        // Half a minute is only for what notifications miss: retries that fall due and lost connections.
        if (count === 0) await nap.untilWoken(await untilDue(db, consumer.name))
        else if (count < mostTogether / 2) await nap.through(gathering)
      } catch (cause) {
        log.warn('events wait', { consumer: consumer.name, reason: cause instanceof Error ? cause.message : cause })
        await nap.through(1_000)
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
      let all = 0
      for (let round = 1; round > 0; all += round) {
        round = 0
        for (const consumer of consumers) round += await handOver(db, consumer, log)
      }
      return all
    },
    start: () => {
      running = consumers.map((consumer) => serve(consumer, naps.get(consumer.name) ?? makeNap()))
    },
    wake: (consumer) => {
      for (const [name, nap] of naps) if (consumer === '' || consumer === name) nap.wake()
    },
    stop: async () => {
      stopping = true
      for (const nap of naps.values()) nap.end()
      await Promise.all(running)
    },
  }
}

/** Hands one batch to a consumer, in one transaction. @returns how many deliveries were due */
async function handOver(db: Db, consumer: Consumer, log: Log, most = mostTogether): Promise<number> {
  let due: readonly Due[] = []
  try {
    return await db.tx(async (tx) => {
      due = await claim(tx, consumer.name, most)
      if (due.length === 0) return 0
      const failed = await handle(consumer, due, tx, log)
      const isDone = ({ key, seq }: Due) => failed.every((one) => one.key !== key || seq < one.seq)
      await crossOff(tx, consumer.name, due.filter(isDone))
      for (const { cause, ...one } of failed) await noteFailure(tx, consumer.name, one, cause, log)
      return due.length
    })
  } catch (cause) {
    // Refused as a whole, when it was to be kept: the guilty one is found by going one by one.
    const [first] = due
    if (first === undefined || isLost(cause)) throw cause
    if (due.length === 1) await noteFailure(db, consumer.name, first, cause, log)
    else for (let left = due.length; left > 0; left--) await handOver(db, consumer, log, 1)
    return due.length
  }
}

type Failed = Due & { readonly cause: unknown }

/** Handles all together if the consumer can, else one after the other. @returns the first that failed of each key */
async function handle(consumer: Consumer, due: readonly Due[], tx: Tx, log: Log): Promise<readonly Failed[]> {
  const together = 'handleAll' in consumer
  if (together) {
    const fault = await attempt(tx, () => consumer.handleAll(due, tx))
    if (!fault) return []
    log.warn('events are handled one by one', { consumer: consumer.name, events: due.length, cause: fault.cause })
  }
  const failed = new Map<string, Failed>()
  for (const one of due) {
    // Those behind a failed one of their key wait until it is through.
    if (failed.has(one.key)) continue
    const fault = await attempt(tx, () => (together ? consumer.handleAll([one], tx) : consumer.handle(one, tx)))
    if (fault) failed.set(one.key, { ...one, cause: fault.cause })
  }
  return [...failed.values()]
}

/** Does something within the transaction; undone when it fails. @returns why it failed @throws when the database is away */
async function attempt(tx: Tx, work: () => Promise<void>): Promise<{ readonly cause: unknown } | undefined> {
  await sql`savepoint handed`.execute(tx)
  try {
    await work()
    await sql`release savepoint handed`.execute(tx)
    return undefined
  } catch (cause) {
    if (isLost(cause)) throw cause
    await sql`rollback to savepoint handed`.execute(tx)
    return { cause }
  }
}

const isLost = (cause: unknown) =>
  isAway(cause) ||
  (cause instanceof CityError && (cause.code === 'base.databaseAway' || cause.code === 'base.diskFull'))

async function noteFailure(on: Db | Tx, consumer: string, due: Due, cause: unknown, log: Log): Promise<void> {
  const attempts = due.attempts + 1
  const dead = attempts >= mostAttempts
  const fault = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
  log[dead ? 'error' : 'warn']('an event was not handled', { consumer, event: due.id, attempts, dead, cause })
  await sql`update base.delivery set attempts = ${attempts}, fault = ${fault.slice(0, 2_000)},
      next_at = clock_timestamp() + make_interval(secs => ${pauseAfter(attempts)}), dead_at = ${dead ? sql`now()` : null}
    where consumer = ${consumer} and event_seq = ${due.seq}`.execute(on)
}

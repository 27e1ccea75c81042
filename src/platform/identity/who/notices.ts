import type { PoolClient } from 'pg'
import type { Db, Log } from '../../base/index.ts'

/** The channel on which the database tells what changed (migration 0005). */
const channel = 'identity'
const firstPauseMs = 100
const longestPauseMs = 5_000

/** What whoever keeps copies in memory wants to be told. */
export type Hearer = {
  /** Something changed: `offices`, `person:<id>`, `token:<hash>`, `client:<id>`. */
  heard(notice: string): void
  /** From now on every change is heard; what changed before may have been missed. */
  live(): void
  /** Changes are no longer heard: nothing kept in memory may be relied upon. */
  deaf(): void
}

/** A running listener. */
export type Listening = {
  /** Settles when the first connection stands. */
  readonly ready: Promise<void>
  stop(): Promise<void>
}

/**
 * Listens to the database on a connection of its own, and connects anew for as long as it takes when that is lost.
 */
export function listen(db: Db, log: Log, hearer: Hearer): Listening {
  const stopped = new AbortController()
  const { promise: ready, resolve: isReady } = Promise.withResolvers<void>()
  const running = run(db, log, hearer, stopped.signal, isReady)
  return {
    ready,
    stop: async () => {
      stopped.abort()
      await running
    },
  }
}

async function run(db: Db, log: Log, hearer: Hearer, stopped: AbortSignal, isReady: () => void): Promise<void> {
  let pause = firstPauseMs
  while (!stopped.aborted) {
    try {
      const client = await db.pool.connect()
      try {
        const lost = whenLost(client, stopped)
        client.on('notification', (notice) => {
          if (notice.channel === channel) hearer.heard(notice.payload ?? '')
        })
        await client.query(`listen ${channel}`)
        hearer.live()
        isReady()
        pause = firstPauseMs
        await lost
      } finally {
        hearer.deaf()
        // `true` closes the connection: it carries a LISTEN that nobody else wants.
        client.release(true)
      }
    } catch (cause) {
      if (!stopped.aborted) log.warn('not told of changes of people and offices: trying again', { cause, pause })
    }
    if (!stopped.aborted) await rest(pause, stopped)
    pause = Math.min(pause * 2, longestPauseMs)
  }
}

function whenLost(client: PoolClient, stopped: AbortSignal): Promise<void> {
  return new Promise((done, failed) => {
    client.once('error', failed)
    client.once('end', done)
    if (stopped.aborted) done()
    else stopped.addEventListener('abort', () => done(), { once: true })
  })
}

function rest(ms: number, stopped: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const timer = setTimeout(done, ms)
    stopped.addEventListener(
      'abort',
      () => {
        clearTimeout(timer)
        done()
      },
      { once: true },
    )
  })
}

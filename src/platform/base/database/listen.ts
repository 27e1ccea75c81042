import { sql } from 'kysely'
import pg from 'pg'
import type { Log } from '../process/log.ts'
import type { Address, Query } from './db.ts'

/** Hears what other processes tell through the database (LISTEN/NOTIFY). Telling is a hint: what is told may be lost when the connection is. */
export type Listener = {
  /** Calls `heard` with each text told on the channel, and once with `''` after a lost connection was made anew. */
  on(channel: string, heard: (text: string) => void): () => void
  /** Holds an advisory lock for as long as this process lives and is connected: a sign of life that others can see. */
  hold(key: LockKey): Promise<void>
  /** Settles when the first connection stands. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** The two numbers of an advisory lock. */
export type LockKey = readonly [kind: number, key: number]

/** Tells a text (under 8000 bytes) to all listeners after commit. */
export async function tell(tx: Query, channel: string, text: string): Promise<void> {
  await sql`select pg_notify(${channel}, ${text})`.execute(tx)
}

/** A listener with a connection of its own, made anew when it is lost. */
export function makeListener(address: Address, log: Log): Listener {
  const heardBy = new Map<string, Set<(text: string) => void>>()
  const held: LockKey[] = []
  let client: pg.Client | undefined
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  /** One statement after the other: a connection takes one at a time. */
  let asked: Promise<unknown> = Promise.resolve()

  const hear = (channel: string, text: string) => {
    for (const heard of heardBy.get(channel) ?? []) heard(text)
  }
  async function connect(): Promise<void> {
    const fresh = new pg.Client({ ...address, application_name: 'shudu-listen', keepAlive: true })
    fresh.on('error', (cause) => log.warn('listening was interrupted', { cause }))
    fresh.on('end', () => {
      if (client === fresh) again(100)
    })
    fresh.on('notification', ({ channel, payload }) => hear(channel, payload ?? ''))
    await fresh.connect()
    client = fresh
    for (const channel of heardBy.keys()) await fresh.query(`listen ${pg.escapeIdentifier(channel)}`)
    for (const [kind, key] of held) await fresh.query('select pg_advisory_lock($1::int, $2::int)', [kind, key])
  }
  function again(wait: number): void {
    client = undefined
    if (stopped) return
    timer = setTimeout(async () => {
      try {
        await connect()
        // What was told meanwhile is lost: everybody looks for himself.
        for (const channel of heardBy.keys()) hear(channel, '')
      } catch (cause) {
        log.debug('listening not possible yet', { cause })
        again(Math.min(wait * 2, 5_000))
      }
    }, wait)
  }

  return {
    on: (channel, heard) => {
      const known = heardBy.get(channel)
      const all = known ?? new Set()
      all.add(heard)
      heardBy.set(channel, all)
      const current = client
      if (!known && current)
        asked = asked
          .then(() => current.query(`listen ${pg.escapeIdentifier(channel)}`))
          .catch((cause) => log.warn('listen failed', { channel, cause }))
      return () => all.delete(heard)
    },
    hold: async (lock) => {
      held.push(lock)
      await asked
      await client?.query('select pg_advisory_lock($1::int, $2::int)', [...lock])
    },
    start: connect,
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      const last = client
      client = undefined
      await asked
      await last?.end()
    },
  }
}

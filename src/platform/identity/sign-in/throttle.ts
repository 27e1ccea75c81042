import { createHash } from 'node:crypto'
import { isIPv6 } from 'node:net'
import { sql } from 'kysely'
import type { Query } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'

/** How failures slow down further tries: `free` ones, then each doubles the wait up to `most` seconds; one is forgotten every `forget` seconds. */
type Pace = { readonly free: number; readonly most: number; readonly forget: number }

/**
 * Five tries by login, then a wait of 1, 2, 4 … 300 s: a guesser gets some 300 tries a day, and the owner of the
 * account waits five minutes at worst. Twenty by address, since a whole office sits behind one, then up to 15 minutes.
 */
const paces = {
  login: { free: 5, most: 300, forget: 1_800 },
  address: { free: 20, most: 900, forget: 60 },
} as const satisfies Record<string, Pace>

/** IPv6 is counted by /64: one subscriber has that many addresses (RFC 6177). */
export function countedAddress(address: string): string {
  if (!isIPv6(address)) return address
  const [head = '', tail = ''] = address.toLowerCase().split('::')
  const before = head === '' ? [] : head.split(':')
  const after = tail === '' ? [] : tail.split(':')
  const mapped = /^(?:.*:)?ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address.toLowerCase())
  if (mapped?.[1] !== undefined) return mapped[1]
  const zeros = address.includes('::') ? Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0') : []
  const groups = [...before, ...zeros, ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

const keyOf = (kind: keyof typeof paces, value: string): Buffer =>
  createHash('sha256')
    .update(`${kind}\0${value.normalize('NFKC').toLowerCase()}`)
    .digest()

type Keys = { readonly login: Buffer; readonly address: Buffer }

/** A try to sign in that was let through and counted; `succeeded` takes the count back. */
export type Try = { succeeded(on: Query): Promise<void> }

/**
 * Counts a try before the password is looked at, so that a thousand tries at once are not a thousand free ones.
 * Known and unknown logins are counted alike.
 * @throws identity.tooManyTries with the seconds to wait
 */
export async function beginTry(on: Query, login: string, address: string, now: number): Promise<Try> {
  const keys: Keys = { login: keyOf('login', login), address: keyOf('address', countedAddress(address)) }
  const at = new Date(now).toISOString()
  // The address first and alone: whoever is held back there does not lengthen the wait of the login's owner.
  await count(on, keys.address, paces.address, at, now)
  await count(on, keys.login, paces.login, at, now)
  return {
    succeeded: async (after) => {
      await sql`delete from identity.throttle where key = ${keys.login}`.execute(after)
      await sql`update identity.throttle set failures = greatest(failures - 1, 0) where key = ${keys.address}`.execute(
        after,
      )
    },
  }
}

async function count(on: Query, key: Buffer, pace: Pace, at: string, now: number): Promise<void> {
  const failures = sql`(greatest(0, t.failures - extract(epoch from ${at}::timestamptz - t.failed_at) / ${pace.forget}::int) + 1)`
  // One statement: whoever comes second waits for the row and sees the first one's count. No row back: held off.
  const { rows } = await sql`
    insert into identity.throttle as t (key, failures, failed_at, free_at) values (${key}, 1, ${at}, ${at})
    on conflict (key) do update set failures = ${failures}, failed_at = ${at},
      free_at = ${at}::timestamptz + interval '1 second' * case when ${failures} < ${pace.free}::int then 0
        else least(power(2, least(round(${failures}) - ${pace.free}::int, 20)), ${pace.most}::int) end
      where t.free_at <= ${at}
    returning failures`.execute(on)
  if (rows.length > 0) return
  const held = await sql<{ free_at: string }>`select free_at from identity.throttle where key = ${key}`.execute(on)
  const seconds = Math.max(1, Math.ceil((Date.parse(held.rows[0]?.free_at ?? at) - now) / 1000))
  throw identityErrors.make('identity.tooManyTries', { seconds }, { facts: { seconds } })
}

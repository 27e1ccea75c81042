import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Query } from '../../base/index.ts'
import { hashSecret, newSecret } from '../secret.ts'

/** How somebody signed in. */
export type SignInMethod = 'password' | 'passkey' | 'demonstration' | 'setup' | 'link'

/**
 * How long a session lasts, in minutes: without being used, and at most. Officials handle other people's data on
 * shared desks; a resident's phone is his own.
 */
const lifetimes = {
  official: { idle: 4 * 60, most: 24 * 60 },
  resident: { idle: 14 * 24 * 60, most: 90 * 24 * 60 },
  service: { idle: 60, most: 24 * 60 },
} as const

/** From where somebody signs in. */
export type From = { readonly device: string; readonly address: string }

/** A new session: the token goes into the cookie and nowhere else. */
export type OpenedSession = { readonly id: string; readonly token: string; readonly endsAt: string }

/** Opens a session for a person who has shown who he is. */
export async function openSession(
  on: Query,
  person: { readonly id: string; readonly kind: keyof typeof lifetimes },
  method: SignInMethod,
  from: From,
  now: number,
): Promise<OpenedSession> {
  const { idle, most } = lifetimes[person.kind]
  const token = newSecret()
  const id = uuidv7()
  const at = new Date(now).toISOString()
  const endsAt = new Date(now + most * 60_000).toISOString()
  await sql`insert into identity.session (id, token_hash, person, method, device, address, created_at, seen_at, idle_minutes, ends_at)
    values (${id}, ${hashSecret(token)}, ${person.id}, ${method}, ${from.device}, ${from.address}, ${at}, ${at}, ${idle}, ${endsAt})`.execute(
    on,
  )
  return { id, token, endsAt }
}

/** A session as its owner sees it. Instants ISO UTC. */
export type SessionSeen = {
  readonly id: string
  readonly method: SignInMethod
  readonly device: string
  readonly address: string
  readonly createdAt: string
  readonly seenAt: string
  readonly endsAt: string
}

/** The sessions of a person that still hold, the last used first. */
export async function readSessions(on: Query, person: string, now: number): Promise<readonly SessionSeen[]> {
  const at = new Date(now).toISOString()
  const { rows } =
    await sql<SessionSeen>`select id, method, device, address, created_at as "createdAt", seen_at as "seenAt",
      ends_at as "endsAt"
    from identity.session where person = ${person} and revoked_at is null and ends_at > ${at}
      and seen_at + idle_minutes * interval '1 minute' > ${at}
    order by seen_at desc, id desc limit 200`.execute(on)
  return rows
}

/** The person a session belongs to, while it holds. */
export async function findSessionOwner(on: Query, id: string): Promise<string | undefined> {
  const { rows } = await sql<{
    person: string
  }>`select person from identity.session where id = ${id} and revoked_at is null`.execute(on)
  return rows[0]?.person
}

/** Ends sessions: the one of a token, one by id, or all of a person but one. @returns hashes (hex) of the tokens that are void now */
export async function revokeSessions(
  on: Query,
  which: { readonly token: string } | { readonly id: string } | { readonly person: string; readonly but?: string },
  now: number,
): Promise<readonly string[]> {
  const filter =
    'token' in which
      ? sql`token_hash = ${hashSecret(which.token)}`
      : 'id' in which
        ? sql`id = ${which.id}`
        : sql`person = ${which.person} and id is distinct from ${which.but ?? null}::uuid`
  const { rows } = await sql<{ hash: string }>`update identity.session set revoked_at = ${new Date(now).toISOString()}
    where revoked_at is null and ${filter} returning encode(token_hash, 'hex') as hash`.execute(on)
  return rows.map((row) => row.hash)
}

/** The id of the session whose token has this hash (hex). */
export async function findSessionId(on: Query, hash: string): Promise<string | undefined> {
  const { rows } = await sql<{ id: string }>`select id from identity.session
    where token_hash = ${Buffer.from(hash, 'hex')} and revoked_at is null`.execute(on)
  return rows[0]?.id
}

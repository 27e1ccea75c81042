import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Query } from '../../base/index.ts'
import { hashSecret, newSecret, tokenPrefix } from '../secret.ts'

/** How long a bearer token holds when nothing else is asked, and at most. Days. */
export const tokenDays = { usual: 30, most: 366 } as const

/** What a new token says. */
export type NewToken = {
  readonly person: string
  readonly title: string
  readonly scopes: readonly string[]
  readonly days: number
  /** Actor's id, or `operator` for the command line of the machine. */
  readonly madeBy: string
}

/** Issues a bearer token; the text is shown this once and kept only as its hash. */
export async function issueToken(
  on: Query,
  token: NewToken,
  now: number,
): Promise<{ readonly id: string; readonly token: string; readonly endsAt: string }> {
  const text = tokenPrefix + newSecret()
  const id = uuidv7()
  const endsAt = new Date(now + token.days * 86_400_000).toISOString()
  await sql`insert into identity.api_token (id, token_hash, person, title, scopes, made_by, made_at, ends_at)
    values (${id}, ${hashSecret(text)}, ${token.person}, ${token.title}, ${[...token.scopes]}::text[], ${token.madeBy},
      ${new Date(now).toISOString()}, ${endsAt})`.execute(on)
  return { id, token: text, endsAt }
}

/** A token as lists show it. Instants ISO UTC. */
export type TokenSeen = {
  readonly id: string
  readonly person: string
  readonly name: string
  readonly title: string
  readonly scopes: string[]
  readonly madeBy: string
  readonly madeAt: string
  readonly endsAt: string
  readonly usedAt?: string
}

/** Tokens that still hold, the newest first (500 at most). */
export async function readTokens(on: Query, now: number, id?: string): Promise<TokenSeen[]> {
  const { rows } = await sql<Omit<TokenSeen, 'usedAt'> & { usedAt: string | null }>`
    select k.id, k.person, p.name, k.title, k.scopes, k.made_by as "madeBy", k.made_at as "madeAt", k.ends_at as "endsAt",
      k.used_at as "usedAt"
    from identity.api_token k join identity.person p on p.id = k.person
    where k.revoked_at is null and k.ends_at > ${new Date(now).toISOString()} and (${id ?? null}::uuid is null or k.id = ${id ?? null})
    order by k.id desc limit 500`.execute(on)
  return rows.map((row) => ({ ...row, usedAt: row.usedAt ?? undefined }))
}

/** Revokes a token. @returns its hash (hex); `undefined` when it does not hold any more */
export async function revokeToken(on: Query, id: string, now: number): Promise<string | undefined> {
  const { rows } = await sql<{ hash: string }>`update identity.api_token set revoked_at = ${new Date(now).toISOString()}
    where id = ${id} and revoked_at is null returning encode(token_hash, 'hex') as hash`.execute(on)
  return rows[0]?.hash
}

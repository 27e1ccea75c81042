import { sql } from 'kysely'
import type { Query } from '../../base/index.ts'
import { hashSecret, newSecret } from '../secret.ts'

/** What a one-time secret is good for. */
export type OncePurpose = 'passkey-register' | 'passkey-sign-in' | 'password' | 'setup'

/**
 * Makes a secret that is good once, for `minutes`.
 * @param secret one made elsewhere (a passkey challenge); a new one when absent
 */
export async function issueOnce(
  on: Query,
  purpose: OncePurpose,
  minutes: number,
  now: number,
  more: { readonly person?: string; readonly secret?: string } = {},
): Promise<string> {
  const secret = more.secret ?? newSecret()
  await sql`insert into identity.once (secret_hash, purpose, person, ends_at)
    values (${hashSecret(secret)}, ${purpose}, ${more.person ?? null}, ${new Date(now + minutes * 60_000).toISOString()})`.execute(
    on,
  )
  return secret
}

/** Is the secret still good? It stays so: for showing a page before it is used. */
export async function peekOnce(
  on: Query,
  purpose: OncePurpose,
  secret: string,
  now: number,
): Promise<{ person?: string } | undefined> {
  const { rows } = await sql<{ person: string | null }>`select person from identity.once
    where secret_hash = ${hashSecret(secret)} and purpose = ${purpose} and ends_at > ${new Date(now).toISOString()}`.execute(
    on,
  )
  return rows[0] && { person: rows[0].person ?? undefined }
}

/** Uses the secret up; `undefined` when it is unknown, used, too old or for something else. */
export async function useOnce(
  on: Query,
  purpose: OncePurpose,
  secret: string,
  now: number,
): Promise<{ person?: string } | undefined> {
  const { rows } = await sql<{ person: string | null; good: boolean }>`delete from identity.once
    where secret_hash = ${hashSecret(secret)} and purpose = ${purpose}
    returning person, ends_at > ${new Date(now).toISOString()} as good`.execute(on)
  return rows[0]?.good ? { person: rows[0].person ?? undefined } : undefined
}

/** Voids every open secret of a purpose, or those of one person. */
export async function voidOnce(on: Query, purpose: OncePurpose, person?: string): Promise<void> {
  await sql`delete from identity.once where purpose = ${purpose}
    and (${person ?? null}::uuid is null or person = ${person ?? null}::uuid)`.execute(on)
}

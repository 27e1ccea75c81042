import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { ClientMetadata } from 'oidc-provider'
import type { Fault } from '../../../kernel/errors/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { brokenConstraint, type Query, type Tx } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { newSecret } from '../secret.ts'

/** A program that sends people here to sign in (OpenID Connect client). */
export type Client = {
  readonly id: string
  readonly title: Words
  /** Can it keep a secret? A browser or phone application cannot, and proves itself by PKCE alone. */
  readonly isConfidential: boolean
  readonly redirectUris: string[]
  readonly logoutUris: string[]
  /** Scopes of the city that it may ask for, beside those of OpenID Connect. */
  readonly scopes: string[]
  /** The city's own: nobody is asked for consent. */
  readonly isTrusted: boolean
  readonly madeAt: string
  readonly closedAt?: string
}

/** What an administrator says of a new client. */
export type NewClient = Omit<Client, 'madeAt' | 'closedAt'>

type Row = {
  id: string
  title_zh: string
  title_en: string
  secret_hash: string | null
  redirect_uris: string[]
  logout_uris: string[]
  scopes: string[]
  trusted: boolean
  made_at: string
  closed_at: string | null
}

const clientOf = (row: Row): Client => ({
  id: row.id,
  title: { zh: row.title_zh, en: row.title_en },
  isConfidential: row.secret_hash !== null,
  redirectUris: row.redirect_uris,
  logoutUris: row.logout_uris,
  scopes: row.scopes,
  isTrusted: row.trusted,
  madeAt: row.made_at,
  closedAt: row.closed_at ?? undefined,
})

/** How a secret is kept and compared: SHA-256, hex. It has 256 random bits. */
export const hashClientSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex')

/** Scopes of OpenID Connect that every client may ask for. */
export const openidScopes = ['openid', 'profile', 'phone', 'email', 'posts', 'offline_access'] as const

/** Clients in order of id, closed ones too. */
export async function readClients(on: Query): Promise<Client[]> {
  const { rows } = await sql<Row>`select * from identity.oidc_client order by id`.execute(on)
  return rows.map(clientOf)
}

/** One client, closed or not. */
export async function findClient(on: Query, id: string): Promise<Client | undefined> {
  const { rows } = await sql<Row>`select * from identity.oidc_client where id = ${id}`.execute(on)
  return rows[0] && clientOf(rows[0])
}

/**
 * Where answers may go: https, or http on this machine itself; no fragment (RFC 6749 3.1.2, RFC 8252 7.3).
 * A scheme of an application's own has a dot in it (RFC 8252 7.1).
 */
function uriFault(text: string): Words | undefined {
  if (!URL.canParse(text)) return { zh: '不是完整的地址', en: 'is not a whole address' }
  const { protocol, hostname, hash } = new URL(text)
  if (hash !== '' || text.includes('#')) return { zh: '不能含有“#”', en: 'must not contain "#"' }
  const isLocal = ['localhost', '127.0.0.1', '[::1]'].includes(hostname)
  if (protocol === 'https:' || (protocol === 'http:' && isLocal) || /^[a-z][a-z0-9+-]*\./.test(protocol))
    return undefined
  return { zh: '应为 https 地址（本机可用 http）', en: 'must be https (http on this machine only)' }
}

function mustBeUris(fields: Readonly<Record<string, readonly string[]>>): void {
  const faults: Fault[] = []
  for (const [field, uris] of Object.entries(fields))
    for (const [index, uri] of uris.entries()) {
      const says = uriFault(uri)
      if (says) faults.push({ field: `${field}.${index}`, found: uri, says })
    }
  if (faults.length > 0) throw identityErrors.make('identity.badClient', {}, { faults })
}

/**
 * Registers a client.
 * @returns the secret of a confidential one, this once
 * @throws identity.badClient with a fault a field
 */
export async function createClient(tx: Tx, by: string, client: NewClient): Promise<string | undefined> {
  mustBeUris({ redirectUris: client.redirectUris, logoutUris: client.logoutUris })
  const secret = client.isConfidential ? newSecret() : undefined
  try {
    await sql`insert into identity.oidc_client (id, title_zh, title_en, secret_hash, redirect_uris, logout_uris, scopes, trusted, made_by)
      values (${client.id}, ${client.title.zh}, ${client.title.en}, ${secret === undefined ? null : hashClientSecret(secret)},
        ${client.redirectUris}::text[], ${client.logoutUris}::text[], ${client.scopes}::text[], ${client.isTrusted}, ${by})`.execute(
      tx,
    )
  } catch (cause) {
    if (brokenConstraint(cause) !== 'oidc_client_pkey') throw cause
    const says = { zh: '编号已被使用', en: 'is taken' }
    throw identityErrors.make('identity.badClient', {}, { cause, faults: [{ field: 'id', found: client.id, says }] })
  }
  return secret
}

/** Closes a client: what it holds is void at once. @throws identity.noClient */
export async function closeClient(tx: Tx, id: string): Promise<void> {
  const { numAffectedRows } = await sql`update identity.oidc_client set closed_at = now()
    where id = ${id} and closed_at is null`.execute(tx)
  if (numAffectedRows !== 1n) throw identityErrors.make('identity.noClient')
  await sql`delete from identity.oidc_item where client = ${id}`.execute(tx)
}

/** A new secret for a confidential client; the old one is void at once. @throws identity.noClient */
export async function renewSecret(tx: Tx, id: string): Promise<string> {
  const secret = newSecret()
  const { numAffectedRows } = await sql`update identity.oidc_client set secret_hash = ${hashClientSecret(secret)}
    where id = ${id} and closed_at is null and secret_hash is not null`.execute(tx)
  if (numAffectedRows !== 1n) throw identityErrors.make('identity.noClient')
  return secret
}

/** A client as oidc-provider wants it (OpenID Connect Dynamic Client Registration 2). The secret stands there as its hash. */
export async function readClientMetadata(on: Query, id: string): Promise<ClientMetadata | undefined> {
  const { rows } = await sql<Row>`select * from identity.oidc_client where id = ${id} and closed_at is null`.execute(on)
  const row = rows[0]
  if (row === undefined) return undefined
  return {
    client_id: row.id,
    client_name: `${row.title_zh} ${row.title_en}`,
    redirect_uris: row.redirect_uris,
    post_logout_redirect_uris: row.logout_uris,
    application_type: row.redirect_uris.every((uri) => uri.startsWith('https:')) ? 'web' : 'native',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    scope: [...openidScopes, ...row.scopes].join(' '),
    ...(row.secret_hash === null
      ? { token_endpoint_auth_method: 'none' as const }
      : { token_endpoint_auth_method: 'client_secret_basic' as const, client_secret: row.secret_hash }),
  }
}

import { sql } from 'kysely'
import type { Adapter, AdapterPayload } from 'oidc-provider'
import type { Base } from '../../base/index.ts'
import { hashSecret } from '../secret.ts'
import { readClientMetadata } from './clients.ts'
import { seal, unseal } from './seal.ts'

type Row = { payload: AdapterPayload; used: number | null; sealed_id: Buffer | null }

const isUuid = (text: string | undefined) => text !== undefined && /^[0-9a-f-]{36}$/.test(text)

/** An interaction remembers the browser session it began in by its cookie too, which nothing reads. */
function withoutCookie(payload: AdapterPayload): AdapterPayload {
  if (payload.session === undefined) return payload
  const { cookie: _, ...session } = payload.session
  return { ...payload, session: session as AdapterPayload['session'] } // the type wants the cookie, the library does not
}

/**
 * Keeps what oidc-provider wants kept, in PostgreSQL. An artefact is stored under the hash of its name: codes, tokens
 * and session cookies cannot be used by whoever reads the table. Clients are rows that administrators enter.
 */
export class PostgresAdapter implements Adapter {
  readonly #base: Base
  readonly #model: string

  constructor(base: Base, model: string) {
    this.#base = base
    this.#model = model
  }

  async upsert(id: string, payload: AdapterPayload, expiresIn: number): Promise<void> {
    // The name itself stays out of the row; only a browser session is found by something else and needs it again.
    const { jti, ...rest } = payload
    const kept = this.#model === 'Interaction' ? withoutCookie(rest) : rest
    const sealed = this.#model === 'Session' && jti !== undefined ? seal(this.#base.secret('oidc-keys'), jti) : null
    const endsAt = expiresIn ? new Date(this.#base.now() + expiresIn * 1000).toISOString() : null
    const person = isUuid(payload.accountId) ? (payload.accountId ?? null) : null
    await sql`insert into identity.oidc_item (model, id, payload, grant_id, uid, person, client, ends_at, sealed_id)
      values (${this.#model}, ${hashSecret(id)}, ${JSON.stringify(kept)}, ${payload.grantId ?? null}, ${payload.uid ?? null},
        ${person}, ${payload.clientId ?? null}, ${endsAt}, ${sealed})
      on conflict (model, id) do update set payload = excluded.payload, grant_id = excluded.grant_id, uid = excluded.uid,
        person = excluded.person, client = excluded.client, ends_at = excluded.ends_at, sealed_id = excluded.sealed_id`.execute(
      this.#base.db,
    )
  }

  async find(id: string): Promise<AdapterPayload | undefined> {
    // The library's own names for a client's members are those of the standard, with underscores.
    if (this.#model === 'Client') return readClientMetadata(this.#base.db, id) as Promise<AdapterPayload | undefined>
    const row = await this.#row(sql`id = ${hashSecret(id)}`)
    return row && { ...row.payload, jti: id, ...(row.used === null ? {} : { consumed: row.used }) }
  }

  async findByUid(uid: string): Promise<AdapterPayload | undefined> {
    const row = await this.#row(sql`uid = ${uid}`)
    if (row === undefined || row.sealed_id === null) return undefined
    return { ...row.payload, jti: unseal(this.#base.secret('oidc-keys'), row.sealed_id) }
  }

  /** Codes typed on a second device: that flow is not offered. */
  async findByUserCode(): Promise<undefined> {
    return undefined
  }

  async consume(id: string): Promise<void> {
    await sql`update identity.oidc_item set used_at = ${new Date(this.#base.now()).toISOString()}
      where model = ${this.#model} and id = ${hashSecret(id)}`.execute(this.#base.db)
  }

  async destroy(id: string): Promise<void> {
    await sql`delete from identity.oidc_item where model = ${this.#model} and id = ${hashSecret(id)}`.execute(
      this.#base.db,
    )
  }

  async revokeByGrantId(grantId: string): Promise<void> {
    await sql`delete from identity.oidc_item where model = ${this.#model} and grant_id = ${grantId}`.execute(
      this.#base.db,
    )
  }

  async #row(condition: ReturnType<typeof sql>): Promise<Row | undefined> {
    const now = new Date(this.#base.now()).toISOString()
    const { rows } =
      await sql<Row>`select payload, sealed_id, extract(epoch from used_at)::int as used from identity.oidc_item
      where model = ${this.#model} and ${condition} and (ends_at is null or ends_at > ${now})`.execute(this.#base.db)
    return rows[0]
  }
}

import { generateKeyPairSync } from 'node:crypto'
import { sql } from 'kysely'
import type { JWK } from 'oidc-provider'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { Base, Tx } from '../../base/index.ts'
import { seal, unseal } from './seal.ts'

/** A key is followed by a new one after half a year; the old one still proves what it signed, for as long again. */
const signsDays = 180
const provesDays = 360

/** A new pair: RS256, which every OpenID Connect client knows (Core 15.1), and ES256. */
function newKeys(): readonly JWK[] {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' })
  const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' })
  return [
    { ...rsa, kid: uuidv7(), use: 'sig', alg: 'RS256' },
    { ...ec, kid: uuidv7(), use: 'sig', alg: 'ES256' },
  ]
}

/** The keys that sign identity tokens, the newest first; made when there are none young enough. The same for every process of the city. */
export async function signingKeys(base: Base): Promise<readonly JWK[]> {
  const key = base.secret('oidc-keys')
  return base.db.tx(async (tx) => {
    await sql`select pg_advisory_xact_lock(hashtext('identity.oidc_key'))`.execute(tx)
    const day = 86_400_000
    const youngest = new Date(base.now() - signsDays * day).toISOString()
    const oldest = new Date(base.now() - provesDays * day).toISOString()
    await sql`delete from identity.oidc_key where made_at < ${oldest}`.execute(tx)
    const young = await sql`select 1 from identity.oidc_key where made_at > ${youngest}`.execute(tx)
    if (young.rows.length === 0) await keep(tx, key, base.now())
    const { rows } = await sql<{
      sealed: Buffer
    }>`select sealed from identity.oidc_key order by made_at desc, id`.execute(tx)
    // Sealed by `keep` below and proved unchanged by the seal.
    return rows.map(({ sealed }) => JSON.parse(unseal(key, sealed)) as JWK)
  })
}

async function keep(tx: Tx, key: Buffer, now: number): Promise<void> {
  for (const jwk of newKeys())
    await sql`insert into identity.oidc_key (id, sealed, made_at)
      values (${jwk.kid ?? ''}, ${seal(key, JSON.stringify(jwk))}, ${new Date(now).toISOString()})`.execute(tx)
}

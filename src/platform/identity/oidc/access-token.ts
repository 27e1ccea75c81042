import { sql } from 'kysely'
import type { Base } from '../../base/index.ts'
import { type Known, readActor } from '../who/actor-store.ts'
import { openidScopes } from './clients.ts'

type Row = { person: string; scope: string | null; ends_at: string }

const ofOpenid: ReadonlySet<string> = new Set(openidScopes)

/**
 * The actor behind an access token of OpenID Connect, with the city's scopes that it carries; `undefined` when it is
 * unknown, over, of a closed client, or bound to a browser session that has ended.
 */
export async function readAccessToken(base: Base, hash: Buffer): Promise<Known | undefined> {
  const now = new Date(base.now()).toISOString()
  const { rows } = await sql<Row>`select t.person, t.payload ->> 'scope' as scope, t.ends_at
    from identity.oidc_item t join identity.oidc_client c on c.id = t.client and c.closed_at is null
    where t.model = 'AccessToken' and t.id = ${hash} and t.ends_at > ${now} and t.person is not null
      and (t.payload -> 'expiresWithSession' is distinct from 'true'::jsonb or exists (
        select 1 from identity.oidc_item s where s.model = 'Session' and s.uid = t.payload ->> 'sessionUid'
          and s.ends_at > ${now} and s.person = t.person
          and s.payload -> 'authorizations' -> t.client ->> 'grantId' = t.grant_id))`.execute(base.db)
  const token = rows[0]
  if (token === undefined) return undefined
  const scopes = (token.scope ?? '').split(' ').filter((scope) => scope !== '' && !ofOpenid.has(scope))
  const known = await readActor(base.db, token.person, scopes, base.now())
  return known && { ...known, until: Math.min(known.until, Date.parse(token.ends_at)) }
}

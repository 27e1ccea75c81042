import { sql } from 'kysely'
import type { Account } from 'oidc-provider'
import type { Base } from '../../base/index.ts'
import { readActor } from '../who/actor-store.ts'

type Row = { name: string; locale: string; login: string | null; phone: string | null; email: string | null }

/** A person as OpenID Connect shows one to a client: claims by scope, read when they are asked for (Core 5.4). */
export async function findAccount(base: Base, id: string): Promise<Account | undefined> {
  const known = await readActor(base.db, id, [], base.now())
  if (known === undefined) return undefined
  return {
    accountId: id,
    claims: async (_use, scope) => {
      const scopes = new Set(scope.split(' '))
      const row = await readClaims(base, id)
      return {
        sub: id,
        ...(scopes.has('profile') && {
          name: row?.name,
          locale: row?.locale,
          preferred_username: row?.login ?? undefined,
        }),
        ...(scopes.has('phone') && { phone_number: row?.phone ?? undefined }),
        ...(scopes.has('email') && { email: row?.email ?? undefined }),
        ...(scopes.has('posts') && {
          posts: known.actor.posts.map(({ office, path, role }) => ({ office, path, role })),
        }),
      }
    },
  }
}

async function readClaims({ db }: Base, id: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`select p.name, p.locale, a.login, i.phone, i.email from identity.person p
    left join identity.account a on a.person = p.id left join identity.personal i on i.person = p.id
    where p.id = ${id}`.execute(db)
  return rows[0]
}

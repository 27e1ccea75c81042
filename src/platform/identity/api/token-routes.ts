import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { mustBeScopes } from '../sign-in/scopes.ts'
import { issueToken, readTokens, revokeToken, tokenDays } from '../sign-in/tokens.ts'
import { closed, IdSchema, InstantSchema, idParams } from './schemas.ts'

const TokenView = Type.Object({
  id: Type.String(),
  person: Type.String(),
  name: Type.String(),
  title: Type.String(),
  scopes: Type.Array(Type.String()),
  madeBy: Type.String(),
  madeAt: InstantSchema,
  endsAt: InstantSchema,
  usedAt: Type.Optional(InstantSchema),
})

/** Bearer tokens for outside programs. */
export function tokenRoutes(http: Http, { base, actors, scopes }: Services): void {
  http.route({
    method: 'GET',
    path: '/api/admin/tokens',
    title: permissions.seeTokens.title,
    access: permissions.seeTokens,
    response: Type.Object({ items: Type.Array(TokenView), scopes: Type.Array(Type.String()) }),
    handle: async () => ({ items: await readTokens(base.db, base.now()), scopes: [...scopes()] }),
  })
  http.route({
    method: 'POST',
    path: '/api/admin/tokens',
    title: { zh: '签发接口令牌', en: 'Issue an API token' },
    access: permissions.changeToken,
    body: closed({
      /** The outside program (a person of the kind `service`), or oneself. */
      person: IdSchema,
      title: Type.String({ minLength: 1, maxLength: 100, pattern: '\\S' }),
      scopes: Type.Array(Type.String({ maxLength: 100 }), { minItems: 1, maxItems: 100, uniqueItems: true }),
      days: Type.Optional(Type.Integer({ minimum: 1, maximum: tokenDays.most })),
    }),
    response: Type.Object({ id: Type.String(), token: Type.String(), endsAt: InstantSchema }),
    status: 201,
    handle: async ({ body, actor, audit }) => {
      mustBeScopes(body.scopes, scopes())
      await mustBeProgram(body.person, actor.id)
      const token = { ...body, days: body.days ?? tokenDays.usual, madeBy: actor.id }
      return base.db.tx(async (tx) => {
        const issued = await issueToken(tx, token, base.now())
        audit({ resource: `token:${issued.id}`, facts: { person: body.person, scopes: body.scopes } })
        return issued
      })
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/admin/tokens/:id',
    title: { zh: '撤销接口令牌', en: 'Revoke an API token' },
    access: permissions.changeToken,
    params: idParams,
    handle: async ({ params, audit }) => {
      audit({ resource: `token:${params.id}` })
      const key = await base.db.tx((tx) => revokeToken(tx, params.id, base.now()))
      if (key === undefined) throw identityErrors.make('identity.noToken')
      actors.forgetKey(key)
    },
  })
  /** A token for another person would be that person's signature: only programs and oneself. */
  const mustBeProgram = async (person: string, actor: string): Promise<void> => {
    const { rows } = await sql<{
      kind: string
    }>`select kind from identity.person where id = ${person} and status = 'active'`.execute(base.db)
    if (rows[0] === undefined) throw identityErrors.make('identity.noPerson')
    if (rows[0].kind !== 'service' && person !== actor) throw identityErrors.make('identity.tokenForOther')
  }
}

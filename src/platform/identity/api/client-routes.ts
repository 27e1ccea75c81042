import { Type } from 'typebox'
import type { Http } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { closeClient, createClient, findClient, openidScopes, readClients, renewSecret } from '../oidc/clients.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { mustBeScopes } from '../sign-in/scopes.ts'
import { closed, InstantSchema, WordsSchema } from './schemas.ts'

const Uris = (least: number) =>
  Type.Array(Type.String({ maxLength: 500 }), { minItems: least, maxItems: 20, uniqueItems: true })

const ClientView = Type.Object({
  id: Type.String(),
  title: WordsSchema,
  isConfidential: Type.Boolean(),
  redirectUris: Type.Array(Type.String()),
  logoutUris: Type.Array(Type.String()),
  scopes: Type.Array(Type.String()),
  isTrusted: Type.Boolean(),
  madeAt: InstantSchema,
  closedAt: Type.Optional(InstantSchema),
})

const clientParams = Type.Object({ id: Type.String({ pattern: '^[a-z0-9][a-z0-9-]{1,62}$' }) })
const Secret = Type.Object({ id: Type.String(), secret: Type.Optional(Type.String()) })

/** Applications that sign people in here (OpenID Connect clients). */
export function clientRoutes(http: Http, { base, actors, scopes }: Services): void {
  http.route({
    method: 'GET',
    path: '/api/admin/clients',
    title: permissions.seeClients.title,
    access: permissions.seeClients,
    response: Type.Object({ items: Type.Array(ClientView), scopes: Type.Array(Type.String()) }),
    handle: async () => ({ items: await readClients(base.db), scopes: [...scopes()] }),
  })
  http.route({
    method: 'POST',
    path: '/api/admin/clients',
    title: { zh: '登记接入应用', en: 'Register an application' },
    access: permissions.changeClient,
    body: closed({
      id: clientParams.properties.id,
      title: WordsSchema,
      isConfidential: Type.Boolean(),
      redirectUris: Uris(1),
      logoutUris: Type.Optional(Uris(0)),
      scopes: Type.Optional(Type.Array(Type.String({ maxLength: 100 }), { maxItems: 100, uniqueItems: true })),
      isTrusted: Type.Optional(Type.Boolean()),
    }),
    response: Secret,
    status: 201,
    handle: ({ body, actor, audit }) => {
      const wanted = (body.scopes ?? []).filter((scope) => !openidScopes.some((known) => known === scope))
      // An application never gets everything at once: `*` is no scope that it may ask for.
      if (wanted.includes('*'))
        throw identityErrors.make('identity.unknownScope', { scope: '*', scopes: scopes().join(', ') })
      mustBeScopes(wanted, scopes())
      audit({ resource: `client:${body.id}`, facts: { scopes: wanted, trusted: body.isTrusted ?? false } })
      const client = { ...body, logoutUris: body.logoutUris ?? [], scopes: wanted, isTrusted: body.isTrusted ?? false }
      return base.db.tx(async (tx) => ({ id: body.id, secret: await createClient(tx, actor.id, client) }))
    },
  })
  http.route({
    method: 'POST',
    path: '/api/admin/clients/:id/secret',
    title: { zh: '更换应用密钥', en: 'Give an application a new secret' },
    access: permissions.changeClient,
    params: clientParams,
    response: Secret,
    handle: ({ params, audit }) => {
      audit({ resource: `client:${params.id}` })
      return base.db.tx(async (tx) => ({ id: params.id, secret: await renewSecret(tx, params.id) }))
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/admin/clients/:id',
    title: { zh: '停用接入应用', en: 'Close an application' },
    access: permissions.changeClient,
    params: clientParams,
    response: ClientView,
    handle: async ({ params, audit }) => {
      audit({ resource: `client:${params.id}` })
      await base.db.tx((tx) => closeClient(tx, params.id))
      actors.forgetAll()
      const client = await findClient(base.db, params.id)
      if (client === undefined) throw identityErrors.make('identity.noClient')
      return client
    },
  })
}

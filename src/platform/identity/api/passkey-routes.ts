import { isIP } from 'node:net'
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Base, Http } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import {
  beginRegistration,
  beginSignIn,
  findPasskeyOwner,
  finishRegistration,
  finishSignIn,
  readPasskeys,
  removePasskey,
  type Site,
} from '../sign-in/passkeys.ts'
import { closed, InstantSchema, SessionView } from './schemas.ts'
import { signIn } from './session-routes.ts'

/** Keys belong to a host name; an address in digits has none. @throws identity.passkeysNeedName */
function siteOf({ config }: Base, request: FastifyRequest): Site {
  const origin = config.publicUrl ?? `${request.protocol}://${request.host}`
  const host = new URL(origin).hostname
  if (isIP(host.replace(/^\[|\]$/g, '')) !== 0) throw identityErrors.make('identity.passkeysNeedName', { host })
  return { origin, host }
}

const Text = Type.String({ maxLength: 20_000 })
// What the browser gives back (Web Authentication Level 3, 5.1.8 and 5.1.9); the library looks at every part of it.
const Options = Type.Record(Type.String(), Type.Unknown())
const Registration = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 400 }),
  rawId: Type.String({ minLength: 1, maxLength: 400 }),
  type: Type.Literal('public-key'),
  clientExtensionResults: Type.Record(Type.String(), Type.Unknown()),
  response: Type.Object({
    clientDataJSON: Text,
    attestationObject: Text,
    transports: Type.Optional(Type.Array(Type.String({ maxLength: 40 }), { maxItems: 10 })),
  }),
})
const Authentication = Type.Object({
  id: Type.String({ minLength: 1, maxLength: 400 }),
  rawId: Type.String({ minLength: 1, maxLength: 400 }),
  type: Type.Literal('public-key'),
  clientExtensionResults: Type.Record(Type.String(), Type.Unknown()),
  response: Type.Object({
    clientDataJSON: Text,
    authenticatorData: Text,
    signature: Text,
    userHandle: Type.Optional(Text),
  }),
})

const security = 'account security, asked by the person'
const tries = { perMinute: 30, burst: 30 } as const

/** Signing in without a password, and one's own passkeys. */
export function passkeyRoutes(http: Http, services: Services): void {
  signInRoutes(http, services)
  ownRoutes(http, services)
}

function signInRoutes(http: Http, services: Services): void {
  const { base } = services
  http.route({
    method: 'POST',
    path: '/api/passkeys/sign-in/options',
    title: { zh: '开始通行密钥登录', en: 'Begin to sign in with a passkey' },
    access: permissions.seeSession,
    rate: tries,
    response: Options,
    handle: async ({ request }) => ({ ...(await beginSignIn(base, siteOf(base, request))) }),
  })
  http.route({
    method: 'POST',
    path: '/api/passkeys/sign-in',
    title: { zh: '通行密钥登录', en: 'Sign in with a passkey' },
    access: permissions.signIn,
    rate: tries,
    body: Authentication,
    response: SessionView,
    handle: async ({ body, request, reply, audit }) => {
      // The schema above is the part of this type that is looked at.
      const person = await finishSignIn(base, siteOf(base, request), body as AuthenticationResponseJSON)
      audit({ resource: `person:${person.id}`, facts: { method: 'passkey' } })
      return signIn(services, { request, reply }, person, 'passkey')
    },
  })
}

const PasskeyView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  backedUp: Type.Boolean(),
  madeAt: InstantSchema,
  usedAt: Type.Optional(InstantSchema),
})

function ownRoutes(http: Http, { base }: Services): void {
  const own = ({ actor }: { readonly actor: { readonly id: string } }) => ({ owner: actor.id })
  const common = { access: permissions.changeOwn, purpose: security } as const
  http.route({
    method: 'GET',
    path: '/api/passkeys',
    title: { zh: '查看本人的通行密钥', en: 'See one’s own passkeys' },
    access: permissions.seeOwn,
    purpose: security,
    response: Type.Object({ items: Type.Array(PasskeyView) }),
    resource: own,
    handle: async ({ actor, audit }) => {
      audit({ resource: `person:${actor.id}` })
      return { items: await readPasskeys(base.db, actor.id) }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/passkeys/options',
    title: { zh: '开始添加通行密钥', en: 'Begin to add a passkey' },
    ...common,
    response: Options,
    resource: own,
    handle: async ({ actor, request, audit }) => {
      audit({ resource: `person:${actor.id}` })
      const login = (await loginOf(base, actor.id)) ?? actor.name
      return { ...(await beginRegistration(base, siteOf(base, request), { id: actor.id, name: actor.name, login })) }
    },
  })
  http.route({
    method: 'POST',
    path: '/api/passkeys',
    title: { zh: '添加通行密钥', en: 'Add a passkey' },
    ...common,
    body: closed({ title: Type.String({ minLength: 1, maxLength: 60, pattern: '\\S' }), credential: Registration }),
    response: Type.Object({ id: Type.String() }),
    status: 201,
    resource: own,
    handle: ({ actor, body, request, audit }) =>
      base.db.tx(async (tx) => {
        const site = siteOf(base, request)
        // The schema above is the part of this type that is looked at.
        const credential = body.credential as RegistrationResponseJSON
        const id = await finishRegistration(base, tx, site, actor.id, credential, body.title)
        audit({ resource: `person:${actor.id}`, facts: { passkey: id } })
        return { id }
      }),
  })
  http.route({
    method: 'DELETE',
    path: '/api/passkeys/:id',
    title: { zh: '删除通行密钥', en: 'Remove a passkey' },
    ...common,
    params: Type.Object({ id: Type.String({ maxLength: 400 }) }),
    resource: async ({ params }) => {
      const owner = await findPasskeyOwner(base.db, params.id)
      if (owner === undefined) throw identityErrors.make('identity.noPasskey')
      return { owner }
    },
    handle: async ({ params, actor, audit }) => {
      audit({ resource: `person:${actor.id}`, facts: { passkey: params.id } })
      await base.db.tx((tx) => removePasskey(tx, params.id))
    },
  })
}

async function loginOf({ db }: Base, person: string): Promise<string | undefined> {
  const { rows } = await sql<{ login: string }>`select login from identity.account where person = ${person}`.execute(db)
  return rows[0]?.login
}

import type { FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { type Actor, anonymous } from '../../../kernel/access/index.ts'
import type { Http } from '../../base/index.ts'
import { identityErrors } from '../errors.ts'
import { permissions } from '../permissions.ts'
import type { Services } from '../services.ts'
import { clearCookie, setCookie, tokenInCookie } from '../sign-in/cookie.ts'
import { deviceName } from '../sign-in/device.ts'
import { signInByPassword } from '../sign-in/password-sign-in.ts'
import {
  findSessionId,
  findSessionOwner,
  type OpenedSession,
  openSession,
  readSessions,
  revokeSessions,
  type SignInMethod,
} from '../sign-in/sessions.ts'
import { readActor } from '../who/actor-store.ts'
import { cookieKey } from '../who/authenticate.ts'
import { closed, IdSchema, InstantSchema, idParams, PasswordSchema, SessionView } from './schemas.ts'

/** What the session tells the screens. */
export const sessionOf = ({ base, city }: Services, actor: Actor) => ({
  actor: { id: actor.id, kind: actor.kind, name: actor.name, posts: [...actor.posts] },
  demo: base.config.demo,
  version: base.config.version,
  city: { title: city.title, centre: [...city.centre], bounds: [...city.bounds] },
})

/** What a handler that signs somebody in has at hand. */
type Door = { readonly request: FastifyRequest; readonly reply: FastifyReply }

/**
 * Opens a session for somebody who has shown who he is, in place of the one this browser had, and puts it into the
 * browser.
 */
export async function signIn(
  services: Services,
  { request, reply }: Door,
  person: { readonly id: string; readonly kind: 'resident' | 'official' | 'service' },
  method: SignInMethod,
) {
  const { base, actors } = services
  const before = tokenInCookie(base.config, request)
  const from = { device: deviceName(request.headers['user-agent']), address: request.ip }
  const { opened, ended } = await base.db.tx(async (tx) => ({
    ended: before === undefined ? [] : await revokeSessions(tx, { token: before }, base.now()),
    opened: await openSession(tx, person, method, from, base.now()),
  }))
  for (const key of ended) actors.forgetKey(key)
  return answer(services, { request, reply }, person.id, opened)
}

async function answer(services: Services, { request, reply }: Door, person: string, opened: OpenedSession) {
  const { base } = services
  setCookie(base.config, request, reply, opened.token, opened.endsAt)
  const known = await readActor(base.db, person, ['*'], base.now())
  if (known === undefined) throw identityErrors.make('identity.inactive')
  return sessionOf(services, known.actor)
}

const tries = { perMinute: 30, burst: 30 } as const

/** Signing in and out, and the devices on which one is signed in. */
export function sessionRoutes(http: Http, services: Services): void {
  const { base, actors } = services
  http.route({
    method: 'GET',
    path: '/api/session',
    title: permissions.seeSession.title,
    access: permissions.seeSession,
    response: SessionView,
    handle: ({ actor }) => sessionOf(services, actor),
  })
  http.route({
    method: 'POST',
    path: '/api/session',
    title: permissions.signIn.title,
    access: permissions.signIn,
    rate: tries,
    body: closed({ login: Type.String({ minLength: 1, maxLength: 254 }), password: PasswordSchema }),
    response: SessionView,
    handle: async ({ body, request, reply, audit }) => {
      const person = await signInByPassword(base, body.login, body.password, request.ip)
      audit({ resource: `person:${person.id}`, facts: { method: 'password' } })
      return signIn(services, { request, reply }, person, 'password')
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/session',
    title: permissions.signOut.title,
    access: permissions.signOut,
    response: SessionView,
    handle: async ({ request, reply, actor, audit }) => {
      const token = tokenInCookie(base.config, request)
      audit({ resource: `person:${actor.id}` })
      if (token !== undefined) {
        const ended = await base.db.tx((tx) => revokeSessions(tx, { token }, base.now()))
        for (const key of ended) actors.forgetKey(key)
        clearCookie(base.config, request, reply)
      }
      return sessionOf(services, anonymous)
    },
  })
  deviceRoutes(http, services)
}

const SessionItem = Type.Object({
  id: IdSchema,
  method: Type.String(),
  device: Type.String(),
  address: Type.String(),
  createdAt: InstantSchema,
  seenAt: InstantSchema,
  endsAt: InstantSchema,
  /** Is it the one that asks? */
  current: Type.Boolean(),
})

function deviceRoutes(http: Http, { base, actors }: Services): void {
  const forget = (keys: readonly string[]) => {
    for (const key of keys) actors.forgetKey(key)
  }
  http.route({
    method: 'GET',
    path: '/api/sessions',
    title: { zh: '查看已登录设备', en: 'See where one is signed in' },
    access: permissions.seeOwn,
    purpose: 'account security, asked by the person',
    response: Type.Object({ items: Type.Array(SessionItem) }),
    resource: ({ actor }) => ({ owner: actor.id }),
    handle: async ({ actor, request, audit }) => {
      audit({ resource: `person:${actor.id}` })
      const current = await currentSession(base, request)
      const items = await readSessions(base.db, actor.id, base.now())
      return { items: items.map((item) => ({ ...item, current: item.id === current })) }
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/sessions/:id',
    title: { zh: '退出某一设备', en: 'Sign out of one device' },
    access: permissions.changeOwn,
    purpose: 'account security, asked by the person',
    params: idParams,
    resource: async ({ params }) => ({ owner: await ownerOf(base, params.id) }),
    handle: async ({ params, audit }) => {
      audit({ resource: `session:${params.id}` })
      forget(await base.db.tx((tx) => revokeSessions(tx, { id: params.id }, base.now())))
    },
  })
  http.route({
    method: 'DELETE',
    path: '/api/sessions',
    title: { zh: '退出其他所有设备', en: 'Sign out of all other devices' },
    access: permissions.changeOwn,
    purpose: 'account security, asked by the person',
    response: Type.Object({ ended: Type.Integer() }),
    resource: ({ actor }) => ({ owner: actor.id }),
    handle: async ({ actor, request, audit }) => {
      const but = await currentSession(base, request)
      const ended = await base.db.tx((tx) => revokeSessions(tx, { person: actor.id, but }, base.now()))
      audit({ resource: `person:${actor.id}`, facts: { ended: ended.length } })
      forget(ended)
      return { ended: ended.length }
    },
  })
}

async function ownerOf(base: Services['base'], session: string): Promise<string> {
  const owner = await findSessionOwner(base.db, session)
  if (owner === undefined) throw identityErrors.make('identity.noSession')
  return owner
}

async function currentSession(base: Services['base'], request: FastifyRequest): Promise<string | undefined> {
  const key = cookieKey(base, request)
  return key === undefined ? undefined : findSessionId(base.db, key)
}

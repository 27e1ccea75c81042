import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { Level, Permission, Role } from '../../kernel/access/index.ts'
import { generateCreditCode, seeded, uuidv7 } from '../../kernel/codes/index.ts'
import { openOffice } from './offices/change-office.ts'
import { createClient } from './oidc/clients.ts'
import { createPerson } from './people/change-person.ts'
import { makeDataRequest } from './people/data-requests.ts'
import { makeDelegation } from './people/delegations.ts'
import { createFirm } from './people/firms.ts'
import type { NewPerson } from './people/person.ts'
import { permissions } from './permissions.ts'
import { openSession } from './sign-in/sessions.ts'
import { issueToken } from './sign-in/tokens.ts'
import { identityCity } from './testing.ts'

// Every route of this room, called as everybody there is. Who may is worked out below from the declarations alone and
// from where the thing stands; the city must agree, allowed and denied alike.

const city = await identityCity({ log: 'silent' })
const { db } = city
const random = seeded(1)
let count = 0
function fresh(): string {
  count += 1
  return `t${count}`
}

/** Where the thing acted upon stands: nowhere, with whoever asks, or in an office and perhaps with an owner. */
type Stance = 'nothing' | 'self' | { readonly path: string; readonly owner?: string }

type Somebody = {
  readonly name: string
  readonly id: string
  readonly token?: string
  readonly kind: 'anonymous' | 'person' | 'service'
  readonly post?: { readonly role: Role; readonly path: string; readonly level: Level }
}

async function enter(person: Partial<NewPerson> = {}): Promise<string> {
  const name = fresh()
  return db.tx((tx) =>
    createPerson(tx, 'test', 'administrator', { kind: 'official', name, login: name, ...person }, city.base.now()),
  )
}

async function somebody(name: string, kind: NewPerson['kind'], role?: Role, office?: string): Promise<Somebody> {
  const id = await enter({ kind, posts: role && office ? [{ role, office }] : [] })
  const issued = { person: id, title: name, scopes: ['*'], days: 1, madeBy: 'test' }
  const { token } = await issueToken(db, issued, city.base.now())
  const place = office === undefined ? undefined : city.identity.offices.office(office)
  const post = role && place ? { role, path: place.path, level: place.level } : undefined
  return { name, id, token, kind: kind === 'service' ? 'service' : 'person', post }
}

const people: readonly Somebody[] = [
  { name: 'nobody known', id: 'anonymous', kind: 'anonymous' },
  await somebody('a resident', 'resident'),
  await somebody('a program', 'service'),
  await somebody('a program that administers d1', 'service', 'administrator', 'd1'),
  await somebody('the city’s administrator', 'official', 'administrator', 'sh'),
  // A second one, so that nothing here meets the rule about the last.
  await somebody('another of the city’s administrators', 'official', 'administrator', 'sh'),
  await somebody('administrator of the office itself', 'official', 'administrator', 's11'),
  await somebody('administrator of the district above', 'official', 'administrator', 'd1'),
  await somebody('administrator of the district beside', 'official', 'administrator', 'd2'),
  await somebody('administrator of a bureau', 'official', 'administrator', 'hotline'),
  await somebody('administrator of a grid below', 'official', 'administrator', 'g111'),
  await somebody('the city’s auditor', 'official', 'auditor', 'sh'),
  await somebody('auditor beside', 'official', 'auditor', 'd2'),
  await somebody('operator', 'official', 'operator', 'hotline'),
  await somebody('sorter', 'official', 'sorter', 'hotline'),
  await somebody('dispatcher', 'official', 'dispatcher', 'd1'),
  await somebody('clerk of the office itself', 'official', 'clerk', 's11'),
  await somebody('grid member', 'official', 'grid-member', 'g111'),
  await somebody('supervisor', 'official', 'supervisor', 'sh'),
  await somebody('duty officer', 'official', 'duty-officer', 'sh'),
  await somebody('data officer', 'official', 'data-officer', 'd1'),
]

/** May this person do this to a thing that stands there? Read from the declaration, word by word. */
function mayBy(permission: Permission, who: Somebody, stance: Stance): boolean {
  return permission.grants.some(({ who: whom, relation, levels }) => {
    const owns = stance === 'self' || (typeof stance === 'object' && stance.owner === who.id)
    if (whom === 'anyone') return relation === 'any'
    if (whom === 'signed-in') return who.kind === 'person' && (relation === 'any' || (relation === 'own' && owns))
    if (whom === 'service') return who.kind === 'service' && relation === 'any'
    if (whom === 'system' || who.post === undefined || who.post.role !== whom) return false
    if (levels !== undefined && !levels.includes(who.post.level)) return false
    if (relation === 'any') return true
    const isOver = typeof stance === 'object' && `${stance.path}/`.startsWith(`${who.post.path}/`)
    return relation === 'over' && isOver
  })
}

/** What is asked for once; made anew for everybody who asks, since some of it ends what it acts upon. */
type Asked = { readonly path?: string; readonly body?: unknown; readonly stance: Stance }
type Ask = (who: Somebody) => Asked | Promise<Asked>

const inS11 = '/sh/d1/s11'
const at =
  (stance: Stance, body?: unknown): Ask =>
  () => ({ stance, body })
const self: Ask = at('self')
const free: Ask = at('nothing')
const title = { zh: '试', en: 'Trial' }
const hours = (n: number) => new Date(city.base.now() + n * 3_600_000).toISOString()
const term = async () => ({ deputy: await enter(), from: hours(0), until: hours(2), reason: '试' })
const official = () => enter({ posts: [{ office: 's11', role: 'clerk' }] })

const onPerson =
  (body?: unknown, more = ''): Ask =>
  async () => {
    const id = await official()
    return { path: `${id}${more}`, body, stance: { path: inS11, owner: id } }
  }

async function street(): Promise<string> {
  const id = fresh()
  await db.tx((tx) => openOffice(tx, 'test', { id, parent: 's11', level: 'street', kind: 'street', title }))
  await city.identity.offices.refresh()
  return id
}

async function delegation() {
  const absent = await official()
  const wanted = { ...(await term()), absent }
  return { id: await db.tx((tx) => makeDelegation(tx, absent, wanted, city.base.now())), absent }
}

async function token() {
  return issueToken(
    db,
    { person: await enter({ kind: 'service' }), title: '试', scopes: ['*'], days: 1, madeBy: 'test' },
    city.base.now(),
  )
}

async function client(by: string) {
  const id = fresh()
  const own = {
    id,
    title,
    isConfidential: true,
    redirectUris: ['https://a.example/cb'],
    logoutUris: [],
    scopes: [],
    isTrusted: false,
  }
  await db.tx((tx) => createClient(tx, by, own))
  return id
}

const administrator = people[4]?.id ?? ''

/** One line a route: how it is called, and where the thing stands. Ids follow the path's fixed part. */
const asks: Readonly<Record<string, Ask>> = {
  'GET /api/session': free,
  'POST /api/session': at('nothing', { login: 'nobody-of-that-name', password: 'x' }),
  'DELETE /api/session': free,
  'GET /api/sessions': self,
  'DELETE /api/sessions': self,
  'DELETE /api/sessions/:id': async (who) => {
    const owner = who.kind === 'person' ? who.id : administrator
    const from = { device: 'test', address: '::1' }
    const { id } = await openSession(db, { id: owner, kind: 'official' }, 'password', from, city.base.now())
    return { path: id, stance: { path: '/nowhere', owner } }
  },
  'POST /api/account': () => ({ body: { login: fresh(), name: '试', password: 'x' }, stance: 'nothing' }),
  'POST /api/password/check': at('nothing', { secret: 'x'.repeat(43) }),
  'POST /api/password': at('nothing', { secret: 'x'.repeat(43), password: 'a quiet harbour' }),
  'POST /api/me/password': at('self', { password: 'a quiet harbour' }),
  'POST /api/passkeys/sign-in/options': free,
  'POST /api/passkeys/sign-in': at('nothing', {
    id: 'x',
    rawId: 'x',
    type: 'public-key',
    clientExtensionResults: {},
    response: { clientDataJSON: 'x', authenticatorData: 'x', signature: 'x' },
  }),
  'GET /api/passkeys': self,
  'POST /api/passkeys/options': self,
  'POST /api/passkeys': at('self', {
    title: '试',
    credential: {
      id: 'x',
      rawId: 'x',
      type: 'public-key',
      clientExtensionResults: {},
      response: { clientDataJSON: 'x', attestationObject: 'x' },
    },
  }),
  'DELETE /api/passkeys/:id': async (who) => {
    const id = fresh()
    const owner = who.kind === 'person' ? who.id : administrator
    await sql`insert into identity.passkey values (${id}, ${owner}, 'x', '', 0, '{}', false, 'x')`.execute(db)
    return { path: id, stance: { path: '/nowhere', owner } }
  },
  'GET /api/setup': free,
  'POST /api/setup': at('nothing', { code: 'x', name: '试', login: 'trial', password: 'a quiet harbour' }),
  'GET /api/demo/people': free,
  'POST /api/demo/session': at('nothing', { person: uuidv7() }),
  'GET /api/offices': free,
  'GET /api/admin/offices': free,
  'GET /api/admin/offices/:id': () => ({ path: 's11', stance: 'nothing' }),
  'POST /api/admin/offices': () => ({
    body: { id: fresh(), parent: 's11', level: 'street', kind: 'street', title },
    stance: { path: inS11 },
  }),
  'PATCH /api/admin/offices/:id': async () => {
    const id = await street()
    return { path: id, body: { title }, stance: { path: `${inS11}/${id}` } }
  },
  'POST /api/admin/offices/:id/move': async () => ({
    path: `${await street()}/move`,
    body: { parent: 's12' },
    stance: { path: '/sh/d1' },
  }),
  'POST /api/admin/offices/:id/abolish': async () => ({
    path: `${await street()}/abolish`,
    body: { successor: 's11' },
    stance: { path: inS11 },
  }),
  'GET /api/admin/people': () => ({ path: `?within=${inS11}`, stance: { path: inS11 } }),
  'GET /api/admin/people/:id': onPerson(),
  'GET /api/admin/people/:id/personal': onPerson(undefined, '/personal'),
  'POST /api/admin/people': () => ({
    body: { kind: 'official', name: '试', posts: [{ office: 's11', role: 'clerk' }] },
    stance: { path: inS11 },
  }),
  'PATCH /api/admin/people/:id': onPerson({ name: '试试' }),
  'PUT /api/admin/people/:id/posts': async () => ({
    path: `${await official()}/posts`,
    body: { posts: [{ office: 's12', role: 'clerk' }] },
    stance: { path: '/sh/d1' },
  }),
  'POST /api/admin/people/:id/status': onPerson({ status: 'inactive' }, '/status'),
  'POST /api/admin/people/:id/sign-out': onPerson(undefined, '/sign-out'),
  'POST /api/admin/people/:id/password-link': onPerson(undefined, '/password-link'),
  'GET /api/colleagues': free,
  'GET /api/me/delegations': self,
  'POST /api/me/delegations': async () => ({ body: await term(), stance: 'self' }),
  'GET /api/admin/delegations': () => ({ path: `?within=${inS11}`, stance: { path: inS11 } }),
  'POST /api/admin/delegations': async () => {
    const absent = await official()
    return { body: { ...(await term()), absent }, stance: { path: inS11, owner: absent } }
  },
  'DELETE /api/admin/delegations/:id': async () => {
    const { id, absent } = await delegation()
    return { path: id, stance: { path: inS11, owner: absent } }
  },
  'GET /api/admin/firms': () => ({ path: '?text=x', stance: 'nothing' }),
  'POST /api/admin/firms': () => ({
    body: { creditCode: generateCreditCode(random), name: fresh() },
    stance: 'nothing',
  }),
  'PUT /api/admin/firms/:id/agents': async () => {
    const id = await db.tx((tx) => createFirm(tx, { creditCode: generateCreditCode(random), name: fresh() }))
    return { path: `${id}/agents`, body: { agents: [] }, stance: 'nothing' }
  },
  'GET /api/me': self,
  'PATCH /api/me': at('self', { locale: 'zh' }),
  'GET /api/me/copy': self,
  'GET /api/me/log': self,
  'GET /api/me/requests': self,
  'POST /api/me/requests': at('self', { kind: 'correct', says: '试' }),
  'GET /api/admin/data-requests': free,
  'POST /api/admin/data-requests/:id/answer': async () => {
    const person = await official()
    const id = await db.tx((tx) => makeDataRequest(tx, person, { kind: 'correct', says: '试' }))
    return { path: `${id}/answer`, body: { granted: false, answer: '试' }, stance: { path: inS11 } }
  },
  'GET /api/admin/tokens': free,
  'POST /api/admin/tokens': async () => ({
    body: { person: await enter({ kind: 'service' }), title: '试', scopes: ['people.read'] },
    stance: 'nothing',
  }),
  'DELETE /api/admin/tokens/:id': async () => ({ path: (await token()).id, stance: 'nothing' }),
  'GET /api/admin/clients': free,
  'POST /api/admin/clients': () => ({
    body: { id: fresh(), title, isConfidential: true, redirectUris: ['https://a.example/cb'] },
    stance: 'nothing',
  }),
  'POST /api/admin/clients/:id/secret': async () => ({
    path: `${await client(administrator)}/secret`,
    stance: 'nothing',
  }),
  'DELETE /api/admin/clients/:id': async () => ({ path: await client(administrator), stance: 'nothing' }),
  'GET /api/interactions/:uid': () => ({ path: 'x'.repeat(20), stance: 'nothing' }),
  'POST /api/interactions/:uid': () => ({ path: 'x'.repeat(20), body: { allow: true }, stance: 'nothing' }),
}

const ofThisRoom: ReadonlySet<Permission> = new Set(Object.values(permissions))
const routes = city.edge.routes.filter(({ access }) => ofThisRoom.has(access))

test('every route of this room is asked for below, and every permission is what some route asks', () => {
  expect(routes.map(({ method, path }) => `${method} ${path}`).toSorted()).toEqual(Object.keys(asks).toSorted())
  expect(new Set(routes.map(({ access }) => access.action))).toEqual(
    new Set([...ofThisRoom].map(({ action }) => action)),
  )
})

/** `denied` is the pipeline's own no; anything else means that the decision let the request in. */
async function answer(
  who: Somebody,
  method: string,
  route: string,
  { path, body }: Asked,
): Promise<'allowed' | 'denied'> {
  const fixed = route.split('/:')[0] ?? route
  const query = path?.startsWith('?') || path === undefined ? (path ?? '') : `/${path}`
  const headers: Record<string, string> = who.token === undefined ? {} : { authorization: `Bearer ${who.token}` }
  const { status, json } = await city.call(method, `${fixed}${query}`, body, headers)
  if (status >= 500) throw new Error(`${method} ${route} as ${who.name}: ${JSON.stringify(json)}`)
  expect(json?.code, `${method} ${route} as ${who.name}`).not.toBe('base.invalid')
  const no = who.kind === 'anonymous' ? 'base.unauthenticated' : 'base.forbidden'
  return json?.code === no ? 'denied' : 'allowed'
}

describe.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))('%s', (name, route) => {
  test.each(people.map((who) => [who.name, who] as const))('as %s', async (_, who) => {
    const ask = asks[name]
    if (ask === undefined) throw new Error(`${name} is not asked for`)
    const asked = await ask(who)
    const expected = mayBy(route.access, who, asked.stance) ? 'allowed' : 'denied'
    expect(await answer(who, route.method, route.path, asked)).toBe(expected)
  })
})

test('the table tells apart: each permission that is not for everybody is denied to some and allowed to others', () => {
  for (const permission of ofThisRoom) {
    const isOpen = permission.grants.some(({ who }) => who === 'anyone')
    const stance: Stance = permission.grants.some(({ relation }) => relation === 'own') ? 'self' : { path: inS11 }
    const allowed = people.filter((who) => mayBy(permission, who, stance))
    expect(allowed.length > 0 && (isOpen || allowed.length < people.length), permission.action).toBe(true)
  }
})

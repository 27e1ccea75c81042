import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { identityCity } from '../testing.ts'

let now = Date.now()
const city = await identityCity({ now: () => now })
const root = await city.signedIn({ name: '总管', posts: [{ office: 'sh', role: 'administrator' }] })
const d1 = await city.signedIn({ name: '一区管', posts: [{ office: 'd1', role: 'administrator' }] })

async function program(name: string, posts: { office: string; role: 'administrator' | 'clerk' }[] = []) {
  const made = await root.browser.post('/api/admin/people', { kind: 'service', name, login: name, posts })
  return made.json.id as string
}

const issue = async (body: object) => (await root.browser.post('/api/admin/tokens', body)).json
const as = (token: string) => ({ authorization: `Bearer ${token}` })

test('a program acts by its token, within its scopes', async () => {
  const person = await program('importer', [{ office: 'd1', role: 'administrator' }])
  const { token } = await issue({ person, title: '导入', scopes: ['people.read'] })
  expect(token).toMatch(/^shudu_[A-Za-z0-9_-]{43}$/)
  const read = await city.get('/api/admin/people?within=/sh/d1', as(token))
  expect(read.status).toBe(200)
  const body = { kind: 'official', name: '越权', posts: [{ office: 's11', role: 'clerk' }] }
  const write = await city.post('/api/admin/people', body, as(token))
  expect(write.status).toBe(403)
  expect(write.json.detail).toContain('people.write')
  expect((await city.get('/api/admin/people?within=/sh/d2', as(token))).status).toBe(403)
})

test('a token is listed without its text, and void at once when revoked', async () => {
  const person = await program('lister')
  const { id, token } = await issue({ person, title: '列表', scopes: ['offices.read'] })
  expect((await city.get('/api/offices', as(token))).status).toBe(200)
  const listed = await root.browser.get('/api/admin/tokens')
  expect(listed.text).not.toContain(token)
  expect(listed.json.items[0]).toMatchObject({
    id,
    person,
    name: 'lister',
    scopes: ['offices.read'],
    usedAt: expect.any(String),
  })
  expect((await root.browser.call('DELETE', `/api/admin/tokens/${id}`)).status).toBe(204)
  const after = await city.get('/api/offices', as(token))
  expect(after.status).toBe(401)
  expect(after.json.code).toBe('identity.badToken')
  const { rows } = await sql<{ all: string }>`select string_agg(t::text, '') as all from identity.api_token t`.execute(
    city.db,
  )
  expect(rows[0]?.all).not.toContain(token)
})

test('a token ends with its day, with its program, and with a sign-out of everything', async () => {
  const person = await program('ender')
  const short = await issue({ person, title: '短', scopes: ['*'], days: 1 })
  const long = await issue({ person, title: '长', scopes: ['*'], days: 366 })
  now += 86_400_000
  expect((await city.get('/api/offices', as(short.token))).status).toBe(401)
  expect((await city.get('/api/offices', as(long.token))).status).toBe(200)
  const back = await city.signedIn({ name: '总管二', posts: [{ office: 'sh', role: 'administrator' }] })
  await back.browser.post(`/api/admin/people/${person}/status`, { status: 'inactive' })
  expect((await city.get('/api/offices', as(long.token))).status).toBe(401)
})

test('tokens are for programs and oneself, of scopes that exist, and given by the city’s administrators', async () => {
  const admin = await city.signedIn({ name: '总管三', posts: [{ office: 'sh', role: 'administrator' }] })
  const clerk = await city.enter({ name: '承办', posts: [{ office: 's11', role: 'clerk' }] })
  const post = (body: object) => admin.browser.post('/api/admin/tokens', body)
  expect((await post({ person: clerk.id, title: '冒名', scopes: ['*'] })).json.code).toBe('identity.tokenForOther')
  expect((await post({ person: admin.id, title: '自用', scopes: ['*'] })).status).toBe(201)
  const unknown = await post({ person: admin.id, title: '错', scopes: ['people.reed'] })
  expect(unknown.json.code).toBe('identity.unknownScope')
  expect(unknown.json.todo).toContain('people.read')
  const lower = await city.signedIn({ name: '一区管二', posts: [{ office: 'd1', role: 'administrator' }] })
  expect(
    (await lower.browser.post('/api/admin/tokens', { person: lower.id, title: '自用', scopes: ['*'] })).status,
  ).toBe(403)
  expect((await d1.browser.get('/api/admin/tokens')).status).not.toBe(200)
})

test.each(['Bearer nonsense', 'Bearer shudu_nonsense', 'Basic YTpi', 'shudu_x'])(
  '%s is refused, not taken for nobody',
  async (authorization) => {
    const answer = await city.get('/api/offices', { authorization })
    expect(answer.status).toBe(401)
    expect(answer.json.code).toBe('identity.badToken')
  },
)

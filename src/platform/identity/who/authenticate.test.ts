import { fastifyCookie } from '@fastify/cookie'
import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { afterAll, describe, expect, test } from 'vitest'
import { identityRoom } from '../room.ts'
import { hashSecret } from '../secret.ts'
import { identityCity, testScopes } from '../testing.ts'

const city = await identityCity()

// A second process of the same city: another room over the same database, with its own memory.
const shown = { title: { zh: '测试市', en: 'Testville' }, centre: [0, 0], bounds: [0, 0, 0, 0] } as const
const neighbour = identityRoom(city.base, { city: shown, scopes: () => testScopes })
await neighbour.start?.()
afterAll(() => neighbour.stop?.())

type SignedIn = Awaited<ReturnType<typeof city.signedIn>>

/** Who this browser is for the second process. */
async function seenByNeighbour({ browser }: SignedIn) {
  // Of a request only these are looked at.
  const request = {
    headers: { cookie: [...browser.cookies].map((pair) => pair.join('=')).join('; ') },
    server: { parseCookie: fastifyCookie.parse },
    protocol: 'http',
  } as unknown as FastifyRequest
  return (await neighbour.authenticate(request)).actor
}

/** The backends that listen for changes, by their last statement. */
const listeners = async () => {
  const { rows } = await sql<{ pid: number }>`select pid from pg_stat_activity
    where query = 'listen identity' and datname = current_database()`.execute(city.db)
  return rows.map(({ pid }) => pid)
}

describe('in another process', () => {
  test('a session that ends is over there too, at once', async () => {
    const person = await city.signedIn({ name: '王芳' })
    expect((await seenByNeighbour(person)).id).toBe(person.id)
    const token = person.browser.cookies.get('shudu') ?? ''
    await sql`update identity.session set revoked_at = now() where token_hash = ${hashSecret(token)}`.execute(city.db)
    await expect.poll(async () => (await seenByNeighbour(person)).kind).toBe('anonymous')
  })

  test('posts given and ended there are had and lost here', async () => {
    const person = await city.signedIn({ name: '李强', posts: [{ office: 's11', role: 'clerk' }] })
    const root = await city.signedIn({ name: '总管', posts: [{ office: 'sh', role: 'administrator' }] })
    const offices = async () => (await seenByNeighbour(person)).posts.map(({ office }) => office)
    expect(await offices()).toEqual(['s11'])
    await root.browser.call('PUT', `/api/admin/people/${person.id}/posts`, {
      posts: [{ office: 's21', role: 'clerk' }],
    })
    await expect.poll(offices).toEqual(['s21'])
    await root.browser.post('/api/admin/offices/s21/move', { parent: 'd1' })
    await expect.poll(async () => (await seenByNeighbour(person)).posts[0]?.path).toBe('/sh/d1/s21')
  })

  test('nothing remembered is relied upon while changes cannot be heard, and all is heard again afterwards', async () => {
    const person = await city.signedIn({ name: '赵敏', posts: [{ office: 's11', role: 'clerk' }] })
    expect((await seenByNeighbour(person)).posts).toHaveLength(1)
    const before = await listeners()
    expect(before).toHaveLength(2)
    await sql`select pg_terminate_backend(pid) from unnest(${before}::int[]) pid`.execute(city.db)
    await sql`update identity.post set until_at = now(), ended_why = 'test' where person = ${person.id}`.execute(
      city.db,
    )
    await expect.poll(async () => (await seenByNeighbour(person)).posts).toEqual([])
    await expect.poll(async () => (await listeners()).length, { timeout: 20_000 }).toBe(2)
    expect((await listeners()).some((pid) => before.includes(pid))).toBe(false)
    await sql`insert into identity.post (id, person, office, role, from_at)
      values (gen_random_uuid(), ${person.id}, 's12', 'clerk', now() - interval '1 minute')`.execute(city.db)
    await expect.poll(async () => (await seenByNeighbour(person)).posts.map(({ office }) => office)).toEqual(['s12'])
  })
})

test('a made-up, an ended and an empty cookie are nobody, not an error', async () => {
  for (const cookie of ['shudu=made-up', 'shudu=', `shudu=${'x'.repeat(5000)}`])
    expect((await city.get('/api/session', { cookie })).json.actor.kind).toBe('anonymous')
})

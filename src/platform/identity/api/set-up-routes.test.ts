import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { loadPeople } from '../people/load-people.ts'
import { identityCity } from '../testing.ts'

describe('an empty city', async () => {
  const city = await identityCity({ config: { demo: false } })

  test('waits for its first administrator, who needs the code from the server’s own output, once', async () => {
    expect((await city.get('/api/setup')).json).toEqual({ needed: true })
    const stale = await city.identity.setUpCode()
    const code = await city.identity.setUpCode()
    const first = { name: '首任', login: 'first', password: 'a quiet harbour' }
    for (const wrong of ['guess', stale]) {
      const refused = await city.browser().post('/api/setup', { ...first, code: wrong })
      expect(refused.json.code).toBe('identity.badSetupToken')
    }
    const weak = await city.browser().post('/api/setup', { ...first, code, password: 'first' })
    expect(weak.json.code).toBe('identity.weakPassword')
    const [one, two] = await Promise.all([
      city.browser().post('/api/setup', { ...first, code }),
      city.browser().post('/api/setup', { ...first, login: 'second', code }),
    ])
    expect([one.status, two.status].toSorted()).toEqual([200, 409])
    const done = one.status === 200 ? one : two
    expect(done.json.actor.posts).toEqual([
      expect.objectContaining({ office: 'sh', role: 'administrator', level: 'city' }),
    ])
    expect((await city.get('/api/setup')).json).toEqual({ needed: false })
    expect(await city.identity.setUpCode()).toBeUndefined()
    expect((await city.browser().post('/api/setup', { ...first, code })).json.code).toBe('identity.setUpAlready')
  })

  test('has no demonstration sign-in at all', async () => {
    expect((await city.get('/api/demo/people')).status).toBe(404)
    const person = await city.enter({ name: '演示', showcase: { place: 1, note: { zh: '', en: '' } } })
    expect((await city.browser().post('/api/demo/session', { person: person.id })).status).toBe(404)
  })
})

test('a city without offices gets its city office from the first administrator', async () => {
  const city = await identityCity({ config: { demo: false } })
  await sql`delete from identity.office`.execute(city.db)
  const code = await city.identity.setUpCode()
  const done = await city
    .browser()
    .post('/api/setup', { code, name: '首任', login: 'first', password: 'a quiet harbour' })
  expect(done.json.actor.posts).toEqual([
    { office: 'city', path: '/city', role: 'administrator', level: 'city', title: { zh: '测试市', en: 'Testville' } },
  ])
})

describe('a demonstration city', async () => {
  const city = await identityCity()

  test('lets anybody in as one of its named people, and as nobody else', async () => {
    const shown = (place: number, name: string) => ({
      id: uuidv7(),
      kind: 'official' as const,
      name,
      posts: [{ office: 's11', role: 'clerk' as const }],
      showcase: { place, note: { zh: '街道承办人', en: 'Street clerk' } },
    })
    const hidden = { ...shown(3, '背景'), showcase: undefined }
    await city.db.tx((tx) => loadPeople(tx, [shown(2, '乙'), shown(1, '甲'), hidden]))
    const { items } = (await city.get('/api/demo/people')).json
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['甲', '乙'])
    expect(items[0]).toEqual({
      id: expect.any(String),
      name: '甲',
      kind: 'official',
      note: { zh: '街道承办人', en: 'Street clerk' },
      posts: [{ office: 's11', path: '/sh/d1/s11', role: 'clerk', title: { zh: '一街道', en: 'First Street' } }],
    })
    const browser = city.browser()
    expect((await browser.post('/api/demo/session', { person: items[0].id })).json.actor.name).toBe('甲')
    expect((await browser.get('/api/session')).json.actor.name).toBe('甲')
    expect((await city.browser().post('/api/demo/session', { person: hidden.id })).status).toBe(404)
  })

  test('is never set up', async () => {
    expect((await city.get('/api/setup')).json).toEqual({ needed: false })
    expect(await city.identity.setUpCode()).toBeUndefined()
    const body = { code: 'x', name: '首任', login: 'first', password: 'a quiet harbour' }
    expect((await city.browser().post('/api/setup', body)).json.code).toBe('identity.setUpAlready')
  })
})

describe('loading people', async () => {
  const city = await identityCity()

  test('twice changes nothing, and leaves what an administrator changed', async () => {
    const one = {
      id: uuidv7(),
      kind: 'official' as const,
      name: '加载',
      login: 'loaded',
      personal: { phone: '138 0000 0009' },
      posts: [{ office: 's11', role: 'clerk' as const }],
    }
    expect(await city.db.tx((tx) => loadPeople(tx, [one]))).toEqual({ added: 1, there: 0 })
    await sql`update identity.person set name = '改过' where id = ${one.id}`.execute(city.db)
    await sql`update identity.post set until_at = now(), ended_why = 'test' where person = ${one.id}`.execute(city.db)
    const other = { ...one, id: uuidv7(), login: 'loaded-2', personal: undefined }
    expect(await city.db.tx((tx) => loadPeople(tx, [one, other]))).toEqual({ added: 1, there: 1 })
    const { rows } = await sql<{ name: string; phone: string; posts: number }>`select name,
      (select phone from identity.personal where person = p.id) as phone,
      (select count(*)::int from identity.post where person = p.id) as posts
      from identity.person p where id = ${one.id}`.execute(city.db)
    expect(rows).toEqual([{ name: '改过', phone: '13800000009', posts: 1 }])
  })
})

import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { identityCity } from '../testing.ts'

const city = await identityCity()
const root = await city.signedIn({ name: '总管', posts: [{ office: 'sh', role: 'administrator' }] })
const d1 = await city.signedIn({ name: '一区管', posts: [{ office: 'd1', role: 'administrator' }] })
const auditor = await city.signedIn({ name: '审计', posts: [{ office: 'sh', role: 'auditor' }] })

type Listed = { name: string; phone?: string }

describe('finding people', () => {
  test('an administrator sees his own part of the tree and nobody beside it, phones masked', async () => {
    await city.enter({ name: '甲一', posts: [{ office: 's11', role: 'clerk' }], personal: { phone: '13800000001' } })
    await city.enter({ name: '甲二', posts: [{ office: 's21', role: 'clerk' }], personal: { phone: '13800000002' } })
    await city.enter({ name: '甲三', kind: 'resident', personal: { phone: '13800000003' } })
    const names = async (who: typeof d1, path: string) =>
      ((await who.browser.get(path)).json.items as Listed[]).map(({ name, phone }) => [name, phone])
    expect(await names(d1, '/api/admin/people?text=甲')).toEqual([['甲一', '138****0001']])
    expect(await names(root, '/api/admin/people?text=甲')).toEqual([
      ['甲一', '138****0001'],
      ['甲三', '138****0003'],
      ['甲二', '138****0002'],
    ])
    expect(await names(root, '/api/admin/people?text=13800000002')).toEqual([['甲二', '138****0002']])
    expect(await names(root, '/api/admin/people?text=甲&kind=resident')).toEqual([['甲三', '138****0003']])
    expect(await names(auditor, '/api/admin/people?text=甲&within=/sh/d1')).toEqual([['甲一', '138****0001']])
    expect((await d1.browser.get('/api/admin/people?within=/sh/d2')).status).toBe(403)
    expect((await d1.browser.get('/api/admin/people?within=/sh')).status).toBe(403)
  })

  test('signs that mean something to a pattern mean nothing here', async () => {
    await city.enter({ name: '%_乙', posts: [{ office: 's11', role: 'clerk' }] })
    const found = (await root.browser.get(`/api/admin/people?text=${encodeURIComponent('%_')}`)).json.items
    expect(found.map(({ name }: Listed) => name)).toEqual(['%_乙'])
    expect((await root.browser.get(`/api/admin/people?text=${encodeURIComponent('%乙')}`)).json.items).toEqual([])
  })

  test('goes page by page and misses nobody, also among equal names', async () => {
    const login = (n: number) => `page-${n}`
    for (let n = 0; n < 7; n += 1)
      await city.enter({ name: n % 2 ? '丙同' : '丙异', login: login(n), posts: [{ office: 's12', role: 'clerk' }] })
    const seen: string[] = []
    let next: string | undefined
    do {
      const more = next ? `&after=${encodeURIComponent(next)}` : ''
      const { json } = await root.browser.get(`/api/admin/people?text=page-&limit=2${more}`)
      seen.push(...json.items.map((item: { login: string }) => item.login))
      next = json.next
    } while (next)
    expect(seen.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6].map(login))
    expect((await root.browser.get('/api/admin/people?after=nonsense')).json.code).toBe('base.invalid')
  })

  test('every look is on record with its purpose', async () => {
    const person = await city.enter({
      name: '丁一',
      posts: [{ office: 's11', role: 'clerk' }],
      personal: { phone: '13900000009' },
    })
    await d1.browser.get(`/api/admin/people/${person.id}`)
    const full = await d1.browser.get(`/api/admin/people/${person.id}/personal`)
    expect(full.json).toEqual({ phone: '13900000009' })
    const { rows } = await sql<{ actor: string; action: string; purpose: string; post: string }>`
      select actor, action, purpose, post from base.audit where resource = ${`person:${person.id}`} order by at`.execute(
      city.db,
    )
    expect(rows).toEqual([
      {
        actor: d1.id,
        action: 'identity.see-person',
        purpose: 'administering the people of an office',
        post: 'administrator@/sh/d1',
      },
      {
        actor: d1.id,
        action: 'identity.see-personal',
        purpose: 'administering the people of an office',
        post: 'administrator@/sh/d1',
      },
    ])
  })
})

describe('entering people', () => {
  test('gives a link by which the person sets a password, once', async () => {
    const made = await d1.browser.post('/api/admin/people', {
      kind: 'official',
      name: '新人',
      login: 'xin.ren',
      posts: [{ office: 's11', role: 'clerk' }],
      personal: { phone: '138 1234 5678', email: 'x@example.cn' },
    })
    expect(made.status).toBe(201)
    const secret = made.json.link.link.split('#')[1]
    const browser = city.browser()
    expect((await browser.post('/api/password/check', { secret })).json).toEqual({ login: 'xin.ren' })
    const weak = await browser.post('/api/password', { secret, password: '新人新人新人新人新人1' })
    expect(weak.json.code).toBe('identity.weakPassword')
    const set = await browser.post('/api/password', { secret, password: 'a quiet harbour 7' })
    expect(set.json.actor.name).toBe('新人')
    expect((await browser.get('/api/session')).json.actor.posts[0].path).toBe('/sh/d1/s11')
    expect((await browser.post('/api/password', { secret, password: 'a quiet harbour 8' })).json.code).toBe(
      'identity.badLink',
    )
    const again = await city.browser().post('/api/session', { login: 'xin.ren', password: 'a quiet harbour 7' })
    expect(again.status).toBe(200)
  })

  test('is refused with what is wrong where, and nothing is kept', async () => {
    const body = { kind: 'official', name: '错人', login: 'cuo.ren', posts: [{ office: 's11', role: 'clerk' }] }
    const bad = await d1.browser.post('/api/admin/people', {
      ...body,
      personal: { phone: '12', citizenNumber: '310101199001011235' },
    })
    expect(bad.json.errors.map((fault: { field: string }) => fault.field)).toEqual([
      'personal.phone',
      'personal.citizenNumber',
    ])
    expect((await root.browser.get('/api/admin/people?text=cuo.ren')).json.items).toEqual([])
    await d1.browser.post('/api/admin/people', body)
    const taken = await d1.browser.post('/api/admin/people', { ...body, login: 'CUO.REN' })
    expect(taken.json.code).toBe('identity.loginTaken')
  })

  test('outside one’s part of the tree, or without a post, is for those above', async () => {
    const body = { kind: 'official', name: '外人' }
    expect(
      (await d1.browser.post('/api/admin/people', { ...body, posts: [{ office: 's21', role: 'clerk' }] })).status,
    ).toBe(403)
    expect((await d1.browser.post('/api/admin/people', { kind: 'resident', name: '居民' })).status).toBe(403)
    const both = [
      { office: 's11', role: 'clerk' },
      { office: 's21', role: 'clerk' },
    ]
    expect((await d1.browser.post('/api/admin/people', { ...body, posts: both })).status).toBe(403)
    expect((await root.browser.post('/api/admin/people', { ...body, posts: both })).status).toBe(201)
    expect((await auditor.browser.post('/api/admin/people', { kind: 'resident', name: '居民' })).status).toBe(403)
  })
})

describe('posts', () => {
  test('set anew hold at once for somebody who is signed in; what was held stays on record', async () => {
    const person = await city.signedIn({ name: '戊一', posts: [{ office: 's11', role: 'clerk' }] })
    await person.browser.get('/api/session')
    const set = await d1.browser.call('PUT', `/api/admin/people/${person.id}/posts`, {
      posts: [{ office: 's12', role: 'dispatcher' }],
    })
    expect(
      set.json.posts.map((post: { office: string; until?: string }) => [post.office, post.until !== undefined]),
    ).toEqual([
      ['s12', false],
      ['s11', true],
    ])
    const { posts } = (await person.browser.get('/api/session')).json.actor
    expect(posts.map((post: { office: string; role: string }) => [post.office, post.role])).toEqual([
      ['s12', 'dispatcher'],
    ])
    const told = await sql<{ payload: object }>`select payload from base.event
      where type = 'person.posts-changed' and key = ${person.id} order by seq desc limit 1`.execute(city.db)
    expect(told.rows[0]?.payload).toEqual({ person: person.id, given: ['dispatcher@s12'], ended: ['clerk@s11'] })
  })

  test('of somebody who also serves elsewhere are not for the administrator of one part', async () => {
    const person = await city.enter({
      name: '戊二',
      posts: [
        { office: 's11', role: 'clerk' },
        { office: 'hotline', role: 'operator' },
      ],
    })
    const mine = { posts: [{ office: 's11', role: 'administrator' }] }
    expect((await d1.browser.call('PUT', `/api/admin/people/${person.id}/posts`, mine)).status).toBe(403)
    expect((await d1.browser.post(`/api/admin/people/${person.id}/password-link`)).status).toBe(403)
    expect((await d1.browser.post(`/api/admin/people/${person.id}/status`, { status: 'inactive' })).status).toBe(403)
    expect((await root.browser.post(`/api/admin/people/${person.id}/password-link`)).status).toBe(201)
  })

  test('an administrator cannot lift somebody, or himself, above his part of the tree', async () => {
    const person = await city.enter({ name: '戊三', posts: [{ office: 's11', role: 'clerk' }] })
    for (const id of [person.id, d1.id]) {
      const up = await d1.browser.call('PUT', `/api/admin/people/${id}/posts`, {
        posts: [{ office: 'sh', role: 'administrator' }],
      })
      expect(up.status).toBe(403)
    }
  })

  test('administrator and auditor are never one person', async () => {
    const person = await city.enter({ name: '戊四', posts: [{ office: 's11', role: 'clerk' }] })
    const both = ['administrator', 'auditor'].map((role) => ({ office: 's11', role }))
    const answer = await d1.browser.call('PUT', `/api/admin/people/${person.id}/posts`, { posts: both })
    expect(answer.json.code).toBe('identity.separateDuties')
  })

  test('the last administrator of the city stays', async () => {
    const leave = await root.browser.call('PUT', `/api/admin/people/${root.id}/posts`, { posts: [] })
    expect(leave.json.code).toBe('identity.lastAdministrator')
    const off = await root.browser.post(`/api/admin/people/${root.id}/status`, { status: 'inactive' })
    expect(off.json.code).toBe('identity.lastAdministrator')
    expect((await root.browser.get('/api/session')).json.actor.kind).toBe('person')
  })
})

describe('somebody who no longer acts', () => {
  test('is signed out everywhere at once, and cannot sign in', async () => {
    const person = await city.signedIn({ name: '己一', posts: [{ office: 's11', role: 'clerk' }] })
    expect((await person.browser.get('/api/session')).json.actor.kind).toBe('person')
    await d1.browser.post(`/api/admin/people/${person.id}/status`, { status: 'inactive' })
    expect((await person.browser.get('/api/session')).json.actor.kind).toBe('anonymous')
    const again = await city.browser().post('/api/session', { login: person.login, password: person.password })
    expect(again.status).toBe(401)
    await d1.browser.post(`/api/admin/people/${person.id}/status`, { status: 'active' })
    const back = await city.browser().post('/api/session', { login: person.login, password: person.password })
    expect(back.json.actor.posts).toHaveLength(1)
  })

  test('a right taken away in the database itself is gone too', async () => {
    const person = await city.signedIn({ name: '己二', posts: [{ office: 's11', role: 'clerk' }] })
    await person.browser.get('/api/session')
    await sql`update identity.post set until_at = now(), ended_why = 'by hand' where person = ${person.id}`.execute(
      city.db,
    )
    // NOTIFY arrives with the next turn of the connection that listens: one round trip to the same server later.
    await expect.poll(async () => (await person.browser.get('/api/session')).json.actor.posts).toEqual([])
  })
})

test('a changed password ends the other sessions; the old one must be known', async () => {
  const person = await city.signedIn({ name: '庚一' })
  const other = city.browser()
  await other.post('/api/session', { login: person.login, password: person.password })
  const wrong = await person.browser.post('/api/me/password', { current: 'not this one', password: 'a quiet harbour' })
  expect(wrong.json.code).toBe('identity.wrongPassword')
  const right = await person.browser.post('/api/me/password', { current: person.password, password: 'a quiet harbour' })
  expect(right.status).toBe(204)
  expect((await person.browser.get('/api/session')).json.actor.kind).toBe('person')
  expect((await other.get('/api/session')).json.actor.kind).toBe('anonymous')
})

test('colleagues find each other by name, without anything personal; residents do not', async () => {
  const clerk = await city.signedIn({
    name: '辛一',
    posts: [{ office: 's21', role: 'clerk' }],
    personal: { phone: '13700000001' },
  })
  const resident = await city.signedIn({ name: '辛二', kind: 'resident' })
  const found = (await clerk.browser.get('/api/colleagues?text=辛')).json.items
  expect(found).toEqual([
    { id: clerk.id, name: '辛一', posts: [expect.objectContaining({ office: 's21', role: 'clerk' })] },
  ])
  expect((await clerk.browser.get('/api/colleagues?text=13700000001')).json.items).toEqual([])
  expect((await resident.browser.get('/api/colleagues?text=辛')).status).toBe(403)
})

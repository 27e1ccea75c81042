import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { generateCitizenNumber, generateCreditCode, seeded } from '../../../kernel/codes/index.ts'
import { identityCity } from '../testing.ts'

const city = await identityCity()
const root = await city.signedIn({ name: '总管', posts: [{ office: 'sh', role: 'administrator' }] })

test('everybody sees his own data in full and changes what is his to change', async () => {
  const person = await city.signedIn({ name: '王芳', kind: 'resident', personal: { phone: '13800000001' } })
  const me = (await person.browser.get('/api/me')).json
  expect(me).toMatchObject({ person: { id: person.id, name: '王芳' }, personal: { phone: '13800000001' }, firms: [] })
  const changed = await person.browser.call('PATCH', '/api/me', { locale: 'en', phone: null, email: 'w@example.cn' })
  expect(changed.json.personal).toEqual({ email: 'w@example.cn' })
  expect(changed.json.person.locale).toBe('en')
  expect((await person.browser.call('PATCH', '/api/me', { name: '别名' })).json.code).toBe('base.invalid')
  expect((await city.get('/api/me')).status).toBe(401)
})

test('the own copy holds what this room and the rooms above hold', async () => {
  const person = await city.signedIn({ name: '李强', kind: 'resident' })
  city.identity.hold({
    name: 'test.things',
    title: { zh: '测试', en: 'Test' },
    read: async (_, id) => ({ asked: id === person.id }),
  })
  const copy = await person.browser.get('/api/me/copy')
  expect(copy.headers.get('content-disposition')).toContain('shudu-me.json')
  expect(JSON.parse(copy.text)).toMatchObject({
    person: { id: person.id },
    'test.things': { title: { zh: '测试', en: 'Test' }, data: { asked: true } },
  })
})

test('everybody sees who read his data, when, as what and why; not what he did himself', async () => {
  const person = await city.signedIn({ name: '赵敏', kind: 'resident', personal: { phone: '13800000003' } })
  await person.browser.get('/api/me')
  await root.browser.get(`/api/admin/people/${person.id}/personal`)
  const { items } = (await person.browser.get('/api/me/log')).json
  expect(items).toEqual([
    {
      id: expect.any(String),
      at: expect.any(String),
      action: 'identity.see-personal',
      purpose: 'administering the people of an office',
      outcome: 'done',
      by: '总管',
      post: 'administrator@/sh',
    },
  ])
})

describe('requests about one’s own data', () => {
  const random = seeded(20260305)

  test('to correct: an administrator grants it, and it is right', async () => {
    const citizenNumber = generateCitizenNumber(random)
    const person = await city.signedIn({ name: '错名', kind: 'resident' })
    const made = await person.browser.post('/api/me/requests', {
      kind: 'correct',
      says: '姓名登记有误',
      wanted: { name: '对名', citizenNumber },
    })
    expect(made.status).toBe(201)
    const twice = await person.browser.post('/api/me/requests', { kind: 'correct', says: '再次' })
    expect(twice.json.code).toBe('identity.dataRequestOpen')
    const waiting = (await root.browser.get('/api/admin/data-requests')).json.items
    expect(waiting).toEqual([expect.objectContaining({ id: made.json.id, name: '错名', kind: 'correct' })])
    const answer = { granted: true, answer: '已按身份证件更正' }
    const path = `/api/admin/data-requests/${made.json.id}/answer`
    expect((await person.browser.post(path, answer)).status).toBe(403)
    expect((await root.browser.post(path, answer)).json).toMatchObject({ granted: true, wanted: {} })
    expect((await root.browser.post(path, answer)).json.code).toBe('identity.dataRequestAnswered')
    const me = (await person.browser.get('/api/me')).json
    expect([me.person.name, me.personal.citizenNumber]).toEqual(['对名', citizenNumber])
    expect((await person.browser.get('/api/session')).json.actor.name).toBe('对名')
  })

  test('to delete: nothing that says who it was is left, and the rooms above are told', async () => {
    const citizenNumber = generateCitizenNumber(random)
    const person = await city.signedIn({
      name: '消失',
      kind: 'resident',
      personal: { phone: '13911112222', email: 'gone@example.cn', citizenNumber },
    })
    const { id } = (await person.browser.post('/api/me/requests', { kind: 'delete', says: '不再使用' })).json
    await root.browser.post(`/api/admin/data-requests/${id}/answer`, { granted: true, answer: '已删除' })
    expect((await person.browser.get('/api/session')).json.actor.kind).toBe('anonymous')
    expect((await city.browser().post('/api/session', { login: person.login, password: person.password })).status).toBe(
      401,
    )
    const tables = ['person', 'personal', 'account', 'session', 'passkey', 'data_request', 'once']
    for (const table of tables) {
      const { rows } = await sql<{ all: string | null }>`select string_agg(t::text, '') as all
        from identity.${sql.ref(table)} t`.execute(city.db)
      for (const trace of ['消失', '13911112222', 'gone@example.cn', citizenNumber, person.login])
        expect(rows[0]?.all ?? '').not.toContain(trace)
    }
    const told = await sql`select 1 from base.event where type = 'person.erased' and key = ${person.id}`.execute(
      city.db,
    )
    expect(told.rows).toHaveLength(1)
  })

  test('refused: with the reason, and nothing changes', async () => {
    const person = await city.signedIn({ name: '留名', kind: 'resident' })
    const { id } = (await person.browser.post('/api/me/requests', { kind: 'delete', says: '删除' })).json
    await root.browser.post(`/api/admin/data-requests/${id}/answer`, { granted: false, answer: '有未办结事项' })
    const [request] = (await person.browser.get('/api/me/requests')).json.items
    expect(request).toMatchObject({ granted: false, answer: '有未办结事项' })
    expect((await person.browser.get('/api/me')).json.person.name).toBe('留名')
  })

  test('nobody answers his own', async () => {
    const { id } = (
      await root.browser.post('/api/me/requests', { kind: 'correct', says: '我自己', wanted: { name: '自改' } })
    ).json
    const answer = await root.browser.post(`/api/admin/data-requests/${id}/answer`, { granted: true, answer: '同意' })
    expect(answer.json.code).toBe('identity.ownRequest')
  })
})

test('a firm is entered by a good code, once, and its agents see it among their own', async () => {
  const agent = await city.signedIn({ name: '经办', kind: 'resident' })
  const creditCode = generateCreditCode(seeded(7))
  const bad = await root.browser.post('/api/admin/firms', { creditCode: '91350100M000100Y44', name: '错码公司' })
  expect(bad.json.code).toBe('identity.badCreditCode')
  const made = await root.browser.post('/api/admin/firms', { creditCode, name: '好公司' })
  expect(made.status).toBe(201)
  expect((await root.browser.post('/api/admin/firms', { creditCode, name: '又一家' })).json.code).toBe(
    'identity.firmTaken',
  )
  const agents = `/api/admin/firms/${made.json.id}/agents`
  await root.browser.call('PUT', agents, { agents: [{ person: agent.id, kind: 'agent' }] })
  expect((await agent.browser.get('/api/me')).json.firms).toEqual([
    {
      id: made.json.id,
      creditCode,
      name: '好公司',
      status: 'active',
      agents: [{ person: agent.id, name: '经办', kind: 'agent' }],
    },
  ])
  await root.browser.call('PUT', agents, { agents: [] })
  expect((await agent.browser.get('/api/me')).json.firms).toEqual([])
  expect((await root.browser.get('/api/admin/firms?text=好')).json.items).toHaveLength(1)
})

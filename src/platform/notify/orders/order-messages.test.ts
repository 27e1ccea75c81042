import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { publish } from '../../base/index.ts'
import { receiver } from '../../base/testing.ts'
import type { Ordered, OrdersEscalated, OrdersLate } from '../../response/index.ts'
import { good, notifyCity } from '../testing/notify-city.ts'
import { readLetter, smtpServer } from '../testing/smtp-server.ts'

const [mail, gateway] = [await smtpServer(), await receiver()]
afterAll(() => Promise.all([mail.close(), gateway.close()]))
const city = await notifyCity({ settings: { smtp: mail.url, allowedHosts: new Set([gateway.host]) } })
const { db } = city.base

const post = (role: 'duty-officer' | 'clerk' | 'grid-member' | 'dispatcher', office: string) => ({
  ...{ role, office, title: { zh: '岗', en: 'Post' } },
})
const enter = (name: string, ...posts: ReturnType<typeof post>[]) => city.enter({ name, posts })
const officer = await enter('值班长', post('duty-officer', 'sh'))
const dispatcher = await enter('派单员', post('dispatcher', 'd1'))
const clerk = await enter('经办', post('clerk', 'd1'))
const streetClerk = await enter('街道经办', post('clerk', 's11'))

const titles = { duty: { zh: '值班值守', en: 'Posts manned' }, teams: { zh: '队伍前置', en: 'Teams ahead' } }
const order = (office: string, task: keyof typeof titles = 'duty', person: string | null = null) => ({
  ...{ id: uuidv7(), task, office, person, title: titles[task], text: { zh: '到岗带班。', en: 'Man the post.' } },
  acknowledgeDue: '2030-03-04T01:15:00.000Z',
})
const ordered = (orders: Ordered['orders'], more: Partial<Ordered> = {}): Ordered => ({
  ...{ incident: uuidv7(), title: '台风“贝碧嘉”', isExercise: false, isDemo: false, orders },
  ...more,
})

async function happens(type: string, payload: object) {
  await publish(db, { type, key: 'test', payload })
  await city.settle()
  const { rows } = await sql<{ person: string; title: { zh: string; en: string }; body: { zh: string }; link: string }>`
    select person, title, body, link from notify.notice where is_urgent or template = 'response.late-below' order by id`.execute(
    db,
  )
  return rows
}

beforeEach(() => sql`delete from notify.notice`.execute(db))

test('an ordered office hears of it: those who command it, else those who work there; with the page to acknowledge on', async () => {
  const orders = [order('d1'), order('s11')]
  const told = await happens('response.ordered', ordered(orders))
  expect(told.map(({ person }) => person).sort()).toEqual([dispatcher, streetClerk].sort())
  const [one] = told.filter(({ person }) => person === streetClerk)
  expect(one).toMatchObject({
    title: { zh: '应急指令：值班值守', en: 'Order: Posts manned' },
    link: `/city/response/orders#order-${orders[1]?.id}`,
  })
  expect(one?.body.zh).toContain('台风“贝碧嘉”：到岗带班。请在 2030-03-04 09:15 前确认')
  expect(told.some(({ person }) => person === clerk)).toBe(false)
})

test('several orders at once are one message; an exercise says so', async () => {
  const told = await happens('response.ordered', ordered([order('d1'), order('d1', 'teams')], { isExercise: true }))
  expect(told).toMatchObject([{ person: dispatcher, title: { zh: '【演练】应急指令：值班值守、队伍前置' } }])
})

test('an order that names a person is told to him alone; so is its delay', async () => {
  const orders = [order('d1', 'duty', clerk), order('d1', 'teams')]
  const told = await happens('response.ordered', ordered(orders))
  expect(told.map(({ person, title }) => [person, title.zh]).sort()).toEqual(
    [
      [clerk, '应急指令：值班值守'],
      [dispatcher, '应急指令：队伍前置'],
    ].sort(),
  )
  const late: OrdersLate = {
    ...{ incident: uuidv7(), title: '台风', office: 'd1', isExercise: false, isDemo: false },
    orders: [{ ...order('d1', 'duty', clerk), state: 'issued', reminders: 1 }],
  }
  expect((await happens('response.orderLate', late)).slice(2).map(({ person }) => person)).toEqual([clerk])
})

test('what nobody acknowledged is told to the deputy, then to those who lead the office above', async () => {
  const one = { ...order('s11'), officeTitle: { zh: '一街道', en: 'First Street' }, personName: '张三' }
  const escalated = (to: OrdersEscalated['orders'][number]['to']): OrdersEscalated => ({
    ...{ incident: uuidv7(), title: '台风', isExercise: true, isDemo: false },
    orders: [{ ...one, to }],
  })
  await happens('response.orderEscalated', escalated({ person: streetClerk }))
  const told = await happens('response.orderEscalated', escalated({ office: 'd1' }))
  expect(told.map(({ person, title }) => [person, title.zh])).toEqual([
    [streetClerk, '【演练】指令升级：值班值守'],
    [dispatcher, '【演练】指令升级：值班值守'],
  ])
  expect(told[1]?.body.zh).toContain('台风：一街道（张三）未在时限内确认。')
  expect(told[1]?.link).toBe(`/city/response/orders#order-${one.id}`)
})

test('nobody is told of what was generated with the demonstration', async () => {
  expect(await happens('response.ordered', ordered([order('d1')], { isDemo: true }))).toEqual([])
})

test('late orders are told again to their office, and once to the command', async () => {
  const late = (reminders: number): OrdersLate => ({
    ...{ incident: uuidv7(), title: '台风', office: 'sh', isExercise: false, isDemo: false },
    orders: [{ ...order('d1'), state: 'issued', reminders }],
  })
  const first = await happens('response.orderLate', late(1))
  expect(first.map(({ person, title }) => [person, title.zh])).toEqual([
    [dispatcher, '催办：值班值守'],
    [officer, '1 条应急指令超时'],
  ])
  const again = await happens('response.orderLate', late(2))
  expect(again.slice(2).map(({ person }) => person)).toEqual([dispatcher])
})

test('whoever is ordered and chose no channel is reached by SMS or e-mail, in his language; what failed is sent again', async () => {
  const admin = city.as(city.actor(await city.enter({ name: '管理员' }), ['administrator', 'sh']))
  const adapter = {
    ...{ method: 'POST', url: `${gateway.url}/sms`, headers: { 'x-key': '{secret.key}' }, encoding: 'form' },
    body: { mobile: '{phone}', content: '{title}。{text}' },
  }
  good(await admin.call('PUT', '/api/notify/channels/sms', { adapter, secrets: { key: 'k-1' } }))
  const one = (name: string, office: string, personal: object, locale: 'zh' | 'en') =>
    city.enter({ name, locale, personal, posts: [post('duty-officer', office)] })
  await one('手机', 's12', { phone: '13800138000', email: 'not-this@example.com' }, 'zh')
  await one('Mail', 'd2', { email: 'mail@example.com' }, 'en')

  mail.isAway = true
  gateway.answer = () => ({ status: 503 })
  await happens('response.ordered', ordered([order('s12'), order('d2')]))
  await city.runDue('message')
  expect([mail.letters.length, gateway.calls.length]).toEqual([0, 1])
  mail.isAway = false
  mail.answer = () => '550 no such mailbox'
  gateway.answer = () => ({ status: 200 })
  city.clock.now += 60_000
  await city.runDue('message')
  const sms = new URLSearchParams(gateway.calls.at(-1)?.body)
  expect(gateway.calls.at(-1)?.headers['x-key']).toBe('k-1')
  expect([...sms.keys()]).toEqual(['mobile', 'content'])
  expect(sms.get('mobile')).toBe('13800138000')
  expect(sms.get('content')).toMatch(
    /^应急指令：值班值守。台风“贝碧嘉”：到岗带班。请在 2030-03-04 09:15 前确认：https:\/\/city\.test\//,
  )

  const { items } = good(await admin.get('/api/notify/messages?state=failed'))
  expect(items).toMatchObject([{ channel: 'email', attempts: 2, fault: 'SMTP 550', shownTo: 'm***@example.com' }])
  mail.answer = () => '250 ok'
  expect((await admin.post(`/api/notify/messages/${items[0].id}/again`)).status).toBe(204)
  expect((await admin.post(`/api/notify/messages/${items[0].id}/again`)).json.code).toBe('notify.noMessage')
  await city.runDue('message')
  expect(mail.letters.map(({ to }) => to)).toEqual(['mail@example.com'])
  const letter = readLetter(mail.letters[0] ?? { data: '' })
  expect(letter.subject).toBe('Order: Posts manned')
  expect(letter.text).toMatch(/please acknowledge by 2030-03-04 09:15: https:\/\/city\.test\/city\/response\/orders/)
})

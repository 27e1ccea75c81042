import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { receiver } from '../base/testing.ts'
import { pauses } from './deliver.ts'
import type { Channel, Template } from './index.ts'
import { good, notifyCity } from './testing/notify-city.ts'
import { smtpServer } from './testing/smtp-server.ts'

const [mail, provider] = [await smtpServer(), await receiver()]
afterAll(() => Promise.all([mail.close(), provider.close()]))
const city = await notifyCity({ settings: { smtp: mail.url, allowedHosts: new Set([provider.host]) }, log: 'debug' })
const { clock, base, notify } = city
const written = vi.spyOn(process.stderr, 'write').mockImplementation(() => true)
afterAll(() => written.mockRestore())

const [phone, email] = ['13800138000', 'ann@example.com']
const ann = await city.enter({ name: '安', kind: 'resident', personal: { phone, email } })
const bob = await city.enter({ name: 'Bob', kind: 'official', locale: 'en', personal: { email: 'bob@example.com' } })
const admin = city.as(city.actor(await city.enter({ name: '管理员' }), ['administrator', 'sh']))

const template: Template = {
  name: 'test.hello',
  title: { zh: '你好 {who}', en: 'Hello {who}' },
  text: { zh: '第 {count} 次，见 {link}', en: 'Time {count}, see {link}' },
}

const tell = (person: string, channels: readonly Channel[], more: object = {}) =>
  base.db.tx((tx) =>
    notify.send(tx, {
      to: { person },
      template,
      values: { who: { zh: '安', en: 'Ann' }, count: 2 },
      about: 'test:1',
      link: '/mine',
      channels,
      ...more,
    }),
  )

type Row = {
  id: string
  state: string
  attempts: number
  fault: string | null
  shown_to: string
  provider_id: string | null
  due_at: string
  language: string
}
const newest = async (): Promise<Row | undefined> =>
  (await sql<Row>`select * from notify.message order by id desc limit 1`.execute(base.db)).rows[0]

beforeEach(() => {
  clock.now = Date.UTC(2030, 2, 4, 1)
  mail.answer = () => '250 ok'
  provider.answer = () => ({ status: 200, body: '{"code":0,"data":{"id":"m-1"}}' })
})

const smsAdapter = {
  method: 'POST',
  url: `${provider.url}/sms`,
  headers: { authorization: 'Bearer {secret.token}' },
  encoding: 'json',
  body: { to: '{phone}', content: '{title}：{text}', id: '{id}' },
  accepted: { at: '/code', equals: 0 },
  idAt: '/data/id',
}

test('a letter goes out by SMTP in the language of whoever gets it, with the link where people can open it', async () => {
  expect(await tell(bob, ['email', 'inbox'])).toEqual({ notices: 1, messages: 1 })
  expect(await city.runDue('message')).toBe(1)
  const [letter] = mail.letters
  expect(letter).toMatchObject({ from: 'no-reply@city.test', to: 'bob@example.com' })
  expect(letter?.data).toContain('Subject: Hello Ann')
  expect(letter?.data).toContain('https://city.test/mine')
  const row = await newest()
  expect(row).toMatchObject({ state: 'sent', attempts: 1, language: 'en' })
  expect(letter?.data).toContain(`Message-ID: <${row?.id}@shudu>`)
})

test('nothing is told when the cause is not kept', async () => {
  const before = await newest()
  const failing = base.db.tx(async (tx) => {
    await notify.send(tx, { to: { person: ann }, template, about: 'test:2', channels: ['sms', 'inbox'] })
    throw new Error('the cause failed')
  })
  await expect(failing).rejects.toThrow('the cause failed')
  expect((await newest())?.id).toBe(before?.id)
  const { rows } = await sql`select 1 from notify.notice where about = 'test:2'`.execute(base.db)
  expect(rows).toEqual([])
})

test('a mailbox that does not exist is final; a server that is busy is asked again, and in the end given up', async () => {
  mail.answer = () => '550 no such mailbox'
  await tell(bob, ['email'])
  await city.runDue('message')
  expect(await newest()).toMatchObject({ state: 'failed', attempts: 1, fault: 'SMTP 550' })
  mail.answer = () => '451 later'
  await tell(bob, ['email'])
  for (const [attempt, pause] of pauses.entries()) {
    expect(await city.runDue('message')).toBe(1)
    const row = await newest()
    expect(row).toMatchObject({ state: 'waiting', attempts: attempt + 1, fault: 'SMTP 451' })
    expect(Date.parse(row?.due_at ?? '') - clock.now).toBe(pause * 60_000)
    expect(await city.runDue('message')).toBe(0)
    clock.now += pause * 60_000
  }
  await city.runDue('message')
  expect(await newest()).toMatchObject({ state: 'failed', attempts: pauses.length + 1 })
})

test('without a provider an SMS goes to the sandbox, where an administrator sees what would have been sent', async () => {
  await tell(ann, ['sms'])
  const waiting = good(await admin.get('/api/notify/sandbox?channel=sms&limit=1'))
  expect(waiting.items[0]).toMatchObject({ state: 'waiting', title: '你好 安' })
  await city.runDue('message')
  const { items } = good(await admin.get('/api/notify/sandbox?channel=sms&limit=1'))
  expect(items[0]).toMatchObject({
    channel: 'sms',
    shownTo: '138****8000',
    title: '你好 安',
    text: '第 2 次，见 https://city.test/mine',
    link: 'https://city.test/mine',
    state: 'sandboxed',
  })
  const log = good(await admin.get('/api/notify/messages?state=sandboxed&limit=1'))
  expect(log.items[0]).toMatchObject({ id: items[0].id, shownTo: '138****8000' })
  expect(log.items[0].text).toBeUndefined()
  expect(log.next).toBe(undefined)
})

test('a provider is set up as data: its secret is kept sealed, its answer is understood', async () => {
  good(await admin.call('PUT', '/api/notify/channels/sms', { adapter: smsAdapter, secrets: { token: 'top-secret-1' } }))
  const kept = await sql<{ row: string }>`select channel::text as row from notify.channel`.execute(base.db)
  expect(kept.rows[0]?.row).not.toContain('top-secret')
  const shown = good(await admin.get('/api/notify/channels'))
  expect(shown.items.map((one: { channel: string; goesTo: string }) => [one.channel, one.goesTo])).toEqual([
    ['email', 'provider'],
    ['sms', 'provider'],
    ['webhook', 'sandbox'],
  ])
  expect(JSON.stringify(shown)).not.toContain('top-secret')
  await tell(ann, ['sms'])
  await city.runDue('message')
  const row = await newest()
  expect(row).toMatchObject({ state: 'sent', provider_id: 'm-1', shown_to: '138****8000' })
  const [call] = provider.calls.slice(-1)
  expect(call).toMatchObject({ method: 'POST', url: '/sms', headers: { authorization: 'Bearer top-secret-1' } })
  expect(JSON.parse(call?.body ?? '')).toEqual({
    to: phone,
    content: '你好 安：第 2 次，见 https://city.test/mine',
    id: row?.id,
  })
})

test.each([
  [{ status: 200, body: '{"code":7}' }, 'failed', '/code is not 0'],
  [{ status: 400, body: '' }, 'failed', 'HTTP 400'],
  [{ status: 500, body: '' }, 'waiting', 'HTTP 500'],
  [{ status: 429, body: '' }, 'waiting', 'HTTP 429'],
  [{ status: 200, body: 'not json' }, 'failed', '/code is not 0'],
])('a provider that answers %j leaves the message %s', async (answer, state, fault) => {
  provider.answer = () => answer
  await tell(ann, ['sms'])
  await city.runDue('message')
  expect(await newest()).toMatchObject({ state, fault })
  await sql`delete from notify.message where state = 'waiting'`.execute(base.db)
})

test('a secret stays when an adapter is changed, and a channel may be closed again', async () => {
  const answer = good(
    await admin.call('PUT', '/api/notify/channels/sms', { adapter: { ...smsAdapter, body: { to: '{phone}' } } }),
  )
  expect(answer.secretNames).toEqual(['token'])
  const gone = await admin.call('PUT', '/api/notify/channels/sms', { adapter: smsAdapter, secrets: { token: null } })
  expect(gone.status).toBe(422)
  expect(gone.json.code).toBe('notify.adapter')
  good(await admin.call('DELETE', '/api/notify/channels/sms'))
  await tell(ann, ['sms'])
  await city.runDue('message')
  expect(await newest()).toMatchObject({ state: 'sandboxed' })
})

test('who cannot be reached on a channel, or is gone, is not told there', async () => {
  await tell(bob, ['sms'])
  await city.runDue('message')
  expect(await newest()).toMatchObject({ state: 'dropped', fault: 'no address' })
  expect(await tell('0190a000-0000-7000-8000-000000000000', ['sms', 'inbox'])).toEqual({ notices: 0, messages: 0 })
  expect(await tell('not-a-person', ['sms', 'inbox'])).toEqual({ notices: 0, messages: 0 })
})

test('a channel can be tried', async () => {
  const tried = good(await admin.post('/api/notify/channels/email/test', { email: 'try@example.com' }))
  expect(tried.goesTo).toBe('provider')
  expect(mail.letters.at(-1)?.to).toBe('try@example.com')
  expect(good(await admin.post('/api/notify/channels/webhook/test', {})).goesTo).toBe('sandbox')
  mail.answer = () => '550 no'
  const failed = await admin.post('/api/notify/channels/email/test', { email: 'try@example.com' })
  expect([failed.status, failed.json.code]).toEqual([503, 'notify.unreachable'])
})

test('no log line names a person, a number, an address or a word of a message', () => {
  const lines = written.mock.calls.map(([line]) => String(line)).join('')
  expect(lines).toContain('did not get through')
  for (const personal of [phone, email, 'bob@example.com', '你好', 'Hello Ann', 'top-secret'])
    expect(lines).not.toContain(personal)
})

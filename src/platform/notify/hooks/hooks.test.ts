import { createHmac, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { good, notifyCity, report } from '../testing/notify-city.ts'
import { breakerFailures, breakerPause, hookPauses } from './deliver-hook.ts'
import { signature } from './hook.ts'

const other = await receiver()
afterAll(other.close)
const city = await notifyCity({ settings: { allowedHosts: new Set([other.host]) } })
const { base, clock } = city
const { db } = base
const admin = city.as(city.actor(await city.enter({ name: '管理员' }), ['administrator', 'sh']))

beforeEach(async () => {
  other.answer = () => ({ status: 204 })
  other.calls.length = 0
  clock.now = Date.UTC(2030, 2, 4, 1)
  await sql`delete from notify.hook`.execute(db)
})

const subscribe = async (more: object = {}): Promise<{ id: string; secret: string }> =>
  good(
    await admin.post('/api/notify/hooks', {
      title: '区平台',
      url: `${other.url}/in`,
      types: ['case.submitted'],
      ...more,
    }),
  )

const deliveries = async (id: string, state = '') =>
  good(await admin.get(`/api/notify/hooks/${id}/deliveries${state && `?state=${state}`}`)).items
const hookOf = async (id: string) =>
  good(await admin.get('/api/notify/hooks')).items.find((one: { id: string }) => one.id === id)

/** A report, and its event in the receiver's queue. */
async function happen(): Promise<{ id: string; number: string }> {
  const made = await report(city)
  await city.settle()
  return made
}

test('a subscriber hears which case it is and what happened, signed, and nothing of who reported', async () => {
  const { id, secret } = await subscribe()
  const made = good(
    await city.post('/api/cases', {
      pack: 'hotline',
      answers: { what: '路灯不亮', phone: '13800138000', name: '李某' },
    }),
  )
  await city.settle()
  await city.runDue('hook_delivery')
  const [call] = other.calls
  const { headers, body = '' } = call ?? {}
  expect(JSON.parse(body)).toMatchObject({
    type: 'case.submitted',
    data: { case: made.id, number: made.number, pack: 'hotline', seq: 1, demo: false },
  })
  expect(body).not.toMatch(/13800138000|李某|路灯/)
  // as a receiver checks it, by the text of Standard Webhooks
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signed = `${headers?.['webhook-id']}.${headers?.['webhook-timestamp']}.${body}`
  const [version, sent = ''] = String(headers?.['webhook-signature']).split(',')
  const expected = createHmac('sha256', key).update(signed).digest()
  expect(version).toBe('v1')
  expect(timingSafeEqual(Buffer.from(sent, 'base64'), expected)).toBe(true)
  expect(Number(headers?.['webhook-timestamp'])).toBe(clock.now / 1000)
  expect(await deliveries(id, 'done')).toHaveLength(1)
})

test('the signature is that of the published example', () => {
  // https://github.com/standard-webhooks/standard-webhooks, test vector of its libraries
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'
  expect(signature(secret, 'msg_p5jXN8AQM9LWM0D4loKWxJek', 1614265330, '{"test": 2432232314}')).toBe(
    'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
  )
})

test('each hears only what it subscribed to', async () => {
  const all = await subscribe({ types: ['case.*'] })
  const closed = await subscribe({ types: ['case.closed'] })
  const elsewhere = await subscribe({ types: ['case.*'], packs: ['newborn'] })
  await happen()
  const counts = await Promise.all([all, closed, elsewhere].map(async ({ id }) => (await deliveries(id)).length))
  expect(counts).toEqual([1, 0, 0])
})

test('a receiver that is down is asked again with growing pauses, then the letter is dead, seen and sent again', async () => {
  const { id } = await subscribe()
  other.answer = () => ({ status: 500 })
  await happen()
  for (const [attempt, pause] of hookPauses.entries()) {
    expect(await city.runDue('hook_delivery')).toBe(1)
    const [waiting] = await deliveries(id)
    expect(waiting).toMatchObject({ state: 'waiting', attempts: attempt + 1, status: 500, fault: 'HTTP 500' })
    expect(Date.parse(waiting.dueAt) - clock.now).toBe(pause * 1000)
    clock.now += pause * 1000
  }
  await city.runDue('hook_delivery')
  const [dead] = await deliveries(id, 'dead')
  expect(dead).toMatchObject({ state: 'dead', attempts: hookPauses.length + 1 })
  expect(await hookOf(id)).toMatchObject({ dead: 1, waiting: 0 })
  other.answer = () => ({ status: 200 })
  good(await admin.post(`/api/notify/hooks/${id}/deliveries/${dead.id}/retry`))
  expect((await admin.post(`/api/notify/hooks/${id}/deliveries/${dead.id}/retry`)).status).toBe(404)
  await city.runDue('hook_delivery')
  expect(await deliveries(id, 'done')).toHaveLength(1)
  expect(await hookOf(id)).toMatchObject({ failures: 0, dead: 0 })
})

test('after many failures in a row nothing is tried for a while, then one probe opens the way again', async () => {
  const { id } = await subscribe()
  other.answer = () => ({ status: 503 })
  for (let count = 0; count < breakerFailures; count += 1) await report(city)
  await city.settle()
  await city.runDue('hook_delivery')
  expect(other.calls).toHaveLength(breakerFailures)
  expect(Date.parse((await hookOf(id)).openUntil)).toBe(clock.now + breakerPause)
  await happen()
  clock.now += hookPauses[0] * 1000
  await city.runDue('hook_delivery')
  expect(other.calls).toHaveLength(breakerFailures)
  clock.now += breakerPause
  other.answer = () => ({ status: 200 })
  while ((await city.runDue('hook_delivery')) > 0);
  expect(await deliveries(id, 'done')).toHaveLength(breakerFailures + 1)
  expect((await hookOf(id)).openUntil).toBeUndefined()
})

test('a subscription to which nothing got through for days is closed, and can be opened again', async () => {
  const { id } = await subscribe()
  other.answer = () => ({ status: 500 })
  await happen()
  await city.runDue('hook_delivery')
  clock.now += 6 * 86_400_000
  await city.runDue('hook_delivery')
  expect(await hookOf(id)).toMatchObject({ closedWhy: 'unreachable' })
  await happen()
  expect(await deliveries(id)).toHaveLength(1)
  const opened = good(await admin.call('PATCH', `/api/notify/hooks/${id}`, { isClosed: false }))
  expect(opened).toMatchObject({ failures: 0 })
  expect(opened.closedAt).toBeUndefined()
})

test('what is owed to a closed subscription is not sent', async () => {
  const { id } = await subscribe()
  await happen()
  good(await admin.call('PATCH', `/api/notify/hooks/${id}`, { isClosed: true }))
  await city.runDue('hook_delivery')
  expect(other.calls).toEqual([])
  expect((await deliveries(id, 'dead'))[0].fault).toContain('closed')
})

test.each([
  [{ url: 'https://127.0.0.1/' }, 'notify.address'],
  [{ url: 'http://example.com/' }, 'notify.address'],
  [{ types: ['case.nothing'] }, 'notify.unknownType'],
  [{ types: ['case.noted'] }, 'notify.unknownType'],
  [{ types: [] }, 'base.invalid'],
  [{ title: ' ' }, 'base.invalid'],
])('%j is refused', async (more, code) => {
  const answer = await admin.post('/api/notify/hooks', {
    title: '甲',
    url: `${other.url}/`,
    types: ['case.*'],
    ...more,
  })
  expect([answer.status, answer.json.code]).toEqual([422, code])
})

test('by itself the city sends what is due', async () => {
  clock.now = Date.now() - 1000
  const { id } = await subscribe()
  await happen()
  expect(other.calls).toHaveLength(1)
  expect(await deliveries(id, 'done')).toHaveLength(1)
})

test('a secret is shown once, and can be renewed', async () => {
  const { id, secret } = await subscribe()
  const list = await admin.get('/api/notify/hooks')
  expect(list.text).not.toContain(secret.slice(6))
  const renewed = good(await admin.post(`/api/notify/hooks/${id}/secret`)).secret
  expect(renewed).not.toBe(secret)
  expect(good(await admin.post(`/api/notify/hooks/${id}/test`)).status).toBe(204)
  const { headers, body = '' } = other.calls.at(-1) ?? {}
  const [hookId, at] = [String(headers?.['webhook-id']), Number(headers?.['webhook-timestamp'])]
  expect(headers?.['webhook-signature']).toBe(signature(renewed, hookId, at, body))
  expect(headers?.['webhook-signature']).not.toBe(signature(secret, hookId, at, body))
  expect((await admin.call('DELETE', `/api/notify/hooks/${id}`)).status).toBe(204)
  expect((await admin.get(`/api/notify/hooks/${id}/deliveries`)).status).toBe(404)
})

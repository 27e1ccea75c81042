import { sql } from 'kysely'
import { afterAll, expect, test, vi } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { program, twinCity } from '../testing/twin-city.ts'
import { sendPauses } from './deliver.ts'

const other = await receiver()
afterAll(other.close)
const { ngsi, city, clock, twin } = await twinCity({ allowedHosts: new Set([other.host]) })
const keeper = city.as(program('keeper', 'twin.notifications'))

let count = 0
/** A notification that no try brings through. */
async function deadLetter(): Promise<string> {
  const id = `urn:ngsi-ld:Subscription:${++count}`
  const notification = { endpoint: { uri: `${other.url}/told?key=secret` } }
  await ngsi('POST', '/subscriptions', { id, type: 'Subscription', entities: [{ type: `Lamp${count}` }], notification })
  other.answer = () => ({ status: 500 })
  await ngsi('POST', '/entities', { id: `urn:ngsi-ld:Lamp:${count}`, type: `Lamp${count}`, power: 1 })
  for (const tries of [...sendPauses, 0].map((_, at) => at + 1)) {
    await vi.waitFor(
      async () => {
        // Past every pause and every rest of the receiver.
        clock.now += 3_600_000
        const [letter] = (await keeper.get(`/api/twin/notifications?subscription=${id}`)).json.items
        expect(letter.attempts).toBeGreaterThanOrEqual(tries)
      },
      { timeout: 10_000, interval: 100 },
    )
  }
  await vi.waitFor(async () => expect((await dead(id)).length).toBe(1), { timeout: 10_000 })
  return id
}
const dead = async (subscription: string) =>
  (await keeper.get(`/api/twin/notifications?state=dead&subscription=${subscription}`)).json.items

test('a dead letter is found with its reason, sent again once the receiver is mended, and gone', async () => {
  const subscription = await deadLetter()
  const [letter] = await dead(subscription)
  expect(letter).toMatchObject({
    ...{ subscription, tenant: '', state: 'dead', fault: 'HTTP 500', attempts: sendPauses.length + 1 },
    ...{ receiver: `${other.url}/told`, entities: ['urn:ngsi-ld:Lamp:1'] },
  })
  expect(await twin.checks?.()).toMatchObject([
    { state: 'watch', says: { en: expect.stringContaining('1 dead letters of 1') } },
  ])
  other.answer = () => ({ status: 200 })
  const before = other.calls.length
  expect((await keeper.post(`/api/twin/notifications/${letter.id}/retry`, {})).json).toEqual({ count: 1 })
  await vi.waitFor(() => expect(other.calls.length).toBe(before + 1), { timeout: 10_000 })
  await vi.waitFor(async () => expect((await keeper.get('/api/twin/notifications')).json.items).toEqual([]), {
    timeout: 10_000,
  })
  expect((await twin.checks?.())?.[0]?.state).toBe('well')
  expect((await keeper.post(`/api/twin/notifications/${letter.id}/retry`, {})).status).toBe(404)
})

test('dropped one by one or all of a subscription; of one that is paused nothing is sent again', async () => {
  const subscription = 'urn:ngsi-ld:Subscription:other'
  const notification = { endpoint: { uri: `${other.url}/told` } }
  await ngsi('POST', '/subscriptions', {
    id: subscription,
    type: 'Subscription',
    entities: [{ type: 'T' }],
    notification,
  })
  await sql`insert into twin.notification (id, tenant, subscription, body, state, due_at, created_at)
    values (gen_random_uuid(), '', ${subscription}, '[]', 'dead', now(), now())`.execute(city.database.db)
  await ngsi('PATCH', `/subscriptions/${subscription}`, { isActive: false })
  expect((await keeper.post('/api/twin/notifications/retry', { subscription })).status).toBe(409)
  expect((await keeper.post('/api/twin/notifications/drop', { subscription })).json).toEqual({ count: 1 })
  expect(await dead(subscription)).toEqual([])
  expect((await keeper.post('/api/twin/notifications/drop', { subscription })).status).toBe(404)
})

test('an ordinary reader of the twin sees no letters of others', async () => {
  const reader = city.as(program('reader', 'twin'))
  expect((await reader.get('/api/twin/notifications')).status).toBe(403)
  expect((await reader.post('/api/twin/notifications/drop', { subscription: 'urn:x:1' })).status).toBe(403)
})

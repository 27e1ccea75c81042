import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { ColumnBatch } from '../observations/index.ts'
import { mqttSink } from '../testing/mqtt-sink.ts'
import { errorOf, program, twinCity } from '../testing/twin-city.ts'
import { sendPauses } from './deliver.ts'

const other = await receiver()
const sink = await mqttSink()
afterAll(other.close)
afterAll(sink.close)
/** Takes every call and answers none. */
const calledInVain = new Set<Socket>()
const silent = createServer((socket) => calledInVain.add(socket)).listen(0, '127.0.0.1')
await once(silent, 'listening')
const silentHost = `127.0.0.1:${(silent.address() as AddressInfo).port}` // it listens on TCP
afterAll(() => silent.close())
const { ngsi, as, city, clock, twin } = await twinCity({
  allowedHosts: new Set([other.host, silentHost, `127.0.0.1:${sink.port}`]),
})
const { db } = city.database

const made: string[] = []
beforeEach(async () => {
  for (const id of made.splice(0)) await ngsi('DELETE', `/subscriptions/${id}`)
  other.calls.length = 0
  other.answer = () => ({ status: 200 })
})

let count = 0
async function subscribe(more: object, notification: object = {}, ngsiAs = ngsi): Promise<string> {
  const id = `urn:ngsi-ld:Subscription:${++count}`
  const body = {
    id,
    type: 'Subscription',
    entities: [{ type: 'Lamp' }],
    notification: { endpoint: { uri: `${other.url}/told` }, ...notification },
    ...more,
  }
  const answer = await ngsiAs('POST', '/subscriptions', body)
  expect([answer.status, answer.text]).toEqual([201, ''])
  made.push(id)
  return id
}
let lamps = 0
async function lamp(more: object = {}): Promise<string> {
  const id = `urn:ngsi-ld:Lamp:${++lamps}`
  expect((await ngsi('POST', '/entities', { id, type: 'Lamp', power: 10, ...more })).status).toBe(201)
  return id
}
/** Slow machines are given time; what is waited for ends the waiting. */
const patience = { timeout: 10_000 }
const told = () => other.calls.map((call) => JSON.parse(call.body))
const calls = (n: number) => vi.waitFor(() => expect(other.calls).toHaveLength(n), patience)
// What is none of a subscriber's business is followed by something that is: when that has come, the other would have, too.
const after = async (id: string) => {
  await ngsi('PATCH', `/entities/${id}/attrs`, { power: 999 })
  await vi.waitFor(() => expect(other.calls.at(-1)?.body).toContain('999'), patience)
}

test('a change is told, with who was subscribed and how things stand', async () => {
  const subscription = await subscribe({})
  const id = await lamp()
  await calls(1)
  expect(other.calls[0]).toMatchObject({ method: 'POST', url: '/told' })
  expect(other.calls[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    link: expect.stringContaining('json-ld#context'),
  })
  expect(told()[0]).toMatchObject({
    type: 'Notification',
    subscriptionId: subscription,
    data: [{ id, type: 'Lamp', power: { type: 'Property', value: 10 } }],
  })
  await vi.waitFor(async () => {
    const { notification, status } = (await ngsi('GET', `/subscriptions/${subscription}`)).json
    expect([status, notification.status, notification.timesSent]).toEqual(['active', 'ok', 1])
    expect(notification.lastSuccess).toBe(notification.lastNotification)
  }, patience)
})

test('only watched attributes, only what meets the conditions, only real changes', async () => {
  await subscribe({ watchedAttributes: ['power'], q: 'power>50', scopeQ: '/Shanghai/#' })
  const id = await lamp({ power: 60, name: 'a', scope: '/Shanghai/Huangpu' })
  await calls(1)
  await ngsi('PATCH', `/entities/${id}/attrs`, { name: 'b' })
  await ngsi('PATCH', `/entities/${id}/attrs`, { power: 40 })
  await ngsi('PATCH', `/entities/${id}/attrs`, { power: 70 })
  await ngsi('PATCH', `/entities/${id}/attrs`, { power: 70 })
  await lamp({ power: 80, scope: '/Suzhou' })
  await after(id)
  expect(told().map((one) => one.data[0].power.value)).toEqual([60, 70, 999])
})

test('by place', async () => {
  const square = [
    [
      [121, 31],
      [122, 31],
      [122, 32],
      [121, 32],
      [121, 31],
    ],
  ]
  await subscribe({ geoQ: { georel: 'within', geometry: 'Polygon', coordinates: square } })
  const at = (lng: number) => ({ location: { type: 'Point', coordinates: [lng, 31.5] } })
  await lamp(at(120))
  const inside = await lamp(at(121.5))
  await calls(1)
  expect(told()[0].data[0].id).toBe(inside)
})

test('in another form, of other parts, as JSON-LD, with what goes in headers', async () => {
  const endpoint = {
    uri: `${other.url}/told`,
    accept: 'application/ld+json',
    receiverInfo: [{ key: 'Authorization', value: 'Bearer x' }],
  }
  await subscribe({}, { endpoint, format: 'keyValues', attributes: ['power'] })
  const id = await lamp({ name: 'a' })
  await calls(1)
  expect(other.calls[0]?.headers).toMatchObject({ 'content-type': 'application/ld+json', authorization: 'Bearer x' })
  expect(told()[0]).toMatchObject({ '@context': expect.anything(), data: [{ id, type: 'Lamp', power: 10 }] })
  expect(told()[0].data[0].name).toBeUndefined()
})

test('deletions, and what was before', async () => {
  const trigger = ['entityDeleted', 'attributeDeleted', 'attributeUpdated']
  await subscribe({ notificationTrigger: trigger }, { showChanges: true })
  const id = await lamp({ name: 'a' })
  await ngsi('PATCH', `/entities/${id}/attrs`, { power: 11 })
  await calls(1)
  expect(told()[0].data[0].power).toEqual({ type: 'Property', value: 11, previousValue: 10 })
  await ngsi('DELETE', `/entities/${id}/attrs/name`)
  await calls(2)
  expect(told()[1].data[0].name).toEqual({ type: 'Property', value: 'urn:ngsi-ld:null', previousValue: 'a' })
  await ngsi('DELETE', `/entities/${id}`)
  await calls(3)
  expect(told()[2].data[0]).toMatchObject({ id, type: 'Lamp', deletedAt: expect.any(String) })
})

test('a receiver that fails is tried again later; what never gets through is a dead letter to be seen', async () => {
  const subscription = await subscribe({})
  other.answer = () => ({ status: 500 })
  await lamp()
  await calls(1)
  const row = async () =>
    (
      await sql<{
        state: string
        attempts: number
        fault: string
      }>`select state, attempts, fault from twin.notification where subscription = ${subscription}`.execute(db)
    ).rows[0]
  for (const [index, pause] of sendPauses.entries()) {
    await vi.waitFor(
      async () => expect(await row()).toMatchObject({ state: 'waiting', attempts: index + 1, fault: 'HTTP 500' }),
      patience,
    )
    clock.now += Math.max(pause, 600) * 1_000
    await calls(index + 2)
  }
  await vi.waitFor(async () => expect(await row()).toMatchObject({ state: 'dead' }), patience)
  const { notification } = (await ngsi('GET', `/subscriptions/${subscription}`)).json
  expect(notification).toMatchObject({ status: 'failed', timesFailed: sendPauses.length + 1 })
  expect(notification.lastFailure).toBeDefined()
})

test('a receiver that does not answer keeps no other waiting', async () => {
  await subscribe({}, { endpoint: { uri: `http://${silentHost}/x`, timeout: 60_000 } })
  await subscribe({})
  const id = await lamp()
  await vi.waitFor(() => expect(calledInVain.size).toBe(1), patience)
  for (let n = 1; n <= 4; n++) {
    await ngsi('PATCH', `/entities/${id}/attrs`, { power: n })
    await calls(n + 1)
  }
  expect(told().map(({ data }) => data[0].power.value)).toEqual([10, 1, 2, 3, 4])
  // One at a time for each: it has not answered the first.
  expect(calledInVain.size).toBe(1)
  for (const socket of calledInVain) socket.destroy()
})

test('throttled news comes together, each entity as it is last', async () => {
  await subscribe({ throttling: 60 })
  const id = await lamp()
  await calls(1)
  await ngsi('PATCH', `/entities/${id}/attrs`, { power: 11 })
  await ngsi('PATCH', `/entities/${id}/attrs`, { power: 12 })
  const second = await lamp()
  clock.now += 61_000
  await calls(2)
  expect(told()[1].data.map((one: { id: string; power: { value: number } }) => [one.id, one.power.value])).toEqual([
    [id, 12],
    [second, 10],
  ])
})

test('at intervals whether anything changed or not', async () => {
  const id = await lamp({ kind: 'regular' })
  await subscribe({ entities: [{ type: 'Lamp', id }], timeInterval: 100 })
  clock.now += 101_000
  await calls(1)
  clock.now += 101_000
  await calls(2)
  expect(told()[1].data).toHaveLength(1)
})

test('paused and expired subscriptions are silent', async () => {
  const paused = await subscribe({ isActive: false })
  const short = await subscribe({ expiresAt: new Date(clock.now + 10_000).toISOString() })
  clock.now += 20_000
  const third = await subscribe({})
  await lamp()
  await calls(1)
  expect(told()[0].subscriptionId).toBe(third)
  expect((await ngsi('GET', `/subscriptions/${paused}`)).json.status).toBe('paused')
  expect((await ngsi('GET', `/subscriptions/${short}`)).json.status).toBe('expired')
  expect((await ngsi('PATCH', `/subscriptions/${paused}`, { isActive: true })).status).toBe(204)
  await lamp()
  await calls(3)
})

test.each([
  ['mqtt3.1.1', 4, 0],
  ['mqtt3.1.1', 4, 1],
  ['mqtt3.1.1', 4, 2],
  ['mqtt5.0', 5, 0],
  ['mqtt5.0', 5, 1],
  ['mqtt5.0', 5, 2],
])('over MQTT: metadata and body to the topic, by %s (%i) with quality %i', async (said, version, qos) => {
  const before = sink.published.length
  const endpoint = {
    uri: `mqtt://127.0.0.1:${sink.port}/city/lamps`,
    notifierInfo: [
      { key: 'MQTT-Version', value: said },
      { key: 'MQTT-QoS', value: String(qos) },
    ],
    receiverInfo: [{ key: 'who', value: 'me' }],
  }
  const subscription = await subscribe({}, { endpoint })
  const id = await lamp()
  await vi.waitFor(() => expect(sink.published).toHaveLength(before + 1), patience)
  const message = sink.published.at(-1)
  expect([message?.topic, message?.qos, message?.version]).toEqual(['city/lamps', qos, version])
  expect(JSON.parse(message?.payload ?? '')).toMatchObject({
    metadata: { 'Content-Type': 'application/json', Link: expect.stringContaining('json-ld#context'), who: 'me' },
    body: { subscriptionId: subscription, data: [{ id }] },
  })
})

test('nobody is told what he may not see', async () => {
  await sql`insert into twin.reader_limit (actor, types) values ('narrow', array['https://uri.etsi.org/ngsi-ld/default-context/Tree'])`.execute(
    db,
  )
  const narrow = as(program('narrow', 'twin'))
  await subscribe({ entities: [{ type: 'Lamp' }, { type: 'Tree' }] }, {}, narrow)
  const whole = await subscribe({})
  await lamp()
  await calls(1)
  expect(told()[0].subscriptionId).toBe(whole)
  expect((await narrow('GET', `/subscriptions/${whole}`)).status).toBe(404)
})

test.each<[string, object]>([
  ['no endpoint', { notification: {} }],
  ['an endpoint inside the house', { notification: { endpoint: { uri: 'http://10.0.0.1:8080/x' } } }],
  ['neither entities nor attributes', { entities: undefined }],
  ['an empty list of entities', { entities: [] }],
  ['a query that is none', { q: 'a==' }],
  ['an interval and watched attributes', { timeInterval: 5, watchedAttributes: ['a'] }],
  ['a trigger that is none', { notificationTrigger: ['whenever'] }],
  ['an end in the past', { expiresAt: '2020-01-01T00:00:00Z' }],
])('%s is refused', async (_, more) => {
  const body = {
    type: 'Subscription',
    entities: [{ type: 'T' }],
    notification: { endpoint: { uri: `${other.url}/x` } },
    ...more,
  }
  const answer = await ngsi('POST', '/subscriptions', body)
  expect(answer.status).toBe(400)
})

test('listed, counted, deleted; made twice is AlreadyExists', async () => {
  const id = await subscribe({ watchedAttributes: ['power'], subscriptionName: 'mine' })
  expect(
    errorOf(
      await ngsi('POST', '/subscriptions', {
        id,
        type: 'Subscription',
        entities: [{ type: 'T' }],
        notification: { endpoint: { uri: `${other.url}/x` } },
      }),
    ),
  ).toEqual([409, 'AlreadyExists'])
  const all = await ngsi('GET', '/subscriptions?count=true')
  expect([all.headers.get('ngsild-results-count'), all.json.length]).toEqual(['1', 1])
  expect(all.json[0]).toMatchObject({
    id,
    type: 'Subscription',
    subscriptionName: 'mine',
    watchedAttributes: ['power'],
    entities: [{ type: 'Lamp' }],
  })
  expect((await ngsi('DELETE', `/subscriptions/${id}`)).status).toBe(204)
  expect(errorOf(await ngsi('GET', `/subscriptions/${id}`))).toEqual([404, 'ResourceNotFound'])
})

test('what a device reports is told: the newest reading, once, with what it was before', async () => {
  const id = await lamp()
  const key = (await twin.entities.find([id])).get(id)?.key ?? 0
  const name = 'https://uri.etsi.org/ngsi-ld/default-context/warmth'
  const [series = 0] = await twin.observations.seriesOf(db, [{ entity: key, name, unit: 'CEL' }])
  const read = async (...all: readonly (readonly [at: number, value: number])[]) => {
    const columns = new ColumnBatch(4)
    for (const [at, value] of all) columns.add(series, at, value, 0)
    await twin.observations.write(columns)
    await twin.observations.settle()
  }
  await subscribe({ watchedAttributes: ['warmth'], q: 'warmth>20' }, { showChanges: true })
  const start = Date.now() - 60_000
  await read([start, 19])
  await read([start + 1_000, 21], [start + 2_000, 22])
  await calls(1)
  expect(told()[0]).toMatchObject({
    data: [{ id, warmth: { value: 22, unitCode: 'CEL', observedAt: new Date(start + 2_000).toISOString() } }],
  })
  // What came in between was looked at or not, as time allowed.
  expect([19, 21]).toContain(told()[0].data[0].warmth.previousValue)
  // The same reading again is nothing new.
  await read([start + 2_000, 22])
  await read([start + 3_000, 23])
  await calls(2)
  expect(told()[1].data[0].warmth).toMatchObject({ value: 23, previousValue: 22 })
})

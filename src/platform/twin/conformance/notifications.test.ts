import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// Notifications and versions as the ETSI suite and its public extensions ask for them, where V1.9.1 stands behind it.

const other = await receiver()
afterAll(other.close)
const hosts = new Set([other.host])
const { ngsi, clock } = await twinCity({ allowedHosts: hosts })
const made: string[] = []
beforeEach(async () => {
  for (const path of made.splice(0)) await ngsi('DELETE', path)
  other.calls.length = 0
  other.answer = () => ({ status: 200 })
})
let count = 0
const subscription = (more: object, notification: object = {}) => ({
  id: `urn:ngsi-ld:Subscription:${++count}`,
  type: 'Subscription',
  entities: [{ type: 'Building' }],
  notification: { endpoint: { uri: `${other.url}/notify` }, ...notification },
  ...more,
})
async function subscribe(more: object = {}, notification: object = {}): Promise<string> {
  const given = subscription(more, notification)
  const answer = await ngsi('POST', '/subscriptions', given)
  expect([answer.status, answer.text]).toEqual([201, ''])
  made.push(`/subscriptions/${given.id}`)
  return given.id
}
async function create(id: string, type: string, more: object = {}): Promise<string> {
  expect((await ngsi('POST', '/entities', { id, type, ...more })).status).toBe(201)
  made.push(`/entities/${id}`)
  return id
}
const told = async (n = 1) => {
  await vi.waitFor(() => expect(other.calls).toHaveLength(n), { timeout: 10_000 })
  return JSON.parse(other.calls[n - 1]?.body ?? '')
}
const endpoint = (more: object) => ({ endpoint: { uri: `${other.url}/notify`, ...more } })
const link = { type: 'Relationship', object: 'urn:ngsi-ld:City:Paris' }

test('046_10, 046_14: JSON names its context in a Link; of JSON-LD each entity brings it', async () => {
  await subscribe({}, endpoint({ accept: 'application/ld+json' }))
  await create('urn:ngsi-ld:Building:1', 'Building', { name: 'Eiffel Tower' })
  const { data, '@context': own } = await told()
  expect([data[0]['@context'], other.calls[0]?.headers.link]).toEqual([own, undefined])
  expect(own).toEqual(expect.stringContaining('ngsi-ld-core-context'))
})

test('6.3.8: GeoJSON brings its context, or with Prefer: body=json names it in a Link', async () => {
  const accept = 'application/geo+json'
  await subscribe({}, endpoint({ accept, receiverInfo: [{ key: 'Prefer', value: 'body=json' }] }))
  await create('urn:ngsi-ld:Building:2', 'Building', { name: 'x' })
  const plain = await told()
  expect([plain.data.type, plain.data['@context'], plain['@context']]).toEqual([
    'FeatureCollection',
    undefined,
    undefined,
  ])
  expect(other.calls[0]?.headers).toMatchObject({
    link: expect.stringContaining('json-ld#context'),
    prefer: 'body=json',
  })
  await ngsi('DELETE', made.shift() ?? '')
  await subscribe({}, endpoint({ accept }))
  await ngsi('PATCH', '/entities/urn:ngsi-ld:Building:2/attrs', { name: 'y' })
  const whole = await told(2)
  expect([whole.data['@context'], other.calls[1]?.headers.link]).toEqual([expect.any(String), undefined])
})

test('046_44_03: a projection goes into the linked entities beside', async () => {
  const city = { name: 'Paris', description: 'a city', isInCountry: { type: 'Relationship', object: 'urn:x:France' } }
  await create('urn:ngsi-ld:City:Paris', 'City', city)
  await create('urn:ngsi-ld:Building:3', 'Building', { street: 'x', locatedAt: link })
  await subscribe({}, { join: 'flat', pick: ['id', 'name', 'locatedAt{id|name}'], format: 'simplified' })
  await ngsi('POST', '/entities/urn:ngsi-ld:Building:3/attrs', { name: 'Tower' })
  expect((await told()).data).toEqual([
    { id: 'urn:ngsi-ld:Building:3', name: 'Tower', locatedAt: link.object },
    { id: 'urn:ngsi-ld:City:Paris', name: 'Paris' },
  ])
})

test('046_44_01, 046_44_02: terms and alternatives of a projection', async () => {
  const id = await create('urn:ngsi-ld:Building:4', 'Building', { street: 'x', locatedAt: link, floors: 3 })
  await subscribe({}, { pick: ['id', 'name', 'locatedAt{name}'], format: 'simplified' })
  await subscribe({}, { pick: ['id', 'name|street'], format: 'simplified' })
  await ngsi('POST', `/entities/${id}/attrs`, { name: 'Tower' })
  await told(2)
  const shown = other.calls.map(({ body }) => JSON.parse(body).data[0])
  expect(shown).toContainEqual({ id, name: 'Tower', locatedAt: link.object })
  expect(shown).toContainEqual({ id, name: 'Tower', street: 'x' })
})

test('49_01: conditions follow relationships', async () => {
  const connected = (object: string) => ({ isConnectedTo: { type: 'Relationship', object } })
  const low = await create('urn:ngsi-ld:Device:low', 'Device', { batteryLevel: 0.3 })
  const full = await create('urn:ngsi-ld:Device:full', 'Device', { batteryLevel: 0.95 })
  const id = await subscribe({ entities: [{ type: 'Vehicle' }], q: 'isConnectedTo{batteryLevel}<0.5' })
  await create('urn:ngsi-ld:Vehicle:ok', 'Vehicle', connected(full))
  await create('urn:ngsi-ld:Vehicle:low', 'Vehicle', connected(low))
  const { subscriptionId, data } = await told()
  expect([subscriptionId, data.map((one: { id: string }) => one.id)]).toEqual([id, ['urn:ngsi-ld:Vehicle:low']])
})

test('by time, with the entities that those lead to', async () => {
  await create('urn:ngsi-ld:City:Paris', 'City', { name: 'Paris' })
  await create('urn:ngsi-ld:Building:5', 'Building', { locatedAt: link })
  await subscribe({ timeInterval: 60 }, { join: 'inline', format: 'simplified' })
  clock.now += 61_000
  expect((await told()).data).toEqual([
    { id: 'urn:ngsi-ld:Building:5', type: 'Building', locatedAt: { id: link.object, type: 'City', name: 'Paris' } },
  ])
})

test('5.8.6: notifications in an earlier version', async () => {
  await subscribe({ ngsildConformance: '1.5' })
  await create('urn:ngsi-ld:Building:6', 'Building', { kind: { type: 'VocabProperty', vocab: 'tower' } })
  expect((await told()).data[0].kind).toEqual({ type: 'Property', value: 'tower' })
})

test.each<[string, object, object]>([
  ['a version that is none', { ngsildConformance: 'new' }, {}],
  ['a name that is no text', { subscriptionName: 1 }, {}],
  ['a description that is no text', { description: ['a'] }, {}],
  ['a language that is no text', { lang: 3 }, {}],
  ['a filter of sources that is no text', { csf: { a: 1 } }, {}],
  [
    'a quality of MQTT that is none',
    {},
    { endpoint: { uri: 'mqtt://localhost/a', notifierInfo: [{ key: 'MQTT-QoS', value: '3' }] } },
  ],
  [
    'a version of MQTT that is none',
    {},
    { endpoint: { uri: 'mqtt://localhost/a', notifierInfo: [{ key: 'MQTT-Version', value: '3.1.1' }] } },
  ],
  ['attributes that are members', {}, { attributes: ['id'] }],
  ['attributes beside pick', {}, { attributes: ['name'], pick: ['id'] }],
  ['028_09_03: no attributes', {}, { attributes: [] }],
  ['028_09_04: nothing to pick', {}, { pick: [] }],
  ['028_09_05: nothing to omit', {}, { omit: [] }],
  ['028_09_01: changes of values alone', {}, { format: 'keyValues', showChanges: true }],
  ['a join that is none', {}, { join: 'sideways' }],
  ['a level that is none', {}, { join: 'flat', joinLevel: 0 }],
  ['sysAttrs that is no truth value', {}, { sysAttrs: 'yes' }],
])('%s is refused', async (_, more, notification) => {
  expect(errorOf(await ngsi('POST', '/subscriptions', subscription(more, notification)))).toEqual([
    400,
    'BadRequestData',
  ])
})

test('046_12: who asks at once how a notification stands that he just answered is told so', async () => {
  const id = await subscribe()
  await create('urn:ngsi-ld:Building:8', 'Building', { name: 'x' })
  await told()
  const { notification } = (await ngsi('GET', `/subscriptions/${id}`)).json
  expect(notification).toMatchObject({ status: 'ok', timesSent: 1, lastSuccess: expect.any(String) })
})

test('046_10: headers are written as the clauses write them', async () => {
  const names: string[] = []
  const reader = createServer((request, reply) => {
    names.push(...request.rawHeaders.filter((_, place) => place % 2 === 0))
    reply.end()
  })
  await new Promise<void>((done) => reader.listen(0, '127.0.0.1', done))
  const { port } = reader.address() as AddressInfo // a TCP server that listens
  hosts.add(`127.0.0.1:${port}`)
  const receiverInfo = [
    { key: 'X-Mine', value: '1' },
    { key: 'link', value: 'none' },
  ]
  await subscribe({}, { endpoint: { uri: `http://127.0.0.1:${port}/notify`, receiverInfo } })
  await create('urn:ngsi-ld:Building:9', 'Building', { name: 'x' })
  await vi.waitFor(() => expect(names).not.toEqual([]), { timeout: 10_000 })
  reader.close()
  expect(names).toEqual(expect.arrayContaining(['X-Mine', 'Content-Type', 'Link']))
  expect(names).not.toContain('link')
})

const vocab = { kind: { type: 'VocabProperty', vocab: 'tower' } }

test('436_08: entities in the version that is preferred, 203 where that changes them', async () => {
  const id = await create('urn:ngsi-ld:Building:7', 'Building', vocab)
  const ask = async (path: string, prefer: string) => {
    const { status, headers, json } = await ngsi('GET', path, undefined, { prefer })
    return [status, headers.get('preference-applied'), [json].flat()[0].kind.type]
  }
  for (const path of [`/entities/${id}`, '/entities?type=Building']) {
    expect(await ask(path, 'ngsi-ld=1.5')).toEqual([203, 'ngsi-ld=1.5', 'Property'])
    expect(await ask(path, 'ngsi-ld=1.9')).toEqual([200, 'ngsi-ld=1.9', 'VocabProperty'])
    expect(await ask(path, 'ngsi-ld=1.12')).toEqual([200, 'ngsi-ld=1.9', 'VocabProperty'])
  }
})

test.each([
  ['NGSI-LD=1.0', 'ngsi-ld=1.0'],
  ['ngsi-ld="1.0"', 'ngsi-ld=1.0'],
  ['ngsi-ld=1.0;q=0.1', 'ngsi-ld=1.0'],
  ['respond-async, ngsi-ld=1.0', 'ngsi-ld=1.0'],
  ['respond-async', null],
])('436_09, 436_10: a subscription has no versions; Prefer: %s is answered %s', async (prefer, applied) => {
  const id = await subscribe({}, { attributes: ['airQualityLevel'] })
  const { status, headers, json } = await ngsi('GET', `/subscriptions/${id}`, undefined, { prefer })
  expect([status, headers.get('preference-applied')]).toEqual([200, applied])
  expect([json.entities, json.notification.attributes]).toEqual([[{ type: 'Building' }], ['airQualityLevel']])
})

test('5.5.7, 5.8.2: what a change leaves alone means what it meant, in whatever context the change comes', async () => {
  const first = { Building: 'urn:a:Building', Shop: 'urn:a:Shop', name: 'urn:a:name' }
  const given = {
    ...subscription({ entities: [{ type: 'Building,Shop' }], watchedAttributes: ['name'] }),
    '@context': first,
  }
  const ld = { 'content-type': 'application/ld+json' }
  expect((await ngsi('POST', '/subscriptions', given, ld)).status).toBe(201)
  made.push(`/subscriptions/${given.id}`)
  const second = { Building: 'urn:b:Building', Shop: 'urn:b:Shop', size: 'urn:b:size', Tower: 'urn:a:Building' }
  const change = { description: 'x', watchedAttributes: ['size'], '@context': second }
  expect((await ngsi('PATCH', `/subscriptions/${given.id}`, change, ld)).status).toBe(204)
  const { entities, watchedAttributes } = (await ngsi('GET', `/subscriptions/${given.id}`)).json
  expect([entities, watchedAttributes]).toEqual([[{ type: 'urn:a:Building,urn:a:Shop' }], ['urn:b:size']])
})

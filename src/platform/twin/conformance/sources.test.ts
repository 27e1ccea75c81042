import { afterAll, beforeEach, expect, test, vi } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// What the ETSI conformance suite (DistributedOperations, ContextSource) and its public extensions ask for, where V1.9.1 stands behind it.

const other = await receiver()
afterAll(other.close)
const { ngsi } = await twinCity({ allowedHosts: new Set([other.host]) })
const made: string[] = []
beforeEach(async () => {
  for (const path of made.splice(0)) await ngsi('DELETE', path)
  other.calls.length = 0
  other.answer = () => ({ status: 200 })
})

let count = 0
const body = (more: object) => ({
  id: `urn:ngsi-ld:ContextSourceRegistration:${++count}`,
  type: 'ContextSourceRegistration',
  endpoint: `${other.url}/broker1`,
  information: [{ entities: [{ type: 'Vehicle' }] }],
  ...more,
})
async function register(more: object): Promise<string> {
  const given = body(more)
  const answer = await ngsi('POST', '/csourceRegistrations', given)
  expect([answer.status, answer.text]).toEqual([201, ''])
  made.push(`/csourceRegistrations/${given.id}`)
  return given.id
}
async function subscribe(more: object): Promise<string> {
  const id = `urn:ngsi-ld:Subscription:${++count}`
  const notification = { endpoint: { uri: `${other.url}/notify` } }
  const answer = await ngsi('POST', '/csourceSubscriptions', { id, type: 'Subscription', notification, ...more })
  expect([answer.status, answer.text]).toEqual([201, ''])
  made.push(`/csourceSubscriptions/${id}`)
  return id
}
const told = () => other.calls.filter(({ url }) => url === '/notify').map((call) => JSON.parse(call.body))
const news = (n: number) => vi.waitFor(() => expect(told()).toHaveLength(n), { timeout: 10_000 })
const passed = () =>
  other.calls.map(({ method, url, body: text }) => [method, url, text === '' ? undefined : JSON.parse(text)])
const vehicle = (n: number, more: object = {}) => ({ id: `urn:ngsi-ld:Vehicle:${n}`, type: 'Vehicle', ...more })

test.each<[string, object]>([
  [
    'an exclusive registration without attributes',
    { mode: 'exclusive', information: [{ entities: [{ type: 'V', id: 'urn:v:1' }] }] },
  ],
  [
    'an exclusive registration of a type',
    { mode: 'exclusive', information: [{ entities: [{ type: 'V' }], propertyNames: ['a'] }] },
  ],
  [
    'an exclusive registration of a pattern',
    { mode: 'exclusive', information: [{ entities: [{ type: 'V', idPattern: 'urn:.*' }], propertyNames: ['a'] }] },
  ],
  ['an auxiliary registration that writes', { mode: 'auxiliary', operations: ['updateEntity'] }],
  ['management that is no object', { management: 'yes' }],
  ['a duration that is none', { management: { cacheDuration: 'bogus' } }],
  ['no cooldown', { management: { cooldown: 0 } }],
  ['a negative timeout', { management: { timeout: -5 } }],
  ['localOnly that is no truth value', { management: { localOnly: 'yes' } }],
])('%s is refused', async (_, more) => {
  expect(errorOf(await ngsi('POST', '/csourceRegistrations', body(more)))).toEqual([400, 'BadRequestData'])
})

test('what one has exclusively no other has, nor is it taken from what is here; redirecting ones may overlap', async () => {
  const information = [{ entities: [{ type: 'Bus', id: 'urn:bus:1' }], propertyNames: ['speed'] }]
  await register({
    mode: 'exclusive',
    information,
    management: { cacheDuration: 'PT5M', cooldown: 500, timeout: 3_000, localOnly: true },
  })
  for (const mode of ['exclusive', 'redirect'])
    expect(errorOf(await ngsi('POST', '/csourceRegistrations', body({ mode, information })))).toEqual([409, 'Conflict'])
  const tram = [{ entities: [{ type: 'Tram', id: 'urn:tram:1' }], propertyNames: ['speed'] }]
  await register({ mode: 'redirect', information: tram })
  await register({ mode: 'redirect', information: tram })
  expect((await ngsi('POST', '/entities?local=true', { id: 'urn:ship:1', type: 'Ship', speed: 1 })).status).toBe(201)
  const ship = { entities: [{ type: 'Ship', id: 'urn:ship:1' }] }
  const taking = [
    { mode: 'redirect', information: [ship] },
    { mode: 'exclusive', information: [{ ...ship, propertyNames: ['speed'] }] },
  ]
  for (const more of taking)
    expect(errorOf(await ngsi('POST', '/csourceRegistrations', body(more)))).toEqual([409, 'Conflict'])
  await register({ mode: 'exclusive', information: [{ ...ship, propertyNames: ['draught'] }] })
})

test('a request that went through this city is answered 508, and 508 of a source is no fault', async () => {
  await register({ operations: ['redirectionOps'] })
  other.answer = () => ({ status: 201 })
  expect((await ngsi('POST', '/entities', vehicle(1))).status).toBe(201)
  expect(passed()).toEqual([['POST', '/broker1/ngsi-ld/v1/entities', vehicle(1)]])
  const via = String(other.calls[0]?.headers.via)
  const looped = await ngsi('DELETE', '/entities/urn:ngsi-ld:Vehicle:1', undefined, { via })
  expect(looped.status).toBe(508)
  other.answer = () => ({ status: 508 })
  expect((await ngsi('DELETE', '/entities/urn:ngsi-ld:Vehicle:1')).status).toBe(204)
  expect(other.calls.at(-1)?.url).toBe('/broker1/ngsi-ld/v1/entities/urn:ngsi-ld:Vehicle:1')
})

test('attributes are passed on as the clause writes their path', async () => {
  expect((await ngsi('POST', '/entities?local=true', vehicle(2, { speed: 1 }))).status).toBe(201)
  await register({ operations: ['updateOps', 'appendAttrs'] })
  other.answer = () => ({ status: 204 })
  const path = '/entities/urn:ngsi-ld:Vehicle:2/attrs'
  expect((await ngsi('PATCH', path, { speed: 2 })).status).toBe(204)
  expect((await ngsi('POST', `${path}?options=noOverwrite`, { brand: 'x' })).status).toBe(204)
  expect(passed().map(([method, url]) => `${method} ${url}`)).toEqual([
    `PATCH /broker1/ngsi-ld/v1${path}/`,
    `POST /broker1/ngsi-ld/v1${path}/?options=noOverwrite`,
  ])
})

test('batches: an inclusive source gets them as well, each in one request', async () => {
  await register({ operations: ['createBatch', 'updateBatch', 'mergeBatch', 'upsertBatch', 'deleteBatch'] })
  const all = [vehicle(11, { speed: 1 }), vehicle(12, { speed: 2 })]
  const ids = all.map(({ id }) => id)
  const mixed = [...all, { id: 'urn:ngsi-ld:House:1', type: 'House' }]
  other.answer = () => ({ status: 201 })
  const created = await ngsi('POST', '/entityOperations/create', mixed)
  expect([created.status, created.json.sort()]).toEqual([201, ['urn:ngsi-ld:House:1', ...ids]])
  expect(passed()).toEqual([['POST', '/broker1/ngsi-ld/v1/entityOperations/create', all]])
  other.answer = () => ({ status: 204 })
  for (const operation of ['update', 'merge', 'upsert'])
    expect([operation, (await ngsi('POST', `/entityOperations/${operation}`, all)).status]).toEqual([operation, 204])
  expect((await ngsi('POST', '/entityOperations/delete', ids)).status).toBe(204)
  expect(passed().map(([, url]) => String(url).split('/').at(-1))).toEqual([
    'create',
    'update',
    'merge',
    'upsert',
    'delete',
  ])
  expect(passed().at(-1)?.[2]).toEqual(ids)
})

test('batches: an exclusive source takes its attributes, a redirecting one its entities', async () => {
  const operations = ['createBatch', 'upsertBatch']
  await register({
    mode: 'exclusive',
    operations,
    information: [{ entities: [{ type: 'Vehicle', id: 'urn:ngsi-ld:Vehicle:21' }], propertyNames: ['speed'] }],
  })
  await register({
    mode: 'redirect',
    operations,
    endpoint: `${other.url}/broker2`,
    information: [{ entities: [{ type: 'Ferry' }] }],
  })
  other.answer = () => ({ status: 201 })
  const ferry = { id: 'urn:ngsi-ld:Ferry:1', type: 'Ferry', speed: 9 }
  const answer = await ngsi('POST', '/entityOperations/create', [vehicle(21, { speed: 1, brand: 'x' }), ferry])
  expect([answer.status, answer.json.sort()]).toEqual([201, [ferry.id, 'urn:ngsi-ld:Vehicle:21']])
  expect(passed().sort()).toEqual([
    ['POST', '/broker1/ngsi-ld/v1/entityOperations/create', [vehicle(21, { speed: 1 })]],
    ['POST', '/broker2/ngsi-ld/v1/entityOperations/create', [ferry]],
  ])
  expect((await ngsi('GET', '/entities/urn:ngsi-ld:Vehicle:21?local=true&options=keyValues')).json).toEqual(
    vehicle(21, { brand: 'x' }),
  )
  expect((await ngsi('GET', `/entities/${ferry.id}?local=true`)).status).toBe(404)
})

test('batches: what a source did not do is told item by item, with whose registration it was', async () => {
  const id = await register({ operations: ['createBatch'] })
  other.answer = () => ({
    status: 207,
    body: JSON.stringify({
      success: ['urn:ngsi-ld:Vehicle:31'],
      errors: [{ entityId: 'urn:ngsi-ld:Vehicle:32', error: { status: 409, detail: 'there' } }],
    }),
  })
  const answer = await ngsi('POST', '/entityOperations/create', [vehicle(31), vehicle(32)])
  expect([answer.status, answer.json]).toMatchObject([
    207,
    {
      success: ['urn:ngsi-ld:Vehicle:31'],
      errors: [{ entityId: 'urn:ngsi-ld:Vehicle:32', registrationId: id, error: { status: 409 } }],
    },
  ])
})

test('purges and queries by a body are passed on', async () => {
  expect((await ngsi('POST', '/entities?local=true', { id: 'urn:ngsi-ld:Kite:1', type: 'Kite', a: 1 })).status).toBe(
    201,
  )
  await register({ operations: ['purgeEntity', 'queryBatch'], information: [{ entities: [{ type: 'Kite' }] }] })
  const kite = { id: 'urn:ngsi-ld:Kite:2', type: 'Kite', a: { type: 'Property', value: 2 } }
  other.answer = () => ({ status: 200, body: JSON.stringify([kite]) })
  const query = { type: 'Query', entities: [{ type: 'Kite' }] }
  const found = (await ngsi('POST', '/entityOperations/query', query)).json
  expect(found.map(({ id }: { id: string }) => id)).toEqual(['urn:ngsi-ld:Kite:1', 'urn:ngsi-ld:Kite:2'])
  expect(passed()).toEqual([['POST', '/broker1/ngsi-ld/v1/entityOperations/query?limit=1000', query]])
  other.answer = () => ({ status: 204 })
  expect((await ngsi('DELETE', '/entities?type=Kite')).status).toBe(204)
  expect(passed().at(-1)).toEqual(['DELETE', '/broker1/ngsi-ld/v1/entities?type=Kite', undefined])
  expect((await ngsi('GET', '/entities/urn:ngsi-ld:Kite:1?local=true')).status).toBe(404)
})

test('registrations are found by place, by time and by what their source is like', async () => {
  const information = [{ entities: [{ type: 'Sensor' }] }]
  const here = await register({ information, location: { type: 'Point', coordinates: [-8.503, 41.202] }, quality: 3 })
  const past = await register({
    information,
    observationInterval: { startAt: '2020-01-01T00:00:00Z', endAt: '2020-02-01T00:00:00Z' },
  })
  const find = async (query: string) =>
    (await ngsi('GET', `/csourceRegistrations?type=Sensor&${query}`)).json.map((one: { id: string }) => one.id)
  expect(await find('limit=9')).toEqual([here])
  expect(await find('georel=near;maxDistance==2000&geometry=Point&coordinates=[-8.503,41.202]')).toEqual([here])
  expect(await find('georel=near;maxDistance==2000&geometry=Point&coordinates=[8.5,41.2]')).toEqual([])
  expect(await find('csf=quality>2')).toEqual([here])
  expect(await find('csf=quality>3')).toEqual([])
  expect(await find('timerel=between&timeAt=2020-01-10T00:00:00Z&endTimeAt=2020-01-11T00:00:00Z')).toEqual([past])
  expect(await find('timerel=after&timeAt=2021-01-01T00:00:00Z')).toEqual([])
})

test('who subscribes to registrations is told of those that match, come, change and go', async () => {
  const subscription = await subscribe({ entities: [{ type: 'Building' }] })
  const information = [{ entities: [{ type: 'Building' }] }, { entities: [{ type: 'Bus' }] }]
  const id = await register({ information })
  await news(1)
  expect(told()[0]).toMatchObject({
    type: 'ContextSourceNotification',
    subscriptionId: subscription,
    triggerReason: 'newlyMatching',
    // Only what concerns him of it.
    data: [{ id, type: 'ContextSourceRegistration', information: [{ entities: [{ type: 'Building' }] }] }],
  })
  expect((await ngsi('PATCH', `/csourceRegistrations/${id}`, { registrationName: 'x' })).status).toBe(204)
  await news(2)
  expect(told()[1]).toMatchObject({ triggerReason: 'updated', data: [{ id }] })
  expect((await ngsi('DELETE', `/csourceRegistrations/${id}`)).status).toBe(204)
  await news(3)
  expect(told()[2]).toMatchObject({ triggerReason: 'noLongerMatching', data: [{ id }] })
})

test('who subscribes late, or asks for something else, is told of all that match', async () => {
  const vehicles = await register({})
  const buses = await register({ information: [{ entities: [{ type: 'Bus' }] }] })
  const id = await subscribe({ entities: [{ type: 'Vehicle' }] })
  await news(1)
  expect(told()[0]).toMatchObject({ triggerReason: 'newlyMatching', data: [{ id: vehicles }] })
  await ngsi('PATCH', `/csourceSubscriptions/${id}`, { entities: [{ type: 'Vehicle' }, { type: 'Bus' }] })
  await news(2)
  expect(told()[1].data.map((one: { id: string }) => one.id)).toEqual([vehicles, buses])
})

test.each<[string, object, object]>([
  [
    'by time',
    { temporalQ: { timerel: 'after', timeAt: '2020-01-01T00:00:00Z' } },
    { observationInterval: { startAt: '2021-01-01T00:00:00Z' } },
  ],
  [
    'by when it is kept',
    { temporalQ: { timerel: 'after', timeAt: '2020-01-01T00:00:00Z', timeproperty: 'modifiedAt' } },
    { managementInterval: { startAt: '2021-01-01T00:00:00Z' } },
  ],
  [
    'by place',
    { geoQ: { georel: 'near;maxDistance==2000', geometry: 'Point', coordinates: [8, 40] } },
    { location: { type: 'Point', coordinates: [8, 40] } },
  ],
  ['by what its source is like', { csf: 'quality>2' }, { quality: 3 }],
])('subscriptions to registrations %s', async (_, wanted, has) => {
  await subscribe({ entities: [{ type: 'Well' }], ...wanted })
  const information = [{ entities: [{ type: 'Well' }] }]
  await register({ information })
  const id = await register({ information, ...has })
  await news(1)
  expect(told()[0].data.map((one: { id: string }) => one.id)).toEqual([id])
})

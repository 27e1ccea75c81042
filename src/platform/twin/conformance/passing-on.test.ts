import { afterAll, beforeEach, expect, test } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// What is passed on to sources and how, as the ETSI suite (DistributedOperations) and its public extensions ask, where V1.9.1 stands behind it.

const other = await receiver()
afterAll(other.close)
const silent = await receiver()
await silent.close()
const { ngsi } = await twinCity({ allowedHosts: new Set([other.host, silent.host]) })
const made: string[] = []
beforeEach(async () => {
  for (const path of made.splice(0)) await ngsi('DELETE', path)
  other.calls.length = 0
  other.answer = () => ({ status: 404 })
})

let count = 0
const registration = (more: object) => ({
  id: `urn:ngsi-ld:ContextSourceRegistration:${++count}`,
  type: 'ContextSourceRegistration',
  endpoint: `${other.url}/broker1`,
  information: [{ entities: [{ type: 'Vehicle' }] }],
  ...more,
})
async function register(more: object): Promise<string> {
  const given = registration(more)
  const answer = await ngsi('POST', '/csourceRegistrations', given)
  expect([answer.status, answer.text]).toEqual([201, ''])
  made.push(`/csourceRegistrations/${given.id}`)
  return given.id
}
let vehicles = 0
async function vehicle(more: object = {}): Promise<string> {
  const id = `urn:ngsi-ld:Vehicle:${++vehicles}`
  expect((await ngsi('POST', '/entities?local=true', { id, type: 'Vehicle', ...more })).status).toBe(201)
  made.push(`/entities/${id}?local=true`)
  return id
}
const property = (value: unknown) => ({ type: 'Property', value })
const entity = (id: string, more: object = {}) => ({ id, type: 'Vehicle', speed: property(80), ...more })
const answers = (body: unknown, status = 200) => {
  other.answer = () => ({ status, body: typeof body === 'string' ? body : JSON.stringify(body) })
}
const urls = () => other.calls.map(({ method, url }) => `${method} ${url.replace('/broker1/ngsi-ld/v1', '')}`)
const speedOf = (id: string) => [{ entities: [{ type: 'Vehicle', id }], propertyNames: ['speed'] }]

test('D011_01_exc, D011_02_exc, 436_01: what is asked is what the registration names: ids, types and attributes', async () => {
  const id = await vehicle({ brand: 'x' })
  await register({ mode: 'exclusive', operations: ['redirectionOps', 'queryBatch'], information: speedOf(id) })
  answers([entity(id)])
  const [found] = (await ngsi('GET', '/entities?type=Vehicle')).json
  expect([found.speed.value, found.brand.value]).toEqual([80, 'x'])
  answers(entity(id))
  await ngsi('GET', `/entities/${id}`)
  await ngsi('POST', '/entityOperations/query', { type: 'Query', entities: [{ type: 'Vehicle' }] })
  await ngsi('GET', '/entities?type=Vehicle,Bus')
  // What it does not name it is not asked for.
  await ngsi('GET', '/entities?type=Vehicle&attrs=brand')
  await ngsi('GET', '/entities?type=Vehicle&id=urn:ngsi-ld:Vehicle:other')
  expect(urls()).toEqual([
    `GET /entities?type=Vehicle&limit=1000&id=${id}&attrs=speed`,
    `GET /entities/${id}?attrs=speed`,
    'POST /entityOperations/query?limit=1000',
    `GET /entities?type=Vehicle&limit=1000&id=${id}&attrs=speed`,
  ])
  expect(JSON.parse(other.calls[2]?.body ?? '')).toEqual({
    type: 'Query',
    entities: [{ type: 'Vehicle', id: [id] }],
    attrs: ['speed'],
  })
})

test('a type that nobody named is named where the registration has but one; patterns go with ids', async () => {
  await register({ information: [{ entities: [{ type: 'Vehicle', idPattern: '^urn:ngsi-ld:Vehicle:a' }] }] })
  answers([])
  await ngsi('GET', '/entities?attrs=speed')
  await ngsi('GET', '/entities?type=Vehicle&id=urn:ngsi-ld:Vehicle:a1,urn:ngsi-ld:Vehicle:b1')
  expect(urls()).toEqual([
    'GET /entities?attrs=speed&limit=1000&type=Vehicle',
    'GET /entities?id=urn:ngsi-ld:Vehicle:a1&type=Vehicle&limit=1000',
  ])
})

test('IOP_EXT_REG_01_14: a source that says where its things are is asked for no other place, nor for other scopes', async () => {
  await register({ location: { type: 'Point', coordinates: [8, 40] }, scope: '/Madrid' })
  answers([])
  const near = (at: string) => `type=Vehicle&georel=near;maxDistance==2000&geometry=Point&coordinates=[${at}]`
  await ngsi('GET', `/entities?${near('8,40')}`)
  await ngsi('GET', `/entities?${near('9,40')}`)
  await ngsi('GET', '/entities?type=Vehicle&scopeQ=/Madrid')
  await ngsi('GET', '/entities?type=Vehicle&scopeQ=/Berlin')
  expect(other.calls).toHaveLength(2)
})

test('436_01_01: a source that takes no readings is not asked', async () => {
  await register({ operations: ['updateOps'] })
  expect((await ngsi('GET', '/entities/urn:ngsi-ld:Vehicle:nowhere')).status).toBe(404)
  expect(other.calls).toEqual([])
})

test('5724_02: conditions go along, unless entities may be in parts', async () => {
  await register({})
  answers([])
  await ngsi('GET', '/entities?type=Vehicle&q=speed>20&scopeQ=/A')
  await ngsi('GET', '/entities?type=Vehicle&q=speed>20&scopeQ=/A&splitEntities=true')
  expect(urls()).toEqual([
    'GET /entities?type=Vehicle&q=speed%3E20&scopeQ=/A&limit=1000',
    'GET /entities?type=Vehicle&limit=1000',
  ])
})

test.each<[string, () => { status: number; body?: string }, string | null]>([
  ['6317_01_01: an error', () => ({ status: 403 }), '299'],
  ['6317_01_02: what is no entity', () => ({ status: 200, body: 'not a json document' }), '111'],
  ['a circle', () => ({ status: 508 }), '199'],
  ['6317_01_03: that it is not there', () => ({ status: 404 }), null],
])('%s of a source is told by its warning', async (_, answer, code) => {
  await register({})
  other.answer = answer
  for (const path of ['/entities/urn:ngsi-ld:Vehicle:none', '/entities?type=Vehicle']) {
    const { status, headers } = await ngsi('GET', path)
    expect([path, status]).toEqual([path, path.includes('?') ? 200 : 404])
    const said = headers.get('ngsild-warning')
    expect(code === null ? said : said?.match(/^(\d+) shudu-\w+ "[^"]+"$/)?.[1]).toBe(code)
  }
})

test('IOP_EXT_CAS_01_04: warnings of sources of a source go on; so does that one does not answer', async () => {
  await register({ endpoint: silent.url })
  const alone = (await ngsi('GET', '/entities?type=Vehicle')).headers.get('ngsild-warning')
  expect(alone).toMatch(/^199 /)
  await register({})
  other.answer = () => ({ status: 200, body: '[]', headers: { 'ngsild-warning': '299 far "it answered 500"' } })
  const both = (await ngsi('GET', '/entities?type=Vehicle')).headers.get('ngsild-warning')
  expect(both).toContain('299 far "it answered 500"')
  expect(both).toContain('199 shudu-')
})

test('what expired at a source is not there', async () => {
  await register({})
  const id = 'urn:ngsi-ld:Vehicle:expired'
  answers([entity(id, { expiresAt: '2020-01-01T00:00:00Z' })])
  expect((await ngsi('GET', '/entities?type=Vehicle')).json).toEqual([])
  answers(entity(id, { expiresAt: '2020-01-01T00:00:00Z' }))
  expect((await ngsi('GET', `/entities/${id}`)).status).toBe(404)
})

test('436_04, 414_01_03: local where the registration says so; no tenant where it names none', async () => {
  const headers = { 'NGSILD-Tenant': 'tp414' }
  await ngsi('POST', '/entities', { id: 'urn:x:1', type: 'X' }, headers)
  for (const more of [{}, { tenant: 'far', localOnly: true }]) {
    const given = registration(more)
    expect((await ngsi('POST', '/csourceRegistrations', given, headers)).status).toBe(201)
    await ngsi('GET', '/entities?type=Vehicle', undefined, headers)
    await ngsi('DELETE', `/csourceRegistrations/${given.id}`, undefined, headers)
  }
  expect(other.calls.map((call) => [call.headers['ngsild-tenant'], call.url.endsWith('&local=true')])).toEqual([
    [undefined, false],
    ['far', true],
  ])
})

test('436_05: what a registration says goes as headers; what belongs to the connection or to who asks does not', async () => {
  const pairs = {
    ...{ Authorization: 'Bearer test-token', 'X-Custom-Info': 'fixed', user: 'urn:ngsi-ld:request' },
    ...{ 'NGSILD-Tenant': 'hacker', Via: '1.1 evil', 'Content-Length': '3', cookie: 'urn:ngsi-ld:request' },
  }
  await register({ contextSourceInfo: Object.entries(pairs).map(([key, value]) => ({ key, value })) })
  await ngsi('GET', '/entities/urn:ngsi-ld:Vehicle:1', undefined, { user: 'abcd', cookie: 'mine' })
  await ngsi('GET', '/entities/urn:ngsi-ld:Vehicle:1')
  const [one, two] = other.calls.map(({ headers }) => headers)
  expect(one).toMatchObject({ authorization: 'Bearer test-token', 'x-custom-info': 'fixed', user: 'abcd' })
  expect([one?.cookie, one?.['ngsild-tenant'], two?.user]).toEqual([undefined, undefined, undefined])
  expect(one?.via).not.toContain('evil')
})

const info = (key: string, value: string) => ({ contextSourceInfo: [{ key, value }] })
const inline = { '@context': { speed: 'https://example.org/speed', Vehicle: 'https://example.org/Vehicle' } }
const ld = { 'content-type': 'application/ld+json' }

test('436_06: a request goes in the media type and the context that a source wants, and is read in them', async () => {
  const hosted = (await ngsi('POST', '/jsonldContexts', { '@context': { tempo: 'https://example.org/speed' } })).headers
  const address = `https://city.example${hosted.get('location')}`
  const id = 'urn:ngsi-ld:Vehicle:translated'
  const information = [{ entities: [{ type: 'https://example.org/Vehicle', id }] }]
  await register({
    mode: 'redirect',
    operations: ['redirectionOps'],
    information,
    ...info('contentType', ld['content-type']),
  })
  answers('', 201)
  expect((await ngsi('POST', '/entities', { ...entity(id), ...inline }, ld)).status).toBe(201)
  expect(other.calls[0]?.headers['content-type']).toBe(ld['content-type'])
  expect(other.calls[0]?.headers.link).toBeUndefined()
  expect(JSON.parse(other.calls[0]?.body ?? '')).toMatchObject({ '@context': [inline['@context'], expect.any(String)] })
  await ngsi('DELETE', made.pop() ?? '')

  await register({ mode: 'redirect', operations: ['redirectionOps'], information, ...info('jsonldContext', address) })
  const sub = { accuracy: property(1), speed: property(2) }
  await ngsi('POST', '/entities', { ...entity(id, { speed: { ...property(80), ...sub } }), ...inline }, ld)
  expect(other.calls[1]?.headers['content-type']).toBe('application/json')
  expect(other.calls[1]?.headers.link).toContain(address)
  expect(JSON.parse(other.calls[1]?.body ?? '')).toEqual({
    id,
    type: 'https://example.org/Vehicle',
    tempo: { ...property(80), accuracy: property(1), tempo: property(2) },
  })
  answers('', 204)
  await ngsi('PATCH', `/entities/${id}/attrs/${encodeURIComponent('https://example.org/speed')}`, property(3))
  expect(urls()[2]).toBe(`PATCH /entities/${id}/attrs/tempo`)
  expect(JSON.parse(other.calls[2]?.body ?? '')).toEqual(property(3))
  answers([{ id, type: 'https://example.org/Vehicle', tempo: property(81) }])
  const query = '/entities?type=https://example.org/Vehicle&q=https://example.org/speed'
  const name = 'https://example.org/speed'
  expect(
    (await ngsi('GET', `${query}>80`)).json.map((one: Record<string, { value: number }>) => one[name]?.value),
  ).toEqual([81])
  // A condition that cannot be told there is judged here.
  expect((await ngsi('GET', `${query}>90`)).json).toEqual([])
  expect(urls()[3]).toBe(`GET /entities?type=https://example.org/Vehicle&limit=1000&id=${id}`)
})

test('436_06_03: JSON-LD that is asked for is read by the context it brings', async () => {
  await register(info('accept', 'application/ld+json'))
  const id = 'urn:ngsi-ld:Vehicle:linked'
  answers([{ id, type: 'Vehicle', tempo: property(5), '@context': { tempo: 'https://example.org/speed' } }])
  expect((await ngsi('GET', '/entities?type=Vehicle')).json[0]['https://example.org/speed']).toEqual(property(5))
  expect(other.calls[0]?.headers.accept).toBe('application/ld+json')
})

test('a source that knows an earlier version is told in it', async () => {
  await register({ operations: ['createEntity'], ...info('ngsildConformance', '1.5') })
  answers('', 201)
  const id = 'urn:ngsi-ld:Vehicle:old'
  const modern = {
    id,
    type: 'Vehicle',
    kind: { type: 'VocabProperty', vocab: 'truck' },
    axles: { type: 'ListProperty', valueList: [1] },
  }
  expect((await ngsi('POST', '/entities', modern)).status).toBe(201)
  made.push(`/entities/${id}?local=true`)
  expect(JSON.parse(other.calls[0]?.body ?? '')).toEqual({
    id,
    type: 'Vehicle',
    kind: property('truck'),
    axles: property([1]),
  })
})

test.each([
  ['accept', 'text/html'],
  ['contentType', 'application/geo+json'],
  ['jsonldContext', 'nowhere'],
  ['ngsildConformance', 'new'],
  ['two words', 'x'],
])('033, 5.9.2.4: contextSourceInfo with %s "%s" is refused', async (key, value) => {
  expect(errorOf(await ngsi('POST', '/csourceRegistrations', registration(info(key, value))))).toEqual([
    400,
    'BadRequestData',
  ])
})

test('5614_01, 5.6.3.4: what a source has to itself and does not take is a conflict, whole or in part', async () => {
  const id = 'urn:ngsi-ld:Vehicle:kept'
  await register({
    mode: 'redirect',
    operations: ['retrieveOps'],
    information: [{ entities: [{ type: 'Vehicle', id }] }],
  })
  expect(errorOf(await ngsi('POST', '/entities', entity(id)))).toEqual([409, 'Conflict'])
  expect(errorOf(await ngsi('PATCH', `/entities/${id}/attrs`, { speed: 1 }))).toEqual([409, 'Conflict'])
  expect(errorOf(await ngsi('DELETE', '/entities?type=Vehicle'))).toEqual([409, 'Conflict'])
  expect(other.calls).toEqual([])
  expect((await ngsi('GET', `/entities/${id}?local=true`)).status).toBe(404)
  await ngsi('DELETE', made.pop() ?? '')

  const mine = await vehicle({ brand: 'x' })
  const taken = await register({ mode: 'exclusive', operations: ['retrieveOps'], information: speedOf(mine) })
  const { status, json } = await ngsi('PATCH', `/entities/${mine}/attrs`, { speed: 1, brand: 'y' })
  expect([status, json.success, json.errors]).toMatchObject([
    207,
    [mine],
    [{ entityId: mine, registrationId: taken, error: { status: 409, type: expect.stringMatching(/Conflict$/) } }],
  ])
  expect((await ngsi('GET', `/entities/${mine}?local=true`)).json).toMatchObject({ brand: property('y') })
  // Other things are not its matter.
  const id2 = await vehicle()
  expect((await ngsi('POST', `/entities/${id2}/attrs`, { speed: 2 })).status).toBe(204)
})

test('5614_01_02, 436_02: sources beside which things are here are left out of what they do not take', async () => {
  await register({ operations: ['retrieveOps'] })
  await register({ mode: 'auxiliary', operations: ['retrieveOps'] })
  const id = 'urn:ngsi-ld:Vehicle:shared'
  expect((await ngsi('POST', '/entities', entity(id))).status).toBe(201)
  expect((await ngsi('POST', `/entities/${id}/attrs`, { brand: 'x' })).status).toBe(204)
  expect(other.calls).toEqual([])
  made.push(`/entities/${id}?local=true`)
})

test('what is here of another type is no matter of a redirecting source', async () => {
  const id = 'urn:ngsi-ld:Building:1'
  await ngsi('POST', '/entities', { id, type: 'Building', floors: 3 })
  made.push(`/entities/${id}?local=true`)
  await register({ mode: 'redirect', operations: ['redirectionOps'] })
  expect((await ngsi('PATCH', `/entities/${id}/attrs`, { floors: 4 })).status).toBe(204)
  expect(other.calls).toEqual([])
  expect((await ngsi('GET', `/entities/${id}?local=true`)).json.floors.value).toBe(4)
})

test.each<[string, number, [number, string]]>([
  ['not there', 404, [404, 'ResourceNotFound']],
  ['not allowed', 403, [502, 'InternalError']],
  ['in a circle', 508, [508, 'LoopDetected']],
])('6.3.17: what the only source of something says to a change is told: %s', async (_, status, wanted) => {
  await register({ mode: 'redirect', operations: ['redirectionOps'] })
  other.answer = () => ({ status })
  expect(errorOf(await ngsi('DELETE', '/entities/urn:ngsi-ld:Vehicle:far'))).toEqual(wanted)
})

test('6.3.17: the only source of something that is silent is a gateway’s timeout', async () => {
  await register({ mode: 'redirect', operations: ['redirectionOps'], endpoint: silent.url })
  expect(errorOf(await ngsi('DELETE', '/entities/urn:ngsi-ld:Vehicle:far'))).toEqual([504, 'InternalError'])
})

test('inclusive sources do not get what another has to itself', async () => {
  const id = await vehicle({ brand: 'x' })
  await register({ mode: 'exclusive', operations: ['redirectionOps'], information: speedOf(id) })
  await register({ operations: ['redirectionOps'], endpoint: `${other.url}/broker2` })
  answers('', 204)
  expect((await ngsi('PATCH', `/entities/${id}/attrs`, { speed: 1, brand: 'y' })).status).toBe(204)
  const sent = other.calls.map(({ url, body }) => [url.slice(0, 8), JSON.parse(body)]).sort()
  expect(sent).toEqual([
    ['/broker1', { speed: 1 }],
    ['/broker2', { brand: 'y' }],
  ])
  expect((await ngsi('PATCH', `/entities/${id}/attrs/speed`, property(2))).status).toBe(204)
  expect(other.calls.slice(2).map(({ url }) => url.slice(0, 8))).toEqual(['/broker1'])
})

test('5.6.7.4 to 5.6.20.4: a source that takes no batches gets its items one by one', async () => {
  await register({
    operations: ['createEntity', 'replaceEntity', 'updateEntity', 'appendAttrs', 'mergeEntity', 'deleteEntity'],
  })
  const all = [1, 2].map((n) => entity(`urn:ngsi-ld:Vehicle:single${n}`))
  const [one = '', two = ''] = all.map(({ id }) => id)
  const sent = async (operation: string, body: unknown = all, query = '') => {
    other.calls.length = 0
    const { status } = await ngsi('POST', `/entityOperations/${operation}${query}`, body)
    return [status, ...urls().sort()]
  }
  answers('', 201)
  expect(await sent('create')).toEqual([201, 'POST /entities', 'POST /entities'])
  answers('', 204)
  expect(await sent('update')).toEqual([204, `PATCH /entities/${one}/attrs/`, `PATCH /entities/${two}/attrs/`])
  expect(await sent('update', [entity(one, { doors: property(4) })], '?options=noOverwrite')).toEqual([
    207,
    `POST /entities/${one}/attrs/?options=noOverwrite`,
  ])
  expect(await sent('merge')).toEqual([204, `PATCH /entities/${one}`, `PATCH /entities/${two}`])
  other.answer = ({ method }) => ({ status: method === 'POST' ? 409 : 204 })
  expect(await sent('upsert', [entity(one)])).toEqual([204, 'POST /entities', `PUT /entities/${one}`])
  expect(await sent('upsert', [entity(one)], '?options=update')).toEqual([
    204,
    `PATCH /entities/${one}/attrs/`,
    'POST /entities',
  ])
  expect(await sent('delete', [one, two])).toEqual([204, `DELETE /entities/${one}`, `DELETE /entities/${two}`])
})

test('5.6.7.4: items that a source has to itself and does not take are conflicts, each by itself', async () => {
  const taken = await register({
    mode: 'redirect',
    operations: ['retrieveOps'],
    information: [{ entities: [{ type: 'Vehicle', id: 'urn:ngsi-ld:Vehicle:gone' }] }],
  })
  const { status, json } = await ngsi('POST', '/entityOperations/create', [
    entity('urn:ngsi-ld:Vehicle:gone'),
    entity('urn:ngsi-ld:Vehicle:stays'),
  ])
  made.push('/entities/urn:ngsi-ld:Vehicle:stays?local=true')
  expect([status, json]).toMatchObject([
    207,
    {
      success: ['urn:ngsi-ld:Vehicle:stays'],
      errors: [{ entityId: 'urn:ngsi-ld:Vehicle:gone', registrationId: taken, error: { status: 409 } }],
    },
  ])
  expect(other.calls).toEqual([])
})

test('D001_01_exc, D001_03: what is here already is no news to a source that has the rest, and is told beside what others say', async () => {
  const id = await vehicle({ brand: 'x' })
  await register({ mode: 'exclusive', operations: ['redirectionOps'], information: speedOf(id) })
  answers('', 201)
  expect((await ngsi('POST', '/entities', entity(id))).status).toBe(201)
  expect((await ngsi('GET', `/entities/${id}?local=true`)).json.speed).toBeUndefined()
  await ngsi('DELETE', made.pop() ?? '')
  await register({ operations: ['redirectionOps'] })
  const create = async () => {
    const { status, json } = await ngsi('POST', '/entities', entity(id))
    return [status, json.errors.map((one: { error: { status: number } }) => one.error.status)]
  }
  expect(await create()).toEqual([207, [409]])
  answers('', 409)
  expect(await create()).toEqual([207, [409, 409]])
})

test('D003_02: what a source did in part is told as done in part', async () => {
  await register({ mode: 'redirect', operations: ['redirectionOps'] })
  answers({ updated: [], notUpdated: [{ attributeName: 'speed', reason: 'it is there' }] }, 207)
  const { status, json } = await ngsi('POST', '/entities/urn:ngsi-ld:Vehicle:far/attrs?options=noOverwrite', {
    speed: 1,
  })
  expect([status, json.errors[0].error]).toMatchObject([
    207,
    { status: 207, detail: expect.stringContaining('it is there') },
  ])
})

test.each<[string, string]>([
  ['retrieveEntity', 'GET /entities/urn:ngsi-ld:Vehicle:far'],
  ['queryEntity', 'GET /entities?id=urn:ngsi-ld:Vehicle:far&type=Vehicle'],
  ['queryBatch', 'POST /entityOperations/query'],
])('D010_03: one entity is asked for by %s where a source takes nothing else', async (operation, url) => {
  await register({ operations: [operation] })
  answers([entity('urn:ngsi-ld:Vehicle:far'), entity('urn:ngsi-ld:Vehicle:another')])
  expect((await ngsi('GET', '/entities/urn:ngsi-ld:Vehicle:far')).json).toMatchObject({ speed: property(80) })
  expect(urls()).toEqual([url])
  if (operation === 'queryBatch')
    expect(JSON.parse(other.calls[0]?.body ?? '')).toEqual({
      type: 'Query',
      entities: [{ id: ['urn:ngsi-ld:Vehicle:far'], type: 'Vehicle' }],
    })
})

test('D017_01: a purge is passed on as it is', async () => {
  const id = await vehicle({ brand: 'x' })
  await register({ mode: 'exclusive', operations: ['redirectionOps'], information: speedOf(id) })
  other.answer = () => ({ status: 204 })
  expect((await ngsi('DELETE', '/entities?type=Vehicle')).status).toBe(204)
  expect(urls()).toEqual(['DELETE /entities?type=Vehicle'])
  expect((await ngsi('GET', `/entities/${id}?local=true`)).status).toBe(404)
})

test('5814_02: a copy of a subscription that came round is taken, and goes no further', async () => {
  await register({ operations: ['federationOps'] })
  const alias = (await ngsi('GET', '/info/sourceIdentity')).json.contextSourceAlias
  const id = 'urn:ngsi-ld:Subscription:round'
  const notification = { endpoint: { uri: `${other.url}/notify` } }
  const body = { id, type: 'Subscription', entities: [{ type: 'Vehicle' }], notification }
  expect((await ngsi('POST', '/subscriptions', body, { via: `1.1 ${alias}` })).status).toBe(201)
  made.push(`/subscriptions/${id}`)
  expect((await ngsi('GET', '/csourceSubscriptions')).json).toEqual([])
  expect(errorOf(await ngsi('GET', '/entities?type=Vehicle', undefined, { via: `1.1 ${alias}` }))).toEqual([
    508,
    'LoopDetected',
  ])
})

import { request as httpRequest } from 'node:http'
import { afterAll, expect, test } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// What the ETSI conformance suite (ngsi-ld-test-suite, CommonBehaviours and ContextInformation/Provision) and its public extensions ask
// of an implementation, case by case, where GS CIM 009 V1.9.1 stands behind it.

const other = await receiver()
afterAll(other.close)
const { ngsi, city } = await twinCity({ allowedHosts: new Set([other.host]) })
const ld = { 'content-type': 'application/ld+json' }
let count = 0
const nextId = () => `urn:ngsi-ld:Vehicle:${++count}`
const json = 'application/json'
const jsonLd = 'application/ld+json'

async function made(more: object = {}): Promise<string> {
  const id = nextId()
  expect((await ngsi('POST', '/entities', { id, type: 'Building', ...more })).status).toBe(201)
  return id
}
const read = async (id: string, query = '') => (await ngsi('GET', `/entities/${id}${query}`)).json

test.each<[string, object]>([
  ['a Property without a value', { a: { type: 'Property' } }],
  ['a Relationship without an object', { a: { type: 'Relationship' } }],
  ['a value that is null', { a: { type: 'Property', value: null } }],
  ['a LanguageProperty without a map', { a: { type: 'LanguageProperty' } }],
  ['observedAt that is no instant', { a: { type: 'Property', value: 1, observedAt: 'yesterday' } }],
  ['observedAt with an offset', { a: { type: 'Property', value: 1, observedAt: '2026-08-10T12:00:00+02:00' } }],
  ['observedAt as an object', { a: { value: 1, observedAt: { type: 'Property', value: '2026-01-01T00:00:00Z' } } }],
  ['a scope that begins with a digit', { scope: '9bad' }],
  ['a scope with an empty level', { scope: '/a//b' }],
  ['a scope with a dash', { scope: 'a-b' }],
  ['a scope that is null', { scope: 'urn:ngsi-ld:null' }],
  ['one wrong scope of two', { scope: ['/ok', '9bad'] }],
  ['an attribute named datasetId', { datasetId: { type: 'Property', value: 1 } }],
  ['an attribute named instanceId', { instanceId: { type: 'Property', value: 1 } }],
  ['an attribute named observedAt', { observedAt: { type: 'Property', value: '2026-01-01T00:00:00Z' } }],
  ['a context inside an attribute', { a: { type: 'Property', value: 1, '@context': { a: 'https://x.example/a' } } }],
  ['a list with an object that is no URI', { a: { type: 'ListRelationship', objectList: ['not a uri'] } }],
  ['a ListProperty with a value', { a: { type: 'ListProperty', valueList: [1], value: 3 } }],
  ['a JsonProperty with a unit', { a: { type: 'JsonProperty', json: { a: 1 }, unitCode: 'MTR' } }],
  ['a JsonProperty with a value', { a: { type: 'JsonProperty', json: { a: 1 }, value: 1 } }],
  ['a JsonProperty that is a number', { a: { type: 'JsonProperty', json: 5 } }],
  ['a Property with an object', { a: { type: 'Property', value: 1, object: 'urn:x:1' } }],
  ['a Property with a languageMap', { a: { type: 'Property', value: 1, languageMap: { en: 'x' } } }],
  ['a Property with a valueList', { a: { type: 'Property', value: 1, valueList: [1] } }],
  ['a Property with a previousValue', { a: { type: 'Property', value: 1, previousValue: 0 } }],
  ['a seal outside ngsildproof', { a: { type: 'Property', value: 1, entityIdSealed: 'urn:x:1' } }],
  ['a proof that is no object', { ngsildproof: { type: 'Property', value: 'not an object' } }],
  ['a sealed type that is no name', { ngsildproof: { type: 'Property', value: { type: 'P' }, entityTypeSealed: 42 } }],
  ['a Relationship with a unit', { a: { type: 'Relationship', object: 'urn:x:1', unitCode: 'MTR' } }],
  ['a Relationship with a value', { a: { type: 'Relationship', object: 'urn:x:1', value: 42 } }],
  ['a Relationship with a languageMap', { a: { type: 'Relationship', object: 'urn:x:1', languageMap: { en: 'x' } } }],
  [
    'a Relationship with a previousObject',
    { a: { type: 'Relationship', object: 'urn:x:1', previousObject: 'urn:x:0' } },
  ],
  ['two default instances', { a: [{ value: 1 }, { value: 2, datasetId: '@none' }] }],
  [
    'the same dataset twice',
    {
      a: [
        { value: 1, datasetId: 'urn:d:1' },
        { value: 2, datasetId: 'urn:d:1' },
      ],
    },
  ],
  ['a name with a space', { 'my attr': { type: 'Property', value: 1 } }],
  ['a type that begins with a digit', { type: '9Vehicle' }],
  ['a collection of geometries', { a: { type: 'GeoProperty', value: { type: 'GeometryCollection', geometries: [] } } }],
  ['a null in a language map', { a: { type: 'LanguageProperty', languageMap: { '@none': 'urn:ngsi-ld:null' } } }],
  ['a number in a language map', { a: { type: 'LanguageProperty', languageMap: { en: 5 } } }],
  ['a geometry in a text that is none', { location: { type: 'GeoProperty', value: 'not a geometry' } }],
  ['a location that is a plain Property', { location: { type: 'Property', value: 7 } }],
  ['NGSI-LD Null as a value', { a: { type: 'Property', value: 'urn:ngsi-ld:null' } }],
  ['NGSI-LD Null as an object', { a: { type: 'Relationship', object: 'urn:ngsi-ld:null' } }],
  ['NGSI-LD Null in a sub-attribute', { a: { value: 1, sub: { type: 'Property', value: 'urn:ngsi-ld:null' } } }],
  ['NGSI-LD Null inside a value', { a: { type: 'Property', value: { country: 'urn:ngsi-ld:null' } } }],
  ['NGSI-LD Null deep inside a value', { a: { type: 'Property', value: { geo: { country: 'urn:ngsi-ld:null' } } } }],
  ['NGSI-LD Null as an id', { id: 'urn:ngsi-ld:null' }],
])('%s is not created', async (_, more) => {
  const id = nextId()
  expect(errorOf(await ngsi('POST', '/entities', { id, type: 'Vehicle', ...more }))).toEqual([400, 'BadRequestData'])
  expect((await ngsi('GET', `/entities/${id}`)).status).toBe(404)
})

test.each([
  ...[0x202e, 0x200b, 0xfeff, 0x2028, 0xa0, 0x3c, 0xfe0f, 0xe0100, 0xfdd0, 0xfffe, 0x115f, 0x3164, 0xffa0, 0x2800],
])('an id with the character U+%s, which nobody sees, is none', async (code) => {
  const id = `urn:ngsi-ld:Vehicle:A${String.fromCodePoint(code)}B`
  expect(errorOf(await ngsi('POST', '/entities', { id, type: 'Vehicle' }))).toEqual([400, 'BadRequestData'])
})

test('what the clauses give as right is created and comes back as it was', async () => {
  const id = nextId()
  const body = {
    '@id': id,
    '@type': 'Škola',
    scope: '/Madrid/Gardens/ParqueNorte',
    výška_1: { type: 'Property', value: 7 },
    note: { type: 'Property', value: `<script>alert('x')</script> "q" = ; ( ) žltý kôň — 100 €` },
    brandName: { type: 'LanguageProperty', languageMap: { sk: 'škola', en: ['school', 'academy'], '@none': 'x' } },
    location: { type: 'GeoProperty', value: '{"type": "Point", "coordinates": [17.1, 48.7]}' },
    route: { type: 'ListRelationship', objectList: ['urn:ngsi-ld:Road:1', { object: 'urn:ngsi-ld:Road:2' }] },
    tickets: { json: { speed: 3, type: 'raw' } },
    speed: { type: 'Property', value: 1, valueType: 'xsd:double' },
    isParked: { type: 'Relationship', object: 'urn:ngsi-ld:Ciudad:París', objectType: 'OffStreetParking' },
    area: { value: { type: 'Point', coordinates: [1, 2] } },
    counts: [
      { value: 55, datasetId: '@none' },
      { value: 11, datasetId: 'urn:d:gps' },
    ],
    ngsildproof: {
      type: 'Property',
      entityIdSealed: id,
      entityTypeSealed: 'Škola',
      value: { type: 'DataIntegrityProof' },
    },
  }
  expect((await ngsi('POST', '/entities', body)).status).toBe(201)
  expect(await read(id)).toEqual({
    id,
    type: 'Škola',
    scope: '/Madrid/Gardens/ParqueNorte',
    výška_1: body.výška_1,
    note: body.note,
    brandName: body.brandName,
    location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [17.1, 48.7] } },
    route: {
      type: 'ListRelationship',
      objectList: [{ object: 'urn:ngsi-ld:Road:1' }, { object: 'urn:ngsi-ld:Road:2' }],
    },
    tickets: { type: 'JsonProperty', json: { speed: 3, type: 'raw' } },
    speed: body.speed,
    isParked: body.isParked,
    area: { type: 'GeoProperty', value: { type: 'Point', coordinates: [1, 2] } },
    counts: expect.arrayContaining([
      { type: 'Property', value: 55 },
      { type: 'Property', value: 11, datasetId: 'urn:d:gps' },
    ]),
    ngsildproof: body.ngsildproof,
  })
})

test('the core context is protected: nobody redefines its terms; scoped contexts are refused', async () => {
  const id = nextId()
  const body = { id, type: 'Vehicle', speed: { type: 'Property', value: 42 } }
  const context = [{ Property: 'https://evil.example/Property', Vehicle: 'https://x.example/Vehicle' }]
  expect((await ngsi('POST', '/entities', { ...body, '@context': context }, ld)).status).toBe(201)
  // Without the context it was made in, its type is told whole.
  expect(await read(id)).toEqual({ ...body, type: 'https://x.example/Vehicle' })
  const scoped = [{ Vehicle: { '@id': 'https://x.example/V', '@context': { speed: 'https://x.example/hidden' } } }]
  const refused = await ngsi('POST', '/entities', { ...body, id: nextId(), '@context': scoped }, ld)
  expect(errorOf(refused)).toEqual([400, 'BadRequestData'])
})

test('types select for writes: what is of another type is not there and stays as it is', async () => {
  const id = await made({ scope: '/Madrid', name: { type: 'Property', value: 'x' } })
  const path = `/entities/${id}`
  const y = { type: 'Property', value: 'y' }
  for (const [method, rest, body] of [
    ['POST', '/attrs', { name: y }],
    ['PATCH', '/attrs', { name: y }],
    ['PATCH', '/attrs/name', y],
    ['PUT', '/attrs/name', y],
    ['PATCH', '', { name: y }],
    ['DELETE', '/attrs/name', undefined],
    ['DELETE', '', undefined],
  ] as const) {
    expect(errorOf(await ngsi(method, `${path}${rest}?type=Vehicle`, body))).toEqual([404, 'ResourceNotFound'])
    expect((await read(id)).name.value).toBe('x')
  }
  expect((await ngsi('PATCH', `${path}/attrs/name?type=Building`, { value: 'y' })).status).toBe(204)
  expect(errorOf(await ngsi('PATCH', `${path}/attrs/scope`, { value: '/Barcelona' }))).toEqual([400, 'BadRequestData'])
  expect((await ngsi('DELETE', `${path}/attrs/scope`)).status).toBe(204)
  expect(await read(id)).toEqual({ id, type: 'Building', name: y })
  expect((await ngsi('DELETE', `${path}?type=Building`)).status).toBe(204)
})

test('partial update goes into an attribute, update replaces it, merge goes into its value', async () => {
  const at = '2022-03-14T13:00:00Z'
  const temperature = { type: 'Property', value: 25, unitCode: 'CEL', observedAt: '2022-03-14T01:59:26.535Z' }
  const id = await made({ temperature, address: { value: { street: 'a', city: 'b', country: 'c' } } })
  const attrs = `/entities/${id}/attrs`
  expect((await ngsi('PATCH', `${attrs}/temperature`, { type: 'Property', value: 100, observedAt: at })).status).toBe(
    204,
  )
  expect((await read(id)).temperature).toEqual({ ...temperature, value: 100, observedAt: at })
  expect(errorOf(await ngsi('PATCH', `${attrs}/temperature`, { datasetId: 'urn:ngsi-ld:null' }))).toEqual([
    400,
    'BadRequestData',
  ])
  const inside = { value: { country: 'urn:ngsi-ld:null' } }
  expect(errorOf(await ngsi('PATCH', `${attrs}/address`, inside))).toEqual([400, 'BadRequestData'])
  expect((await ngsi('PATCH', `/entities/${id}`, { address: { type: 'Property', ...inside } })).status).toBe(204)
  expect((await read(id)).address.value).toEqual({ street: 'a', city: 'b' })
  const extra = { type: 'Property', value: 30, datasetId: 'urn:d:extra' }
  expect((await ngsi('PATCH', attrs, { temperature: extra })).status).toBe(204)
  expect((await read(id)).temperature.map((one: { value: number }) => one.value).sort()).toEqual([100, 30])
  expect((await ngsi('PATCH', attrs, { temperature: { type: 'Property', value: 1 } })).status).toBe(204)
  expect((await read(id)).temperature).toContainEqual({ type: 'Property', value: 1 })
  expect((await ngsi('PATCH', attrs, { address: { type: 'Property', value: 'urn:ngsi-ld:null' } })).status).toBe(204)
  expect((await read(id)).address).toBeUndefined()
})

test('a batch with nothing in it, or with null, fails whole; the later of two wins; merge of null deletes', async () => {
  const id = nextId()
  for (const operation of ['create', 'upsert', 'update', 'merge', 'delete']) {
    const items = operation === 'delete' ? [id, null] : [{ id, type: 'Vehicle' }, null]
    expect(errorOf(await ngsi('POST', `/entityOperations/${operation}`, items))).toEqual([400, 'BadRequestData'])
    expect(errorOf(await ngsi('POST', `/entityOperations/${operation}`, []))).toEqual([400, 'BadRequestData'])
  }
  expect((await ngsi('GET', `/entities/${id}`)).status).toBe(404)
  const twice = [
    { id, type: 'Vehicle', speed: 1, old: true },
    { id, type: 'Vehicle', speed: 2 },
  ]
  expect((await ngsi('POST', '/entityOperations/upsert?options=replace', twice)).status).toBe(201)
  expect(await read(id, '?options=keyValues')).toEqual({ id, type: 'Vehicle', speed: 2 })
  const merged = await ngsi('POST', '/entityOperations/merge', [{ id, type: 'Vehicle', speed: 'urn:ngsi-ld:null' }])
  expect([merged.status, merged.text]).toEqual([204, ''])
  expect(await read(id)).toEqual({ id, type: 'Vehicle' })
})

test.each([
  ['application/json;q=0, */*', jsonLd],
  ['application/json;q=0, application/ld+json', jsonLd],
  ['*/*;q=0.9, application/ld+json;q=0.8', json],
  ['application/ld+json;q=notanumber', jsonLd],
  ['application/ld+json, application/json', json],
  ['application/geo+json;q=0.9, application/ld+json;q=0.1', 'application/geo+json'],
])('Accept: %s is answered as %s', async (accept, type) => {
  const id = await made()
  expect((await ngsi('GET', `/entities/${id}`, undefined, { accept })).headers.get('content-type')).toBe(type)
})

test('GeoJSON is for entities alone: elsewhere the rest of Accept decides, or 406', async () => {
  const get = (accept: string) => ngsi('GET', '/subscriptions', undefined, { accept })
  expect((await get('application/geo+json')).status).toBe(406)
  expect((await get('application/geo+json, application/json')).headers.get('content-type')).toBe(json)
  expect((await get('application/geo+json;q=0.9, application/ld+json;q=0.1')).headers.get('content-type')).toBe(jsonLd)
})

test('GeoJSON carries its context, or with Prefer: body=json names it in a Link', async () => {
  await made({ location: { type: 'Point', coordinates: [8.5, 41.2] } })
  const geo = { accept: 'application/geo+json' }
  expect((await ngsi('GET', '/entities?type=Building', undefined, geo)).json['@context']).toBeDefined()
  const bare = await ngsi('GET', '/entities?type=Building', undefined, { ...geo, prefer: 'body=json' })
  expect([bare.json['@context'], bare.headers.get('link')]).toEqual([
    undefined,
    expect.stringContaining('json-ld#context'),
  ])
})

test('an answer without content has no Content-Length', async () => {
  const gone = await ngsi('DELETE', `/entities/${await made()}`)
  expect([gone.status, gone.headers.get('content-length')]).toEqual([204, null])
})

test('a parameter that is none is InvalidRequest, whatever it is added to', async () => {
  for (const [method, path, body] of [
    ['POST', '/entities', { id: nextId(), type: 'Building' }],
    ['GET', '/entities?type=Building', undefined],
    ['POST', '/temporal/entities', { id: nextId(), type: 'Building' }],
    ['GET', '/temporal/entities?type=Building', undefined],
    ['GET', '/types', undefined],
    ['POST', '/subscriptions', { type: 'Subscription' }],
    ['GET', '/subscriptions', undefined],
    ['DELETE', '/entities', undefined],
  ] as const) {
    const found = await ngsi(method, `${path}${path.includes('?') ? '&' : '?'}invalidParams=invalidValue`, body)
    expect([method, path, ...errorOf(found)]).toEqual([method, path, 400, 'InvalidRequest'])
  }
})

test('a body without Content-Length is answered 411 and nothing else, before anything else is looked at', async () => {
  const { url } = city
  const send = (method: string, path: string, headers: Record<string, string> = {}) =>
    new Promise<[number | undefined, string]>((done, failed) => {
      const asked = httpRequest(
        `${url}/ngsi-ld/v1${path}`,
        {
          method,
          headers: { 'content-type': json, 'transfer-encoding': 'chunked', 'x-test-actor': 'writer', ...headers },
        },
        (answer) => {
          let text = ''
          answer.on('data', (part: Buffer) => {
            text += part
          })
          answer.on('end', () => done([answer.statusCode, text]))
        },
      )
      asked.on('error', failed)
      asked.end('{"id":"urn:ngsi-ld:Building:411","type":"Building"}')
    })
  expect(await send('POST', '/entities')).toEqual([411, ''])
  expect(await send('PATCH', '/entities/urn:ngsi-ld:Building:411/attrs')).toEqual([411, ''])
  expect(await send('PUT', '/entities/urn:ngsi-ld:Building:411')).toEqual([411, ''])
  expect(await send('POST', '/entities', { 'NGSILD-Tenant': 'nosuch' })).toEqual([411, ''])
})

test('tenants: apart from each other, told in answers; one that nobody made is NonexistentTenant', async () => {
  const tenant = { 'NGSILD-Tenant': 'tp5510' }
  const none = await ngsi('GET', '/entities?type=Building', undefined, tenant)
  expect([...errorOf(none), none.headers.get('ngsild-tenant')]).toEqual([404, 'NonexistentTenant', 'tp5510'])
  const id = nextId()
  const first = await ngsi('POST', '/entities', { id, type: 'Building' }, tenant)
  expect([first.status, first.headers.get('ngsild-tenant')]).toEqual([201, 'tp5510'])
  expect((await ngsi('GET', '/entities?type=Building', undefined, tenant)).json).toEqual([{ id, type: 'Building' }])
  expect((await ngsi('GET', `/entities/${id}`)).status).toBe(404)
})

test('who this source is: one name for each tenant, an uptime, the time', async () => {
  const who = async (tenant?: string) =>
    (await ngsi('GET', '/info/sourceIdentity', undefined, tenant ? { 'NGSILD-Tenant': tenant } : {})).json
  const [own, a, b] = [await who(), await who('alias-a'), await who('alias-b')]
  expect(own).toMatchObject({
    type: 'ContextSourceIdentity',
    id: expect.stringMatching(/^urn:/),
    contextSourceAlias: expect.stringMatching(/./),
    contextSourceUptime: expect.stringMatching(/^P/),
    contextSourceTimeAt: expect.stringMatching(/Z$/),
  })
  expect(new Set([own, a, b].map((one) => one.contextSourceAlias)).size).toBe(3)
  expect((await who('alias-a')).contextSourceAlias).toBe(a.contextSourceAlias)
})

test('a context that is fetched and is none is BadRequestData; one that cannot be fetched LdContextNotAvailable', async () => {
  const create = (path: string) =>
    ngsi('POST', '/entities', { id: nextId(), type: 'Vehicle', '@context': `${other.url}/${path}` }, ld)
  other.answer = () => ({ status: 200, body: '{"note":"no context here"}' })
  expect(errorOf(await create('a.jsonld'))).toEqual([400, 'BadRequestData'])
  other.answer = () => ({ status: 200, body: 'this is { not json' })
  expect(errorOf(await create('b.jsonld'))).toEqual([400, 'BadRequestData'])
  other.answer = () => ({ status: 404 })
  expect(errorOf(await create('c.jsonld'))).toEqual([504, 'LdContextNotAvailable'])
})

test('003_10, 006_04: what stands twice in a batch went well once and failed once', async () => {
  const [first, second] = [nextId(), nextId()]
  const entity = (id: string) => ({ id, type: 'Building' })
  const made = await ngsi('POST', '/entityOperations/create', [entity(first), entity(second), entity(first)])
  expect([made.status, made.json]).toMatchObject([
    207,
    { success: [first, second], errors: [{ entityId: first, error: { status: 409 } }] },
  ])
  const gone = await ngsi('POST', '/entityOperations/delete', [first, first])
  expect([gone.status, gone.json]).toMatchObject([
    207,
    { success: [first], errors: [{ entityId: first, error: { status: 404 } }] },
  ])
  const upserted = await ngsi('POST', '/entityOperations/upsert', [entity(first), entity(second), entity(first)])
  expect([upserted.status, upserted.json]).toEqual([201, [first]])
})

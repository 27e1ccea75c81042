import { describe, expect, test } from 'vitest'
import { errorOf, program, twinCity } from '../testing/twin-city.ts'

const { ngsi, as, city, clock } = await twinCity()
const ld = { 'content-type': 'application/ld+json' }
const id = 'urn:ngsi-ld:Vehicle:A4567'
const vehicle = {
  id,
  type: 'Vehicle',
  brandName: { type: 'Property', value: 'Mercedes' },
  speed: [
    { type: 'Property', value: 55, datasetId: 'urn:ngsi-ld:dataset:gps', source: { type: 'Property', value: 'GPS' } },
    { type: 'Property', value: 54.5, unitCode: 'KMH', observedAt: '2026-11-20T07:00:00Z' },
  ],
  isParked: { type: 'Relationship', object: 'urn:ngsi-ld:OffStreetParking:Downtown1', objectType: 'OffStreetParking' },
  location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [121.47, 31.23] } },
  says: { type: 'LanguageProperty', languageMap: { zh: '你好', en: 'hello' } },
  gender: { type: 'VocabProperty', vocab: 'Male' },
  raw: { type: 'JsonProperty', json: { id: 1, value: null } },
  stops: { type: 'ListRelationship', objectList: [{ object: 'urn:ngsi-ld:Stop:1' }, { object: 'urn:ngsi-ld:Stop:2' }] },
  temps: { type: 'ListProperty', valueList: [1, [2, 3]] },
}

describe('create, retrieve, delete (5.6.1, 5.7.1, 5.6.6)', () => {
  test('what is created comes back as it was, its place told', async () => {
    const made = await ngsi('POST', '/entities', vehicle)
    expect([made.status, made.headers.get('location')]).toEqual([201, `/ngsi-ld/v1/entities/${id}`])
    const found = await ngsi('GET', `/entities/${id}`)
    expect(found.json).toEqual({
      ...vehicle,
      speed: [vehicle.speed[1], vehicle.speed[0]].map((one) => expect.objectContaining(one as object)),
    })
    expect(found.headers.get('content-type')).toBe('application/json')
    expect(found.headers.get('link')).toContain('ngsi-ld-core-context-v1.9.jsonld')
  })

  test('again: AlreadyExists; unknown: ResourceNotFound; no URI: BadRequestData', async () => {
    expect(errorOf(await ngsi('POST', '/entities', vehicle))).toEqual([409, 'AlreadyExists'])
    expect(errorOf(await ngsi('GET', '/entities/urn:x:none'))).toEqual([404, 'ResourceNotFound'])
    expect(errorOf(await ngsi('GET', '/entities/nonsense'))).toEqual([400, 'BadRequestData'])
    expect(errorOf(await ngsi('DELETE', '/entities/urn:x:none'))).toEqual([404, 'ResourceNotFound'])
  })

  test.each<[string, unknown]>([
    ['no id', { type: 'T' }],
    ['no type', { id: 'urn:x:1' }],
    ['an id that is no URI', { id: 'x y', type: 'T' }],
    ['null', { id: 'urn:x:1', type: 'T', a: null }],
    ['NGSI-LD null', { id: 'urn:x:1', type: 'T', a: { type: 'Property', value: 'urn:ngsi-ld:null' } }],
    [
      'NGSI-LD null inside a value',
      { id: 'urn:x:1', type: 'T', a: { type: 'Property', value: { b: 'urn:ngsi-ld:null' } } },
    ],
    ['what only answers have', { id: 'urn:x:1', type: 'T', a: { type: 'Property', value: 1, previousValue: 0 } }],
    ['a property without a value', { id: 'urn:x:1', type: 'T', a: { type: 'Property' } }],
    ['a relationship to no URI', { id: 'urn:x:1', type: 'T', a: { type: 'Relationship', object: 'here' } }],
    [
      'two default instances',
      {
        id: 'urn:x:1',
        type: 'T',
        a: [
          { type: 'Property', value: 1 },
          { type: 'Property', value: 2 },
        ],
      },
    ],
    [
      'an instant that is none',
      { id: 'urn:x:1', type: 'T', a: { type: 'Property', value: 1, observedAt: 'yesterday' } },
    ],
    ['a name with a blank', { id: 'urn:x:1', type: 'T', 'a b': { type: 'Property', value: 1 } }],
    ['a context in plain JSON', { id: 'urn:x:1', type: 'T', '@context': 'https://example.org/c.jsonld' }],
    [
      'swapped coordinates',
      {
        id: 'urn:x:1',
        type: 'T',
        location: { type: 'GeoProperty', value: { type: 'Point', coordinates: [31.23, 121.47] } },
      },
    ],
    [
      'a polygon that crosses itself',
      {
        id: 'urn:x:1',
        type: 'T',
        location: {
          type: 'GeoProperty',
          value: {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [2, 2],
                [2, 0],
                [0, 2],
                [0, 0],
              ],
            ],
          },
        },
      },
    ],
    [
      'an open ring',
      {
        id: 'urn:x:1',
        type: 'T',
        location: {
          type: 'GeoProperty',
          value: {
            type: 'Polygon',
            coordinates: [
              [
                [0, 0],
                [2, 2],
                [2, 0],
                [0, 2],
              ],
            ],
          },
        },
      },
    ],
    [
      'too deep a value',
      { id: 'urn:x:1', type: 'T', a: { type: 'Property', value: JSON.parse('['.repeat(50) + ']'.repeat(50)) } },
    ],
  ])('%s is BadRequestData', async (_, entity) => {
    expect(errorOf(await ngsi('POST', '/entities', entity))).toEqual([400, 'BadRequestData'])
  })

  test('the detail says what is wrong with a geometry', async () => {
    const at = (value: object) => ({ id: 'urn:x:1', type: 'T', location: { type: 'GeoProperty', value } })
    const swapped = await ngsi('POST', '/entities', at({ type: 'Point', coordinates: [31.23, 121.47] }))
    expect(swapped.json.detail).toContain('swapped')
    const crossed = await ngsi(
      'POST',
      '/entities',
      at({
        type: 'Polygon',
        coordinates: [
          [
            [0, 0],
            [2, 2],
            [2, 0],
            [0, 2],
            [0, 0],
          ],
        ],
      }),
    )
    expect(crossed.json.detail).toContain('crosses itself')
  })
})

describe('form of requests and answers (6.3)', () => {
  test('what is no JSON is InvalidRequest; another media type 415, bare; what cannot be accepted 406', async () => {
    expect(errorOf(await ngsi('POST', '/entities', '{"id":'))).toEqual([400, 'InvalidRequest'])
    const other = await ngsi('POST', '/entities', '<a/>', { 'content-type': 'application/xml' })
    expect([other.status, other.text]).toEqual([415, ''])
    expect((await ngsi('GET', `/entities/${id}`, undefined, { accept: 'text/csv' })).status).toBe(406)
    expect((await ngsi('GET', '/types', undefined, { accept: 'application/geo+json' })).status).toBe(406)
  })

  test('an unknown URL parameter is InvalidRequest; a wrong method 405 with what is right', async () => {
    expect(errorOf(await ngsi('GET', '/entities?type=Vehicle&colour=red'))).toEqual([400, 'InvalidRequest'])
    expect(errorOf(await ngsi('GET', '/entities?type=Vehicle&options=loud'))).toEqual([400, 'InvalidRequest'])
    const wrong = await ngsi('PUT', '/entities', {})
    expect([wrong.status, wrong.headers.get('allow')]).toEqual([405, expect.stringContaining('POST')])
  })

  test('JSON-LD brings its context in the body and nowhere else, and gets it back in the body', async () => {
    const body = {
      id: 'urn:x:ld',
      type: 'Thing',
      colour: 'red',
      '@context': { colour: 'https://example.org/colour', Thing: 'https://example.org/Thing' },
    }
    expect((await ngsi('POST', '/entities', body, ld)).status).toBe(201)
    const plain = (await ngsi('GET', '/entities/urn:x:ld')).json
    expect(plain['https://example.org/colour']).toEqual({ type: 'Property', value: 'red' })
    expect(plain.type).toBe('https://example.org/Thing')
    const { '@context': _, ...without } = body
    expect(errorOf(await ngsi('POST', '/entities', without, ld))).toEqual([400, 'BadRequestData'])
    const link =
      '<https://example.org/c.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
    expect(errorOf(await ngsi('POST', '/entities', body, { ...ld, link }))).toEqual([400, 'BadRequestData'])
    const shown = await ngsi('GET', '/entities/urn:x:ld', undefined, { accept: 'application/ld+json' })
    expect([shown.headers.get('content-type'), shown.json['@context']]).toEqual([
      expect.stringContaining('application/ld+json'),
      expect.stringContaining('ngsi-ld-core-context'),
    ])
    expect(shown.headers.get('link')).toBeNull()
  })

  test('a context that cannot be had is LdContextNotAvailable; one inside the house is not fetched', async () => {
    const link = '<http://127.0.0.1:9/c.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"'
    expect(errorOf(await ngsi('GET', `/entities/${id}`, undefined, { link }))).toEqual([504, 'LdContextNotAvailable'])
  })

  test('who may: programs with the scope write, others do not; nobody unknown sees what is not open', async () => {
    expect((await as(program('other', 'cases'))('GET', `/entities/${id}`)).status).toBe(403)
    expect((await city.get(`/ngsi-ld/v1/entities/${id}`)).status).toBe(404)
    const refused = await city.call('POST', '/ngsi-ld/v1/entities', vehicle)
    expect([refused.status, refused.headers.get('www-authenticate')]).toEqual([401, 'Bearer'])
  })

  test('tenants are made by the first entity; until then they do not exist; the header comes back', async () => {
    const tenant = { 'NGSILD-Tenant': 'east' }
    const none = await ngsi('GET', `/entities/${id}`, undefined, tenant)
    expect([...errorOf(none), none.headers.get('ngsild-tenant')]).toEqual([404, 'NonexistentTenant', 'east'])
    const made = await ngsi('POST', '/entities', { id, type: 'Vehicle' }, tenant)
    expect([made.status, made.headers.get('ngsild-tenant')]).toEqual([201, 'east'])
    expect((await ngsi('GET', `/entities/${id}`, undefined, tenant)).json).toEqual({ id, type: 'Vehicle' })
  })
})

describe('representations (4.5)', () => {
  const get = async (query: string, accept?: string) =>
    (await ngsi('GET', `/entities/${id}?${query}`, undefined, accept === undefined ? {} : { accept })).json

  test('simplified', async () => {
    const shown = await get('format=simplified')
    expect(shown).toEqual(await get('options=keyValues'))
    expect(shown).toMatchObject({
      brandName: 'Mercedes',
      speed: { dataset: { '@none': 54.5, 'urn:ngsi-ld:dataset:gps': 55 } },
      isParked: 'urn:ngsi-ld:OffStreetParking:Downtown1',
      location: { type: 'Point', coordinates: [121.47, 31.23] },
      says: { languageMap: { zh: '你好', en: 'hello' } },
      gender: { vocab: 'Male' },
      raw: { json: { id: 1, value: null } },
      stops: ['urn:ngsi-ld:Stop:1', 'urn:ngsi-ld:Stop:2'],
      temps: [1, [2, 3]],
    })
  })

  test('concise', async () => {
    expect(await get('format=concise')).toMatchObject({
      brandName: 'Mercedes',
      location: { type: 'Point', coordinates: [121.47, 31.23] },
      isParked: { object: 'urn:ngsi-ld:OffStreetParking:Downtown1', objectType: 'OffStreetParking' },
      gender: { vocab: 'Male' },
    })
  })

  test('system attributes', async () => {
    const shown = await get('options=sysAttrs')
    expect([shown.createdAt, shown.brandName.modifiedAt, shown.speed[1].source.createdAt]).toEqual(
      Array(3).fill(new Date(clock.now).toISOString()),
    )
  })

  test('one language', async () => {
    expect((await get('lang=en')).says).toEqual({ type: 'Property', value: 'hello', lang: 'en' })
    expect((await get('lang=fr;q=1,zh-CN;q=0.8&format=simplified')).says).toBe('你好')
  })

  test('only some members, datasets, attributes', async () => {
    expect(await get('pick=id,brandName')).toEqual({ id, brandName: vehicle.brandName })
    expect(Object.keys(await get('omit=type,speed,location'))).not.toContain('speed')
    expect(await get('attrs=brandName')).toEqual({ id, type: 'Vehicle', brandName: vehicle.brandName })
    expect((await get('datasetId=urn:ngsi-ld:dataset:gps')).speed).toMatchObject({ value: 55 })
    expect(errorOf(await ngsi('GET', `/entities/${id}?attrs=nothing`))).toEqual([404, 'ResourceNotFound'])
  })

  test('GeoJSON, with the context in the body or, when preferred, in the Link header', async () => {
    const shown = await get('format=simplified', 'application/geo+json')
    expect(shown).toMatchObject({
      id,
      type: 'Feature',
      geometry: { type: 'Point' },
      properties: { type: 'Vehicle', brandName: 'Mercedes' },
    })
    expect(shown['@context']).toBeDefined()
    const bare = await ngsi('GET', `/entities/${id}`, undefined, {
      accept: 'application/geo+json',
      prefer: 'body=json',
    })
    expect([bare.json['@context'], bare.headers.get('link')]).toEqual([
      undefined,
      expect.stringContaining('json-ld#context'),
    ])
    expect(errorOf(await ngsi('GET', `/entities/${id}?geometryProperty=location`))).toEqual([400, 'BadRequestData'])
  })

  test('linked entities inline and flat', async () => {
    await ngsi('POST', '/entities', {
      id: 'urn:ngsi-ld:OffStreetParking:Downtown1',
      type: 'OffStreetParking',
      totalSpotNumber: 200,
    })
    const inline = await get('join=inline&pick=id,isParked{totalSpotNumber}')
    expect(inline.isParked.entity).toEqual({ totalSpotNumber: { type: 'Property', value: 200 } })
    const flat = await get('join=flat&format=simplified')
    expect(flat.map((one: { id: string }) => one.id)).toEqual([id, 'urn:ngsi-ld:OffStreetParking:Downtown1'])
    expect(errorOf(await ngsi('GET', `/entities/${id}?pick=isParked{totalSpotNumber}`))).toEqual([
      400,
      'BadRequestData',
    ])
  })
})

describe('changes (5.6.2 to 5.6.19)', () => {
  const own = 'urn:x:changing'
  const get = async () => (await ngsi('GET', `/entities/${own}?options=keyValues`)).json

  test('append, with and without overwriting', async () => {
    await ngsi('POST', '/entities', { id: own, type: 'T', a: 1, scope: '/one' })
    expect(
      (await ngsi('POST', `/entities/${own}/attrs`, { b: { type: 'Property', value: 2 }, scope: '/two' })).status,
    ).toBe(204)
    const kept = await ngsi('POST', `/entities/${own}/attrs?options=noOverwrite`, { a: 9, c: 3 })
    expect([kept.status, kept.json.updated.length, kept.json.notUpdated.length]).toEqual([207, 1, 1])
    expect(await get()).toEqual({ id: own, type: 'T', scope: '/two', a: 1, b: 2, c: 3 })
  })

  test('update attributes: replaced whole, appended, removed', async () => {
    await ngsi('PATCH', `/entities/${own}/attrs`, {
      a: { type: 'Property', value: 5, unitCode: 'CEL' },
      c: 'urn:ngsi-ld:null',
      d: 4,
    })
    expect(await get()).toMatchObject({ a: 5, b: 2, d: 4 })
    expect((await get()).c).toBeUndefined()
    expect(errorOf(await ngsi('PATCH', '/entities/urn:x:none/attrs', { a: 1 }))).toEqual([404, 'ResourceNotFound'])
  })

  test('partial update keeps what is not named; an attribute that is not there is not found', async () => {
    expect((await ngsi('PATCH', `/entities/${own}/attrs/a`, { type: 'Property', value: 6 })).status).toBe(204)
    expect((await ngsi('GET', `/entities/${own}`)).json.a).toEqual({ type: 'Property', value: 6, unitCode: 'CEL' })
    expect(errorOf(await ngsi('PATCH', `/entities/${own}/attrs/none`, { value: 6 }))).toEqual([404, 'ResourceNotFound'])
    expect(
      errorOf(await ngsi('PATCH', `/entities/${own}/attrs/a`, { type: 'Relationship', object: 'urn:x:1' })),
    ).toEqual([400, 'BadRequestData'])
  })

  test('replace an attribute, delete one', async () => {
    await ngsi('PUT', `/entities/${own}/attrs/a`, { type: 'Property', value: 7 })
    expect((await ngsi('GET', `/entities/${own}`)).json.a).toEqual({ type: 'Property', value: 7 })
    expect((await ngsi('DELETE', `/entities/${own}/attrs/a`)).status).toBe(204)
    expect(errorOf(await ngsi('DELETE', `/entities/${own}/attrs/a`))).toEqual([404, 'ResourceNotFound'])
  })

  test('merge goes into the depth of values', async () => {
    await ngsi('POST', `/entities/${own}/attrs`, {
      address: { type: 'Property', value: { street: 'A', city: 'B', country: 'C' } },
    })
    const patch = { address: { type: 'Property', value: { street: 'Z', country: 'urn:ngsi-ld:null' } }, type: 'U' }
    expect(
      (await ngsi('PATCH', `/entities/${own}`, patch, { 'content-type': 'application/merge-patch+json' })).status,
    ).toBe(204)
    expect(await get()).toMatchObject({ type: ['T', 'U'], address: { street: 'Z', city: 'B' } })
    expect((await get()).address.country).toBeUndefined()
  })

  test('merge of simplified values keeps kinds', async () => {
    await ngsi('POST', `/entities/${own}/attrs`, {
      owner: { type: 'Relationship', object: 'urn:x:p1' },
      name: { type: 'LanguageProperty', languageMap: { zh: '甲' } },
    })
    await ngsi('PATCH', `/entities/${own}?options=keyValues&lang=en`, { owner: 'urn:x:p2', name: 'A' })
    const shown = (await ngsi('GET', `/entities/${own}`)).json
    expect([shown.owner, shown.name.languageMap]).toEqual([
      { type: 'Relationship', object: 'urn:x:p2' },
      { zh: '甲', en: 'A' },
    ])
  })

  test('replace the whole', async () => {
    expect((await ngsi('PUT', `/entities/${own}`, { id: own, type: 'T', z: 1 })).status).toBe(204)
    expect(await get()).toEqual({ id: own, type: 'T', z: 1 })
  })

  test('what expires is gone', async () => {
    await ngsi('POST', '/entities', { id: 'urn:x:short', type: 'T', expiresAt: '2020-01-01T00:00:00Z' })
    expect((await ngsi('GET', '/entities/urn:x:short')).status).toBe(404)
  })
})

describe('batches (5.6.7 to 5.6.10, 5.6.20)', () => {
  const item = (n: number, more: object = {}) => ({ id: `urn:b:${n}`, type: 'B', n, ...more })
  const post = (what: string, body: unknown) => ngsi('POST', `/entityOperations/${what}`, body)

  test('create: all, some', async () => {
    const made = await post('create', [item(1), item(2)])
    expect([made.status, made.json]).toEqual([201, ['urn:b:1', 'urn:b:2']])
    const some = await post('create', [item(2), item(3), { id: 'urn:b:4' }])
    expect([some.status, some.json.success]).toEqual([207, ['urn:b:3']])
    expect(
      some.json.errors.map((one: { entityId: string; error: { status: number } }) => [one.entityId, one.error.status]),
    ).toEqual([
      ['urn:b:4', 400],
      ['urn:b:2', 409],
    ])
    expect(errorOf(await post('create', []))).toEqual([400, 'BadRequestData'])
    expect(errorOf(await post('create', { id: 1 }))).toEqual([400, 'BadRequestData'])
  })

  test('upsert: replaces or updates, tells what is new', async () => {
    const put = await post('upsert', [item(1, { m: 1 }), item(5)])
    expect([put.status, put.json]).toEqual([201, ['urn:b:5']])
    expect((await post('upsert?options=update', [{ id: 'urn:b:1', type: 'B', k: 2 }])).status).toBe(204)
    expect((await ngsi('GET', '/entities/urn:b:1?options=keyValues')).json).toEqual({
      id: 'urn:b:1',
      type: 'B',
      n: 1,
      m: 1,
      k: 2,
    })
    await post('upsert', [item(1)])
    expect((await ngsi('GET', '/entities/urn:b:1?options=keyValues')).json).toEqual({ id: 'urn:b:1', type: 'B', n: 1 })
  })

  test('update, merge, delete: what is not there is told', async () => {
    expect((await post('update', [item(1, { n: 9 })])).status).toBe(204)
    const kept = await post('update?options=noOverwrite', [item(1, { k: 1 })])
    expect([kept.status, kept.json.success, kept.json.errors[0].entityId]).toEqual([207, [], 'urn:b:1'])
    const part = await post('update', [item(1), item(99)])
    expect([part.status, part.json.success, part.json.errors[0].entityId]).toEqual([207, ['urn:b:1'], 'urn:b:99'])
    expect((await post('merge', [{ id: 'urn:b:1', type: 'B', n: { type: 'Property', value: 10 } }])).status).toBe(204)
    const gone = await post('delete', ['urn:b:1', 'urn:b:99'])
    expect([gone.status, gone.json.success]).toEqual([207, ['urn:b:1']])
    expect((await post('delete', ['urn:b:2', 'urn:b:3', 'urn:b:5'])).status).toBe(204)
  })
})

describe('discovery (5.7.5 to 5.7.10)', () => {
  test('types and attributes, in lists and in detail', async () => {
    expect((await ngsi('GET', '/types')).json).toMatchObject({
      type: 'EntityTypeList',
      typeList: expect.arrayContaining(['Vehicle', 'T']),
    })
    const detailed = (await ngsi('GET', '/types?details=true')).json
    expect(detailed.find((one: { typeName: string }) => one.typeName === 'Vehicle').attributeNames).toContain(
      'brandName',
    )
    const one = (await ngsi('GET', '/types/Vehicle')).json
    expect([
      one.entityCount,
      one.attributeDetails.find((found: { attributeName: string }) => found.attributeName === 'location')
        .attributeTypes,
    ]).toEqual([1, ['GeoProperty']])
    expect(errorOf(await ngsi('GET', '/types/Nothing'))).toEqual([404, 'ResourceNotFound'])
    expect((await ngsi('GET', '/attributes')).json.attributeList).toContain('brandName')
    expect((await ngsi('GET', '/attributes/speed')).json).toMatchObject({
      attributeCount: 2,
      attributeTypes: ['Property'],
      typeNames: ['Vehicle'],
    })
    expect(errorOf(await ngsi('GET', '/attributes/nothing'))).toEqual([404, 'ResourceNotFound'])
  })
})

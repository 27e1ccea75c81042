import { afterAll, beforeEach, expect, test } from 'vitest'
import { receiver } from '../../base/testing.ts'
import { errorOf, twinCity } from '../testing/twin-city.ts'

const other = await receiver()
afterAll(other.close)
const { ngsi } = await twinCity({ allowedHosts: new Set([other.host]) })
const link = (path: string) => ({
  link: `<${path.startsWith('http') ? path : other.url + path}>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`,
})
const serve = (contexts: Record<string, unknown>) => {
  other.answer = ({ url }) =>
    url in contexts
      ? {
          status: 200,
          body: JSON.stringify({ '@context': contexts[url] }),
          headers: { 'content-type': 'application/ld+json' },
        }
      : { status: 404 }
}
beforeEach(() => {
  other.calls.length = 0
})

test('a context is fetched once, and names are read and written by it', async () => {
  serve({ '/a': { Lamp: 'https://example.org/Lamp', lit: 'https://example.org/lit' } })
  const lamp = { id: 'urn:x:1', type: 'Lamp', lit: { type: 'Property', value: true } }
  expect((await ngsi('POST', '/entities', lamp, link('/a'))).status).toBe(201)
  const shown = await ngsi('GET', '/entities/urn:x:1', undefined, link('/a'))
  expect([shown.json, shown.headers.get('link')]).toEqual([lamp, expect.stringContaining(`${other.url}/a`)])
  expect((await ngsi('GET', '/entities/urn:x:1')).json.type).toBe('https://example.org/Lamp')
  expect((await ngsi('GET', '/entities?type=Lamp', undefined, link('/a'))).json).toHaveLength(1)
  expect(other.calls).toHaveLength(1)
})

test('contexts refer to others; in a circle they are refused', async () => {
  serve({
    '/list': [`${other.url}/b`, { tree: 'https://example.org/tree' }],
    '/b': { leaf: 'https://example.org/leaf' },
    '/c': [`${other.url}/d`],
    '/d': [`${other.url}/c`],
  })
  expect((await ngsi('POST', '/entities', { id: 'urn:x:2', type: 'T', tree: 1, leaf: 2 }, link('/list'))).status).toBe(
    201,
  )
  expect(Object.keys((await ngsi('GET', '/entities/urn:x:2?options=keyValues')).json)).toEqual(
    expect.arrayContaining(['https://example.org/tree', 'https://example.org/leaf']),
  )
  const circle = await ngsi('GET', '/entities/urn:x:2', undefined, link('/c'))
  expect([...errorOf(circle), circle.json.detail]).toEqual([
    400,
    'BadRequestData',
    expect.stringContaining('refers to itself'),
  ])
})

test('a failure is told and never kept', async () => {
  serve({})
  expect(errorOf(await ngsi('GET', '/entities/urn:x:1', undefined, link('/late')))).toEqual([
    504,
    'LdContextNotAvailable',
  ])
  serve({ '/late': { Lamp: 'https://example.org/Lamp' } })
  expect((await ngsi('GET', '/entities/urn:x:1', undefined, link('/late'))).json.type).toBe('Lamp')
  other.answer = () => ({ status: 200, body: 'no JSON' })
  expect(errorOf(await ngsi('GET', '/entities/urn:x:1', undefined, link('/broken')))).toEqual([400, 'BadRequestData'])
  serve({ '/broken': { Lamp: 'https://example.org/Lamp' } })
  expect((await ngsi('GET', '/entities/urn:x:1', undefined, link('/broken'))).json.type).toBe('Lamp')
})

test('the core context and those of the Smart Data Models need no network', async () => {
  other.answer = () => ({ status: 500 })
  const parking = link('https://raw.githubusercontent.com/smart-data-models/dataModel.Parking/master/context.jsonld')
  expect(
    (await ngsi('POST', '/entities', { id: 'urn:x:3', type: 'OffStreetParking', availableSpotNumber: 5 }, parking))
      .status,
  ).toBe(201)
  expect((await ngsi('GET', '/entities/urn:x:3')).json.type).toBe(
    'https://smartdatamodels.org/dataModel.Parking/OffStreetParking',
  )
  const core = link('https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.8.jsonld')
  expect((await ngsi('GET', '/entities/urn:x:3', undefined, core)).status).toBe(200)
})

test('hosted: added, listed, served, used, deleted (5.13)', async () => {
  const made = await ngsi('POST', '/jsonldContexts', { '@context': { bench: 'https://example.org/bench' } })
  const id = made.headers.get('location')?.split('/').at(-1) ?? ''
  expect(made.status).toBe(201)
  expect((await ngsi('GET', `/jsonldContexts/${id}`)).json).toEqual({
    '@context': { bench: 'https://example.org/bench' },
  })
  expect((await ngsi('GET', `/jsonldContexts/${id}?details=true`)).json).toMatchObject({
    localId: id,
    kind: 'Hosted',
    URL: `https://city.example/ngsi-ld/v1/jsonldContexts/${id}`,
  })
  expect((await ngsi('GET', '/jsonldContexts?kind=Hosted')).json).toEqual([
    `https://city.example/ngsi-ld/v1/jsonldContexts/${id}`,
  ])
  const used = link(`https://city.example/ngsi-ld/v1/jsonldContexts/${id}`)
  expect((await ngsi('POST', '/entities', { id: 'urn:x:4', type: 'bench' }, used)).status).toBe(201)
  expect((await ngsi('GET', '/entities/urn:x:4')).json.type).toBe('https://example.org/bench')
  expect((await ngsi('DELETE', `/jsonldContexts/${id}`)).status).toBe(204)
  expect(errorOf(await ngsi('GET', `/jsonldContexts/${id}`))).toEqual([404, 'ResourceNotFound'])
  expect(errorOf(await ngsi('POST', '/jsonldContexts', { bench: 1 }))).toEqual([400, 'InvalidRequest'])
})

test('cached: known by its address, not served, loaded anew', async () => {
  serve({ '/r': { old: 'https://example.org/old' } })
  await ngsi('GET', '/entities/urn:x:1', undefined, link('/r'))
  const url = `${other.url}/r`
  const path = `/jsonldContexts/${encodeURIComponent(url)}`
  expect((await ngsi('GET', `${path}?details=true`)).json).toMatchObject({ URL: url, kind: 'Cached' })
  expect(errorOf(await ngsi('GET', path))).toEqual([422, 'OperationNotSupported'])
  serve({ '/r': { fresh: 'https://example.org/fresh' } })
  expect((await ngsi('DELETE', `${path}?reload=true`)).status).toBe(204)
  expect((await ngsi('POST', '/entities', { id: 'urn:x:5', type: 'fresh' }, link('/r'))).status).toBe(201)
  expect((await ngsi('GET', '/entities/urn:x:5')).json.type).toBe('https://example.org/fresh')
  serve({})
  expect(errorOf(await ngsi('DELETE', `${path}?reload=true`))).toEqual([504, 'LdContextNotAvailable'])
  expect((await ngsi('DELETE', path)).status).toBe(204)
})

test('one written inline can be had by address', async () => {
  const body = { type: 'Query', entities: [{ type: 'fresh' }], '@context': [{ fresh: 'https://example.org/fresh' }] }
  const found = await ngsi('POST', '/entityOperations/query', body, {
    'content-type': 'application/ld+json',
    accept: 'application/json',
  })
  const url = /<([^>]*)>/.exec(found.headers.get('link') ?? '')?.[1] ?? ''
  expect([found.json.length, url]).toEqual([1, expect.stringContaining('/ngsi-ld/v1/jsonldContexts/')])
  expect((await ngsi('GET', `/jsonldContexts/${url.split('/').at(-1)}`)).json).toEqual({
    '@context': [{ fresh: 'https://example.org/fresh' }],
  })
})

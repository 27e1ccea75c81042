import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { type Receiver, receiver } from '../../base/testing.ts'
import { errorOf, program, twinCity } from '../testing/twin-city.ts'

const other = await receiver()
afterAll(other.close)
const { ngsi, as, clock, city } = await twinCity({ allowedHosts: new Set([other.host]) })
const truck = (n: number | string, more: object = {}) => ({
  id: `urn:ngsi-ld:Truck:${n}`,
  type: 'Truck',
  speed: 30,
  ...more,
})
const idsOf = (all: readonly { id: string }[]) => all.map(({ id }) => id.split(':').at(-1))
const ids = (map: { entityMap: object }) => Object.keys(map.entityMap).map((id) => id.split(':').at(-1))
const mapOf = (answer: { headers: Headers }) => answer.headers.get('ngsild-entitymap') ?? ''
const byMap = (map: string, query: string) => ngsi('GET', `/entities?${query}`, undefined, { 'NGSILD-EntityMap': map })

beforeEach(async () => {
  await ngsi('DELETE', '/entities?type=Truck&local=true')
  const { json } = await ngsi('GET', '/csourceRegistrations?idPattern=.*&limit=1000')
  for (const { id } of json) await ngsi('DELETE', `/csourceRegistrations/${id}`)
  for (const n of [0, 1, 2, 3, 4]) await ngsi('POST', '/entities', truck(n, { speed: n * 20 }))
  other.calls.length = 0
})

/** Registers a source that answers by its paths. */
async function source(
  answers: Record<string, (call: Receiver['calls'][number]) => { status: number; body?: unknown }>,
  more: object = {},
) {
  other.answer = (call) => {
    const path = call.url.split('?')[0]?.replace('/ngsi-ld/v1', '') ?? ''
    const { status, body } = answers[path]?.(call) ?? { status: 404 }
    return { status, ...(body !== undefined && { body: JSON.stringify(body) }) }
  }
  const id = 'urn:ngsi-ld:ContextSourceRegistration:maps'
  const answer = await ngsi('POST', '/csourceRegistrations', {
    id,
    type: 'ContextSourceRegistration',
    endpoint: other.url,
    information: [{ entities: [{ type: 'Truck' }] }],
    ...more,
  })
  expect(answer.status).toBe(201)
  return id
}

test('a map of a query lists what it found, here by @none, and is kept for an hour', async () => {
  const made = await ngsi('GET', '/entityMaps?type=Truck&q=speed>30')
  expect(made.status).toBe(201)
  expect(made.json).toMatchObject({ type: 'EntityMap', expiresAt: '2026-11-20T09:00:00.000Z', linkedMaps: {} })
  expect(ids(made.json)).toEqual(['2', '3', '4'])
  expect(made.json.entityMap['urn:ngsi-ld:Truck:2']).toEqual(['@none'])
  expect(mapOf(made)).toBe(`/ngsi-ld/v1/entityMaps/${made.json.id}`)
  expect((await ngsi('GET', `/entityMaps/${made.json.id}`)).json).toEqual(made.json)
  const body = { type: 'Query', entities: [{ type: 'Truck' }], q: 'speed<30' }
  expect(ids((await ngsi('POST', '/entityMaps?entityMapLifetime=PT5M', body)).json)).toEqual(['0', '1'])
})

test('maps of queries that are too wide, for times that are none, with parameters that are none, are refused', async () => {
  expect(errorOf(await ngsi('GET', '/entityMaps?id=urn:ngsi-ld:Truck:1'))).toEqual([400, 'BadRequestData'])
  expect(errorOf(await ngsi('GET', '/entityMaps?type=Truck&entityMapLifetime=1hour'))).toEqual([400, 'BadRequestData'])
  expect(errorOf(await ngsi('GET', '/entityMaps?type=Truck&colour=red'))).toEqual([400, 'InvalidRequest'])
})

test('a map is prolonged for a day at most, shortened, deleted; what only the system says of it stays', async () => {
  const path = `/entityMaps/${(await ngsi('GET', '/entityMaps?type=Truck')).json.id}`
  const forged = { expiresAt: '2099-01-01T00:00:00Z', entityMap: { 'urn:x:forged': ['@none'] } }
  expect((await ngsi('PATCH', path, forged)).status).toBe(204)
  const { json } = await ngsi('GET', path)
  expect([json.expiresAt, ids(json)]).toEqual(['2026-11-21T08:00:00.000Z', ['0', '1', '2', '3', '4']])
  expect(errorOf(await ngsi('PATCH', path, { expiresAt: 'tomorrow' }))).toEqual([400, 'BadRequestData'])
  expect((await ngsi('DELETE', path)).status).toBe(204)
  for (const method of ['GET', 'DELETE']) expect(errorOf(await ngsi(method, path))).toEqual([404, 'ResourceNotFound'])
  expect(errorOf(await ngsi('GET', '/entityMaps/none'))).toEqual([400, 'BadRequestData'])
})

test('a map is its maker’s: others who see less than everything do not find it', async () => {
  await sql`insert into twin.reader_limit (actor, types) values ('limited', '{urn:x:Nothing}')`.execute(city.base.db)
  const limited = as(program('limited', 'twin'))
  const { id } = (await ngsi('GET', '/entityMaps?type=Truck')).json
  expect((await limited('GET', `/entityMaps/${id}`)).status).toBe(404)
  expect((await limited('DELETE', `/entityMaps/${id}`)).status).toBe(404)
  expect((await ngsi('GET', `/entityMaps/${id}`)).status).toBe(200)
  const own = (await limited('GET', '/entityMaps?type=Truck')).json
  expect([own.entityMap, (await limited('GET', `/entityMaps/${own.id}`)).status]).toEqual([{}, 200])
})

test('pages by a map: filled, in its order, without what is gone, with the count of what is left', async () => {
  const made = await ngsi('GET', '/entities?type=Truck&entityMap=true&limit=2')
  expect([made.status, idsOf(made.json)]).toEqual([201, ['0', '1']])
  expect(made.headers.get('link')).toMatch(/offset=2/)
  expect(made.headers.get('link')).not.toMatch(/entityMap=/)
  const map = mapOf(made)
  await ngsi('POST', '/entities', truck('late'))
  await ngsi('DELETE', '/entities/urn:ngsi-ld:Truck:2')
  const next = await byMap(map, 'type=Truck&limit=2&offset=2')
  expect([next.status, idsOf(next.json), mapOf(next)]).toEqual([200, ['3', '4'], map])
  const last = await byMap(map, 'type=Truck&limit=2&offset=3')
  expect(idsOf(last.json)).toEqual(['4'])
  expect(last.headers.get('link')).toMatch(/rel="prev"/)
  expect(last.headers.get('link')).not.toMatch(/rel="next"/)
  expect((await byMap(map, 'type=Truck&limit=1&count=true')).headers.get('ngsild-results-count')).toBe('4')
  expect(ids((await ngsi('GET', map.replace('/ngsi-ld/v1', ''))).json)).toEqual(['0', '1', '3', '4'])
})

test('another question is answered from the map, too, and strikes nothing out of it', async () => {
  const map = mapOf(await ngsi('GET', '/entityMaps?type=Truck'))
  const narrow = await byMap(map, 'type=Truck&q=speed==40&count=true')
  expect([idsOf(narrow.json), narrow.headers.get('ngsild-results-count')]).toEqual([['2'], '1'])
  expect(idsOf((await byMap(map, 'type=Truck&id=urn:ngsi-ld:Truck:4')).json)).toEqual(['4'])
  expect(ids((await ngsi('GET', map.replace('/ngsi-ld/v1', ''))).json)).toHaveLength(5)
})

test('a map that ended, or never was, is made anew', async () => {
  const map = mapOf(await ngsi('GET', '/entityMaps?type=Truck&entityMapLifetime=PT10M'))
  const begun = clock.now
  clock.now += 11 * 60_000
  const anew = await byMap(map, 'type=Truck')
  expect([anew.status, anew.json.length, mapOf(anew) === map]).toEqual([201, 5, false])
  clock.now = begun
  expect((await byMap('/ngsi-ld/v1/entityMaps/urn:ngsi-ld:EntityMap:none', 'type=Truck')).status).toBe(201)
})

test('an order is kept by the map', async () => {
  const map = mapOf(await ngsi('GET', '/entities?type=Truck&entityMap=true&orderBy=speed;desc'))
  expect(idsOf((await byMap(map, 'type=Truck&limit=2&offset=1')).json)).toEqual(['3', '2'])
})

test('a source’s own map is linked; its entities are asked for by id, and by nobody else', async () => {
  const far = truck('far', { '@context': 'https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context.jsonld' })
  const registration = await source({
    '/entityMaps': () => ({
      status: 201,
      body: {
        id: 'urn:far:map',
        type: 'EntityMap',
        expiresAt: '2099-01-01T00:00:00Z',
        entityMap: { [far.id]: ['@none'] },
      },
    }),
    '/entities': () => ({ status: 200, body: [truck('far')] }),
    '/entityMaps/urn:far:map': () => ({ status: 204 }),
  })
  const made = await ngsi('GET', '/entityMaps?type=Truck')
  expect(made.json.linkedMaps).toEqual({ [registration]: 'urn:far:map' })
  expect(made.json.entityMap[far.id]).toEqual([registration])
  other.calls.length = 0
  const page = await byMap(mapOf(made), 'type=Truck&limit=1&offset=5')
  expect(idsOf(page.json)).toEqual(['far'])
  expect(other.calls.map(({ url }) => new URL(url, other.url).searchParams.get('id'))).toEqual([far.id])
  expect((await ngsi('DELETE', `/entityMaps/${made.json.id}`)).status).toBe(204)
  expect(other.calls.at(-1)).toMatchObject({ method: 'DELETE', url: '/ngsi-ld/v1/entityMaps/urn:far:map' })
})

test('without maps of its own a source is asked for entities; while it is silent nothing of it is struck out', async () => {
  let isSilent = false
  const registration = await source(
    {
      '/entities': () => (isSilent ? { status: 500 } : { status: 200, body: [truck('far'), truck(1, { brand: 'B' })] }),
    },
    { operations: ['retrieveOps'] },
  )
  const made = await ngsi('GET', '/entities?type=Truck&entityMap=true')
  const map = mapOf(made).replace('/ngsi-ld/v1', '')
  expect((await ngsi('GET', map)).json.entityMap).toMatchObject({
    'urn:ngsi-ld:Truck:far': [registration],
    'urn:ngsi-ld:Truck:1': ['@none', registration],
  })
  isSilent = true
  expect((await byMap(mapOf(made), 'type=Truck')).json).toHaveLength(5)
  expect(ids((await ngsi('GET', map)).json)).toHaveLength(6)
  isSilent = false
  expect((await byMap(mapOf(made), 'type=Truck')).json).toHaveLength(6)
})

test('an entity that is retrieved with a map is asked for where the map says', async () => {
  const registration = await source({
    '/entities/urn:ngsi-ld:Truck:1': () => ({ status: 200, body: truck(1, { brand: 'B' }) }),
  })
  const got = await ngsi('GET', '/entities/urn:ngsi-ld:Truck:1?entityMap=true&options=keyValues')
  expect(got.json).toEqual(truck(1, { speed: 20, brand: 'B' }))
  expect((await ngsi('GET', mapOf(got).replace('/ngsi-ld/v1', ''))).json.entityMap).toEqual({
    'urn:ngsi-ld:Truck:1': ['@none', registration],
  })
  const here = mapOf(await ngsi('GET', '/entityMaps?type=Truck&local=true'))
  other.calls.length = 0
  const again = await ngsi('GET', '/entities/urn:ngsi-ld:Truck:1?options=keyValues', undefined, {
    'NGSILD-EntityMap': here,
  })
  expect([again.json, mapOf(again), other.calls.length]).toEqual([truck(1, { speed: 20 }), here, 0])
})

test('an entity in parts is judged when it is whole, where splitEntities says that it may be', async () => {
  await source({ '/entities': () => ({ status: 200, body: [truck(1, { brand: 'B' }), truck('far')] }) })
  const { json } = await ngsi('GET', '/entities?type=Truck&q=speed==20;brand=="B"&splitEntities=true&options=keyValues')
  expect(json).toEqual([truck(1, { speed: 20, brand: 'B' })])
  expect(other.calls.map(({ url }) => new URL(url, other.url).searchParams.has('q'))).toEqual([false])
  const body = { type: 'Query', entities: [{ type: 'Truck' }], q: 'speed==20;brand=="B"', splitEntities: true }
  other.answer = (call) => ({
    status: 200,
    body: JSON.stringify(call.method === 'POST' ? [truck(1, { brand: 'B' })] : []),
  })
  expect(idsOf((await ngsi('POST', '/entityOperations/query', body)).json)).toEqual(['1'])
  expect(JSON.parse(other.calls.at(-1)?.body ?? '{}')).toEqual({ type: 'Query', entities: [{ type: 'Truck' }] })
})

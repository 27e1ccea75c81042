import { afterEach, expect, test } from 'vitest'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// Evolutions that are told in several places: a whole other city is registered as a source of this one.

const hosts = new Set<string>()
const here = await twinCity({ allowedHosts: hosts })
const there = await twinCity({ allowedHosts: hosts, publicUrl: 'https://other.example' })
for (const { city } of [here, there]) hosts.add(new URL(city.url).host)
await there.ngsi('GET', '/types') // the tests' own sign-in knows its caller from the first call on

const every = [
  ...['upsertTemporal', 'appendAttrsTemporal', 'deleteAttrsTemporal', 'updateAttrInstanceTemporal'],
  ...[
    'deleteAttrInstanceTemporal',
    'deleteTemporal',
    'retrieveTemporal',
    'queryTemporal',
    'createEntityMapQueryTemporal',
  ],
]
let count = 0
const made: string[] = []
afterEach(async () => {
  for (const id of made.splice(0)) await here.ngsi('DELETE', `/csourceRegistrations/${id}`)
  for (const { ngsi } of [here, there]) {
    const { json } = await ngsi(
      'GET',
      '/temporal/entities?type=Bus&timerel=before&timeAt=2099-01-01T00:00:00Z&local=true',
    )
    for (const { id } of json) await ngsi('DELETE', `/temporal/entities/${id}?local=true`)
  }
})

async function register(more: object = {}): Promise<string> {
  const id = `urn:ngsi-ld:ContextSourceRegistration:${++count}`
  const answer = await here.ngsi('POST', '/csourceRegistrations', {
    id,
    type: 'ContextSourceRegistration',
    endpoint: there.city.url,
    contextSourceInfo: [{ key: 'x-test-actor', value: 'writer' }],
    information: [{ entities: [{ type: 'Bus' }] }],
    operations: every,
    ...more,
  })
  expect([answer.status, answer.text]).toEqual([201, ''])
  made.push(id)
  return id
}
const busId = (n: number) => `urn:ngsi-ld:Bus:${n}`
const at = (hour: number, value: number) => ({
  type: 'Property',
  value,
  observedAt: `2026-05-01T${String(hour).padStart(2, '0')}:00:00Z`,
})
const bus = (n: number, attributes: object) => ({ id: busId(n), type: 'Bus', ...attributes })
const speeds = (document: { speed?: { value: number }[] }) => document.speed?.map(({ value }) => value)
const after = 'timerel=after&timeAt=2026-01-01T00:00:00Z'
type City = typeof here
const tell = (city: City, document: object) => city.ngsi('POST', '/temporal/entities?local=true', document)
const read = async (city: City, n: number, more = '') =>
  (await city.ngsi('GET', `/temporal/entities/${busId(n)}?${after}${more}`)).json

test('one evolution of what two places tell: in order, nothing twice, the last of all', async () => {
  await tell(there, bus(1, { speed: [at(8, 80), at(10, 100)], fuel: [at(8, 7)] }))
  expect((await here.ngsi('GET', `/temporal/entities/${busId(1)}`)).status).toBe(404)
  await register()
  expect(speeds(await read(here, 1))).toEqual([80, 100])
  await tell(here, bus(1, { speed: [at(9, 90), at(10, 100)] }))
  const all = await read(here, 1)
  expect([speeds(all), all.fuel[0].value]).toEqual([[80, 90, 100], 7])
  expect(speeds(await read(here, 1, '&lastN=2'))).toEqual([90, 100])
  expect(speeds(await read(here, 1, '&local=true'))).toEqual([90, 100])
  expect(
    (await read(here, 1, '&options=temporalValues&attrs=speed')).speed.values.map(([one]: [number]) => one),
  ).toEqual([80, 90, 100])
  const figures = await read(here, 1, '&options=aggregatedValues&aggrMethods=max,totalCount&attrs=speed')
  expect([figures.speed.max[0][0], figures.speed.totalCount[0][0]]).toEqual([100, 3])
})

test('queries ask other sources as well, by URL and by body, with pages and counts', async () => {
  await register()
  await tell(there, bus(1, { speed: [at(8, 80)] }))
  await tell(here, bus(2, { speed: [at(9, 20)] }))
  await tell(there, bus(3, { speed: [at(9, 30)] }))
  const ids = (all: { id: string }[]) => all.map(({ id }) => id).sort()
  const found = await here.ngsi('GET', `/temporal/entities?type=Bus&${after}&count=true`)
  expect([found.headers.get('ngsild-results-count'), ids(found.json)]).toEqual(['3', [1, 2, 3].map(busId)])
  expect(ids((await here.ngsi('GET', `/temporal/entities?type=Bus&${after}&q=speed>25`)).json)).toEqual(
    [1, 3].map(busId),
  )
  const [one, two] = [
    await here.ngsi('GET', `/temporal/entities?type=Bus&${after}&limit=2`),
    await here.ngsi('GET', `/temporal/entities?type=Bus&${after}&limit=2&offset=2`),
  ]
  expect(ids([...one.json, ...two.json])).toEqual([1, 2, 3].map(busId))
  expect([one.headers.get('link'), two.headers.get('link')]).toEqual([
    expect.stringContaining('rel="next"'),
    expect.not.stringContaining('rel="next"'),
  ])
  const body = {
    type: 'Query',
    entities: [{ type: 'Bus' }],
    temporalQ: { timerel: 'before', timeAt: '2026-05-01T08:30:00Z' },
  }
  expect(ids((await here.ngsi('POST', '/temporal/entityOperations/query', body)).json)).toEqual([busId(1)])
})

test('a source of another time is not asked; one of this time is', async () => {
  await tell(there, bus(1, { speed: [at(8, 80)] }))
  await register({ observationInterval: { startAt: '2020-01-01T00:00:00Z', endAt: '2021-01-01T00:00:00Z' } })
  expect((await here.ngsi('GET', `/temporal/entities?type=Bus&${after}`)).json).toEqual([])
  await register({ observationInterval: { startAt: '2026-01-01T00:00:00Z' } })
  expect((await here.ngsi('GET', `/temporal/entities?type=Bus&${after}`)).json).toHaveLength(1)
})

test('a source that is not there leaves what is known here', async () => {
  await tell(here, bus(2, { speed: [at(9, 20)] }))
  await register({ endpoint: `${there.city.url}/nowhere`, management: { timeout: 500 } })
  expect(speeds(await read(here, 2))).toEqual([20])
  expect((await here.ngsi('GET', `/temporal/entities?type=Bus&${after}`)).json).toHaveLength(1)
})

test('changes of history go to a redirecting source, all kinds of them', async () => {
  await register({ mode: 'redirect' })
  const answer = await here.ngsi('POST', '/temporal/entities', bus(4, { speed: [at(8, 1), at(9, 2)] }))
  expect([answer.status, answer.headers.get('location')]).toEqual([201, `/ngsi-ld/v1/temporal/entities/${busId(4)}`])
  expect((await here.ngsi('GET', `/temporal/entities/${busId(4)}?local=true`)).status).toBe(404)
  expect(
    (await here.ngsi('POST', `/temporal/entities/${busId(4)}/attrs/`, { speed: [at(10, 3)], fuel: [at(8, 7)] })).status,
  ).toBe(204)
  const told = await read(there, 4)
  expect(speeds(told)).toEqual([1, 2, 3])
  const [first, second] = told.speed.map((one: { instanceId: string }) => one.instanceId)
  const path = `/temporal/entities/${busId(4)}/attrs/speed`
  expect((await here.ngsi('PATCH', `${path}/${first}`, { type: 'Property', value: 11 })).status).toBe(204)
  expect((await here.ngsi('DELETE', `${path}/${second}`)).status).toBe(204)
  expect(speeds(await read(here, 4))).toEqual([11, 3])
  expect((await here.ngsi('DELETE', `/temporal/entities/${busId(4)}/attrs/fuel`)).status).toBe(204)
  expect((await read(there, 4)).fuel).toBeUndefined()
  expect((await here.ngsi('DELETE', `/temporal/entities/${busId(4)}`)).status).toBe(204)
  expect((await there.ngsi('GET', `/temporal/entities/${busId(4)}`)).status).toBe(404)
})

test('what one source has exclusively of history is told by it alone', async () => {
  await tell(there, bus(5, { speed: [at(8, 80)] }))
  await register({
    mode: 'exclusive',
    information: [{ entities: [{ type: 'Bus', id: busId(5) }], propertyNames: ['speed'] }],
  })
  await tell(here, bus(5, { speed: [at(9, 1)], fuel: [at(9, 7)] }))
  const all = await read(here, 5)
  expect([speeds(all), all.fuel[0].value]).toEqual([[80], 7])
})

test('a map of evolutions: its pages are of its entities, here and there', async () => {
  const registration = await register()
  await tell(here, bus(2, { speed: [at(9, 20)] }))
  await tell(there, bus(3, { speed: [at(9, 30), at(10, 31)] }))
  const made = await here.ngsi('GET', `/temporal/entityMaps?type=Bus&${after}`)
  expect([made.status, made.json.entityMap]).toEqual([201, { [busId(2)]: ['@none'], [busId(3)]: [registration] }])
  expect(made.json.linkedMaps[registration]).toMatch(/^urn:ngsi-ld:EntityMap:/)
  await tell(there, bus(6, { speed: [at(9, 60)] }))
  const map = { 'NGSILD-EntityMap': made.headers.get('ngsild-entitymap') ?? '' }
  const page = await here.ngsi('GET', `/temporal/entities?type=Bus&${after}&offset=1`, undefined, map)
  expect([page.status, page.json.map(speeds)]).toEqual([200, [[30, 31]]])
  const fresh = await here.ngsi('GET', `/temporal/entities?type=Bus&${after}&entityMap=true`)
  expect([fresh.status, fresh.json.length]).toEqual([201, 3])
  const one = await here.ngsi('GET', `/temporal/entities/${busId(3)}?${after}&entityMap=true`)
  const path = one.headers.get('ngsild-entitymap')?.replace('/ngsi-ld/v1', '') ?? ''
  expect((await here.ngsi('GET', path)).json.entityMap).toEqual({ [busId(3)]: [registration] })
  // A map of evolutions is none of entities as they are.
  expect((await here.ngsi('GET', '/entities?type=Bus', undefined, map)).status).toBe(201)
  expect(errorOf(await here.ngsi('GET', '/temporal/entityMaps?type=Bus'))).toEqual([400, 'BadRequestData'])
})

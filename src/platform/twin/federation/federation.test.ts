import { afterEach, expect, test } from 'vitest'
import { errorOf, twinCity } from '../testing/twin-city.ts'

const hosts = new Set<string>()
const here = await twinCity({ allowedHosts: hosts })
const there = await twinCity({ allowedHosts: hosts, publicUrl: 'https://other.example' })
for (const { city } of [here, there]) hosts.add(new URL(city.url).host)
await there.ngsi('GET', '/types') // the tests' own sign-in knows its caller from the first call on

let count = 0
const made: string[] = []
afterEach(async () => {
  for (const id of made.splice(0)) await here.ngsi('DELETE', `/csourceRegistrations/${id}`)
})

async function register(more: object): Promise<string> {
  const id = `urn:ngsi-ld:ContextSourceRegistration:${++count}`
  const body = {
    id,
    type: 'ContextSourceRegistration',
    endpoint: there.city.url,
    contextSourceInfo: [{ key: 'x-test-actor', value: 'writer' }],
    information: [{ entities: [{ type: 'Car' }] }],
    ...more,
  }
  const answer = await here.ngsi('POST', '/csourceRegistrations', body)
  expect([answer.status, answer.text]).toEqual([201, ''])
  made.push(id)
  return id
}
const car = (n: number, more: object = {}) => ({ id: `urn:ngsi-ld:Car:${n}`, type: 'Car', ...more })
const simple = async (city: typeof here, n: number) =>
  (await city.ngsi('GET', `/entities/urn:ngsi-ld:Car:${n}?options=keyValues`)).json

test('what another source knows is retrieved and merged: the later observation wins', async () => {
  await register({})
  const speed = (value: number, at: string) => ({ type: 'Property', value, observedAt: `2026-11-20T${at}:00Z` })
  await there.ngsi('POST', '/entities', car(1, { brand: 'A', speed: speed(50, '08:00') }))
  expect(await simple(here, 1)).toEqual(car(1, { brand: 'A', speed: 50 }))
  await here.ngsi('POST', '/entities?local=true', car(1, { colour: 'red', speed: speed(40, '07:00') }))
  expect(await simple(here, 1)).toEqual(car(1, { brand: 'A', colour: 'red', speed: 50 }))
  expect((await here.ngsi('GET', '/entities/urn:ngsi-ld:Car:1?options=keyValues&local=true')).json).toEqual(
    car(1, { colour: 'red', speed: 40 }),
  )
})

test('queries ask other sources as well; one entity known twice is one', async () => {
  await register({})
  await there.ngsi('POST', '/entities', car(2, { brand: 'B' }))
  const found = await here.ngsi('GET', '/entities?type=Car&count=true&options=keyValues')
  expect([found.headers.get('ngsild-results-count'), found.json.map((one: { id: string }) => one.id).sort()]).toEqual([
    '2',
    ['urn:ngsi-ld:Car:1', 'urn:ngsi-ld:Car:2'],
  ])
  expect((await here.ngsi('GET', '/entities?type=Car&local=true')).json).toHaveLength(1)
})

test('types and attributes that only another source knows are found, and told once', async () => {
  await there.ngsi('POST', '/entities', { id: 'urn:ngsi-ld:Ferry:1', type: 'Ferry', draught: 2.5, brand: 'F' })
  await here.ngsi('POST', '/entities?local=true', { id: 'urn:ngsi-ld:Ferry:2', type: 'Ferry', brand: 'G' })
  expect((await here.ngsi('GET', '/attributes')).json.attributeList).not.toContain('draught')
  await register({ information: [{ entities: [{ type: 'Ferry' }] }] })
  const types = (await here.ngsi('GET', '/types')).json.typeList as string[]
  expect(types.filter((one) => one === 'Ferry')).toEqual(['Ferry'])
  expect((await here.ngsi('GET', '/attributes')).json.attributeList).toContain('draught')
  const detailed = (await here.ngsi('GET', '/types?details=true')).json as { typeName: string }[]
  expect(detailed.filter(({ typeName }) => typeName === 'Ferry')).toMatchObject([
    { type: 'EntityType', attributeNames: ['brand', 'draught'] },
  ])
  expect((await here.ngsi('GET', '/types/Ferry')).json).toMatchObject({
    entityCount: 2,
    attributeDetails: [
      { attributeName: 'brand', attributeTypes: ['Property'] },
      { attributeName: 'draught', attributeTypes: ['Property'] },
    ],
  })
  expect((await here.ngsi('GET', '/attributes/draught')).json).toMatchObject({
    attributeCount: 1,
    typeNames: ['Ferry'],
  })
  expect((await here.ngsi('GET', '/attributes/brand?local=true')).json.typeNames).toContain('Ferry')
  // What is to stay here stays here, and what nobody knows is not there.
  expect(errorOf(await here.ngsi('GET', '/attributes/draught?local=true'))).toEqual([404, 'ResourceNotFound'])
  expect(errorOf(await here.ngsi('GET', '/attributes/nobodyKnows'))).toEqual([404, 'ResourceNotFound'])
  expect((await here.ngsi('GET', '/types/Ferry?local=true')).json.entityCount).toBe(1)
  await here.ngsi('DELETE', '/entities/urn:ngsi-ld:Ferry:2?local=true')
  await there.ngsi('DELETE', '/entities/urn:ngsi-ld:Ferry:1')
})

test('a source that is not asked about types, or fails, takes nothing from what is known here', async () => {
  await there.ngsi('POST', '/entities', { id: 'urn:ngsi-ld:Ferry:3', type: 'Ferry', draught: 2.5 })
  await register({ information: [{ entities: [{ type: 'Ferry' }] }], operations: ['retrieveOps'] })
  await register({ information: [{ entities: [{ type: 'Ferry' }] }], endpoint: `${there.city.url}/nowhere` })
  const { status, json } = await here.ngsi('GET', '/types')
  expect([status, json.typeList.includes('Ferry'), json.typeList.includes('Car')]).toEqual([200, false, true])
  await there.ngsi('DELETE', '/entities/urn:ngsi-ld:Ferry:3')
})

test('a redirecting source takes writes away', async () => {
  // What is here already nobody takes over (clause 5.9.2.4).
  await here.ngsi('DELETE', '/entities/urn:ngsi-ld:Car:1?local=true')
  const id = await register({ mode: 'redirect', operations: ['redirectionOps'] })
  expect((await here.ngsi('POST', '/entities', car(3, { brand: 'C' }))).status).toBe(201)
  expect((await here.ngsi('GET', '/entities/urn:ngsi-ld:Car:3?local=true')).status).toBe(404)
  expect(await simple(there, 3)).toEqual(car(3, { brand: 'C' }))
  expect((await here.ngsi('PATCH', '/entities/urn:ngsi-ld:Car:3/attrs', { brand: 'D' })).status).toBe(204)
  expect(
    (await here.ngsi('PATCH', '/entities/urn:ngsi-ld:Car:3/attrs/brand', { type: 'Property', value: 'E' })).status,
  ).toBe(204)
  expect(await simple(here, 3)).toEqual(car(3, { brand: 'E' }))
  expect((await here.ngsi('DELETE', '/entities/urn:ngsi-ld:Car:3')).status).toBe(204)
  expect((await there.ngsi('GET', '/entities/urn:ngsi-ld:Car:3')).status).toBe(404)
  expect((await here.ngsi('GET', `/csourceRegistrations/${id}`)).json).toMatchObject({ status: 'ok', timesFailed: 0 })
})

test('an exclusive source has its attributes, the rest stays here', async () => {
  await there.ngsi('POST', '/entities', car(4, { speed: 1 }))
  await register({
    mode: 'exclusive',
    operations: ['redirectionOps'],
    information: [{ entities: [{ id: 'urn:ngsi-ld:Car:4', type: 'Car' }], propertyNames: ['speed'] }],
  })
  await here.ngsi('POST', '/entities?local=true', car(4, { brand: 'F' }))
  expect((await here.ngsi('PATCH', '/entities/urn:ngsi-ld:Car:4/attrs', { speed: 2, brand: 'G' })).status).toBe(204)
  expect(await simple(there, 4)).toEqual(car(4, { speed: 2 }))
  expect((await here.ngsi('GET', '/entities/urn:ngsi-ld:Car:4?options=keyValues&local=true')).json).toEqual(
    car(4, { brand: 'G' }),
  )
  expect(await simple(here, 4)).toEqual(car(4, { speed: 2, brand: 'G' }))
})

test('two that register each other do not ask in circles', async () => {
  await register({ information: [{ entities: [{ type: 'Loop' }] }] })
  await there.ngsi('POST', '/csourceRegistrations', {
    id: 'urn:ngsi-ld:ContextSourceRegistration:back',
    type: 'ContextSourceRegistration',
    endpoint: here.city.url,
    contextSourceInfo: [{ key: 'x-test-actor', value: 'writer' }],
    information: [{ entities: [{ type: 'Loop' }] }],
  })
  await here.ngsi('POST', '/entities?local=true', { id: 'urn:x:loop', type: 'Loop', a: 1 })
  expect((await here.ngsi('GET', '/entities?type=Loop')).json).toHaveLength(1)
  expect((await there.ngsi('GET', '/entities?type=Loop')).json).toHaveLength(1)
  const sent = (await there.ngsi('GET', '/csourceRegistrations/urn:ngsi-ld:ContextSourceRegistration:back')).json
    .timesSent
  expect(sent).toBe(2)
})

test('a source that is not there is a partial success, and counted', async () => {
  const id = await register({
    endpoint: 'https://127.0.0.1:9443',
    operations: ['createEntity'],
    information: [{ entities: [{ type: 'Ghost' }] }],
  }).catch(() => undefined)
  expect(id).toBeUndefined()
  hosts.add('127.0.0.1:9')
  const other = await register({
    endpoint: 'http://127.0.0.1:9',
    operations: ['createEntity'],
    information: [{ entities: [{ type: 'Ghost' }] }],
  })
  const answer = await here.ngsi('POST', '/entities', { id: 'urn:x:ghost', type: 'Ghost' })
  expect([answer.status, answer.json.success, answer.json.errors[0].registrationId]).toEqual([
    207,
    ['urn:x:ghost'],
    other,
  ])
  expect((await here.ngsi('GET', `/csourceRegistrations/${other}`)).json).toMatchObject({
    status: 'failed',
    timesFailed: 1,
  })
})

test('registrations are found by what they answer for, changed and deleted', async () => {
  const id = await register({
    information: [{ entities: [{ type: 'Bus', idPattern: '^urn:bus:' }], propertyNames: ['speed'] }],
  })
  const find = async (query: string) =>
    (await here.ngsi('GET', `/csourceRegistrations?${query}`)).json.map((one: { id: string }) => one.id)
  expect(await find('type=Bus')).toEqual([id])
  expect(await find('type=Bus&attrs=colour')).toEqual([])
  expect(await find('type=Bus&id=urn:tram:1')).toEqual([])
  expect(
    (await here.ngsi('PATCH', `/csourceRegistrations/${id}`, { information: [{ entities: [{ type: 'Tram' }] }] }))
      .status,
  ).toBe(204)
  expect([await find('type=Bus'), await find('type=Tram')]).toEqual([[], [id]])
  expect(errorOf(await here.ngsi('GET', '/csourceRegistrations/urn:x:none'))).toEqual([404, 'ResourceNotFound'])
})

test.each<[string, object]>([
  ['no information', { information: [] }],
  ['an endpoint inside the house', { endpoint: 'http://10.0.0.1:8080' }],
  ['an unknown mode', { mode: 'both' }],
  ['an exclusive one without ids', { mode: 'exclusive' }],
  ['an unknown operation', { operations: ['guess'] }],
  ['an end in the past', { expiresAt: '2020-01-01T00:00:00Z' }],
])('%s is refused', async (_, more) => {
  const body = {
    type: 'ContextSourceRegistration',
    endpoint: there.city.url,
    information: [{ entities: [{ type: 'X' }] }],
    ...more,
  }
  expect((await here.ngsi('POST', '/csourceRegistrations', body)).status).toBe(400)
})

test('who this source is', async () => {
  const shown = (await here.ngsi('GET', '/info/sourceIdentity')).json
  expect(shown).toMatchObject({
    type: 'ContextSourceIdentity',
    contextSourceAlias: expect.stringMatching(/^shudu-/),
    contextSourceUptime: expect.stringMatching(/^PT/),
  })
})

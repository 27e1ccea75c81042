import { expect, test } from 'vitest'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// Registrations as the ETSI suite (ContextSource) and its public extensions ask for them, where V1.9.1 stands behind it.

const { ngsi, clock } = await twinCity()
let count = 0
const registration = (more: object = {}) => ({
  id: `urn:ngsi-ld:ContextSourceRegistration:${++count}`,
  type: 'ContextSourceRegistration',
  endpoint: 'http://peer.example/ngsi-ld/v1',
  information: [{ entities: [{ type: 'Building' }] }],
  ...more,
})
async function register(more: object = {}): Promise<string> {
  const given = registration(more)
  expect((await ngsi('POST', '/csourceRegistrations', given)).status).toBe(201)
  return given.id
}
const find = async (query: string) =>
  (await ngsi('GET', `/csourceRegistrations?${query}`)).json.map(({ id }: { id: string }) => id)

test.each(['', '?limit=5', '?count=true', '?csf=endpoint'])(
  '037_02: a question that says nothing of what it looks for is too wide: "%s"',
  async (query) => {
    expect(errorOf(await ngsi('GET', `/csourceRegistrations${query}`))).toEqual([400, 'BadRequestData'])
  },
)

test.each(['id=invalidUri', 'q=(invalidQuery', 'georel=within', 'timerel=before&type=Building'])(
  '037_03: %s is refused',
  async (query) => {
    expect(errorOf(await ngsi('GET', `/csourceRegistrations?${query}`))).toEqual([400, 'BadRequestData'])
  },
)

test.each<[string, object]>([
  ['a name that is empty', { registrationName: '' }],
  ['a description that is none', { description: 5 }],
  ['an alias with a space', { contextSourceAlias: 'a b' }],
  ['a rate that is no duration', { refreshRate: 'often' }],
  ['a dataset that is none', { datasetId: ['not a uri'] }],
  ['a tenant that is a number', { tenant: 4 }],
  ['a place that is none', { location: { type: 'Point', coordinates: 'here' } }],
  ['localOnly that is no truth value', { localOnly: 'yes' }],
])('5.2.9: %s is refused', async (_, more) => {
  expect(errorOf(await ngsi('POST', '/csourceRegistrations', registration(more)))).toEqual([400, 'BadRequestData'])
})

test('51024_01: found by what its source is like, by its scope, by its place', async () => {
  const information = [{ entities: [{ type: 'Mill' }] }]
  const a = await register({
    information,
    endpoint: 'http://csf-a.example.com',
    scope: '/Madrid/Centro',
    location: { type: 'Point', coordinates: [8.68, 49.41] },
  })
  const b = await register({ information, endpoint: 'http://csf-b.example.com', scope: '/Berlin' })
  expect((await find('type=Mill')).sort()).toEqual([a, b].sort())
  expect(await find('type=Mill&csf=endpoint=="http://csf-a.example.com"')).toEqual([a])
  expect(await find(`type=Mill&scopeQ=${encodeURIComponent('/Madrid/#')}`)).toEqual([a])
  expect(await find('type=Mill&georel=near;maxDistance==2000&geometry=Point&coordinates=[8.68,49.41]')).toEqual([a])
  // An area may hold what lies within a smaller one.
  const square = [
    [
      [8, 49],
      [9, 49],
      [9, 50],
      [8, 50],
      [8, 49],
    ],
  ]
  const c = await register({ information, location: { type: 'Polygon', coordinates: square } })
  const small = '[[[8.1,49.1],[8.2,49.1],[8.2,49.2],[8.1,49.2],[8.1,49.1]]]'
  expect(await find(`type=Mill&georel=within&geometry=Polygon&coordinates=${small}`)).toEqual([c])
})

test('037_09: an empty timeproperty is none; attributes of a condition are looked for', async () => {
  const information = [{ entities: [{ type: 'Dam' }], propertyNames: ['level'] }]
  const past = await register({ information, observationInterval: { startAt: '2020-01-01T00:00:00Z' } })
  expect(await find('type=Dam&timerel=before&timeAt=2021-08-01T22:00:00Z&timeproperty=')).toEqual([past])
  const now = await register({ information })
  expect([await find('type=Dam&q=level>3'), await find('type=Dam&q=colour=="red"')]).toEqual([[now], []])
})

test('5.9.2.4: one whose time is over is not there', async () => {
  const id = await register({ expiresAt: '2026-11-20T09:00:00Z', information: [{ entities: [{ type: 'Fair' }] }] })
  expect((await ngsi('GET', `/csourceRegistrations/${id}`)).status).toBe(200)
  clock.now = Date.parse('2026-11-20T09:00:01Z')
  expect(await find('type=Fair')).toEqual([])
  for (const method of ['GET', 'PATCH', 'DELETE'])
    expect([
      method,
      ...errorOf(await ngsi(method, `/csourceRegistrations/${id}`, method === 'PATCH' ? {} : undefined)),
    ]).toEqual([method, 404, 'ResourceNotFound'])
})

test('IOP_EXT_REG_01_04, 5.9.3.4: a registration does not become one that takes over what is here', async () => {
  const entities = [{ id: 'urn:ngsi-ld:Tram:1', type: 'Tram' }]
  const id = await register({ information: [{ entities, propertyNames: ['speed'] }] })
  await ngsi('POST', '/entities?local=true', { id: 'urn:ngsi-ld:Tram:1', type: 'Tram', speed: 1 })
  for (const mode of ['exclusive', 'redirect'])
    expect(errorOf(await ngsi('PATCH', `/csourceRegistrations/${id}`, { mode }))).toEqual([409, 'Conflict'])
  expect((await ngsi('GET', `/csourceRegistrations/${id}`)).json.mode).toBeUndefined()
  expect((await ngsi('PATCH', `/csourceRegistrations/${id}`, { registrationName: 'x' })).status).toBe(204)
})

test('034_05: an end that is taken away, by null or by its name in NGSI-LD', async () => {
  for (const none of [null, 'urn:ngsi-ld:null']) {
    const id = await register({ expiresAt: '2030-01-01T00:00:00Z', information: [{ entities: [{ type: 'Kiosk' }] }] })
    expect((await ngsi('PATCH', `/csourceRegistrations/${id}`, { expiresAt: none })).status).toBe(204)
    expect((await ngsi('GET', `/csourceRegistrations/${id}`)).json.expiresAt).toBeUndefined()
  }
})

test('5.5.7, 5.9.3: what a change leaves alone means what it meant, in whatever context the change comes', async () => {
  const ld = { 'content-type': 'application/ld+json' }
  const first = { Building: 'urn:a:Building', Shop: 'urn:a:Shop', name: 'urn:a:name', owner: 'http://a.example/owner' }
  const given = registration({
    information: [{ entities: [{ type: 'Building' }, { type: ['Shop'] }], propertyNames: ['name'] }],
    owner: 'Lighthouse Office',
    '@context': first,
  })
  expect((await ngsi('POST', '/csourceRegistrations', given, ld)).status).toBe(201)
  const second = {
    Building: 'urn:b:Building',
    Tower: 'urn:a:Building',
    name: 'urn:b:name',
    owner: 'http://b.example/owner',
  }
  const path = `/csourceRegistrations/${given.id}`
  expect((await ngsi('PATCH', path, { description: 'x', '@context': second }, ld)).status).toBe(204)
  const { information, description } = (await ngsi('GET', path)).json
  expect([information, description]).toEqual([
    [{ entities: [{ type: 'urn:a:Building' }, { type: ['urn:a:Shop'] }], propertyNames: ['urn:a:name'] }],
    'x',
  ])
  expect([await find('type=urn:a:Building'), await find('type=urn:b:Building')]).toEqual([[given.id], []])
  const owned = (name: string) => find(`type=urn:a:Shop&csf=${encodeURIComponent(`${name}=="Lighthouse Office"`)}`)
  expect([await owned('http://a.example/owner'), await owned('http://b.example/owner')]).toEqual([[given.id], []])
  // What comes with the change is meant in its context.
  const change = { information: [{ entities: [{ type: 'Building' }] }], '@context': second }
  expect((await ngsi('PATCH', path, change, ld)).status).toBe(204)
  expect((await ngsi('GET', path)).json.information).toEqual([{ entities: [{ type: 'urn:b:Building' }] }])
})

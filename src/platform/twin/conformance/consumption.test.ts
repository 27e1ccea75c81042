import { beforeAll, expect, test } from 'vitest'
import { errorOf, program, twinCity } from '../testing/twin-city.ts'

// What the ETSI conformance suite (ContextInformation/Consumption) and its public extensions ask for, where V1.9.1 stands behind it.

const { ngsi, city } = await twinCity()
const ids = (json: readonly { id: string }[]) => json.map(({ id }) => id)
const point = (lng: number, lat: number) => ({ type: 'GeoProperty', value: { type: 'Point', coordinates: [lng, lat] } })
const [near, mid, far] = ['urn:ngsi-ld:Place:near', 'urn:ngsi-ld:Place:mid', 'urn:ngsi-ld:Place:far']

beforeAll(async () => {
  const all = [
    {
      id: near,
      type: 'Place',
      location: point(8.01, 40.01),
      rank: 5,
      address: { value: { city: 'Amsterdam' } },
      name: 'A',
    },
    { id: mid, type: 'Place', location: point(9, 41), rank: 'abc', address: { value: { city: 'Berlin' } }, name: 'b' },
    { id: far, type: 'Place', location: point(10, 45), address: { value: { city: 'Zurich' } }, name: 'á' },
  ]
  expect((await ngsi('POST', '/entityOperations/create', all)).status).toBe(201)
})

test('order: by distance, by kinds of value, by a member, by a collation', async () => {
  const order = async (by: string) => ids((await ngsi('GET', `/entities?type=Place&orderBy=${by}`)).json)
  expect(await order('location;dist-asc&orderFrom=[8,40]')).toEqual([near, mid, far])
  expect(await order('location;dist-desc&orderFrom=[8,40]')).toEqual([far, mid, near])
  expect(await order('rank')).toEqual([near, mid, far])
  expect((await order('address[city];desc'))[0]).toBe(far)
  expect(await order('name')).toEqual([near, far, mid])
  expect(await order('name&collation=und')).toEqual([near, far, mid])
})

test('an order in a body: coordinates are an array', async () => {
  const query = (ordering: object) =>
    ngsi('POST', '/entityOperations/query', { type: 'Query', entities: [{ type: 'Place' }], ordering })
  expect(ids((await query({ orderBy: ['location;dist-asc'], coordinates: [8, 40], geometry: 'Point' })).json)).toEqual([
    near,
    mid,
    far,
  ])
  for (const wrong of [
    { orderBy: ['location;dist-asc'] },
    { orderBy: ['location;dist-asc'], coordinates: '8,40' },
    { orderBy: ['id;asc'], geometry: 5 },
    { orderBy: ['id;asc'], collation: 'de-u-zz-phonebk' },
  ])
    expect(errorOf(await query(wrong))).toEqual([400, 'BadRequestData'])
})

test('selectors of a body: ids are one or several and come before a pattern', async () => {
  const query = (selector: object) => ngsi('POST', '/entityOperations/query', { type: 'Query', entities: [selector] })
  expect(ids((await query({ type: 'Place', id: [near, mid] })).json)).toEqual([near, mid])
  expect(ids((await query({ type: 'Place', id: near, idPattern: `^${mid}$` })).json)).toEqual([near])
  expect(ids((await query({ type: 'Place', idPattern: `^${mid}$` })).json)).toEqual([mid])
  for (const wrong of [{ id: near }, { type: 'Place', id: 'not a uri' }, { type: 'Place', id: [near, 5] }])
    expect(errorOf(await query(wrong))).toEqual([400, 'BadRequestData'])
})

test.each([
  ['attrs=createdAt', 'names of the system alone'],
  ['q=modifiedAt>"2020-01-01T00:00:00Z"', 'a query of them alone'],
  ['type=Place&q=owner{name}=="x"', 'a query of linked entities without join'],
  ['type=Place&q=owner{works{name}}=="x"&join=inline&joinLevel=1', 'one that goes too deep'],
  ['type=Place&csf=))bad((', 'a filter of sources that is none'],
  ['type=Place&pick=a{b{c}}&join=inline&joinLevel=1', 'a choice that goes too deep'],
  ['type=Place&omit=a{b}', 'a choice of linked entities without join'],
  ['type=Place&pick=name||rank', 'a choice with nothing in it'],
  ['type=*&local=false', 'everything of everybody'],
  ['type=Place&geometryProperty=location', 'a geometry for what is not GeoJSON'],
  ['type=Place&collation=!!nope&orderBy=name', 'a collation that is none'],
  ['type=Place&georel=near;maxDistance==0&geometry=Point&coordinates=[8,40]', 'no distance'],
  ['type=Place&georel=near;maxDistance==-1&geometry=Point&coordinates=[8,40]', 'a negative distance'],
  ['type=Place&georel=near;maxDistance==1e400&geometry=Point&coordinates=[8,40]', 'an endless distance'],
  ['type=Place&georel=near;maxDistance==5;minDistance==1&geometry=Point&coordinates=[8,40]', 'two distances'],
  ['type=Place&georel=near&geometry=Point&coordinates=[8,40]', 'near without a distance'],
  ['type=Place&georel=touches&geometry=Point&coordinates=[8,40]', 'a relation that is none'],
  ['type=Place&q=rank>4..5', 'a range with an order'],
])('%s (%s) is BadRequestData', async (query) => {
  expect(errorOf(await ngsi('GET', `/entities?${query}`))).toEqual([400, 'BadRequestData'])
})

test('places: holes, other geometries, distances in metres from the nearest point of a line', async () => {
  const line = (...places: number[][]) => ({ type: 'GeoProperty', value: { type: 'LineString', coordinates: places } })
  const made = [
    { id: 'urn:g:hole', type: 'Geo', location: point(5, 5), observationSpace: point(8, 40) },
    { id: 'urn:g:shell', type: 'Geo', location: point(2, 2) },
    { id: 'urn:g:north', type: 'Geo', location: line([1, 85], [0, 85.6]) },
    { id: 'urn:g:east', type: 'Geo', location: point(10, 60.009) },
  ]
  expect((await ngsi('POST', '/entityOperations/create', made)).status).toBe(201)
  const find = async (georel: string, geometry: string, coordinates: string, more = '') =>
    ids(
      (await ngsi('GET', `/entities?type=Geo&georel=${georel}&geometry=${geometry}&coordinates=${coordinates}${more}`))
        .json,
    )
  const holed = '[[[0,0],[10,0],[10,10],[0,10],[0,0]],[[4,4],[6,4],[6,6],[4,6],[4,4]]]'
  expect(await find('within', 'Polygon', holed)).toEqual(['urn:g:shell'])
  expect(await find('near;maxDistance==2000', 'Point', '[8,40]', '&geoproperty=observationSpace')).toEqual([
    'urn:g:hole',
  ])
  expect(await find('near;maxDistance==2000', 'Point', '[8,40]')).toEqual([])
  expect(await find('near;maxDistance==2000', 'LineString', '[[0,60],[10,60]]')).toEqual(['urn:g:east'])
  expect(await find('near;maxDistance==2000', 'LineString', '[[0,61],[10,61]]')).toEqual([])
  expect(await find('near;maxDistance==20000', 'Point', '[0,85]')).toEqual(['urn:g:north'])
  expect(await find('near;maxDistance==5000', 'Point', '[0,85]')).toEqual([])
})

test('a polygon drawn by hand, with a sliver where it begins, is taken and found', async () => {
  const ring = [
    [13.2865906, 52.5648645],
    [13.2879639, 52.5648645],
    [13.2797241, 52.4988679],
    [13.477478, 52.4712703],
    [13.5049438, 52.5373084],
    [13.2865906, 52.5648645],
  ]
  const location = { type: 'GeoProperty', value: { type: 'Polygon', coordinates: [ring] } }
  expect((await ngsi('POST', '/entities', { id: 'urn:p:1', type: 'Drawn', location })).status).toBe(201)
  const find = async (georel: string, geometry: string, coordinates: unknown) =>
    ids(
      (
        await ngsi(
          'GET',
          `/entities?type=Drawn&georel=${georel}&geometry=${geometry}&coordinates=${JSON.stringify(coordinates)}`,
        )
      ).json,
    )
  expect(await find('equals', 'Polygon', [ring])).toEqual(['urn:p:1'])
  expect(await find('contains', 'Point', [13.4, 52.5])).toEqual(['urn:p:1'])
  expect(await find('contains', 'Point', [13.2, 52.5])).toEqual([])
})

test('the query language: lists, ranges, patterns, members, languages, linked entities, terms', async () => {
  const target = { id: 'urn:q:target', type: 'Building', name: 'Pisa Tower', level: 6 }
  const one = {
    id: 'urn:q:one',
    type: 'Building',
    name: 'Eiffel Tower',
    level: 4,
    address: { value: { city: 'Berlin' } },
    color: { languageMap: { en: 'red', fr: 'rouge' } },
    category: { vocab: 'commercial' },
    managedBy: { object: 'urn:q:target' },
  }
  expect((await ngsi('POST', '/entityOperations/create', [target, one])).status).toBe(201)
  const find = async (q: string, more = '') =>
    ids((await ngsi('GET', `/entities?type=Building&q=${encodeURIComponent(q)}${more}`)).json).map((id) => id.slice(6))
  expect(await find('level==4..5')).toEqual(['one'])
  expect(await find('level!=4..5')).toEqual(['target'])
  expect(await find('name=="Eiffel Tower","Pisa Tower"')).toEqual(['target', 'one'])
  expect(await find('name!="Eiffel Tower","Big Ben"')).toEqual(['target'])
  expect(await find('name!~="^Eiffel"')).toEqual(['target'])
  expect(await find('address[city]=="Berlin"')).toEqual(['one'])
  expect(await find('address[postcode]=="Berlin"')).toEqual([])
  expect(await find('address[city]')).toEqual(['one'])
  expect(await find('color[en]=="red"')).toEqual(['one'])
  expect(await find('color[en]=="rouge"')).toEqual([])
  expect(await find('color[*]=="rouge"')).toEqual(['one'])
  expect(await find('color[*]!="red"')).not.toContain('one')
  const join = '&join=inline&joinLevel=1'
  expect(await find('managedBy{name}=="Pisa Tower"', join)).toEqual(['one'])
  expect(await find('managedBy{Building:name}=="Pisa Tower"', join)).toEqual(['one'])
  expect(await find('managedBy{Vehicle:name}=="Pisa Tower"', join)).toEqual([])
  expect(await find('managedBy>"urn:a"')).toEqual([])
  expect(await find('category==commercial', '&expandValues=category')).toEqual(['one'])
  expect(await find('category==commercial')).toEqual([])
})

test('scopes: groups and both signs of or', async () => {
  const made = [
    { id: 'urn:s:1', type: 'Scoped', scope: '/Madrid/Gardens' },
    { id: 'urn:s:2', type: 'Scoped', scope: ['/Madrid/Gardens', '/CompanyA/UnitC'] },
  ]
  expect((await ngsi('POST', '/entityOperations/create', made)).status).toBe(201)
  const find = async (q: string) =>
    ids((await ngsi('GET', `/entities?type=Scoped&scopeQ=${encodeURIComponent(q)}`)).json)
  expect(await find('(/Madrid/Gardens;/CompanyA/UnitC)')).toEqual(['urn:s:2'])
  expect(await find('(/Madrid/Gardens;/CompanyA/UnitC)|/Madrid/Gardens')).toEqual(['urn:s:1', 'urn:s:2'])
  expect(await find('/CompanyA/UnitC|/Nowhere')).toEqual(['urn:s:2'])
  expect(await find('(/Madrid/Gardens;/Nowhere)')).toEqual([])
})

test.each([
  ['fr;q=0.2,nl;q=0.9', 'nl'],
  ['FR', 'fr'],
  ['nl-BE', 'nl'],
])('the language filter %s finds %s', async (lang, found) => {
  const id = `urn:l:${lang.length}`
  const street = { languageMap: { fr: 'Grand Place', nl: 'Grote Markt' } }
  expect((await ngsi('POST', '/entities', { id, type: 'Street', street })).status).toBe(201)
  const shown = (await ngsi('GET', `/entities/${id}?lang=${encodeURIComponent(lang)}`)).json.street
  expect(shown).toEqual({ type: 'Property', value: street.languageMap[found as 'fr' | 'nl'], lang: found })
})

test('pages are linked in the form of the clause', async () => {
  const pages = async (path: string) =>
    (await ngsi('GET', path, undefined, { accept: 'application/ld+json' })).headers.get('link')
  const subscribe = (name: string) =>
    ngsi('POST', '/subscriptions', {
      type: 'Subscription',
      subscriptionName: name,
      entities: [{ type: 'T' }],
      notification: { endpoint: { uri: 'http://93.184.216.34/' } },
    })
  for (const name of ['a', 'b', 'c']) expect((await subscribe(name)).status).toBe(201)
  const link = (rel: string, offset: number) =>
    `</ngsi-ld/v1/subscriptions?limit=1&offset=${offset}>;rel="${rel}";type="application/ld+json"`
  expect((await pages('/subscriptions?limit=1&offset=1'))?.split(', ')).toEqual([link('prev', 0), link('next', 2)])
  expect(await pages('/subscriptions?limit=1&offset=2')).toBe(link('prev', 1))
  expect(await pages('/subscriptions?limit=15&offset=0')).toBeNull()
})

test('expiresAt is a matter of the system: shown with sysAttrs alone', async () => {
  const end = '2100-01-01T00:00:00Z'
  const body = {
    id: 'urn:e:1',
    type: 'Passing',
    expiresAt: end,
    speed: { value: 7, observedAt: '2026-08-13T00:00:00Z', expiresAt: end },
  }
  expect((await ngsi('POST', '/entities', body)).status).toBe(201)
  expect((await ngsi('GET', '/entities/urn:e:1')).text).not.toContain('expiresAt')
  expect((await ngsi('GET', '/entities/urn:e:1?options=sysAttrs')).json).toMatchObject({
    expiresAt: end,
    speed: { expiresAt: end },
  })
  const evolution = '/temporal/entities/urn:e:1?timerel=after&timeAt=2020-01-01T00:00:00Z'
  expect((await ngsi('GET', evolution)).text).not.toContain('expiresAt')
  expect((await ngsi('GET', `${evolution}&options=sysAttrs`)).text).toContain('expiresAt')
  expect((await ngsi('PATCH', '/entities/urn:e:1', { expiresAt: 'urn:ngsi-ld:null' })).status).toBe(204)
  expect((await ngsi('GET', '/entities/urn:e:1?options=sysAttrs')).json.expiresAt).toBeUndefined()
})

test('discovery: what nobody has is not found, members of entities are no attributes, parameters are known', async () => {
  expect(errorOf(await ngsi('GET', '/types/NoSuchType'))).toEqual([404, 'ResourceNotFound'])
  expect(errorOf(await ngsi('GET', '/attributes/noSuchAttribute'))).toEqual([404, 'ResourceNotFound'])
  const { attributeList } = (await ngsi('GET', '/attributes')).json
  for (const member of ['id', 'type', 'scope', 'createdAt', 'modifiedAt', 'deletedAt']) {
    expect(attributeList).not.toContain(member)
    expect((await ngsi('GET', `/attributes/${member}`)).status).toBe(404)
  }
  for (const path of ['/attributes?limit=5', '/attributes/name?details=true', '/types/Place?details=true'])
    expect(errorOf(await ngsi('GET', path))).toEqual([400, 'InvalidRequest'])
})

test('evolutions: what is refused, and history that says what went', async () => {
  const window = 'timerel=after&timeAt=2020-01-01T00:00:00Z'
  for (const query of [
    'attrs=createdAt',
    'type=T&pick=owner{name}',
    'type=T&q=owner{name}=="x"',
    'type=T&id=not a uri',
    'type=T&csf=))bad((',
    'type=T&orderBy=name',
  ])
    expect([query, ...errorOf(await ngsi('GET', `/temporal/entities?${window}&${query}`))]).toEqual([
      query,
      400,
      'BadRequestData',
    ])
  expect(errorOf(await ngsi('GET', '/temporal/entities/urn:t:1?pick=owner{name}'))).toEqual([400, 'BadRequestData'])
  const speed = (value: unknown, at: string) => ({ speed: [{ type: 'Property', value, observedAt: at }] })
  const first = { id: 'urn:t:1', type: 'Vehicle', ...speed(1, '2026-01-01T00:00:00Z') }
  expect((await ngsi('POST', '/temporal/entities', first)).status).toBe(201)
  const gone = { id: 'urn:t:1', type: ['Vehicle', 'Truck'], ...speed('urn:ngsi-ld:null', '2026-01-02T00:00:00Z') }
  expect((await ngsi('POST', '/temporal/entities', gone)).status).toBe(204)
  const found = (await ngsi('GET', '/temporal/entities/urn:t:1?timerel=before&timeAt=2030-01-01T00:00:00Z')).json
  expect([found.type.sort(), found.speed.length]).toEqual([['Truck', 'Vehicle'], 2])
  const marked = { id: 'urn:t:2', type: 'Vehicle', expiresAt: 'urn:ngsi-ld:null', ...speed(1, '2026-01-01T00:00:00Z') }
  expect(errorOf(await ngsi('POST', '/temporal/entities', marked))).toEqual([400, 'BadRequestData'])
})

test('a stretch that does not fit is cut at one instant for all attributes, so that nothing is lost between', async () => {
  const paged = await twinCity({ config: { temporalPage: 19 } })
  const instances = (month: string) =>
    Array.from({ length: 20 }, (_, at) => ({
      type: 'Property',
      value: at,
      observedAt: `2020-${month}-01T01:${String(at + 10)}:00Z`,
    }))
  const body = { id: 'urn:t:9', type: 'Vehicle', speed: instances('01'), fuelLevel: instances('02') }
  expect((await paged.ngsi('POST', '/temporal/entities', body)).status).toBe(201)
  const first = await paged.ngsi('GET', '/temporal/entities/urn:t:9?timerel=after&timeAt=2019-01-01T00:00:00Z')
  expect([first.status, first.json.speed.length, first.json.fuelLevel]).toEqual([206, 19, []])
  expect(first.headers.get('content-range')).toBe('date-time 2019-01-01T00:00:00.000Z-2020-01-01T01:28:00.000Z/*')
  const last = await paged.ngsi('GET', '/temporal/entities/urn:t:9?lastN=20&timerel=before&timeAt=2021-01-01T00:00:00Z')
  expect([last.status, last.json.fuelLevel.length, last.json.speed]).toEqual([206, 19, []])
  expect(last.headers.get('content-range')).toBe('date-time 2021-01-01T00:00:00.000Z-2020-02-01T01:11:00.000Z/20')
})

test('an open twin lets programs of the machine in without a token, and nobody a browser or a proxy speaks for', async () => {
  const open = await twinCity({ config: { openTwin: true, publicUrl: undefined } })
  const post = (headers: Record<string, string>) =>
    fetch(`${open.city.url}/ngsi-ld/v1/entities`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ id: `urn:o:${Object.keys(headers).length}`, type: 'T' }),
    })
  expect((await post({})).status).toBe(201)
  expect((await post({ origin: 'https://evil.example' })).status).toBe(401)
  expect((await post({ 'x-forwarded-for': '10.0.0.1' })).status).toBe(401)
  expect((await open.as(program('reader', 'other'))('POST', '/entities', { id: 'urn:o:9', type: 'T' })).status).toBe(
    403,
  )
  expect((await open.twin.checks?.())?.[0]).toMatchObject({ state: 'ill' })
  const closed = await fetch(`${city.url}/ngsi-ld/v1/entities`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{}',
  })
  expect(closed.status).toBe(401)
})

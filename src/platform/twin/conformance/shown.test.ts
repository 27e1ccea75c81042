import { beforeAll, describe, expect, test } from 'vitest'
import { errorOf, twinCity } from '../testing/twin-city.ts'

// What the ETSI suite (TP 010, 011, 018_18 to 018_21, 019_17 to 019_23) and its public extensions (423, 4233, 436, 5621) ask of scopes, of
// what is shown of entities and of those they lead to, of their order, and of answers in earlier versions of the standard.

const { ngsi } = await twinCity()
const json = 'application/json'
const property = (value: unknown) => ({ type: 'Property', value })

describe('010_07, 011_05, 054_03: scopes of entities that are there', () => {
  test.each<[string, string, string | undefined, number, unknown]>([
    ['PATCH', '/attrs', '/Old', 204, '/New'],
    ['PATCH', '/attrs', undefined, 207, undefined],
    ['POST', '/attrs', '/Old', 204, '/New'],
    ['POST', '/attrs', undefined, 204, '/New'],
    ['POST', '/attrs?options=noOverwrite', '/Old', 204, ['/Old', '/New']],
    ['PATCH', '', undefined, 204, '/New'],
  ])('%s %s with a scope of %s is %i', async (method, path, before, status, after) => {
    const id = `urn:ngsi-ld:Building:s${method}${path.length}${before?.length}`
    const made = { id, type: 'Building', name: property('x'), ...(before && { scope: before }) }
    expect((await ngsi('POST', '/entities', made)).status).toBe(201)
    const answer = await ngsi(method, `/entities/${id}${path}`, { scope: '/New', level: property(2) })
    expect(answer.status).toBe(status)
    if (status === 207) expect(answer.json).toMatchObject({ notUpdated: [{ attributeName: 'scope' }] })
    expect((await ngsi('GET', `/entities/${id}`)).json).toEqual({
      id,
      type: 'Building',
      name: property('x'),
      level: property(2),
      ...(after !== undefined && { scope: after }),
    })
  })
})

describe('018_20, 018_21, 019_20 to 019_23: what is shown of linked entities', () => {
  const [building, city, country] = ['urn:ngsi-ld:Building:1', 'urn:ngsi-ld:City:1', 'urn:ngsi-ld:Country:1']
  const related = (object: string) => ({ type: 'Relationship', object })
  const paris = { id: city, type: 'City', name: property('Paris'), description: property('A city') }
  const france = { id: country, type: 'Country', name: property('France'), description: property('A country') }
  beforeAll(async () => {
    const all = [
      { id: building, type: 'Building', name: property('Tower'), locatedAt: related(city) },
      { ...paris, isInCountry: related(country) },
      france,
    ]
    expect((await ngsi('POST', '/entityOperations/create', all)).status).toBe(201)
  })
  const flat = async (query: string) => (await ngsi('GET', `/entities/${building}?join=flat&joinLevel=2&${query}`)).json
  const inline = async (query: string) =>
    (await ngsi('GET', `/entities/${building}?join=inline&joinLevel=2&${query}`)).json

  test('pick says of each relationship what is shown behind it, and what is followed', async () => {
    const first = { id: building, locatedAt: related(city) }
    expect(await flat('pick=id,locatedAt{id,name}')).toEqual([first, { id: city, name: property('Paris') }])
    expect(await flat('pick=id,locatedAt{id,name,isInCountry{id,description}}')).toEqual([
      first,
      { id: city, name: property('Paris'), isInCountry: related(country) },
      { id: country, description: property('A country') },
    ])
    expect(await flat('pick=id,name')).toEqual({ id: building, name: property('Tower') })
    expect(await inline('pick=id,locatedAt{id,name}')).toEqual({
      id: building,
      locatedAt: { ...related(city), entity: { id: city, name: property('Paris') } },
    })
  })

  test('omit leaves out of an entity what it names, and of those behind what it names there', async () => {
    const { name: _, ...nameless } = paris
    const first = { id: building, locatedAt: related(city), name: property('Tower') }
    const { description: __, ...undescribed } = france
    expect(await flat('omit=type,locatedAt{name}')).toEqual([
      first,
      { ...nameless, isInCountry: related(country) },
      france,
    ])
    expect(await flat('omit=type,locatedAt{name,isInCountry{description}}')).toEqual([
      first,
      { ...nameless, isInCountry: related(country) },
      undescribed,
    ])
    expect(await inline('omit=name')).toEqual({
      id: building,
      type: 'Building',
      locatedAt: { ...related(city), entity: { ...paris, isInCountry: { ...related(country), entity: france } } },
    })
    expect(await flat('omit=locatedAt')).toEqual({ id: building, type: 'Building', name: property('Tower') })
    expect((await ngsi('GET', `/entities/${building}?omit=id,type,name,locatedAt`)).status).toBe(404)
    expect((await ngsi('GET', `/entities/${building}?pick=height`)).status).toBe(404)
  })

  test.each([
    'id;name',
    'id,locatedAt{name',
    'id,locatedAt{{name}',
    'id,,name',
    'id,locatedAt{,name}',
    'id,locatedAt{}',
  ])('018_18: pick=%s is BadRequestData', async (pick) => {
    expect(errorOf(await ngsi('GET', `/entities/${building}?join=flat&pick=${pick}`))).toEqual([400, 'BadRequestData'])
  })
})

describe('423, 4233: order', () => {
  const line = (...coordinates: number[][]) => ({ type: 'GeoProperty', value: { type: 'LineString', coordinates } })
  const point = (...coordinates: number[]) => ({ type: 'GeoProperty', value: { type: 'Point', coordinates } })
  const names = async (query: string) =>
    (await ngsi('GET', `/entities?type=Ordered&${query}`)).json.map(({ id }: { id: string }) => id.slice(6))
  beforeAll(async () => {
    const all = [
      { id: 'urn:o:far', name: 'b', location: point(9, 41), area: line([8.5, 40], [8.6, 40]), when: 5 },
      { id: 'urn:o:road', name: 'Äpfel', location: line([7, 40], [9, 40.001]), when: 'text' },
      { id: 'urn:o:none', name: 'A', area: 7, when: { '@type': 'DateTime', '@value': '2026-01-02T00:00:00Z' } },
      {
        id: 'urn:o:near',
        name: 'a',
        location: point(8, 40.1),
        area: point(8, 40),
        when: { '@type': 'Date', '@value': '2026-01-01' },
      },
    ].map((one) => ({ type: 'Ordered', ...one }))
    expect((await ngsi('POST', '/entityOperations/create', all)).status).toBe(201)
  })

  test('by distance, whatever the geometries are; what is no place comes after all that are', async () => {
    expect(await names('orderBy=location;dist-asc&orderFrom=[8,40]')).toEqual(['road', 'near', 'far', 'none'])
    expect(await names('orderBy=location;dist-desc&orderFrom=[8,40]')).toEqual(['far', 'near', 'road', 'none'])
    expect(await names('orderBy=area;dist-asc&orderFrom=[8,40]')).toEqual(['near', 'far', 'none', 'road'])
    const from = 'orderFrom=[[9,41],[9.1,41.1]]&orderGeometry=LineString'
    expect(await names(`orderBy=location;dist-asc&${from}`)).toEqual(['far', 'road', 'near', 'none'])
    expect(await names(`orderBy=location;dist-asc&${from}&limit=2&offset=1`)).toEqual(['road', 'near'])
  })

  test('by the root of all languages, or as a tag says (examples 6 and 7 of 4.23.3)', async () => {
    expect(await names('orderBy=name')).toEqual(['near', 'none', 'road', 'far'])
    expect(await names('orderBy=name;desc')).toEqual(['far', 'road', 'none', 'near'])
    expect(await names('orderBy=name&collation=de')).toEqual(['near', 'none', 'road', 'far'])
    expect(await names('orderBy=name&collation=und-u-kf-upper')).toEqual(['none', 'near', 'road', 'far'])
    // Without regard to case both are one, and the next term decides.
    expect(await names('orderBy=name,id;desc&collation=und-u-ks-level2')).toEqual(['none', 'near', 'road', 'far'])
    expect(await names('orderBy=name&collation=de-u-co-phonebk')).toEqual(['near', 'none', 'road', 'far'])
    for (const wrong of ['!!nope', 'xx', 'de-x-private', 'de-u-zz-phonebk', 'de-u-nu-latn'])
      for (const more of ['', '&orderBy=name'])
        expect(errorOf(await ngsi('GET', `/entities?type=Ordered&collation=${wrong}${more}`))).toEqual([
          400,
          'BadRequestData',
        ])
  })

  test('by kinds of values: numbers, texts, days, instants', async () => {
    expect(await names('orderBy=when')).toEqual(['far', 'road', 'near', 'none'])
  })
})

describe('436: answers as an earlier version of the standard writes them (4.3.6.8)', () => {
  const id = 'urn:ngsi-ld:Building:436'
  const made = {
    id,
    type: ['Building', 'Monument'],
    scope: '/A',
    kind: { type: 'VocabProperty', vocab: 'monument' },
    street: { type: 'LanguageProperty', languageMap: { fr: 'Grand Place' } },
    tickets: { type: 'JsonProperty', json: { a: 1 } },
    steps: { type: 'ListProperty', valueList: [1, 2] },
    route: { type: 'ListRelationship', objectList: ['urn:r:1', 'urn:r:2'] },
    owner: { type: 'Relationship', object: 'urn:x:1', objectType: 'Person' },
    speed: [
      { type: 'Property', value: 1, datasetId: 'urn:d:1' },
      {
        type: 'Property',
        value: 2,
        unitCode: 'KMH',
        observedAt: '2026-01-01T00:00:00Z',
        by: { type: 'VocabProperty', vocab: 'x' },
      },
    ],
  }
  beforeAll(async () => {
    expect((await ngsi('POST', '/entities', made)).status).toBe(201)
  })
  const ask = (path: string, prefer: string) => ngsi('GET', path, undefined, { accept: json, prefer })

  test('436_08_01: kinds that came later are told as what they are kinds of', async () => {
    const answer = await ask(`/entities/${id}`, 'ngsi-ld=1.5')
    expect([answer.status, answer.headers.get('preference-applied')]).toEqual([203, 'ngsi-ld=1.5'])
    expect(answer.json).toMatchObject({
      type: ['Building', 'Monument'],
      scope: '/A',
      kind: { type: 'Property', value: 'monument' },
      street: made.street,
      tickets: { type: 'Property', value: { a: 1 } },
      steps: { type: 'Property', value: [1, 2] },
      route: { type: 'Relationship', object: ['urn:r:1', 'urn:r:2'] },
      owner: { type: 'Relationship', object: 'urn:x:1' },
    })
    expect(answer.json.owner).not.toHaveProperty('objectType')
    expect(answer.json.speed).toContainEqual({ ...made.speed[1], by: { type: 'Property', value: 'x' } })
    const [inList] = (await ask('/entities?type=Monument', 'ngsi-ld=1.5')).json
    expect(inList).toEqual(answer.json)
  })

  test('1.0 knows one type, one instance, no scope and no languages', async () => {
    const { json: shown } = await ask(`/entities/${id}`, 'respond-async, NGSI-LD="1.0";q=0.1')
    expect(shown).toEqual({
      id,
      type: 'Building',
      kind: { type: 'Property', value: 'monument' },
      street: { type: 'Property', value: { fr: 'Grand Place' } },
      tickets: { type: 'Property', value: { a: 1 } },
      steps: { type: 'Property', value: [1, 2] },
      route: { type: 'Relationship', object: ['urn:r:1', 'urn:r:2'] },
      owner: { type: 'Relationship', object: 'urn:x:1' },
      speed: { type: 'Property', value: 2, by: { type: 'Property', value: 'x' } },
    })
  })

  test('436_08_02, 436_10: what fits is left alone; a wish for something else is none for a version', async () => {
    for (const [prefer, applied] of [
      ['ngsi-ld=1.9', 'ngsi-ld=1.9'],
      ['Ngsi-Ld=1.9.1', 'ngsi-ld=1.9'],
      ['ngsi-ld=2.0', 'ngsi-ld=1.9'],
      ['respond-async', null],
      ['ngsi-ld=new', null],
    ] as const) {
      const answer = await ask(`/entities/${id}`, prefer)
      expect([answer.status, answer.headers.get('preference-applied')]).toEqual([200, applied])
      expect(answer.json.kind).toEqual(made.kind)
    }
    const types = await ask('/types', 'ngsi-ld=1.0')
    expect([types.status, types.headers.get('preference-applied')]).toEqual([200, 'ngsi-ld=1.0'])
  })

  test('evolutions keep all their instances', async () => {
    const { status, json: shown } = await ask(`/temporal/entities/${id}`, 'ngsi-ld=1.0')
    expect([status, shown.speed.length, shown.scope]).toEqual([203, 2, undefined])
    expect((await ask(`/entities/${id}?options=keyValues`, 'ngsi-ld=1.5')).status).toBe(200)
  })
})

test('two @contexts in Link headers are refused, the same one twice is not', async () => {
  const link = (name: string) =>
    `<https://uri.etsi.org/ngsi-ld/v1/ngsi-ld-core-context-v1.${name}.jsonld>; rel="http://www.w3.org/ns/json-ld#context"; type="application/ld+json"`
  const get = (...names: string[]) =>
    ngsi('GET', '/entities?type=Ordered', undefined, { link: names.map(link).join(', ') })
  expect((await get('8', '8')).status).toBe(200)
  expect(errorOf(await get('8', '9'))).toEqual([400, 'BadRequestData'])
})

test('5621: a purge follows no relationships', async () => {
  for (const query of ['q=owner{name}=="x"', 'drop=owner{name}', 'attrs=owner{name}'])
    expect(errorOf(await ngsi('DELETE', `/entities?type=Ordered&${query}`))).toEqual([400, 'BadRequestData'])
})

test('019_32_08: a question about the present has no temporal part', async () => {
  const temporalQ = { timerel: 'after', timeAt: '2020-01-01T00:00:00Z' }
  const query = { type: 'Query', entities: [{ type: 'Building' }], temporalQ }
  expect(errorOf(await ngsi('POST', '/entityOperations/query', query, { 'content-type': json }))).toEqual([
    400,
    'BadRequestData',
  ])
})

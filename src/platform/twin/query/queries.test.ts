import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import {
  compileContexts,
  coreContext,
  type EntityDraft,
  type Json,
  meetsQuery,
  meetsRelation,
  parseQuery,
  plainName,
  type Shape,
} from '../../../kernel/twin/index.ts'
import { sightOf } from '../sight.ts'
import { errorOf, program, twinCity } from '../testing/twin-city.ts'
import { findEntities } from './entity-query.ts'

const { ngsi, as, twin, city } = await twinCity()
const { db } = city.database
const map = compileContexts([coreContext])
const ids = (answer: { json: { id: string }[] }) => answer.json.map((one) => one.id.split(':').at(-1))
const get = async (query: string) => ids(await ngsi('GET', `/entities?type=Q&limit=100&${query}`))

beforeAll(async () => {
  const q = (n: string, more: object) => ({ id: `urn:q:${n}`, type: 'Q', ...more })
  const made = await ngsi('POST', '/entityOperations/create', [
    q('a', {
      speed: {
        type: 'Property',
        value: 10,
        observedAt: '2026-01-01T00:00:00Z',
        by: { type: 'Property', value: 'gps' },
      },
      name: 'Anna',
      scope: '/Shanghai/Huangpu',
      location: { type: 'Point', coordinates: [121.47, 31.23] },
    }),
    q('b', {
      speed: 20,
      name: 'Bob',
      tags: ['red', 'blue'],
      scope: ['/Shanghai', '/Parks'],
      location: { type: 'Point', coordinates: [121.48, 31.23] },
    }),
    q('c', {
      speed: 30.5,
      address: { type: 'Property', value: { city: 'Shanghai', geo: { zip: 200001 } } },
      owner: { type: 'Relationship', object: 'urn:q:a' },
      location: { type: 'Point', coordinates: [121.6, 31.3] },
    }),
    q('d', {
      says: { type: 'LanguageProperty', languageMap: { zh: '红', en: ['red', 'crimson'] } },
      isOn: true,
      since: '2026-05-01T00:00:00Z',
      type: ['Q', 'R'],
    }),
    q('e', {
      gender: { type: 'VocabProperty', vocab: 'Male' },
      isOn: false,
      stops: { type: 'ListRelationship', objectList: [{ object: 'urn:q:b' }] },
      location: {
        type: 'Polygon',
        coordinates: [
          [
            [121.4, 31.2],
            [121.5, 31.2],
            [121.5, 31.3],
            [121.4, 31.3],
            [121.4, 31.2],
          ],
        ],
      },
    }),
  ])
  expect(made.status).toBe(201)
})

describe('the query language (4.9)', () => {
  test.each<[string, string[]]>([
    ['speed', ['a', 'b', 'c']],
    ['speed==20', ['b']],
    ['speed!=20', ['a', 'c']],
    ['speed>10;speed<=30.5', ['b', 'c']],
    ['speed==15..35', ['b', 'c']],
    ['speed!=15..35', ['a']],
    ['speed==10,20', ['a', 'b']],
    ['name=="Anna"', ['a']],
    ['name~=^B', ['b']],
    ['name!~=^B', ['a']],
    ['name>"Anna"', ['b']],
    ['tags=="red"', ['b']],
    ['tags!="green"', ['b']],
    ['(speed<15|speed>25);name', ['a']],
    ['speed<15|isOn==true', ['a', 'd']],
    ['isOn==false', ['e']],
    ['speed.observedAt>=2025-12-31T00:00:00Z', ['a']],
    ['speed.by=="gps"', ['a']],
    ['address[city]=="Shanghai"', ['c']],
    ['address[geo.zip]>200000', ['c']],
    ['address[street]', []],
    ['owner==urn:q:a', ['c']],
    ['owner=="urn:q:a"', ['c']],
    ['owner>"urn:q:0"', []],
    ['stops==urn:q:b', ['e']],
    ['says=="red"', ['d']],
    ['says[zh]=="红"', ['d']],
    ['says[*]=="crimson"', ['d']],
    ['says!="blue"', ['d']],
    ['since>2026-04-01T00:00:00Z', ['d']],
    ['since==2026-05-01T00:00:00Z', ['d']],
    ['speed=="20"', []],
  ])('%s', async (q, expected) => {
    expect(await get(`q=${encodeURIComponent(q)}`)).toEqual(expected)
  })

  test('values expanded, linked entities followed', async () => {
    expect(await get('q=gender==Male&expandValues=gender')).toEqual(['e'])
    expect(await get(`q=${encodeURIComponent('owner{name}=="Anna"')}&join=flat`)).toEqual(['c', 'a'])
    expect(await get(`q=${encodeURIComponent('owner{R:name}=="Anna"')}&join=flat`)).toEqual([])
    expect(errorOf(await ngsi('GET', `/entities?type=Q&q=${encodeURIComponent('owner{name}=="Anna"')}`))).toEqual([
      400,
      'BadRequestData',
    ])
  })

  test.each(['speed==', 'speed>>1', '(speed', 'speed;', ';speed', 'a b', 'speed==1..', 'name~=[', 'x.==1', '[a]==1'])(
    '%s is BadRequestData',
    async (q) => {
      expect(errorOf(await ngsi('GET', `/entities?type=Q&q=${encodeURIComponent(q)}`))).toEqual([400, 'BadRequestData'])
    },
  )
})

test('types, ids, scopes, attributes; too wide a query is refused', async () => {
  const of = async (query: string) => ids(await ngsi('GET', `/entities?${query}`))
  expect(await of('type=(Q;R)')).toEqual(['d'])
  expect(await of('type=R|Nothing')).toEqual(['d'])
  expect(await of('type=Q&id=urn:q:a,urn:q:c')).toEqual(['a', 'c'])
  expect(await of('type=Q&idPattern=q:[ab]$')).toEqual(['a', 'b'])
  expect(await of('attrs=isOn')).toEqual(['d', 'e'])
  expect(await of(`type=Q&scopeQ=${encodeURIComponent('/Shanghai/#')}`)).toEqual(['a', 'b'])
  expect(await of(`type=Q&scopeQ=${encodeURIComponent('(/Shanghai;/Parks)')}`)).toEqual(['b'])
  expect(await of(`type=Q&scopeQ=${encodeURIComponent('/Shanghai/+')}`)).toEqual(['a'])
  for (const query of ['', 'id=urn:q:a', 'idPattern=.*', 'q=modifiedAt>2020-01-01T00:00:00Z'])
    expect([query, ...errorOf(await ngsi('GET', `/entities?${query}`))]).toEqual([query, 400, 'BadRequestData'])
  expect((await of('local=true')).length).toBe(5)
})

test('by a body (6.23)', async () => {
  const body = {
    type: 'Query',
    entities: [{ type: 'Q', id: 'urn:q:a' }, { type: 'R' }],
    q: 'speed<15|isOn==true',
    attrs: ['speed', 'isOn'],
  }
  const found = await ngsi('POST', '/entityOperations/query?options=keyValues', body)
  expect(found.json).toEqual([
    { id: 'urn:q:a', type: 'Q', scope: '/Shanghai/Huangpu', speed: 10 },
    { id: 'urn:q:d', type: ['Q', 'R'], isOn: true },
  ])
})

describe('places (4.10)', () => {
  const geo = (georel: string, geometry: string, coordinates: unknown) =>
    get(`georel=${georel}&geometry=${geometry}&coordinates=${JSON.stringify(coordinates)}`)
  const square = [
    [
      [121.4, 31.2],
      [121.5, 31.2],
      [121.5, 31.3],
      [121.4, 31.3],
      [121.4, 31.2],
    ],
  ]

  test('near, within, contains, overlaps, intersects, equals, disjoint', async () => {
    expect(await geo('near;maxDistance==500', 'Point', [121.47, 31.23])).toEqual(['a', 'e'])
    expect(await geo('near;minDistance==1500', 'Point', [121.47, 31.23])).toEqual(['c'])
    expect(await geo('within', 'Polygon', square)).toEqual(['a', 'b', 'e'])
    expect(await geo('contains', 'Point', [121.45, 31.25])).toEqual(['e'])
    expect(await geo('equals', 'Point', [121.48, 31.23])).toEqual(['b'])
    expect(await geo('equals', 'Polygon', square)).toEqual(['e'])
    expect(
      await geo('intersects', 'LineString', [
        [121.3, 31.25],
        [121.45, 31.25],
      ]),
    ).toEqual(['e'])
    expect(
      await geo('overlaps', 'Polygon', [
        [
          [121.45, 31.25],
          [121.7, 31.25],
          [121.7, 31.4],
          [121.45, 31.4],
          [121.45, 31.25],
        ],
      ]),
    ).toEqual(['e'])
    expect(await geo('disjoint', 'Polygon', square)).toEqual(['c'])
  })

  test.each([
    'georel=near&geometry=Point&coordinates=[1,2]',
    'georel=within&geometry=Polygon',
    'georel=within&geometry=Polygon&coordinates=[1',
    'georel=within&geometry=Polygon&coordinates=[[[0,0],[2,2],[2,0],[0,2],[0,0]]]',
    'georel=near;maxDistance==0&geometry=Point&coordinates=[1,2]',
    'georel=beside&geometry=Point&coordinates=[1,2]',
    'georel=near;maxDistance==9&geometry=Point&coordinates=[31.2,121.4]',
  ])('%s is BadRequestData', async (query) => {
    expect(errorOf(await ngsi('GET', `/entities?type=Q&${query}`))).toEqual([400, 'BadRequestData'])
  })
})

test('order (4.23)', async () => {
  const order = (query: string) => get(`local=true&${query}`)
  expect(await order('orderBy=speed;desc')).toEqual(['c', 'b', 'a', 'd', 'e'])
  expect(await order('orderBy=name,id;desc')).toEqual(['a', 'b', 'e', 'd', 'c'])
  expect(await order('orderBy=location;dist-asc&orderFrom=[121.6,31.3]')).toEqual(['c', 'e', 'b', 'a', 'd'])
  expect(errorOf(await ngsi('GET', '/entities?type=Q&local=true&orderBy=location;dist-asc'))).toEqual([
    400,
    'BadRequestData',
  ])
})

test('pages: no gap, no double, there and back; counted', async () => {
  const first = await ngsi('GET', '/entities?type=Q&limit=2&count=true')
  expect([ids(first), first.headers.get('ngsild-results-count')]).toEqual([['a', 'b'], '5'])
  const follow = async (answer: { headers: Headers }, rel: string) => {
    const link = new RegExp(`<([^>]*)>;rel="${rel}"`).exec(answer.headers.get('link') ?? '')?.[1]
    return link === undefined ? undefined : ngsi('GET', link.replace('/ngsi-ld/v1', ''))
  }
  const second = await follow(first, 'next')
  const third = second && (await follow(second, 'next'))
  expect([second && ids(second), third && ids(third)]).toEqual([['c', 'd'], ['e']])
  expect(third && (await follow(third, 'next'))).toBeUndefined()
  const back = third && (await follow(third, 'prev'))
  expect(back && ids(back)).toEqual(['c', 'd'])
  expect(ids(await ngsi('GET', '/entities?type=Q&limit=2&offset=3'))).toEqual(['d', 'e'])
  const none = await ngsi('GET', '/entities?type=Q&limit=0&count=true')
  expect([none.json, none.headers.get('ngsild-results-count')]).toEqual([[], '5'])
  expect(errorOf(await ngsi('GET', '/entities?type=Q&limit=0'))).toEqual([400, 'BadRequestData'])
  expect(errorOf(await ngsi('GET', '/entities?type=Q&limit=5000'))).toEqual([403, 'TooManyResults'])
})

test('access is part of every query and count', async () => {
  await sql`insert into twin.reader_limit (actor, scope) values ('limited', array['/Parks'])`.execute(db)
  const limited = as(program('limited', 'twin'))
  const seen = await limited('GET', '/entities?type=Q&count=true')
  expect([ids(seen), seen.headers.get('ngsild-results-count')]).toEqual([['b'], '1'])
  expect((await limited('GET', '/entities/urn:q:a')).status).toBe(404)
  expect((await limited('PATCH', '/entities/urn:q:a/attrs', { speed: 1 })).status).toBe(404)
  expect((await limited('POST', '/entities', { id: 'urn:q:mine', type: 'Q', scope: '/Elsewhere' })).status).toBe(404)
  expect((await limited('GET', '/types')).json.typeList).toEqual(['Q'])
})

test('purge: attributes dropped, entities deleted, only what matches', async () => {
  await ngsi(
    'POST',
    '/entityOperations/create',
    [1, 2, 3].map((n) => ({ id: `urn:p:${n}`, type: 'P', n, m: n })),
  )
  expect((await ngsi('DELETE', '/entities?type=P&drop=m')).status).toBe(204)
  expect((await ngsi('GET', '/entities/urn:p:1?options=keyValues')).json).toEqual({ id: 'urn:p:1', type: 'P', n: 1 })
  expect((await ngsi('DELETE', '/entities?type=P&q=n>1')).status).toBe(204)
  expect(ids(await ngsi('GET', '/entities?type=P'))).toEqual(['1'])
  expect(errorOf(await ngsi('DELETE', '/entities'))).toEqual([400, 'BadRequestData'])
})

describe('the database and memory give the same answer', () => {
  const names = ['a', 'b', 'c']
  const scalar = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom('x', 'y', 'z', '2026-01-01T00:00:00Z'),
    fc.boolean(),
  )
  const value = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 3 }),
    fc.record({ k: scalar, l: fc.record({ m: scalar }) }),
  )
  const property = fc.record({ value, sub: fc.option(scalar) }).map(({ value: given, sub }) => ({
    kind: 'Property' as const,
    value: given as Json,
    dataset: '',
    ...(sub !== null && { sub: { [plainName('s')]: [{ kind: 'Property' as const, value: sub, dataset: '' }] } }),
  }))
  const entity = fc.dictionary(fc.constantFrom(...names), property, { maxKeys: 3 })
  const path = fc.constantFrom('a', 'b', 'c', 'a.s', 'b[k]', 'c[l.m]', 'a[k]')
  const literal = fc.constantFrom(
    '0',
    '1',
    '-2',
    '"x"',
    '"y"',
    'true',
    '2026-01-01T00:00:00Z',
    '"2026-01-01T00:00:00Z"',
  )
  const ordered = fc.constantFrom('0', '1', '"x"', '2025-06-01T00:00:00Z')
  const term = fc.oneof(
    path,
    fc.tuple(path, fc.constantFrom('==', '!='), literal).map((parts) => parts.join('')),
    fc.tuple(path, fc.constantFrom('==', '!='), literal, literal).map(([p, op, v, w]) => `${p}${op}${v},${w}`),
    fc.tuple(path, fc.constantFrom('==', '!=')).map(([p, op]) => `${p}${op}-1..2`),
    fc.tuple(path, fc.constantFrom('>', '>=', '<', '<='), ordered).map((parts) => parts.join('')),
    fc.tuple(path, fc.constantFrom('~=', '!~=')).map(([p, op]) => `${p}${op}^[xy]`),
  )
  const query = fc.oneof(
    term,
    fc.tuple(term, fc.constantFrom(';', '|'), term).map((parts) => parts.join('')),
    fc.tuple(term, term, term).map(([x, y, z]) => `(${x}|${y});${z}`),
  )

  test('queries', async () => {
    const samples = fc.sample(entity, { numRuns: 150, seed: 7 })
    const drafts = samples.map(
      (attributes, n): EntityDraft => ({
        id: `urn:r:${n}`,
        types: [plainName('Random')],
        attributes: Object.fromEntries(Object.entries(attributes).map(([name, one]) => [plainName(name), [one]])),
      }),
    )
    await twin.entities.put(drafts)
    const all = [...(await twin.entities.find(drafts.map(({ id }) => id))).values()]
    const sight = await sightOf(db, program('reader', 'twin'))
    for (const q of fc.sample(query, { numRuns: 250, seed: 11 })) {
      const tree = parseQuery(q, { map })
      const filter = { tenant: '', sight, selectors: [{ types: [[plainName('Random')]] }], q: tree }
      const found = (await findEntities(db, filter, { limit: 1_000 })).entities.map(({ id }) => id)
      const expected = all.filter((one) => meetsQuery(one, tree)).map(({ id }) => id)
      expect([q, found.sort()]).toEqual([q, expected.sort()])
    }
  })

  test('places', async () => {
    // No point lies on an edge: there the database counts millimetres as touching, memory much less.
    const part = fc.integer({ min: 0, max: 1_000_000 }).map((n) => n / 1_000_000)
    const points = fc.sample(
      fc.tuple(part, part).map(([x, y]) => [121 + x, 31 + y]),
      { numRuns: 200, seed: 3 },
    )
    const location = plainName('place')
    const drafts = points.map((coordinates, n): EntityDraft => {
      const shape = { kind: 'GeoProperty', value: { type: 'Point', coordinates }, dataset: '' } as const
      return {
        id: `urn:g:${n}`,
        types: [plainName('Geo')],
        attributes: { 'https://uri.etsi.org/ngsi-ld/location': [shape], [location]: [shape] },
      }
    })
    await twin.entities.put(drafts)
    const sight = await sightOf(db, program('reader', 'twin'))
    const corner = fc
      .tuple(part, part, part)
      .map(([x, y, size]) => [121.0123457 + x * 0.8, 31.0234567 + y * 0.8, 0.02 + size * 0.5] as const)
    const corners = fc.sample(corner, { numRuns: 25, seed: 5 })
    for (const [x, y, size] of corners) {
      const reference: Shape = {
        type: 'Polygon',
        coordinates: [
          [
            [x, y],
            [x + size, y + size / 3],
            [x + size, y + size],
            [x, y + size / 2],
            [x, y],
          ],
        ],
      }
      const circle: Shape = { type: 'Point', coordinates: [x, y] }
      for (const [relation, shape] of [
        [{ is: 'within' }, reference],
        [{ is: 'disjoint' }, reference],
        [{ is: 'near', max: size * 100_000 }, circle],
        [{ is: 'near', min: size * 100_000 }, circle],
      ] as const) {
        for (const name of ['https://uri.etsi.org/ngsi-ld/location', location]) {
          const filter = {
            tenant: '',
            sight,
            selectors: [{ types: [[plainName('Geo')]] }],
            geo: { relation, reference: shape, property: name },
          }
          const found = (await findEntities(db, filter, { limit: 1_000 })).entities.map(({ id }) => id)
          const expected = drafts
            .filter((_, n) => meetsRelation({ type: 'Point', coordinates: points[n] ?? [] }, relation, shape))
            .map(({ id }) => id)
          expect([
            relation,
            name,
            JSON.stringify(shape),
            found.sort().map((i) => [i, points[Number(i.slice(6))]]),
          ]).toEqual([
            relation,
            name,
            JSON.stringify(shape),
            expected.sort().map((i) => [i, points[Number(i.slice(6))]]),
          ])
        }
      }
    }
  })
})

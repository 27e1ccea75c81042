import { sql } from 'kysely'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Actor, anonymous, type Post } from '../../kernel/access/index.ts'
import { toMercator } from '../../kernel/place/index.ts'
import { type EntityDraft, locationName, plainName } from '../../kernel/twin/index.ts'
import { type TestAnswer, testCity } from '../base/testing.ts'
import { type Twin, twinRoom } from './index.ts'
import { ColumnBatch } from './observations/index.ts'
import { sightOf } from './sight.ts'
import { program } from './testing/twin-city.ts'
import { tileFrame } from './tiles/encode-tile.ts'

let made: Twin | undefined
const clock = { now: Date.parse('2026-11-20T08:00:00Z') }
const city = await testCity({
  upTo: 'twin',
  now: () => clock.now,
  rooms: (base) => {
    const room = twinRoom(base)
    made = room
    return [room]
  },
})
if (!made) throw new Error('The room was not made')
const { entities, observations, findByCode } = made

type Thing = Pick<EntityDraft, 'path' | 'isOpen' | 'scope' | 'division'> & { readonly lamp?: true }

/** One of each kind that somebody might wrongly see: beside, above, below, with a name that begins alike. */
const things: Readonly<Record<string, Thing>> = {
  open: { path: '/sh/a', isOpen: true },
  orphan: { path: null },
  top: { path: '/sh' },
  a: { path: '/sh/a', lamp: true },
  below: { path: '/sh/a/1', scope: ['/x/y'] },
  alike: { path: '/sh/ab', scope: ['/xy'] },
  b: { path: '/sh/b', division: '310101' },
  far: { path: '/sh/b', division: '320101' },
}
const all = Object.keys(things)

const post = (path: string, level: Post['level']): Post => ({
  ...{ office: path, path, level, role: 'clerk', title: { zh: '员', en: 'Clerk' } },
})
const person = (id: string, ...posts: Post[]): Actor => ({
  ...anonymous,
  kind: 'person',
  id,
  name: id,
  posts,
  scopes: ['*'],
})

const askers: readonly (readonly [Actor, readonly string[]])[] = [
  [anonymous, ['open']],
  [person('citizen'), ['open']],
  [person('clerk-a', post('/sh/a', 'district')), ['open', 'a', 'below']],
  [person('clerk-b', post('/sh/b', 'district')), ['open', 'b', 'far']],
  [person('mayor', post('/sh', 'city')), all],
  [program('whole', 'twin'), all],
  [program('by-type', 'twin'), ['open', 'a']],
  [program('by-scope', 'twin'), ['open', 'below']],
  [program('by-division', 'twin'), ['open', 'b']],
]

const id = (name: string) => `urn:sight:${name}`
const placeOf = (name: string): [number, number] => [121.4 + all.indexOf(name) * 0.0001, 31.2]

const draftOf = (name: string): EntityDraft => {
  const { lamp, ...rest } = things[name] ?? {}
  const says = (value: string) => [{ kind: 'Property', value, dataset: '' }] as const
  return {
    ...rest,
    id: id(name),
    types: [plainName('Sight'), plainName(`Own-${name}-`), ...(lamp ? [plainName('Lamp')] : [])],
    title: { zh: `标-${name}-`, en: `title-${name}-` },
    attributes: {
      [plainName('mark')]: says(`mark-${name}-`),
      [plainName('code')]: says(`C-${name}`),
      [plainName('level')]: [{ kind: 'Property', value: 1, dataset: '' }],
      [plainName(`own-${name}-`)]: says('x'),
      [plainName('next')]: all.map((other) => ({ kind: 'Relationship', value: id(other), dataset: `urn:to:${other}` })),
      [locationName]: [{ kind: 'GeoProperty', value: { type: 'Point', coordinates: placeOf(name) }, dataset: '' }],
    },
  }
}

beforeAll(async () => {
  const { db } = city.base
  await entities.put(all.map(draftOf))
  const keys = all.map((name) => name)
  const found = await entities.find(keys.map(id))
  const series = await observations.seriesOf(
    db,
    all.map((name) => ({ entity: found.get(id(name))?.key ?? 0, name: plainName('level') })),
  )
  const batch = new ColumnBatch(series.length)
  for (const one of series) batch.add(one, Date.parse('2026-11-20T08:30:00Z'), 7, 0)
  await observations.write(batch)
  clock.now += 3_600_000
  await entities.patch(
    all.map((name) => ({
      id: id(name),
      types: draftOf(name).types,
      attributes: { [plainName('code')]: [{ kind: 'Property', value: `D-${name}`, dataset: '' }] },
    })),
  )
  clock.now += 3_600_000
  await sql`insert into twin.reader_limit (actor, types, scope, division) values
    ('by-type', array[${plainName('Lamp')}], null, null), ('by-scope', null, '{/x}', null), ('by-division', null, null, '{3101}')`.execute(
    db,
  )
  for (const clusters of [true, false])
    await sql`insert into twin.layer (id, declaration, made_by) values (${clusters ? 'close' : 'sights'}, ${JSON.stringify(
      {
        ...{ id: clusters ? 'close' : 'sights', title: { zh: '看', en: 'Sights' }, types: ['Sight'], clusters },
        attributes: ['mark'],
      },
    )}, 'test')`.execute(db)
})

type Get = (path: string, headers?: Record<string, string>) => Promise<TestAnswer>
type Asking = {
  readonly get: Get
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<TestAnswer>
  readonly actor: Actor
}

/** Names of the things that a text tells of by this word. */
const told = (text: string, word: string): string[] =>
  all.filter(
    (name) => text.includes(`${word}-${name}-`) || (word === 'urn' && new RegExp(`urn:sight:${name}\\b`).test(text)),
  )

const text = async (answer: Promise<TestAnswer>): Promise<string> => {
  const { status, text: body } = await answer
  if (status !== 200) throw new Error(`${status} ${body}`)
  return body
}

const marks =
  (path: string) =>
  async ({ get }: Asking) =>
    told(await text(get(path)), 'mark')
const ids =
  (path: string) =>
  async ({ get }: Asking) =>
    told(await text(get(path)), 'urn')
const words =
  (path: string, word: string) =>
  async ({ get }: Asking) =>
    told(await text(get(path)), word)
/** What is found when each is asked for by itself. */
const each =
  (path: (name: string) => string) =>
  async ({ get }: Asking) => {
    const answers = await Promise.all(all.map(async (name) => [name, (await get(path(name))).status] as const))
    expect(answers.filter(([, status]) => status !== 200 && status !== 404)).toEqual([])
    return answers.filter(([, status]) => status === 200).map(([name]) => name)
  }
const count = (answered: (asking: Asking) => Promise<number>) => async (asking: Asking) => `${await answered(asking)}`

const ngsi = '/ngsi-ld/v1'
const near = `georel=near;maxDistance==500&geometry=Point&coordinates=[121.4,31.2]`
const ring = encodeURIComponent('[[[121.3,31.1],[121.5,31.1],[121.5,31.3],[121.3,31.3],[121.3,31.1]]]')
const line = encodeURIComponent('[[121.39,31.2],[121.41,31.2]]')
const tileAt = (z: number): string => {
  const [x, y] = toMercator({ lng: 121.4004, lat: 31.2 })
  const { west, north, side } = tileFrame(z, 0, 0)
  return `${z}/${Math.floor((x - west) / side)}/${Math.floor((north - y) / side)}`
}
const timed = 'timerel=after&timeAt=2026-11-20T00:00:00Z'
const ago = 'at=2026-11-20T08:30:00Z'

const interfaces: Readonly<Record<string, (asking: Asking) => Promise<readonly string[] | string>>> = {
  'entities by type': marks(`${ngsi}/entities?type=Sight&limit=100`),
  'entities by attribute': marks(`${ngsi}/entities?attrs=mark&limit=100`),
  'entities by value': marks(`${ngsi}/entities?type=Sight&q=level>0&limit=100`),
  'entities by pattern': marks(`${ngsi}/entities?idPattern=^urn:sight&local=true&limit=100`),
  'entities by ids': marks(`${ngsi}/entities?id=${all.map(id).join(',')}&type=Sight`),
  'entities in order': marks(`${ngsi}/entities?type=Sight&orderBy=id&local=true&limit=100`),
  'entities near': marks(`${ngsi}/entities?type=Sight&${near}&limit=100`),
  'entities in an area': marks(
    `${ngsi}/entities?type=Sight&georel=within&geometry=Polygon&coordinates=${ring}&limit=100`,
  ),
  'entities on a line': marks(
    `${ngsi}/entities?type=Sight&georel=intersects&geometry=LineString&coordinates=${line}&limit=100`,
  ),
  'entities as GeoJSON': async ({ get }) =>
    told(await text(get(`${ngsi}/entities?type=Sight&limit=100`, { accept: 'application/geo+json' })), 'mark'),
  'linked entities': marks(`${ngsi}/entities?id=${id('open')}&type=Sight&join=flat`),
  'linked entities inline': marks(`${ngsi}/entities/${id('open')}?join=inline`),
  'what linked entities say': async ({ get }) => {
    const asked = all.map(async (name) => {
      const q = encodeURIComponent(`next{mark}=="mark-${name}-"`)
      return [name, await text(get(`${ngsi}/entities?type=Own-open-&q=${q}&join=flat&pick=id`))] as const
    })
    return (await Promise.all(asked)).filter(([, found]) => found.includes(id('open'))).map(([name]) => name)
  },
  'a query by body': async ({ post: send }) => {
    const body = { type: 'Query', entities: [{ type: 'Sight' }] }
    return told(await text(send(`${ngsi}/entityOperations/query?limit=100`, body)), 'mark')
  },
  'an entity': each((name) => `${ngsi}/entities/${id(name)}`),
  'how many entities': count(async ({ get }) =>
    Number((await get(`${ngsi}/entities?type=Sight&count=true&limit=0`)).headers.get('ngsild-results-count')),
  ),
  'how many near': count(async ({ get }) =>
    Number((await get(`${ngsi}/entities?type=Sight&${near}&count=true&limit=0`)).headers.get('ngsild-results-count')),
  ),
  'how many on a line': count(async ({ get }) => {
    const path = `${ngsi}/entities?type=Sight&georel=intersects&geometry=LineString&coordinates=${line}&count=true&limit=0`
    return Number((await get(path)).headers.get('ngsild-results-count'))
  }),
  'types there are': words(`${ngsi}/types`, 'Own'),
  'types in detail': words(`${ngsi}/types?details=true`, 'own'),
  'a type': count(async ({ get }) => (await get(`${ngsi}/types/Sight`)).json.entityCount),
  'attributes of a type': words(`${ngsi}/types/Sight`, 'own'),
  'attributes there are': words(`${ngsi}/attributes`, 'own'),
  'attributes in detail': words(`${ngsi}/attributes?details=true`, 'Own'),
  'an attribute': count(async ({ get }) => (await get(`${ngsi}/attributes/mark`)).json.attributeCount),
  'types of an attribute': words(`${ngsi}/attributes/mark`, 'Own'),
  histories: marks(`${ngsi}/temporal/entities?type=Sight&${timed}&timeproperty=modifiedAt&limit=100`),
  'histories by place': marks(
    `${ngsi}/temporal/entities?type=Sight&${timed}&timeproperty=modifiedAt&${near}&limit=100`,
  ),
  'a history': each((name) => `${ngsi}/temporal/entities/${id(name)}`),
  'histories by body': async ({ post: send }) => {
    const temporalQ = { timerel: 'after', timeAt: '2026-11-20T00:00:00Z', timeproperty: 'modifiedAt' }
    const body = { type: 'Query', entities: [{ type: 'Sight' }], temporalQ }
    return told(await text(send(`${ngsi}/temporal/entityOperations/query?limit=100`, body)), 'mark')
  },
  Things: ids('/sta/v1.1/Things?$top=100'),
  'Things with all that is theirs': ids(
    '/sta/v1.1/Things?$top=100&$expand=Locations,Datastreams($expand=Sensor,ObservedProperty,Observations)',
  ),
  'how many Things': count(async ({ get }) => (await get('/sta/v1.1/Things?$count=true&$top=0')).json['@iot.count']),
  Locations: words('/sta/v1.1/Locations?$top=100', 'title'),
  Datastreams: words('/sta/v1.1/Datastreams?$top=100', 'title'),
  Sensors: ids('/sta/v1.1/Sensors?$top=100'),
  FeaturesOfInterest: words('/sta/v1.1/FeaturesOfInterest?$top=100', 'title'),
  'Datastreams of what is measured': words('/sta/v1.1/ObservedProperties?$expand=Datastreams', 'title'),
  Observations: ids('/sta/v1.1/Observations?$top=100&$expand=Datastream/Thing'),
  'how many Observations': count(
    async ({ get }) => (await get('/sta/v1.1/Observations?$count=true&$top=0')).json['@iot.count'],
  ),
  features: marks('/ogc/features/collections/sights/items?limit=100'),
  'features of everything': marks('/ogc/features/collections/all/items?limit=100'),
  'features in a box': marks('/ogc/features/collections/sights/items?limit=100&bbox=121,31,122,32'),
  'features as a page': marks('/ogc/features/collections/sights/items?limit=100&f=html'),
  'how many features': count(
    async ({ get }) => (await get('/ogc/features/collections/sights/items?limit=1')).json.numberMatched,
  ),
  'features by a value': async ({ get }) => {
    const found = all.map(
      async (name) => [name, await get(`/ogc/features/collections/sights/items?mark=mark-${name}-`)] as const,
    )
    return (await Promise.all(found)).filter(([, { json }]) => json.features.length > 0).map(([name]) => name)
  },
  'a feature': each((name) => `/ogc/features/collections/sights/items/${id(name)}`),
  'what features may be filtered by': words('/ogc/features/api', 'own'),
  'a tile': marks(`/tiles/sights/${tileAt(15)}`),
  'a low tile': marks(`/tiles/sights/${tileAt(9)}`),
  'a tile of everything': ids(`/tiles/all/${tileAt(16)}`),
  'a tile of the past': marks(`/tiles/sights/${tileAt(15)}?${ago}`),
  'the state of the past': marks(`/api/twin/state?bbox=121,31,122,32&${ago}`),
  'the page of a thing': each((name) => `/api/twin/entities/${id(name)}`),
  'what a page leads to': words(`/api/twin/entities/${id('open')}`, 'title'),
  'numbers of a thing': each((name) => `/api/twin/entities/${id(name)}/series?name=level&till=2026-11-21T00:00:00Z`),
  'what a thing was': each((name) => `/api/twin/entities/${id(name)}/past`),
  'the thing of a code': async ({ actor }) => {
    const found = all.map(
      async (name) => [name, await findByCode({ scheme: 'city', code: `D-${name}` }, actor)] as const,
    )
    return (await Promise.all(found)).filter(([, thing]) => thing !== undefined).map(([name]) => name)
  },
}

describe.each(askers.map(([actor, sees]) => [actor.id || 'nobody', actor, sees] as const))('%s', (_, actor, sees) => {
  const asking: Asking = { ...(actor === anonymous ? city : city.as(actor)), actor }

  test('what is in memory is judged as what is asked of the database', async () => {
    const sight = await sightOf(city.base.db, actor)
    const found = await entities.find(all.map(id))
    expect(all.filter((name) => sight.sees(found.get(id(name)) ?? expect.fail()))).toEqual(sees)
  })

  test.each(Object.entries(interfaces))('%s', async (__, ask) => {
    const answer = await ask(asking)
    expect(typeof answer === 'string' ? answer : [...answer]).toEqual(
      typeof answer === 'string' ? `${sees.length}` : sees,
    )
  })

  test('the count of what lies close', async () => {
    const { text: bytes } = await asking.get(`/tiles/close/${tileAt(8)}`)
    // One thing is shown as what it is; several as how many: a count is a zigzag number behind its tag.
    if (sees.length === 1) return expect(told(bytes, 'mark')).toEqual(sees)
    expect(bytes.includes(`\x30${String.fromCharCode(sees.length * 2)}`)).toBe(true)
  })
})

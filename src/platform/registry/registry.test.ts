import { sql } from 'kysely'
import { describe, expect, it, vi } from 'vitest'
import { anonymous, decide } from '../../kernel/access/index.ts'
import { distance, fromWgs84, type MultiPolygon, type Polygon, type Position } from '../../kernel/place/index.ts'
import { bytesSource } from '../base/index.ts'
import { testCity } from '../base/testing.ts'
import { type Division, type Grid, type KnownAddress, loadDivisions, type Registry, registryRoom } from './index.ts'
import { permissions } from './permissions.ts'

const bounds = [121.4, 31.1, 121.7, 31.4] as const

const box = (west: number, south: number, east: number, north: number): Polygon => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ] as Position[],
  ],
})

const division = (
  code: string,
  level: Division['level'],
  zh: string,
  en: string,
  more: Partial<Division> = {},
): Division => ({
  code,
  level,
  name: { zh, en },
  isSketch: true,
  ...more,
})

/** Two districts side by side, a street in each, the western one with two grids. */
const divisions: readonly Division[] = [
  division('310101002001', 'community', '河滨居委会', 'Riverside', {
    parent: '310101002',
    point: { lng: 121.45, lat: 31.21 },
  }),
  division('310101002', 'street', '南京东路街道', 'Nanjing East Road', {
    parent: '310101',
    area: box(121.4, 31.2, 121.5, 31.3),
    point: { lng: 121.45, lat: 31.25 },
  }),
  division('310101', 'county', '黄浦区', 'Huangpu', {
    parent: '310000',
    area: box(121.4, 31.2, 121.5, 31.3),
    point: { lng: 121.45, lat: 31.25 },
  }),
  division('310115', 'county', '浦东新区', 'Pudong', {
    parent: '310000',
    area: box(121.5, 31.2, 121.6, 31.3),
    point: { lng: 121.55, lat: 31.25 },
  }),
  division('310115016', 'street', '花木街道', 'Huamu', {
    parent: '310115',
    area: box(121.5, 31.2, 121.6, 31.3),
    point: { lng: 121.55, lat: 31.25 },
  }),
  division('310000', 'province', '上海市', 'Shanghai', { point: { lng: 121.47, lat: 31.23 } }),
]
const grid = (number: number, south: number, north: number): Grid => ({
  code: `31010100200000${number}`,
  street: '310101002',
  number,
  office: `310101002.g0${number}`,
  name: { zh: `第${number}网格`, en: `Grid ${number}` },
  point: { lng: 121.45, lat: (south + north) / 2 },
  area: box(121.4, south, 121.5, north),
  committees: number === 1 ? ['310101002001'] : [],
})
/** A road from west to east on which numbers rise by one every 0.0001 degrees. */
const onRoad = (number: number, more: Partial<KnownAddress> = {}): KnownAddress => ({
  text: `黄浦区南京东路街道霁川路${number}号`,
  district: '310101',
  street: '310101002',
  committee: '310101002001',
  road: '霁川路',
  number,
  point: { lng: 121.42 + number * 1e-4, lat: 31.22 },
  ...more,
})
const inLane = (number: number, more: Partial<KnownAddress> = {}): KnownAddress =>
  onRoad(number, {
    text: `黄浦区南京东路街道霁川路38弄${number}号`,
    lane: 38,
    compound: { zh: '霁川苑', en: 'Jichuan Court' },
    point: { lng: 121.4238, lat: 31.2203 + number * 1e-4 },
    ...more,
  })
const addresses: readonly KnownAddress[] = [
  ...[2, 20, 60, 100, 300].map((number) => onRoad(number)),
  ...[1, 2, 3].map((number) => inLane(number)),
  ...[10, 50].map((number) =>
    onRoad(number, {
      text: `黄浦区南京东路街道沄荷路${number}号`,
      road: '沄荷路',
      point: { lng: 121.425, lat: 31.215 + number * 2e-4 },
    }),
  ),
  ...[8, 48].map((number) =>
    onRoad(number, {
      text: `浦东新区花木街道霁川路${number}号`,
      district: '310115',
      street: '310115016',
      committee: undefined,
      point: { lng: 121.56 + number * 1e-4, lat: 31.26 },
    }),
  ),
]

let registry: Registry | undefined
const city = await testCity({
  upTo: 'registry',
  rooms: (base) => {
    const room = registryRoom(base, { bounds })
    registry = room
    return [room]
  },
})
if (!registry) throw new Error('the room was not made')
const places = registry
const load = () =>
  city.base.db.tx((tx) =>
    places.loadPlaces(tx, { divisions, grids: [grid(1, 31.2, 31.25), grid(2, 31.25, 31.3)], addresses }, 'test'),
  )
await load()
await places.refresh()

const find = async (q: string) => (await city.get(`/api/registry/geocode?q=${encodeURIComponent(q)}`)).json.items

describe('loading', () => {
  it('twice changes nothing', async () => {
    await load()
    const count = await sql<{ a: number; d: number }>`
      select (select count(*)::int from registry.address) a, (select count(*)::int from registry.division) d`.execute(
      city.base.db,
    )
    expect(count.rows[0]).toEqual({ a: addresses.length, d: divisions.length })
  })

  it('refuses divisions that do not hang together, row by row, and keeps none', async () => {
    const bad = [
      division('310104', 'county', '徐汇区', 'Xuhui', { parent: '310000' }),
      division('31010', 'county', '短', 'Short'),
      division('310105001', 'street', '某街道', 'Some', { parent: '310105' }),
      division('310106', 'street', '错级', 'Wrong level', { parent: '310000' }),
      division('310104', 'county', '又一个', 'Again', { parent: '320000' }),
    ]
    const failed = await city.base.db
      .tx((tx) => loadDivisions(tx, bad, { source: 'test' }))
      .catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'registry.badDivisions' })
    expect(
      (failed as { faults: { row: number; field: string }[] }).faults.map(({ row, field }) => [row, field]),
    ).toEqual([
      [2, 'code'],
      [3, 'parent'],
      [4, 'level'],
      [5, 'code'],
      [5, 'parent'],
      [5, 'parent'],
    ])
    expect((await city.get('/api/registry/divisions/310104')).status).toBe(404)
  })

  it('puts surveyed outlines over sketches when told to, and every process hears of it', async () => {
    const surveyed: MultiPolygon = { type: 'MultiPolygon', coordinates: [box(121.5, 31.2, 121.65, 31.3).coordinates] }
    const [before] = divisions.filter(({ code }) => code === '310115')
    if (!before) throw new Error('Pudong is in the test data')
    expect(places.locate({ lng: 121.62, lat: 31.25 })).toEqual({ isSketch: false })
    await city.base.db.tx((tx) =>
      loadDivisions(tx, [{ ...before, area: surveyed, isSketch: false }], { source: 'survey', replace: true }),
    )
    // Nobody calls refresh: the database tells.
    await vi.waitFor(() => expect(places.locate({ lng: 121.62, lat: 31.25 }).district).toBe('310115'), {
      timeout: 20_000,
    })
    await city.base.db.tx((tx) => loadDivisions(tx, [before], { source: 'test', replace: true }))
    await places.refresh()
  })
})

describe('divisions', () => {
  it('as a tree', async () => {
    const districts = await city.get('/api/registry/divisions')
    expect(districts.json.items.map(({ code }: { code: string }) => code)).toEqual(['310101', '310115'])
    const one = await city.get('/api/registry/divisions/310101002')
    expect(one.json).toMatchObject({
      division: { title: { zh: '南京东路街道' }, parent: '310101', children: 1, isSketch: true },
      above: [{ code: '310101' }, { code: '310000' }],
      below: [{ code: '310101002001' }],
    })
    expect((await city.get('/api/registry/divisions?under=310101')).json.items).toHaveLength(1)
  })

  it('unknown ones are answered with what to do', async () => {
    const answer = await city.get('/api/registry/divisions/999999', { 'accept-language': 'en' })
    expect(answer.status).toBe(404)
    expect(answer.json).toMatchObject({ code: 'registry.noDivision' })
    expect((await city.get('/api/registry/divisions/12345')).status).toBe(422)
  })

  it('as layers of the map', async () => {
    const layer = await city.get('/api/registry/layers/districts')
    expect(layer.headers.get('cache-control')).toBe('public, max-age=300')
    expect(layer.json.features).toHaveLength(2)
    expect(layer.json.features[0]).toMatchObject({
      type: 'Feature',
      id: '310101',
      geometry: { type: 'Polygon' },
      properties: { title: { zh: '黄浦区' }, centre: [121.45, 31.25], isSketch: true },
    })
    expect((await city.get('/api/registry/layers/streets?under=310115')).json.features).toHaveLength(1)
    expect((await city.get('/api/registry/layers/grids?under=310101002')).json.features).toHaveLength(2)
    expect((await city.get('/api/registry/layers/grids?under=999999')).status).toBe(404)
    expect((await city.get('/api/registry/layers/rivers')).json).toMatchObject({ code: 'registry.noLayer' })
  })
})

describe('places by words', () => {
  it('the very number', async () => {
    const [best] = await find('黄浦区霁川路100号')
    expect(best).toMatchObject({
      precision: 'door',
      address: '黄浦区南京东路街道霁川路100号',
      division: '310101002',
      point: [expect.closeTo(121.43, 6), expect.closeTo(31.22, 6)],
    })
  })

  it('a building of a lane, else the lane’s middle', async () => {
    expect((await find('霁川路38弄3号'))[0]).toMatchObject({
      precision: 'door',
      address: '黄浦区南京东路街道霁川路38弄3号',
      point: [expect.closeTo(121.4238, 6), expect.closeTo(31.2206, 6)],
    })
    expect((await find('霁川路38弄9号'))[0]).toMatchObject({
      precision: 'door',
      point: [expect.closeTo(121.4238, 6), expect.closeTo(31.2205, 6)],
    })
  })

  it('between known numbers', async () => {
    const [best] = await find('黄浦区霁川路80号')
    expect(best).toMatchObject({ precision: 'between', address: '黄浦区霁川路80号' })
    expect(distance({ lng: best.point[0], lat: best.point[1] }, { lng: 121.428, lat: 31.22 })).toBeLessThan(1)
    expect(best.why.zh).toContain('60、100')
  })

  it('in the district that is named, else in both with the trust divided', async () => {
    expect((await find('浦东新区霁川路48号'))[0]).toMatchObject({ precision: 'door', district: '310115' })
    const both = await find('霁川路20号')
    expect(both[0]).toMatchObject({ precision: 'door', district: '310101' })
    expect(both.some(({ district }: { district?: string }) => district === '310115')).toBe(true)
    const whole = await find('霁川路')
    const roads = whole.filter(({ precision }: { precision: string }) => precision === 'road')
    expect(roads).toHaveLength(2)
    expect(roads[0].confidence).toBeLessThan((await find('黄浦区霁川路'))[0].confidence)
  })

  it('does not look across the city for a road that the named district lacks', async () => {
    const [best] = await find('浦东新区沄荷路10号')
    expect(best).toMatchObject({ precision: 'district', district: '310115' })
  })

  it('a crossing, a compound, a street, a district', async () => {
    const [crossing] = await find('霁川路沄荷路路口')
    expect(crossing).toMatchObject({ precision: 'crossing' })
    expect(distance({ lng: crossing.point[0], lat: crossing.point[1] }, { lng: 121.425, lat: 31.22 })).toBeLessThan(
      crossing.radius,
    )
    expect((await find('霁川苑门口积水'))[0]).toMatchObject({ precision: 'name', street: '310101002' })
    expect((await find('花木街道有噪音'))[0]).toMatchObject({ precision: 'street', division: '310115016' })
  })

  it('in the middle of a message', async () => {
    const [best] = await find('您好，我反映一个情况：黄浦区霁川路60号门口的路灯三天不亮了，电话13812341234')
    expect(best).toMatchObject({ precision: 'door', address: '黄浦区南京东路街道霁川路60号' })
  })

  it('nothing where nothing is said', async () => {
    expect(await find('请问社保卡怎么补办')).toEqual([])
    expect((await city.get('/api/registry/geocode?q=')).status).toBe(422)
  })

  it('half an address is completed', async () => {
    const suggest = async (q: string) =>
      (await city.get(`/api/registry/suggest?q=${encodeURIComponent(q)}`)).json.items.map(
        ({ text }: { text: string }) => text,
      )
    expect(await suggest('霁')).toEqual(expect.arrayContaining(['黄浦区霁川路', '浦东新区霁川路', '黄浦区霁川苑']))
    expect(await suggest('黄浦区霁川路3')).toEqual([
      '黄浦区南京东路街道霁川路38弄1号',
      '黄浦区南京东路街道霁川路38弄2号',
      '黄浦区南京东路街道霁川路38弄3号',
      '黄浦区南京东路街道霁川路300号',
    ])
    expect(await suggest('浦东新区')).toEqual(['浦东新区花木街道'])
    expect(await suggest('花木')).toEqual(['浦东新区花木街道'])
    expect((await find('霁川')).map(({ precision }: { precision: string }) => precision)).toContain('suggestion')
  })
})

describe('words by places', () => {
  const at = async (lng: number, lat: number) => (await city.get(`/api/registry/reverse?lng=${lng}&lat=${lat}`)).json

  it('the nearest address with its distance, and every division', async () => {
    expect(await at(121.43, 31.2201)).toMatchObject({
      address: '黄浦区南京东路街道霁川路100号',
      nearest: { metres: 11 },
      district: '310101',
      street: '310101002',
      grid: '310101002000001',
      committee: '310101002001',
      division: '310101002001',
    })
  })

  it('only divisions where no address is near, nothing outside the city', async () => {
    expect(await at(121.58, 31.21)).toMatchObject({ address: '浦东新区花木街道', division: '310115016' })
    expect(await at(121.69, 31.39)).toEqual({ point: [121.69, 31.39], isSketch: false })
    expect((await city.get('/api/registry/reverse?lng=181&lat=0')).status).toBe(422)
  })

  it('an address right beside knows its street better than a drawn outline', async () => {
    // Ten metres east of the drawn border, in front of a door that belongs to the street west of it.
    await city.base.db.tx((tx) =>
      places.loadPlaces(
        tx,
        { divisions: [], grids: [], addresses: [onRoad(801, { point: { lng: 121.5001, lat: 31.22 } })] },
        'test',
      ),
    )
    expect(await at(121.50012, 31.22)).toMatchObject({ street: '310101002', nearest: { metres: 2 } })
  })
})

describe('importing addresses', () => {
  const gcj = (lng: number, lat: number) => {
    const there = fromWgs84({ lng, lat }, 'gcj02')
    return `${there.lng},${there.lat}`
  }
  const file = [
    '区县,地址,gcj02_lng,gcj02_lat',
    `上海市黄浦区,漪林路10号,${gcj(121.44, 31.24)}`,
    `黄浦,漪林路10号,${gcj(121.44, 31.24)}`,
    `,漪林路 14 号,${gcj(121.441, 31.24)}`,
    `黄浦区,,${gcj(121.44, 31.24)}`,
    '黄浦区,漪林路16号,无,无',
    '黄浦区,漪林路18号,31.24,121.44',
    `黄浦区,漪林路20号,${gcj(121.9, 31.24)}`,
    `黄浦区,25号,${gcj(121.44, 31.24)}`,
    '黄浦区,漪林路22号,0,0',
  ].join('\r\n')
  const run = () => places.importAddresses(bytesSource(Buffer.from(file)), { source: 'list.csv' })

  it('accounts for every row, converts the datum, names what is wrong', async () => {
    const result = await run()
    expect(result).toMatchObject({ read: 9, imported: 2, alreadyThere: 1, refused: 6, columns: { datum: 'gcj02' } })
    expect(result.faults.map(({ row, says }) => [row, says.en])).toEqual([
      [5, 'the address is empty'],
      [6, 'longitude or latitude is no number'],
      [7, 'longitude and latitude seem to be swapped'],
      [8, 'the point lies outside the city'],
      [9, 'names no road, village or compound'],
      [10, 'the coordinates are a placeholder'],
    ])
    const [best] = await places.geocode('黄浦区漪林路12号')
    expect(best).toMatchObject({ precision: 'between', isSketch: true })
    expect(best && distance(best.point, { lng: 121.4405, lat: 31.24 })).toBeLessThan(1)
  })

  it('twice adds nothing', async () => {
    expect(await run()).toMatchObject({ read: 9, imported: 0, alreadyThere: 3, refused: 6 })
  })

  it('says which columns are missing', async () => {
    const failed = await places
      .importAddresses(bytesSource(Buffer.from('a,b\n1,2')), { source: 'x' })
      .catch((error: unknown) => error)
    expect(failed).toMatchObject({ code: 'registry.noAddressColumns' })
  })
})

describe('rights', () => {
  it('anybody may see places and ask for them, and nothing is changed by it', () => {
    for (const permission of [permissions.see, permissions.find]) {
      expect(decide(anonymous, permission).allowed).toBe(true)
      expect(permission.changes).toBe(false)
    }
    for (const permission of [permissions.issueCodes, permissions.seeIssues])
      expect(decide(anonymous, permission).allowed).toBe(false)
    const limited = { ...anonymous, kind: 'service', id: 'program', scopes: ['cases'] } as const
    expect(decide(limited, permissions.find).allowed).toBe(false)
    expect(decide({ ...limited, scopes: ['public'] }, permissions.find).allowed).toBe(true)
  })
})

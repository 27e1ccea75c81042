import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type Actor, anonymous, systemActor } from '../../../kernel/access/index.ts'
import { locationName, plainName } from '../../../kernel/twin/index.ts'
import { testCity } from '../../base/testing.ts'
import { type Twin, twinRoom } from '../index.ts'
import { ColumnBatch } from '../observations/index.ts'

let made: Twin | undefined
const clock = { now: Date.parse('2026-11-20T08:00:00Z') }
const city = await testCity({
  upTo: 'twin',
  now: () => clock.now,
  rooms: (base) => {
    const room = twinRoom(base, {
      codesOf: async (thing) => (thing === 'urn:x:house' ? [{ scheme: 'city', code: '7' }] : []),
    })
    made = room
    return [room]
  },
})
if (!made) throw new Error('the room was not made')
const { entities, observations, findByCode } = made
const program: Actor = { ...systemActor, id: 'program', scopes: ['twin'] }
const service = city.as(program)

const at = (lng: number, lat: number) =>
  ({
    [locationName]: [{ kind: 'GeoProperty', value: { type: 'Point', coordinates: [lng, lat] }, dataset: '' }],
  }) as const
const says = (name: string, value: string | number) =>
  ({ [plainName(name)]: [{ kind: 'Property', value, dataset: '' }] }) as const
const partOf = (target: string) =>
  ({ [plainName('isPartOf')]: [{ kind: 'Relationship', value: target, dataset: '' }] }) as const
const bus = { id: 'urn:x:bus', types: [plainName('Vehicle')], isOpen: true }

await entities.put([
  { ...bus, attributes: { ...at(121.4, 31.2), ...says('line', 71) } },
  {
    id: 'urn:x:house',
    types: [plainName('Building')],
    isOpen: true,
    title: { zh: '楼', en: 'House' },
    attributes: { ...at(121.41, 31.21), ...says('code', 'H-7') },
  },
  {
    id: 'urn:x:pump',
    types: [plainName('Pump')],
    path: '/sh/water',
    attributes: { ...at(121.41, 31.21), ...partOf('urn:x:house'), ...says('state', 'on') },
  },
])
clock.now += 3_600_000
await entities.patch([{ ...bus, attributes: { ...at(121.6, 31.4), ...says('line', 72) } }])
clock.now += 3_600_000
await entities.delete(['urn:x:bus'])
clock.now += 3_600_000

const state = async (hour: number, box: string, as: Pick<typeof service, 'get'> = service) => {
  const { json } = await as.get(`/api/twin/state?bbox=${box}&at=2026-11-20T${String(hour).padStart(2, '0')}:30:00Z`)
  return Object.fromEntries(
    json.features.map(({ id, properties }: { id: string; properties: { values: Record<string, unknown> } }) => [
      id,
      properties.values[plainName('line')] ?? null,
    ]),
  )
}
const west = '121.3,31.1,121.5,31.3'
const east = '121.5,31.3,121.7,31.5'

describe('any past moment', () => {
  it('shows what stood where, with what it was, also what has moved or gone since', async () => {
    expect(await state(7, west)).toEqual({})
    expect(await state(8, west)).toEqual({ 'urn:x:bus': 71, 'urn:x:house': null, 'urn:x:pump': null })
    expect(await state(8, east)).toEqual({})
    expect(await state(9, west)).toEqual({ 'urn:x:house': null, 'urn:x:pump': null })
    expect(await state(9, east)).toEqual({ 'urn:x:bus': 72 })
    expect(await state(10, east)).toEqual({})
    expect(await state(8, west, city)).toEqual({ 'urn:x:bus': 71, 'urn:x:house': null })
  })

  it('finds what stood in a box by any of its corners, whatever kind of thing it was', async () => {
    const field = (lng: number) => ({
      [locationName]: [
        {
          kind: 'GeoProperty' as const,
          value: {
            type: 'Polygon',
            coordinates: [
              [
                [lng, 31],
                [lng + 0.1, 31],
                [lng + 0.1, 31.1],
                [lng, 31.1],
                [lng, 31],
              ],
            ],
          },
          dataset: '',
        },
      ],
    })
    const meadow = { id: 'urn:x:meadow', types: [plainName('Park')], isOpen: true }
    const began = clock.now
    await entities.put([{ ...meadow, attributes: field(119) }])
    clock.now += 60_000
    await entities.patch([{ ...meadow, attributes: field(118) }])
    clock.now += 60_000
    const at = async (minutes: number, box: string) => {
      const moment = new Date(began + minutes * 60_000).toISOString()
      const { json } = await service.get(`/api/twin/state?bbox=${box}&at=${moment}`)
      return json.features.map(({ id }: { id: string }) => id)
    }
    const [corner, beside] = ['119.09,31.09,119.2,31.2', '119.11,31.09,119.2,31.2']
    expect([await at(0.5, corner), await at(0.5, beside), await at(1.5, corner)]).toEqual([['urn:x:meadow'], [], []])
    expect([await at(0.5, '118,31,118.05,31.05'), await at(1.5, '118,31,118.05,31.05')]).toEqual([[], ['urn:x:meadow']])
  })

  it('shows what was entered later, once its readings begin', async () => {
    await entities.put([
      { id: 'urn:x:old', types: [plainName('AirQualityObserved')], isOpen: true, attributes: at(121.9, 31.9) },
    ])
    const key = (await entities.find(['urn:x:old'])).get('urn:x:old')?.key ?? 0
    const [series = 0] = await observations.seriesOf(city.base.db, [
      { entity: key, name: plainName('line'), unit: 'GQ' },
    ])
    const batch = new ColumnBatch(1)
    batch.add(series, Date.parse('2026-11-20T05:00:00Z'), 35, 0)
    await observations.write(batch)
    await observations.settle()
    const there = '121.8,31.8,122,32'
    expect(await state(4, there)).toEqual({})
    expect(await state(5, there)).toEqual({ 'urn:x:old': 35 })
  })

  it('shows the numbers of devices as they were', async () => {
    const key = (await entities.find(['urn:x:pump'])).get('urn:x:pump')?.key ?? 0
    const [series = 0] = await observations.seriesOf(city.base.db, [{ entity: key, name: plainName('state') }])
    const batch = new ColumnBatch(2)
    batch.add(series, Date.parse('2026-11-20T08:10:00Z'), 10, 0)
    batch.add(series, Date.parse('2026-11-20T09:10:00Z'), 20, 0)
    await observations.write(batch)
    const valueAt = async (hour: string) => {
      const { json } = await service.get(`/api/twin/state?bbox=${west}&at=2026-11-20T${hour}:30:00Z`)
      return json.features.find(({ id }: { id: string }) => id === 'urn:x:pump').properties.values[plainName('state')]
    }
    expect([await valueAt('08'), await valueAt('09')]).toEqual([10, 20])
    // When it was read is said; what is no reading has no such instant.
    const { json } = await service.get(`/api/twin/state?bbox=${west}&at=2026-11-20T09:30:00Z`)
    const read = json.features.map(({ id, properties }: { id: string; properties: { readAt?: string } }) => [
      id,
      properties.readAt,
    ])
    expect(Object.fromEntries(read)).toEqual({ 'urn:x:house': undefined, 'urn:x:pump': '2026-11-20T09:10:00.000Z' })
  })

  it('is drawn as tiles too', async () => {
    const bytes = async (query: string) =>
      (await fetch(`${city.url}/tiles/all/14/13717/6696${query}`, { headers: { 'x-test-actor': 'program' } })).text()
    const past = await bytes('?at=2026-11-20T08:30:00Z')
    expect(past).toContain('urn:x:bus')
    expect(await bytes('?at=2026-11-20T10:30:00Z')).not.toContain('urn:x:bus')
  })

  it('is drawn the same from what lies with things that were not written since', async () => {
    const sign = (which: string, face: string) => ({
      ...{ id: `urn:x:sign:${which}`, types: [plainName('Sign')], isOpen: true },
      attributes: { ...at(121.401, 31.2), ...says('face', face) },
    })
    await entities.put([sign('still', 'stop'), sign('turned', 'stop')])
    const moment = new Date(clock.now + 60_000).toISOString()
    clock.now += 3_600_000
    await entities.patch([sign('turned', 'go')])
    const layer = {
      ...{ title: { zh: '牌', en: 'Signs' }, types: ['Sign'], attributes: ['face'], clusters: false },
      where: [{ attribute: 'face', is: '==', value: 'stop' }],
    }
    expect((await service.call('PUT', '/api/twin/layers/signs', layer)).status).toBe(204)
    const bytes = async (query: string) =>
      (await fetch(`${city.url}/tiles/signs/14/13717/6696${query}`, { headers: { 'x-test-actor': 'program' } })).text()
    const past = await bytes(`?at=${moment}`)
    for (const said of ['urn:x:sign:still', 'urn:x:sign:turned', 'stop']) expect(past).toContain(said)
    expect(await bytes('')).not.toContain('turned')
    await sql`update twin.entity set told = null where id like 'urn:x:sign:%'`.execute(city.database.db)
    expect(await bytes(`?at=${moment}`)).toBe(past)
  })
})

describe('the page of an entity', () => {
  it('says what it is, what it belongs to, what depends on it, who answers', async () => {
    const { json } = await service.get('/api/twin/entities/urn:x:pump')
    expect(json.entity).toMatchObject({ id: 'urn:x:pump', path: '/sh/water' })
    expect(json.belongsTo).toMatchObject([{ id: 'urn:x:house', title: { en: 'House' } }])
    expect(json.series).toHaveLength(1)
    expect((await service.get('/api/twin/entities/urn:x:house')).json.parts).toMatchObject([{ id: 'urn:x:pump' }])
    // Who may not see the pump does not hear of it from the house.
    expect((await city.get('/api/twin/entities/urn:x:house')).json.parts).toEqual([])
    expect((await city.get('/api/twin/entities/urn:x:pump')).status).toBe(404)
  })

  it('tells its numbers over time and its changes', async () => {
    const { json } = await service.get(
      '/api/twin/entities/urn:x:pump/series?name=state&from=2026-11-20T00:00:00Z&till=2026-11-21T00:00:00Z',
    )
    expect(json.items.map(({ value }: { value: number }) => value)).toEqual([10, 20])
    const steps = await service.get(
      '/api/twin/entities/urn:x:pump/series?name=state&from=2026-11-20T00:00:00Z&till=2026-11-21T00:00:00Z&step=86400',
    )
    expect(steps.json.items).toMatchObject([{ count: 2, mean: 15, min: 10, max: 20 }])
    await entities.patch([{ id: 'urn:x:house', types: [plainName('Building')], attributes: says('code', 'H-8') }])
    expect((await service.get('/api/twin/entities/urn:x:house/past?name=code')).json.items).toMatchObject([
      { value: 'H-7', isDeleted: false },
    ])
  })
})

it('a code leads to the thing that carries it or was given it, for those who may see it', async () => {
  expect(await findByCode({ scheme: 'city', code: 'H-8' }, anonymous)).toMatchObject({
    uri: 'urn:x:house',
    title: { en: 'House' },
  })
  expect(await findByCode({ scheme: 'city', code: 'X', thing: 'urn:x:pump' }, program)).toMatchObject({
    uri: 'urn:x:pump',
  })
  expect(await findByCode({ scheme: 'city', code: 'X', thing: 'urn:x:pump' }, anonymous)).toBeUndefined()
  expect(await findByCode({ scheme: 'city', code: 'none' }, program)).toBeUndefined()
  // Whoever holds a post is taken to the map with the thing open; others are shown a plain page.
  const post = {
    office: 'o',
    path: '/sh',
    level: 'city',
    role: 'supervisor',
    title: { zh: '员', en: 'Officer' },
  } as const
  const officer: Actor = { ...anonymous, kind: 'person', id: 'officer', posts: [post] }
  expect(await findByCode({ scheme: 'city', code: 'H-8' }, officer)).toMatchObject({
    screen: expect.stringMatching(
      /^\/city\/map\?layers=twin\.all:points&c=121\.\d{6},31\.\d{6}&z=16&e=twin\.all~urn%3Ax%3Ahouse$/,
    ),
  })
  expect((await findByCode({ scheme: 'city', code: 'H-8' }, anonymous))?.screen).toBeUndefined()
})

describe('codes and files', () => {
  it('a page tells the codes that were given to the thing', async () => {
    expect((await service.get('/api/twin/entities/urn:x:house')).json.codes).toEqual([{ scheme: 'city', code: '7' }])
    expect((await service.get('/api/twin/entities/urn:x:pump')).json.codes).toEqual([])
  })

  it('a frame comes whole as CSV, at a moment, for what somebody sees', async () => {
    const file = async (as: Pick<typeof service, 'get'>, when: string) => {
      const { text } = await as.get(`/api/twin/layers/all/things.csv?bbox=121,31,122,32&at=${when}`)
      return text
        .trim()
        .split('\r\n')
        .slice(1)
        .map((line) => line.split(',')[0])
    }
    const early = '2026-11-20T08:30:00Z'
    expect(await file(service, early)).toEqual(expect.arrayContaining(['urn:x:bus', 'urn:x:house', 'urn:x:pump']))
    const shown = await file(city.as(anonymous), early)
    expect(shown).toEqual(expect.arrayContaining(['urn:x:bus', 'urn:x:house']))
    expect(shown).not.toContain('urn:x:pump')
    expect(await file(service, '2026-11-20T10:30:00Z')).not.toContain('urn:x:bus')
  })
})

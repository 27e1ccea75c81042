import { describe, expect, test } from 'vitest'
import { plainName } from '../../../kernel/twin/index.ts'
import { ColumnBatch } from '../index.ts'
import { errorOf, twinCity } from '../testing/twin-city.ts'
import { periodsOf, readDuration } from './aggregate.ts'
import { aggregate } from './aggregate-values.ts'

const { ngsi, clock, twin, city } = await twinCity()
const id = 'urn:ngsi-ld:Vehicle:T1'
const at = (minute: number) => `2026-11-20T12:${String(minute).padStart(2, '0')}:00Z`
const speed = (value: number, minute: number, more: object = {}) => ({
  type: 'Property',
  value,
  observedAt: at(minute),
  ...more,
})
const path = `/temporal/entities/${id}`

test('an evolution is created, then added to; the entity itself is not there for that', async () => {
  const body = {
    id,
    type: 'Vehicle',
    speed: [speed(120, 3), speed(80, 5), speed(100, 7)],
    fuel: [speed(67, 3), speed(53, 5), speed(40, 7)],
  }
  const made = await ngsi('POST', '/temporal/entities', body)
  expect([made.status, made.headers.get('location')]).toEqual([201, `/ngsi-ld/v1/temporal/entities/${id}`])
  expect(
    (
      await ngsi('POST', '/temporal/entities', {
        id,
        type: 'Vehicle',
        owner: [{ type: 'Relationship', object: 'urn:x:p', observedAt: at(4) }],
      })
    ).status,
  ).toBe(204)
  expect((await ngsi('GET', `/entities/${id}`)).status).toBe(404)
})

describe('retrieval (5.7.3)', () => {
  const get = async (query: string) => (await ngsi('GET', `${path}?${query}`)).json

  test('before, after, between; the last so many', async () => {
    const values = async (query: string) => (await get(`${query}&options=temporalValues`)).speed?.values
    expect(await values(`timerel=before&timeAt=${at(7)}`)).toEqual([
      [120, at(3)],
      [80, at(5)],
    ])
    expect(await values(`timerel=after&timeAt=${at(5)}`)).toEqual([
      [80, at(5)],
      [100, at(7)],
    ])
    expect(await values(`timerel=between&timeAt=${at(3)}&endTimeAt=${at(7)}`)).toEqual([
      [120, at(3)],
      [80, at(5)],
    ])
    expect(await values(`timerel=after&timeAt=${at(0)}&lastN=2`)).toEqual([
      [80, at(5)],
      [100, at(7)],
    ])
  })

  test('normalized: each instance with its own id', async () => {
    const shown = await get('attrs=speed')
    expect(shown).toMatchObject({ id, type: 'Vehicle', speed: [speed(120, 3), speed(80, 5), speed(100, 7)] })
    expect(new Set(shown.speed.map((one: { instanceId: string }) => one.instanceId)).size).toBe(3)
    expect(shown.fuel).toBeUndefined()
  })

  test('aggregated, whole and by period', async () => {
    const whole = await get(
      `timerel=between&timeAt=${at(0)}&endTimeAt=${at(10)}&options=aggregatedValues&aggrMethods=max,avg,totalCount&attrs=fuel`,
    )
    expect(whole.fuel).toEqual({
      type: 'Property',
      max: [[67, at(0), at(10)]],
      avg: [[(67 + 53 + 40) / 3, at(0), at(10)]],
      totalCount: [[3, at(0), at(10)]],
    })
    const parts = await get(
      `timerel=between&timeAt=${at(0)}&endTimeAt=${at(8)}&options=aggregatedValues&aggrMethods=sum&aggrPeriodDuration=PT4M&attrs=fuel`,
    )
    expect(parts.fuel.sum).toEqual([
      [67, at(0), at(4)],
      [93, at(4), at(8)],
    ])
  })

  test.each([
    'timerel=sometimes&timeAt=2026-11-20T12:00:00Z',
    'timerel=before',
    'timerel=between&timeAt=2026-11-20T12:00:00Z',
    'timerel=before&timeAt=noon',
    'lastN=0',
    'options=aggregatedValues',
    'options=aggregatedValues&aggrMethods=mode',
    'options=aggregatedValues&aggrMethods=sum&aggrPeriodDuration=daily&timerel=before&timeAt=2026-11-20T12:00:00Z',
  ])('%s is BadRequestData', async (query) => {
    expect(errorOf(await ngsi('GET', `${path}?${query}`))).toEqual([400, 'BadRequestData'])
  })

  test('what has no evolution is not found', async () => {
    expect(errorOf(await ngsi('GET', '/temporal/entities/urn:x:none'))).toEqual([404, 'ResourceNotFound'])
  })
})

describe('query (5.7.4)', () => {
  test('by type, by what was true in the stretch', async () => {
    const all = await ngsi('GET', `/temporal/entities?type=Vehicle&timerel=after&timeAt=${at(0)}&count=true`)
    expect([all.status, all.json.length, all.headers.get('ngsild-results-count')]).toEqual([200, 1, '1'])
    const fast = (query: string) => ngsi('GET', `/temporal/entities?type=Vehicle&timerel=${query}&q=speed>110`)
    expect((await fast(`after&timeAt=${at(0)}`)).json).toHaveLength(1)
    expect((await fast(`after&timeAt=${at(4)}`)).json).toHaveLength(0)
    expect(errorOf(await ngsi('GET', '/temporal/entities?type=Vehicle'))).toEqual([400, 'BadRequestData'])
    expect(errorOf(await ngsi('GET', `/temporal/entities?timerel=after&timeAt=${at(0)}`))).toEqual([
      400,
      'BadRequestData',
    ])
  })

  test('by a body', async () => {
    const body = {
      type: 'Query',
      entities: [{ type: 'Vehicle', id }],
      attrs: ['speed'],
      temporalQ: { timerel: 'before', timeAt: at(4) },
    }
    const found = await ngsi('POST', '/temporal/entityOperations/query', body)
    expect(found.json[0].speed).toMatchObject([{ value: 120 }])
  })
})

describe('changes of history (5.6.12 to 5.6.16)', () => {
  test('instances are added, changed and deleted one by one', async () => {
    expect((await ngsi('POST', `${path}/attrs`, { speed: [speed(60, 9)] })).status).toBe(204)
    const shown = (await ngsi('GET', `${path}?attrs=speed`)).json.speed
    expect(shown).toHaveLength(4)
    const last = shown[3].instanceId
    expect(
      (await ngsi('PATCH', `${path}/attrs/speed/${last}`, { speed: [{ type: 'Property', value: 61 }] })).status,
    ).toBe(204)
    expect((await ngsi('GET', `${path}?attrs=speed&lastN=1`)).json.speed[0]).toMatchObject(speed(61, 9))
    expect((await ngsi('DELETE', `${path}/attrs/speed/${last}`)).status).toBe(204)
    expect(errorOf(await ngsi('DELETE', `${path}/attrs/speed/${last}`))).toEqual([404, 'ResourceNotFound'])
  })

  test('an attribute, and the whole', async () => {
    expect((await ngsi('DELETE', `${path}/attrs/fuel`)).status).toBe(204)
    expect(errorOf(await ngsi('DELETE', `${path}/attrs/fuel`))).toEqual([404, 'ResourceNotFound'])
    expect((await ngsi('DELETE', path)).status).toBe(204)
    expect(errorOf(await ngsi('GET', path))).toEqual([404, 'ResourceNotFound'])
  })
})

test('what happens to an entity is its evolution: replaced, deleted, gone with it', async () => {
  const own = 'urn:ngsi-ld:Lamp:T2'
  await ngsi('POST', '/entities', { id: own, type: 'Lamp', power: { type: 'Property', value: 1, observedAt: at(1) } })
  clock.now += 1_000
  await ngsi('PATCH', `/entities/${own}/attrs`, { power: { type: 'Property', value: 2, observedAt: at(2) } })
  clock.now += 1_000
  await ngsi('DELETE', `/entities/${own}`)
  const shown = (await ngsi('GET', `/temporal/entities/${own}`)).json.power
  expect(new Set(shown.map((one: { value: unknown }) => one.value))).toEqual(new Set([1, 2, 'urn:ngsi-ld:null']))
  const gone = shown.find((one: { value: unknown }) => one.value === 'urn:ngsi-ld:null')
  expect(gone.deletedAt).toBe(new Date(clock.now).toISOString())
})

test('readings of devices are the evolution and the present of their attribute', async () => {
  const own = 'urn:ngsi-ld:Gauge:1'
  await ngsi('POST', '/entities', {
    id: own,
    type: 'Gauge',
    level: { type: 'Property', value: 0, unitCode: 'MTR', observedAt: at(0) },
  })
  const key = (await twin.entities.find([own])).get(own)?.key ?? 0
  const [series] = await twin.observations.seriesOf(city.database.db, [
    { entity: key, name: plainName('level'), unit: 'MTR' },
  ])
  const batch = new ColumnBatch(3)
  for (const minute of [1, 2, 3]) batch.add(series ?? 0, Date.parse(at(minute)), minute * 10, 0)
  await twin.observations.write(batch)
  expect((await ngsi('GET', `/entities/${own}`)).json.level).toEqual({
    type: 'Property',
    value: 30,
    unitCode: 'MTR',
    observedAt: at(3),
  })
  await twin.observations.settle()
  expect((await ngsi('GET', '/entities?type=Gauge&q=level>25')).json).toHaveLength(1)
  expect((await ngsi('GET', '/entities?type=Gauge&q=level<25')).json).toHaveLength(0)
  const shown = (await ngsi('GET', `/temporal/entities/${own}?options=temporalValues&timerel=after&timeAt=${at(2)}`))
    .json
  expect(shown.level.values).toEqual([
    [20, at(2)],
    [30, at(3)],
  ])
})

test('more instances than an answer holds come in parts', async () => {
  const own = 'urn:ngsi-ld:Long:1'
  const start = Date.parse('2026-01-01T00:00:00Z')
  const instances = Array.from({ length: 1_500 }, (_, n) => ({
    type: 'Property',
    value: n,
    observedAt: new Date(start + n * 1_000).toISOString(),
  }))
  await ngsi('POST', '/temporal/entities', { id: own, type: 'Long', n: instances })
  const first = await ngsi(
    'GET',
    `/temporal/entities/${own}?timerel=after&timeAt=2025-12-31T00:00:00Z&options=temporalValues`,
  )
  expect([first.status, first.json.n.values.length]).toEqual([206, 1_000])
  const range = /^date-time (\S+)Z-(\S+Z)\/\*$/.exec(first.headers.get('content-range') ?? '')
  const second = await ngsi(
    'GET',
    `/temporal/entities/${own}?timerel=after&timeAt=${range?.[2]}&options=temporalValues`,
  )
  // What was the end belongs to the next part, too (clause 4.11).
  expect([second.status, second.json.n.values[0][0], second.json.n.values.length]).toEqual([200, 999, 501])
})

test('durations, periods, figures', () => {
  expect(readDuration('P1Y2M3DT4H5M6.5S')).toEqual({ months: 14, ms: (((3 * 24 + 4) * 60 + 5) * 60 + 6.5) * 1_000 })
  expect(() => readDuration('P')).toThrow('duration')
  const january = Date.parse('2026-01-01T00:00:00Z')
  expect(
    periodsOf(january, Date.parse('2026-03-01T00:00:00Z'), readDuration('P1M')).map(([from]) =>
      new Date(from).getUTCMonth(),
    ),
  ).toEqual([0, 1])
  expect(aggregate('stddev', [2, 4, 4, 4, 5, 5, 7, 9], false)).toBe(2)
  expect(aggregate('sumsq', [1, 2, 3], false)).toBe(14)
  expect(aggregate('max', ['b', 'a'], false)).toBe('b')
  expect(aggregate('avg', [true, false], false)).toBe(0.5)
  expect(aggregate('distinctCount', [1, 1, 2], false)).toBe(2)
  expect(aggregate('sum', ['a'], false)).toBeUndefined()
  expect(aggregate('avg', ['urn:x:1'], true)).toBeUndefined()
})

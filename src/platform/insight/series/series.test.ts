import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { hotline } from '../../../packs/government/hotline/index.ts'
import { testCity } from '../../base/testing.ts'
import { casesRoom } from '../../cases/index.ts'
import { person, plainCalendar, smallOffices } from '../../cases/testing.ts'
import { ColumnBatch, sightOf, type Twin, twinRoom } from '../../twin/index.ts'
import { type InsightRoom, insightRoom } from '../index.ts'
import { seeded } from './testing/inject.ts'

const hour = 3_600_000
const testNow = Date.UTC(2026, 10, 20, 6)
let clock = testNow
let twin: Twin | undefined
let insight: InsightRoom | undefined
const city = await testCity({
  rooms: (base) => {
    const cases = casesRoom(base, {
      offices: smallOffices,
      calendar: plainCalendar,
      jurisdiction: '310000',
      packs: [hotline],
    })
    const twins = twinRoom(base)
    twin = twins
    const series = { observations: twins.observations, sight: sightOf }
    insight = insightRoom(base, { cases, offices: smallOffices, series })
    return [twins, cases, insight]
  },
  upTo: 'insight',
  now: () => clock,
})
const { db } = city.base
const duty = city.as(person('duty', ['duty-officer', 'sh']))
const operator = city.as(person('operator', ['operator', 'hotline']))
const auditor = city.as(person('auditor', ['auditor', 'sh']))

const made = async (id: string, isOpen: boolean, path: string | null, type = 'WaterObserved'): Promise<number> => {
  const { rows } = await sql<{
    key: number
  }>`insert into twin.entity (id, types, is_open, path, at, created_at, modified_at)
    values (${id}, ${[`https://smartdatamodels.org/${type}`]}, ${isOpen}, ${path}, point(13500000, 3660000), now(), now())
    returning key`.execute(db)
  const [series = 0] =
    (await twin?.observations.seriesOf(db, [
      { entity: rows[0]?.key ?? 0, name: 'https://shudu/level', unit: 'MTR' },
    ])) ?? []
  return series
}

/** Eight weeks of hours with a day's course and noise; `odd` changes what it likes. */
function eightWeeks(
  seed: number,
  odd: (value: number, place: number) => number | undefined,
): [at: number, value: number][] {
  const random = seeded(seed)
  const length = 56 * 24
  return Array.from({ length }, (_, place) => {
    const at = testNow - (length - place) * hour
    const noise = random() + random() + random() - 1.5
    return { at, value: odd(10 + 3 * Math.sin((place * Math.PI) / 12) + noise * 0.4, place) }
  }).flatMap(({ at, value }) => (value === undefined ? [] : [[at, value] as [number, number]]))
}

async function write(series: number, rows: readonly (readonly [at: number, value: number])[]): Promise<void> {
  const batch = new ColumnBatch()
  for (const [at, value] of rows) batch.add(series, at, Math.round(value * 100) / 100, 0)
  await twin?.observations.write(batch)
  await twin?.observations.settle()
}

const look = async () => {
  await sql`select graphile_worker.add_job('insight.series', '{}'::json)`.execute(db)
  await city.settle()
}

// A spike at the same hour of two days, a smaller one at another hour, and hours that are missing.
const spikes: Readonly<Record<number, number>> = { 900: 6, 1092: 6.2, 1210: -7 }
const gauge = await made('urn:ngsi-ld:WaterObserved:1', true, null)
await write(
  gauge,
  eightWeeks(1, (value, place) => (place % 5 === 3 && place < 600 ? undefined : value + (spikes[place] ?? 0))),
)
const hidden = await made('urn:ngsi-ld:WaterObserved:2', false, '/sh/elsewhere')
await write(
  hidden,
  eightWeeks(2, (value, place) => (place > 1_000 && place < 1_040 ? 9.5 : value)),
)
const twinGauge = await made('urn:ngsi-ld:WaterObserved:3', true, null, 'Weather')
await write(
  twinGauge,
  eightWeeks(1, (value, place) => value * 2 + (spikes[place] ?? 0) * 1.5),
)
await look()

const listed = async (query = '') => (await duty.get(`/api/insight/anomalies?${query}`)).json.items
const spikesOf = async (series: number) =>
  (await listed(`kind=spike&type=WaterObserved`)).filter((one: { series: number }) => one.series === series)

describe('series of the twin', () => {
  it('finds what is unusual in series that changed, with evidence in their unit', async () => {
    const found = await spikesOf(gauge)
    expect(found.map(({ from }: { from: string }) => Date.parse(from))).toEqual(
      [1_210, 1_092, 900].map((place) => testNow - (56 * 24 - place) * hour),
    )
    expect(found[0]).toMatchObject({ direction: -1, state: 'open', unit: 'MTR', entity: 'urn:ngsi-ld:WaterObserved:1' })
    expect(found[0].evidence.seen).toBeLessThan(found[0].evidence.expected - 5)
    expect(found[0].score).toBeGreaterThan(1)
  })

  it('lists by place, type and time, page by page', async () => {
    const all = await listed()
    expect(all.length).toBeGreaterThanOrEqual(5)
    const pages: { id: string }[] = []
    let after = ''
    for (let turn = 0; turn < 50; turn += 1) {
      const { json } = await duty.get(`/api/insight/anomalies?limit=2${after}`)
      pages.push(...json.items)
      if (json.next === undefined) break
      after = `&after=${json.next}`
    }
    expect(pages.map(({ id }) => id)).toEqual(all.map(({ id }: { id: string }) => id))
    expect((await listed('bbox=121.2,31.2,121.3,31.3')).length).toBe(all.length)
    expect(await listed('bbox=120.2,30.2,120.3,30.3')).toEqual([])
    expect((await listed('type=Weather')).every(({ series }: { series: number }) => series === twinGauge)).toBe(true)
    expect(await listed(`to=${new Date(testNow - 56 * 24 * hour).toISOString()}`)).toEqual([])
    expect((await duty.get('/api/insight/anomalies?bbox=1,2,3')).status).toBe(422)
  })

  it('shows nobody what he may not see of the twin', async () => {
    expect((await listed()).some(({ series }: { series: number }) => series === hidden)).toBe(true)
    const outside = city.as(person('outside', ['duty-officer', 'park']))
    const { json } = await outside.get('/api/insight/anomalies')
    expect(json.items.length).toBeGreaterThan(0)
    expect(json.items.some(({ series }: { series: number }) => series === hidden)).toBe(false)
    expect((await outside.get(`/api/insight/series/${hidden}`)).status).toBe(404)
    const [one] = await listed('kind=stuck')
    const tried = await outside.post(`/api/insight/anomalies/${one.id}/verdict`, { says: 'not-anomaly' })
    expect(tried.status).toBe(404)
    expect((await listed('kind=stuck'))[0].state).toBe('open')
    expect((await city.get('/api/insight/anomalies')).status).toBe(401)
  })

  it('lets only those judge who answer for it', async () => {
    const [one] = await spikesOf(gauge)
    const verdict = { says: 'not-anomaly' }
    expect((await operator.post(`/api/insight/anomalies/${one.id}/verdict`, verdict)).status).toBe(403)
    expect((await auditor.post(`/api/insight/series/${gauge}/forecast`)).status).toBe(403)
    expect((await duty.post(`/api/insight/anomalies/${one.id}/verdict`, { says: 'anomaly' })).json.state).toBe(
      'confirmed',
    )
  })

  it('learns from "not an anomaly": the same pattern is put aside, another is still raised, and it can be taken back', async () => {
    const before = await spikesOf(gauge)
    const dismissed = before.find(({ from }: { from: string }) => Date.parse(from) === testNow - (56 * 24 - 900) * hour)
    const { json } = await duty.post(`/api/insight/anomalies/${dismissed.id}/verdict`, { says: 'not-anomaly' })
    expect(json).toEqual({ state: 'dismissed', alike: 1 })
    const states = async () =>
      (await spikesOf(gauge)).map(({ state, stateBy }: { state: string; stateBy: string }) => [state, stateBy])
    expect(await states()).toEqual([
      ['confirmed', 'duty'],
      ['dismissed', 'learnt'],
      ['dismissed', 'duty'],
    ])
    // New readings: the same at the same hour of another day, and a stronger one at another.
    clock += 30 * hour
    const later = Array.from({ length: 30 }, (_, place) => {
      const value = 10 + 3 * Math.sin((place * Math.PI) / 12)
      return [testNow + place * hour, value + (place === 12 ? 6 : place === 18 ? 8 : 0) + (place % 3) * 0.2] as const
    })
    await write(gauge, later)
    await look()
    const now = await spikesOf(gauge)
    const stateAt = (at: number) => now.find(({ from }: { from: string }) => Date.parse(from) === at)
    expect(stateAt(testNow + 12 * hour)).toMatchObject({
      state: 'dismissed',
      stateBy: 'learnt',
      because: expect.any(String),
    })
    expect(stateAt(testNow + 18 * hour)).toMatchObject({ state: 'open' })
    expect((await duty.get(`/api/insight/series/${gauge}`)).json.look.learned).toBe(2)
    await duty.post(`/api/insight/anomalies/${dismissed.id}/verdict`, { says: 'withdrawn' })
    expect((await spikesOf(gauge)).map(({ state }: { state: string }) => state)).toEqual([
      'open',
      'open',
      'confirmed',
      'open',
      'open',
    ])
    const { rows } = await sql<{ says: string }>`select says from insight.anomaly_opinion order by serial`.execute(db)
    expect(rows.map(({ says }) => says)).toEqual(['anomaly', 'not-anomaly', 'withdrawn'])
  })

  it('forecasts when asked, with intervals and the error beside the naive one, and keeps it', async () => {
    expect((await duty.get(`/api/insight/series/${hidden}`)).json.forecast).toBeNull()
    const { status, json } = await operator.post(`/api/insight/series/${twinGauge}/forecast`)
    expect(status).toBe(200)
    expect(json.points).toHaveLength(48)
    expect(json.points[0].at).toBe(testNow)
    for (const { low, value, high } of json.points) expect(low <= value && value <= high).toBe(true)
    expect(json.error.mae).toBeLessThanOrEqual(json.naive.mae)
    expect(json.coverage).toBeGreaterThan(0.7)
    expect((await duty.get(`/api/insight/series/${twinGauge}`)).json.forecast).toEqual(json)
    const short = await made('urn:ngsi-ld:WaterObserved:4', true, null)
    await write(
      short,
      eightWeeks(4, (value, place) => (place > 1_200 ? value : undefined)),
    )
    expect((await duty.post(`/api/insight/series/${short}/forecast`)).status).toBe(409)
  })

  it('says what else moved in a window', async () => {
    const window = `from=${new Date(testNow - 60 * hour).toISOString()}&to=${new Date(testNow - 12 * hour).toISOString()}`
    const { json } = await duty.get(`/api/insight/series/${gauge}/moved?${window}`)
    expect(json.tried).toBe(3)
    expect(json.moved[0]).toMatchObject({ series: twinGauge, leadMs: 0 })
    const [from, to] = [new Date(testNow).toISOString(), new Date(testNow - 12 * hour).toISOString()]
    expect((await duty.get(`/api/insight/series/${gauge}/moved?from=${from}&to=${to}`)).status).toBe(422)
  })

  it('counts what cannot be by the range of the kind of device, and calls it no anomaly', async () => {
    const isWild = (place: number) => place === 900 || place === 901 || place === 1_200
    const wild = eightWeeks(77, (value, place) => (isWild(place) ? 60 : value))
    const [bounded, free] = [await made('urn:bounded', true, null), await made('urn:free', true, null)]
    await twin?.observations.noteRanges(db, [{ series: bounded, least: 0, most: 50 }])
    for (const series of [bounded, free]) await write(series, wild)
    await look()
    const told = async (series: number) => {
      const { rows } = await sql<{
        impossible: number
        spikes: number
      }>`select (counts->>'impossible')::int as impossible,
        (select count(*)::int from insight.anomaly a where a.series = k.series and a.kind = 'spike') as spikes
        from insight.series_look k where series = ${series}`.execute(db)
      return rows[0]
    }
    expect(await told(bounded)).toEqual({ impossible: 3, spikes: 0 })
    const without = await told(free)
    expect(without?.impossible).toBe(0)
    expect(without?.spikes).toBeGreaterThan(0)
  })

  it('takes away what late readings explain, if nobody judged it', async () => {
    const [stuck] = (await listed('kind=stuck')).filter(({ series }: { series: number }) => series === hidden)
    expect(stuck).toMatchObject({ state: 'open' })
    await sql`update twin.observation set value = value + extract(hour from at) / 10 where series = ${hidden}`.execute(
      db,
    )
    clock += 2 * hour
    await write(hidden, [[clock, 10]])
    await look()
    expect((await listed('kind=stuck')).filter(({ series }: { series: number }) => series === hidden)).toEqual([])
  })

  it('tells the operator how the series stand, a line each, and the doctor that none waits', async () => {
    const lines: string[][] = []
    for await (const line of insight?.series?.report() ?? []) lines.push(line.split('\t'))
    const [head = [], ...rest] = lines
    const cell = (entity: string, name: string) => rest.find((line) => line[1] === entity)?.[head.indexOf(name)]
    expect(rest.every((line) => line.length === head.length)).toBe(true)
    expect(cell('urn:ngsi-ld:WaterObserved:1', 'opinions')).toBe('3')
    expect(cell('urn:ngsi-ld:WaterObserved:1', 'spike')).toBe('5')
    expect(cell('urn:ngsi-ld:WaterObserved:1', 'model')).toBe('-')
    expect(Number(cell('urn:ngsi-ld:WaterObserved:3', 'MAE'))).toBeLessThanOrEqual(
      Number(cell('urn:ngsi-ld:WaterObserved:3', 'naive MAE')),
    )
    const findings = (await insight?.series?.checks()) ?? []
    expect(findings).toMatchObject([{ state: 'well', says: { en: expect.stringContaining('0 failed') } }])
  })
})

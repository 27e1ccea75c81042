import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { deviceProfiles } from '../../../packs/city/devices/index.ts'
import { governmentPacks } from '../../../packs/government/index.ts'
import { ColumnBatch } from '../../twin/index.ts'
import { smallThings } from '../testing/small-things.ts'
import type { AlarmEvent } from './alarm-event.ts'
import { Foreseer } from './foreseer.ts'

const foresees = governmentPacks.flatMap((pack) => pack.foresees ?? [])
const { city, twin, things } = await smallThings({}, { profiles: deviceProfiles, foresees })
const { db } = city.base

const minute = 60_000
const start = Date.UTC(2026, 6, 6, 22)
const north = (metres: number) => ({ lng: 121.47, lat: 31.23 + metres / 111_195 })
await things.enrol(
  [
    { id: 'hollow', profile: 'road-flood', point: north(0), title: { zh: '下立交', en: 'Underpass' } },
    { id: 'hollow-far', profile: 'road-flood', point: north(40_000) },
    { id: 'rain-near', profile: 'rain-gauge', point: north(2_000) },
    { id: 'station', profile: 'air-station', point: north(0) },
    { id: 'site', profile: 'air-micro', point: north(1_200), title: { zh: '工地', en: 'Site' } },
    { id: 'park', profile: 'air-micro', point: north(-900) },
    { id: 'wind', profile: 'weather-station', point: north(5_000) },
    { id: 'lorry', profile: 'hazmat-vehicle', point: north(0) },
  ],
  'test',
)

/** Readings as they are kept: device, measure, minutes from the start, value. */
async function read(rows: readonly (readonly [string, string, number, number])[]): Promise<void> {
  const batch = new ColumnBatch(rows.length)
  for (const [id, measure, at, value] of rows) {
    const device = things.fleet.find(id)
    const series = device?.series[device.ready.names.indexOf(measure)] ?? 0
    expect(series, `${id}.${measure}`).toBeGreaterThan(0)
    batch.add(series, start + at * minute, value, 0)
  }
  things.foreseer.take(batch)
  await things.foreseer.settled()
}

const told = async (rule: string) => {
  const { rows } = await sql<{ type: string; payload: AlarmEvent }>`
    select type, payload from base.event where payload->>'rule' = ${rule} order by seq`.execute(db)
  return rows
}

test('rain near by and a level that rises foresee water on the road, with the figures that say so', async () => {
  await read([['hollow', 'depth', 0, 0]])
  // The layout follows the devices: what was enrolled after the start is read from the next readings on.
  await read([
    ['rain-near', 'rain', 1, 12],
    ['hollow', 'depth', 1, 0.01],
  ])
  await read([
    ['rain-near', 'rain', 6, 14],
    ['hollow', 'depth', 6, 0.02],
  ])
  expect(await told('flood-foreseen')).toEqual([])
  await read([
    ['rain-near', 'rain', 11, 14],
    ['hollow', 'depth', 11, 0.07],
    ['hollow-far', 'depth', 11, 0.07],
  ])
  const [raised, ...others] = await told('flood-foreseen')
  expect(others).toEqual([])
  expect(raised).toMatchObject({ type: 'things.alarm', payload: { device: 'hollow', severity: 'warning' } })
  // 0.07 now, risen by 0.07 or so in half an hour, and 40 mm of rain: 0.07 + rise + 0.002 · 40.
  const { value, reason, text } = raised?.payload ?? { value: 0, reason: undefined, text: undefined }
  expect(value).toBeCloseTo(0.07 + 0.07 + 0.08, 1)
  expect(reason?.zh).toMatch(
    /1 小时雨量 (40|26|28) 毫米，30 分钟水深变化 0\.0\d 米，现水深 0\.07 米，→ 30 分钟后水深 0\.2\d? 米/,
  )
  expect(text?.zh).toContain('下立交预计 30 分钟后积水')
  const key = things.fleet.find('hollow')?.key ?? 0
  const [standing] = await things.standingAlarms(db, [key])
  expect(standing).toMatchObject({ rule: 'flood-foreseen', device: key, figures: { depth: 0.07 } })
  // It is told once, and its end, too.
  await read([['hollow', 'depth', 13, 0.08]])
  expect(await told('flood-foreseen')).toHaveLength(1)
  await read([['hollow', 'depth', 100, 0]])
  await read([
    ['rain-near', 'rain', 101, 0],
    ['hollow', 'depth', 102, 0],
  ])
  expect((await told('flood-foreseen')).map(({ type }) => type)).toEqual(['things.alarm', 'things.alarmCleared'])
})

test('a sensor that shows more than the station is the suspect: how far, where, upwind', async () => {
  await read([
    ['wind', 'windDirection', 0, 10],
    ['park', 'pm10', 0, 90],
    ['site', 'pm10', 0, 420],
    ['station', 'pm10', 1, 180],
  ])
  const [raised] = await told('dust-traced')
  expect(raised?.payload.facts?.suspects).toBe(
    '工地（北 1.2 公里，上风向）420 微克/立方米；空气微站 park（南 0.9 公里）90 微克/立方米',
  )
})

test('a vehicle in a closed zone is told of by where it says it is', async () => {
  await read([
    ['lorry', 'lng', 0, 121.6],
    ['lorry', 'lat', 0, 31.22],
  ])
  expect(await told('hazmat-restricted')).toEqual([])
  await read([
    ['lorry', 'lng', 1, 121.47],
    ['lorry', 'lat', 1, 31.22],
  ])
  // It was set up elsewhere, and its place is where it is now.
  expect(await told('hazmat-restricted')).toMatchObject([
    { type: 'things.alarm', payload: { device: 'lorry', point: [121.47, 31.22] } },
  ])
})

test('what is not known raises nothing', async () => {
  await read([
    ['hollow-far', 'depth', 200, 0.1],
    ['hollow-far', 'depth', 205, 0.3],
  ])
  expect((await told('flood-foreseen')).filter(({ payload }) => payload.device === 'hollow-far')).toEqual([])
})

test('a process that starts goes on where another was: rain that fell before it lived still counts', async () => {
  await things.enrol(
    [
      { id: 'dip', profile: 'road-flood', point: north(70_000) },
      { id: 'rain-dip', profile: 'rain-gauge', point: north(70_500) },
    ],
    'test',
  )
  const now = city.base.now()
  const seriesOf = (id: string, measure: string) => {
    const device = things.fleet.find(id)
    return device?.series[device.ready.names.indexOf(measure)] ?? 0
  }
  const rows = (...readings: readonly (readonly [string, string, number, number])[]) => {
    const batch = new ColumnBatch()
    for (const [id, measure, ago, value] of readings) batch.add(seriesOf(id, measure), now - ago * minute, value, 0)
    return batch
  }
  // Kept by a process that is no more.
  await twin.observations.write(
    rows(
      ['rain-dip', 'rain', 40, 14],
      ['rain-dip', 'rain', 20, 14],
      ['dip', 'depth', 20, 0.02],
      ['dip', 'depth', 10, 0.05],
    ),
  )
  const later = new Foreseer(city.base, things.fleet, foresees)
  await later.start()
  later.take(rows(['dip', 'depth', 0, 0.09]))
  await later.settled()
  const [standing] = await things.standingAlarms(db, [things.fleet.find('dip')?.key ?? 0])
  expect(standing).toMatchObject({ rule: 'flood-foreseen', figures: { rain: 28, depth: 0.09 } })
})

import { sql } from 'kysely'
import { beforeAll, describe, expect, it, test } from 'vitest'
import { randomOf } from '../../../kernel/codes/index.ts'
import { dayMs, hourMs } from '../../../kernel/time/index.ts'
import { signs } from '../../../packs/city/signs/index.ts'
import { hotline, samples } from '../../../packs/government/hotline/index.ts'
import { generateCases, saveChanges } from '../../cases/index.ts'
import { plainCalendar, smallOffices } from '../../cases/testing.ts'
import { signedCity, streets } from './testing/signed-city.ts'

// Every sign that is connected is fed with what is known, and must say what was worked out by hand.

const { city, things, clock, enrol, feed, compute, as } = await signedCity()
const { db } = city.base
type Reading = readonly [minutesAgo: number, value: number]
const last = (value: number): readonly Reading[] => [[1, value]]
/** A reading an hour for a day, all alike, each in the middle of its hour. */
const daily = (value: number): readonly Reading[] => Array.from({ length: 24 }, (_, hour) => [hour * 60 + 30, value])

/** Readings of the three devices of a kind: the first two stand in 310101, the third in 310115. */
const fed: Readonly<Record<string, Readonly<Record<string, readonly (readonly Reading[])[]>>>> = {
  'rain-gauge': {
    rain: [
      [
        [50, 10],
        [20, 30],
        [200, 25],
      ],
      [[10, 0.1]],
      [
        [300, 90],
        [70, 8],
      ],
    ],
  },
  'weather-station': {
    temperature: [
      [
        [50, 30],
        [10, 34],
      ],
      [[20, 3]],
      [[400, 50]],
    ],
    windSpeed: [
      [
        [25, 10],
        [5, 14],
      ],
      [[20, 3]],
      [[29, 8]],
    ],
    humidity: [
      [
        [50, 60],
        [10, 70],
      ],
      [[20, 80]],
      [[30, 40]],
    ],
    pressure: [
      [
        [170, 1015],
        [5, 1010],
      ],
      [
        [100, 1012],
        [10, 1011],
      ],
      [[20, 1000]],
    ],
  },
  'road-flood': { depth: [last(0.04), last(0.31), last(0.15)] },
  'water-level': {
    level: [
      [
        [55, 2],
        [10, 3.2],
        [5, 3.4],
      ],
      [[12, 2.8]],
      [
        [50, 2.5],
        [3, 2.6],
      ],
    ],
  },
  manhole: { level: [last(1.5), last(0.2), last(2)], isOpen: [last(0), last(1), last(1)] },
  pump: { level: [last(1.2), last(2.7), last(0.4)] },
  'water-meter': { pressure: [last(150), last(300), last(159)], flow: [last(1.5), last(2), last(0.25)] },
  'water-quality': { oxygen: [last(6), last(4.5), last(7)] },
  'traffic-flow': {
    speed: [
      [
        [14, 10],
        [2, 14],
      ],
      [[5, 40]],
      [[3, 55]],
    ],
    occupancy: [[[4, 70]], [[4, 20]], [[4, 10]]],
  },
  'parking-lot': { occupied: [last(90), last(10), last(30)], capacity: [last(100), last(100), last(50)] },
  'parking-bay': { isOccupied: [last(1), last(0), last(1)] },
  'hazmat-vehicle': { speed: [last(60), last(85), last(40)] },
  bus: { load: [last(95), last(30), last(90)] },
  'power-meter': {
    power: [last(100), last(50), last(20)],
    voltage: [
      [
        [30, 230],
        [5, 240],
      ],
      [[5, 220]],
      [[10, 196]],
    ],
  },
  'street-light': { voltage: [[[30, 229]], [[30, 100]], [[30, 231]]] },
  'charging-pile': {
    state: [last(2), last(0), last(1)],
    temperature: [
      [
        [8, 92],
        [2, 40],
      ],
      [[3, 30]],
      [[4, 35]],
    ],
  },
  'gas-leak': {
    lel: [
      [
        [4, 22],
        [2, 1],
      ],
      [[3, 0]],
      [[2, 6]],
    ],
  },
  'gas-pipe': {
    pressure: [
      [
        [4, 90],
        [2, 110],
      ],
      [[3, 200]],
      [[3, 150]],
    ],
  },
  'gas-meter': { flow: [last(3), last(4), last(0.5)] },
  'air-station': {
    // Means over the stations: PM2.5 60, PM10 120 (the worst: index 85), NO2 40, SO2 10, CO 1, O3 90.
    pm25: [daily(50), daily(70), daily(60)],
    pm10: [daily(120), daily(100), daily(140)],
    no2: [daily(40), daily(40), daily(40)],
    so2: [daily(10), daily(10), daily(10)],
    co: [daily(1), daily(1), daily(1)],
    o3: [daily(90), daily(100), daily(80)],
  },
  'air-micro': {
    pm10: [
      [
        [5, 300],
        [15, 260],
        [25, 250],
      ],
      [
        [5, 40],
        [15, 40],
        [25, 40],
      ],
      [[5, 900]],
    ],
  },
  noise: {
    laeq: [
      [
        [3, 60],
        [9, 62],
      ],
      [[5, 70]],
      [[6, 50]],
    ],
  },
  smoke: { temperature: [last(22), last(51), last(18)] },
  lift: { isTrapped: [last(0), last(1), last(0)] },
  tilt: { crack: [last(0.4), last(1.25), last(0.8)] },
  vibration: {
    velocity: [
      [
        [4, 6],
        [1, 2],
      ],
      [[2, 3]],
      [[2, 1]],
    ],
  },
  'crowd-flow': {
    present: [last(900), last(1600), last(200)],
    entered: [
      [
        [14, 400],
        [2, 700],
      ],
      [[20, 900]],
      [[5, 50]],
    ],
  },
  'bin-fill': { fill: [last(95), last(20), last(90)], temperature: [last(14), last(56), last(12)] },
  gateway: {
    load: [
      [
        [10, 80],
        [5, 60],
      ],
      [[5, 20]],
      [[6, 30]],
    ],
    signal: [
      [
        [5, -96],
        [10, -100],
      ],
      [[4, -70]],
      [[4, -60]],
    ],
  },
  'call-button': { heartRate: [last(70), last(80), last(75)] },
}

/** What each sign must say of the city and of the district 310101, worked out by hand. */
const expected: Readonly<Record<string, readonly [city: number | null, district: number | null]>> = {
  ...{ 'rain-1h': [40, 40], 'rain-6h': [98, 65], 'raining-share': [50, 50] },
  ...{
    'temperature-high': [32, 32],
    'temperature-low': [3, 3],
    wind: [12, 12],
    humidity: [65, 72.5],
    'pressure-fall': [-3, -3],
  },
  ...{
    'road-water-depth': [0.31, 0.31],
    'road-water-places': [2, 1],
    'river-level': [3.3, 3.3],
    'river-rise': [1.4, 1.4],
  },
  ...{
    'sewer-level': [200 / 3, 50],
    'pumps-ready': [2.7, 2.7],
    'supply-pressure': [200 / 3, 50],
    'water-use': [3.75, 3.5],
  },
  ...{
    'river-oxygen': [4.5, 4.5],
    'road-speed': [107 / 3, 26],
    'roads-jammed': [100 / 3, 50],
    'road-occupancy': [70, 70],
  },
  ...{ 'parking-taken': [52, 50], 'bays-taken': [200 / 3, 50], 'hazmat-speed': [85, 85], 'buses-full': [200 / 3, 50] },
  ...{ 'power-load': [170, 150], 'voltage-high': [235, 235], 'voltage-low': [196, 220], 'lamps-dark': [100 / 3, 50] },
  ...{
    'chargers-busy': [200 / 3, 50],
    'charger-heat': [92, 92],
    'gas-concentration': [22, 22],
    'gas-pipe-pressure': [100, 100],
  },
  ...{
    'gas-flow': [7.5, 7],
    aqi: [85, 82],
    'pm25-24h': [60, 60],
    'pm10-24h': [120, 110],
    'ozone-1h': [90, 95],
    'no2-1h': [40, 40],
  },
  // The third micro station has one reading where three are needed.
  ...{
    'dust-sites': [50, 50],
    'noise-p90': [70, 70],
    'heat-indoors': [51, 51],
    'lifts-trapped': [1, 1],
    'manholes-open': [2, 1],
  },
  ...{ 'crack-widest': [1.25, 1.25], vibration: [6, 6], 'crowd-largest': [1600, 1600], 'crowd-present': [2700, 2500] },
  ...{
    'crowd-inflow': [1100, 1100],
    'bins-full': [200 / 3, 50],
    'bin-heat': [56, 56],
    'gateway-load': [70, 70],
    'gateway-signal': [-98, -98],
  },
  // Alarms and ailments below: five stand, two of them in 310115; one was cleared today, one long ago.
  'road-water-foreseen': [2, 1],
  ...{
    'lamp-alarms': [1, 1],
    'gas-alarms': [1, 0],
    'smoke-open': [0, 0],
    'smoke-day': [2, 2],
    'structures-tilting': [0, 0],
  },
  ...{ 'help-calls': [1, 1], 'alarms-open': [5, 3] },
  ...{
    'smoke-silent': [100 / 3, 50],
    'call-buttons-silent': [0, 0],
    'gateways-silent': [1, 0],
    'devices-stuck': [1, 1],
  },
  ...{ 'devices-wrong': [1, 0] },
}

const kinds = Object.keys(fed)
const shares: Record<string, readonly [number, number]> = {}

async function fail(device: string, ailment: string): Promise<void> {
  await sql`insert into things.ailment (device, ailment, since) select key, ${ailment}, now() from things.device where id = ${device}`.execute(
    db,
  )
}

async function alarm(rule: string, device: string, raisedHoursAgo: number, isOpen: boolean): Promise<void> {
  const at = new Date(clock.now - raisedHoursAgo * hourMs).toISOString()
  await sql`insert into things.alarm (id, rule, device, series, severity, raised_at, value, cleared_at)
    select gen_random_uuid(), ${rule}, key, 1 + key, 'serious', ${at}, 1, ${isOpen ? null : at}::timestamptz from things.device where id = ${device}`.execute(
    db,
  )
}

async function someCases(): Promise<void> {
  const changes = [
    ...generateCases({
      ...{
        seed: 'signs',
        count: 1_000,
        from: clock.now - 40 * dayMs,
        to: clock.now,
        pack: hotline,
        samples,
        offices: smallOffices,
      },
      ...{ calendar: plainCalendar, jurisdiction: '310000', personOf: () => undefined, owners: [], firstSerial: 1 },
      place: (random) => ({ point: [121.47, 31.23], address: '某路1号', division: randomOf(random, [...streets]) }),
    }),
  ]
  await saveChanges(db, changes)
  // Some of them come by ways that generated ones do not take.
  for (const [channel, digit] of [
    ['camera', '0'],
    ['patrol', '1'],
  ])
    await sql`update cases.fact set channel = ${channel} where right(case_id::text, 1) = ${digit}`.execute(db)
}

beforeAll(async () => {
  for (const kind of kinds) await enrol(kind)
  for (const [kind, measures] of Object.entries(fed))
    for (const [measure, devices] of Object.entries(measures))
      for (const [i, readings] of devices.entries()) await feed(`${kind}-${i + 1}`, measure, readings)
  await fail('smoke-1', 'silent')
  await fail('gateway-3', 'never')
  await fail('lift-2', 'stuck')
  await fail('bus-3', 'out-of-range')
  await fail('manhole-1', 'battery')
  await alarm('flood-foreseen', 'road-flood-1', 0.5, true)
  await alarm('flood-foreseen', 'road-flood-3', 0.5, true)
  await alarm('flood-foreseen', 'road-flood-2', 0.5, false)
  await alarm('lamp-failed', 'street-light-1', 5, true)
  await alarm('gas-leak-alarm', 'gas-leak-3', 30, true)
  await alarm('help-called', 'call-button-2', 1, true)
  await alarm('smoke-alarm', 'smoke-1', 2, false)
  await alarm('smoke-alarm', 'smoke-2', 23, false)
  await alarm('smoke-alarm', 'smoke-3', 25, false)
  await someCases()
  await compute()
  const all = 3 * kinds.length
  shares['devices-silent'] = [200 / all, 150 / all]
  shares['batteries-low'] = [100 / all, 150 / all]
}, 60_000)

const now = async () => {
  const { rows } = await sql<{
    sign: string
    place: string
    value: number | null
  }>`select sign, place, value from measure.sign_now`.execute(db)
  return new Map(rows.map(({ sign, place, value }) => [`${sign} ${place}`, value]))
}

describe('of readings, alarms and devices', () => {
  const measured = signs.filter(({ source }) => source.from !== 'cases' && source.from !== 'outside')
  it('every one is tried', () => {
    expect(measured.map(({ code }) => code).sort()).toEqual([...Object.keys(expected), ...Object.keys(shares)].sort())
  })

  test.each(measured.map(({ code }) => code))('%s', async (code) => {
    const values = await now()
    const [whole, district] = expected[code] ?? shares[code] ?? [Number.NaN, Number.NaN]
    expect([values.get(`${code} 310000`), values.get(`${code} 310101`)]).toEqual([
      whole === null ? null : expect.closeTo(whole, 6),
      district === null ? null : expect.closeTo(district, 6),
    ])
  })
})

describe('of cases', () => {
  type Fact = {
    opened_at: string
    class: string | null
    division: string | null
    status: string
    channel: string
    urgency: number
    reports: number
    late_after: string | null
    is_redone: boolean
    is_returned: boolean
    contact_ok: boolean | null
    contact_wait: string | null
    handled_ok: boolean | null
    handled_wait: string | null
    solved: boolean | null
    satisfied: boolean | null
  }
  let facts: readonly Fact[] = []
  beforeAll(async () => {
    facts = (await sql<Fact>`select * from cases.fact`.execute(db)).rows
  })

  /** Counted from the rows one by one, written from the definitions. */
  function byHand(source: Extract<(typeof signs)[number]['source'], { from: 'cases' }>, place: string): number | null {
    const at = new Date(clock.now).toISOString()
    const mine = facts.filter(
      (fact) =>
        (place === '310000' || fact.division?.startsWith(place)) &&
        (source.over === undefined || Date.parse(fact.opened_at) >= clock.now - source.over * 1_000) &&
        (source.class === undefined || fact.class === source.class || fact.class?.startsWith(`${source.class}/`)) &&
        (source.channel === undefined || fact.channel === source.channel),
    )
    const share = (of: readonly Fact[], met: (fact: Fact) => boolean) =>
      of.length === 0 ? null : (100 * of.filter(met).length) / of.length
    const due = (done: 'contact_ok' | 'handled_ok', wait: 'contact_wait' | 'handled_wait') =>
      share(
        mine.filter((fact) => fact[done] !== null || (fact[wait] ?? '9') < at),
        (fact) => fact[done] === true,
      )
    switch (source.count) {
      case 'received':
        if (source.share?.channel) return share(mine, ({ channel }) => channel === source.share?.channel)
        return source.share?.urgency ? share(mine, ({ urgency }) => urgency >= 1) : mine.length
      case 'open':
        return mine.filter(({ status }) => status === 'open').length
      case 'late':
        return mine.filter(({ late_after }) => late_after !== null && late_after < at).length
      case 'reports':
        return mine.reduce((sum, { reports }) => sum + reports, 0)
      case 'returned':
        return mine.filter(({ is_returned }) => is_returned).length
      case 'redone':
        return mine.filter(({ is_redone }) => is_redone).length
      case 'contacted-in-time':
        return due('contact_ok', 'contact_wait')
      case 'handled-in-time':
        return due('handled_ok', 'handled_wait')
      case 'solved':
        return share(
          mine.filter(({ solved }) => solved !== null),
          ({ solved }) => solved === true,
        )
      case 'satisfied':
        return share(
          mine.filter(({ satisfied }) => satisfied !== null),
          ({ satisfied }) => satisfied === true,
        )
      case 'replied-in-time':
        throw new Error('No sign counts it')
    }
  }

  test.each(signs.flatMap(({ code, source }) => (source.from === 'cases' ? [{ code, source }] : [])))(
    '$code',
    async ({ code, source }) => {
      const values = await now()
      for (const place of ['310000', '310101', '310115', '310101002']) {
        const value = byHand(source, place)
        // Streets without any case of that time have no row of their own.
        expect([place, values.get(`${code} ${place}`) ?? (place.length === 9 ? 0 : null)]).toEqual([
          place,
          value === null ? (place.length === 9 ? 0 : null) : expect.closeTo(value, 6),
        ])
      }
    },
  )

  it('the numbers above are not all nothing', async () => {
    const values = await now()
    const known = signs.filter(({ code, source }) => source.from === 'cases' && (values.get(`${code} 310000`) ?? 0) > 0)
    expect(known.length).toBeGreaterThan(12)
  })
})

describe('as they are shown', () => {
  it('what is not in this city is told as not connected, with what would connect it, and has no value', async () => {
    const answer = await as('officer', 'duty-officer').get('/api/measure/signs')
    expect(answer.status).toBe(200)
    const outside = new Set(signs.filter(({ source }) => source.from === 'outside').map(({ code }) => code))
    for (const one of answer.json.signs) {
      expect([one.code, one.isConnected]).toEqual([one.code, !outside.has(one.code)])
      if (outside.has(one.code)) expect([one.now, one.needs.zh.length > 4]).toEqual([null, true])
    }
    expect(answer.json.signs.length).toBe(signs.length)
    expect(things.fleet.size).toBe(3 * kinds.length)
  })

  it('few sources speaking is marked: one of three weather stations is silent, two of three are not enough to be silent', async () => {
    const answer = await as('officer', 'duty-officer').get('/api/measure/signs')
    const find = (code: string) => answer.json.signs.find((one: { code: string }) => one.code === code).now
    expect(find('temperature-high')).toMatchObject({ sources: 3, reporting: 2, isSure: true })
    expect(find('pressure-fall')).toMatchObject({ sources: 3, reporting: 2, isSure: true })
    expect(find('rain-1h')).toMatchObject({
      reporting: 2,
      isSure: true,
      newest: new Date(clock.now - 10 * 60_000).toISOString(),
    })
  })
})

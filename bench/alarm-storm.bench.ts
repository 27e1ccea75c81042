import mqtt, { type MqttClient } from 'mqtt'
import type pg from 'pg'
import { seeded } from '../src/kernel/codes/index.ts'
import { type CaseState, isOver, sourcesOf } from '../src/kernel/flow/index.ts'
import { distance } from '../src/kernel/place/index.ts'
import { alarmRules } from '../src/packs/city/alarms/index.ts'
import type { Bench, BenchResult } from './bench.ts'
import { type BenchCity, benchCity, quantile, quiet } from './city.ts'

/** Devices of the storm, the places about which they stand, and the gateways through which they speak. */
const devices = 2_000
const places = 320
const gateways = 20
const office = '/sh/310101/310101002'

/** What each kind of device sends when something is wrong and when it is over, and how far its pack joins, metres. */
const kinds = {
  'road-flooding': { profile: 'road-flood', wrong: { depth: 0.4 }, calm: { depth: 0 }, reach: 300 },
  'bin-full': { profile: 'bin-fill', wrong: { fill: 97 }, calm: { fill: 20 }, reach: 60 },
  'lamp-failed': { profile: 'street-light', wrong: { power: 2 }, calm: { power: 60 }, reach: 120 },
} as const
const rules = Object.keys(kinds) as (keyof typeof kinds)[] // its own keys

type Device = {
  readonly id: string
  readonly rule: keyof typeof kinds
  readonly point: readonly [number, number]
  readonly gateway: number
  /** Instant of its last reading: each has one of its own. */
  at: number
}

/**
 * Devices in clusters of a few dozen metres about their places, places kilometres apart or near each other by chance: at sea, where
 * nothing of the demonstration stands.
 */
function standing(): readonly Device[] {
  const random = seeded('alarm-storm')
  const centres = Array.from({ length: places }, () => [122.2 + random() * 0.7, 30.95 + random() * 0.5] as const)
  return Array.from({ length: devices }, (_, index) => {
    const place = Math.floor(random() * places)
    const [lng, lat] = centres[place] ?? [122.47, 31.23]
    const rule = rules[place % rules.length] ?? 'bin-full'
    // Far enough apart that a reach of sixty metres tells some from others.
    const off = () => ((random() - 0.5) * 2 * 50) / 111_195
    return { id: `storm-${index}`, rule, point: [lng + off(), lat + off()], gateway: index % gateways, at: 0 }
  })
}

/** Which devices tell of the same, worked out by comparing every pair: nothing of the cases room takes part. */
function clustersOf(all: readonly Device[]): number {
  const label = all.map((_, index) => index)
  const find = (index: number): number => {
    let at = index
    while (label[at] !== at) at = label[at] ?? at
    return at
  }
  for (let a = 0; a < all.length; a++)
    for (let b = a + 1; b < all.length; b++) {
      const [one, two] = [all[a], all[b]]
      if (!one || !two || one.rule !== two.rule) continue
      const metres = distance({ lng: one.point[0], lat: one.point[1] }, { lng: two.point[0], lat: two.point[1] })
      if (metres <= kinds[one.rule].reach) label[find(a)] = find(b)
    }
  return new Set(all.map((_, index) => find(index))).size
}

/** What `/city` asks again and again while it is open. */
const cockpit = (): readonly string[] => {
  const [from, to] = [new Date(Date.now() - 86_400_000).toISOString(), new Date().toISOString()]
  return [
    '/api/measure/now',
    `/api/measure/map?as=points&from=${from}&to=${to}&limit=5000`,
    `/api/measure/map?as=streets&from=${from}&to=${to}`,
    '/api/measure/signs',
    `/api/measure/series?figure=received&step=hour&from=${from}&to=${to}`,
    `/api/measure/figures?by=channel&from=${from}&to=${to}`,
    '/api/measure/duty',
  ]
}

const wait = (ms: number) => new Promise<void>((done) => setTimeout(done, ms))

/** Asks the cockpit's routes once each. @returns how long each took, milliseconds */
async function look(url: string, cookie: string): Promise<readonly number[]> {
  const took: number[] = []
  for (const path of cockpit()) {
    const begun = performance.now()
    const answer = await fetch(`${url}${path}`, { headers: { cookie } })
    await answer.arrayBuffer()
    if (!answer.ok) throw new Error(`${path} answers ${answer.status}`)
    took.push(performance.now() - begun)
  }
  return took
}

/** Asks for as long as `until` has not settled, once a second. */
async function looking(city: BenchCity, cookie: string, until: Promise<unknown>): Promise<readonly number[]> {
  const took: number[] = []
  let isOn = true
  const end = () => {
    isOn = false
  }
  void until.then(end, end)
  while (isOn) {
    const begun = performance.now()
    took.push(...(await look(city.url, cookie)))
    await wait(Math.max(0, 1_000 - (performance.now() - begun)))
  }
  return took.toSorted((a, b) => a - b)
}

type Call = (method: string, path: string, body: unknown) => Promise<unknown>

/** Rules that hold at once, gateways, and the devices behind them: by the API, as people do it. */
async function setUp(city: BenchCity, all: readonly Device[], call: Call): Promise<readonly MqttClient[]> {
  for (const rule of alarmRules.filter(({ name }) => name in kinds)) {
    const { quiet: _, clears, ...kept } = rule
    const when = rule.name === 'lamp-failed' ? 'value > 0 and value < 5' : rule.when
    const now = { aggregate: 'last', window: 0, for: 0, when, note: 'bench' }
    await call('PUT', '/api/things/rules', { ...kept, ...(clears !== undefined && { clears }), ...now })
  }
  const secrets: string[] = []
  for (let n = 0; n < gateways; n++) {
    const made = await call('POST', '/api/things/devices', { id: `storm-hub-${n}`, profile: 'gateway', path: office })
    secrets.push((made as { secret: string }).secret)
  }
  const lines = all.map(
    ({ id, rule, point: [lng, lat], gateway }) =>
      `${id},${kinds[rule].profile},${lng},${lat},storm-hub-${gateway},${office},310101002`,
  )
  const file = new FormData()
  file.set(
    'file',
    new Blob([['id,profile,lng,lat,parent,path,division', ...lines].join('\n')], { type: 'text/csv' }),
    'storm.csv',
  )
  const done = (await call('POST', '/api/things/devices/file', file)) as { enrolled: unknown[]; faults: unknown[] }
  if (done.enrolled.length !== all.length) throw new Error(`Not enrolled: ${JSON.stringify(done.faults.slice(0, 3))}`)
  const { mqtt: port } = (await (await fetch(`${city.url}/api/things/where`)).json()) as { mqtt: number }
  return Promise.all(
    secrets.map((password, n) =>
      mqtt.connectAsync(`mqtt://127.0.0.1:${port}`, { username: `storm-hub-${n}`, password, reconnectPeriod: 0 }),
    ),
  )
}

/**
 * Sends the storm: so many alarms over a minute, each ended by a reading one to two seconds later. @returns milliseconds until the
 * last reading was acknowledged
 */
async function storm(all: readonly Device[], hubs: readonly MqttClient[], size: number): Promise<number> {
  const random = seeded('alarm-storm order')
  const lasts = 60_000
  const under: Promise<unknown>[] = []
  const standingNow: { readonly device: Device; readonly till: number }[] = []
  const calm = [...all]
  const say = (device: Device, said: object) => {
    device.at = Math.max(Date.now(), device.at + 1)
    const hub = hubs[device.gateway]
    const body = JSON.stringify({ at: device.at, ...said })
    if (hub) under.push(hub.publishAsync(`things/${device.id}/readings`, body, { qos: 1 }))
  }
  const endThose = (until: number) => {
    for (let due = standingNow[0]; due && due.till <= until; due = standingNow[0]) {
      standingNow.shift()
      say(due.device, kinds[due.device.rule].calm)
      calm.push(due.device)
    }
  }
  const begun = performance.now()
  let told = 0
  while (told < size) {
    const now = performance.now() - begun
    endThose(now)
    // Evenly over the minute, as a storm comes; later when no device is calm.
    const due = Math.min(size, Math.ceil((now / lasts) * size))
    for (; told < due && calm.length > 0; told++) {
      // Each speaks once, then they speak again in any order.
      const [device] = calm.splice(told < all.length ? 0 : Math.floor(random() * calm.length), 1)
      if (!device) break
      say(device, kinds[device.rule].wrong)
      standingNow.push({ device, till: now + 1_000 })
    }
    await wait(10)
  }
  endThose(Number.POSITIVE_INFINITY)
  await Promise.all(under)
  return performance.now() - begun
}

type Found = {
  readonly alarms: number
  readonly open: number
  readonly heard: number
  /** What became of those that have no case. */
  readonly lost: string
  readonly cases: number
  readonly sources: number
  readonly standing: number
  readonly ms: readonly number[]
}

/** What the city has of the storm now. */
async function found(db: pg.Pool): Promise<Found> {
  const { rows: counted } = await db.query<{ alarms: number; open: number }>(`select count(*)::int as alarms,
    count(*) filter (where cleared_at is null)::int as open
    from things.alarm a join things.device d on d.key = a.device where d.id like 'storm-%'`)
  const { rows: told } = await db.query<{
    ms: number
    case_id: string
    kind: string
    outcome: string
  }>(`select case_id, kind, outcome,
    extract(epoch from heard_at - at)::float8 * 1000 as ms from cases.signal where who like 'storm-%' order by ms`)
  const { rows: states } = await db.query<{ state: CaseState }>(`select state from cases.case where status = 'open'
    and id in (select coalesce(c.joined_into, c.id) from cases.signal s join cases.case c on c.id = s.case_id where who like 'storm-%')`)
  const sources = states.flatMap(({ state }) => sourcesOf(state)).filter(({ id }) => id.startsWith('storm-'))
  return {
    ...{ alarms: counted[0]?.alarms ?? 0, open: counted[0]?.open ?? 0 },
    lost: [
      ...Map.groupBy(
        told.filter((row) => row.case_id === null),
        ({ kind, outcome }) => `${kind} ${outcome}`,
      ),
    ]
      .map(([of, { length }]) => `${of} ${length}`)
      .join(', '),
    heard: told.filter((row) => row.case_id !== null).length,
    ...{ cases: states.length, sources: sources.length, standing: sources.filter((one) => !isOver(one)).length },
    ms: told.map((row) => row.ms),
  }
}

/** A storm of readings over 2,000 devices: alarms within a minute, each ended a second later, while the cockpit is looked at. */
export const bench: Bench = {
  says: 'a storm of readings: alarms at once, the right few hundred cases, a cockpit that answers',
  usual: 50_000,
  run: async (size = 50_000) => {
    process.env.SHUDU_MQTT_PORT = '0'
    const city = await benchCity(0)
    try {
      const all = standing()
      const expected = clustersOf(all)
      const headers = { cookie: await city.signIn('Administrator'), origin: city.url }
      const hubs = await setUp(city, all, async (method, path, body) => {
        const isFile = body instanceof FormData
        const answer = await fetch(`${city.url}${path}`, {
          method,
          headers: isFile ? headers : { ...headers, 'content-type': 'application/json' },
          body: isFile ? body : JSON.stringify(body),
        })
        if (!answer.ok) throw new Error(`${path} answers ${answer.status}: ${await answer.text()}`)
        return answer.status === 204 ? undefined : answer.json()
      })
      await quiet(city.db)
      const watching = await city.signIn('Duty officer, city')
      const before = await looking(city, watching, wait(10_000))
      let readMs = 0
      let drained = 0
      const weather = (async () => {
        readMs = await storm(all, hubs, size)
        const toldAt = performance.now()
        const { db } = city
        const waiting = async () =>
          (await db.query(`select 1 from base.delivery where consumer = 'cases.signals' limit 1`)).rowCount ?? 0
        // Alarms are told a moment after their readings are acknowledged.
        while ((await found(db)).open > 0 || (await waiting()) > 0) await wait(50)
        drained = performance.now() - toldAt
      })()
      const during = await looking(city, watching, weather)
      await weather
      // What stays calm is noted within a minute and a half.
      while (((await city.db.query('select 1 from cases.calm_due limit 1')).rowCount ?? 0) > 0) await wait(500)
      await Promise.all(hubs.map((hub) => hub.endAsync()))
      return [resultOf(await found(city.db), { size, expected, readMs, drained, before, during })]
    } finally {
      await city.stop()
    }
  },
}

type Measured = {
  readonly size: number
  readonly expected: number
  readonly readMs: number
  readonly drained: number
  readonly before: readonly number[]
  readonly during: readonly number[]
}

function resultOf(
  { alarms, heard, lost, cases, sources, standing: left, ms }: Found,
  { size, expected, readMs, drained, before, during }: Measured,
): BenchResult {
  if (alarms !== size || heard !== size)
    throw new Error(`${alarms} alarms of ${size} readings that are wrong; ${heard} in cases, others: ${lost}`)
  if (sources !== devices) throw new Error(`${sources} sources instead of ${devices}`)
  if (left > 0) throw new Error(`${left} sources still stand in their cases, though every alarm is over`)
  const fixed = (value: number) => value.toFixed(0)
  return {
    what: `a storm of ${size} alarms and their ends over ${devices} devices in a minute`,
    baseline: 'cases that an independent clustering of the devices expects',
    ratio: cases / expected,
    mark: 'exactly the cases expected, nothing lost, every end noted',
    reached: cases === expected,
    figures: {
      'cases expected': expected,
      'cases open': cases,
      'sources of them': sources,
      'readings a second, acknowledged when durable': fixed((size * 2 * 1_000) / readMs),
      'alarms a second': fixed((size * 1_000) / readMs),
      'from reading to case, median ms': fixed(quantile(ms, 0.5)),
      'from reading to case, 95 % ms': fixed(quantile(ms, 0.95)),
      'from reading to case, 99 % ms': fixed(quantile(ms, 0.99)),
      'from reading to case, longest ms': fixed(ms.at(-1) ?? Number.NaN),
      'until the last was heard after the last reading was acknowledged, ms': fixed(drained),
      'the cockpit’s routes before, median and 95 % ms': `${fixed(quantile(before, 0.5))}, ${fixed(quantile(before, 0.95))}`,
      'the cockpit’s routes during, median and 95 % ms': `${fixed(quantile(during, 0.5))}, ${fixed(quantile(during, 0.95))}`,
      'answers of the cockpit during': during.length,
    },
    bounds:
      'one batch of signals at a time in the whole city; writing the states of the cases that hear; two cores for all of it',
  }
}

import { sql } from 'kysely'
import { hourMs } from '../src/kernel/time/index.ts'
import { alarmRules } from '../src/packs/city/alarms/index.ts'
import { deviceProfiles } from '../src/packs/city/devices/index.ts'
import { signs } from '../src/packs/city/signs/index.ts'
import { hotline } from '../src/packs/government/hotline/index.ts'
import type { Tx } from '../src/platform/base/index.ts'
import { openTestCity } from '../src/platform/base/testing.ts'
import { casesRoom } from '../src/platform/cases/index.ts'
import { person, plainCalendar, smallOffices } from '../src/platform/cases/testing.ts'
import { measureRoom } from '../src/platform/measure/index.ts'
import { computeSigns } from '../src/platform/measure/signs/compute.ts'
import type { SignParts, SignWorld } from '../src/platform/measure/signs/parts.ts'
import { SignShelf } from '../src/platform/measure/signs/sign-shelf.ts'
import { ValueSeries } from '../src/platform/measure/signs/value-series.ts'
import { type Things, thingsRoom } from '../src/platform/things/index.ts'
import { ColumnBatch, type Twin, twinRoom } from '../src/platform/twin/index.ts'
import { periodOf, sayingOf } from '../src/server/demo-devices/behaviour.ts'
import { demoDevices } from '../src/server/demo-devices/which.ts'
import type { Bench } from './bench.ts'
import { quantile } from './city.ts'

const words = (code: string) => ({ zh: code, en: code })
const streets = Array.from(
  { length: 234 },
  (_, i) => `31${String(101 + (i % 16)).padStart(4, '0')}${String(1 + Math.floor(i / 16)).padStart(3, '0')}`,
)
const districts = [...new Set(streets.map((street) => street.slice(0, 6)))]
const rounds = 5

/** Enrols devices of the demonstration's kinds over 234 streets, as many as are wanted, with readings of the last hours. */
async function fill(
  { twin, things }: { readonly twin: Twin; readonly things: Things },
  size: number,
  now: number,
): Promise<number> {
  const kinds = demoDevices(() => '').filter(({ profile }) => profile !== 'gateway')
  const devices = Array.from({ length: size }, (_, i) => {
    const { profile, seed } = kinds[i % kinds.length] ?? { profile: 'rain-gauge', seed: 1 }
    return {
      id: `d${i}`,
      profile,
      seed: seed + Math.floor(i / kinds.length),
      division: streets[i % streets.length] ?? '',
    }
  })
  for (let from = 0; from < size; from += 1_000)
    await things.enrol(
      devices.slice(from, from + 1_000).map(({ id, profile, division }) => ({ id, profile, division })),
      'bench',
    )
  let batch = new ColumnBatch(50_000)
  let rows = 0
  const flush = async () => {
    rows += batch.length
    if (batch.length > 0) await twin.observations.write(batch)
    batch = new ColumnBatch(50_000)
  }
  for (const { id, profile, seed } of devices) {
    const live = things.fleet.find(id)
    if (!live) continue
    const step = Math.max(300, periodOf(live.ready.profile.period)) * 1_000
    const back = profile === 'air-station' ? 25 * hourMs : profile === 'rain-gauge' ? 6 * hourMs : hourMs
    for (let at = Math.ceil((now - back) / step) * step; at < now; at += step) {
      const saying = sayingOf(profile, seed, at)
      for (const [i, name] of live.ready.names.entries()) {
        const value = saying?.[name]
        if (typeof value === 'number' || typeof value === 'boolean')
          batch.add(live.series[i] ?? 0, at, Number(value), 0)
      }
    }
    if (batch.length > 48_000) await flush()
  }
  await flush()
  await twin.observations.settle()
  return rows
}

const sorted = (times: readonly number[]): readonly number[] => [...times].sort((one, other) => one - other)
const median = (times: readonly number[]): number => quantile(sorted(times), 0.5)

/** Devices that are enrolled by the door; more are their copies. */
const enrolled = 2_000

/** Copies every device so often, with its entity, series and readings. */
async function multiply(db: Tx, copies: number): Promise<void> {
  const times = sql`generate_series(1, ${copies}) k`
  await sql`insert into twin.entity (id, types, is_open, division, title, created_at, modified_at, source)
    select e.id || '-' || k, e.types, e.is_open, e.division, e.title, e.created_at, e.modified_at, e.source
    from things.device d join twin.entity e on e.key = d.entity, ${times}`.execute(db)
  await sql`insert into things.device (id, entity, profile, division, enrolled_by)
    select d.id || '-' || k, n.key, d.profile, d.division, d.enrolled_by
    from things.device d join twin.entity e on e.key = d.entity cross join ${times} join twin.entity n on n.id = e.id || '-' || k`.execute(
    db,
  )
  await sql`insert into twin.series (entity, name, dataset, unit)
    select n.entity, s.name, s.dataset, s.unit from twin.series s join things.device d on d.entity = s.entity
      cross join ${times} join things.device n on n.id = d.id || '-' || k`.execute(db)
  await sql`insert into things.device_series (device, measure, series)
    select n.key, m.measure, t.id from things.device_series m join things.device d on d.key = m.device
      join twin.series s on s.id = m.series cross join ${times} join things.device n on n.id = d.id || '-' || k
      join twin.series t on (t.entity, t.name, t.dataset) = (n.entity, s.name, s.dataset)`.execute(db)
  await sql`create temp table twinned on commit drop as select m.series as of, t.series from things.device_series m
    join things.device d on d.key = m.device cross join ${times} join things.device n on n.id = d.id || '-' || k
    join things.device_series t on t.device = n.key and t.measure = m.measure`.execute(db)
  await sql`insert into twin.observation (series, at, value, quality)
    select w.series, o.at, o.value, o.quality from twinned w join twin.observation o on o.series = w.of`.execute(db)
  await sql`insert into twin.latest (series, at, value, quality, received_at, since)
    select w.series, l.at, l.value, l.quality, l.received_at, l.since from twinned w join twin.latest l on l.series = w.of`.execute(
    db,
  )
  await sql`analyze twin.observation`.execute(db)
}

const timed = async (run: () => Promise<unknown>): Promise<number> => {
  const begun = performance.now()
  await run()
  return performance.now() - begun
}

/** All signs of a city with so many devices computed at once, against the bare SQL that reads the same windows. */
export const bench: Bench = {
  says: 'all vital signs computed at once over many devices',
  usual: 2_000,
  run: async (size = 2_000) => {
    let made: { twin: Twin; things: Things; parts: SignParts } | undefined
    const city = await openTestCity({
      upTo: 'measure',
      config: { rate: 0 },
      rooms: (base) => {
        const twin = twinRoom(base)
        const things = thingsRoom(base, {
          twin,
          profiles: deviceProfiles,
          rules: alarmRules,
          findProgram: async () => undefined,
        })
        const cases = casesRoom(base, {
          offices: smallOffices,
          calendar: plainCalendar,
          jurisdiction: '310000',
          packs: [hotline],
        })
        const world: SignWorld = { declared: signs, twin, things, city: '310000', districts: () => districts }
        made = { twin, things, parts: { base, cases, offices: smallOffices, world, placeTitle: words } }
        const titles = { office: smallOffices.title, division: words }
        return [twin, things, cases, measureRoom(base, { cases, offices: smallOffices, titles, signs: world })]
      },
    })
    try {
      if (!made) throw new Error('The rooms were not made')
      const { twin, things, parts } = made
      const { db } = city.base
      const now = Math.floor(Date.now() / 300_000) * 300_000
      await fill({ twin, things }, Math.min(size, enrolled), now)
      if (size > enrolled) {
        await db.tx((tx) => multiply(tx, Math.round(size / enrolled) - 1))
        // What was not told is read anew.
        await twin.observations.start()
        await things.fleet.changed(
          db,
          Array.from({ length: 501 }, () => 0),
        )
      }
      const readings =
        (await sql<{ n: number }>`select count(*)::int as n from twin.observation`.execute(db)).rows[0]?.n ?? 0
      await things.lookAtHealth()
      const profiles = new Map([...things.fleet.profiles].map(([name, { profile }]) => [name, profile]))
      const tools = { shelf: new SignShelf(city.base, signs, profiles), series: new ValueSeries(parts) }
      const all = tools.shelf.all.filter(({ source }) => source.from !== 'outside')
      // The first makes entities and series.
      const first = await timed(() => computeSigns(parts, tools, all, now - 60_000))
      const took: number[] = []
      let values = 0
      for (let round = 0; round < rounds; round += 1)
        took.push(
          await timed(async () => {
            values = await computeSigns(parts, tools, all, now + round * 1_000)
          }),
        )
      const needed = new Map<number, Set<number>>()
      for (const { source } of all) {
        if (source.from !== 'readings' || source.window === 0) continue
        const series = needed.get(source.window) ?? new Set()
        needed.set(source.window, series)
        for (const device of things.fleet.all)
          if (device.ready.profile.name === source.profile)
            series.add(device.series[device.ready.names.indexOf(source.measure)] ?? 0)
      }
      const bare: number[] = []
      for (let round = 0; round < rounds; round += 1)
        bare.push(
          await timed(async () => {
            for (const [length, series] of needed)
              await sql`select series, count(*), sum(value), min(value), max(value) from twin.observation
                where series = any(${`{${[...series].join(',')}}`}::int[]) and at >= to_timestamp(${(now - length * 1_000) / 1_000})
                  and at < to_timestamp(${now / 1_000}) and quality & 3 = 0 group by series`.execute(db)
          }),
        )
      const officer = city.as(person('bench', ['duty-officer', 'sh']))
      const answers: number[] = []
      for (let round = 0; round < 20; round += 1) answers.push(await timed(() => officer.get('/api/measure/signs')))
      const shown = (await officer.get('/api/measure/signs')).json.signs.filter(
        (one: { now: unknown }) => one.now !== null,
      )
      if (shown.length < 50) throw new Error(`Only ${shown.length} signs have a value`)
      const [mine, theirs] = [median(took), median(bare)]
      return [
        {
          what: `all ${all.length} connected signs over ${size} devices, every place`,
          baseline: 'bare SQL figures of the same series over the same windows',
          ratio: theirs / mine,
          mark: '≤ 5 s at 100,000 devices',
          reached: size > 100_000 || mine <= 5_000,
          figures: {
            ...{ devices: size, readings, values, 'first pass ms': Math.round(first), 'pass ms': Math.round(mine) },
            ...{ 'bare SQL ms': Math.round(theirs), 'cockpit answer p50 ms': Math.round(median(answers)) },
            'cockpit answer p95 ms': Math.round(quantile(sorted(answers), 0.95)),
          },
          bounds: 'reading the windows, and folding devices into places in one thread',
        },
      ]
    } finally {
      await city.stop()
    }
  },
}

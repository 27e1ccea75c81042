import { sql } from 'kysely'
import { seeded, uuidv7 } from '../src/kernel/codes/index.ts'
import { distance } from '../src/kernel/place/index.ts'
import { officeCalendar } from '../src/packs/city/shanghai/index.ts'
import { governmentPacks } from '../src/packs/government/index.ts'
import { publish } from '../src/platform/base/index.ts'
import { stopTestServer } from '../src/platform/base/testing/database.ts'
import { openTestCity } from '../src/platform/base/testing.ts'
import { casesRoom, type Offices } from '../src/platform/cases/index.ts'
import type { Bench, BenchResult } from './bench.ts'

/** Devices of the storm, and the places about which they stand. */
const devices = 2_000
const places = 320

const rules = ['road-flooding', 'manhole-open', 'bin-full', 'lamp-failed'] as const
/** What their packs declare as the same happening, metres; all alarms of a storm lie within their hours. */
const reach: Readonly<Record<(typeof rules)[number], number>> = {
  ...{ 'road-flooding': 300, 'manhole-open': 30, 'bin-full': 60, 'lamp-failed': 120 },
}

type Device = { readonly id: string; readonly rule: (typeof rules)[number]; readonly point: readonly [number, number] }

/** Devices in clusters of a few dozen metres about their places, places kilometres apart or near each other by chance. */
function standing(): readonly Device[] {
  const random = seeded('alarm-storm')
  const centres = Array.from({ length: places }, () => [121.2 + random() * 0.7, 30.95 + random() * 0.5] as const)
  return Array.from({ length: devices }, (_, index) => {
    const place = Math.floor(random() * places)
    const [lng, lat] = centres[place] ?? [121.47, 31.23]
    const rule = rules[place % rules.length] ?? 'bin-full'
    // Far enough apart that a reach of thirty metres tells some from others.
    const off = () => ((random() - 0.5) * 2 * 25) / 111_195
    return { id: `storm-${index}`, rule, point: [lng + off(), lat + off()] }
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
      if (metres <= reach[one.rule]) label[find(a)] = find(b)
    }
  return new Set(all.map((_, index) => find(index))).size
}

const everywhere: Offices = {
  find: (office) => ({ office, path: `/sh/${office}` }),
  title: () => undefined,
  findDuty: (office) => ({ office, path: `/sh/${office}` }),
  dispatcherOf: () => undefined,
  supervisorOf: () => undefined,
}

const percentile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN

/** A storm of alarms over 2,000 devices: told within a minute, while the cases room hears them. */
export const bench: Bench = {
  says: 'a storm of alarms collapses to the right few hundred cases',
  run: async (size = 50_000) => {
    const all = standing()
    const expected = clustersOf(all)
    const city = await openTestCity({
      rooms: (base) => [
        casesRoom(base, {
          ...{ offices: everywhere, calendar: officeCalendar, jurisdiction: '310000', packs: governmentPacks },
        }),
      ],
      upTo: 'cases',
      background: true,
    })
    const { db } = city.base
    const random = seeded('alarm-storm order')
    try {
      const begun = performance.now()
      const each = 500
      const lasts = 60_000
      for (let told = 0; told < size; told += each) {
        await publish(
          db,
          ...Array.from({ length: Math.min(each, size - told) }, (_, n) => alarmOf(all, told + n, random)),
        )
        // Evenly over the minute, as a storm comes; late when the machine cannot.
        const wait = begun + ((told + each) / size) * lasts - performance.now()
        if (wait > 0) await new Promise((done) => setTimeout(done, wait))
      }
      const toldAt = performance.now()
      const waiting = async () =>
        Number(
          (
            await sql<{ n: number }>`select count(*) as n from base.delivery where consumer = 'cases.signals'`.execute(
              db,
            )
          ).rows[0]?.n,
        )
      while ((await waiting()) > 0) await new Promise((done) => setTimeout(done, 20))
      const drained = performance.now() - toldAt
      return [await found(size, expected, toldAt - begun, drained)]
    } finally {
      await city.stop()
      await stopTestServer()
    }

    async function found(alarms: number, wanted: number, telling: number, drained: number): Promise<BenchResult> {
      const { rows: heard } = await sql<{ ms: number }>`
        select extract(epoch from heard_at - at) * 1000 as ms from cases.signal order by ms`.execute(db)
      const { rows } = await sql<{ cases: number; sources: number; tellings: number; lost: number }>`
        select count(*)::int as cases, sum(reports)::int as sources,
          (select count(*)::int from cases.signal where case_id is not null) as tellings,
          (select count(*)::int from cases.signal s where not exists (select from cases.case c where c.id = s.case_id)) as lost
        from cases.case where status = 'open'`.execute(db)
      const [{ cases, sources, tellings, lost } = { cases: 0, sources: 0, tellings: 0, lost: 0 }] = rows
      const ms = heard.map((row) => Number(row.ms))
      if (tellings !== alarms || lost > 0)
        throw new Error(`${tellings} of ${alarms} alarms have a case, ${lost} a missing one`)
      if (sources !== new Set(all.map(({ id }) => id)).size)
        throw new Error(`${sources} sources instead of ${all.length}`)
      return {
        what: `a storm of ${alarms} alarms over ${devices} devices in a minute`,
        baseline: 'cases that an independent clustering of the devices expects',
        ratio: cases / wanted,
        mark: 'exactly the cases expected, nothing lost',
        reached: cases === wanted,
        figures: {
          'cases expected': wanted,
          'cases open': cases,
          'sources of them': sources,
          'alarms with a case': tellings,
          'alarms told a second': ((alarms * 1_000) / telling).toFixed(0),
          'from reading to case, median ms': percentile(ms, 0.5).toFixed(0),
          'from reading to case, 95 % ms': percentile(ms, 0.95).toFixed(0),
          'from reading to case, 99 % ms': percentile(ms, 0.99).toFixed(0),
          'from reading to case, longest ms': percentile(ms, 1).toFixed(0),
          'until the last was heard after the last was told, ms': drained.toFixed(0),
        },
        bounds: 'one batch of signals at a time in the whole city; writing the states of the cases that hear',
      }
    }
  },
}

/** An alarm of some device: each speaks, then they speak again in any order. */
function alarmOf(all: readonly Device[], n: number, random: () => number) {
  const device = all[n < all.length ? n : Math.floor(random() * all.length)] as Device // within the list
  const id = uuidv7()
  return {
    ...{ type: 'things.alarm', key: `device:${device.id}` },
    payload: {
      ...{ alarm: id, rule: device.rule, device: device.id, title: { zh: device.rule, en: device.rule } },
      ...{ text: { zh: '风暴', en: 'storm' }, class: '设施运行', severity: 'warning', value: 1 },
      ...{ at: new Date().toISOString(), point: device.point, division: '310101002', path: null, isDemo: true },
    },
  }
}

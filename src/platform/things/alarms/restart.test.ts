import fc from 'fast-check'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { type AlarmRule, Watch } from '../../../kernel/things/index.ts'
import { ColumnBatch } from '../../twin/index.ts'
import { smallThings } from '../testing/small-things.ts'
import { RuleShelf } from './rule-shelf.ts'
import { Watcher } from './watcher.ts'

const words = { zh: '高温', en: 'Hot' }
const rule: AlarmRule = {
  ...{ name: 'hot', title: words, profile: 'thermometer', measure: 'temperature', aggregate: 'mean', window: 600 },
  ...{ when: 'value > 40 and count > 4', for: 120, severity: 'warning', raises: { class: 'heat', text: words } },
}
/** Rules of other kinds too: bounds apart, no window, a window alone, one that heeds a gateway. */
const rules: readonly AlarmRule[] = [
  rule,
  { ...rule, name: 'hysteresis', window: 300, when: 'value > 40', clears: 'value < 35', for: 90 },
  { ...rule, name: 'newest', aggregate: 'last', window: 0, when: 'value > 40', clears: 'value < 35', for: 150 },
  { ...rule, name: 'at-once', aggregate: 'last', window: 0, when: 'value > 45', for: 0 },
  { ...rule, name: 'rising', aggregate: 'change', window: 600, when: 'value > 8', clears: 'value < 2', for: 0 },
  { ...rule, name: 'few', aggregate: 'count', window: 400, when: 'value < 3', for: 0 },
  { ...rule, name: 'apart', window: 300, when: 'value > 40', clears: 'value < 35', for: 0 },
  { ...rule, name: 'heeding', aggregate: 'last', window: 0, when: 'value > 40', for: 0, heedsParent: true },
]
const { city, twin, things } = await smallThings({}, { rules })
const now = Date.now()

async function device(id: string, parent?: string) {
  await things.enrol([{ id, profile: 'thermometer', ...(parent && { parent }) }], 'test')
  // The city's own rules have looked at it; what a test writes past them is nobody's but the test's.
  await things.watcher.settled()
  const series = things.fleet.find(id)?.series[0] ?? 0
  const columns = (...rows: readonly (readonly [minute: number, value: number])[]) => {
    const batch = new ColumnBatch()
    for (const [minute, value] of rows) batch.add(series, now + minute * 60_000, value, 0)
    return batch
  }
  const told = async () =>
    (
      await sql<{ rule: string; raised: number; cleared: number | null }>`select rule,
          (extract(epoch from raised_at) * 1000)::float8 as raised, (extract(epoch from cleared_at) * 1000)::float8 as cleared
        from things.alarm a where series = ${series} order by rule, raised_at`.execute(city.base.db)
    ).rows
  const alarms = async (name = 'hot') =>
    (await told()).filter((alarm) => alarm.rule === name).map(({ cleared }) => cleared === null)
  return { columns, told, alarms }
}

/** A watcher as a process has it that starts now. */
async function started(): Promise<Watcher> {
  const shelf = new RuleShelf(city.base, things.fleet)
  await shelf.start(rules)
  const watcher = new Watcher(city.base, things.fleet, shelf)
  await watcher.start()
  await watcher.settled()
  shelf.stop()
  return watcher
}

/** As in life: kept first, then heard of. */
async function live(watcher: Watcher, columns: ColumnBatch): Promise<void> {
  await twin.observations.write(columns)
  watcher.take(columns)
  await watcher.settled()
}

test('a rule that had begun to hold goes on where it was when the process starts anew', async () => {
  const one = await device('slow')
  // Kept before the process died; nobody who lives now has heard of it.
  await twin.observations.write(one.columns([-6, 50], [-5, 50], [-4, 50], [-3, 50], [-2, 50], [-1.5, 50]))
  const watcher = await started()
  expect(await one.alarms()).toEqual([])
  await live(watcher, one.columns([0, 50]))
  expect(await one.alarms()).toEqual([true])
  await watcher.stop()
})

test('an alarm that should have been raised, or have ended, meanwhile is told at the start', async () => {
  const one = await device('late')
  await twin.observations.write(
    one.columns([-9, 50], [-8, 50], [-7, 50], [-6, 50], [-5, 50], [-4, 50], [-3, 50], [-1, 50]),
  )
  await (await started()).stop()
  expect(await one.alarms()).toEqual([true])
  await twin.observations.write(one.columns([-0.9, 0], [-0.8, 0], [-0.7, 0], [-0.6, 0], [-0.5, 0], [-0.4, 0]))
  await (await started()).stop()
  expect(await one.alarms()).toEqual([false])
})

test('an alarm between its bounds stands, however much of its window is read again', async () => {
  const one = await device('between')
  const first = await started()
  await live(first, one.columns([-60, 44], [-59, 44]))
  // Its mean is 38; the first reading alone, wherever reading begins, is 34 as often as not.
  await live(first, one.columns(...Array.from({ length: 50 }, (_, i) => [-58 + i, i % 2 === 0 ? 42 : 34] as const)))
  await first.stop()
  expect(await one.alarms('apart')).toEqual([true])
  for (const minute of [-8, -7]) {
    const next = await started()
    expect(await one.alarms('apart')).toEqual([true])
    await live(next, one.columns([minute, minute % 2 === 0 ? 42 : 34]))
    await next.stop()
  }
  expect(await one.alarms('apart')).toEqual([true])
})

test('an alarm stands while the gateway of its device is down, which could not raise it now', async () => {
  await things.enrol([{ id: 'gateway', profile: 'relay' }], 'test')
  const one = await device('behind', 'gateway')
  const first = await started()
  await live(first, one.columns([-7, 30], [-5, 50], [-4, 50], [-3, 50]))
  await first.stop()
  expect(await one.alarms('heeding')).toEqual([true])
  const gateway = things.fleet.find('gateway')
  if (gateway) gateway.isDown = true
  await (await started()).stop()
  expect(await one.alarms('heeding')).toEqual([true])
})

test('a device that comes does not make the windows of others begin anew', async () => {
  const one = await device('steady')
  await live(things.watcher, one.columns([-6, 50], [-5, 50], [-4, 50], [-3, 50], [-2, 50], [-1.5, 50]))
  await things.enrol([{ id: 'newcomer', profile: 'thermometer' }], 'test')
  await live(things.watcher, one.columns([0, 50]))
  expect(await one.alarms()).toEqual([true])
})

test('whoever starts at any moment goes on as if he had lived through all of it', async () => {
  // Waves over the bounds, and readings at any pace: of whole minutes, so that they are instants that are kept exactly.
  const reading = fc.record({
    pause: fc.constantFrom(0.25, 0.5, 1, 1, 2, 5, 30),
    value: fc.constantFrom(30, 34, 36, 38, 41, 44, 47, 50),
    // Every other reading: a whole window is then neither of them.
    other: fc.constantFrom(30, 34, 36, 38, 41, 44, 47, 50),
    times: fc.integer({ min: 1, max: 9 }),
  })
  let devices = 0
  await fc.assert(
    fc.asyncProperty(fc.array(reading, { minLength: 2, maxLength: 14 }), fc.nat(), async (pieces, moment) => {
      const rows: [number, number][] = []
      let minute = 0
      for (const { pause, value, other, times } of pieces)
        for (let i = 0; i < times; i++) {
          minute += pause
          rows.push([minute, i % 2 === 0 ? value : other])
        }
      // The last is a minute ago.
      const history = rows.map(([at, value]) => [at - minute - 1, value] as const)
      const split = moment % history.length
      devices += 1
      const one = await device(`wave-${devices}`)
      const first = await started()
      if (split > 0) await live(first, one.columns(...history.slice(0, split)))
      await first.stop()
      const before = await one.told()
      const second = await started()
      // Having read it all again is no news.
      expect(await one.told()).toEqual(before)
      await live(second, one.columns(...history.slice(split)))
      await second.stop()
      const lived = rules.flatMap((each) => {
        const watch = new Watch(each, () => false)
        const told: { rule: string; raised: number; cleared: number | null }[] = []
        for (const [at, value] of history) {
          const change = watch.take(now + at * 60_000, value)
          if (change?.change === 'raised') told.push({ rule: each.name, raised: change.at, cleared: null })
          const open = told.at(-1)
          if (change?.change === 'cleared' && open) open.cleared = change.at
        }
        return told
      })
      expect(await one.told()).toEqual(lived.toSorted((a, b) => (a.rule < b.rule ? -1 : a.rule > b.rule ? 1 : 0)))
    }),
    { numRuns: 25 },
  )
}, 60_000)

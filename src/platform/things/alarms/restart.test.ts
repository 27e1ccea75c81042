import { sql } from 'kysely'
import { expect, test } from 'vitest'
import type { AlarmRule } from '../../../kernel/things/index.ts'
import { ColumnBatch } from '../../twin/index.ts'
import { smallThings } from '../testing/small-things.ts'
import { RuleShelf } from './rule-shelf.ts'
import { Watcher } from './watcher.ts'

const words = { zh: '高温', en: 'Hot' }
const rule: AlarmRule = {
  ...{ name: 'hot', title: words, profile: 'thermometer', measure: 'temperature', aggregate: 'mean', window: 600 },
  ...{ when: 'value > 40 and count > 4', for: 120, severity: 'warning', raises: { class: 'heat', text: words } },
}
const { city, twin, things } = await smallThings({}, { rules: [rule] })
const now = Date.now()

async function device(id: string) {
  await things.enrol([{ id, profile: 'thermometer' }], 'test')
  const series = things.fleet.find(id)?.series[0] ?? 0
  const columns = (...rows: readonly (readonly [minute: number, value: number])[]) => {
    const batch = new ColumnBatch()
    for (const [minute, value] of rows) batch.add(series, now + minute * 60_000, value, 0)
    return batch
  }
  const alarms = async () =>
    (
      await sql<{ open: boolean }>`select cleared_at is null as open from things.alarm a
        where series = ${series} order by raised_at`.execute(city.base.db)
    ).rows.map(({ open }) => open)
  return { columns, alarms }
}

/** A watcher as a process has it that starts now. */
async function started(): Promise<Watcher> {
  const shelf = new RuleShelf(city.base, things.fleet)
  await shelf.start([rule])
  const watcher = new Watcher(city.base, things.fleet, shelf)
  await watcher.start()
  await watcher.settled()
  shelf.stop()
  return watcher
}

test('a rule that had begun to hold goes on where it was when the process starts anew', async () => {
  const one = await device('slow')
  // Kept before the process died; nobody who lives now has heard of it.
  await twin.observations.write(one.columns([-6, 50], [-5, 50], [-4, 50], [-3, 50], [-2, 50], [-1.5, 50]))
  const watcher = await started()
  expect(await one.alarms()).toEqual([])
  watcher.take(one.columns([0, 50]))
  await watcher.settled()
  expect(await one.alarms()).toEqual([true])
})

test('an alarm that should have been raised, or have ended, meanwhile is told at the start', async () => {
  const one = await device('late')
  await twin.observations.write(
    one.columns([-9, 50], [-8, 50], [-7, 50], [-6, 50], [-5, 50], [-4, 50], [-3, 50], [-1, 50]),
  )
  await started()
  expect(await one.alarms()).toEqual([true])
  await twin.observations.write(one.columns([-0.9, 0], [-0.8, 0], [-0.7, 0], [-0.6, 0], [-0.5, 0], [-0.4, 0]))
  await started()
  expect(await one.alarms()).toEqual([false])
})

test('a device that comes does not make the windows of others begin anew', async () => {
  const one = await device('steady')
  const early = one.columns([-6, 50], [-5, 50], [-4, 50], [-3, 50], [-2, 50], [-1.5, 50])
  await twin.observations.write(early)
  things.watcher.take(early)
  await things.enrol([{ id: 'newcomer', profile: 'thermometer' }], 'test')
  things.watcher.take(one.columns([0, 50]))
  await things.watcher.settled()
  expect(await one.alarms()).toEqual([true])
})

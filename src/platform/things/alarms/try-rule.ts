import { type AlarmRule, unfit, Watch } from '../../../kernel/things/index.ts'
import type { Observations } from '../../twin/index.ts'
import type { LiveDevice } from '../devices/runtime.ts'

/** An alarm that a rule would have raised. Instants in epoch ms. */
export type TriedAlarm = {
  readonly device: string
  readonly at: number
  readonly value: number | null
  /** `null`: it would still stand. */
  readonly clearedAt: number | null
}

/** What a rule would have done with what is stored. */
export type RuleTrial = {
  /** Devices with readings in the time, of all that it would watch. */
  readonly devices: number
  readonly all: number
  readonly readings: number
  readonly raised: number
  readonly quietDevices: number
  /** The newest of them. */
  readonly alarms: readonly TriedAlarm[]
  /** There was more to read than a trial reads: what is said is of `devices` alone. */
  readonly isCut: boolean
}

const mostReadings = 400_000
const mostPerSeries = 50_000
const mostShown = 50

/**
 * Lets a rule run over stored readings `[from, till)`, exactly as it would over new ones. Whether a device's gateway was down then is not
 * known: dependencies are left out. Rehearses up to 400,000 readings.
 */
export async function tryRule(
  observations: Pick<Observations, 'range'>,
  devices: readonly LiveDevice[],
  rule: AlarmRule,
  { from, till }: { readonly from: number; readonly till: number },
): Promise<RuleTrial> {
  const alarms: TriedAlarm[] = []
  let [readings, heard, quietDevices, looked] = [0, 0, 0, 0]
  for (const device of devices) {
    if (readings >= mostReadings) break
    looked += 1
    const series = device.series[device.ready.names.indexOf(rule.measure)] ?? 0
    if (series === 0) continue
    const found = await observations.range({ series, from, till, limit: mostPerSeries })
    if (found.length === 0) continue
    heard += 1
    readings += found.length
    const before = alarms.length
    const watch = new Watch(rule, () => false, undefined, device.division)
    for (const { at, value, quality } of found) {
      if ((quality & unfit) !== 0) continue
      const change = watch.take(at, value)
      if (change?.change === 'raised')
        alarms.push({
          device: device.id,
          at: change.at,
          value: Number.isFinite(change.value) ? change.value : null,
          clearedAt: null,
        })
      const open = alarms.at(-1)
      if (change?.change === 'cleared' && open) alarms[alarms.length - 1] = { ...open, clearedAt: change.at }
    }
    if (alarms.length === before) quietDevices += 1
  }
  return {
    ...{ devices: heard, all: devices.length, readings, raised: alarms.length, quietDevices },
    alarms: alarms.toSorted((a, b) => b.at - a.at).slice(0, mostShown),
    isCut: looked < devices.length,
  }
}

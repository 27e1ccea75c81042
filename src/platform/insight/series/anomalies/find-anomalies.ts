import { dayMs } from '../../../../kernel/time/index.ts'
import type { Regular } from '../shape/regular.ts'
import { type Anomaly, type AnomalyKind, anomalyKinds, type Stretch } from './anomaly.ts'
import { findSeasonal } from './seasonal.ts'
import { findShifts } from './shift.ts'
import { findSpikes } from './spike.ts'
import { findStuck } from './stuck.ts'
import { viewOf } from './view.ts'

/** Readings needed before anything can be called unusual. */
const leastReadings = 50
/** Days whose hours must have been seen: by one day alone nobody knows what is usual at an hour. */
const leastDays = 3
const minute = 60_000

/**
 * All that is unusual in a series, in order of time. What is explained by one kind is not told again by another: a stuck stretch has
 * no season, a shifted one no odd hours at its edge.
 */
export function findAnomalies(regular: Regular, kinds: readonly AnomalyKind[] = anomalyKinds): Anomaly[] {
  const there = regular.value.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0)
  if (there < leastReadings || regular.at.length < leastDays * regular.perDay) return []
  const view = viewOf(regular)
  const found: Record<AnomalyKind, Stretch[]> = {
    shift: [],
    spike: [],
    stuck: findStuck(view),
    seasonal: [],
  }
  if (!view.isSparse) {
    // Without what is stuck the others see the series as it would be.
    const clean = found.stuck.length > 0 ? viewOf(without(regular, found.stuck)) : view
    found.shift = findShifts(clean)
    const edge = Math.max(1, regular.perDay)
    found.seasonal = findSeasonal(clean).filter(
      (one) => !found.shift.some(({ first }) => one.first <= first + edge && one.last >= first - edge),
    )
    // A day turned upside down has steep hours that are no spikes of their own.
    found.spike = findSpikes(clean).filter(
      (one) => !found.seasonal.some(({ first, last }) => one.first <= last && one.last >= first),
    )
  }
  const whole = kinds.flatMap((kind) => found[kind])
  return whole.map((stretch) => timed(stretch, regular)).sort((one, other) => one.from - other.from)
}

function without(regular: Regular, stretches: readonly Stretch[]): Regular {
  const value = regular.value.slice()
  for (const { first, last } of stretches) value.fill(Number.NaN, first, last + 1)
  return { ...regular, value }
}

function timed({ first, last, ...rest }: Stretch, { at, zone }: Regular): Anomaly {
  const from = at[first] as number // stretches lie within the series
  const local = from + zone
  const weekMinute = (((Math.floor(local / minute) + 3 * (dayMs / minute)) % 10_080) + 10_080) % 10_080
  return { ...rest, from, to: at[last] as number, weekMinute }
}

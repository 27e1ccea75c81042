import { dayMs } from '../../../../kernel/time/index.ts'
import { median } from '../shape/robust.ts'
import type { Predict } from './model.ts'

/** The last value that was seen, for all time. */
export const lastValue: Predict = ({ value }, future) => {
  const last = value.findLast((one) => !Number.isNaN(one)) ?? Number.NaN
  return future.map(() => last)
}

/**
 * What was seen a season before at the same time: a week, or a day (`days`). Where nothing was, seasons further back are asked,
 * eight at most, then the median.
 */
export const seasonalNaive =
  (days: number): Predict =>
  ({ at, value, step }, future) => {
    const seen = new Map<number, number>()
    at.forEach((instant, place) => {
      if (!Number.isNaN(value[place])) seen.set(instant, value[place] as number) // same length
    })
    const last = at.at(-1) ?? 0
    const season = Math.max(step, days * dayMs)
    const middle = median(value.subarray(-1000))
    return future.map((instant) => {
      let back = instant - Math.max(1, Math.ceil((instant - last) / season)) * season
      for (let tries = 0; tries < 8; tries += 1, back -= season) {
        const one = seen.get(back)
        if (one !== undefined) return one
      }
      return middle
    })
  }

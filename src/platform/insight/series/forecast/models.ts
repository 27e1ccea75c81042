import type { ModelName, Predict } from './model.ts'
import { mstlEts } from './mstl-ets.ts'
import { lastValue, seasonalNaive } from './naive.ts'
import { profile } from './profile.ts'

/** Days of the season that a naive forecast repeats: a week, where weekdays were found to differ. */
export type NaiveSeason = 1 | 7

/** Every model as a function of the past; what several need is worked out once. */
export function predictAll(season: NaiveSeason): (...given: Parameters<Predict>) => Record<ModelName, Float64Array> {
  const naive = seasonalNaive(season)
  return (past, future) => {
    const own = {
      'seasonal-naive': naive(past, future),
      profile: profile(past, future),
      'mstl-ets': mstlEts(past, future),
    }
    // Mistakes of different kinds take part of each other away.
    const blend = own.profile.map(
      (one, at) => (one + (own['mstl-ets'][at] as number) + (own['seasonal-naive'][at] as number)) / 3,
    ) // same length
    return { ...own, 'last-value': lastValue(past, future), blend }
  }
}

import { decompose } from '../shape/decompose.ts'
import { type Regular, weekSlots } from '../shape/regular.ts'
import { spread } from '../shape/robust.ts'
import { scaleOf } from '../shape/scale.ts'
import { leastSquares } from './least-squares.ts'
import type { Predict } from './model.ts'

/**
 * Season by medians, and how far the present lies off it: for each step ahead a small regression learns how much of what is seen
 * now, over the last quarter of a day, the last day, the last week, and at that very slot a week before, is still there then.
 * Gaps need no filling.
 */
export const profile: Predict = (past, future) => {
  const scale = scaleOf(past.value)
  const values = past.value.map((one) => scale.to(one))
  const { season, hasDay } = decompose(past, values)
  const away = calm(values.map((one, at) => one - (season[at] as number))) // same length
  const perDay = Math.max(1, past.perDay)
  const week = 7 * perDay
  const [now, quarter, day, whole] = [1, Math.max(2, Math.round(perDay / 4)), Math.max(3, perDay), week].map((width) =>
    recent(away, width),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array]
  const coming = seasonAhead(past, season, hasDay, future)
  // A slot for which nothing came a week before stands where the week stood.
  const before = (at: number) => {
    const one = away[at - week]
    return one === undefined || Number.isNaN(one) ? (whole[Math.max(0, at - week)] as number) : one // within the array
  }
  const hasBefore = away.length >= 3 * week
  const row = (at: number, ahead: number): number[] => [
    ...[1, now[at] as number, quarter[at] as number, day[at] as number, whole[at] as number], // `at` lies within
    ...(hasBefore ? [before(at + ahead)] : []),
  ]
  return future.map((_, place) => {
    const ahead = place + 1
    const weights = leastSquares(row, away, ahead, hasBefore ? week : 0)
    if (!weights) return Number.NaN
    const present = row(away.length - 1, ahead)
    const predicted = weights.reduce((sum, one, at) => sum + one * (present[at] as number), 0) // a weight a cell
    return scale.back(predicted + (coming[place] as number)) // same length
  })
}

/** Wild values are brought back to four swings, so that one spike does not bend the weights. */
function calm(away: Float64Array): Float64Array {
  let sum = 0
  let count = 0
  for (const one of away)
    if (!Number.isNaN(one)) {
      sum += one
      count += 1
    }
  const mean = sum / count
  const most = 4 * spread(away)
  return away.map((one) => Math.max(mean - most, Math.min(mean + most, one)))
}

/** Mean of what came in the last `width` slots up to each place; where nothing did, the last that is known. */
function recent(values: Float64Array, width: number): Float64Array {
  let [sum, count, last] = [0, 0, Number.NaN]
  return values.map((one, at) => {
    if (!Number.isNaN(one)) {
      sum += one
      count += 1
    }
    const gone = values[at - width]
    if (gone !== undefined && !Number.isNaN(gone)) {
      sum -= gone
      count -= 1
    }
    if (count > 0) last = sum / count
    return last
  })
}

/** The season at coming slots: that of the same slot of the last week that was seen. */
function seasonAhead(past: Regular, season: Float64Array, hasDay: boolean, future: Float64Array): Float64Array {
  if (past.perDay === 0 || !hasDay) return new Float64Array(future.length)
  const latest = new Map<number, number>()
  for (const [at, slot] of weekSlots(past, past.at).entries()) latest.set(slot, season[at] as number) // same length
  return Float64Array.from(weekSlots(past, future), (slot) => latest.get(slot) ?? latest.get(slot % past.perDay) ?? 0)
}

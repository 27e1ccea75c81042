import { median, rollingMedian, spread } from '../shape/robust.ts'
import type { Stretch } from './anomaly.ts'
import type { View } from './view.ts'

/** In usual swings of what jumps have in common; a series has too few independent fortnights for a tail of its own. */
const usualLimit = 4.5
/** A shift that is smaller than the usual swing about season and level is of no use to anybody, however sure. */
const leastSwings = 1

/**
 * Level shifts (水平突变): a jump between a reading and the next that stays. Two differences of medians are taken at every place, of
 * a day and of ten days before and after; what both have in common is the part of the jump that stayed. Weather drifts
 * and changes for hours, and has little of that. The place is then set where the sum of squares is least (CUSUM).
 */
export function findShifts(view: View): Stretch[] {
  const { scaled, season, perDay, rest } = view
  const flat = scaled.map((value, at) => value - (season[at] as number)) // same length
  const short = perDay === 0 ? 3 : perDay
  const long = 10 * Math.max(1, perDay)
  if (flat.length < 4 * long) return []
  const jump = difference(flat, short)
  const stay = difference(flat, long)
  const common = jump.map((one, at) => {
    const other = stay[at] as number // same length
    if (Number.isNaN(one) || Number.isNaN(other)) return Number.NaN
    return one * other <= 0 ? 0 : Math.sign(one) * Math.min(Math.abs(one), Math.abs(other))
  })
  const swing = spread(
    common.filter((one) => one !== 0),
    0,
  )
  if (!(swing > 0)) return []
  const size = common.map((one) => one / swing)
  const worth = leastSwings * spread(rest)
  const limit = usualLimit
  return peaksOf(size, limit, long).flatMap((top): Stretch[] => {
    const place = split(flat, top, short)
    const before = median(flat.subarray(Math.max(0, place - long), place))
    const after = median(flat.subarray(place, place + long))
    if (!(Math.abs(after - before) >= worth)) return []
    const reached = Math.abs(size[top] as number) // a place of the series
    const last = endOf(flat, place, (before + after) / 2, Math.sign(after - before), long)
    const usual = median(season.subarray(place, place + long))
    return [
      {
        ...{ kind: 'shift', first: place, last, direction: after > before ? 1 : -1, score: reached / limit },
        evidence: {
          ...{ seen: view.back(after + usual), expected: view.back(before + usual) },
          ...{ readings: last - place + 1, size: reached, limit },
        },
      },
    ]
  })
}

/** The highest places beyond the limit; others within reach on the same side are their flanks. In order of time. */
function peaksOf(size: Float64Array, limit: number, reach: number): number[] {
  const beyond = Array.from(size, (_, at) => at).filter((at) => Math.abs(size[at] as number) > limit) // places of the series
  beyond.sort((one, other) => Math.abs(size[other] as number) - Math.abs(size[one] as number))
  const kept: number[] = []
  for (const at of beyond)
    if (!kept.some((one) => Math.abs(one - at) < reach && (size[one] as number) * (size[at] as number) > 0))
      kept.push(at)
  return kept.sort((one, other) => one - other)
}

/** Median of the next `width` slots less that of the last `width`, at each place; NaN where less than half of these or a third of those is there. */
function difference(values: Float64Array, width: number): Float64Array {
  // Beyond the end nothing is known: the newest places have less after them.
  const padded = new Float64Array(values.length + width).fill(Number.NaN)
  padded.set(values)
  const before = rollingMedian(padded, width, 0, Math.max(2, Math.ceil(width / 2)))
  const after = rollingMedian(padded, width, 0, Math.max(2, Math.ceil(width / 3)))
  // The window ends before each place: what ends at `at - 1`, and what ends `width` later.
  return values.map((_, at) => (after[at + width - 1] as number) - (before[at - 1] ?? Number.NaN)) // padded by a width
}

/** The place around `top` that parts the values best. */
function split(values: Float64Array, top: number, width: number): number {
  const from = Math.max(1, top - width)
  const to = Math.min(values.length - 1, top + width)
  const near = values.subarray(from - 1, to + 1)
  const middle = median(near)
  let [sum, best, place] = [0, -1, top]
  for (let at = 0; at < near.length - 1; at += 1) {
    const value = near[at] as number // within the array
    sum += Number.isNaN(value) ? 0 : Math.sign(value - middle)
    if (Math.abs(sum) > best) {
      best = Math.abs(sum)
      place = from + at
    }
  }
  return place
}

/** Until where the new level holds: a long window's median has come back past half way, or the end. */
function endOf(values: Float64Array, place: number, half: number, direction: number, long: number): number {
  for (let at = place + long; at < values.length; at += Math.ceil(long / 6))
    if ((median(values.subarray(at - Math.ceil(long / 3), at)) - half) * direction < 0) return at - Math.ceil(long / 3)
  return values.length - 1
}

import { type Regular, weekSlots } from './regular.ts'
import { median, rollingMedian } from './robust.ts'

/** A series taken apart: value = level + season + rest, on the scale it was given. */
export type Parts = {
  /** Slow course: median of about a week. */
  readonly level: Float64Array
  /** What the hour and the weekday usually add. */
  readonly season: Float64Array
  /** NaN where nothing came. */
  readonly rest: Float64Array
  readonly hasDay: boolean
  readonly hasWeek: boolean
}

/** Full weeks needed before weekdays are told apart; days before hours are. */
const leastWeeks = 4
const leastDays = 5
/** A season must take away this share of the mean distance from the level on weeks it was not learnt from. */
const worth = 0.02
/** Weeks on either side from which the season of a week is learnt. */
const reach = 6

/**
 * Takes a series apart, robustly and without filling gaps: level by rolling median, season by medians over the weeks near by (it
 * may change over a year). A season that does not help on weeks it was not learnt from is left out.
 */
export function decompose(regular: Regular, values: Float64Array): Parts {
  const { perDay } = regular
  const length = values.length
  const days = perDay > 0 ? length / perDay : length
  // Enough days that a few odd ones do not bend it; whole weeks, so that weekends do not.
  const span = perDay > 0 ? (days >= 21 ? 7 : 3) * perDay : 15
  const half = Math.floor(span / 2)
  const slow = (of: Float64Array) => levelOf(of, span, half)
  const level = slow(values)
  // At both ends a window would hold parts of days: the nearest whole one stands for them while the season is learnt.
  for (let at = 0; at < Math.min(half, length); at += 1) {
    level[at] = level[Math.min(half, length - 1)] as number // within the series
    level[length - 1 - at] = level[Math.max(0, length - 1 - half)] as number // within the series
  }
  const away = values.map((value, at) => value - (level[at] as number)) // same length
  const none = new Float64Array(length)
  if (perDay === 0 || days < leastDays) return { level, season: none, rest: away, hasDay: false, hasWeek: false }
  const slots = weekSlots(regular, regular.at)
  const place = { perDay, slots, weeks: Int32Array.from(slots, (_, at) => Math.floor(at / (perDay * 7))) }
  const byDay = profiles(away, place, false)
  const hasDay = isWorth(away, none, byDay.unseen)
  const base = hasDay ? byDay : { seen: none, unseen: none }
  let season = base.seen
  let hasWeek = false
  if (days >= leastWeeks * 7) {
    const left = away.map((value, at) => value - (base.seen[at] as number)) // same length
    const byWeek = profiles(left, place, true)
    hasWeek = isWorth(left, none, byWeek.unseen)
    if (hasWeek) season = season.map((value, at) => value + (byWeek.seen[at] as number)) // same length
  }
  // Without its season, parts of days are as good as whole ones.
  const flat = values.map((value, at) => value - (season[at] as number)) // same length
  const final = slow(flat)
  return { level: final, season, rest: flat.map((value, at) => value - (final[at] as number)), hasDay, hasWeek } // same length
}

/** Median of about a week around each place; where too little of it came, that of all. */
function levelOf(values: Float64Array, span: number, half: number): Float64Array {
  const level = rollingMedian(values, span - half, half, Math.ceil(span * 0.25))
  const middle = median(values)
  return level.map((one) => (Number.isNaN(one) ? middle : one))
}

type Places = { readonly perDay: number; readonly slots: Int32Array; readonly weeks: Int32Array }

/**
 * Median of each slot of the day (or week) over the weeks near by; `unseen` without the own week.
 * Few values are drawn towards nothing, and a slot of the week borrows from its neighbours.
 */
function profiles(values: Float64Array, { perDay, slots, weeks }: Places, byWeek: boolean) {
  const count = perDay * (byWeek ? 7 : 1)
  const last = weeks.at(-1) ?? 0
  const cells: number[][][] = Array.from({ length: last + 1 }, () => Array.from({ length: count }, () => []))
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number // same length as the places
    if (!Number.isNaN(value)) cells[weeks[at] as number]?.[(slots[at] as number) % count]?.push(value)
  }
  const near = (week: number, own: boolean): Float64Array => {
    const from = Math.max(0, Math.min(week - reach, last - 2 * reach))
    const to = Math.min(last, from + 2 * reach)
    return Float64Array.from({ length: count }, (_, slot) => {
      const found: number[] = []
      const beside = byWeek && perDay >= 12 ? [slot - 1, slot, slot + 1] : [slot]
      for (let other = from; other <= to; other += 1)
        if (own || other !== week)
          for (const one of beside) {
            // Neighbours of the same day only.
            if (Math.floor(one / perDay) === Math.floor(slot / perDay)) found.push(...(cells[other]?.[one] ?? []))
          }
      return found.length === 0 ? 0 : median(found) * (found.length / (found.length + 2))
    })
  }
  const [seen, unseen] = [true, false].map((own) => {
    const tables = cells.map((_, week) => near(week, own))
    return Float64Array.from(slots, (slot, at) => tables[weeks[at] as number]?.[slot % count] ?? 0)
  }) as [Float64Array, Float64Array]
  return { seen, unseen }
}

function isWorth(values: Float64Array, without: Float64Array, profile: Float64Array): boolean {
  let [before, after] = [0, 0]
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number // same length
    if (Number.isNaN(value)) continue
    before += Math.abs(value - (without[at] as number))
    after += Math.abs(value - (profile[at] as number))
  }
  return after < before * (1 - worth)
}

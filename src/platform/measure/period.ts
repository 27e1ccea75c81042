import { cityZone, type DayNumber, dayAt, dayMs, dayStart } from '../../kernel/time/index.ts'
import { measureErrors } from './errors.ts'

/** A period that is asked about: epoch milliseconds, the end not included. */
export type Period = { readonly from: number; readonly to: number }

/** Without anything said, so many days up to now are meant. */
const usualDays = 30

/** The longest period, days. */
export const mostDays = 400

/**
 * The period that a query means; up to now, and thirty days, where it says nothing.
 * @param from ISO instant
 * @param to ISO instant, not included
 * @throws measure.badPeriod, measure.tooLong
 */
export function periodOf(
  { from, to }: { readonly from?: string; readonly to?: string },
  now: number,
  most: number = mostDays,
): Period {
  const end = to === undefined ? now : Date.parse(to)
  const begin = from === undefined ? end - Math.min(usualDays, most) * dayMs : Date.parse(from)
  if (!(begin < end)) throw measureErrors.make('measure.badPeriod')
  // A day more than asked for: "the last 400 days" may begin in the middle of one.
  if (end - begin > (most + 1) * dayMs) throw measureErrors.make('measure.tooLong', { days: most })
  return { from: begin, to: end }
}

/** The whole days of the city's clocks within a period: `[first, after)`, empty when `after <= first`. */
export function wholeDays({ from, to }: Period): readonly [first: DayNumber, after: DayNumber] {
  const first = dayAt(from, cityZone)
  const after = dayAt(to, cityZone)
  return [dayStart(first, cityZone) === from ? first : first + 1, after]
}

/** A period without the given days (in any order), as few pieces as it takes, in order. */
export function withoutDays({ from, to }: Period, days: readonly DayNumber[]): readonly Period[] {
  const pieces: Period[] = []
  let at = from
  for (const day of [...new Set(days)].sort((a, b) => a - b)) {
    const start = dayStart(day, cityZone)
    if (start > at) pieces.push({ from: at, to: Math.min(start, to) })
    at = Math.max(at, dayStart(day + 1, cityZone))
  }
  if (at < to) pieces.push({ from: at, to })
  return pieces
}

import type { Calendar, Span } from './calendar.ts'
import { type YearTable, yearTable } from './calendar-table.ts'
import { timeErrors } from './time-errors.ts'
import type { Within } from './within.ts'
import { type DayNumber, dayAt, dayMs, dayStart, fromWallClock, hourMs, minuteMs, wallClock, yearOf } from './zone.ts'

/** The end of a limit, and whether it leans on years whose holidays have not been published. */
export type Due = { readonly at: number; readonly assumedYears: readonly number[] }

/** Working time between two instants: whole working days as the law counts them, and open milliseconds. */
export type WorkingTime = { readonly workingDays: number; readonly workingMs: number }

/**
 * When a limit that starts at `from` ends, as an instant.
 *
 * - working days: the day it starts does not count (Civil Code 民法典 art. 201); it ends when offices close on the last
 *   working day, or at 24:00 where that day has no open hours (art. 203 para. 2)
 * - working hours: open time only; starting while closed, it begins at the next opening
 * - days: the start does not count; ends at the last millisecond of the last day, or of the next working day when that
 *   day is free (art. 203 para. 1)
 * - hours: on the clock
 *
 * @param from Unix milliseconds, UTC
 * @throws time.noCalendar when it needs a year the calendar lacks (and the calendar says `beyond: 'fail'`)
 */
export const addWorking = (from: number, limit: Within, calendar: Calendar): number =>
  dueWithin(from, limit, calendar).at

/**
 * As `addWorking`, with the years that had to be assumed: show a due time with such a year as provisional.
 * @throws time.noCalendar as `addWorking`
 */
export function dueWithin(from: number, limit: Within, calendar: Calendar): Due {
  if (!Number.isFinite(from)) throw timeErrors.make('time.badInstant', { found: String(from) })
  switch (limit.unit) {
    case 'hour':
      return { at: from + Math.round(limit.amount * hourMs), assumedYears: [] }
    case 'workingHour':
      return addOpen(from, Math.round(limit.amount * hourMs), calendar)
    case 'workingDay':
      return addDays(from, limit.amount, calendar)
    case 'day': {
      const last = dayAt(from, calendar.zone) + limit.amount
      const walk = nthWorkingDay(last - 1, 1, calendar)
      return { at: dayStart(walk.day + 1, calendar.zone) - 1, assumedYears: walk.assumedYears }
    }
  }
}

function addDays(from: number, amount: number, calendar: Calendar): Due {
  const today = dayAt(from, calendar.zone)
  // A limit of no days means today, or the next working day when today is free.
  const walk = amount === 0 ? nthWorkingDay(today - 1, 1, calendar) : nthWorkingDay(today, amount, calendar)
  return { at: closing(walk.day, calendar), assumedYears: walk.assumedYears }
}

type Walk = { readonly day: DayNumber; readonly assumedYears: readonly number[] }

/** The `count`-th working day after `day` (count ≥ 1). */
function nthWorkingDay(day: DayNumber, count: number, calendar: Calendar): Walk {
  const start = tableAt(calendar, day + 1)
  return walkYears(calendar, start, (start.daysBefore[day + 1 - start.first] ?? 0) + count, (table) => table.daysBefore)
}

/** Walks year by year until the running count of `pick` reaches `target`, then searches inside that year. */
function walkYears(
  calendar: Calendar,
  start: YearTable,
  target: number,
  pick: (table: YearTable) => Uint16Array | Float64Array,
): Walk & { readonly left: number } {
  const assumedYears: number[] = []
  let table = start
  let left = target
  for (;;) {
    if (table.assumed) assumedYears.push(table.year)
    const counts = pick(table)
    const total = counts[table.length] ?? 0
    if (left <= total) {
      const index = firstReaching(counts, left) - 1
      return { day: table.first + index, left: left - (counts[index] ?? 0), assumedYears }
    }
    left -= total
    table = yearTable(calendar, table.year + 1)
  }
}

/** The first index whose value is at least `target`; the counts never fall. */
function firstReaching(counts: Uint16Array | Float64Array, target: number): number {
  let low = 1
  let high = counts.length - 1
  while (low < high) {
    const middle = (low + high) >> 1
    if ((counts[middle] ?? 0) >= target) high = middle
    else low = middle + 1
  }
  return low
}

function addOpen(from: number, amount: number, calendar: Calendar): Due {
  if (amount === 0) return { at: from, assumedYears: [] }
  const day = dayAt(from, calendar.zone)
  const start = tableAt(calendar, day)
  const already = (start.openBefore[day - start.first] ?? 0) + openBy(start, day, wallClock(from, calendar.zone))
  const walk = walkYears(calendar, start, already + amount, (table) => table.openBefore)
  const spans = spansOf(tableAt(calendar, walk.day), walk.day)
  return {
    at: fromWallClock(walk.day * dayMs + clockAfter(spans, walk.left), calendar.zone),
    assumedYears: walk.assumedYears,
  }
}

/** Milliseconds after midnight at which a day's open time has run for `open` milliseconds (0 < open ≤ the day's total). */
function clockAfter(spans: readonly Span[], open: number): number {
  let left = open
  for (const [from, to] of spans) {
    const length = (to - from) * minuteMs
    if (left <= length) return from * minuteMs + left
    left -= length
  }
  return (spans.at(-1)?.[1] ?? 0) * minuteMs
}

/** Open milliseconds of a day up to a wall-clock moment. */
function openBy(table: YearTable, day: DayNumber, wall: number): number {
  const clock = wall - day * dayMs
  let sum = 0
  for (const [from, to] of spansOf(table, day)) {
    sum += Math.min(Math.max(clock - from * minuteMs, 0), (to - from) * minuteMs)
  }
  return sum
}

const tableAt = (calendar: Calendar, day: DayNumber): YearTable => yearTable(calendar, yearOf(day))

const spansOf = (table: YearTable, day: DayNumber): readonly Span[] => table.spans[day - table.first] ?? []

/** The instant at which offices close on a day; its last millisecond when they do not open. */
function closing(day: DayNumber, calendar: Calendar): number {
  const end = spansOf(tableAt(calendar, day), day).at(-1)?.[1]
  if (end === undefined || end === 1440) return dayStart(day + 1, calendar.zone) - 1
  return fromWallClock(day * dayMs + end * minuteMs, calendar.zone)
}

/**
 * Working time from `a` to `b`; negative when `b` is earlier. Working days are counted as `addWorking` counts them: the
 * working days after the day of `a`, up to and including the day of `b`.
 * @param a Unix milliseconds, UTC
 * @throws time.noCalendar when it needs a year the calendar lacks
 */
export function workingBetween(a: number, b: number, calendar: Calendar): WorkingTime {
  if (b < a) {
    const back = workingBetween(b, a, calendar)
    return { workingDays: 0 - back.workingDays, workingMs: 0 - back.workingMs }
  }
  const first = dayAt(a, calendar.zone)
  const last = dayAt(b, calendar.zone)
  const from = tableAt(calendar, first)
  const to = tableAt(calendar, last)
  const daysTo = to.daysBefore[last + 1 - to.first] ?? 0
  const daysFrom = from.daysBefore[first + 1 - from.first] ?? 0
  const openTo = (to.openBefore[last - to.first] ?? 0) + openBy(to, last, wallClock(b, calendar.zone))
  const openFrom = (from.openBefore[first - from.first] ?? 0) + openBy(from, first, wallClock(a, calendar.zone))
  let wholeDays = 0
  let wholeOpen = 0
  for (let year = from.year; year < to.year; year += 1) {
    const table = yearTable(calendar, year)
    wholeDays += table.daysBefore[table.length] ?? 0
    wholeOpen += table.openBefore[table.length] ?? 0
  }
  return { workingDays: wholeDays + daysTo - daysFrom, workingMs: wholeOpen + openTo - openFrom }
}

/** Is the local day of this instant a working day? @throws time.noCalendar */
export function isWorkingDay(at: number, calendar: Calendar): boolean {
  const day = dayAt(at, calendar.zone)
  const table = tableAt(calendar, day)
  return table.isWorking[day - table.first] === 1
}

/** Are offices open at this instant? @throws time.noCalendar */
export function isOpen(at: number, calendar: Calendar): boolean {
  const day = dayAt(at, calendar.zone)
  const minute = (wallClock(at, calendar.zone) - day * dayMs) / minuteMs
  return spansOf(tableAt(calendar, day), day).some(([from, to]) => minute >= from && minute < to)
}

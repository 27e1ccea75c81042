import type { Calendar, CalendarYear, Span, Weekday } from './calendar.ts'
import { timeErrors } from './time-errors.ts'
import { type DayNumber, findDay, findDayOf, minuteMs, weekdayOf } from './zone.ts'

/** One year of a calendar, counted once: so that long spans cost one step a year and one search inside it. */
export type YearTable = {
  readonly year: number
  readonly first: DayNumber
  readonly length: number
  /** Does this year rest on a published notice, or on an assumption? */
  readonly assumed: boolean
  /** `isWorking[i]` is 1 when day `first + i` is a working day. */
  readonly isWorking: Uint8Array
  readonly spans: readonly (readonly Span[])[]
  /** Working days before day `i` of the year; one entry more than days. */
  readonly daysBefore: Uint16Array
  /** Open milliseconds before day `i` of the year; one entry more than days. */
  readonly openBefore: Float64Array
}

const tables = new WeakMap<Calendar, Map<number, YearTable>>()

/**
 * The counted table of one year, kept as long as the calendar object lives.
 * @throws time.noCalendar when the year is not in the calendar and it says `beyond: 'fail'`
 * @throws time.badCalendar when the calendar's data contradict themselves
 */
export function yearTable(calendar: Calendar, year: number): YearTable {
  let years = tables.get(calendar)
  if (!years) {
    checkCalendar(calendar)
    years = new Map()
    tables.set(calendar, years)
  }
  const known = years.get(year)
  if (known) return known
  const made = countYear(calendar, year)
  years.set(year, made)
  return made
}

function countYear(calendar: Calendar, year: number): YearTable {
  const entry = calendar.years.find((each) => each.year === year)
  if (!entry && calendar.beyond === 'fail') throw timeErrors.make('time.noCalendar', { calendar: calendar.id, year })
  if (year < 1000 || year > 9998) throw timeErrors.make('time.badInstant', { found: year })
  const first = dayOf(calendar, `${year}-01-01`)
  const length = dayOf(calendar, `${year + 1}-01-01`) - first
  const free = entry ? holidaysOf(calendar, entry) : new Set<DayNumber>()
  const made = new Set(entry?.makeUpDays.map((date) => dayOf(calendar, date)))
  const isWorking = new Uint8Array(length)
  const spans: (readonly Span[])[] = []
  const daysBefore = new Uint16Array(length + 1)
  const openBefore = new Float64Array(length + 1)
  for (let index = 0; index < length; index += 1) {
    const day = first + index
    // weekdayOf gives 1–7 by construction
    const weekday = weekdayOf(day) as Weekday
    const isMade = made.has(day)
    isWorking[index] = isMade || (calendar.workdays.includes(weekday) && !free.has(day)) ? 1 : 0
    const open = isMade ? calendar.makeUpHours : calendar.holidaysClose && free.has(day) ? [] : calendar.hours[weekday]
    spans.push(open ?? [])
    daysBefore[index + 1] = (daysBefore[index] ?? 0) + (isWorking[index] ?? 0)
    openBefore[index + 1] = (openBefore[index] ?? 0) + openLength(open ?? [])
  }
  return { year, first, length, assumed: entry?.basis !== 'notice', isWorking, spans, daysBefore, openBefore }
}

/** Open milliseconds of a day. */
const openLength = (spans: readonly Span[]): number =>
  spans.reduce((sum, [from, to]) => sum + (to - from), 0) * minuteMs

function holidaysOf(calendar: Calendar, entry: CalendarYear): Set<DayNumber> {
  const free = new Set<DayNumber>()
  for (const { from, to } of entry.holidays) {
    const last = dayOf(calendar, to)
    for (let day = dayOf(calendar, from); day <= last; day += 1) free.add(day)
  }
  return free
}

function dayOf(calendar: Calendar, date: string): DayNumber {
  const day = findDayOf(date)
  if (day === undefined) throw bad(calendar, `${date} is not a day`)
  return day
}

const bad = (calendar: Calendar, what: string) => timeErrors.make('time.badCalendar', { calendar: calendar.id, what })

/**
 * Refuses a calendar whose data contradict themselves; run once a calendar before its first use.
 * @throws time.badCalendar
 */
export function checkCalendar(calendar: Calendar): void {
  for (const spans of [...Object.values(calendar.hours), calendar.makeUpHours]) checkSpans(calendar, spans)
  const isAlwaysClosed = Object.values(calendar.hours).every((spans) => spans.length === 0)
  if (isAlwaysClosed) throw bad(calendar, 'no weekday has open hours')
  if (calendar.workdays.length === 0) throw bad(calendar, 'no weekday is a working day')
  const seen = new Set<number>()
  for (const entry of calendar.years) {
    if (seen.has(entry.year)) throw bad(calendar, `${entry.year} is there twice`)
    seen.add(entry.year)
    checkYear(calendar, entry)
  }
}

function checkSpans(calendar: Calendar, spans: readonly Span[]): void {
  let end = -1
  for (const [from, to] of spans) {
    const isSound = Number.isInteger(from) && Number.isInteger(to) && from > end && from < to && from >= 0 && to <= 1440
    if (!isSound) throw bad(calendar, `hours ${from}–${to} are out of order or out of the day`)
    end = to
  }
}

function checkYear(calendar: Calendar, entry: CalendarYear): void {
  const first = findDay(entry.year, 1, 1) ?? Number.NaN
  const last = findDay(entry.year, 12, 31) ?? Number.NaN
  const isInside = (day: DayNumber) => day >= first && day <= last
  for (const { from, to } of entry.holidays) {
    if (!isInside(dayOf(calendar, from)) || !isInside(dayOf(calendar, to)) || from > to)
      throw bad(calendar, `holiday ${from}–${to} is not a span inside ${entry.year}`)
  }
  const free = holidaysOf(calendar, entry)
  for (const date of entry.makeUpDays) {
    const day = dayOf(calendar, date)
    if (!isInside(day)) throw bad(calendar, `make-up day ${date} is not in ${entry.year}`)
    if (free.has(day)) throw bad(calendar, `make-up day ${date} is a holiday too`)
    // weekdayOf gives 1–7 by construction
    if (calendar.workdays.includes(weekdayOf(day) as Weekday))
      throw bad(calendar, `make-up day ${date} is a working day anyway`)
  }
}

import { timeErrors } from './time-errors.ts'

/** Milliseconds in a minute, an hour, a day. */
export const minuteMs = 60_000
/** Milliseconds in an hour. */
export const hourMs = 3_600_000
/** Milliseconds in a day without a change of clocks. */
export const dayMs = 86_400_000

/** The zone of Chinese cities. */
export const cityZone = 'Asia/Shanghai'

/** Since this instant China has kept UTC+8 without summer time (IANA tz database: the last summer time ended 15 September 1991). */
const shanghaiSteadySince = Date.UTC(1991, 8, 15)

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known) return known
  try {
    const made = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, made)
    return made
  } catch (cause) {
    throw timeErrors.make('time.badZone', { zone }, { cause })
  }
}

/**
 * How far local clocks run ahead of UTC at an instant, in milliseconds.
 * @throws time.badZone when the zone is not an IANA name that this runtime knows
 */
export function offsetAt(at: number, zone: string): number {
  if (zone === cityZone && at >= shanghaiSteadySince) return 8 * hourMs
  if (zone === 'UTC') return 0
  const part: Record<string, number> = {}
  for (const { type, value } of formatOf(zone).formatToParts(at)) part[type] = Number(value)
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part
  return Date.UTC(year, month - 1, day, hour, minute, second) - Math.floor(at / 1000) * 1000
}

/** Local wall-clock time as if it were UTC: milliseconds whose UTC fields are the local fields. */
export const wallClock = (at: number, zone: string): number => at + offsetAt(at, zone)

/**
 * The instant at which local clocks show `wall` (milliseconds whose UTC fields are the local fields).
 * A time skipped by a change of clocks is moved later by the gap; a time shown twice means the first.
 */
export function fromWallClock(wall: number, zone: string): number {
  const before = offsetAt(wall - dayMs, zone)
  const after = offsetAt(wall + dayMs, zone)
  if (before === after) return wall - before
  const early = wall - before
  if (offsetAt(early, zone) === before) return early
  const late = wall - after
  return offsetAt(late, zone) === after ? late : early
}

/** A local calendar day as a count of days since 1 January 1970. */
export type DayNumber = number

/** The local day on which an instant falls. */
export const dayAt = (at: number, zone: string): DayNumber => Math.floor(wallClock(at, zone) / dayMs)

/** The instant at which a local day begins. */
export const dayStart = (day: DayNumber, zone: string): number => fromWallClock(day * dayMs, zone)

/** The day number of year, month (1–12) and day; `undefined` when there is no such day. */
export function findDay(year: number, month: number, day: number): DayNumber | undefined {
  const at = Date.UTC(year, month - 1, day)
  const back = new Date(at)
  const isReal =
    year >= 1000 && back.getUTCFullYear() === year && back.getUTCMonth() === month - 1 && back.getUTCDate() === day
  return isReal ? at / dayMs : undefined
}

/** The day number of `YYYY-MM-DD`; `undefined` when it is not a real day written that way. */
export function findDayOf(date: string): DayNumber | undefined {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  return match ? findDay(Number(match[1]), Number(match[2]), Number(match[3])) : undefined
}

/** `YYYY-MM-DD` of a day number. */
export const dateOf = (day: DayNumber): string => new Date(day * dayMs).toISOString().slice(0, 10)

/** The year of a day number. */
export const yearOf = (day: DayNumber): number => new Date(day * dayMs).getUTCFullYear()

/** ISO weekday of a day number: 1 Monday … 7 Sunday. */
export const weekdayOf = (day: DayNumber): number => ((((day + 3) % 7) + 7) % 7) + 1

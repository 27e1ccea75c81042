import { dateOf, dayMs, findDayOf, hourMs, minuteMs } from '../time/index.ts'
import type { LiteralValue } from './syntax.ts'
import type { ValueType } from './vocabulary.ts'

/** A value written in a rule, with its type. */
export type Literal = { readonly type: ValueType; readonly value: LiteralValue }

const instantForm = /^(\d{4}-\d{2}-\d{2})T(\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?(Z|[+-]\d{2}:\d{2})$/

/**
 * Epoch milliseconds of an ISO 8601 instant with its offset, years 1000 to 9999; `undefined` when it is none.
 * A finer fraction than milliseconds is none, so that nothing is cut silently.
 */
export function findInstant(text: string): number | undefined {
  const match = instantForm.exec(text)
  const [, day = '', hour = '', minute = '', second = '0', fraction = '', zone = ''] = match ?? []
  if (!match || findDayOf(day) === undefined) return undefined
  if (Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59) return undefined
  const [zoneHours, zoneMinutes] = zone === 'Z' ? [0, 0] : [Number(zone.slice(1, 3)), Number(zone.slice(4, 6))]
  if (zoneHours > 14 || zoneMinutes > 59) return undefined
  const ahead = (zone.startsWith('-') ? -1 : 1) * (zoneHours * hourMs + zoneMinutes * minuteMs)
  const clock =
    Number(hour) * hourMs + Number(minute) * minuteMs + Number(second) * 1000 + Number(fraction.padEnd(3, '0'))
  return (findDayOf(day) ?? 0) * dayMs + clock - ahead
}

const periodForm = /^(-)?P(?:(\d{1,4})Y)?(?:(\d{1,5})M)?$/
const durationForm = /^(-)?P(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,9})M)?(?:(\d{1,10})(?:\.(\d{1,3}))?S)?)?$/

/** The duration that ISO 8601 text stands for: months (`P1Y6M`) or milliseconds (`P3DT4H`), never both. */
export function findDuration(text: string): Literal | undefined {
  if (/^-?P$|T$/.test(text)) return undefined
  const months = periodForm.exec(text)
  if (months) {
    const [, sign, years = '0', more = '0'] = months
    return { type: 'period', value: (sign ? -1 : 1) * (Number(years) * 12 + Number(more)) + 0 }
  }
  const parts = durationForm.exec(text)
  if (!parts) return undefined
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = parts
  const clock = Number(hours) * hourMs + Number(minutes) * minuteMs + Number(seconds) * 1000
  const total = Number(days) * dayMs + clock + Number(fraction.padEnd(3, '0'))
  return { type: 'duration', value: (sign ? -1 : 1) * total + 0 }
}

/** What `@"…"` stands for: a date, an instant or a duration. */
export function findTemporal(text: string): Literal | undefined {
  const day = findDayOf(text)
  if (day !== undefined) return { type: 'date', value: day }
  const instant = findInstant(text)
  if (instant !== undefined) return { type: 'instant', value: instant }
  return findDuration(text)
}

/** An instant as ISO 8601 in UTC. */
export const instantText = (at: number): string => new Date(at).toISOString()

/** Milliseconds as an ISO 8601 duration of days, hours, minutes and seconds. */
export function durationText(milliseconds: number): string {
  const size = Math.abs(milliseconds)
  const [day, rest] = [Math.floor(size / dayMs), size % dayMs]
  const [hour, minute] = [Math.floor(rest / hourMs), Math.floor((rest % hourMs) / minuteMs)]
  const second = (rest % minuteMs) / 1000
  const clock = `${hour ? `${hour}H` : ''}${minute ? `${minute}M` : ''}${second ? `${second}S` : ''}`
  const body = `${day ? `${day}D` : ''}${clock ? `T${clock}` : ''}`
  return `${milliseconds < 0 ? '-' : ''}P${body || 'T0S'}`
}

/** Months as an ISO 8601 duration of years and months. */
export function periodText(months: number): string {
  const [years, rest] = [Math.floor(Math.abs(months) / 12), Math.abs(months) % 12]
  return `${months < 0 ? '-' : ''}P${years ? `${years}Y` : ''}${rest || !years ? `${rest}M` : ''}`
}

/** A day some months on; the last of the month where it is shorter, as FEEL and SQL both count. */
export function addMonths(day: number, months: number): number {
  const from = new Date(day * dayMs)
  const index = from.getUTCFullYear() * 12 + from.getUTCMonth() + months
  const [year, month] = [Math.floor(index / 12), ((index % 12) + 12) % 12]
  const longest = new Date(0)
  longest.setUTCFullYear(year, month + 1, 0)
  const to = new Date(0)
  to.setUTCFullYear(year, month, Math.min(from.getUTCDate(), longest.getUTCDate()))
  return to.getTime() / dayMs
}

/** Whole months from one day to another, towards zero (FEEL's `years and months duration`). */
export function monthsBetween(from: number, to: number): number {
  const [one, other] = [new Date(from * dayMs), new Date(to * dayMs)]
  const months = (other.getUTCFullYear() - one.getUTCFullYear()) * 12 + (other.getUTCMonth() - one.getUTCMonth())
  const days = other.getUTCDate() - one.getUTCDate()
  if (months > 0 && days < 0) return months - 1
  return months < 0 && days > 0 ? months + 1 : months
}

/** A day number as a rule writes it. */
export const dateText = (day: number): string => dateOf(day)

import type { Say } from './say.ts'

const zone = 'Asia/Shanghai'
const day = 86_400_000

const formats = {
  'zh-CN': {
    time: new Intl.DateTimeFormat('zh-CN', { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false }),
    monthDay: new Intl.DateTimeFormat('zh-CN', { timeZone: zone, month: 'long', day: 'numeric' }),
    date: new Intl.DateTimeFormat('zh-CN', { timeZone: zone, year: 'numeric', month: 'long', day: 'numeric' }),
    weekday: new Intl.DateTimeFormat('zh-CN', { timeZone: zone, weekday: 'short' }),
  },
  'en-GB': {
    time: new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hour12: false }),
    monthDay: new Intl.DateTimeFormat('en-GB', { timeZone: zone, month: 'short', day: 'numeric' }),
    date: new Intl.DateTimeFormat('en-GB', { timeZone: zone, year: 'numeric', month: 'short', day: 'numeric' }),
    weekday: new Intl.DateTimeFormat('en-GB', { timeZone: zone, weekday: 'short' }),
  },
}

/** Days since the epoch in the city's zone (UTC+8, no summer time since 1991). */
const dayNumber = (instant: number): number => Math.floor((instant + 8 * 3_600_000) / day)

/** The years that calendars and people can read; an import may have left a date of the year 20202. */
const isReadable = (instant: number): boolean => instant > Date.UTC(1000, 0) && instant < Date.UTC(10_000, 0)

/** An instant as epoch milliseconds, from what the API gives (ISO text or a number). */
export const instantOf = (value: string | number): number => (typeof value === 'number' ? value : Date.parse(value))

/** 今天 14:30, 明天 09:00, 3月5日 14:30, 2025年3月5日: as short as it stays clear; with a clock time unless a year away. */
export function sayWhen(say: Say, value: string | number, now: number = Date.now()): string {
  const instant = instantOf(value)
  if (!isReadable(instant)) return ''
  const format = formats[say.tag]
  const apart = dayNumber(instant) - dayNumber(now)
  const time = format.time.format(instant)
  if (apart === 0) return say({ zh: '今天 {time}', en: 'today {time}' }, { time })
  if (apart === 1) return say({ zh: '明天 {time}', en: 'tomorrow {time}' }, { time })
  if (apart === -1) return say({ zh: '昨天 {time}', en: 'yesterday {time}' }, { time })
  if (apart > 0 && apart < 7) return `${format.weekday.format(instant)} ${time}`
  if (Math.abs(apart) < 300) return `${format.monthDay.format(instant)} ${time}`
  return format.date.format(instant)
}

/** Full date and time, for records, receipts and tooltips. */
export function sayInstant(say: Say, value: string | number): string {
  const instant = instantOf(value)
  if (!isReadable(instant)) return ''
  const format = formats[say.tag]
  return `${format.date.format(instant)} ${format.time.format(instant)}`
}

/** The date alone: 2026年3月5日. */
export const sayDate = (say: Say, value: string | number): string => formats[say.tag].date.format(instantOf(value))

/** The day without its year, for axes: 3月5日. */
export const sayDay = (say: Say, value: string | number): string => formats[say.tag].monthDay.format(instantOf(value))

/** The clock time alone: 14:30. */
export const sayTime = (say: Say, value: string | number): string => formats[say.tag].time.format(instantOf(value))

/** How far an instant is from now, in the largest unit that still says something: 还有 3 小时 · 已超 2 天. Minutes, hours, days. */
export function span(milliseconds: number): { readonly n: number; readonly unit: 'minute' | 'hour' | 'day' } {
  const size = Math.abs(milliseconds)
  if (size < 3_600_000) return { n: Math.max(1, Math.round(size / 60_000)), unit: 'minute' }
  if (size < 48 * 3_600_000) return { n: Math.round(size / 3_600_000), unit: 'hour' }
  return { n: Math.round(size / day), unit: 'day' }
}

/** A length of time in words: 3 小时, 2 days. */
export function saySpan(say: Say, milliseconds: number): string {
  const { n, unit } = span(milliseconds)
  switch (unit) {
    case 'minute':
      return say.count(n, { zh: '{n} 分钟', en: { one: '{n} minute', other: '{n} minutes' } })
    case 'hour':
      return say.count(n, { zh: '{n} 小时', en: { one: '{n} hour', other: '{n} hours' } })
    case 'day':
      return say.count(n, { zh: '{n} 天', en: { one: '{n} day', other: '{n} days' } })
  }
}

import type { Words } from '../words.ts'
import type { Calendar } from './calendar.ts'
import type { Within, WithinUnit } from './within.ts'
import { workingBetween } from './working.ts'
import { cityZone, dayAt, dayMs, hourMs, minuteMs, wallClock, weekdayOf } from './zone.ts'

/** How much of an instant to show. `stamp` is the same in every language: 2026-11-20 09:32:09. */
export type TimeStyle = 'date' | 'dateTime' | 'dayTime' | 'weekday' | 'time' | 'stamp'

const monthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
]
const weekdays: readonly Words[] = [
  { zh: '周一', en: 'Monday' },
  { zh: '周二', en: 'Tuesday' },
  { zh: '周三', en: 'Wednesday' },
  { zh: '周四', en: 'Thursday' },
  { zh: '周五', en: 'Friday' },
  { zh: '周六', en: 'Saturday' },
  { zh: '周日', en: 'Sunday' },
]

const two = (value: number): string => String(value).padStart(2, '0')

/**
 * An instant in the words of both languages.
 * `date` 2026年11月20日 / 20 November 2026 · `dateTime` adds 09:32 · `dayTime` 11月20日 09:32 / 20 Nov 09:32 ·
 * `weekday` 11月20日 周五 / Friday 20 November · `time` 09:32 · `stamp` 2026-11-20 09:32:09
 */
export function sayInstant(at: number, style: TimeStyle, zone: string = cityZone): Words {
  const wall = new Date(wallClock(at, zone))
  const [year, month, day] = [wall.getUTCFullYear(), wall.getUTCMonth() + 1, wall.getUTCDate()]
  const clock = `${two(wall.getUTCHours())}:${two(wall.getUTCMinutes())}`
  const monthName = monthNames[month - 1] ?? ''
  switch (style) {
    case 'date':
      return { zh: `${year}年${month}月${day}日`, en: `${day} ${monthName} ${year}` }
    case 'dateTime':
      return { zh: `${year}年${month}月${day}日 ${clock}`, en: `${day} ${monthName} ${year}, ${clock}` }
    case 'dayTime':
      return { zh: `${month}月${day}日 ${clock}`, en: `${day} ${monthName.slice(0, 3)} ${clock}` }
    case 'weekday': {
      const name = weekdays[weekdayOf(dayAt(at, zone)) - 1]
      return { zh: `${month}月${day}日 ${name?.zh}`, en: `${name?.en} ${day} ${monthName}` }
    }
    case 'time':
      return { zh: clock, en: clock }
    case 'stamp': {
      const stamp = `${year}-${two(month)}-${two(day)} ${clock}:${two(wall.getUTCSeconds())}`
      return { zh: stamp, en: stamp }
    }
  }
}

/** How long ago, or how soon: 刚刚, 3 分钟前, 昨天 14:20, 11月18日 09:00; the full date in another year. */
export function sayAgo(at: number, now: number, zone: string = cityZone): Words {
  const apart = Math.abs(now - at)
  if (apart < minuteMs) return at > now ? { zh: '马上', en: 'now' } : { zh: '刚刚', en: 'just now' }
  if (apart < 12 * hourMs || dayAt(at, zone) === dayAt(now, zone)) {
    const length = sayLength(apart, 1)
    return at > now ? { zh: `${length.zh}后`, en: `in ${length.en}` } : { zh: `${length.zh}前`, en: `${length.en} ago` }
  }
  const nearby = near.get(dayAt(at, zone) - dayAt(now, zone))
  const clock = sayInstant(at, 'time', zone)
  if (nearby) return { zh: `${nearby.zh} ${clock.zh}`, en: `${nearby.en} ${clock.en}` }
  const isSameYear = new Date(wallClock(at, zone)).getUTCFullYear() === new Date(wallClock(now, zone)).getUTCFullYear()
  return sayInstant(at, isSameYear ? 'dayTime' : 'dateTime', zone)
}

const near: ReadonlyMap<number, Words> = new Map([
  [-2, { zh: '前天', en: 'two days ago,' }],
  [-1, { zh: '昨天', en: 'yesterday' }],
  [1, { zh: '明天', en: 'tomorrow' }],
  [2, { zh: '后天', en: 'in two days,' }],
])

const count = (value: number, one: string): string => `${value} ${one}${value === 1 ? '' : 's'}`

/** A length of time in its one or two largest units, rounded down: 3 天 4 小时 / 3 days 4 hours. Under a minute: 不到 1 分钟. */
export function sayLength(ms: number, units: 1 | 2 = 2): Words {
  const minutes = Math.floor(Math.abs(ms) / minuteMs)
  if (minutes === 0) return { zh: '不到 1 分钟', en: 'less than a minute' }
  const parts: readonly (readonly [number, string, string])[] = [
    [Math.floor(minutes / 1440), '天', 'day'],
    [Math.floor(minutes / 60) % 24, '小时', 'hour'],
    [minutes % 60, '分钟', 'minute'],
  ]
  const largest = parts.findIndex(([value]) => value > 0)
  const shown = parts.slice(largest, largest + units).filter(([value]) => value > 0)
  return {
    zh: shown.map(([value, zh]) => `${value} ${zh}`).join(' '),
    en: shown.map(([value, , en]) => count(value, en)).join(' '),
  }
}

const unitWords: Readonly<Record<WithinUnit, readonly [zh: string, en: string]>> = {
  workingDay: ['个工作日', 'working day'],
  workingHour: ['个工作小时', 'working hour'],
  hour: ['小时', 'hour'],
  day: ['天', 'day'],
}

/** A limit in words: 2 个工作日 / 2 working days. */
export function sayWithin(limit: Within): Words {
  const [zh, en] = unitWords[limit.unit]
  return { zh: `${limit.amount} ${zh}`, en: count(limit.amount, en) }
}

/**
 * How much is left until something is due, or how late it is: 还有 2 个工作日, 今天 17:30 前（还有 3 小时）, 已超期 1 个工作日.
 * Working days as `addWorking` counts them; within the same working day the clock.
 * @throws time.noCalendar
 */
export function sayRemaining(now: number, due: number, calendar: Calendar): Words {
  const isLate = now > due
  const { workingDays } = isLate ? workingBetween(due, now, calendar) : workingBetween(now, due, calendar)
  if (isLate) {
    const late = workingDays > 0 ? sayWithin({ unit: 'workingDay', amount: workingDays }) : sayLength(now - due, 1)
    return { zh: `已超期 ${late.zh}`, en: `${late.en} overdue` }
  }
  if (dayAt(now, calendar.zone) === dayAt(due, calendar.zone)) {
    const clock = sayInstant(due, 'time', calendar.zone)
    const left = sayLength(due - now, 1)
    return { zh: `今天 ${clock.zh} 前（还有 ${left.zh}）`, en: `by ${clock.en} today (${left.en} left)` }
  }
  if (workingDays > 0) {
    const left = sayWithin({ unit: 'workingDay', amount: workingDays })
    return { zh: `还有 ${left.zh}`, en: `${left.en} left` }
  }
  const left = sayLength(due - now, due - now > dayMs ? 2 : 1)
  return { zh: `还有 ${left.zh}`, en: `${left.en} left` }
}

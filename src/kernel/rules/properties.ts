import { dayMs, hourMs, minuteMs, wallClock, weekdayOf } from '../time/index.ts'
import type { Words } from '../words.ts'
import type { Clock } from './builtins.ts'
import { given, plain, type Sql, sql } from './fragment.ts'
import type { Scalar } from './vocabulary.ts'

/** A part of a date, an instant or a duration, always a whole number: how it runs, its SQL, its words. */
export type Property = {
  readonly run: (value: number, clock: Clock) => number
  readonly sql: (of: Sql, clock: Clock) => Sql
  readonly says: Words
}

/** A field of the wall clock: of a date as such, of an instant in the city's zone. */
const field = (name: string, says: Words, read: (at: Date) => number) => {
  const take = (of: Sql): Sql => sql`extract(${plain(name)} from ${of})::numeric`
  return {
    date: { run: (day: number) => read(new Date(day * dayMs)), sql: (of: Sql) => take(of), says },
    instant: {
      run: (at: number, { zone }: Clock) => read(new Date(wallClock(at, zone))),
      sql: (of: Sql, { zone }: Clock) => take(sql`(${of} at time zone ${given(zone, 'text')})`),
      says,
    },
  }
}

const year = field('year', { zh: '{0} 的年份', en: 'the year of {0}' }, (at) => at.getUTCFullYear())
const month = field('month', { zh: '{0} 的月份', en: 'the month of {0}' }, (at) => at.getUTCMonth() + 1)
const day = field('day', { zh: '{0} 的日', en: 'the day of {0}' }, (at) => at.getUTCDate())
const weekday = field('isodow', { zh: '{0} 是星期几（1–7）', en: 'the weekday of {0} (1–7)' }, (at) =>
  weekdayOf(Math.floor(at.getTime() / dayMs)),
)
const hour = field('hour', { zh: '{0} 的钟点', en: 'the hour of {0}' }, (at) => at.getUTCHours())
const minute = field('minute', { zh: '{0} 的分', en: 'the minute of {0}' }, (at) => at.getUTCMinutes())

/** A component of a duration; the compiler keeps durations in seconds. */
const part = (unit: number, within: number | undefined, says: Words): Property => ({
  run: (size) => Math.trunc((within === undefined ? size : size % within) / unit) + 0,
  sql: (of) => {
    const rest = within === undefined ? of : sql`mod(${of}, ${plain(String(within / 1000))})`
    return sql`div(${rest}, ${plain(String(unit / 1000))})`
  },
  says,
})

/** What stands after a dot, by the type before it. */
export const properties: Readonly<Partial<Record<Scalar, Readonly<Record<string, Property>>>>> = {
  date: { year: year.date, month: month.date, day: day.date, weekday: weekday.date },
  instant: {
    year: year.instant,
    month: month.instant,
    day: day.instant,
    weekday: weekday.instant,
    hour: hour.instant,
    minute: minute.instant,
  },
  duration: {
    days: part(dayMs, undefined, { zh: '{0} 的整天数', en: 'whole days of {0}' }),
    hours: part(hourMs, dayMs, { zh: '{0} 不足一天的整小时数', en: 'hours of {0} beyond whole days' }),
    minutes: part(minuteMs, hourMs, { zh: '{0} 不足一小时的整分钟数', en: 'minutes of {0} beyond whole hours' }),
  },
  period: {
    years: {
      run: (months) => Math.trunc(months / 12) + 0,
      sql: (of) => sql`(${of} / 12)::numeric`,
      says: { zh: '{0} 的整年数', en: 'whole years of {0}' },
    },
    months: {
      run: (months) => (months % 12) + 0,
      sql: (of) => sql`mod(${of}, 12)::numeric`,
      says: { zh: '{0} 不足一年的整月数', en: 'months of {0} beyond whole years' },
    },
  },
}

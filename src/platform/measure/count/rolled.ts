import { sql } from 'kysely'
import { divisionStem } from '../../../kernel/codes/index.ts'
import { dateOf, findDayOf } from '../../../kernel/time/index.ts'
import { plannedAnew, type Query } from '../../base/index.ts'
import { below, type Condition, isUntouched, none, prefix } from '../../cases/index.ts'
import { wholeDays } from '../period.ts'
import { type Counters, summed } from './counters.ts'
import { isCrossed, type Question, type Rolled, rolledFor } from './question.ts'

/** Counters of one key. */
export type Row = Counters & { key: string }

/** Conditions joined by and; no condition at all is always met. */
export const and = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0
    ? sql`true`
    : sql.join(
        conditions.map((one) => sql`(${one})`),
        sql` and `,
      )

/** At or below any of the paths; `-` among them means: no office yet. */
export const underRoots =
  (column: string, empty: Condition) =>
  (paths: readonly string[]): Condition => {
    if (paths.includes(none)) return empty
    return paths.length > 0 ? below(column, paths) : sql`false`
  }

const numberOf = (day: string): number => {
  const number = findDayOf(day)
  if (number === undefined) throw new RangeError(`Not a day: ${day}`)
  return number
}

const monthAfter = (month: string): string => {
  const [year = 0, number = 1] = month.split('-').map(Number)
  return new Date(Date.UTC(year, number, 1)).toISOString().slice(0, 10)
}

/** Days (`YYYY-MM-DD`) within `[first, after)` that are summed up and in which nothing changed since. */
async function readyDays(on: Query, first: number, after: number): Promise<readonly string[]> {
  if (after <= first) return []
  const { rows } = await sql<{ day: string }>`select d.day from measure.day d
    where d.rolled_at is not null and d.day >= ${dateOf(first)} and d.day < ${dateOf(after)}
      and ${isUntouched(sql`d.day`, sql`d.day + 1`)}`.execute(on)
  return rows.map((row) => row.day)
}

/** Months, by their first day, that lie whole within `[first, after)`, are summed up and unchanged. */
async function readyMonths(on: Query, first: number, after: number): Promise<readonly string[]> {
  if (after - first < 28) return []
  const { rows } = await sql<{ month: string }>`select m.month from measure.month m
    where m.month >= ${dateOf(first)} and m.month + interval '1 month' <= ${dateOf(after)}::date
      and ${isUntouched(sql`m.month`, sql`m.month + interval '1 month'`)}`.execute(on)
  return rows.map((row) => row.month)
}

/** What of a question the sums answer: their rows, and the days that need not be looked at any more. */
export type FromSums = { readonly rows: readonly Row[]; readonly days: readonly number[] }

/** Sums of days and months for a question, as far as they are there and hold; all read in one state of the database. */
export async function readSums(on: Query, question: Question): Promise<FromSums> {
  const { day: byDay, month: byMonth } = rolledFor(question)
  const [first, after] = wholeDays(question.period)
  const months = byMonth ? await readyMonths(on, first, after) : []
  const inMonths = new Set(
    months.flatMap((month) => {
      const start = numberOf(month)
      return Array.from({ length: numberOf(monthAfter(month)) - start }, (_, index) => start + index)
    }),
  )
  const days = byDay ? (await readyDays(on, first, after)).filter((day) => !inMonths.has(numberOf(day))) : []
  const rows = [
    ...(byMonth ? await sum(on, question, byMonth, 'monthly', 'month', months) : []),
    ...(byDay ? await sum(on, question, byDay, 'daily', 'day', days) : []),
  ]
  return { rows, days: [...inMonths, ...days.map(numberOf)] }
}

async function sum(
  on: Query,
  question: Question,
  rolled: Rolled,
  table: 'daily' | 'monthly',
  time: 'day' | 'month',
  spans: readonly string[],
): Promise<readonly Row[]> {
  if (spans.length === 0) return []
  const key =
    question.by === 'day' ? sql`d.day` : isCrossed(rolled) && question.by === 'class' ? sql`d.key2` : sql`d.key`
  const { rows } = await sql<Row>`${plannedAnew} select ${key} as key, ${summed} from ${sql.table(`measure.${table}`)} d
    where ${and(wanted(question, rolled))} and d.${sql.ref(time)} = any(${[...spans]}::date[]) group by 1`.execute(on)
  return rows
}

function wanted({ roots, class: code, division, channel, pack }: Question, rolled: Rolled): Condition[] {
  const conditions: Condition[] = [sql`d.by = ${rolled}`]
  const part = (column: string, value: string | undefined, separator: '/' | '', stem = value) => {
    if (value === undefined || stem === undefined) return
    conditions.push(value === none ? sql`${sql.raw(column)} = ''` : prefix(column, stem, separator))
  }
  if (roots) conditions.push(underRoots('d.key', sql`d.key = ''`)(roots))
  part(isCrossed(rolled) ? 'd.key2' : 'd.key', code, '/')
  part('d.key', division, '', division && divisionStem(division))
  if (channel) conditions.push(sql`d.key = ${channel}`)
  if (pack) conditions.push(sql`d.pack = ${pack}`)
  return conditions
}

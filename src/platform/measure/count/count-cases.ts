import { sql } from 'kysely'
import { dateOf, findDayOf } from '../../../kernel/time/index.ts'
import type { Db, Query } from '../../base/index.ts'
import { below, type Condition, divisionStem, factTable, isUntouched, none, prefix } from '../../cases/index.ts'
import { type Period, wholeDays, withoutDays } from '../period.ts'
import { addCounters, type Counters, countedFacts, summedDays } from './counters.ts'
import { type CountKey, type Dimension, factsWanted, type Question, rolledDimension } from './question.ts'

/** Counters by key; `''` is the key of what has none. */
export type Counted = ReadonlyMap<string, Counters>

type Row = Counters & { key: string }

const and = (conditions: readonly Condition[]): Condition =>
  conditions.length === 0
    ? sql`true`
    : sql.join(
        conditions.map((one) => sql`(${one})`),
        sql` and `,
      )

const or = (conditions: readonly Condition[]): Condition =>
  sql.join(
    conditions.map((one) => sql`(${one})`),
    sql` or `,
  )

const factKey: Readonly<Record<CountKey, Condition>> = {
  office: sql.raw(`coalesce(f.path, '')`),
  class: sql.raw(`coalesce(f.class, '')`),
  division: sql.raw(`coalesce(f.division, '')`),
  channel: sql.raw('f.channel'),
  day: sql.raw('f.day::text'),
}

const inPeriod = ({ from, to }: Period): Condition =>
  sql`f.opened_at >= ${new Date(from).toISOString()} and f.opened_at < ${new Date(to).toISOString()}`

/** At or below any of the paths; `-` alone means: no office yet. */
const underRoots =
  (column: string, empty: Condition) =>
  (paths: readonly string[]): Condition => {
    if (paths.includes(none)) return empty
    return paths.length > 0 ? below(column, paths) : sql`false`
  }

/** The cases of a question as a condition over `cases.fact f`, whenever they were opened, and `more` on top. */
export const casesWanted = (
  question: Omit<Question, 'by' | 'period'>,
  now: string,
  more: readonly Condition[] = [],
): Condition => and([...factsWanted(question, now, underRoots('f.path', sql`f.path is null`)), ...more])

/** The same, of the question's period alone. */
export const factsOf = (question: Omit<Question, 'by'>, now: string, more: readonly Condition[] = []): Condition =>
  casesWanted(question, now, [inPeriod(question.period), ...more])

async function countFacts(on: Query, question: Question, pieces: readonly Period[], now: string): Promise<Row[]> {
  if (pieces.length === 0) return []
  const { rows } = await sql<Row>`select ${factKey[question.by]} as key, ${countedFacts(now)} from ${factTable}
    where ${casesWanted(question, now, [or(pieces.map(inPeriod))])} group by 1`.execute(on)
  return rows
}

function daysWanted(question: Question, dimension: Dimension): Condition[] {
  const { roots, class: code, division, channel, pack } = question
  const conditions: Condition[] = [sql`d.by = ${dimension}`]
  const part = (value: string | undefined, separator: string, stem = value) => {
    if (value === undefined || stem === undefined) return
    conditions.push(value === none ? sql`d.key = ''` : prefix('d.key', stem, separator))
  }
  if (roots) conditions.push(underRoots('d.key', sql`d.key = ''`)(roots))
  part(code, '/')
  part(division, '', division && divisionStem(division))
  if (channel) conditions.push(sql`d.key = ${channel}`)
  if (pack) conditions.push(sql`d.pack = ${pack}`)
  return conditions
}

async function sumDays(on: Query, question: Question, dimension: Dimension, days: readonly string[]): Promise<Row[]> {
  if (days.length === 0) return []
  const key = question.by === 'day' ? sql`d.day::text` : sql`d.key`
  const { rows } = await sql<Row>`select ${key} as key, ${summedDays} from measure.daily d
    where ${and(daysWanted(question, dimension))} and d.day = any(${[...days]}::date[]) group by 1`.execute(on)
  return rows
}

/** Days of the period that are summed up and nothing changed in since. */
async function readyDays(on: Query, period: Period): Promise<readonly string[]> {
  const [first, after] = wholeDays(period)
  if (after <= first) return []
  const { rows } = await sql<{ day: string }>`select d.day from measure.day d
    where d.rolled_at is not null and d.day >= ${dateOf(first)} and d.day < ${dateOf(after)} and ${isUntouched(sql`d.day`)}`.execute(
    on,
  )
  return rows.map((row) => row.day)
}

/**
 * Answers a question: from the sums of days where they hold, from the facts themselves for the rest, both as they stood at
 * one moment, so that the answer is exact to the case.
 * @param now ISO instant at which limits are judged
 */
export async function countCases(db: Db, question: Question, now: string): Promise<Counted> {
  const dimension = rolledDimension(question)
  const rows = await db.tx(
    async (tx) => {
      const days = dimension ? await readyDays(tx, question.period) : []
      const summed = dimension ? await sumDays(tx, question, dimension, days) : []
      const dayNumbers = days.flatMap((day) => findDayOf(day) ?? [])
      return [...summed, ...(await countFacts(tx, question, withoutDays(question.period, dayNumbers), now))]
    },
    { isolation: 'repeatable read', readOnly: true },
  )
  const counted = new Map<string, Counters>()
  for (const { key, ...counters } of rows) {
    const there = counted.get(key)
    if (there) addCounters(there, counters)
    else counted.set(key, counters)
  }
  return counted
}

/** Counts by consecutive periods (hours): as `countCases`, from the facts. `edges` are epoch milliseconds in order. */
export async function countByEdges(
  db: Db,
  question: Question,
  edges: readonly number[],
  now: string,
): Promise<readonly (Counters | undefined)[]> {
  const texts = edges.map((edge) => new Date(edge).toISOString())
  const { rows } = await sql<Counters & { bucket: number }>`
    select width_bucket(f.opened_at, ${texts}::timestamptz[]) as bucket, ${countedFacts(now)} from ${factTable}
    where ${factsOf(question, now)} group by 1`.execute(db)
  const byBucket = new Map(rows.map(({ bucket, ...counters }) => [bucket, counters]))
  return edges.slice(0, -1).map((_, index) => byBucket.get(index + 1))
}

import { sql } from 'kysely'
import { type Db, plannedAnew, type Query } from '../../base/index.ts'
import { type Condition, factTable } from '../../cases/index.ts'
import { type Period, withoutDays } from '../period.ts'
import { addCounters, type Counters, countedFacts } from './counters.ts'
import { factsWanted, groupDigits, type Question } from './question.ts'
import { and, type Row, readSums, underRoots } from './rolled.ts'

/** Counters by key; `''` is the key of what has none. */
export type Counted = ReadonlyMap<string, Counters>

type Asked = Omit<Question, 'by' | 'period'>

const or = (conditions: readonly Condition[]): Condition =>
  sql.join(
    conditions.map((one) => sql`(${one})`),
    sql` or `,
  )

/** What facts are counted by. Divisions are cut to what the answer shows: a city has thousands of committees. */
function keyOf(question: Question): Condition {
  switch (question.by) {
    case 'office':
      return sql.raw(`coalesce(f.path, '')`)
    case 'class':
      return sql.raw(`coalesce(f.class, '')`)
    case 'division':
      return sql`coalesce(left(f.division, ${sql.lit(groupDigits(question))}), '')`
    case 'channel':
      return sql.raw('f.channel')
    case 'day':
      return sql.raw('f.day')
  }
}

const inPeriod = ({ from, to }: Period): Condition =>
  sql`f.opened_at >= ${new Date(from).toISOString()} and f.opened_at < ${new Date(to).toISOString()}`

/** The cases of a question as a condition over `cases.fact f`, whenever they were opened, and `more` on top. */
export const casesWanted = (question: Asked, now: string, more: readonly Condition[] = []): Condition =>
  and([...factsWanted(question, now, underRoots('f.path', sql`f.path is null`)), ...more])

/** The same, of the question's period alone. */
export const factsOf = (
  question: Asked & { period: Period },
  now: string,
  more: readonly Condition[] = [],
): Condition => casesWanted(question, now, [inPeriod(question.period), ...more])

async function countFacts(
  on: Query,
  question: Question,
  pieces: readonly Period[],
  now: string,
): Promise<readonly Row[]> {
  if (pieces.length === 0) return []
  const { rows } =
    await sql<Row>`${plannedAnew} select ${keyOf(question)} as key, ${countedFacts(now)} from ${factTable}
    where ${casesWanted(question, now, [or(pieces.map(inPeriod))])} group by 1`.execute(on)
  return rows
}

/**
 * Answers a question: from the sums of months and days where they hold, from the facts themselves for the rest, both as they
 * stood at one moment, so that the answer is exact to the case.
 * @param now ISO instant at which limits are judged
 */
export async function countCases(db: Db, question: Question, now: string): Promise<Counted> {
  const rows = await db.tx(
    async (tx) => {
      const sums = await readSums(tx, question)
      return [...sums.rows, ...(await countFacts(tx, question, withoutDays(question.period, sums.days), now))]
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
  const { rows } = await sql<Counters & { bucket: number }>`${plannedAnew}
    select width_bucket(f.opened_at, ${texts}::timestamptz[]) as bucket, ${countedFacts(now)} from ${factTable}
    where ${factsOf(question, now)} group by 1`.execute(db)
  const byBucket = new Map(rows.map(({ bucket, ...counters }) => [bucket, counters]))
  return edges.slice(0, -1).map((_, index) => byBucket.get(index + 1))
}

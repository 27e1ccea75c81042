import { sql } from 'kysely'
import type { FigureMeasure } from '../../../kernel/pack/index.ts'
import { type Condition, countNames, countSql, figureSql, measures } from '../../cases/index.ts'

/** Names of the columns in which cases are counted, in tables and queries alike. */
export const counterNames = [
  ...countNames,
  'demo',
  'contact_of',
  'contact_met',
  'handled_of',
  'handled_met',
  'replied_of',
  'replied_met',
  'solved_of',
  'solved_met',
  'satisfied_of',
  'satisfied_met',
] as const

/** One counter. */
export type CounterName = (typeof counterNames)[number]

/** How many cases of a group are in each counter. */
export type Counters = { [Name in CounterName]: number }

/** Counters of a measure: how many cases count, how many of them meet it. */
export const countersOf: Readonly<Record<FigureMeasure, readonly [of: CounterName, met: CounterName]>> = {
  'contacted-in-time': ['contact_of', 'contact_met'],
  'handled-in-time': ['handled_of', 'handled_met'],
  'replied-in-time': ['replied_of', 'replied_met'],
  solved: ['solved_of', 'solved_met'],
  satisfied: ['satisfied_of', 'satisfied_met'],
}

/** Nothing counted. */
export const noCounters = (): Counters => Object.fromEntries(counterNames.map((name) => [name, 0])) as Counters // one entry a name

/** Adds the second to the first. */
export function addCounters(to: Counters, more: Counters): void {
  for (const name of counterNames) to[name] += more[name]
}

function conditions(now: string): ReadonlyMap<CounterName, Condition> {
  const all = new Map<CounterName, Condition>(countNames.map((name) => [name, countSql(name, now)]))
  all.set('demo', sql`f.is_demo`)
  for (const measure of measures) {
    const [of, met] = countersOf[measure]
    const { of: counts, meets } = figureSql(measure, now)
    all.set(of, counts)
    all.set(met, meets)
  }
  return all
}

/** The counters as a select list over `cases.fact f`, judged at an ISO instant. */
export function countedFacts(now: string): Condition {
  const all = conditions(now)
  return sql.join(
    counterNames.map((name) =>
      name === 'received'
        ? sql`count(*)::int as received`
        : sql`count(*) filter (where ${all.get(name)})::int as ${sql.ref(name)}`,
    ),
  )
}

/** The counters as a select list over sums (`d`). */
export const summed: Condition = sql.join(
  counterNames.map((name) => sql`sum(d.${sql.ref(name)})::int as ${sql.ref(name)}`),
)

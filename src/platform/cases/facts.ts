import { type RawBuilder, sql } from 'kysely'
import type { FigureMeasure } from '../../kernel/pack/index.ts'

/** A condition in SQL over `cases.fact f`. */
export type Condition = RawBuilder<unknown>

/** A share in SQL: which cases count (`of`), and which of them meet it. */
export type FigureSql = { readonly of: Condition; readonly meets: Condition }

/** Counts of cases that are no shares. */
export type CountName = 'received' | 'open' | 'closed' | 'late' | 'redone' | 'returned'

/** Every measure the engine keeps of every case. */
export const measures: readonly FigureMeasure[] = [
  'contacted-in-time',
  'handled-in-time',
  'replied-in-time',
  'solved',
  'satisfied',
]

/** Every count. */
export const countNames: readonly CountName[] = ['received', 'open', 'closed', 'late', 'redone', 'returned']

/**
 * The measures in SQL over `cases.fact f`. With a limit, a case counts once its time has come: it was done, or its limit has
 * passed. `now` is an ISO instant.
 */
export function figureSql(measure: FigureMeasure, now: string): FigureSql {
  switch (measure) {
    case 'contacted-in-time':
      return { of: sql`(f.contact_ok is not null or f.contact_wait < ${now})`, meets: sql`f.contact_ok` }
    case 'handled-in-time':
      return { of: sql`(f.handled_ok is not null or f.handled_wait < ${now})`, meets: sql`f.handled_ok` }
    case 'replied-in-time':
      return { of: sql`(f.replied_ok is not null or f.replied_wait < ${now})`, meets: sql`f.replied_ok` }
    case 'solved':
      return { of: sql`f.solved is not null`, meets: sql`f.solved` }
    case 'satisfied':
      return { of: sql`f.satisfied is not null`, meets: sql`f.satisfied` }
  }
}

/** The counts in SQL over `cases.fact f`. Late: still open although the limit of its present step has passed. */
export function countSql(name: CountName, now: string): Condition {
  switch (name) {
    case 'received':
      return sql`true`
    case 'open':
      return sql`f.status = 'open'`
    case 'closed':
      return sql`f.status = 'closed'`
    case 'late':
      return sql`f.late_after < ${now}`
    case 'redone':
      return sql`f.is_redone`
    case 'returned':
      return sql`f.is_returned`
  }
}

/**
 * The cases behind a number: those of a count; of a measure all that count, or those that meet it, or those that do not.
 * An unknown name has none.
 */
export function figureCondition(figure: string, met: boolean | undefined, now: string): Condition {
  const count = countNames.find((one) => one === figure)
  if (count) return countSql(count, now)
  const measure = measures.find((one) => one === figure)
  if (!measure) return sql`false`
  const { of, meets } = figureSql(measure, now)
  if (met === undefined) return of
  return met ? sql`${of} and ${meets}` : sql`${of} and not coalesce(${meets}, false)`
}

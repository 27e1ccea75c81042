import { type RawBuilder, sql } from 'kysely'
import type { FigureMeasure } from '../../kernel/pack/index.ts'

/** A figure over cases in SQL: which rows count (`of`), and which of them meet it. Columns of `cases.case c`. */
export type FigureSql = { readonly of: RawBuilder<unknown>; readonly meets: RawBuilder<unknown> }

/**
 * The measures the engine keeps, over `cases.case c`. A case counts once its time has come: it was done, or its limit
 * has passed. `now` is an ISO instant.
 */
export function figureSql(measure: FigureMeasure, now: string): FigureSql {
  switch (measure) {
    case 'contacted-in-time':
      return {
        of: sql`c.contact_due is not null and (c.contacted_at is not null or c.contact_due < ${now})`,
        meets: sql`c.contacted_at <= c.contact_due`,
      }
    case 'handled-in-time':
      return {
        of: sql`c.main_due is not null and (c.main_done is not null or c.main_due < ${now})`,
        meets: sql`c.main_done <= c.main_due`,
      }
    case 'replied-in-time':
      return {
        of: sql`c.main_due is not null and (c.replied_at is not null or c.main_due < ${now})`,
        meets: sql`c.replied_at <= c.main_due`,
      }
    case 'solved':
      return { of: sql`c.solved is not null`, meets: sql`c.solved` }
    case 'satisfied':
      return { of: sql`c.satisfied is not null`, meets: sql`c.satisfied` }
  }
}

const measures: readonly FigureMeasure[] = [
  'contacted-in-time',
  'handled-in-time',
  'replied-in-time',
  'solved',
  'satisfied',
]

/** The cases behind a figure: all that count, or those that meet it, or those that do not. An unknown figure has none. */
export function figureCondition(figure: string, met: boolean | undefined, now: string): RawBuilder<unknown> {
  const measure = measures.find((one) => one === figure)
  if (!measure) return sql`false`
  const { of, meets } = figureSql(measure, now)
  if (met === undefined) return of
  return met ? sql`${of} and ${meets}` : sql`${of} and not coalesce(${meets}, false)`
}

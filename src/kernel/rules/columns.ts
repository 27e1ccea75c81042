import { plain, type Sql, sql } from './fragment.ts'
import { rulesErrors } from './rules-errors.ts'
import { elementOf, type Name, sayType } from './vocabulary.ts'

/**
 * Where a database keeps a field. A text is a column's name, `age` or `person.age`.
 * `sql` is an expression of our own code, never of a user. Expected are `text`, `numeric`, `boolean`, `date`,
 * `timestamptz` in whole milliseconds, `text[]`, `numeric[]`; `as` tells of numbers kept otherwise.
 */
export type Column =
  | string
  | {
      readonly sql: string
      /** `integer`: smallint, integer or bigint; `double`: double precision. Finite values only. */
      readonly as?: 'integer' | 'double'
      /** The column never holds null; saves the comparisons that allow for it. */
      readonly notNull?: true
    }

/** A column for every field that a rule reads, by path. */
export type Columns = { readonly [path: string]: Column }

const identifier = /^[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*){0,2}$/

/** The column of a name as it stands in its table. @throws rules.column when none was given */
export function columnOf(columns: Columns, { path, type }: Name): Sql {
  const column = Object.hasOwn(columns, path) ? columns[path] : undefined
  if (column === undefined) {
    const { zh, en } = sayType(type)
    throw rulesErrors.make('rules.column', { found: path, zh: `请给出一列${zh}`, en: `give one that holds ${en}` })
  }
  if (typeof column !== 'string') return plain(column.sql)
  if (!identifier.test(column))
    throw rulesErrors.make('rules.column', {
      found: path,
      zh: `“${column}”不是列名；表达式请用 { sql }`,
      en: `"${column}" is no column name: give an expression as { sql }`,
    })
  return plain(
    column
      .split('.')
      .map((part) => `"${part}"`)
      .join('.'),
  )
}

/** Does the column hold whole numbers of the database's own integer types? */
export const isInteger = (columns: Columns, name: Name): boolean => formOf(columns, name) === 'integer'

/** Is the column declared never to hold null? */
export function isNotNull(columns: Columns, { path }: Name): boolean {
  const column = columns[path]
  return typeof column === 'object' && column.notNull === true
}

function formOf(columns: Columns, { path }: Name): 'integer' | 'double' | undefined {
  const column = columns[path]
  return typeof column === 'object' ? column.as : undefined
}

/**
 * The column in the form that rules count in: every number as `numeric`, a double by its shortest digits; every text
 * by code point, so that columns of different collations can meet.
 */
export function valueOfColumn(columns: Columns, name: Name): Sql {
  const column = columnOf(columns, name)
  const form = formOf(columns, name)
  if (elementOf(name.type) === 'number')
    return form === 'double' ? sql`${column}::text[]::numeric[]` : sql`${column}::numeric[]`
  if (name.type === 'text') return sql`(${column} collate "C")`
  if (name.type !== 'number' || form === undefined) return column
  return form === 'double' ? sql`${column}::text::numeric` : sql`${column}::numeric`
}

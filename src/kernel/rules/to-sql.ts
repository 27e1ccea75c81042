import { cityZone } from '../time/index.ts'
import type { Columns } from './columns.ts'
import { compile, type Target, whenTrue } from './compile-sql.ts'
import type { When } from './evaluate.ts'
import type { Sql } from './fragment.ts'
import type { Rule } from './rule.ts'

/**
 * A rule for a whole population. `text` with `values` is a parameterised expression for any client;
 * `parts` is the text around the values, for SQL templates (`parts.length` is `values.length + 1`).
 */
export type RuleSql = {
  readonly text: string
  readonly values: readonly unknown[]
  readonly parts: readonly string[]
}

/** `where`: true for the same rows, and free between false and null; lets indexes serve. `from`: the first parameter's number. */
export type SqlOptions = When & { readonly where?: boolean; readonly from?: number }

/**
 * The rule as an expression of PostgreSQL (15 or later) that gives for each row what `evaluate` gives for its facts:
 * the same value, and null for null. Nothing of the rule's text enters the SQL but as parameters.
 * @throws rules.column when a field that the rule reads has no column
 * @example
 * const { text, values } = toSql(rule, { age: { sql: 'p.age', as: 'integer' } }, { where: true })
 * await pool.query(`select count(*) from person p where ${text}`, [...values])
 */
export function toSql(rule: Rule, columns: Columns, options: SqlOptions = {}): RuleSql {
  const { at = Date.now(), zone = cityZone, where = false, from = 1 } = options
  const target: Target = { columns, clock: { at, zone }, variables: new Map() }
  return written(where ? whenTrue(rule.tree, target) : compile(rule.tree, target), from)
}

function written(sql: Sql, from: number): RuleSql {
  const values: unknown[] = []
  const parts = ['']
  let text = ''
  for (const piece of sql) {
    const put = typeof piece === 'string' ? piece : `::${piece.cast}`
    if (typeof piece !== 'string') {
      text += `$${from + values.length}`
      values.push(piece.value)
      parts.push('')
    }
    text += put
    parts[parts.length - 1] += put
  }
  return Object.freeze({ text, values: Object.freeze(values), parts: Object.freeze(parts) })
}

import { CityError } from '../errors/index.ts'
import type { Words } from '../words.ts'
import { holds, type When } from './evaluate.ts'
import { type Explanation, evaluate } from './explain.ts'
import { type Facts, findFact } from './facts.ts'
import { parseRule, type Rule } from './rule.ts'
import { rulesErrors } from './rules-errors.ts'
import type { Vocabulary } from './vocabulary.ts'

/**
 * One row: a cell for each input that matters, in FEEL's unary tests (`"a","b"`, `>= 60`, `[1..5]`, `not("c")`), and
 * what the row gives. An input without a cell, or with `-`, may be anything.
 */
export type TableRow<Input extends string, Output> = {
  readonly when: { readonly [Name in Input]?: string }
  readonly gives: Output
  /** Why the row is there: its legal ground, or the words shown with it. */
  readonly note?: Words
}

/** A decision table (DMN) as plain data: `inputs` are FEEL expressions by name. */
export type TableDeclaration<Input extends string, Output> = {
  readonly inputs: { readonly [Name in Input]: string }
  /** `first`: the first row that holds; `unique`: the only one; `collect`: all of them. */
  readonly hit: 'first' | 'unique' | 'collect'
  readonly rows: readonly TableRow<Input, Output>[]
}

/** A checked decision table; row n is `rules[n]`. */
export type DecisionTable<Output> = {
  readonly hit: 'first' | 'unique' | 'collect'
  readonly rules: readonly Rule[]
  readonly rows: readonly { readonly gives: Output; readonly note?: Words }[]
}

/** A row that holds, counted from 1, with its reasons. */
export type TableHit<Output> = {
  readonly row: number
  readonly gives: Output
  readonly note?: Words
  readonly explanation: Explanation
}

/** What a table answers. */
export type TableAnswer<Output> = {
  /** At most one for `first` and `unique`. */
  readonly hits: readonly TableHit<Output>[]
  /** Rows, counted from 1, of which the facts do not tell; for `first` those before the hit. */
  readonly unknown: readonly number[]
  /** Fields that those rows read and that are not known. */
  readonly lacks: readonly string[]
}

/**
 * Checks a decision table against the fields it may speak of.
 * @throws rules.table naming the row, with the fault of its cell as cause; rules.overlap when a `unique` table says a row twice
 * @example
 * const limits = decisionTable({
 *   inputs: { kind: 'kind', urgent: 'sort.urgency' },
 *   hit: 'first',
 *   rows: [
 *     { when: { urgent: '"urgent"' }, gives: { days: 1 } },
 *     { when: { kind: '"help", "complaint"' }, gives: { days: 5 } },
 *     { when: {}, gives: { days: 15 } },
 *   ],
 * }, vocabulary)
 */
export function decisionTable<const Input extends string, Output>(
  declaration: TableDeclaration<Input, Output>,
  vocabulary: Vocabulary,
): DecisionTable<Output> {
  const { inputs, hit, rows } = declaration
  const rules = rows.map((row, index) => ruleOfRow(inputs, row, index + 1, vocabulary))
  if (hit === 'unique') {
    const twice = rules.findIndex((rule, index) => rules.some((other, at) => at < index && other.text === rule.text))
    if (twice >= 0) {
      const first = rules.findIndex((rule) => rule.text === rules[twice]?.text)
      throw rulesErrors.make('rules.overlap', { rows: `${first + 1}, ${twice + 1}` })
    }
  }
  return Object.freeze({
    hit,
    rules: Object.freeze(rules),
    rows: Object.freeze(rows.map(({ gives, note }) => ({ gives, note }))),
  })
}

function ruleOfRow<Input extends string, Output>(
  inputs: { readonly [Name in Input]: string },
  { when }: TableRow<Input, Output>,
  row: number,
  vocabulary: Vocabulary,
): Rule {
  const cells = Object.entries<string | undefined>(when).flatMap(([name, cell]) => {
    if (cell === undefined || cell.trim() === '-') return []
    const input = Object.hasOwn(inputs, name) ? inputs[name as Input] : undefined // its own name, by this very test
    if (input !== undefined) return [cellText(input, cell.trim())]
    const known = Object.keys(inputs).join(', ')
    throw tableFault(row, { zh: `没有输入“${name}”；可用 ${known}`, en: `there is no input "${name}", only ${known}` })
  })
  try {
    return parseRule(cells.length === 0 ? 'true' : cells.join(' and '), vocabulary, 'boolean')
  } catch (error) {
    if (error instanceof CityError) throw tableFault(row, error.says, error)
    throw error
  }
}

const tableFault = (row: number, says: Words, cause?: CityError): CityError =>
  rulesErrors.make('rules.table', { row, zh: says.zh, en: says.en }, { faults: [{ row, says }], cause })

/** A cell as a condition on its input. */
function cellText(input: string, cell: string): string {
  const of = /^[\p{L}\p{N}_.]+$/u.test(input) ? input : `(${input})`
  const negated = /^not\s*\(([\s\S]*)\)$/.exec(cell)
  return negated ? `not(${of} in (${negated[1]}))` : `${of} in (${cell})`
}

/**
 * Asks a table. A row holds only where all its cells do; one that cannot be told does not hold, and is named.
 * @throws rules.overlap when several rows of a `unique` table hold; rules.fact as `evaluate`
 */
export function askTable<Output>(table: DecisionTable<Output>, facts: Facts, when?: When): TableAnswer<Output> {
  const moment: When = { at: Date.now(), ...when } // the same for every row
  const hits: number[] = []
  const unknown: number[] = []
  for (const [index, rule] of table.rules.entries()) {
    const answer = holds(rule, facts, moment)
    if (answer === null) unknown.push(index)
    if (answer === true) hits.push(index)
    if (answer === true && table.hit === 'first') break
  }
  if (table.hit === 'unique' && hits.length > 1)
    throw rulesErrors.make('rules.overlap', { rows: hits.map((index) => index + 1).join(', ') })
  const read = new Set(unknown.flatMap((index) => table.rules[index]?.names ?? []))
  return {
    hits: hits.flatMap((index) => hitOf(table, index, facts, moment)),
    unknown: unknown.map((index) => index + 1),
    lacks: [...read].filter((name) => findFact(facts, name) === null),
  }
}

function hitOf<Output>(table: DecisionTable<Output>, index: number, facts: Facts, when: When): TableHit<Output>[] {
  const [rule, row] = [table.rules[index], table.rows[index]]
  if (!rule || !row) return []
  return [{ row: index + 1, ...row, explanation: evaluate(rule, facts, when).explanation }]
}

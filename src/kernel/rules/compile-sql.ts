import { dateOf } from '../time/index.ts'
import { builtins, type Clock, type Value } from './builtins.ts'
import { type Columns, columnOf, isInteger, isNotNull, valueOfColumn } from './columns.ts'
import { runOf, type Scene } from './evaluate.ts'
import { decimalText, type Exact } from './exact.ts'
import { given, joined, plain, type Sql, sql } from './fragment.ts'
import { properties } from './properties.ts'
import { sumOf } from './sql-sums.ts'
import { type Comparison, type Node, type NodeOf, partsOf, type Test } from './syntax.ts'
import { elementOf, type Scalar, type ValueType } from './vocabulary.ts'

/** What a compilation knows: the columns, the clock, and how each variable of `some` and `every` is called in SQL. */
export type Target = {
  readonly columns: Columns
  readonly clock: Clock
  readonly variables: ReadonlyMap<string, Sql>
}

/** The expression in SQL: for every row the value that the evaluator gives, null for null. */
export function compile(node: Node, target: Target): Sql {
  if (isFixed(node)) return constant(runOf(node)(nobody(target)), node.type)
  const inner = (one: Node): Sql => compile(one, target)
  switch (node.kind) {
    case 'literal':
      return constant(node.value, node.type)
    case 'name':
      return valueOfColumn(target.columns, node.name)
    case 'variable':
      return target.variables.get(node.variable) ?? plain('null')
    case 'list':
      return sql`array[${joined(node.items.map(inner), ', ')}]::${plain(typeOf(node.type))}`
    case 'and':
    case 'or':
      return sql`(${joined(node.of.map(inner), ` ${node.kind} `)})`
    case 'compare':
      return compare(node.left, node.sign, node.right, target)
    case 'arithmetic':
      return sumOf(node, inner(node.left), inner(node.right))
    case 'negative':
      return sql`(- ${inner(node.of)})`
    case 'between':
      return sql`(${compare(node.of, '>=', node.low, target)} and ${compare(node.of, '<=', node.high, target)})`
    case 'in':
      return membership(node, target, false)
    case 'if':
      return sql`(case when ${whenTrue(node.when, target)} then ${inner(node.then)} else ${inner(node.otherwise)} end)`
    case 'some':
    case 'every':
      return quantified(node, target)
    case 'call':
      return called(node, target)
    case 'property':
      return properties[node.of.type as Scalar]?.[node.name]?.sql(inner(node.of), target.clock) ?? plain('null') // checked
  }
}

/**
 * The condition in SQL, true for the same rows; where the evaluator says false or unknown it may give either.
 * This is what a `where` needs, and it lets the database use its indexes.
 */
export function whenTrue(node: Node, target: Target): Sql {
  switch (node.kind) {
    case 'and':
    case 'or':
      return sql`(${joined(
        node.of.map((part) => whenTrue(part, target)),
        ` ${node.kind} `,
      )})`
    case 'compare': {
      const isEasy = node.sign === '=' && (isNeverNull(node.left, target) || isNeverNull(node.right, target))
      return isEasy ? sql`(${pair(node.left, '=', node.right, target)})` : compile(node, target)
    }
    case 'in':
      return isFixed(node) ? compile(node, target) : membership(node, target, true)
    case 'some':
    case 'every':
      return isFixed(node) ? compile(node, target) : existence(node, target)
    default:
      return compile(node, target)
  }
}

/** Is it the same for every row? */
const isFixed = (node: Node): boolean =>
  node.type === 'null' || (node.kind !== 'name' && node.kind !== 'variable' && partsOf(node).every(isFixed))

/** A value sent beside the text, or a word of SQL. */
function constant(value: Value, type: ValueType): Sql {
  if (value === null) return plain(type === 'null' ? 'null' : `null::${typeOf(type)}`)
  if (typeof value === 'boolean') return plain(String(value))
  return given(sent(value, type), typeOf(type))
}

/** A value as the database reads it. */
function sent(value: Value, type: ValueType): unknown {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value
  const element = elementOf(type)
  if (element !== undefined) return (value as readonly Value[]).map((one) => sent(one, element)) // by its type
  if (type === 'date') return dateOf(Number(value))
  if (type === 'instant') return new Date(Number(value)).toISOString()
  if (type === 'duration') return decimalText(Number(value) / 1000)
  return type === 'period' ? Number(value) : decimalText(value as Exact) // what is left is a number
}

const typeNames: Readonly<Record<Scalar, string>> = {
  text: 'text',
  number: 'numeric',
  boolean: 'boolean',
  date: 'date',
  instant: 'timestamptz',
  duration: 'numeric',
  period: 'integer',
}

function typeOf(type: ValueType): string {
  const element = elementOf(type)
  return element === undefined ? typeNames[type as Scalar] : `${typeNames[element]}[]` // callers keep null out
}

/** Can this never be null? Where in doubt, it can. */
function isNeverNull(node: Node, target: Target): boolean {
  if (node.kind === 'literal') return node.value !== null
  if (node.kind === 'name') return isNotNull(target.columns, node.name)
  if (node.kind === 'call')
    return !builtins[node.name]?.makesNull && node.takes.every((one) => isNeverNull(one, target))
  if (node.kind === 'arithmetic')
    return node.sign !== '/' && isNeverNull(node.left, target) && isNeverNull(node.right, target)
  return node.kind === 'negative' && isNeverNull(node.of, target)
}

const isNull = (node: Node): boolean => node.kind === 'literal' && node.value === null

/** FEEL's comparison: equality is never null, order is null when a side is. */
function compare(left: Node, sign: Comparison, right: Node, target: Target): Sql {
  if (sign !== '=' && sign !== '!=') return sql`(${pair(left, sign, right, target)})`
  const [equal, differ, none] = sign === '=' ? ['=', 'not distinct', 'false'] : ['<>', 'distinct', 'true']
  if (isNull(right) || isNull(left))
    return sql`(${compile(isNull(right) ? left : right, target)} is ${plain(sign === '=' ? 'null' : 'not null')})`
  const sure = [left, right].filter((side) => isNeverNull(side, target)).length
  if (sure === 2) return sql`(${pair(left, equal, right, target)})`
  if (sure === 1) return sql`coalesce(${pair(left, equal, right, target)}, ${plain(none)})`
  return sql`(${compile(left, target)} is ${plain(differ)} from ${compile(right, target)})`
}

/** Both sides with a sign between them, in the form that an index serves where there is one. */
function pair(left: Node, sign: string, right: Node, target: Target): Sql {
  const [one, other] = plainSides(left, sign, right, target) ??
    plainSides(right, sign, left, target)?.toReversed() ?? [compile(left, target), compile(right, target)]
  return sql`${one ?? []} ${plain(sign)} ${other ?? []}`
}

/** A column as it is kept, beside a fixed value: whole numbers with any sign, texts where order does not matter. */
function plainSides(column: Node, sign: string, value: Node, target: Target): readonly Sql[] | undefined {
  if (column.kind !== 'name') return undefined
  const kept = columnOf(target.columns, column.name)
  if (column.type === 'text') return isFixed(value) && sign === '=' ? [kept, compile(value, target)] : undefined
  if (!isInteger(target.columns, column.name)) return undefined
  if (value.kind === 'name')
    return isInteger(target.columns, value.name) ? [kept, columnOf(target.columns, value.name)] : undefined
  const fixed = isFixed(value) ? runOf(value)(nobody(target)) : null
  return Number.isSafeInteger(fixed) ? [kept, given(fixed, 'bigint')] : undefined
}

/** The scene in which fixed expressions are counted. */
const nobody = ({ clock }: Target): Scene => ({ facts: {}, clock, variables: {} })

function membership({ of, tests }: NodeOf<'in'>, target: Target, forWhere: boolean): Sql {
  const isListed = (test: Test<Node>): boolean =>
    test.kind === 'is' && isFixed(test.of) && !isNull(test.of) && elementOf(test.of.type) === undefined
  const [listed, rest] = [tests.filter(isListed), tests.filter((test) => !isListed(test))]
  const pieces = rest.map((test) => testOf(of, test, target))
  if (listed.length > 0) {
    const any = anyOf(
      of,
      listed.map((test) => (test.kind === 'range' ? test.low : test.of)),
      target,
    )
    pieces.unshift(forWhere ? any : sql`coalesce(${any}, false)`)
  }
  return sql`(${joined(pieces, ' or ')})`
}

/** One of several fixed values, as one array. Sides that can be null inside it were kept out. */
function anyOf(of: Node, values: readonly Node[], target: Target): Sql {
  const found = values.map((value) => runOf(value)(nobody(target)))
  const known = found.filter((value) => value !== null)
  const kept = of.kind === 'name' ? columnOf(target.columns, of.name) : undefined
  if (of.kind === 'name' && kept && isInteger(target.columns, of.name) && known.every(Number.isSafeInteger))
    return orNull(sql`${kept} = any(${given(known, 'bigint[]')})`, kept, known.length < found.length)
  const type: ValueType = `list of ${of.type as Scalar}` // checked: a single value
  const side = kept && of.type === 'text' ? kept : compile(of, target)
  return orNull(sql`${side} = any(${given(sent(known, type), typeOf(type))})`, side, known.length < found.length)
}

const orNull = (any: Sql, side: Sql, isNullToo: boolean): Sql => (isNullToo ? sql`(${any} or ${side} is null)` : any)

function testOf(of: Node, test: Test<Node>, target: Target): Sql {
  if (test.kind === 'compare') return compare(of, test.sign, test.of, target)
  if (test.kind === 'range') {
    const [low, high] = [test.openLow ? '>' : '>=', test.openHigh ? '<' : '<='] as const
    return sql`(${compare(of, low, test.low, target)} and ${compare(of, high, test.high, target)})`
  }
  if (elementOf(test.of.type) === undefined) return compare(of, '=', test.of, target)
  return (
    builtins['list contains']?.sql([compile(test.of, target), compile(of, target)], target.clock, []) ?? plain('null')
  )
}

function called(node: NodeOf<'call'>, target: Target): Sql {
  const { name, takes } = node
  const [list, element] = takes
  // the form that an index on the array serves
  if (name === 'list contains' && list && element?.kind === 'literal' && element.value !== null)
    return sql`(${compile(list, target)} @> ${constant([element.value], list.type)})`
  const literals = takes.map((one) => (one.kind === 'literal' ? one.value : null))
  const pieces = takes.map((one) => compile(one, target))
  // the column as it is kept, because an index on it can find beginnings
  if (name === 'starts with' && list?.kind === 'name' && element && isFixed(element))
    pieces[0] = columnOf(target.columns, list.name)
  return builtins[name]?.sql(pieces, target.clock, literals) ?? plain('null')
}

/** The elements of a list under a name of their own, and the target in which the variable is that name. */
function elements(node: NodeOf<'some' | 'every'>, target: Target): { list: Sql; from: Sql; inner: Target } {
  const alias = `each${target.variables.size + 1}`
  const list = compile(node.list, target)
  const variables = new Map([
    ...target.variables,
    [node.variable, plain(node.list.type === 'list of text' ? `(${alias}.one collate "C")` : `${alias}.one`)],
  ])
  return { list, from: sql`unnest(${list}) as ${plain(`${alias}(one)`)}`, inner: { ...target, variables } }
}

function quantified(node: NodeOf<'some' | 'every'>, target: Target): Sql {
  const { list, from, inner } = elements(node, target)
  const asked = sql`from (select ${compile(node.holds, inner)} as holds from ${from}) as asked`
  const answer =
    node.kind === 'some'
      ? plain('case when bool_or(holds) then true when count(*) = count(holds) then false end')
      : plain('case when not bool_and(holds) then false when count(*) = count(holds) then true end')
  return sql`(case when ${list} is not null then (select ${answer} ${asked}) end)`
}

function existence(node: NodeOf<'some' | 'every'>, target: Target): Sql {
  const { list, from, inner } = elements(node, target)
  if (node.kind === 'some') return sql`exists (select from ${from} where ${whenTrue(node.holds, inner)})`
  return sql`(${list} is not null and not exists (select from ${from} where ${compile(node.holds, inner)} is not true))`
}

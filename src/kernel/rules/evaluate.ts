import { cityZone } from '../time/index.ts'
import { builtins, type Clock, includes, isSame, type Value } from './builtins.ts'
import { add, compareNumbers, divide, type Exact, multiply, negate, plainNumber, subtract } from './exact.ts'
import { type Facts, readFact } from './facts.ts'
import { addMonths, dateText, durationText, instantText, periodText } from './literal.ts'
import { properties } from './properties.ts'
import type { Rule } from './rule.ts'
import type { Comparison, Node, NodeOf, Test } from './syntax.ts'
import { elementOf, type Scalar, type ValueType } from './vocabulary.ts'

/** What one evaluation sees: the facts, the clock, the variables of `some` and `every`. */
export type Scene = {
  readonly facts: Facts
  readonly clock: Clock
  variables: Readonly<Record<string, Value>>
  /** Names are said by their titles alone: the rule as such, not what it came to. */
  readonly isBare?: boolean
}

/** When and where a rule is asked; the present and the city's zone unless told. `at` is epoch milliseconds. */
export type When = { readonly at?: number; readonly zone?: string }

/** A rule made ready to run. */
export type Run = (scene: Scene) => Value

/** The scene of an evaluation. */
export const sceneOf = (facts: Facts, { at = Date.now(), zone = cityZone }: When = {}): Scene => ({
  facts,
  clock: { at, zone },
  variables: {},
})

const runs = new WeakMap<Node, Run>()

/** The expression made ready once, and kept for as long as the rule lives. */
export function runOf(node: Node): Run {
  const known = runs.get(node)
  if (known) return known
  const made = make(node)
  runs.set(node, made)
  return made
}

/**
 * Does the condition hold for these facts? `null` when they do not suffice to say (FEEL's three-valued logic).
 * The quick way for many; `evaluate` also explains.
 * @throws rules.fact when a fact does not fit its field
 */
export function holds(rule: Rule, facts: Facts, when?: When): boolean | null {
  const value = runOf(rule.tree)(sceneOf(facts, when))
  return typeof value === 'boolean' ? value : null
}

/** A value as the outside sees it: plain numbers, ISO dates, instants and durations. */
export type PlainValue = string | number | boolean | null | readonly PlainValue[]

/** The value of a type, as the outside sees it. */
export function plainValue(value: Value, type: ValueType): PlainValue {
  if (value === null || typeof value === 'boolean') return value
  const element = elementOf(type)
  if (element !== undefined) return (value as readonly Value[]).map((one) => plainValue(one, element)) // by its type
  switch (type as Scalar) {
    case 'date':
      return dateText(value as number) // the types of the checked tree say what each value is
    case 'instant':
      return instantText(value as number)
    case 'duration':
      return durationText(value as number)
    case 'period':
      return periodText(value as number)
    case 'number':
      return plainNumber(value as Exact)
    case 'text':
    case 'boolean':
      return value as string
  }
}

function make(node: Node): Run {
  switch (node.kind) {
    case 'literal': {
      const { value } = node
      return () => value
    }
    case 'name': {
      const { name } = node
      return ({ facts }) => readFact(facts, name)
    }
    case 'variable': {
      const { variable } = node
      return ({ variables }) => variables[variable] ?? null
    }
    case 'list': {
      const items = node.items.map(runOf)
      return (scene) => items.map((item) => item(scene))
    }
    case 'and':
    case 'or':
      return join(node)
    case 'compare':
      return comparing(node.sign, node.left, node.right)
    case 'arithmetic':
      return arithmetic(node)
    case 'negative': {
      const of = runOf(node.of)
      return (scene) => {
        const value = of(scene)
        return value === null ? null : negate(value as Exact) // checked: a number or a duration
      }
    }
    case 'between':
      return both(comparing('>=', node.of, node.low), comparing('<=', node.of, node.high))
    case 'in':
      return either(node.tests.map((test) => testing(node.of, test)))
    case 'if': {
      const [when, then, otherwise] = [runOf(node.when), runOf(node.then), runOf(node.otherwise)]
      return (scene) => (when(scene) === true ? then(scene) : otherwise(scene))
    }
    case 'some':
    case 'every':
      return quantified(node)
    case 'call':
      return called(node)
    case 'property':
      return property(node)
  }
}

function testing(of: Node, test: Test<Node>): Run {
  if (test.kind === 'compare') return comparing(test.sign, of, test.of)
  if (test.kind === 'range')
    return both(
      comparing(test.openLow ? '>' : '>=', of, test.low),
      comparing(test.openHigh ? '<' : '<=', of, test.high),
    )
  if (elementOf(test.of.type) === undefined) return comparing('=', of, test.of)
  const [element, list] = [runOf(of), runOf(test.of)]
  return (scene) => {
    const values = list(scene)
    return values === null ? null : includes(values as readonly Value[], element(scene)) // checked: a list
  }
}

function join(node: NodeOf<'and' | 'or'>): Run {
  const parts = node.of.map(runOf)
  return node.kind === 'or' ? either(parts) : every(parts)
}

/** Kleene's conjunction: false as soon as one is false, else unknown when one is unknown. */
function every(parts: readonly Run[]): Run {
  return (scene) => {
    let isKnown = true
    for (const part of parts) {
      const value = part(scene)
      if (value === false) return false
      if (value !== true) isKnown = false
    }
    return isKnown || null
  }
}

/** Kleene's disjunction. */
function either(parts: readonly Run[]): Run {
  return (scene) => {
    let isKnown = true
    for (const part of parts) {
      const value = part(scene)
      if (value === true) return true
      if (value !== false) isKnown = false
    }
    return isKnown ? false : null
  }
}

const both = (one: Run, other: Run): Run => every([one, other])

/** Order of two values of one type that has an order. Texts by code point, as PostgreSQL's collation "C". */
function order(one: Value, other: Value): number {
  if (typeof one === 'string') return compareTexts(one, other as string)
  return compareNumbers(one as Exact, other as Exact) // checked: both of one type
}

function compareTexts(one: string, other: string): number {
  if (one === other) return 0
  const [left, right] = [one[Symbol.iterator](), other[Symbol.iterator]()]
  for (;;) {
    const [a, b] = [left.next(), right.next()]
    if (a.done || b.done) return a.done ? (b.done ? 0 : -1) : 1
    const difference = (a.value.codePointAt(0) ?? 0) - (b.value.codePointAt(0) ?? 0)
    if (difference !== 0) return difference
  }
}

function comparing(sign: Comparison, leftNode: Node, rightNode: Node): Run {
  const [left, right] = [runOf(leftNode), runOf(rightNode)]
  switch (sign) {
    // Equality is never unknown: null equals null, and nothing else equals null (DMN, semantics of equality).
    case '=':
      return (scene) => isSame(left(scene), right(scene))
    case '!=':
      return (scene) => !isSame(left(scene), right(scene))
    case '<':
      return ordering(left, right, (result) => result < 0)
    case '<=':
      return ordering(left, right, (result) => result <= 0)
    case '>':
      return ordering(left, right, (result) => result > 0)
    case '>=':
      return ordering(left, right, (result) => result >= 0)
  }
}

function ordering(left: Run, right: Run, test: (result: number) => boolean): Run {
  return (scene) => {
    const [one, other] = [left(scene), right(scene)]
    return one === null || other === null ? null : test(order(one, other))
  }
}

const joinTexts = (left: Value, right: Value): Value => `${left as string}${right as string}`

function operation(node: NodeOf<'arithmetic'>): (left: Exact, right: Exact) => Value {
  const { sign, left, right } = node
  if (left.type === 'date' && right.type === 'date') return (one, other) => multiply(subtract(one, other), 86_400_000)
  if (left.type === 'date' && right.type === 'period')
    // day numbers and months are whole
    return (day, months) => addMonths(day as number, sign === '+' ? (months as number) : -(months as number))
  if (left.type === 'date') {
    const turn = sign === '+' ? 1 : -1
    return (day, span) => (day as number) + (turn * (span as number)) / 86_400_000
  }
  switch (sign) {
    case '+':
      return add
    case '-':
      return subtract
    case '*':
      return multiply
    case '/':
      return divide
  }
}

function arithmetic(node: NodeOf<'arithmetic'>): Run {
  const [left, right] = [runOf(node.left), runOf(node.right)]
  const work = node.type === 'text' ? joinTexts : (operation(node) as (one: Value, other: Value) => Value) // by type
  return (scene) => {
    const [one, other] = [left(scene), right(scene)]
    return one === null || other === null ? null : work(one, other)
  }
}

function quantified(node: NodeOf<'some' | 'every'>): Run {
  const { variable, kind } = node
  const [list, test] = [runOf(node.list), runOf(node.holds)]
  const decisive = kind === 'some'
  return (scene) => {
    const values = list(scene)
    if (values === null) return null
    let isKnown = true
    for (const value of values as readonly Value[]) {
      const result = test({ ...scene, variables: { ...scene.variables, [variable]: value } })
      if (result === decisive) return decisive
      if (result === null) isKnown = false
    }
    return isKnown ? !decisive : null
  }
}

function called(node: NodeOf<'call'>): Run {
  const builtin = builtins[node.name]
  const takes = node.takes.map(runOf)
  return (scene) => {
    const values = takes.map((take) => take(scene))
    if (!builtin || (!builtin.nulls && values.includes(null))) return null
    return builtin.run(values, scene.clock)
  }
}

function property(node: NodeOf<'property'>): Run {
  const of = runOf(node.of)
  const known = properties[node.of.type as Scalar]?.[node.name] // the checker found it there
  return (scene) => {
    const value = of(scene)
    return value === null || !known ? null : known.run(value as number, scene.clock)
  }
}

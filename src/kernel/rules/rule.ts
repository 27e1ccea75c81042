import { builtins, functionNames } from './builtins.ts'
import { check } from './check.ts'
import { parseExpression } from './parse.ts'
import { beyond, wrongAt } from './rules-errors.ts'
import { type Node, partsOf } from './syntax.ts'
import { namesOf, sayType, type ValueType, type Vocabulary } from './vocabulary.ts'

/** A checked rule: plain, frozen data. */
export type Rule = {
  /** FEEL, as it was written. */
  readonly text: string
  /** Type of what it gives; a condition gives `boolean`. */
  readonly type: ValueType
  /** Paths of the fields that it reads, each once, in the order of the text. */
  readonly names: readonly string[]
  /** Does its answer change with time alone (`now()`, `today()`)? */
  readonly readsClock: boolean
  readonly tree: Node
}

/** Most multiplications and divisions in a rule, so that every product stays within what a database counts exactly. */
const mostProducts = 20
/** Most parts that a rule may have in SQL, where some are repeated. */
const mostWeight = 4000
/** Most milliseconds and months that all durations in a rule may come to: a thousand years. */
const longest = { duration: 366_000 * 86_400_000, period: 12_000 } as const

/**
 * Reads and checks a rule against the fields that it may speak of.
 * `gives` asks for a type of result; conditions ask for `boolean`.
 * @throws rules.syntax, rules.outside, rules.name, rules.type, rules.value, rules.limit, each with its place in the text
 * @example
 * const rule = parseRule('age >= 60 and sort.urgency = "urgent"', { age: number(…), sort: { urgency: choice(…) } })
 */
export function parseRule(text: string, vocabulary: Vocabulary, gives?: ValueType): Rule {
  const names = namesOf(vocabulary)
  const tree = check(parseExpression(text, functionNames), { text, names, variables: new Map() })
  if (gives !== undefined && tree.type !== gives) {
    const [is, want] = [sayType(tree.type), sayType(gives)]
    const right = {
      zh: `规则给出${is.zh}，应给出${want.zh}`,
      en: `the rule gives ${is.en}, and should give ${want.en}`,
    }
    throw wrongAt('rules.type', text, tree, right)
  }
  return ruleOf(text, tree)
}

const parsed = new WeakMap<Vocabulary, Map<string, Rule>>()

/**
 * The condition of that text, read once for each vocabulary: for conditions that are kept as text in forms and flows.
 * @throws as parseRule
 */
export function conditionOf(text: string, vocabulary: Vocabulary): Rule {
  const known = parsed.get(vocabulary) ?? new Map<string, Rule>()
  parsed.set(vocabulary, known)
  const rule = known.get(text) ?? parseRule(text, vocabulary, 'boolean')
  known.set(text, rule)
  return rule
}

/** The rule of a checked tree. @throws rules.limit */
export function ruleOf(text: string, tree: Node): Rule {
  const found = { names: new Set<string>(), readsClock: false, products: 0, duration: 0, period: 0 }
  const visit = (node: Node): void => {
    if (node.kind === 'name') found.names.add(node.name.path)
    if (node.kind === 'call' && builtins[node.name]?.readsClock) found.readsClock = true
    const isProduct = node.kind === 'arithmetic' && (node.sign === '*' || node.sign === '/')
    if (isProduct || (node.kind === 'call' && node.name === 'modulo')) found.products += 1
    if (node.kind === 'literal' && (node.type === 'duration' || node.type === 'period'))
      found[node.type] += Math.abs(Number(node.value))
    partsOf(node).forEach(visit)
  }
  visit(tree)
  if (found.products > mostProducts)
    throw beyond({ zh: `乘除最多 ${mostProducts} 次`, en: `at most ${mostProducts} multiplications and divisions` })
  if (found.duration > longest.duration || found.period > longest.period)
    throw beyond({ zh: '时长合计最多一千年', en: 'durations come to at most a thousand years' })
  if (weightOf(tree) > mostWeight)
    throw beyond({ zh: '写成 SQL 时过长，请减少嵌套的计算', en: 'it grows too long in SQL: nest fewer calculations' })
  const { readsClock } = found
  return deepFreeze({ text, type: tree.type, names: [...found.names], readsClock, tree })
}

/** How many parts the SQL has, counting those that it repeats. */
function weightOf(node: Node): number {
  const copies = node.kind === 'call' ? (builtins[node.name]?.copies ?? 1) : 1
  const inside = partsOf(node).reduce((sum, part) => sum + weightOf(part) * copies, 1)
  if (node.kind === 'between') return inside + weightOf(node.of)
  return node.kind === 'in' ? inside + weightOf(node.of) * node.tests.length : inside
}

function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value
  Object.values(value).forEach(deepFreeze)
  return Object.freeze(value)
}

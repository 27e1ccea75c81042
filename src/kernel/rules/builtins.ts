import { dateOf, dayAt, weekdayOf } from '../time/index.ts'
import type { Words } from '../words.ts'
import { compareNumbers, type Exact, floor, modulo, negate } from './exact.ts'
import { given, type Sql, sql } from './fragment.ts'
import { monthsBetween } from './literal.ts'
import { findPatternFault, readPattern } from './pattern.ts'
import type { LiteralValue } from './syntax.ts'
import type { ValueType } from './vocabulary.ts'

/** A value inside the evaluator; its type is known from the tree. Dates are day numbers, instants epoch milliseconds. */
export type Value = string | Exact | boolean | null | readonly Value[]

/** When and where a rule is asked: what `now()` and `today()` give, and whose wall clock counts. */
export type Clock = { readonly at: number; readonly zone: string }

/**
 * A function of FEEL, said three times in one place: how it runs, its SQL, its words. `{0}`, `{1}` are what it takes.
 * Unless `nulls` is set, it is null as soon as something that it takes is null.
 */
export type Builtin = {
  /** `list`: any list; `element`: what the list before it holds. */
  readonly takes: readonly (ValueType | 'list' | 'element')[]
  readonly gives: ValueType
  readonly nulls?: true
  /** It can be null though nothing that it takes is. */
  readonly makesNull?: true
  /** Its answer changes with time alone. */
  readonly readsClock?: true
  /** How often its SQL repeats what it takes, where that is more than once. */
  readonly copies?: number
  /** Which of its inputs must be written as literals. */
  readonly literal?: readonly number[]
  /** What is wrong with the literals, if anything. */
  readonly refuses?: (literals: readonly LiteralValue[]) => Words | undefined
  readonly run: (takes: readonly Value[], clock: Clock) => Value
  readonly sql: (takes: readonly Sql[], clock: Clock, literals: readonly LiteralValue[]) => Sql
  readonly says: Words
}

// The tree was checked, so each function knows what it takes; the three casts below state that once.
const text = (value: Value | undefined): string => value as string
const number = (value: Value | undefined): Exact => value as Exact
const whole = (value: Value | undefined): number => value as number

const none: Sql = []
/** The pieces by position; positions beyond were refused by the checker. */
const piece = (takes: readonly Sql[], index: number): Sql => takes[index] ?? none

const patterns = new Map<string, ReturnType<typeof readPattern>>()

/** A pattern, read once. */
function patternOf(source: string): ReturnType<typeof readPattern> {
  const known = patterns.get(source)
  if (known) return known
  if (patterns.size >= 1000) patterns.clear()
  const read = readPattern(source)
  patterns.set(source, read)
  return read
}

const wholeNumber = (value: LiteralValue | undefined): value is number => Number.isSafeInteger(value)

const textual: Readonly<Record<string, Builtin>> = {
  contains: {
    takes: ['text', 'text'],
    gives: 'boolean',
    run: ([whole, part]) => text(whole).includes(text(part)),
    sql: (takes) => sql`(strpos(${piece(takes, 0)}, ${piece(takes, 1)}) > 0)`,
    says: { zh: '{0} 含有 {1}', en: '{0} contains {1}' },
  },
  'starts with': {
    takes: ['text', 'text'],
    gives: 'boolean',
    run: ([whole, part]) => text(whole).startsWith(text(part)),
    sql: (takes) => sql`starts_with(${piece(takes, 0)}, ${piece(takes, 1)})`,
    says: { zh: '{0} 以 {1} 开头', en: '{0} starts with {1}' },
  },
  'ends with': {
    takes: ['text', 'text'],
    gives: 'boolean',
    copies: 2,
    run: ([whole, part]) => text(whole).endsWith(text(part)),
    sql: (takes) => sql`(right(${piece(takes, 0)}, length(${piece(takes, 1)})) = ${piece(takes, 1)})`,
    says: { zh: '{0} 以 {1} 结尾', en: '{0} ends with {1}' },
  },
  'string length': {
    takes: ['text'],
    gives: 'number',
    run: ([whole]) => Array.from(text(whole)).length,
    sql: (takes) => sql`length(${piece(takes, 0)})::numeric`,
    says: { zh: '{0} 的字数', en: 'the length of {0}' },
  },
  // Letters A to Z only: databases differ on all others, and in Chinese texts these are the ones with case.
  'upper case': {
    takes: ['text'],
    gives: 'text',
    run: ([whole]) => text(whole).replace(/[a-z]+/g, (letters) => letters.toUpperCase()),
    sql: (takes) => sql`upper(${piece(takes, 0)} collate "C")`,
    says: { zh: '{0}（大写）', en: '{0} in capitals' },
  },
  'lower case': {
    takes: ['text'],
    gives: 'text',
    run: ([whole]) => text(whole).replace(/[A-Z]+/g, (letters) => letters.toLowerCase()),
    sql: (takes) => sql`lower(${piece(takes, 0)} collate "C")`,
    says: { zh: '{0}（小写）', en: '{0} in small letters' },
  },
  substring: {
    takes: ['text', 'number', 'number'],
    gives: 'text',
    literal: [1, 2],
    refuses: ([, start, length]) =>
      wholeNumber(start) && wholeNumber(length) && start >= 1 && length >= 1 && start + length <= 100_000
        ? undefined
        : { zh: '起点从 1 数起，长度至少 1，均为整数', en: 'start counts from 1, length is at least 1, both whole' },
    run: ([whole, start, length]) => {
      const from = number(start) as number // refused above unless whole
      return Array.from(text(whole))
        .slice(from - 1, from - 1 + (number(length) as number))
        .join('')
    },
    sql: (takes, _clock, [, start, length]) =>
      sql`substring(${piece(takes, 0)} from ${given(start, 'integer')} for ${given(length, 'integer')})`,
    says: { zh: '{0} 自第 {1} 字起 {2} 字', en: '{2} characters of {0} from {1}' },
  },
  matches: {
    takes: ['text', 'text'],
    gives: 'boolean',
    literal: [1],
    refuses: ([, pattern]) => findPatternFault(String(pattern)),
    run: ([whole, pattern]) => patternOf(text(pattern)).test(text(whole)),
    sql: (takes, _clock, [, pattern]) => sql`(${piece(takes, 0)} ~ ${given(patternOf(String(pattern)).sql, 'text')})`,
    says: { zh: '{0} 符合格式 {1}', en: '{0} has the form {1}' },
  },
}

const numeric: Readonly<Record<string, Builtin>> = {
  abs: {
    takes: ['number'],
    gives: 'number',
    run: ([value]) => {
      const size = number(value)
      return (typeof size === 'number' ? size < 0 : size.coefficient < 0n) ? negate(size) : size
    },
    sql: (takes) => sql`abs(${piece(takes, 0)})`,
    says: { zh: '{0} 的绝对值', en: 'the size of {0}' },
  },
  floor: {
    takes: ['number'],
    gives: 'number',
    run: ([value]) => floor(number(value)),
    sql: (takes) => sql`floor(${piece(takes, 0)})`,
    says: { zh: '{0} 向下取整', en: '{0} rounded down' },
  },
  ceiling: {
    takes: ['number'],
    gives: 'number',
    run: ([value]) => negate(floor(negate(number(value)))),
    sql: (takes) => sql`ceil(${piece(takes, 0)})`,
    says: { zh: '{0} 向上取整', en: '{0} rounded up' },
  },
  modulo: {
    takes: ['number', 'number'],
    gives: 'number',
    makesNull: true,
    copies: 3,
    run: ([left, right]) => modulo(number(left), number(right)),
    sql: (takes) => {
      const [left, right] = [piece(takes, 0), piece(takes, 1)]
      return sql`mod(mod(${left}, nullif(${right}, 0)) + ${right}, nullif(${right}, 0))`
    },
    says: { zh: '{0} 除以 {1} 的余数', en: 'the remainder of {0} by {1}' },
  },
}

const days: readonly string[] = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

const temporal: Readonly<Record<string, Builtin>> = {
  now: {
    takes: [],
    gives: 'instant',
    readsClock: true,
    run: (_, { at }) => at,
    sql: (_, { at }) => given(new Date(at).toISOString(), 'timestamptz'),
    says: { zh: '现在', en: 'now' },
  },
  today: {
    takes: [],
    gives: 'date',
    readsClock: true,
    run: (_, { at, zone }) => dayAt(at, zone),
    sql: (_, { at, zone }) => given(dateOf(dayAt(at, zone)), 'date'),
    says: { zh: '今天', en: 'today' },
  },
  date: {
    takes: ['instant'],
    gives: 'date',
    run: ([at], { zone }) => dayAt(whole(at), zone),
    sql: (takes, { zone }) => sql`(${piece(takes, 0)} at time zone ${given(zone, 'text')})::date`,
    says: { zh: '{0} 的日期', en: 'the day of {0}' },
  },
  'day of week': {
    takes: ['date'],
    gives: 'text',
    run: ([day]) => days[weekdayOf(whole(day)) - 1] ?? null,
    sql: (takes) => sql`(${given(days, 'text[]')})[extract(isodow from ${piece(takes, 0)})::integer]`,
    says: { zh: '{0} 的星期', en: 'the weekday of {0}' },
  },
  'years and months duration': {
    takes: ['date', 'date'],
    gives: 'period',
    copies: 9,
    run: ([from, to]) => monthsBetween(whole(from), whole(to)),
    sql: (takes) => {
      const [from, to] = [piece(takes, 0), piece(takes, 1)]
      const part = (name: string, of: Sql): Sql => sql`extract(${[name]} from ${of})::integer`
      const months = sql`((${part('year', to)} - ${part('year', from)}) * 12 + ${part('month', to)} - ${part('month', from)})`
      const rest = sql`(${part('day', to)} - ${part('day', from)})`
      return sql`(${months} - case when ${months} > 0 and ${rest} < 0 then 1 when ${months} < 0 and ${rest} > 0 then -1 else 0 end)`
    },
    says: { zh: '从 {0} 到 {1} 的年月', en: 'the time from {0} to {1}' },
  },
}

const listed: Readonly<Record<string, Builtin>> = {
  count: {
    takes: ['list'],
    gives: 'number',
    run: ([list]) => (list as readonly Value[]).length,
    sql: (takes) => sql`cardinality(${piece(takes, 0)})::numeric`,
    says: { zh: '{0} 的个数', en: 'the number of {0}' },
  },
  'list contains': {
    takes: ['list', 'element'],
    gives: 'boolean',
    nulls: true,
    makesNull: true,
    copies: 2,
    run: ([list, element]) => (list === null ? null : includes(list as readonly Value[], element ?? null)),
    sql: (takes) => {
      const [list, element] = [piece(takes, 0), piece(takes, 1)]
      return sql`(case when ${list} is not null then array_position(${list}, ${element}) is not null end)`
    },
    says: { zh: '{0} 包括 {1}', en: '{0} includes {1}' },
  },
}

const logical: Readonly<Record<string, Builtin>> = {
  not: {
    takes: ['boolean'],
    gives: 'boolean',
    run: ([value]) => value !== true,
    sql: (takes) => sql`(not ${piece(takes, 0)})`,
    says: { zh: '并非 {0}', en: 'not {0}' },
  },
}

/** Every function that a rule may call. A new function is one entry. */
export const builtins: Readonly<Record<string, Builtin>> = Object.freeze({
  ...logical,
  ...textual,
  ...numeric,
  ...temporal,
  ...listed,
})

/** Written with a text, these are literals and not calls. */
export const constructors: readonly string[] = ['date', 'date and time', 'duration']

/** All names that may stand before a bracket. */
export const functionNames: readonly string[] = [...new Set([...Object.keys(builtins), ...constructors])]

/** Is the value among these? Numbers by size, everything else by identity; null is equal to null. */
export function includes(list: readonly Value[], value: Value): boolean {
  return list.some((one) => isSame(one, value))
}

/** Equality of FEEL for two values of one type, null included. */
export function isSame(one: Value, other: Value): boolean {
  if (one === other) return true
  return isNumber(one) && isNumber(other) && compareNumbers(one, other) === 0
}

const isNumber = (value: Value): value is Exact =>
  typeof value === 'number' || (typeof value === 'object' && value !== null && 'scale' in value)

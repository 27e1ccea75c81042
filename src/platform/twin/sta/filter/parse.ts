import { bad } from '../error.ts'

/** An expression of `$filter` or `$orderby` (OGC 18-088 §9.3.3.5, OData 4.0 part 2 §5.1.1). */
export type Expression =
  | {
      readonly is: 'literal'
      readonly kind: 'text' | 'number' | 'boolean' | 'null' | 'instant' | 'interval' | 'duration' | 'geo'
      readonly value: string
    }
  | { readonly is: 'path'; readonly parts: readonly string[] }
  | { readonly is: 'call'; readonly name: string; readonly of: readonly Expression[] }
  | { readonly is: 'operation'; readonly operator: string; readonly of: readonly Expression[] }
  /** `Ways/any(v: condition)`: is it so for one of those that a way leads to, or for all? */
  | {
      readonly is: 'some'
      readonly way: readonly string[]
      readonly variable: string
      readonly condition: Expression | undefined
      readonly all: boolean
    }
  /** `x in (1, 2)` */
  | { readonly is: 'list'; readonly of: readonly Expression[] }

type Token = {
  readonly kind: 'text' | 'number' | 'instant' | 'interval' | 'duration' | 'geo' | 'clock' | 'word' | 'sign'
  readonly value: string
}

const moment = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?`
const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['geo', /geography'((?:[^']|'')*)'|geometry'((?:[^']|'')*)'/iy],
  ['duration', /duration'([^']*)'/iy],
  ['text', /'((?:[^']|'')*)'/y],
  ['interval', new RegExp(`(${moment}/${moment})`, 'y')],
  ['instant', new RegExp(`(${moment}|\\d{4}-\\d{2}-\\d{2}(?![\\d.]))`, 'y')],
  ['clock', /(\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?)(?![\d.])/y],
  ['number', /([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/y],
  // Names with ways and parts: `Datastream/Thing/name`, `properties/list[0]/name`.
  ['word', /([A-Za-z_@\p{L}][\w.@\p{L}]*(?:\[\d+\])*(?:\/[A-Za-z_@\p{L}0-9][\w.@\p{L}-]*(?:\[\d+\])*)*)/uy],
  ['sign', /([(),:])/y],
]

function tokens(text: string): readonly Token[] {
  const found: Token[] = []
  let at = 0
  while (at < text.length) {
    if (/\s/.test(text[at] ?? '')) {
      at += 1
      continue
    }
    const token = tokenAt(text, at)
    if (!token) throw bad(`The expression cannot be read at "${text.slice(at, at + 20)}"`)
    found.push(token.token)
    at = token.end
    if (found.length > 2_000) throw bad('The expression is too long')
  }
  return found
}

function tokenAt(text: string, at: number): { readonly token: Token; readonly end: number } | undefined {
  for (const [kind, pattern] of patterns) {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match)
      return { token: { kind, value: (match[1] ?? match[2] ?? '').replaceAll("''", "'") }, end: pattern.lastIndex }
  }
  return undefined
}

/** A time of day as `time()` gives it, to the millisecond: texts of the same form compare as the times do. */
const clockText = (value: string): string => {
  const [whole = '', part = ''] = value.split('.')
  return `${whole.length === 5 ? `${whole}:00` : whole}.${part.padEnd(3, '0')}`
}

const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in'],
  ['add', 'sub'],
  ['mul', 'div', 'mod'],
]

/** `not a lt b` is the opposite of `a lt b`, as the test suites of SensorThings have it. */
const comparisons = 2

/** The parts of a path; places in lists are parts of their own: `a/b[0]` is `a`, `b`, `0`. */
export const partsOf = (path: string): readonly string[] => path.replaceAll(/\[(\d+)\]/g, '/$1').split('/')

/** Reads an expression. @throws StaError 400 */
export function parseExpression(text: string): Expression {
  const all = tokens(text)
  let at = 0
  let depth = 0
  const peek = (): Token | undefined => all[at]
  const isWord = (word: string) => peek()?.kind === 'word' && peek()?.value === word
  const isSign = (sign: string) => peek()?.kind === 'sign' && peek()?.value === sign
  const expect = (sign: string) => {
    if (!isSign(sign)) throw bad(`The expression lacks a "${sign}"`)
    at += 1
  }
  const level = (index: number): Expression => {
    const operators = levels[index]
    if (!operators) return primary()
    if (index === comparisons && isWord('not')) {
      at += 1
      return { is: 'operation', operator: 'not', of: [level(index)] }
    }
    let left = level(index + 1)
    for (let word = peek(); word?.kind === 'word' && operators.includes(word.value); word = peek()) {
      at += 1
      left = { is: 'operation', operator: word.value, of: [left, level(index + 1)] }
    }
    return left
  }
  const nested = (): Expression => {
    depth += 1
    if (depth > 60) throw bad('The expression is nested too deeply')
    const inner = level(0)
    depth -= 1
    return inner
  }
  const lambda = (way: readonly string[], all: boolean): Expression => {
    const variable = peek()
    if (isSign(')') && !all) {
      at += 1
      return { is: 'some', way, variable: '', condition: undefined, all }
    }
    at += 1
    if (variable?.kind !== 'word') throw bad(`${way.join('/')}/any() lacks a variable`)
    expect(':')
    const condition = nested()
    expect(')')
    return { is: 'some', way, variable: variable.value, condition, all }
  }
  const primary = (): Expression => {
    const token = peek()
    if (!token) throw bad('The expression ends too early')
    at += 1
    if (token.kind === 'sign') {
      if (token.value !== '(') throw bad(`The expression has a "${token.value}" where a value should stand`)
      const inner = nested()
      if (!isSign(',')) {
        expect(')')
        return inner
      }
      const of = [inner]
      while (isSign(',')) {
        at += 1
        of.push(nested())
      }
      expect(')')
      return { is: 'list', of }
    }
    if (token.kind === 'clock') return { is: 'literal', kind: 'text', value: clockText(token.value) }
    if (token.kind !== 'word') return { is: 'literal', kind: token.kind, value: token.value }
    if (token.value === 'true' || token.value === 'false') return { is: 'literal', kind: 'boolean', value: token.value }
    if (token.value === 'null') return { is: 'literal', kind: 'null', value: '' }
    if (!isSign('(')) return { is: 'path', parts: partsOf(token.value) }
    at += 1
    const some = /^(.+)\/(any|all)$/.exec(token.value)
    if (some) return lambda(partsOf(some[1] ?? ''), some[2] === 'all')
    const of: Expression[] = []
    while (!isSign(')')) {
      of.push(nested())
      if (isSign(',')) at += 1
      else if (!isSign(')')) throw bad(`${token.value}() lacks a ")"`)
    }
    at += 1
    return { is: 'call', name: token.value.toLowerCase(), of }
  }
  const whole = nested()
  if (at < all.length) throw bad(`The expression goes on where it should end: "${all[at]?.value ?? ''}"`)
  return whole
}

import { bad } from './error.ts'

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

type Token = {
  readonly kind: 'text' | 'number' | 'instant' | 'interval' | 'duration' | 'geo' | 'word' | 'sign'
  readonly value: string
}

const moment = String.raw`\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?`
const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['geo', /geography'((?:[^']|'')*)'|geometry'((?:[^']|'')*)'/iy],
  ['duration', /duration'([^']*)'/iy],
  ['text', /'((?:[^']|'')*)'/y],
  ['interval', new RegExp(`(${moment}/${moment})`, 'y')],
  ['instant', new RegExp(`(${moment}|\\d{4}-\\d{2}-\\d{2}(?![\\d.]))`, 'y')],
  ['number', /([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/y],
  ['word', /([A-Za-z_@\p{L}][\w.@\p{L}]*(?:\/[A-Za-z_@\p{L}0-9][\w.@\p{L}-]*)*)/uy],
  ['sign', /([(),])/y],
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

const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['eq', 'ne', 'gt', 'ge', 'lt', 'le'],
  ['add', 'sub'],
  ['mul', 'div', 'mod'],
]

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
    if (!operators) return unary()
    let left = level(index + 1)
    for (let word = peek(); word?.kind === 'word' && operators.includes(word.value); word = peek()) {
      at += 1
      left = { is: 'operation', operator: word.value, of: [left, level(index + 1)] }
    }
    return left
  }
  const unary = (): Expression => {
    if (!isWord('not')) return primary()
    at += 1
    return { is: 'operation', operator: 'not', of: [unary()] }
  }
  const nested = (): Expression => {
    depth += 1
    if (depth > 60) throw bad('The expression is nested too deeply')
    const inner = level(0)
    depth -= 1
    return inner
  }
  const primary = (): Expression => {
    const token = peek()
    if (!token) throw bad('The expression ends too early')
    at += 1
    if (token.kind === 'sign') {
      if (token.value !== '(') throw bad(`The expression has a "${token.value}" where a value should stand`)
      const inner = nested()
      expect(')')
      return inner
    }
    if (token.kind !== 'word') return { is: 'literal', kind: token.kind, value: token.value }
    if (token.value === 'true' || token.value === 'false') return { is: 'literal', kind: 'boolean', value: token.value }
    if (token.value === 'null') return { is: 'literal', kind: 'null', value: '' }
    if (!isSign('(')) return { is: 'path', parts: token.value.split('/') }
    at += 1
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

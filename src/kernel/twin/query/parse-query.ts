import type { TermMap } from '../context/term-map.ts'
import { badData } from '../errors.ts'
import type { AttributePath, Comparison, Literal, QueryTree } from './query.ts'

/** What a query is read with. */
export type QueryOptions = {
  readonly map: TermMap
  /** Attributes whose values are terms to be expanded (`expandValues`). */
  readonly expandValues?: ReadonlySet<string>
}

const mostTerms = 100
const mostNesting = 20

// A name of the language, or one in compact or full IRI form, which clients use as well.
const nameStart = /[\p{L}_@]/u
const nameChar = /[\p{L}\p{N}_:/#@%-]/u
const numberForm = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/
const instantForm = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([.,]\d{1,6})?(Z|[+-]\d\d:?\d\d)$/
const dateForm = /^\d{4}-\d\d-\d\d$/
const timeForm = /^\d\d:\d\d:\d\d([.,]\d{1,6})?Z?$/

/**
 * Reads the NGSI-LD query language (clause 4.9).
 * @throws BadRequestData with the place where it goes wrong
 */
export function parseQuery(text: string, options: QueryOptions): QueryTree {
  const reader = new QueryReader(text, options)
  const tree = reader.alternatives(0)
  reader.end()
  return tree
}

class QueryReader {
  readonly #text: string
  readonly #options: QueryOptions
  #at = 0
  #terms = 0

  constructor(text: string, options: QueryOptions) {
    this.#text = text
    this.#options = options
  }

  #fail(what: string): never {
    throw badData(`q: ${what} at position ${this.#at + 1} of "${this.#text.slice(0, 200)}"`)
  }

  #eat(sign: string): boolean {
    if (!this.#text.startsWith(sign, this.#at)) return false
    this.#at += sign.length
    return true
  }

  end(): void {
    if (this.#at < this.#text.length) this.#fail('unexpected text')
  }

  alternatives(nesting: number): QueryTree {
    const all = [this.#conjunction(nesting)]
    while (this.#eat('|')) all.push(this.#conjunction(nesting))
    const [only] = all
    return all.length === 1 && only ? only : { or: all }
  }

  #conjunction(nesting: number): QueryTree {
    const all = [this.#term(nesting)]
    while (this.#eat(';')) all.push(this.#term(nesting))
    const [only] = all
    return all.length === 1 && only ? only : { and: all }
  }

  #term(nesting: number): QueryTree {
    if (this.#eat('(')) {
      if (nesting >= mostNesting) this.#fail('too many parentheses')
      const inside = this.alternatives(nesting + 1)
      if (!this.#eat(')')) this.#fail('a ")" is missing')
      return inside
    }
    if (++this.#terms > mostTerms) this.#fail(`more than ${mostTerms} terms`)
    const { path, last } = this.#path(0)
    const is = this.#comparison(last)
    return is === undefined ? { path } : { path, is }
  }

  #name(): string {
    const first = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0)
    if (this.#at >= this.#text.length || !nameStart.test(first)) this.#fail('an attribute name is missing')
    const start = this.#at
    // A full IRI has dots in it; what ends one is an operator or the end.
    const iri = /^https?:\/\/[^\s[\]{}()|;=!<>~,"]+/.exec(this.#text.slice(this.#at))?.[0]
    if (iri !== undefined) {
      this.#at += iri.length
      return iri
    }
    for (;;) {
      const next = String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0)
      if (this.#at >= this.#text.length || !nameChar.test(next)) break
      this.#at += next.length
    }
    return this.#text.slice(start, this.#at)
  }

  #dotted(): string[] {
    const names = [this.#name()]
    while (this.#eat('.')) names.push(this.#name())
    return names
  }

  #path(depth: number): { readonly path: AttributePath; readonly last: string } {
    const { map } = this.#options
    if (depth > 5) this.#fail('more than 5 linked entities')
    const terms = this.#dotted()
    const last = terms.at(-1) ?? ''
    const names = terms.map((term) => map.expand(term))
    if (this.#eat('{')) {
      const start = this.#at
      const types = this.#linkTypes()
      if (types === undefined) this.#at = start
      const inside = this.#path(depth + 1)
      if (!this.#eat('}')) this.#fail('a "}" is missing')
      return { path: { names, inner: [], link: { types: types ?? [], path: inside.path } }, last: inside.last }
    }
    return { path: { names, inner: this.#inner() }, last }
  }

  // `Device,Sensor:` before the path inside braces; the colon tells it from a name.
  #linkTypes(): string[] | undefined {
    const found = /^([\p{L}][\p{L}\p{N}_]*(?:,[\p{L}][\p{L}\p{N}_]*)*):(?!\/\/)/u.exec(this.#text.slice(this.#at))
    if (found?.[1] === undefined) return undefined
    this.#at += found[0].length
    return found[1].split(',').map((type) => this.#options.map.expand(type))
  }

  #inner(): string[] {
    if (!this.#eat('[')) return []
    const close = this.#text.indexOf(']', this.#at)
    if (close < 0) this.#fail('a "]" is missing')
    const inside = this.#text.slice(this.#at, close)
    const members = inside.split('.')
    if (members.some((member) => member === '' || /[\s"()|;=!<>~]/.test(member))) this.#fail('a member name is missing')
    this.#at = close + 1
    return members
  }

  #comparison(name: string): Comparison | undefined {
    if (this.#eat('!~=')) return { op: '!~=', pattern: this.#pattern() }
    if (this.#eat('~=')) return { op: '~=', pattern: this.#pattern() }
    for (const op of ['==', '!='] as const) {
      if (!this.#eat(op)) continue
      const first = this.#literal(name)
      if (this.#eat('..')) return { op, from: this.#ordered(first), to: this.#ordered(this.#literal(name)) }
      const values = [first]
      while (this.#eat(',')) values.push(this.#literal(name))
      return { op, values }
    }
    for (const op of ['>=', '<=', '>', '<'] as const)
      if (this.#eat(op)) return { op, value: this.#ordered(this.#literal(name)) }
    return undefined
  }

  #ordered(literal: Literal): Literal {
    if (literal.is === 'uri' || literal.is === 'boolean') this.#fail(`"${literal.value}" has no order`)
    return literal
  }

  #quoted(): string {
    const start = this.#at
    const found = /^"(?:[^"\\]|\\.)*"/s.exec(this.#text.slice(this.#at))?.[0]
    if (found === undefined) this.#fail('a quotation mark is missing')
    this.#at += found.length
    try {
      return String(JSON.parse(found))
    } catch {
      this.#at = start
      return this.#fail('the quoted text is no JSON string')
    }
  }

  #literal(name: string): Literal {
    if (this.#text[this.#at] === '"') return { is: 'text', value: this.#quoted() }
    const rest = this.#text.slice(this.#at)
    const raw = /^(?:(?!\.\.)[^;|(),])+/.exec(rest)?.[0]
    if (raw === undefined) this.#fail('a value is missing')
    this.#at += raw.length
    if (numberForm.test(raw)) return { is: 'number', value: Number(raw) }
    if (raw === 'true' || raw === 'false') return { is: 'boolean', value: raw === 'true' }
    if (instantForm.test(raw) || dateForm.test(raw)) {
      const at = Date.parse(raw.replace(',', '.'))
      if (Number.isNaN(at)) this.#fail(`"${raw}" is no date`)
      return { is: 'instant', value: at, text: raw }
    }
    if (timeForm.test(raw)) return { is: 'time', value: raw }
    if (this.#options.expandValues?.has(name)) return { is: 'uri', value: this.#options.map.expand(raw) }
    if (/[\s"<>{}\\^`]/.test(raw)) this.#fail(`"${raw}" is no value`)
    return { is: 'uri', value: raw }
  }

  // A pattern ends where the term ends: at a `;`, `|` or `)` outside its own brackets and escapes.
  #pattern(): string {
    if (this.#text[this.#at] === '"') return this.#quoted()
    const start = this.#at
    let depth = 0
    for (; this.#at < this.#text.length; this.#at++) {
      const sign = this.#text[this.#at]
      if (sign === '\\') this.#at++
      else if (sign === '(' || sign === '[' || sign === '{') depth++
      else if (sign === ')' && depth === 0) break
      else if (sign === ')' || sign === ']' || sign === '}') depth--
      else if ((sign === ';' || sign === '|') && depth === 0) break
    }
    const pattern = this.#text.slice(start, this.#at)
    if (pattern === '') this.#fail('a pattern is missing')
    return pattern
  }
}

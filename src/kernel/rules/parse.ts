import { beyond, type Span, wrongAt } from './rules-errors.ts'
import { scan, type Token } from './scan.ts'
import type { Comparison, Raw, Test } from './syntax.ts'

/** Longest text of a rule in UTF-16 units, and deepest nesting. */
export const limits = { length: 4000, depth: 40, nodes: 500 } as const

const comparisons: ReadonlySet<string> = new Set<Comparison>(['=', '!=', '<', '<=', '>', '>='])
const isComparison = (sign: string): sign is Comparison => comparisons.has(sign)

/** FEEL words and signs outside the subset, with what to say instead. */
const outside: Readonly<Record<string, { zh: string; en: string }>> = {
  for: {
    zh: '请用 some … in … satisfies 或 every … in … satisfies',
    en: 'use some … in … satisfies, or every … in … satisfies',
  },
  function: { zh: '规则里不能定义函数', en: 'rules define no functions' },
  instance: { zh: '字段的类型已声明，不必判断', en: 'fields have declared types, do not ask for them' },
  '**': { zh: '请用乘法', en: 'use multiplication' },
  '[': { zh: '请用 some … in … satisfies 筛选列表', en: 'ask of a list with some … in … satisfies' },
  '{': { zh: '规则里没有上下文，请用字段名', en: 'rules have no contexts, use the names of fields' },
  '?': { zh: '请写出字段名', en: 'write the name of the field' },
}

/** Reads one FEEL expression. @throws rules.syntax, rules.outside, rules.value, rules.limit */
export function parseExpression(text: string, functions: readonly string[]): Raw {
  const parser = new Parser(text, functions)
  return parser.whole()
}

class Parser {
  readonly #text: string
  readonly #tokens: readonly Token[]
  /** Names of functions as lists of words, longest first, because FEEL's names hold spaces. */
  readonly #functions: readonly (readonly string[])[]
  /** A value whose beginning was read while looking for a range. */
  #begun: Raw | undefined
  #next = 0
  #depth = 0
  #nodes = 0

  constructor(text: string, functions: readonly string[]) {
    if (text.length > limits.length)
      throw beyond({ zh: `文本最长 ${limits.length} 个字符`, en: `the text has at most ${limits.length} characters` })
    this.#text = text
    this.#tokens = scan(text)
    this.#functions = functions.map((name) => name.split(' ')).sort((one, other) => other.length - one.length)
  }

  whole(): Raw {
    const read = this.#expression()
    this.#end()
    return read
  }

  #peek(ahead = 0): Token {
    // the last token is `end`, and nothing reads beyond it
    return this.#tokens[Math.min(this.#next + ahead, this.#tokens.length - 1)] as Token
  }

  #take(): Token {
    const token = this.#peek()
    this.#next += 1
    return token
  }

  #isSign = (sign: string): boolean => this.#peek().kind === 'sign' && this.#peek().value === sign
  #isWord = (word: string): boolean => this.#peek().kind === 'word' && this.#peek().value === word

  #fail(zh: string, en: string, span: Span = this.#peek()): never {
    const { value } = this.#peek()
    const known = Object.hasOwn(outside, value) ? outside[value] : undefined
    if (known && span === this.#peek()) throw wrongAt('rules.outside', this.#text, span, known)
    throw wrongAt('rules.syntax', this.#text, span, { zh, en })
  }

  #sign(sign: string): Token {
    if (this.#isSign(sign)) return this.#take()
    return this.#fail(`此处应为“${sign}”`, `"${sign}" belongs here`)
  }

  #word(word: string): Token {
    if (this.#isWord(word)) return this.#take()
    return this.#fail(`此处应为“${word}”`, `"${word}" belongs here`)
  }

  #end(): void {
    if (this.#peek().kind !== 'end')
      this.#fail(
        '规则到此应已结束，或缺少 and、or、比较符号',
        'the rule should end here, or "and", "or" or a comparison is missing',
      )
  }

  #made<R extends Raw>(node: R): R {
    this.#nodes += 1
    if (this.#nodes > limits.nodes)
      throw beyond({ zh: `最多 ${limits.nodes} 个部分`, en: `a rule has at most ${limits.nodes} parts` })
    return node
  }

  #deeper<R>(read: () => R): R {
    this.#depth += 1
    if (this.#depth > limits.depth)
      throw beyond({ zh: `嵌套最多 ${limits.depth} 层`, en: `a rule is nested at most ${limits.depth} deep` })
    const node = read()
    this.#depth -= 1
    return node
  }

  #expression(): Raw {
    return this.#deeper(() => {
      if (this.#isWord('if')) return this.#conditional()
      if (this.#isWord('some') || this.#isWord('every')) return this.#quantified()
      return this.#joined('or', () => this.#joined('and', () => this.#comparison()))
    })
  }

  #conditional(): Raw {
    const { at } = this.#word('if')
    const when = this.#expression()
    this.#word('then')
    const then = this.#expression()
    this.#word('else')
    const otherwise = this.#expression()
    return this.#made({ kind: 'if', when, then, otherwise, at, to: otherwise.to })
  }

  #quantified(): Raw {
    const { at, value } = this.#take()
    const variable = this.#take()
    if (variable.kind !== 'word') this.#fail('此处应为变量名', 'the name of a variable belongs here', variable)
    this.#word('in')
    const list = this.#comparison()
    this.#word('satisfies')
    const holds = this.#expression()
    const kind = value === 'some' ? 'some' : 'every'
    return this.#made({ kind, variable: variable.value, list, holds, at, to: holds.to })
  }

  #joined(kind: 'and' | 'or', read: () => Raw): Raw {
    const of = [read()]
    while (this.#isWord(kind)) {
      this.#take()
      of.push(this.#isWord('if') || this.#isWord('some') || this.#isWord('every') ? this.#expression() : read())
    }
    const [first] = of
    if (of.length === 1 && first) return first
    return this.#made({ kind, of, ...spanOf(of) })
  }

  #comparison(): Raw {
    const left = this.#sum()
    const { kind, value } = this.#peek()
    if (kind === 'sign' && isComparison(value)) {
      this.#take()
      const right = this.#sum()
      const chained = this.#peek()
      if (chained.kind === 'sign' && isComparison(chained.value))
        this.#fail('比较不能连写，请用 and 或 between', 'comparisons are not chained: use "and" or "between"')
      return this.#made({ kind: 'compare', sign: value, left, right, at: left.at, to: right.to })
    }
    if (this.#isWord('between')) {
      this.#take()
      const low = this.#sum()
      this.#word('and')
      const high = this.#sum()
      return this.#made({ kind: 'between', of: left, low, high, at: left.at, to: high.to })
    }
    if (this.#isWord('in')) return this.#membership(left)
    return left
  }

  #membership(of: Raw): Raw {
    this.#take()
    const tests = this.#isSign('(') ? this.#openTests() : [this.#test()]
    return this.#made({ kind: 'in', of, tests, at: of.at, to: this.#tokens[this.#next - 1]?.to ?? of.to })
  }

  /** After `in (`: either tests in brackets, or a range that begins with a round one. */
  #openTests(): readonly Test<Raw>[] {
    this.#take()
    const first = this.#test()
    if (first.kind === 'is' && this.#isSign('..')) return [this.#range(first.of, true)]
    const tests = [first]
    while (this.#isSign(',')) {
      this.#take()
      tests.push(this.#test())
    }
    this.#sign(')')
    return tests
  }

  #test(): Test<Raw> {
    const { kind, value, at } = this.#peek()
    if (kind !== 'sign') return { kind: 'is', of: this.#sum() }
    if (isComparison(value)) {
      this.#take()
      return { kind: 'compare', sign: value, of: this.#sum() }
    }
    if (value === ']') {
      this.#take()
      return this.#range(this.#sum(), true)
    }
    if (value !== '(' && value !== '[') return { kind: 'is', of: this.#sum() }
    this.#take()
    const low = this.#isSign(']') ? undefined : this.#expression()
    if (low && this.#isSign('..')) return this.#range(low, value === '(')
    // no range: what was read is the beginning of a value
    this.#begun = value === '[' ? this.#list(at, low) : this.#closed(at, low)
    return { kind: 'is', of: this.#sum() }
  }

  /** The rest of a range, from its `..` on. */
  #range(low: Raw, openLow: boolean): Test<Raw> {
    this.#sign('..')
    const high = this.#sum()
    const { kind, value } = this.#peek()
    if (kind !== 'sign' || ![']', ')', '['].includes(value))
      this.#fail('范围缺少右括号', 'the range needs its closing bracket')
    this.#take()
    return { kind: 'range', low, high, openLow, openHigh: value !== ']' }
  }

  #sum(): Raw {
    return this.#chain(['+', '-'], () => this.#chain(['*', '/'], () => this.#signed()))
  }

  #chain(signs: readonly string[], read: () => Raw): Raw {
    let left = read()
    while (this.#peek().kind === 'sign' && signs.includes(this.#peek().value)) {
      const sign = this.#take().value as '+' | '-' | '*' | '/' // one of `signs`, which the two callers give
      const right = read()
      left = this.#made({ kind: 'arithmetic', sign, left, right, at: left.at, to: right.to })
    }
    return left
  }

  #signed(): Raw {
    if (this.#begun || !this.#isSign('-')) return this.#path()
    const { at } = this.#take()
    const of = this.#deeper(() => this.#signed())
    return this.#made({ kind: 'negative', of, at, to: of.to })
  }

  #path(): Raw {
    let of = this.#primary()
    while (this.#isSign('.')) {
      this.#take()
      const part = this.#take()
      if (part.kind !== 'word') this.#fail('“.”后应为名称', 'a name follows "."', part)
      of =
        of.kind === 'name'
          ? { ...of, path: [...of.path, part.value], to: part.to }
          : this.#made({ kind: 'property', name: part.value, of, at: of.at, to: part.to })
    }
    return of
  }

  #primary(): Raw {
    const begun = this.#begun
    this.#begun = undefined
    if (begun) return begun
    const token = this.#peek()
    switch (token.kind) {
      case 'number':
        return this.#literal(Number(token.value))
      case 'string':
        return this.#literal(token.value)
      case 'word':
        return this.#named()
      case 'sign':
        return this.#bracketed()
      case 'end':
        return this.#fail('规则不完整', 'the rule is not complete')
    }
  }

  #literal(value: number | string | boolean | null): Raw {
    const { at, to } = this.#take()
    return this.#made({ kind: 'literal', value, at, to })
  }

  #named(): Raw {
    const token = this.#peek()
    if (token.value === 'true' || token.value === 'false') return this.#literal(token.value === 'true')
    if (token.value === 'null') return this.#literal(null)
    const called = this.#functions.find(
      (name) =>
        name.every((word, index) => this.#peek(index).kind === 'word' && this.#peek(index).value === word) &&
        this.#peek(name.length).value === '(',
    )
    if (called) return this.#call(called)
    if (reserved.has(token.value)) this.#fail('此处应为值或字段名', 'a value or the name of a field belongs here')
    this.#take()
    this.#refuseCall(token)
    return this.#made({ kind: 'name', path: [token.value], at: token.at, to: token.to })
  }

  /** A name, or several in a row, before `(`: a function that we do not have. */
  #refuseCall(first: Token): void {
    let ahead = 0
    while (this.#peek(ahead).kind === 'word' && !reserved.has(this.#peek(ahead).value)) ahead += 1
    const { kind, value, at } = this.#peek(ahead)
    if (kind !== 'sign' || value !== '(') return
    const list = this.#functions.map((name) => name.join(' ')).sort()
    throw wrongAt(
      'rules.outside',
      this.#text,
      { at: first.at, to: at },
      {
        zh: `可用的函数：${list.join('、')}`,
        en: `the functions are ${list.join(', ')}`,
      },
    )
  }

  #call(name: readonly string[]): Raw {
    const { at } = this.#peek()
    this.#next += name.length + 1
    const takes: Raw[] = []
    while (!this.#isSign(')')) {
      if (takes.length > 0) this.#sign(',')
      takes.push(this.#expression())
    }
    const { to } = this.#sign(')')
    return this.#made({ kind: 'call', name: name.join(' '), takes, at, to })
  }

  #bracketed(): Raw {
    const token = this.#take()
    if (token.value === '(') return this.#closed(token.at, this.#expression())
    if (token.value === '[') return this.#list(token.at, this.#isSign(']') ? undefined : this.#expression())
    if (token.value === '@') {
      const text = this.#take()
      if (text.kind !== 'string') this.#fail('@ 后应为引号内的日期或时刻', 'a quoted date or instant follows @', text)
      return this.#made({ kind: 'at', text: text.value, at: token.at, to: text.to })
    }
    this.#next -= 1
    return this.#fail('此处应为值、字段名或左括号', 'a value, the name of a field or an opening bracket belongs here')
  }

  /** A bracketed value, whose inside was read. */
  #closed(at: number, inner: Raw | undefined): Raw {
    if (!inner) return this.#fail('括号内应有值', 'a value belongs between the brackets')
    return { ...inner, at, to: this.#sign(')').to }
  }

  /** A list, whose first item was read. */
  #list(at: number, first: Raw | undefined): Raw {
    const items = first ? [first] : []
    while (this.#isSign(',')) {
      this.#take()
      items.push(this.#expression())
    }
    return this.#made({ kind: 'list', items, at, to: this.#sign(']').to })
  }
}

const reserved = new Set(
  'and or in between if then else some every satisfies instance of for return function'.split(' '),
)

const spanOf = (nodes: readonly Raw[]): Span => ({ at: nodes[0]?.at ?? 0, to: nodes.at(-1)?.to ?? 0 })

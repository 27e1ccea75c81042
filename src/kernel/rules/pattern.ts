import type { Words } from '../words.ts'

/** One step of a pattern: a set of code points, as ranges; or a place in the text. */
type Step = { readonly ranges: readonly (readonly [number, number])[] } | 'start' | 'end'

/** A regular expression of the safe subset, as data. */
type Shape =
  | { readonly kind: 'step'; readonly step: Step }
  | { readonly kind: 'sequence' | 'choice'; readonly of: readonly Shape[] }
  | { readonly kind: 'repeat'; readonly of: Shape; readonly least: number; readonly most: number }

/** A pattern ready for use: `test` takes time in proportion to the text, whatever the pattern; `sql` is the same as an ARE of PostgreSQL. */
export type Pattern = { readonly sql: string; test(text: string): boolean }

/** What is wrong with a pattern. */
class PatternFault extends Error {
  readonly right: Words
  constructor(right: Words) {
    super(right.en)
    this.right = right
  }
}

const mostRepeats = 100
const mostStates = 2000
const last = 0x10ffff

const named: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  d: [[0x30, 0x39]],
  s: [
    [0x09, 0x0a],
    [0x0d, 0x0d],
    [0x20, 0x20],
  ],
}

const fail = (zh: string, en: string): never => {
  throw new PatternFault({ zh, en })
}

/**
 * Reads a pattern of the subset: characters, `.`, `[a-z]`, `[^a-z]`, `\d`, `\s`, `( )`, `|`, `? * + {m,n}`, `^`, `$`.
 * There are no back references, look-arounds or lazy repeats, so it is a regular language in the strict sense:
 * matched by simulating all states at once, it cannot be made slow by its input.
 * @throws PatternFault
 */
export function readPattern(source: string): Pattern {
  const shape = new Reader(source).whole()
  const program: Instruction[] = []
  emit(shape, program)
  program.push({ kind: 'match' })
  return { sql: sqlOf(shape), test: (text) => run(program, text) }
}

/** What is wrong with a pattern, in words; nothing when it is of the subset. */
export function findPatternFault(source: string): Words | undefined {
  try {
    readPattern(source)
    return undefined
  } catch (fault) {
    if (fault instanceof PatternFault) return fault.right
    throw fault
  }
}

class Reader {
  readonly #points: readonly string[]
  #next = 0
  #depth = 0

  constructor(source: string) {
    this.#points = [...source]
  }

  whole(): Shape {
    const shape = this.#choice()
    if (this.#next < this.#points.length) fail('多了一个“)”', 'there is one ")" too many')
    return shape
  }

  #choice(): Shape {
    this.#depth += 1
    if (this.#depth > 10) fail('括号最多 10 层', 'brackets nest at most 10 deep')
    const of = [this.#sequence()]
    while (this.#points[this.#next] === '|') {
      this.#next += 1
      of.push(this.#sequence())
    }
    this.#depth -= 1
    return { kind: 'choice', of }
  }

  #sequence(): Shape {
    const of: Shape[] = []
    while (this.#next < this.#points.length && this.#points[this.#next] !== '|' && this.#points[this.#next] !== ')')
      of.push(this.#repeated())
    return { kind: 'sequence', of }
  }

  #repeated(): Shape {
    const of = this.#atom()
    const bounds = this.#bounds()
    if (!bounds) return of
    if (of.kind === 'step' && typeof of.step === 'string') fail('^ 和 $ 不能重复', '^ and $ are not repeated')
    const after = this.#points[this.#next]
    if (after === '?' || after === '*' || after === '+' || after === '{')
      fail('不支持懒惰或叠加的重复', 'a repeat is neither lazy nor repeated again')
    return { kind: 'repeat', of, ...bounds }
  }

  #bounds(): { readonly least: number; readonly most: number } | undefined {
    const sign = this.#points[this.#next]
    if (sign === '*' || sign === '+' || sign === '?') {
      this.#next += 1
      return { least: sign === '+' ? 1 : 0, most: sign === '?' ? 1 : Number.POSITIVE_INFINITY }
    }
    if (sign !== '{') return undefined
    const close = this.#points.indexOf('}', this.#next)
    const body = close < 0 ? '' : this.#points.slice(this.#next + 1, close).join('')
    const found =
      /^(\d{1,3})(,(\d{0,3}))?$/.exec(body) ?? fail('次数应写作 {m}、{m,} 或 {m,n}', 'a count is {m}, {m,} or {m,n}')
    const least = Number(found[1])
    const most = found[2] === undefined ? least : found[3] === '' ? Number.POSITIVE_INFINITY : Number(found[3])
    if (least > mostRepeats || (most !== Number.POSITIVE_INFINITY && most > mostRepeats) || least > most)
      fail(`次数应为 0 到 ${mostRepeats}，且从小到大`, `counts lie between 0 and ${mostRepeats}, the lesser first`)
    this.#next = close + 1
    return { least, most }
  }

  #atom(): Shape {
    const point = this.#points[this.#next] ?? ''
    this.#next += 1
    if (point === '(') return this.#group()
    if (point === '^' || point === '$') return { kind: 'step', step: point === '^' ? 'start' : 'end' }
    if (point === '[') return { kind: 'step', step: { ranges: this.#set() } }
    if (point === '.')
      return {
        kind: 'step',
        step: {
          ranges: complement([
            [0x0a, 0x0a],
            [0x0d, 0x0d],
          ]),
        },
      }
    if (point === '\\') return { kind: 'step', step: { ranges: this.#escape() } }
    if ('*+?{}]'.includes(point))
      fail(
        `“${point}”前应有内容；字符本身写作 \\${point}`,
        `something must stand before "${point}"; the sign itself is \\${point}`,
      )
    return { kind: 'step', step: { ranges: [single(point)] } }
  }

  #group(): Shape {
    if (this.#points[this.#next] === '?') {
      if (this.#points[this.#next + 1] !== ':')
        fail('不支持环视与命名组', 'there are no look-arounds and no named groups')
      this.#next += 2
    }
    const inner = this.#choice()
    if (this.#points[this.#next] !== ')') fail('缺少“)”', 'a ")" is missing')
    this.#next += 1
    return inner
  }

  #escape(): readonly (readonly [number, number])[] {
    const point = this.#points[this.#next] ?? fail('末尾多了“\\”', 'a "\\" stands at the end')
    this.#next += 1
    const set = named[point]
    if (set) return set
    if (point === 'n') return [single('\n')]
    if (point === 'r') return [single('\r')]
    if (point === 't') return [single('\t')]
    if (/[\p{L}\p{N}]/u.test(point))
      fail(`不支持 \\${point}；可用 \\d \\s 与 [A-Za-z0-9_]`, `there is no \\${point}; use \\d, \\s, [A-Za-z0-9_]`)
    return [single(point)]
  }

  #set(): readonly (readonly [number, number])[] {
    const negated = this.#points[this.#next] === '^'
    if (negated) this.#next += 1
    const ranges: (readonly [number, number])[] = []
    while (this.#points[this.#next] !== ']') ranges.push(...this.#member())
    this.#next += 1
    if (ranges.length === 0) fail('方括号内不能为空', 'a set has at least one character')
    return negated ? complement(ranges) : ranges
  }

  #member(): readonly (readonly [number, number])[] {
    const low = this.#one()
    const [first] = low
    if (this.#points[this.#next] !== '-' || this.#points[this.#next + 1] === ']' || low.length > 1 || !first) return low
    this.#next += 1
    const high = this.#one()[0] ?? first
    if (first[0] !== first[1] || high[0] !== high[1] || high[0] < first[0])
      fail('范围应从小到大', 'a range goes from the lesser character to the greater')
    return [[first[0], high[0]]]
  }

  #one(): readonly (readonly [number, number])[] {
    const point = this.#points[this.#next] ?? fail('缺少“]”', 'a "]" is missing')
    this.#next += 1
    if (point === '\\') return this.#escape()
    if (point === '[') fail('方括号内的“[”写作 \\[', 'inside a set "[" is written \\[')
    return [single(point)]
  }
}

const single = (point: string): readonly [number, number] => {
  const code = point.codePointAt(0) ?? 0
  return [code, code]
}

/** All code points but these; NUL is left out because no text holds it. */
function complement(ranges: readonly (readonly [number, number])[]): readonly (readonly [number, number])[] {
  const out: (readonly [number, number])[] = []
  let from = 1
  for (const [low, high] of [...ranges].sort((one, other) => one[0] - other[0])) {
    if (low > from) out.push([from, low - 1])
    from = Math.max(from, high + 1)
  }
  if (from <= last) out.push([from, last])
  return out
}

type Instruction =
  | { kind: 'step'; step: Step }
  | { kind: 'split'; first: number; second: number }
  | { kind: 'jump'; to: number }
  | { kind: 'match' }

function emit(shape: Shape, into: Instruction[]): void {
  if (into.length > mostStates) fail('模式过大，请减少重复次数', 'the pattern is too large: use smaller counts')
  switch (shape.kind) {
    case 'step':
      into.push({ kind: 'step', step: shape.step })
      return
    case 'sequence':
      for (const part of shape.of) emit(part, into)
      return
    case 'choice':
      emitChoice(shape.of, into)
      return
    case 'repeat':
      emitRepeat(shape.of, shape.least, shape.most, into)
      return
  }
}

function emitChoice(of: readonly Shape[], into: Instruction[]): void {
  const jumps: { kind: 'jump'; to: number }[] = []
  of.slice(0, -1).forEach((part) => {
    const split = { kind: 'split' as const, first: into.length + 1, second: 0 }
    into.push(split)
    emit(part, into)
    const jump = { kind: 'jump' as const, to: 0 }
    into.push(jump)
    jumps.push(jump)
    split.second = into.length
  })
  of.slice(-1).forEach((part) => {
    emit(part, into)
  })
  for (const jump of jumps) jump.to = into.length
}

function emitRepeat(of: Shape, least: number, most: number, into: Instruction[]): void {
  for (let count = 0; count < least; count += 1) emit(of, into)
  if (most === Number.POSITIVE_INFINITY) {
    const split = { kind: 'split' as const, first: into.length + 1, second: 0 }
    const from = into.length
    into.push(split)
    emit(of, into)
    into.push({ kind: 'jump', to: from })
    split.second = into.length
    return
  }
  const splits: { kind: 'split'; first: number; second: number }[] = []
  for (let count = least; count < most; count += 1) {
    const split = { kind: 'split' as const, first: into.length + 1, second: 0 }
    into.push(split)
    splits.push(split)
    emit(of, into)
  }
  for (const split of splits) split.second = into.length
}

/** Runs all threads of the program side by side (Thompson 1968): text length × program size at worst. */
function run(program: readonly Instruction[], text: string): boolean {
  const points = Array.from(text, (point) => point.codePointAt(0) ?? 0)
  let threads = new Set<number>()
  for (let at = 0; at <= points.length; at += 1) {
    follow(program, 0, at, points.length, threads)
    const next = new Set<number>()
    for (const index of threads) {
      const instruction = program[index]
      if (instruction?.kind === 'match') return true
      if (instruction?.kind !== 'step' || typeof instruction.step === 'string' || at === points.length) continue
      const code = points[at] ?? 0
      if (instruction.step.ranges.some(([low, high]) => code >= low && code <= high))
        follow(program, index + 1, at + 1, points.length, next)
    }
    threads = next
  }
  return false
}

function follow(program: readonly Instruction[], from: number, at: number, end: number, threads: Set<number>): void {
  const open = [from]
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    if (threads.has(index)) continue
    threads.add(index)
    const instruction = program[index]
    if (instruction?.kind === 'jump') open.push(instruction.to)
    else if (instruction?.kind === 'split') open.push(instruction.second, instruction.first)
    else if (instruction?.kind === 'step' && instruction.step === 'start' && at === 0) open.push(index + 1)
    else if (instruction?.kind === 'step' && instruction.step === 'end' && at === end) open.push(index + 1)
  }
}

/** The shape as an advanced regular expression; every character as an escape, so nothing has a second meaning. */
function sqlOf(shape: Shape): string {
  switch (shape.kind) {
    case 'step':
      if (shape.step === 'start') return '^'
      if (shape.step === 'end') return '$'
      return `[${shape.step.ranges.map(([low, high]) => (low === high ? sqlPoint(low) : `${sqlPoint(low)}-${sqlPoint(high)}`)).join('')}]`
    case 'sequence':
      return shape.of.map(sqlOf).join('')
    case 'choice':
      return shape.of.length === 1 ? shape.of.map(sqlOf).join('') : `(?:${shape.of.map(sqlOf).join('|')})`
    case 'repeat':
      return `(?:${sqlOf(shape.of)})${sqlCount(shape.least, shape.most)}`
  }
}

const sqlPoint = (code: number): string => `\\U${code.toString(16).padStart(8, '0')}`

function sqlCount(least: number, most: number): string {
  if (most === Number.POSITIVE_INFINITY) return `{${least},}`
  return least === most ? `{${least}}` : `{${least},${most}}`
}

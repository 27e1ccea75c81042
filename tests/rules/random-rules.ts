import fc from 'fast-check'
import type { Columns, Vocabulary } from '../../src/kernel/rules/index.ts'

/** Fields of every type that rules know. */
export const vocabulary = {
  age: { type: 'integer' },
  pay: { type: 'number' },
  ratio: { type: 'number' },
  ok: { type: 'boolean' },
  name: { type: 'text' },
  note: { type: 'text' },
  born: { type: 'date' },
  moved: { type: 'date' },
  at: { type: 'instant' },
  seen: { type: 'instant' },
  home: {
    level: {
      type: 'choice',
      options: ['low', 'mid', 'top'].map((value) => ({ value, title: { zh: value, en: value } })),
    },
  },
  tags: { type: 'texts' },
  marks: { type: 'numbers' },
  sums: { type: 'numbers' },
} as const satisfies Vocabulary

/** The same fields as columns of `rows`, kept in every way that a database keeps numbers. */
export const columns = {
  age: { sql: 'r.age', as: 'integer' },
  pay: 'r.pay',
  ratio: { sql: 'r.ratio', as: 'double' },
  ok: 'r.ok',
  name: 'r.name',
  note: 'r.note',
  born: 'r.born',
  moved: 'r.moved',
  at: 'r.at',
  seen: 'r.seen',
  'home.level': 'r.level',
  tags: 'r.tags',
  marks: { sql: 'r.marks', as: 'integer' },
  sums: 'r.sums',
} as const satisfies Columns

/** Rows from one JSON parameter; the texts have different collations, as columns of different tables may. */
export const rowsFrom = `from jsonb_to_recordset($1::jsonb) as r(id integer, age integer, pay numeric, ratio double precision,
  ok boolean, name text collate "und-x-icu", note text collate "C", born date, moved date, at timestamptz, seen timestamptz, level text,
  tags text[], marks integer[], sums numeric[])`

const words = ['', 'a', 'ab', 'A-1', '沪A12345', '低保户', '低保', '𠮷田', 'x"y\\', 'line\nbreak', 'Ünï', '\uffff']
const cents = fc.integer({ min: -500, max: 500 }).map((count) => count / 100)
const wordsOr = fc.oneof(
  fc.constantFrom(...words),
  fc.string({ maxLength: 6, unit: fc.constantFrom('a', 'b', 'Z', '1', '-', '保', '𠮷') }),
)
const day = fc
  .integer({ min: -40_000, max: 40_000 })
  .map((number) => new Date(number * 86_400_000).toISOString().slice(0, 10))
const monthEnd = fc.constantFrom(
  '2024-02-29',
  '2023-02-28',
  '2024-01-31',
  '2024-03-31',
  '2000-02-29',
  '1990-06-30',
  '2024-12-31',
)
const days = fc.oneof(day, monthEnd)
const instants = fc.oneof(
  fc.integer({ min: -2_000_000_000, max: 3_000_000_000 }).map((second) => new Date(second * 1000).toISOString()),
  fc.integer({ min: 0, max: 4000 }).map((milli) => new Date(Date.UTC(2026, 0, 31, 15, 59, 58) + milli).toISOString()),
)

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 4 })

/** One person or case; anything may be missing. */
export const row = fc.record({
  age: maybe(fc.integer({ min: -5, max: 120 })),
  pay: maybe(fc.oneof(cents, fc.constantFrom(0, 0.1, 0.2, 0.3, 1e15, 123456.789))),
  ratio: maybe(
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true, min: -1e6, max: 1e6 }), fc.constantFrom(0.1, 0.3, -0)),
  ),
  ok: maybe(fc.boolean()),
  name: maybe(wordsOr),
  note: maybe(wordsOr),
  born: maybe(days),
  moved: maybe(days),
  at: maybe(instants),
  seen: maybe(instants),
  home: maybe(fc.record({ level: maybe(fc.constantFrom('low', 'mid', 'top')) })),
  tags: maybe(fc.array(maybe(fc.constantFrom('a', 'ab', '低保户', '')), { maxLength: 4 })),
  marks: maybe(fc.array(maybe(fc.integer({ min: -3, max: 3 })), { maxLength: 4 })),
  sums: maybe(fc.array(maybe(cents), { maxLength: 4 })),
})

/** A row of facts. */
export type Row = typeof row extends fc.Arbitrary<infer R> ? R : never

/** A text as FEEL writes it. */
const quoted = (text: string) => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`

const pattern = fc.constantFrom(
  '^a',
  'b$',
  '^$',
  '[a-c]+',
  '^沪[A-Z]\\\\d{5}$',
  '(a|ab)(c|bcd)?$',
  '.',
  '^.$',
  '[^a]',
  '(a+)+$',
  '\\\\s',
  'a{2,3}',
  '^(?:低保)?户?$',
  '(|a)b*',
  '[\\\\-\\\\]]',
  '𠮷.',
  '(^a|b$)',
)

const options = { maxDepth: 3, depthSize: 'small' } as const

/** Rules of each type as FEEL text. `simple` leaves out what FEEL implementations count differently. */
export const rules = fc.letrec<
  Record<'number' | 'text' | 'boolean' | 'date' | 'instant' | 'duration' | 'period' | 'texts' | 'numbers', string>
>((tie) => {
  const two = (left: fc.Arbitrary<string>, signs: readonly string[], right: fc.Arbitrary<string>) =>
    fc.tuple(left, fc.constantFrom(...signs), right).map(([one, sign, other]) => `(${one} ${sign} ${other})`)
  const call = (name: string, ...takes: fc.Arbitrary<string>[]) =>
    fc.tuple(...takes).map((list) => `${name}(${list.join(', ')})`)
  const choose = (type: 'number' | 'text' | 'date' | 'boolean') =>
    fc
      .tuple(
        tie('boolean'),
        tie(type),
        fc.oneof({ weight: 3, arbitrary: tie(type) }, { weight: 1, arbitrary: fc.constant('null') }),
      )
      .map(([when, then, otherwise]) => `(if ${when} then ${then} else ${otherwise})`)
  const number = fc
    .oneof(cents, fc.integer({ min: -3, max: 90 }))
    .map((value) => (value < 0 ? `(-${-value})` : String(value)))
  const dayText = days.map((text) => `date("${text}")`)
  const instantText = instants.map((text) => `date and time("${text}")`)
  const clock = fc
    .constantFrom('P1D', 'PT36H', '-PT90M', 'P3DT4H5M6.007S', 'PT0S', 'P400D')
    .map((text) => `duration("${text}")`)
  const wholeDays = fc.constantFrom('P1D', '-P31D', 'P400D').map((text) => `duration("${text}")`)
  const period = fc.constantFrom('P1M', 'P1Y', '-P13M', 'P18Y6M', 'P0M').map((text) => `duration("${text}")`)
  const order = ['<', '<=', '>', '>=', '=', '!='] as const
  const compared = fc.oneof(
    two(tie('number'), order, tie('number')),
    two(tie('text'), order, tie('text')),
    two(tie('date'), order, tie('date')),
    two(tie('instant'), order, tie('instant')),
    two(tie('duration'), order, tie('duration')),
    two(tie('period'), order, tie('period')),
    two(tie('boolean'), ['=', '!='], tie('boolean')),
    two(fc.constantFrom('age', 'pay', 'ratio'), order, number),
    two(fc.constant('home.level'), ['=', '!='], fc.constantFrom('"low"', '"top"', 'null')),
    two(
      fc.constantFrom('age', 'name', 'ok', 'born', 'at', 'tags', 'home.level', 'marks'),
      ['=', '!='],
      fc.constant('null'),
    ),
  )
  const bracket = fc.tuple(fc.constantFrom('[', '(', ']'), fc.constantFrom(']', ')', '['))
  const ranges = fc
    .tuple(bracket, tie('number'), tie('number'))
    .map(([[open, close], low, high]) => `${open}${low}..${high}${close}`)
  const memberOf = fc.oneof(
    fc
      .tuple(
        tie('number'),
        fc.array(
          fc.oneof(number, tie('number'), ranges, fc.constant('null'), fc.constant('< 5'), fc.constant('marks')),
          { minLength: 1, maxLength: 4 },
        ),
      )
      .map(([of, tests]) => `(${of} in (${tests.join(', ')}))`),
    fc.tuple(tie('number'), ranges).map(([of, range]) => `(${of} in ${range})`),
    fc
      .tuple(fc.constantFrom('name', 'note'), fc.subarray(words, { minLength: 1 }), fc.boolean())
      .map(
        ([of, list, isList]) => `(${of} in ${isList ? '[' : '('}${list.map(quoted).join(', ')}${isList ? ']' : ')'})`,
      ),
    two(fc.constantFrom('name', '"a"'), ['in'], fc.constant('tags')),
  )
  const each = fc.oneof(
    fc
      .tuple(
        fc.constantFrom('some', 'every'),
        tie('numbers'),
        fc.oneof(two(fc.constant('x'), order, number), two(fc.constant('x'), order, fc.constant('age'))),
      )
      .map(([kind, list, test]) => `(${kind} x in ${list} satisfies ${test})`),
    fc
      .tuple(
        fc.constantFrom('some', 'every'),
        tie('texts'),
        fc.constantFrom('t = "a"', 'contains(t, "保")', 't != null', 'some y in marks satisfies y > string length(t)'),
      )
      .map(([kind, list, test]) => `(${kind} t in ${list} satisfies ${test})`),
  )
  return {
    number: fc.oneof(
      options,
      number,
      fc.constantFrom('age', 'pay', 'ratio'),
      two(tie('number'), ['+', '-', '*', '/'], tie('number')),
      call('abs', tie('number')),
      call('floor', tie('number')),
      call('ceiling', tie('number')),
      call('modulo', tie('number'), tie('number')),
      tie('number').map((of) => `(-${of})`),
      call('string length', tie('text')),
      call('count', fc.oneof(tie('texts'), tie('numbers'))),
      fc.tuple(tie('date'), fc.constantFrom('year', 'month', 'day', 'weekday')).map(([of, part]) => `(${of}).${part}`),
      fc
        .tuple(tie('instant'), fc.constantFrom('year', 'day', 'weekday', 'hour', 'minute'))
        .map(([of, part]) => `(${of}).${part}`),
      fc.tuple(tie('duration'), fc.constantFrom('days', 'hours', 'minutes')).map(([of, part]) => `(${of}).${part}`),
      fc.tuple(tie('period'), fc.constantFrom('years', 'months')).map(([of, part]) => `(${of}).${part}`),
      choose('number'),
    ),
    text: fc.oneof(
      options,
      wordsOr.map(quoted),
      fc.constantFrom('name', 'note'),
      two(tie('text'), ['+'], tie('text')),
      call('upper case', tie('text')),
      call('lower case', tie('text')),
      fc
        .tuple(tie('text'), fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 }))
        .map(([of, from, length]) => `substring(${of}, ${from}, ${length})`),
      call('day of week', tie('date')),
      choose('text'),
    ),
    boolean: fc.oneof(
      options,
      fc.constantFrom('ok', 'true', 'false', 'null'),
      compared,
      memberOf,
      two(tie('boolean'), ['and', 'or'], tie('boolean')),
      two(tie('boolean'), ['and', 'or'], compared),
      call('not', tie('boolean')),
      fc
        .tuple(tie('number'), tie('number'), tie('number'))
        .map(([of, low, high]) => `(${of} between ${low} and ${high})`),
      call('contains', tie('text'), tie('text')),
      call('starts with', tie('text'), tie('text')),
      call('ends with', tie('text'), tie('text')),
      call(
        'matches',
        tie('text'),
        pattern.map((text) => `"${text}"`),
      ),
      call('list contains', tie('numbers'), fc.oneof(tie('number'), fc.constant('null'))),
      call('list contains', tie('texts'), fc.oneof(tie('text'), fc.constant('null'))),
      each,
      choose('boolean'),
    ),
    date: fc.oneof(
      options,
      fc.constantFrom('born', 'moved', 'today()'),
      dayText,
      call('date', tie('instant')),
      two(tie('date'), ['+', '-'], fc.oneof(period, wholeDays)),
      choose('date'),
    ),
    instant: fc.oneof(
      options,
      fc.constantFrom('at', 'seen', 'now()'),
      instantText,
      two(tie('instant'), ['+', '-'], clock),
    ),
    duration: fc.oneof(
      options,
      clock,
      two(tie('date'), ['-'], tie('date')),
      two(tie('instant'), ['-'], tie('instant')),
      two(tie('duration'), ['+', '-'], clock),
    ),
    period: fc.oneof(
      options,
      period,
      call('years and months duration', tie('date'), tie('date')),
      two(tie('period'), ['+', '-'], period),
    ),
    texts: fc.oneof(options, fc.constant('tags'), fc.constant('["a", null, "低保户"]'), fc.constant('[name, "ab"]')),
    numbers: fc.oneof(
      options,
      fc.constantFrom('marks', 'sums'),
      fc.constant('[1, 2.5, null]'),
      fc.constant('[age, 0]'),
    ),
  }
})

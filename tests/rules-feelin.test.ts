import fc from 'fast-check'
import { date, dateAndTime, evaluate as feelin } from 'feelin'
import { expect, test } from 'vitest'
import { evaluate, parseRule, type Vocabulary } from '../src/kernel/rules/index.ts'
import { rules as ours } from './rules/random-rules.ts'

/**
 * feelin (MIT) is a second reading of FEEL. Where it follows DMN it must agree with ours; where it does not
 * (docs/decisions/0010-rules-own-tree.md) the differences are pinned below, so that we learn when they end.
 */
const vocabulary = {
  age: { type: 'integer' },
  sum: { type: 'integer' },
  ok: { type: 'boolean' },
  name: { type: 'text' },
  born: { type: 'date' },
  at: { type: 'instant' },
  tags: { type: 'texts' },
  marks: { type: 'numbers' },
} as const satisfies Vocabulary

const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { freq: 4 })
const word = fc.constantFrom('', 'a', 'ab', '低保', '低保户', 'Zz')
const wholes = fc.integer({ min: -5, max: 90 })
const day = fc
  .integer({ min: 0, max: 22_000 })
  .map((number) => new Date(number * 86_400_000).toISOString().slice(0, 10))
const instant = fc.integer({ min: 0, max: 2_000_000_000 }).map((second) => new Date(second * 1000).toISOString())

const row = fc.record({
  age: maybe(wholes),
  sum: maybe(wholes),
  ok: maybe(fc.boolean()),
  name: maybe(word),
  born: maybe(day),
  at: maybe(instant),
  tags: maybe(fc.array(word, { maxLength: 4 })),
  marks: maybe(fc.array(wholes, { maxLength: 4 })),
})

const { condition } = fc.letrec<Record<'condition' | 'number' | 'text' | 'date', string>>((tie) => {
  const two = (left: fc.Arbitrary<string>, signs: readonly string[], right: fc.Arbitrary<string>) =>
    fc.tuple(left, fc.constantFrom(...signs), right).map((parts) => `(${parts.join(' ')})`)
  const call = (name: string, ...takes: fc.Arbitrary<string>[]) =>
    fc.tuple(...takes).map((list) => `${name}(${list.join(', ')})`)
  const order = ['<', '<=', '>', '>=', '=', '!='] as const
  const options = { maxDepth: 3, depthSize: 'small' } as const
  const number = wholes.map((value) => (value < 0 ? `(-${-value})` : String(value)))
  const texts = word.map((text) => `"${text}"`)
  const days = day.map((text) => `date("${text}")`)
  const range = fc.tuple(fc.nat(40), fc.nat(40)).map(([low, size]) => `[${low}..${low + size}]`)
  return {
    number: fc.oneof(
      options,
      number,
      fc.constantFrom('age', 'sum'),
      two(tie('number'), ['+', '-', '*'], tie('number')),
      call('abs', tie('number')),
      call('string length', tie('text')),
      call('count', fc.constantFrom('tags', 'marks')),
      fc.tuple(tie('date'), fc.constantFrom('year', 'month', 'day', 'weekday')).map(([of, part]) => `${of}.${part}`),
    ),
    text: fc.oneof(
      options,
      texts,
      fc.constant('name'),
      two(tie('text'), ['+'], tie('text')),
      call('upper case', texts),
    ),
    date: fc.oneof(
      options,
      days,
      fc.constant('born'),
      two(tie('date'), ['+', '-'], fc.constantFrom('duration("P1M")', 'duration("P13M")', 'duration("P3D")')),
    ),
    condition: fc.oneof(
      options,
      fc.constantFrom('ok', 'true', 'false'),
      two(tie('number'), order, tie('number')),
      two(tie('date'), order, tie('date')),
      two(tie('text'), ['=', '!='], tie('text')),
      two(
        fc.constant('at'),
        order,
        instant.map((text) => `date and time("${text}")`),
      ),
      two(fc.constantFrom('age', 'name', 'ok', 'born', 'tags'), ['=', '!='], fc.constant('null')),
      two(tie('condition'), ['and', 'or'], tie('condition')),
      call('not', tie('condition')),
      fc
        .tuple(tie('number'), fc.nat(40), fc.nat(40))
        .map(([of, low, size]) => `(${of} between ${low} and ${low + size})`),
      fc
        .tuple(fc.constantFrom('age', 'sum'), fc.array(number, { minLength: 1, maxLength: 3 }))
        .map(([of, list]) => `(${of} in (${list.join(', ')}))`),
      fc.tuple(fc.constantFrom('age', 'sum'), range).map(([of, to]) => `(${of} in ${to})`),
      call('contains', tie('text'), tie('text')),
      call('starts with', tie('text'), tie('text')),
      call('ends with', tie('text'), tie('text')),
      call('list contains', fc.constant('tags'), texts),
      two(fc.constantFrom('some', 'every'), ['x in marks satisfies x >'], number),
      fc
        .tuple(tie('condition'), tie('number'), tie('number'), number)
        .map(([when, then, otherwise, limit]) => `((if ${when} then ${then} else ${otherwise}) > ${limit})`),
    ),
  }
})

/** The facts as feelin takes them: days and instants as its own values. */
const contextOf = ({ born, at, ...rest }: { readonly [name: string]: unknown }) => ({
  ...rest,
  born: born === null ? null : date(String(born)),
  at: at === null ? null : dateAndTime(String(at)),
})

test('where feelin follows DMN, both give the same answer', () => {
  fc.assert(
    fc.property(condition, fc.array(row, { minLength: 4, maxLength: 8 }), (text, facts) => {
      const rule = parseRule(text, vocabulary, 'boolean')
      for (const one of facts) {
        const theirs = feelin(text, contextOf(one)).value
        expect(evaluate(rule, one).value, `${text} for ${JSON.stringify(one)}`).toBe(theirs)
      }
    }),
    { numRuns: 1000 },
  )
})

test('whatever we accept is FEEL to another reader', () => {
  const anyType = fc.oneof(ours.boolean, ours.number, ours.text, ours.date, ours.instant, ours.duration, ours.period)
  fc.assert(
    fc.property(anyType, (text) => {
      expect(() => feelin(text, {}), text).not.toThrow()
      expect(() => feelin(`${text} and and`, {}), 'feelin refuses what is not FEEL').toThrow()
    }),
    { numRuns: 500 },
  )
})

test.each([
  // FEEL counts in decimals (DMN 1.5, 10.3.2.3.1), feelin in doubles
  ['0.1 + 0.2 = 0.3', {}, true, false],
  // “some” is a disjunction: an element that cannot be told makes it unknown, feelin passes over it
  ['some x in marks satisfies x > 5', { marks: [1, null] }, null, false],
  // a range whose ends are turned holds nothing
  ['age in [5..1]', { age: 3 }, false, true],
  // whole months, not days, are the result
  ['years and months duration(date("2020-01-31"), date("2020-02-28")) = duration("P0M")', {}, true, false],
] as const)('%s: ours and feelin', (text, facts, our, their) => {
  expect(evaluate(parseRule(text, vocabulary), facts).value).toBe(our)
  expect(feelin(text, facts).value).toBe(their)
})

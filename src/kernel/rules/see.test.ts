import { expect, test } from 'vitest'
import { choice, choices, date, instant, integer, place, text, yesNo } from '../record/index.ts'
import { allOf, anyOf, conditionOf, holds, type Known, now, see, today, type Vocabulary } from './index.ts'

const say = (zh: string, en = zh) => ({ zh, en })

/** Any shape that carries its kind and the phantom of its value will do. */
const field = <const T extends Known['type'], V = unknown>(type: T): { readonly type: T; readonly value?: V } => ({
  type,
})

const fields = {
  age: field<'integer', number>('integer'),
  ok: field<'boolean', boolean>('boolean'),
  name: field<'text', string>('text'),
  born: field<'date', string>('date'),
  at: field<'instant', string>('instant'),
  where: field<'place'>('place'),
  needs: field<'choices', readonly ('meal' | 'bath')[]>('choices'),
  sums: field<'numbers', readonly number[]>('numbers'),
  sort: { urgency: field<'choice', 'urgent' | 'normal'>('choice'), type: field<'text', string>('text') },
} as const satisfies Vocabulary

const it = see(fields)

test.each([
  [it.sort.urgency.is('urgent').and(it.age.atLeast(60)), 'sort.urgency = "urgent" and age >= 60'],
  [it.ok.is(true).or(it.age.lessThan(5)).and(it.ok), '(ok = true or age < 5) and ok'],
  [it.ok.and(it.ok.or(it.ok)).not(), 'not(ok and (ok or ok))'],
  [it.age.between(1, 5).or(it.ok), '(age between 1 and 5) or ok'],
  [it.age.plus(it.age).times(-2).atMost(1.5), '((age + age) * -2) <= 1.5'],
  [it.age.isOneOf(1, 2), 'age in (1, 2)'],
  [it.sort.type.isNot('"q"\\\n'), 'sort.type != "\\"q\\"\\\\\\n"'],
  [it.name.length().moreThan(3), 'string length(name) > 3'],
  [it.name.matches('^[A-Z]\\d+$'), 'matches(name, "^[A-Z]\\\\d+$")'],
  [it.born.fullYearsTo(today).atLeast(60), 'years and months duration(born, today()).years >= 60'],
  [
    it.born.fullMonthsTo('2026-05-01').is(3),
    '(years and months duration(born, date("2026-05-01")).years * 12 + years and months duration(born, date("2026-05-01")).months) = 3',
  ],
  [it.born.daysTo(today).atMost(30), '(today() - born).days <= 30'],
  [it.at.before(now.minus('PT8H')), 'at < (now() - duration("PT8H"))'],
  [it.at.date().notBefore('2026-05-01'), 'date(at) >= date("2026-05-01")'],
  [it.at.hour().between(8, 18), 'at.hour between 8 and 18'],
  [it.needs.has('meal').and(it.needs.count().is(1)), 'list contains(needs, "meal") and count(needs) = 1'],
  [
    it.needs.hasAnyOf('meal', 'bath').and(it.ok),
    '(list contains(needs, "meal") or list contains(needs, "bath")) and ok',
  ],
  [it.where.division.startsWith('310101'), 'starts with(where.division, "310101")'],
  [it.born.isMissing().or(it.ok.isKnown()), 'born = null or ok != null'],
  [allOf(it.ok, anyOf(it.ok, it.age.is(1))), 'ok and (ok or age = 1)'],
])('%# is written as FEEL that is taken: %s', ({ feel }, text) => {
  expect(feel).toBe(text)
  expect(conditionOf(feel, fields).type).toBe('boolean')
})

test('variables of lists have names of their own, inside each other too', () => {
  const inner = see(fields)
  const condition = inner.needs.some((need) =>
    need.is('bath').and(inner.sums.every((sum) => sum.moreThan(need.length()))),
  )
  expect(condition.feel).toMatch(/^\(some one2? in needs/)
  expect(holds(conditionOf(condition.feel, fields), { needs: ['meal', 'bath'], sums: [5, 6] })).toBe(true)
  expect(holds(conditionOf(condition.feel, fields), { needs: ['meal'], sums: [5, 6] })).toBe(false)
})

test('the fields of a record are a vocabulary', () => {
  const record = {
    age: integer(say('年龄')),
    name: text(say('姓名')),
    wants: yesNo(say('要')),
    born: date(say('生')),
    at: instant(say('时')),
    kind: choice(say('类'), { help: say('求助'), praise: say('表扬') }),
    needs: choices(say('需'), { meal: say('餐') }),
    where: place(say('地')),
  }
  const their = see({ ...record, step: { done: yesNo(say('完')) } })
  expect(their.kind.is('help').and(their.age.atLeast(1), their.step.done.is(true)).feel).toBe(
    'kind = "help" and age >= 1 and step.done = true',
  )
  // @ts-expect-error no such option
  their.kind.is('halp')
  // @ts-expect-error not a number
  their.age.atLeast('1')
  // @ts-expect-error no such field
  expect(their.nobody).toBeUndefined()
  // @ts-expect-error a list is not compared
  expect(their.needs.is).toBeUndefined()
  // @ts-expect-error no such step
  expect(their.stop).toBeUndefined()
})

test('what would be wrong does not compile', () => {
  const wrong = [
    // @ts-expect-error no such field
    () => it.nobody,
    // @ts-expect-error no such field in the group
    () => it.sort.agency,
    // @ts-expect-error a group is no term
    () => it.sort.is('urgent'),
    // @ts-expect-error no such option
    () => it.sort.urgency.is('urgnt'),
    // @ts-expect-error no such option among several
    () => it.sort.urgency.isOneOf('urgent', 'urgnt'),
    // @ts-expect-error text for a number
    () => it.age.atLeast('60'),
    // @ts-expect-error a number for a text
    () => it.name.is(60),
    // @ts-expect-error text has no size
    () => it.name.atLeast('a'),
    // @ts-expect-error yes or no is no text
    () => it.ok.is('true'),
    // @ts-expect-error a day is written YYYY-MM-DD
    () => it.born.before('yesterday'),
    // @ts-expect-error an instant needs its time
    () => it.at.before('2026-05-01'),
    // @ts-expect-error days and instants differ
    () => it.born.before(now),
    // @ts-expect-error an instant is not moved by months
    () => it.at.plus('P1M'),
    // @ts-expect-error a day is not moved by hours
    () => it.born.plus('PT1H'),
    // @ts-expect-error the list holds no such value
    () => it.needs.has('ride'),
    // @ts-expect-error the elements are texts
    () => it.needs.some((one) => one.atLeast(3)),
    // @ts-expect-error a term that is no condition
    () => it.ok.and(it.age),
  ]
  expect(wrong).toHaveLength(17)
})

test('a field that rules cannot name is refused at once', () => {
  expect(() => see({ or: field('text') })).toThrow('rules.vocabulary')
})

import { expect, test } from 'vitest'
import { choice, choices, date, instant, integer, money, place, text, yesNo } from '../record/index.ts'
import { type Explanation, evaluate, holds, parseRule, type Vocabulary, wordsOf } from './index.ts'

const say = (zh: string, en = zh) => ({ zh, en })
const vocabulary = {
  age: integer(say('年龄', 'Age'), { unit: say('岁', 'years') }),
  income: money(say('月收入', 'Monthly income')),
  born: date(say('出生日期', 'Born')),
  at: instant(say('提交时间', 'Sent')),
  ok: yesNo(say('同意', 'Agrees')),
  no: yesNo(say('反对', 'Objects')),
  name: text(say('姓名', 'Name')),
  where: place(say('地点', 'Where')),
  needs: choices(say('需要', 'Needs'), { meal: say('助餐', 'meals'), bath: say('助浴', 'baths') }),
  sort: {
    urgency: choice(say('紧急程度', 'Urgency'), { urgent: say('紧急', 'urgent'), normal: say('一般', 'normal') }),
  },
} as const satisfies Vocabulary

const at = Date.UTC(2026, 4, 1, 16, 30) // 2 May, half past midnight in Shanghai
const ask = (rule: string, facts = {}) => evaluate(parseRule(rule, vocabulary), facts, { at }).value

const three = [true, false, null]

test.each(three.flatMap((ok) => three.map((no) => [ok, no] as const)))('Kleene: %s with %s', (ok, no) => {
  const both = ok === false || no === false ? false : ok === null || no === null ? null : true
  const either = ok === true || no === true ? true : ok === null || no === null ? null : false
  expect(ask('ok and no', { ok, no })).toBe(both)
  expect(ask('ok or no', { ok, no })).toBe(either)
  expect(ask('not(ok)', { ok })).toBe(ok === null ? null : !ok)
  expect(ask('if ok then 1 else 2', { ok })).toBe(ok === true ? 1 : 2)
  expect(holds(parseRule('ok and no', vocabulary), { ok, no })).toBe(both)
})

test.each([
  ['age = 67', false], // nothing equals what is not known, but null
  ['age != 67', true],
  ['age = null', true],
  ['age < 67', null],
  ['age between 1 and 5', null],
  ['age in (1, 2)', false],
  ['age in (1, null)', true],
  ['age in [1..5]', null],
  ['age + 1', null],
  ['contains(name, "a")', null],
  ['count(needs)', null],
  ['list contains(needs, "meal")', null],
  ['some one in needs satisfies true', null],
  ['1 / 0', null],
  ['modulo(1, 0)', null],
  ['income = 0.1 + 0.2', false],
])('with nothing known, %s is %s', (rule, value) => {
  expect(ask(rule)).toBe(value)
  expect(ask(rule, { age: undefined, name: null })).toBe(value)
})

test.each([
  ['today()', '2026-05-02'],
  ['date(now())', '2026-05-02'],
  ['now().hour', 0],
  ['date(at)', '1988-08-02'], // summer time: UTC+9 in Shanghai
  ['years and months duration(born, today()).years', 66],
  ['born + duration("P1M")', '1960-02-29'],
  ['(today() - born).days', 24198],
  ['now() - duration("PT40M")', '2026-05-01T15:50:00.000Z'],
  ['years and months duration(born, today())', 'P66Y3M'],
  ['duration("P1DT2H") + duration("PT30M")', 'P1DT2H30M'],
  ['day of week(born)', 'Sunday'],
  ['born.weekday', 7],
  ['0.1 + 0.2', 0.3],
  ['name < "𠮷"', true], // by code point: U+FFFF before U+20BB7
  ['string length("𠮷a")', 2],
  ['where.division', '310101'],
])('%s is %s', (rule, value) => {
  expect(
    ask(rule, { born: '1960-01-31', at: '1988-08-01T15:30:00Z', name: '\uffff', where: { division: '310101' } }),
  ).toBe(value)
})

test.each([
  ['age > 1', { age: '67' }],
  ['age > 1', { age: Number.NaN }],
  ['contains(name, "a")', { name: 5 }],
  ['born < today()', { born: '1960-02-30' }],
  ['at < now()', { at: '2026-05-01T08:00:00' }],
  ['count(needs) > 1', { needs: 'meal' }],
  ['list contains(needs, "meal")', { needs: [1] }],
])('a fact that does not fit its field is an error, not an answer: %s', (rule, facts) => {
  expect(() => ask(rule, facts)).toThrow('rules.fact')
})

test('instants may be given in any form that says when', () => {
  const when = '2026-05-01T00:00:00.000Z'
  for (const given of [when, '2026-05-01T08:00:00+08:00', Date.parse(when), new Date(when)])
    expect(ask('at', { at: given })).toBe(when)
})

/** The explanation as an indented text. */
const told = (why: Explanation, language: 'zh' | 'en', depth = 0): string =>
  [`${'  '.repeat(depth)}${why.says[language]}`, ...why.parts.map((part) => told(part, language, depth + 1))].join('\n')

test('an explanation is a tree of clauses, with the facts that each read, in words', () => {
  const rule = parseRule(
    'age >= 60 and (sort.urgency = "urgent" or income * 12 < 3600000) and not(list contains(needs, "meal")) and born != null',
    vocabulary,
  )
  const { value, explanation, lacks } = evaluate(rule, {
    age: 67,
    sort: { urgency: 'normal' },
    needs: ['meal', 'bath'],
  })
  expect(value).toBe(false)
  expect(lacks).toEqual(['income', 'born'])
  expect(explanation.parts[0]).toEqual({
    text: 'age >= 60',
    holds: true,
    says: { zh: '年龄 67 岁 ≥ 60：满足', en: 'Age 67 years ≥ 60: met' },
    facts: [{ name: 'age', title: { zh: '年龄', en: 'Age' }, value: 67 }],
    parts: [],
  })
  expect(told(explanation, 'zh')).toBe(`须全部满足（1/4）：不满足
  年龄 67 岁 ≥ 60：满足
  满足其一即可（0/2）：资料不足，不能判断
    紧急程度 “一般” = “紧急”：不满足
    月收入（未提供） × 12 < 3600000：资料不足，不能判断
  以下不成立：不满足
    需要 “助餐”、“助浴” 包括 “助餐”：满足
  出生日期 未提供（须已提供）：不满足`)
  expect(told(explanation, 'en')).toBe(`all of these (1 of 4): not met
  Age 67 years ≥ 60: met
  any of these (0 of 2): cannot be told, facts are missing
    Urgency "normal" = "urgent": not met
    Monthly income (not given) × 12 < 3600000: cannot be told, facts are missing
  this does not hold: not met
    Needs "meals", "baths" includes "meals": met
  Born is not given (must be given): not met`)
})

test('each element of a list is explained, and the branch that was taken', () => {
  const some = evaluate(parseRule('some one in needs satisfies one = "bath"', vocabulary), { needs: ['meal', 'bath'] })
  expect(some.explanation.parts.map((part) => [part.holds, part.says.zh])).toEqual([
    [false, '“助餐” = “助浴”：不满足'],
    [true, '“助浴” = “助浴”：满足'],
  ])
  const branch = evaluate(parseRule('if age >= 60 then ok else no', vocabulary), { age: 50, no: true })
  expect(branch.value).toBe(true)
  expect(branch.explanation.parts.map((part) => part.text)).toEqual(['age >= 60', 'no'])
})

test('times are told as local clocks show them', () => {
  const rule = parseRule('at > now() - duration("P1DT12H") and born < today()', vocabulary)
  const { explanation } = evaluate(rule, { at: '2026-05-01T00:00:00Z', born: '1960-01-31' }, { at })
  expect(explanation.parts.map((part) => part.says.zh)).toEqual([
    '提交时间 2026-05-01 08:00 > 现在 2026-05-02 00:30 − 1 天 12 小时：满足',
    '出生日期 1960-01-31 < 今天 2026-05-02：满足',
  ])
})

test.each([
  ['age >= 60 and sort.urgency = "urgent"', '年龄 ≥ 60 且 紧急程度 = “紧急”', 'Age ≥ 60 and Urgency = "urgent"'],
  [
    'name != null or age in [60..70]',
    '姓名已提供 或 年龄 须 ≥ 60 且 ≤ 70',
    'Name is given or Age should be ≥ 60 and ≤ 70',
  ],
  ['abs(age) < 5', '年龄 的绝对值 < 5', 'the size of Age < 5'],
  ['at < now()', '提交时间 < 现在', 'Sent < now'],
])('a rule is said without facts: %s', (text, zh, en) => {
  expect(wordsOf(parseRule(text, vocabulary))).toEqual({ zh, en })
})

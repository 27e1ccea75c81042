import { expect, test } from 'vitest'
import { CityError } from '../errors/index.ts'
import { choice, choices, date, instant, integer, place, text, yesNo } from '../record/index.ts'
import { conditionOf, limits, parseRule, type Vocabulary } from './index.ts'

const say = (zh: string, en = zh) => ({ zh, en })
const vocabulary = {
  age: integer(say('年龄', 'Age')),
  name: text(say('姓名', 'Name')),
  born: date(say('出生日期', 'Born')),
  at: instant(say('时间', 'Time')),
  ok: yesNo(say('同意', 'Agrees')),
  where: place(say('地点', 'Where')),
  needs: choices(say('需要', 'Needs'), { meal: say('助餐', 'meals'), bath: say('助浴', 'baths') }),
  sort: {
    urgency: choice(say('紧急程度', 'Urgency'), { urgent: say('紧急', 'urgent'), normal: say('一般', 'normal') }),
  },
} as const satisfies Vocabulary

/** The error of a text: its code, the words it points at, and what would be right. */
function refused(rule: string): readonly [string, string, string] {
  try {
    parseRule(rule, vocabulary)
  } catch (error) {
    if (!(error instanceof CityError)) throw error
    const { at, to } = error.facts
    return [error.code, rule.slice(Number(at), Number(to)), error.faults[0]?.says.en ?? '']
  }
  throw new Error(`${rule} was taken`)
}

test.each([
  ['agee >= 60', 'rules.name', 'agee', 'age'],
  ['sort = "urgent"', 'rules.name', 'sort', 'sort.urgency'],
  ['age >= "60"', 'rules.type', '"60"', 'the left is a number, the right is text'],
  ['born > at', 'rules.type', 'at', 'date(instant)'],
  ['sort.urgency = "urgnt"', 'rules.value', '"urgnt"', '"urgent", "normal"'],
  ['sort.urgency in ("urgent", "urgnt")', 'rules.value', '"urgnt"', '"urgent"'],
  ['list contains(needs, "ride")', 'rules.value', '"ride"', '"meal", "bath"'],
  ['some one in needs satisfies one = "ride"', 'rules.value', '"ride"', '"meal"'],
  ['sort.urgency > "normal"', 'rules.type', 'sort.urgency', 'no order'],
  ['age > null', 'rules.type', 'null', '= null'],
  ['needs = "meal"', 'rules.type', '"meal"', 'list contains'],
  ['age and ok', 'rules.type', 'age', 'should be true or false'],
  ['ok + 1 > 0', 'rules.type', 'ok + 1', '"+" does not join'],
  ['at + duration("P1M") > now()', 'rules.type', 'at + duration("P1M")', 'date(instant)'],
  ['born + (now() - at) > born', 'rules.outside', '(now() - at)', 'written out'],
  ['born + duration("PT1H") > born', 'rules.value', 'duration("PT1H")', 'whole days'],
  ['born > date("2023-02-29")', 'rules.value', 'date("2023-02-29")', 'real day'],
  ['at > date and time("2023-02-28T08:00:00")', 'rules.value', 'date and time("2023-02-28T08:00:00")', 'offset'],
  ['matches(name, "(?=a)")', 'rules.value', 'matches(name, "(?=a)")', 'look-arounds'],
  ['matches(name, name)', 'rules.outside', 'name', 'written out'],
  ['for x in needs return x', 'rules.outside', 'for', 'some'],
  ['needs[1] = "meal"', 'rules.outside', '[', 'some'],
  ['age ** 2 > 4', 'rules.outside', '**', 'multiplication'],
  ['{ a: 1 }', 'rules.outside', '{', 'names of fields'],
  ['age instance of number', 'rules.outside', 'instance', 'declared types'],
  ['sum(age)', 'rules.outside', 'sum', 'abs, ceiling'],
  ['sort list(needs)', 'rules.outside', 'sort list', 'list contains'],
  ['age >= 60 and', 'rules.syntax', '', 'not complete'],
  ['age >= 60 ok', 'rules.syntax', 'ok', 'is missing'],
  ['1 < age < 5', 'rules.syntax', '<', 'between'],
  ['(age > 1', 'rules.syntax', '', '")" belongs here'],
  ['age ≥ 60', 'rules.syntax', '≥', 'half-width'],
  ['name = “a”', 'rules.syntax', '“', 'double quotes'],
  ['name = "a', 'rules.syntax', '"a', 'closing quote'],
  ['name = "\\q"', 'rules.syntax', '"\\q"', 'unknown escape'],
  ['name = "\\u0000"', 'rules.value', '"\\u0000"', 'NUL'],
  ['age > 1234567890123456', 'rules.value', '1234567890123456', '15 significant digits'],
  ['born.hour > 3', 'rules.name', 'born.hour', '.year'],
  ['name.year > 3', 'rules.name', 'name.year', 'has no'],
  ['some age in needs satisfies true', 'rules.name', 'some age in needs satisfies true', 'another name'],
  ['if ok then 1 else "a"', 'rules.type', '"a"', 'should be a number'],
  ['age in ["a", 1]', 'rules.type', '1', 'should be text'],
])('%s', (rule, code, found, right) => {
  const [itsCode, itsFound, itsRight] = refused(rule)
  expect([itsCode, itsFound]).toEqual([code, found])
  expect(itsRight).toContain(right)
})

test('a rule is frozen data that survives JSON', () => {
  const rule = parseRule('age >= 60 and (sort.urgency = "urgent" or born < today()) and age < 100', vocabulary)
  expect(rule).toMatchObject({ type: 'boolean', names: ['age', 'sort.urgency', 'born'], readsClock: true })
  expect(JSON.parse(JSON.stringify(rule))).toEqual(rule)
  expect(Object.isFrozen(rule.tree)).toBe(true)
  expect(parseRule('age > 1', vocabulary).readsClock).toBe(false)
})

test('a condition of a vocabulary is read once, and must be a condition', () => {
  expect(conditionOf('age >= 60', vocabulary)).toBe(conditionOf('age >= 60', vocabulary))
  expect(() => conditionOf('age + 60', vocabulary)).toThrow('should give true or false')
})

test('rules are kept within limits', () => {
  const long = (part: string, count: number, by: string) => Array(count).fill(part).join(by)
  expect(() => parseRule(' '.repeat(limits.length + 1), vocabulary)).toThrow('rules.limit')
  expect(() => parseRule(`${'('.repeat(limits.depth + 1)}ok${')'.repeat(limits.depth + 1)}`, vocabulary)).toThrow(
    'deep',
  )
  expect(() => parseRule(`${'not('.repeat(limits.depth)}ok${')'.repeat(limits.depth)}`, vocabulary)).toThrow('deep')
  expect(() => parseRule(`${'-'.repeat(limits.depth + 2)}age > 0`, vocabulary)).toThrow('deep')
  expect(() => parseRule(long('ok', limits.nodes + 1, ' or '), vocabulary)).toThrow('parts')
  expect(() => parseRule(`${long('age', 22, '*')} > 0`, vocabulary)).toThrow('multiplications')
  expect(() => parseRule(`born + ${long('duration("P600Y")', 2, ' + ')} > born`, vocabulary)).toThrow('thousand years')
  const nested = `${'modulo('.repeat(9)}age${', 7)'.repeat(9)} > 0`
  expect(() => parseRule(nested, vocabulary)).toThrow('too long in SQL')
  expect(parseRule(long('ok', 200, ' or '), vocabulary).type).toBe('boolean')
})

test('a field whose name is a word of FEEL is refused where it is declared', () => {
  expect(() => parseRule('true', { and: integer(say('与')) })).toThrow('rules.vocabulary')
  expect(() => parseRule('true', { 'a b': integer(say('甲')) })).toThrow('rules.vocabulary')
  expect(
    parseRule('年龄 > 3 and date > date("2020-01-01")', { 年龄: integer(say('年龄')), date: date(say('日期')) }).names,
  ).toEqual(['年龄', 'date'])
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { CityError } from '../src/kernel/errors/index.ts'
import { evaluate, holds, parseRule, type Rule, type SqlOptions, toSql } from '../src/kernel/rules/index.ts'
import { testDatabase } from '../src/platform/base/testing.ts'
import { columns, type Row, row, rowsFrom, rules, vocabulary } from './rules/random-rules.ts'

const { db } = await testDatabase()
const at = Date.UTC(2026, 0, 31, 16, 0, 0)

/** The rule, unless it is beyond a declared limit; any other refusal of a generated rule is a fault. */
function findRule(text: string): Rule | undefined {
  try {
    return parseRule(text, vocabulary)
  } catch (error) {
    if (error instanceof CityError && error.code === 'rules.limit') return undefined
    throw new Error(`${text}\n${error}`, { cause: error })
  }
}

/** What the database makes of the rule for each row, in order. */
async function bySql(rule: Rule, rows: readonly Row[], options: SqlOptions = {}): Promise<readonly unknown[]> {
  const { text, values } = toSql(rule, columns, { at, ...options, from: 2 })
  const table = rows.map(({ home, ...rest }, id) => ({ id, ...rest, level: home?.level ?? null }))
  const asked = {
    text: `select (${text}) as value ${rowsFrom} order by id`,
    values: [JSON.stringify(table), ...values],
  }
  const found = await db.pool.query<{ value: unknown }>(asked)
  return found.rows.map(({ value }) => value)
}

/** A value of the client in the form in which the evaluator gives it: numbers and durations come as digits. */
function inFeel(type: Rule['type'], value: unknown): unknown {
  if (value === null) return null
  if (type === 'number') return Number(value)
  if (type === 'duration') return durationText(Number(value) * 1000)
  return type === 'period' ? periodText(Number(value)) : value
}

const durationText = (milliseconds: number): unknown =>
  evaluate(parseRule(`duration("${milliseconds < 0 ? '-' : ''}PT${Math.abs(milliseconds) / 1000}S")`, vocabulary), {})
    .value
const periodText = (months: number): unknown =>
  evaluate(parseRule(`duration("${months < 0 ? '-' : ''}P${Math.abs(months)}M")`, vocabulary), {}).value

const ofAnyType = fc.oneof({ weight: 6, arbitrary: rules.boolean }, rules.number, rules.text, rules.date, rules.instant)
const rows = fc.array(row, { minLength: 12, maxLength: 24 })

test('the evaluator and PostgreSQL give the same value for every row, null for null', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(ofAnyType, { minLength: 8, maxLength: 12 }), rows, async (texts, facts) => {
      for (const text of texts) {
        const rule = findRule(text)
        if (!rule) continue
        const values = await bySql(rule, facts)
        expect(values).toHaveLength(facts.length)
        for (const [index, one] of facts.entries()) {
          const { value } = evaluate(rule, one, { at })
          if (inFeel(rule.type, values[index]) !== value)
            throw new Error(`${text}\nSQL ${values[index]}, evaluator ${value}, for ${JSON.stringify(one)}`)
        }
      }
    }),
    { numRuns: 100 },
  )
})

test('for a where clause the same rows are true', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(rules.boolean, { minLength: 8, maxLength: 12 }), rows, async (texts, facts) => {
      for (const text of texts) {
        const rule = findRule(text)
        if (rule?.type !== 'boolean') continue
        const values = await bySql(rule, facts, { where: true })
        const isTrue = facts.map((one) => holds(rule, one, { at }) === true)
        expect(
          values.map((value) => value === true),
          text,
        ).toEqual(isTrue)
      }
    }),
    { numRuns: 40 },
  )
})

test('they agree on summer time, ends of months, and the order of texts of different collations', async () => {
  const moments = [
    '1940-06-01T12:30:00Z',
    '1986-05-03T17:00:00Z',
    '1988-08-01T15:30:00Z',
    '1991-09-14T16:30:00Z',
    '1991-09-14T17:30:00Z',
    '2026-05-01T15:59:59.999Z',
  ]
  const ends = ['2023-02-28', '2024-02-29', '2024-01-31', '2024-03-31', '2024-12-31', '2025-01-01']
  const texts = ['a', 'A', 'Z', 'ä', '保', '\uffff', '𠮷', '']
  const nothing: Row = Object.fromEntries(Object.keys(vocabulary).map((name) => [name, null])) as Row // every field may be null
  const facts = [
    ...moments.map((at) => ({ ...nothing, at })),
    ...ends.flatMap((born) => ends.map((moved) => ({ ...nothing, born, moved }))),
    ...texts.flatMap((name) => texts.map((note) => ({ ...nothing, name, note }))),
  ]
  const asked = [
    'date(at)',
    'at.hour',
    'at.day',
    'years and months duration(born, moved)',
    'born + duration("P1M")',
    'born - duration("P13M")',
    'moved - born',
    'name < note',
    'name >= note',
    'name = note',
    'upper case(name) = note',
  ]
  for (const text of asked) {
    const rule = parseRule(text, vocabulary)
    const values = await bySql(rule, facts)
    const expected = facts.map((one) => evaluate(rule, one, { at }).value)
    expect(new Set(expected).size, text).toBeGreaterThan(1)
    expect(
      values.map((value) => inFeel(rule.type, value)),
      text,
    ).toEqual(expected)
  }
})

test('an index serves the conditions of a where clause', async () => {
  const client = await db.pool.connect()
  try {
    await client.query(`create temporary table resident (age integer, level text, tags text[], at timestamptz)`)
    await client.query(`insert into resident select n % 100, 'l' || n % 300, array['t' || n % 500],
      timestamptz '2020-01-01Z' + n * interval '1 hour' from generate_series(1, 20000) n`)
    await client.query(`create index by_age on resident (age); create index by_level on resident (level);
      create index by_tag on resident using gin (tags); create index by_time on resident (at); analyze resident`)
    const served = {
      by_age: 'age = 67',
      by_level: 'name in ("l1", "l2")',
      by_tag: 'list contains(tags, "t7")',
      by_time: 'at > now() - duration("P3D") and age >= 0',
    }
    const places = { age: { sql: 'age', as: 'integer' }, name: 'level', tags: 'tags', at: 'at' } as const
    for (const [index, rule] of Object.entries(served)) {
      const moment = Date.UTC(2022, 3, 13)
      const { text, values } = toSql(parseRule(rule, vocabulary), places, { where: true, at: moment })
      const plan = await client.query(`explain select * from resident where ${text}`, [...values])
      expect(JSON.stringify(plan.rows), text).toContain(index)
    }
  } finally {
    client.release(true)
  }
})

test('texts, signs and quotes of a rule reach the database only as parameters', () => {
  const evil = `'; drop table x; -- " $1`
  const rule = parseRule(`name = ${JSON.stringify(evil)} or contains(note, ${JSON.stringify(evil)})`, vocabulary)
  const { text, values, parts } = toSql(rule, columns)
  expect(text).not.toContain('drop')
  expect(values).toEqual([evil, evil])
  expect(parts).toHaveLength(values.length + 1)
  expect(parts.map((part, index) => part + (index < values.length ? `$${index + 1}` : '')).join('')).toBe(text)
})

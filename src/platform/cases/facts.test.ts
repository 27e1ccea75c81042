import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { dayMs } from '../../kernel/time/index.ts'
import { hotline, samples } from '../../packs/government/hotline/index.ts'
import { testDatabase } from '../base/testing.ts'
import { generateCases } from './generate/generate-cases.ts'
import { importCases } from './imports/bulk.ts'
import { takeTouchedDays } from './read-facts.ts'
import { plainCalendar, smallOffices } from './testing/small-city.ts'

const { db } = await testDatabase('cases')
const to = Date.UTC(2026, 2, 2, 1)
const offices = {
  ...smallOffices,
  findDuty: (duty: string) => smallOffices.find(duty === 'hotline' ? 'hotline' : 'park'),
}

const changes = [
  ...generateCases({
    ...{
      seed: 'facts',
      count: 120,
      from: to - 60 * dayMs,
      to,
      pack: hotline,
      samples,
      offices,
      calendar: plainCalendar,
    },
    ...{ jurisdiction: '310000', personOf: () => undefined, owners: [], firstSerial: 1 },
    place: () => ({ point: [121.47, 31.23], address: '某路1号', division: '310101001' }),
  }),
]

const facts = async () => {
  const { rows } = await sql<Record<string, unknown>>`select * from cases.fact order by case_id`.execute(db)
  return rows
}

beforeAll(() => db.tx((tx) => importCases(tx, changes)))

test('cases that come by COPY have their facts at once, and their days are noted', async () => {
  const all = await facts()
  expect(all.map((fact) => fact.case_id)).toEqual(changes.map(({ row }) => row.id).sort())
  const days = await takeTouchedDays(db)
  expect(days).toEqual([...new Set(all.map((fact) => String(fact.day)))].sort())
})

test('the day is the city’s, not that of Greenwich', async () => {
  for (const fact of await facts()) {
    const shown = new Date(Date.parse(String(fact.opened_at)) + 8 * 3_600_000).toISOString().slice(0, 10)
    expect(fact.day).toBe(shown)
  }
})

test('a change that no number is made of writes nothing; one that is, notes its day', async () => {
  const id = changes.find(({ row }) => row.redos === 0)?.row.id
  const before = await facts()
  await sql`update cases.case set seq = seq + 1, title = 'x', nudges = 9 where id = ${id}`.execute(db)
  expect(await facts()).toEqual(before)
  expect(await takeTouchedDays(db)).toEqual([])
  await sql`update cases.case set redos = 1 where id = ${id}`.execute(db)
  expect((await facts()).find((fact) => fact.case_id === id)?.is_redone).toBe(true)
  expect(await takeTouchedDays(db)).toEqual([before.find((fact) => fact.case_id === id)?.day])
})

test('a case that is removed takes its facts with it', async () => {
  const id = changes.at(-1)?.row.id
  await sql`delete from cases.case where id = ${id}`.execute(db)
  expect((await facts()).some((fact) => fact.case_id === id)).toBe(false)
  expect(await takeTouchedDays(db)).toHaveLength(1)
})

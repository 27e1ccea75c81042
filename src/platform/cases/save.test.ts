import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { hotline, samples } from '../../packs/government/hotline/index.ts'
import { testDatabase } from '../base/testing.ts'
import { casesThatDiffer, casesWithGaps } from './checks.ts'
import { generateCases } from './generate/generate-cases.ts'
import { type Change, saveChanges } from './save.ts'
import { plainCalendar, smallOffices } from './testing/small-city.ts'

const { db } = await testDatabase('cases')

const streets = ['park', 'pier', 'hill']
const to = Date.UTC(2026, 2, 30)

const some = (count: number, seed: string): Change[] => [
  ...generateCases({
    ...{
      seed,
      count,
      from: to - 60 * 86_400_000,
      to,
      pack: hotline,
      samples,
      calendar: plainCalendar,
      jurisdiction: '310000',
    },
    offices: {
      ...smallOffices,
      findDuty: (duty, division) => smallOffices.find(duty) ?? smallOffices.find(division ?? 'sh'),
    },
    place: (random) => ({
      address: '公园路 1 号',
      division: `31010100${1 + Math.floor(random() * 3)}`,
      point: [121.4 + random() / 10, 31.2 + random() / 10],
    }),
    personOf: (role, office) => `${role}-${office}`,
    owners: ['owner'],
    firstSerial: seed.length * 10_000,
  }),
]

test('every column of a change is written and read back', async () => {
  expect(streets.every((street) => smallOffices.find(street))).toBe(true)
  const changes = some(40, 'columns').map((change) => ({
    ...change,
    personal: { answers: { phone: '13800138000' }, phone_hash: 'hash' },
  }))
  expect((await saveChanges(db, changes)).size).toBe(40)
  for (const { row, fixed, tasks } of changes) {
    const { rows } = await sql<Record<string, unknown>>`select * from cases.case where id = ${row.id}`.execute(db)
    const { at_point: point, state, ...plain } = rows[0] ?? {}
    const { at_point: wantedPoint, state: wantedState, ...wanted } = { ...row, ...fixed }
    expect(plain).toEqual(wanted)
    expect(state).toEqual(JSON.parse(JSON.stringify(wantedState)))
    expect(
      point === null ? null : `(${(point as { x: number }).x.toFixed(2)},${(point as { y: number }).y.toFixed(2)})`,
    ).toBe(wantedPoint)
    const listed = await sql<
      Record<string, unknown>
    >`select * from cases.task where case_id = ${row.id} order by task`.execute(db)
    const found = listed.rows.map(({ due_key: _, ...task }) => task)
    expect(found).toEqual([...tasks].sort((a, b) => (a.task < b.task ? -1 : 1)))
  }
})

test('a change from an older sequence writes nothing, and a case twice is once', async () => {
  const [change] = some(1, 'again')
  if (!change) throw new Error('one change')
  expect((await saveChanges(db, [change])).size).toBe(1)
  expect((await saveChanges(db, [change])).size).toBe(0)
  const stale: Change = { ...change, before: 1, fixed: undefined }
  expect((await saveChanges(db, [stale])).size).toBe(change.row.seq === 1 ? 1 : 0)
  const { rows } = await sql<{
    count: number
  }>`select count(*) from cases.event where case_id = ${change.row.id}`.execute(db)
  expect(rows[0]?.count).toBe(change.row.seq)
})

test('the log cannot be changed, and the checks find a state that does not follow from it', async () => {
  await expect(sql`update cases.event set by = 'somebody'`.execute(db)).rejects.toThrow('append only')
  await expect(sql`delete from cases.event`.execute(db)).rejects.toThrow('append only')
  expect(await casesWithGaps(db)).toEqual([])
  expect(await casesThatDiffer(db, 1000)).toEqual([])
  await sql`update cases.case set state = (state::jsonb || '{"nudges": 9}')::json, seq = seq + 1
    where id = (select id from cases.case order by id limit 1)`.execute(db)
  expect(await casesWithGaps(db)).toHaveLength(1)
  expect(await casesThatDiffer(db, 1000)).toHaveLength(1)
})

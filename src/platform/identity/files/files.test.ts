import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { bytesSource } from '../../base/index.ts'
import { testDatabase } from '../../base/testing.ts'
import { takeOffices } from './offices-file.ts'
import { takePeople } from './people-file.ts'

const { db } = await testDatabase('identity')
const table = (text: string) => bytesSource(new TextEncoder().encode(text.trim()))
const count = async (what: string) =>
  (await sql<{ n: number }>`select count(*)::int as n from ${sql.table(`identity.${what}`)}`.execute(db)).rows[0]?.n

const offices = `
机构编号,机构名称,英文名称,上级机构,层级,行政区划代码
s1,第一街道,First Street,d1,街镇,310101002
sh,市政府,City,,市,310000
d1,某区,Some District,sh,区,310101
s2,第二街道,,d1,街镇,310101003
x!,错,Wrong,sh,区,
lost,失,Lost,nowhere,街镇,
below,下,Below,lost,网格,
s3,第三街道,,d1,乡,310101004
s4,第四街道,,d1,街镇,31
`

test('offices come in any order, bad rows are named with what lies below them, twice is once', async () => {
  const rehearsed = await takeOffices(db, table(offices), true)
  expect(await count('office')).toBe(0)
  const taken = await takeOffices(db, table(offices))
  for (const one of [rehearsed, taken]) {
    expect([one.read, one.imported, one.already]).toEqual([9, 4, 0])
    expect(one.refused.map(({ row, faults }) => `${row} ${faults[0]?.field}`).toSorted()).toEqual(
      ['10 division', '6 id', '7 parent', '8 parent', '9 level'].toSorted(),
    )
  }
  const { rows } = await sql<{ path: string; en: string }>`
    select path, title_en as en from identity.office where id in ('s1', 's2') order by id`.execute(db)
  expect(rows).toEqual([
    { path: '/sh/d1/s1', en: 'First Street' },
    { path: '/sh/d1/s2', en: '第二街道' },
  ])
  const again = await takeOffices(db, table(offices))
  expect([again.read, again.imported, again.already, again.refused.length]).toEqual([9, 0, 4, 5])
})

const people = `
姓名,登录名,岗位,所属机构,手机号,身份证号
甲,jia,承办人,s1,13800138000,
甲,jia,网格员,s1,,
乙,yi,管理员,sh,,
丙,,,,,11010519491231002X
丁,ding,舞者,s1,,
戊,wu,承办人,nowhere,,
己,ji,,,12,
庚,,,,13900139000,
乙,yi,审计员,sh,,
`

test('people come with their posts; who is there is known again; what may not be is refused and leaves nothing', async () => {
  const rehearsed = await takePeople(db, table(people), Date.now(), true)
  expect(await count('person')).toBe(0)
  const taken = await takePeople(db, table(people), Date.now())
  for (const one of [rehearsed, taken]) {
    expect([one.read, one.imported, one.already]).toEqual([9, 4, 0])
    expect(one.refused.map(({ row }) => row)).toEqual([6, 7, 8, 9, 10])
  }
  expect(taken.refused[2]?.faults).toMatchObject([{ row: 8, field: 'personal.phone' }])
  expect(await count('person')).toBe(3)
  const { rows } = await sql<{ role: string }>`
    select role from identity.post join identity.person p on p.id = person where name = '甲' order by role`.execute(db)
  expect(rows.map(({ role }) => role)).toEqual(['clerk', 'grid-member'])
  expect((await sql`select 1 from identity.account where password is not null`.execute(db)).rows).toEqual([])
  const again = await takePeople(db, table(people), Date.now())
  expect([again.imported, again.already, again.refused.length]).toEqual([0, 4, 5])
})

test('a file without the columns that are needed is refused as a whole, by their names', async () => {
  await expect(takeOffices(db, table('a,b\n1,2'))).rejects.toMatchObject({ code: 'identity.noColumns' })
  await expect(takePeople(db, table('登录名,岗位\nx,承办人'), 0)).rejects.toThrow('姓名')
})

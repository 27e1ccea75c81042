import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { hotline } from '../../../packs/government/hotline/index.ts'
import { publish } from '../../base/index.ts'
import { testCity } from '../../base/testing.ts'
import { type CasesRoom, casesRoom, type Offices } from '../index.ts'
import { plainCalendar, smallOffices } from '../testing/small-city.ts'

let isOpen = false
/** The tests' offices, of which none exists before `isOpen`. */
const offices: Offices = {
  ...smallOffices,
  find: (id) => (isOpen ? smallOffices.find(id) : undefined),
  findDuty: (duty, division) => (isOpen ? smallOffices.findDuty(duty, division) : undefined),
}
let room: CasesRoom | undefined
const city = await testCity({
  rooms: (base) => {
    room = casesRoom(base, {
      ...{ offices, calendar: plainCalendar, jurisdiction: '310000', packs: [hotline] },
      locate: async (place) => ({ ...place, division: '310101' }),
    })
    return [room]
  },
  upTo: 'cases',
})
const { db } = city.database

it('messages come in before there is an office, and begin when one is opened', async () => {
  const content = Buffer.from('编号,内容,时间\ng1,路灯不亮了,2026-01-01\ng2,积水很深了,2026-01-02\n')
  const record = await room?.imports.receive({ what: 'messages', fileName: 'a.csv', content, by: 'system' })
  await room?.imports.start(record?.id ?? '')
  await city.settle()
  const done = await room?.imports.get(record?.id ?? '')
  expect(done).toMatchObject({ state: 'done', counts: { read: 2, imported: 2, noted: 2 } })
  expect(await room?.imports.notes(record?.id ?? '')).toMatchObject([{ code: 'no-office', count: 2, rows: [2, 3] }])
  const standing = async () =>
    (await sql`select external, status, step, office from cases.case order by external`.execute(db)).rows
  expect(await standing()).toMatchObject([
    { external: 'g1', status: 'open', step: null },
    { external: 'g2', step: null },
  ])

  isOpen = true
  await db.tx((tx) =>
    publish(tx, { type: 'office.opened', key: 'hotline', payload: { office: 'hotline', path: '/sh/hotline' } }),
  )
  await city.settle()
  expect(await standing()).toMatchObject([
    { external: 'g1', status: 'open', step: 'sort', office: 'hotline' },
    { external: 'g2', step: 'sort', office: 'hotline' },
  ])
})

it('places are completed by the registry, unless the file is another city’s', async () => {
  const text = '编号,内容,时间,地址\nh1,路灯不亮了,2026-01-01,外滩1号\nh2,积水很深了,2026-01-02,\n'
  const take = async (source: string, locate: boolean) => {
    const file = { what: 'messages', fileName: 'a.csv', content: Buffer.from(text), by: 'system' }
    const record = await room?.imports.receive({ ...file, chosen: { source, locate } })
    await room?.imports.start(record?.id ?? '')
    await city.settle()
    return (
      await sql`select external, division, address from cases.case where source = ${source} order by external`.execute(
        db,
      )
    ).rows
  }
  expect(await take('ours', true)).toEqual([
    { external: 'h1', division: '310101', address: '外滩1号' },
    { external: 'h2', division: null, address: null },
  ])
  expect(await take('theirs', false)).toMatchObject([{ division: null }, { division: null }])
})

import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { alarm } from '../../packs/government/alarm/index.ts'
import { publish } from '../base/index.ts'
import { testCity } from '../base/testing.ts'
import { casesRoom } from './index.ts'
import { person, plainCalendar, smallOffices } from './testing/small-city.ts'

const city = await testCity({
  rooms: (base) => [
    casesRoom(base, { offices: smallOffices, calendar: plainCalendar, jurisdiction: '310000', packs: [alarm] }),
  ],
  upTo: 'cases',
})
const { db } = city.base

const raise = async (more: object = {}) => {
  const id = uuidv7()
  await publish(db, {
    type: 'things.alarm',
    key: `device:${id}`,
    payload: {
      ...{ alarm: id, rule: 'road-flooding', device: `d-${id}`, title: { zh: '道路积水', en: 'Road flooded' } },
      text: { zh: '下立交积水 0.25 米', en: 'Water 0.25 m deep' },
      ...{ class: '防汛排水/积水', severity: 'serious', at: new Date().toISOString(), value: 0.25 },
      ...{ point: [121.47, 31.23], division: null, path: '/sh/east/park', isDemo: true },
      ...more,
    },
  })
  await city.settle()
  const { rows } = await sql<{
    id: string
    status: string
    office: string | null
    reports: number
    demo: boolean
    channel: string
  }>`
    select id, status, office, reports, is_demo as demo, channel from cases.case where state::jsonb->'answers'->>'alarm' = ${id}`.execute(
    db,
  )
  return rows[0]
}

test('an alarm opens a case with the office of its device; another near by joins it, one elsewhere does not', async () => {
  const first = await raise()
  expect(first).toMatchObject({ status: 'open', office: 'park', demo: true, channel: 'device' })
  expect(await raise({ point: [121.4702, 31.2301] })).toMatchObject({ status: 'joined' })
  expect(await raise({ point: [121.5, 31.3], path: '/sh/west/hill' })).toMatchObject({ status: 'open', office: 'hill' })
  expect(await raise({ class: '设施运行/井盖', severity: 'notice' })).toMatchObject({ status: 'open' })
  const { rows } = await sql<{ reports: number }>`select reports from cases.case where id = ${first?.id}`.execute(db)
  expect(rows).toEqual([{ reports: 2 }])
})

test('the office handles it, others do not', async () => {
  const opened = await raise({ point: [121.6, 31.4] })
  const act = (who: ReturnType<typeof person>, action: string, input: object) =>
    city.as(who).post(`/api/cases/${opened?.id}/actions`, { action, step: 'handle', input, actionId: uuidv7() })
  expect((await act(person('pier-clerk', ['clerk', 'pier']), 'accept', {})).status).toBe(403)
  expect((await act(person('park-clerk', ['clerk', 'park']), 'accept', {})).status).toBe(200)
  expect(
    (await act(person('park-clerk', ['clerk', 'park']), 'complete', { result: 'solved', note: '已抽排' })).status,
  ).toBe(200)
})

test('nobody but the city itself begins a case of a pack that waits for signals', async () => {
  const answer = await fetch(`${city.url}/api/cases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ pack: 'alarm', answers: { what: '假报', title: '假报', class: '防汛排水/积水' } }),
  })
  expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([403, 'case.begunBySystem'])
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from cases.case where title = '假报'`.execute(db)
  expect(rows).toEqual([{ n: 0 }])
})

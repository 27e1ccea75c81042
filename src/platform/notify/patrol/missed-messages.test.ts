import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { publish } from '../../base/index.ts'
import type { Missed } from '../../patrol/index.ts'
import { notifyCity } from '../testing/notify-city.ts'

const city = await notifyCity()
const { db } = city.base

const post = (role: 'duty-officer' | 'clerk' | 'grid-member' | 'dispatcher' | 'supervisor', office: string) => ({
  ...{ role, office, title: { zh: '岗', en: 'Post' } },
})
const officer = await city.enter({ name: '值班长', posts: [post('duty-officer', 'sh')] })
const leader = await city.enter({ name: '派单员', posts: [post('dispatcher', 's11')] })
await city.enter({ name: '经办', posts: [post('clerk', 's11')] })
await city.enter({ name: '网格员', posts: [post('grid-member', 's11')] })

const missed = (more: Partial<Missed> = {}): Missed => ({
  ...{ grid: '310101002000001', title: { zh: '里弄网格', en: 'Lane grid' }, path: '/sh/d1/s11', isDemo: false },
  rounds: [{ route: 'r', title: '夜巡', from: '2026-11-20T01:00:00.000Z', until: '2026-11-20T03:00:00.000Z' }],
  shifts: [{ person: '马强', until: '2026-11-20T03:00:00.000Z', isTaken: true }],
  ...more,
})

async function told(payload: Missed) {
  await publish(db, { type: 'patrol.missed', key: `grid:${payload.grid}`, payload })
  await city.settle()
  const { rows } = await sql<{
    person: string
    title: { zh: string; en: string }
    body: { zh: string; en: string }
    link: string
    isDemo: boolean
  }>`select person, title, body, link, is_demo as "isDemo" from notify.notice
    where template = 'patrol.missed' order by id`.execute(db)
  return rows
}

beforeEach(() => sql`delete from notify.notice`.execute(db))

test('the leader of the grid alone hears of it, with what was missed and the page to say why', async () => {
  const notices = await told(missed())
  expect(notices.map(({ person }) => person)).toEqual([leader])
  expect(notices[0]).toMatchObject({
    title: { zh: '里弄网格：2 项巡查未完成', en: 'Lane grid: left undone on patrol: 2' },
    link: '/desk/patrol/coverage?only=short&grid=310101002000001',
    isDemo: false,
  })
  expect(notices[0]?.body.zh).toContain('“夜巡”到 2026-11-20 11:00 未走完；马强 的班（至 2026-11-20 11:00）没有交班')
})

test('where a street has no leader, the nearest above it hears', async () => {
  expect((await told(missed({ path: '/sh/d1/nobody' }))).map(({ person }) => person)).toEqual([officer])
  expect(await told(missed({ path: '/elsewhere' }))).toHaveLength(1)
})

test('a long list names the first of it, and generated data are marked', async () => {
  const [round] = missed().rounds
  const rounds = Array.from({ length: 9 }, () => round).filter((one) => one !== undefined)
  const [notice] = await told(missed({ rounds, shifts: [], isDemo: true }))
  expect(notice?.isDemo).toBe(true)
  expect(notice?.body.zh).toContain('另有 3 项')
})

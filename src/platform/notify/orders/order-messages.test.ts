import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { publish } from '../../base/index.ts'
import type { Ordered, OrdersLate } from '../../response/index.ts'
import { notifyCity } from '../testing/notify-city.ts'

const city = await notifyCity()
const { db } = city.base

const post = (role: 'duty-officer' | 'clerk' | 'grid-member' | 'dispatcher', office: string) => ({
  ...{ role, office, title: { zh: '岗', en: 'Post' } },
})
const enter = (name: string, ...posts: ReturnType<typeof post>[]) => city.enter({ name, posts })
const officer = await enter('值班长', post('duty-officer', 'sh'))
const dispatcher = await enter('派单员', post('dispatcher', 'd1'))
const clerk = await enter('经办', post('clerk', 'd1'))
const streetClerk = await enter('街道经办', post('clerk', 's11'))

const titles = { duty: { zh: '值班值守', en: 'Posts manned' }, teams: { zh: '队伍前置', en: 'Teams ahead' } }
const order = (office: string, task: keyof typeof titles = 'duty') => ({
  ...{ id: uuidv7(), task, office, title: titles[task], text: { zh: '到岗带班。', en: 'Man the post.' } },
  acknowledgeDue: '2030-03-04T01:15:00.000Z',
})
const ordered = (orders: Ordered['orders'], more: Partial<Ordered> = {}): Ordered => ({
  ...{ incident: uuidv7(), title: '台风“贝碧嘉”', isExercise: false, isDemo: false, orders },
  ...more,
})

async function happens(type: string, payload: object) {
  await publish(db, { type, key: 'test', payload })
  await city.settle()
  const { rows } = await sql<{ person: string; title: { zh: string; en: string }; body: { zh: string }; link: string }>`
    select person, title, body, link from notify.notice where is_urgent or template = 'response.late-below' order by id`.execute(
    db,
  )
  return rows
}

beforeEach(() => sql`delete from notify.notice`.execute(db))

test('an ordered office hears of it: those who command it, else those who work there; with the page to acknowledge on', async () => {
  const orders = [order('d1'), order('s11')]
  const told = await happens('response.ordered', ordered(orders))
  expect(told.map(({ person }) => person).sort()).toEqual([dispatcher, streetClerk].sort())
  const [one] = told.filter(({ person }) => person === streetClerk)
  expect(one).toMatchObject({
    title: { zh: '应急指令：值班值守', en: 'Order: Posts manned' },
    link: `/city/response/orders#order-${orders[1]?.id}`,
  })
  expect(one?.body.zh).toContain('台风“贝碧嘉”：到岗带班。请在 2030-03-04 09:15 前确认')
  expect(told.some(({ person }) => person === clerk)).toBe(false)
})

test('several orders at once are one message; an exercise says so', async () => {
  const told = await happens('response.ordered', ordered([order('d1'), order('d1', 'teams')], { isExercise: true }))
  expect(told).toMatchObject([{ person: dispatcher, title: { zh: '【演练】应急指令：值班值守、队伍前置' } }])
})

test('nobody is told of what was generated with the demonstration', async () => {
  expect(await happens('response.ordered', ordered([order('d1')], { isDemo: true }))).toEqual([])
})

test('late orders are told again to their office, and once to the command', async () => {
  const late = (reminders: number): OrdersLate => ({
    ...{ incident: uuidv7(), title: '台风', office: 'sh', isExercise: false, isDemo: false },
    orders: [{ ...order('d1'), state: 'issued', reminders }],
  })
  const first = await happens('response.orderLate', late(1))
  expect(first.map(({ person, title }) => [person, title.zh])).toEqual([
    [dispatcher, '催办：值班值守'],
    [officer, '1 条应急指令超时'],
  ])
  const again = await happens('response.orderLate', late(2))
  expect(again.slice(2).map(({ person }) => person)).toEqual([dispatcher])
})

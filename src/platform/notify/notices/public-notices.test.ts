import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { publish } from '../../base/index.ts'
import type { CaseNotice } from '../../cases/index.ts'
import type { NoticePublished, NoticesWithdrawn } from '../../response/index.ts'
import { good, notifyCity } from '../testing/notify-city.ts'

const city = await notifyCity()
const { clock } = city
const { db } = city.base

const phone = (last: number) => ({ phone: `1380013800${last}` })
const ann = await city.enter({ name: '安', kind: 'resident', personal: phone(1) })
const bob = await city.enter({ name: '柏', kind: 'resident', personal: phone(2) })
const annCalls = city.as(city.actor(ann))
const bobCalls = city.as(city.actor(bob))

const home = { title: '家', lng: 121.47123456, lat: 31.23, agrees: true }
/** West of 121.5 the test's ground is 310101, east of it 310115. */
const east = { ...home, title: '公司', lng: 121.6 }

const square = {
  type: 'Polygon',
  coordinates: [
    [
      ...[
        [121.46, 31.22],
        [121.48, 31.22],
        [121.48, 31.24],
        [121.46, 31.24],
        [121.46, 31.22],
      ],
    ],
  ],
} as const

const emergency = (more: Partial<NoticePublished> = {}): NoticePublished => ({
  ...{ notice: uuidv7(), incident: uuidv7(), title: { zh: '台风来临', en: 'Typhoon' } },
  ...{ text: { zh: '请勿外出', en: 'Stay in' }, divisions: ['310101'], area: null, until: null },
  ...{ where: { zh: '黄浦区', en: 'Huangpu' }, isExercise: false, isDemo: false },
  ...more,
})
const ofCase = (more: Partial<CaseNotice> = {}): CaseNotice => ({
  ...{ case: uuidv7(), number: '1', run: 'warn/1', title: { zh: '道路积水', en: 'Road flooding' } },
  ...{ text: { zh: '请绕行', en: 'Go around' }, address: '一路二号', point: [121.47, 31.23], metres: 1_000 },
  ...{ isEnd: false, isDemo: false },
  ...more,
})

async function happens(type: string, payload: object): Promise<void> {
  await publish(db, { type, key: 'test', payload })
  await city.settle()
}

type Line = { person: string; title: string; body: string; link: string }
const messages = async () =>
  (await sql<Line>`select person, title, body, link from notify.message order by id`.execute(db)).rows
type Listed = { id: string; title: { zh: string }; isHere: boolean | null; endedAt: string | null; endText: unknown }
const listed = async (query = ''): Promise<readonly Listed[]> =>
  good(await city.get(`/api/notify/public-notices${query}`))

beforeEach(async () => {
  for (const table of ['message', 'notice', 'notice_told', 'public_notice', 'watched_place'])
    await sql`delete from ${sql.table(`notify.${table}`)}`.execute(db)
})

describe('a notice of an emergency', () => {
  test('stands for everybody, near or not, until it is withdrawn, and is shown as over for a day', async () => {
    const one = emergency()
    await happens('response.noticePublished', one)
    const id = `response:${one.notice}`
    expect(await listed()).toMatchObject([{ id, isHere: null, endedAt: null, where: one.where }])
    expect(await listed('?near=121.47,31.23')).toMatchObject([{ id, isHere: true }])
    expect(await listed('?near=121.6,31.23')).toMatchObject([{ id, isHere: false }])
    await happens('response.noticeWithdrawn', {
      incident: one.incident,
      notices: [one.notice],
      why: 'ended',
      said: null,
    })
    expect((await listed())[0]?.endedAt).toEqual(new Date(clock.now).toISOString())
    clock.now += 25 * 3_600_000
    expect(await listed()).toEqual([])
  })

  test('ends by itself at its time', async () => {
    const until = new Date(clock.now + 3_600_000).toISOString()
    await happens('response.noticePublished', emergency({ until }))
    expect((await listed())[0]?.endedAt).toBeNull()
    clock.now += 2 * 3_600_000
    expect((await listed())[0]?.endedAt).toBe(until)
  })

  test('is told at once, and once, to those who watch a place in its area, by name of the place and with a way to stop', async () => {
    for (const place of [home, { ...home, title: '学校', lng: 121.472 }])
      expect((await annCalls.post('/api/notify/places', place)).status).toBe(201)
    expect((await bobCalls.post('/api/notify/places', east)).status).toBe(201)
    expect((await annCalls.post('/api/notify/places', { ...home, agrees: false })).json.code).toBe('notify.consent')
    const one = emergency({ area: square })
    await happens('response.noticePublished', one)
    await happens('response.noticePublished', one)
    expect(await listed()).toMatchObject([{ area: square }])
    const seenBy = async (who: typeof annCalls) => good(await who.get('/api/notify/public-notices'))[0].isHere
    expect([await seenBy(annCalls), await seenBy(bobCalls)]).toEqual([true, false])
    const told = await messages()
    expect(told.map(({ person, title }) => [person, title])).toEqual([[ann, '台风来临']])
    expect(told[0]?.body).toMatch(
      /请勿外出（黄浦区。您关注了“家”。停止接收：https:\/\/city\.test\/notices\/stop\/[\w-]{24}）/,
    )
    expect(told[0]?.link).toBe(`https://city.test/notices#${encodeURIComponent(`response:${one.notice}`)}`)

    const code = /stop\/([\w-]+)/.exec(told[0]?.body ?? '')?.[1] ?? ''
    expect(good(await city.get(`/api/notify/places/stop/${code}`))).toEqual({ title: '家' })
    expect((await city.post(`/api/notify/places/stop/${code}`)).status).toBe(204)
    expect((await city.post(`/api/notify/places/stop/${code}`)).json.code).toBe('notify.stopped')
    expect((await city.post(`/api/notify/places/stop/${'x'.repeat(24)}`)).json.code).toBe('notify.stopped')
    expect(good(await annCalls.get('/api/notify/places')).map(({ title }: { title: string }) => title)).toEqual([
      '学校',
    ])
    await happens('response.noticePublished', emergency({ divisions: ['310000'] }))
    expect(
      (await messages())
        .slice(1)
        .map(({ person }) => person)
        .sort(),
    ).toEqual([ann, bob].sort())
  })

  test('that is taken back or over is told, once, to those who were told of it and still watch a place', async () => {
    for (const who of [annCalls, bobCalls]) good(await who.post('/api/notify/places', home))
    const places = good(await bobCalls.get('/api/notify/places'))
    const [wrong, right, expiring] = [
      emergency(),
      emergency(),
      emergency({ until: new Date(clock.now + 60_000).toISOString() }),
    ]
    for (const one of [wrong, right, expiring]) await happens('response.noticePublished', one)
    good(await bobCalls.call('DELETE', `/api/notify/places/${places[0].id}`))
    await sql`delete from notify.message`.execute(db)
    const end = (one: NoticePublished, more: Partial<NoticesWithdrawn> = {}): NoticesWithdrawn => ({
      ...{ incident: one.incident, notices: [one.notice], why: 'ended', said: null },
      ...more,
    })
    const said = { zh: '避难场所改为第二中学', en: 'The shelter is School No. 2' }
    for (let twice = 0; twice < 2; twice++)
      await happens('response.noticeWithdrawn', end(wrong, { why: 'withdrawn', said }))
    await happens('response.noticeWithdrawn', end(right))
    clock.now += 120_000
    await happens('response.noticeWithdrawn', end(expiring))
    expect((await messages()).map(({ person, title, body }) => [person, title, body])).toEqual([
      [ann, '更正：台风来临', said.zh],
      [ann, '已结束：台风来临', '应急响应已终止，此前的公告不再生效。'],
    ])
    expect((await listed()).find(({ id }) => id === `response:${wrong.notice}`)?.endText).toEqual(said)
  })

  test('in whose place another one is told ends without a word of its own', async () => {
    good(await annCalls.post('/api/notify/places', home))
    const [before, after] = [emergency(), emergency({ title: { zh: '台风将登陆', en: 'Landfall' } })]
    await happens('response.noticePublished', before)
    await happens('response.noticeWithdrawn', {
      ...{ incident: before.incident, notices: [before.notice], why: 'replaced', said: null },
    })
    await happens('response.noticePublished', after)
    expect((await messages()).map(({ title }) => title)).toEqual(['台风来临', '台风将登陆'])
    expect((await listed()).find(({ endedAt }) => endedAt !== null)?.endText).toBeNull()
  })

  test('of an exercise is listed with its mark and told to nobody; of the demonstration’s past it is not even listed', async () => {
    await annCalls.post('/api/notify/places', home)
    await happens('response.noticePublished', emergency({ isExercise: true }))
    await happens('response.noticePublished', emergency({ isDemo: true }))
    expect((await listed()).map(({ title }) => title.zh)).toEqual(['【演练】台风来临'])
    expect(await messages()).toEqual([])
  })
})

describe('a notice of a case', () => {
  test('stands around its place, is told to those near, who hear when it is over', async () => {
    await annCalls.post('/api/notify/places', home)
    await bobCalls.post('/api/notify/places', east)
    const one = ofCase()
    await happens('case.notice', one)
    expect(await listed('?near=121.4795,31.23')).toMatchObject([
      { isHere: true, where: { zh: '一路二号 1000 米范围内', en: 'within 1000 m of 一路二号' } },
    ])
    expect((await listed('?near=121.4815,31.23'))[0]?.isHere).toBe(false)
    const end = { ...one, run: 'all-clear/1', isEnd: true, text: { zh: '已恢复通行', en: 'Open again' } }
    await happens('case.notice', end)
    expect(await listed()).toMatchObject([{ endText: { zh: '已恢复通行', en: 'Open again' } }])
    expect((await messages()).map(({ person, title }) => [person, title])).toEqual([
      [ann, '道路积水'],
      [ann, '已结束：道路积水'],
    ])
  })

  test('ends with the case', async () => {
    const one = ofCase({ point: null })
    await happens('case.notice', one)
    expect(await listed('?near=121.47,31.23')).toMatchObject([{ isHere: false, endedAt: null }])
    // Other consumers of `case.closed` would read the case itself: only this room's is asked.
    const consumer = city.notify.consumers?.find(({ name }) => name === 'notify.publicNotices')
    if (!consumer || !('handle' in consumer)) throw new Error('Nobody hears of notices')
    const event = { id: uuidv7(), type: 'case.closed', key: 'x', at: '', payload: { case: one.case } }
    await db.tx((tx) => consumer.handle(event, tx))
    expect((await listed())[0]?.endedAt).not.toBeNull()
  })
})

test('places are one’s own, rounded, at most ten, part of one’s data and forgotten with them', async () => {
  const { id } = good(await annCalls.post('/api/notify/places', home))
  expect(good(await annCalls.get('/api/notify/places'))).toMatchObject([{ id, lng: 121.4712, lat: 31.23 }])
  expect((await bobCalls.call('DELETE', `/api/notify/places/${id}`)).status).toBe(204)
  expect(good(await annCalls.get('/api/notify/places'))).toHaveLength(1)
  expect((await city.post('/api/notify/places', home)).status).toBe(401)
  for (let i = 0; i < 9; i++) await annCalls.post('/api/notify/places', home)
  expect((await annCalls.post('/api/notify/places', home)).json.code).toBe('notify.manyPlaces')
  expect(await city.notify.holding.read(db, ann)).toMatchObject({ places: Array(10).fill({ title: '家' }) })
  await publish(db, { type: 'person.erased', key: ann, payload: {} })
  await city.settle()
  expect(good(await annCalls.get('/api/notify/places'))).toEqual([])
})

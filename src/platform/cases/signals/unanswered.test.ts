import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { sourcesOf } from '../../../kernel/flow/index.ts'
import { alarm } from '../../../packs/government/alarm/index.ts'
import { hotline } from '../../../packs/government/hotline/index.ts'
import { manholeCover } from '../../../packs/government/manhole-cover/index.ts'
import { publish } from '../../base/index.ts'
import { testCity } from '../../base/testing.ts'
import { type CasesRoom, casesRoom, type Offices } from '../index.ts'
import { person, plainCalendar, smallOffices } from '../testing/small-city.ts'

const streets: Readonly<Record<string, string>> = { 310101002: 'park', 310101003: 'pier', 310115001: 'hill' }
const offices: Offices = {
  ...smallOffices,
  divisionOf: (id) => ({ east: '310101', west: '310115', park: '310101002', hill: '310115001' })[id],
  findDuty: (duty, division) =>
    duty === 'street'
      ? smallOffices.find(streets[division ?? ''] ?? '')
      : duty === 'construction' || duty === 'operation-centre'
        ? smallOffices.find(division === undefined ? 'sh' : division.startsWith('310115') ? 'west' : 'east')
        : smallOffices.find(duty),
}
let room: CasesRoom | undefined
const city = await testCity({
  rooms: (base) => {
    room = casesRoom(base, {
      offices,
      calendar: plainCalendar,
      jurisdiction: '310000',
      packs: [hotline, alarm, manholeCover],
    })
    return [room]
  },
  upTo: 'cases',
})
const { db } = city.base
const duty = city.as(person('duty', ['duty-officer', 'sh']))
const east = city.as(person('east', ['dispatcher', 'east']))
const west = city.as(person('west', ['dispatcher', 'west']))
const clerk = city.as(person('clerk', ['clerk', 'park']))

const t = (text: string) => ({ zh: text, en: text })
const tell = async (type: string, more: object): Promise<string> => {
  const id = uuidv7()
  await publish(db, {
    ...{ type, key: id },
    payload: {
      id,
      who: `who-${id}`,
      title: t('画面异常'),
      text: t('画面里有异常'),
      at: new Date().toISOString(),
      ...more,
    },
  })
  await city.settle()
  return id
}
/** What no pack of this city hears. */
const odd = (more: object = {}) =>
  tell('camera.event', {
    source: 'camera',
    kind: 'odd',
    class: '城市管理',
    point: [121.47, 31.23],
    division: '310101002',
    ...more,
  })
/** A cover outside of every division: no street guards it. */
const lost = async () => {
  const id = uuidv7()
  await publish(db, {
    ...{ type: 'things.alarm', key: `device:${id}` },
    payload: {
      ...{
        alarm: id,
        rule: 'manhole-open',
        device: `d-${id}`,
        title: t('井盖开启'),
        text: t('井盖开启'),
        class: 'x',
        severity: 'serious',
      },
      ...{ at: new Date().toISOString(), value: 1, point: null, division: null, path: null, isDemo: false },
    },
  })
  await city.settle()
  return id
}
const listed = async (who: typeof duty, query = '') => (await who.get(`/api/unanswered${query}`)).json
const idsOf = async (who: typeof duty, query = '') =>
  (await listed(who, query)).items.map(({ id }: { id: string }) => id)
const outcomeOf = async (id: string) =>
  (await sql<{ outcome: string }>`select outcome from cases.signal where id = ${id}`.execute(db)).rows[0]?.outcome

test('are listed with the reason to who dispatches where they happened, and counted; to nobody else', async () => {
  const [unheard, nobody] = [await odd(), await lost()]
  expect([await outcomeOf(unheard), await outcomeOf(nobody)]).toEqual(['unheard', 'nobody'])
  const all = await listed(duty)
  const reasons = new Map(all.items.map((one: { id: string; reason: { zh: string } }) => [one.id, one.reason.zh]))
  expect(reasons.get(unheard)).toBe('没有场景听取这类信号')
  expect(reasons.get(nobody)).toBe('“井盖缺失移位”听到了，但没有单位负责')
  expect(all.count).toBe(2)
  expect((await duty.get('/api/unanswered/count')).json.count).toBe(2)
  // What lies in no division is for the city alone.
  expect(await idsOf(east)).toEqual([unheard])
  expect(await idsOf(west)).toEqual([])
  expect((await clerk.get('/api/unanswered')).status).toBe(403)
  expect((await city.get('/api/unanswered')).status).toBe(401)
})

test('alike ones given to an office become one case of it by the way of all others, whatever rule there is', async () => {
  const ruled = await duty.post('/api/responsibility/rules', {
    ...{
      why: '试验',
      rules: [{ name: t('告警归西区'), because: t('试验'), pack: 'alarm', to: { office: 'west' }, priority: 9 }],
    },
  })
  expect(ruled.status, ruled.text).toBe(201)
  const at = { point: [121.6, 31.2] }
  const ids = [await odd(at), await odd({ point: [121.6005, 31.2] })]
  const far = await odd({ point: [121.7, 31.3] })
  for (const who of [west, clerk]) {
    const refused = await who.post('/api/unanswered/give', { ids, office: 'park', note: '归公园街道' })
    expect(refused.status === 403 || refused.json.given === 0).toBe(true)
  }
  const given = (await east.post('/api/unanswered/give', { ids: [...ids, far], office: 'park', note: '归公园街道' }))
    .json
  expect(given).toMatchObject({ given: 3, left: 0 })
  expect(given.cases).toHaveLength(2)
  const state = (await room?.ofSignal(ids[0] ?? ''))?.state
  expect(state?.tasks.handle?.holder?.office).toBe('park')
  expect(state && sourcesOf(state).map(({ id }) => id)).toEqual(ids.map((id) => `who-${id}`))
  expect([await outcomeOf(ids[0] ?? ''), await outcomeOf(far)]).toEqual(['opened', 'opened'])
  expect(await idsOf(east)).not.toContain(far)
  const decided = (await listed(east, '?decided=true')).items.find(({ id }: { id: string }) => id === far)
  expect(decided).toMatchObject({
    decision: 'given',
    note: '归公园街道',
    decidedByName: 'east',
    case: { number: expect.any(String) },
  })
  // Given twice it is given once.
  expect((await east.post('/api/unanswered/give', { ids, office: 'park', note: '再交一次' })).json).toMatchObject({
    given: 0,
    left: 2,
    cases: [],
  })
})

test('given to a scenario it goes by its rules; what still finds nobody stays', async () => {
  const id = await lost()
  const tried = (await duty.post('/api/unanswered/give', { ids: [id], pack: 'manhole-cover', note: '按井盖办' })).json
  expect(tried).toMatchObject({ given: 0, left: 1 })
  expect(await idsOf(duty)).toContain(id)
  const given = (
    await duty.post('/api/unanswered/give', { ids: [id], pack: 'manhole-cover', office: 'park', note: '在公园街道' })
  ).json
  expect(given).toMatchObject({ given: 1, left: 0 })
  const state = (await room?.ofSignal(id))?.state
  expect([state?.pack, state?.tasks.guard?.holder?.office]).toEqual(['manhole-cover', 'park'])
})

test('dismissed with its reason it is kept and waits no more; everything is on record', async () => {
  const id = await odd()
  expect((await duty.post('/api/unanswered/dismiss', { ids: [id], note: '' })).status).toBe(422)
  expect((await duty.post('/api/unanswered/dismiss', { ids: [id], note: '误报' })).json).toEqual({ dismissed: 1 })
  expect(await idsOf(duty)).not.toContain(id)
  expect((await listed(duty, '?decided=true')).items[0]).toMatchObject({
    id,
    decision: 'dismissed',
    note: '误报',
    case: null,
  })
  const { rows } = await sql<{ actor: string; facts: { note: string } }>`select actor, facts from base.audit
    where resource = ${`signal:${id}`}`.execute(db)
  expect(rows).toEqual([{ actor: 'duty', facts: { note: '误报', signals: 1 } }])
})

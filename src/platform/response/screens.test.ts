import { sql } from 'kysely'
import { beforeAll, describe, expect, it } from 'vitest'
import { brokenLogs } from './incident/log.ts'
import { offices, responseCity } from './testing/response-city.ts'

const { city, room, clock, as } = await responseCity()
const { db } = city.base
const command = as('duty-officer', 'sh')
type Role = Parameters<typeof as>[0]

const start = (more: object = {}) => ({
  ...{ plan: 'typhoon', level: 'III', title: '台风', divisions: ['310101'], reason: '指挥部决定', isExercise: false },
  ...more,
})
/** Starts a response by the officer of an office. @returns its id */
async function begin(at: string, more: object = {}): Promise<string> {
  const made = await as('duty-officer', at).post('/api/response/incidents', start(more))
  expect(made.status, made.text).toBe(201)
  return made.json.id
}
const whole = async (id: string) => (await command.get(`/api/response/incidents/${id}`)).json
const told = async (type: string, id: string) =>
  (
    await sql<{ payload: Record<string, unknown> }>`select payload from base.event
      where type = ${type} and key = ${`incident:${id}`} order by seq`.execute(db)
  ).rows.map(({ payload }) => payload)

/** West of 121.5 the test's ground is 310101, east of it 310115. */
const ring = (lng: number) => [
  [lng, 31.2],
  [lng + 0.01, 31.2],
  [lng + 0.01, 31.21],
  [lng, 31.2],
]
const area = { type: 'Polygon', coordinates: [ring(121.47)] }
const words = {
  title: { zh: '积水', en: 'Water' },
  text: { zh: '请绕行下立交。', en: 'Please avoid the underpass.' },
}

describe('a warning', () => {
  it('is raised and lowered by a new one that takes its place, and says so; lifted it changes no more', async () => {
    const first = await command.post('/api/response/warnings', {
      ...{
        hazard: 'rainstorm',
        colour: 'yellow',
        divisions: ['310101'],
        area,
        issuer: '气象台',
        sourceText: '黄色预警',
      },
      ...{ from: '2026-11-20T06:00:00.000Z', until: '2026-11-21T06:00:00.000Z' },
    })
    const change = (id: string, colour: string) =>
      command.post(`/api/response/warnings/${id}/change`, {
        ...{ colour, until: '2026-11-21T08:00:00.000Z', sourceText: `改发${colour}` },
      })
    expect((await change(first.json.id, 'yellow')).json.code).toBe('response.sameColour')
    const second = await change(first.json.id, 'red')
    expect([second.status, second.json]).toMatchObject([
      201,
      { colour: 'red', replaces: first.json.id, issuer: '气象台', area, proposes: [{ plan: 'rainstorm', level: 'I' }] },
    ])
    expect((await change(first.json.id, 'blue')).json.code).toBe('response.lifted')
    const holding = (await command.get('/api/response/warnings?isHolding=true')).json
    expect(holding.map(({ id }: { id: string }) => id)).toEqual([second.json.id])
    const all = (await command.get('/api/response/warnings')).json as { id: string; liftReason: string | null }[]
    expect(all.find(({ id }) => id === first.json.id)?.liftReason).toBe('改发red')
    expect((await command.post(`/api/response/warnings/${second.json.id}/lift`, { reason: '雨停' })).status).toBe(204)
    expect((await command.post(`/api/response/warnings/${second.json.id}/lift`, { reason: '雨停' })).json.code).toBe(
      'response.lifted',
    )
  })
})

describe('public notices', () => {
  it('that a level tells again stay; what it tells no more is withdrawn; what a person wrote waits for a person', async () => {
    const id = await begin('sh')
    const own = await command.post(`/api/response/incidents/${id}/notices`, { ...words, area })
    expect(own.status).toBe(201)
    const standing = async () =>
      (await whole(id)).notices.filter((one: { withdrawnAt: string | null }) => one.withdrawnAt === null)
    expect(await standing()).toMatchObject([
      { title: words.title, area, isOfPlan: false },
      { title: { zh: '台风将影响本地' }, area: null, isOfPlan: true },
    ])
    await command.post(`/api/response/incidents/${id}/level`, { level: 'IV', reason: '减弱' })
    expect(await told('response.noticePublished', id)).toMatchObject([
      { where: { zh: '区划310101', en: 'Division 310101' } },
      { where: { zh: '区划310101内地图上画出的范围', en: 'the part of Division 310101 drawn on the map' } },
    ])
    expect(await told('response.noticeWithdrawn', id)).toEqual([])
    await command.post(`/api/response/incidents/${id}/level`, { level: 'II', reason: '增强' })
    expect((await standing()).map(({ title }: { title: { zh: string } }) => title.zh)).toEqual([
      '台风来临，请勿外出',
      '积水',
    ])
    expect(await told('response.noticeWithdrawn', id)).toMatchObject([{ why: 'replaced', said: null }])
    const withdraw = `/api/response/incidents/${id}/notices/${own.json.id}/withdraw`
    const said = { zh: '积水已退，可以通行', en: 'The water is gone' }
    expect((await command.post(withdraw, { reason: '水退了', said: { zh: '只有一种', en: '' } })).status).toBe(422)
    expect((await command.post(withdraw, { reason: '水退了', said })).status).toBe(204)
    expect((await command.post(withdraw, { reason: '水退了' })).json.code).toBe('response.missing')
    expect((await whole(id)).log.at(-1)).toMatchObject({ kind: 'notice-withdrawn', note: '水退了' })
    await command.post(`/api/response/incidents/${id}/end`, { reason: '结束' })
    expect(await standing()).toEqual([])
    expect((await told('response.noticeWithdrawn', id)).map(({ why, said: words }) => [why, words]).sort()).toEqual([
      ['ended', null],
      ['replaced', null],
      ['withdrawn', said],
    ])
    expect((await command.post(`/api/response/incidents/${id}/notices`, words)).json.code).toBe('response.ended')
  })

  it('reach no further than the incident, and not back in time', async () => {
    const id = await begin('d101')
    const publish = (more: object) =>
      as('duty-officer', 'd101').post(`/api/response/incidents/${id}/notices`, { ...words, ...more })
    const beyond = { type: 'Polygon', coordinates: [ring(121.495)] }
    expect((await publish({ area: beyond })).json.code).toBe('response.outside')
    const open = { type: 'Polygon', coordinates: [ring(121.47).map(([lng = 0, lat = 0], i) => [lng + i / 1e3, lat])] }
    expect((await publish({ area: open })).json.code).toBe('response.badShape')
    expect((await publish({ until: new Date(clock.now - 1).toISOString() })).json.code).toBe('response.badPeriod')
    expect((await publish({ area, until: new Date(clock.now + 3_600_000).toISOString() })).status).toBe(201)
    expect((await publish({ text: { zh: '只有中文' } })).status).toBe(422)
  })
})

describe('the shared map', () => {
  it('is drawn on by many offices, in the log; each erases its own, the command all', async () => {
    const id = await begin('sh')
    const put = (who: Role, at: string, shape: object, label = '集合点') =>
      as(who, at).post(`/api/response/incidents/${id}/drawings`, { label, shape })
    const point = { type: 'Point', coordinates: [121.47, 31.23] }
    const line = { type: 'LineString', coordinates: [point.coordinates, [121.48, 31.24]] }
    const made = await Promise.all([
      put('grid-member', 'g101-1-1', point),
      put('dispatcher', 's101-1', line, '转移路线'),
      put('clerk', 'water', area, '积水区'),
    ])
    expect(made.map(({ status }) => status)).toEqual([201, 201, 201])
    const drawn = (await as('clerk', 'c101-1-1').get(`/api/response/incidents/${id}/drawings`)).json
    expect(new Set(drawn.map(({ label }: { label: string }) => label))).toEqual(
      new Set(['集合点', '转移路线', '积水区']),
    )
    expect(drawn.find(({ label }: { label: string }) => label === '转移路线')).toMatchObject({
      shape: line,
      isMine: false,
    })
    expect((await put('dispatcher', 's101-1', { ...area, coordinates: [ring(121.47).slice(0, 3)] })).status).toBe(422)
    const [ofGrid, ofStreet] = made.map(({ json }) => json.id)
    const erase = (who: Role, at: string, drawing: string) =>
      as(who, at).post(`/api/response/incidents/${id}/drawings/${drawing}/erase`)
    expect((await erase('dispatcher', 's101-1', ofGrid)).status).toBe(403)
    expect((await erase('grid-member', 'g101-1-2', ofGrid)).status).toBe(403)
    expect((await erase('grid-member', 'g101-1-1', ofGrid)).status).toBe(204)
    expect((await erase('duty-officer', 'sh', ofStreet)).status).toBe(204)
    expect((await erase('duty-officer', 'sh', ofStreet)).status).toBe(404)
    const kinds = (await whole(id)).log.map(({ kind }: { kind: string }) => kind)
    expect([kinds.filter((one: string) => one === 'drawn'), kinds.filter((one: string) => one === 'erased')]).toEqual([
      ['drawn', 'drawn', 'drawn'],
      ['erased', 'erased'],
    ])
    await command.post(`/api/response/incidents/${id}/end`, { reason: '结束' })
    expect((await put('dispatcher', 's101-1', point)).json.code).toBe('response.ended')
  })
})

describe('resources', () => {
  it('stand as wanted against assigned, are found by name, and go out of use and back by their keepers', async () => {
    const pump = { kind: 'vehicle', title: '泵车甲', office: 'd101', lng: 121.47, lat: 31.23, capacity: 1, unit: '辆' }
    const made = await as('duty-officer', 'd101').post('/api/response/resources', pump)
    const id = await begin('d101')
    const vehicles = async () =>
      (await whole(id)).wanted.find(({ kind }: { kind: string }) => kind === 'vehicle') as object
    expect(await vehicles()).toMatchObject({ count: 2, assigned: 0, titles: [{ zh: '泵车', en: 'Pump lorries' }] })
    await as('duty-officer', 'd101').post(`/api/response/incidents/${id}/assign`, { resource: made.json.id })
    expect(await vehicles()).toMatchObject({ count: 2, assigned: 1 })
    const found = async (who: Role, at: string) =>
      (await as(who, at).get('/api/response/resources?name=泵车甲')).json as { isMine: boolean; state: string }[]
    expect(await found('duty-officer', 'd101')).toMatchObject([{ isMine: true, state: 'assigned', isDemo: false }])
    expect(await found('duty-officer', 'd115')).toMatchObject([{ isMine: false }])
    const set = (at: string, state: string) =>
      as('duty-officer', at).call('PUT', `/api/response/resources/${made.json.id}/state`, { state })
    expect((await set('d101', 'out')).json.code).toBe('response.resourceTaken')
    await as('duty-officer', 'd101').post(`/api/response/incidents/${id}/end`, { reason: '结束' })
    expect([(await set('d115', 'out')).status, (await set('d101', 'out')).status]).toEqual([403, 204])
    expect(await found('clerk', 'd101')).toMatchObject([{ isMine: false, state: 'out' }])
  })
})

describe('lessons', () => {
  it('wait on the page of the office that has them, until it says that they are carried out', async () => {
    const id = await begin('sh')
    await command.post(`/api/response/incidents/${id}/end`, { reason: '结束' })
    const lesson = { text: '补足泵车', office: 's101-1', due: '2026-12-31' }
    expect(
      (await command.post(`/api/response/incidents/${id}/review`, { text: '到岗快', lessons: [lesson] })).status,
    ).toBe(204)
    const waiting = async (who: Role, at: string) => (await as(who, at).get('/api/response/lessons')).json
    expect(await waiting('dispatcher', 's101-1')).toMatchObject([
      { text: '补足泵车', isMine: true, officeTitle: { en: 'Street 1 of 101' } },
    ])
    for (const at of ['s101-2', 'd101', 'g101-1-1']) expect(await waiting('dispatcher', at)).toEqual([])
    const [{ id: one }] = await waiting('dispatcher', 's101-1')
    expect((await as('dispatcher', 's101-1').post(`/api/response/lessons/${one}/done`, { note: '已补' })).status).toBe(
      204,
    )
    expect(await waiting('dispatcher', 's101-1')).toEqual([])
  })
})

describe('who may, over five levels and across departments', () => {
  /** One response by each of five levels, in its own division. */
  const ids = new Map<string, string>()
  const levels = ['sh', 'd101', 's101-1', 'g101-1-1', 'c101-1-1'] as const
  const pathOf = (id: string): string => offices.find((one) => one.id === id)?.path ?? ''
  const divisionOf = (id: string): string => offices.find((one) => one.id === id)?.division ?? ''
  const isOver = (at: string, holder: string) =>
    pathOf(holder) === pathOf(at) || pathOf(holder).startsWith(`${pathOf(at)}/`)

  beforeAll(async () => {
    for (const at of levels) ids.set(at, await begin(at, { divisions: [divisionOf(at)] }))
  })

  it('command: the duty officers of the office in command and of those above it, and nobody else', async () => {
    const others = ['water', 'police', 'd115', 's101-2', 's115-1', 'g101-1-2', 'c115-1-1'] as const
    for (const [holder, id] of ids)
      for (const at of [...levels, ...others])
        for (const who of ['duty-officer', 'dispatcher', 'supervisor', 'clerk'] as const) {
          const may = who === 'duty-officer' && isOver(at, holder)
          // Whoever may is refused for the time that is over, all others for who they are.
          const { status } = await as(who, at).post(`/api/response/incidents/${id}/notices`, {
            ...words,
            until: '2020-01-01T00:00:00Z',
          })
          expect([holder, at, who, status]).toEqual([holder, at, who, may ? 422 : 403])
        }
  })

  it('draw and read: who has to do with it, above or below, and never from beside', async () => {
    for (const [holder, id] of ids) {
      const { rows } = await sql<{ office: string }>`select distinct office from response.incident_order
        where incident = ${id}`.execute(db)
      const concerned = [holder, ...rows.map(({ office }) => office)]
      for (const { id: at } of offices) {
        const may = concerned.some((one) => isOver(at, one))
        const read = await as('clerk', at).get(`/api/response/incidents/${id}/drawings`)
        expect([holder, at, read.status]).toEqual([holder, at, may ? 200 : 403])
      }
      const outside = offices.find(({ id: at }) => !concerned.some((one) => isOver(at, one)))?.id
      if (outside === undefined) continue
      const shape = { type: 'Point', coordinates: [121.47, 31.23] }
      const drawn = await as('dispatcher', outside).post(`/api/response/incidents/${id}/drawings`, {
        label: 'x',
        shape,
      })
      expect([holder, outside, drawn.status]).toEqual([holder, outside, 403])
    }
  })

  it('warn: duty officers, of their own division and what lies in it', async () => {
    const warning = (division: string) => ({
      ...{ hazard: 'heat', colour: 'yellow', divisions: [division], issuer: '气象台', sourceText: '高温黄色预警' },
      ...{ from: '2026-11-20T06:00:00.000Z', until: '2026-11-21T06:00:00.000Z' },
    })
    for (const at of levels) {
      const entered = await as('duty-officer', at).post('/api/response/warnings', warning(divisionOf(at)))
      expect([at, entered.status]).toEqual([at, 201])
      const lift = (by: string) =>
        as('duty-officer', by).post(`/api/response/warnings/${entered.json.id}/lift`, { reason: '凉了' })
      const beside = await lift('d115')
      expect([at, beside.json.code]).toEqual([at, 'response.notYours'])
      if (at !== 'sh') {
        const beyond = await as('duty-officer', at).post('/api/response/warnings', warning('310000'))
        expect([at, beyond.json.code]).toEqual([at, 'response.notYours'])
      }
      expect((await lift('sh')).status).toBe(204)
    }
  })

  it('warnings are changed by duty officers and by nobody in another role', async () => {
    const change = { colour: 'red', until: '2026-11-21T08:00:00.000Z', sourceText: '红色' }
    const there = '01920000-0000-7000-8000-000000000000'
    for (const at of levels)
      for (const who of ['duty-officer', 'clerk', 'dispatcher', 'supervisor', 'administrator', 'auditor'] as const)
        expect([at, who, (await as(who, at).post(`/api/response/warnings/${there}/change`, change)).status]).toEqual([
          at,
          who,
          who === 'duty-officer' ? 404 : 403,
        ])
    expect((await city.post(`/api/response/warnings/${there}/change`, change)).status).toBe(401)
  })
})

it('a past exercise of a demonstration is whole and marked, on its own clock; nothing of it is left open', async () => {
  expect(await room.generate.isThere()).toBe(false)
  const truck = { title: '演示泵车', office: 'd101', lng: 121.47, lat: 31.23, capacity: 1, unit: '辆' }
  await room.generate.resources([
    { ...truck, kind: 'vehicle' },
    { ...truck, kind: 'team', title: '演示队' },
  ])
  expect(await room.generate.isThere()).toBe(true)
  const { path, level, title } = offices.find(({ id }) => id === 'sh') ?? {
    path: '',
    level: 'city',
    title: words.title,
  }
  const at = clock.now - 20 * 86_400_000
  const id = await room.generate.pastExercise({
    start: { plan: 'typhoon', level: 'III', title: '桌面推演', divisions: ['310101001'], reason: '年度计划' },
    post: { office: 'sh', path, level, title, role: 'duty-officer' },
    ...{ by: { id: 'p', name: '唐凯', office: 'sh' }, at, reviewedAt: at + 86_400_000 },
    personOf: (office) => ({ id: office, name: office }),
    drawings: [{ office: 's101-1', label: '集合点', shape: { type: 'Point', coordinates: [121.47, 31.23] } }],
    ...{ notes: ['一', '二'], refused: { task: 'shelter', why: '修缮' }, review: '到岗快' },
    lessons: [
      { text: '检查电池', office: 's101-1', due: '2026-11-10' },
      { text: '登记停用', office: 'd101', due: '2026-12-10' },
    ],
    done: '已列入',
  })
  const { incident, orders, log, lessons, notices } = await whole(id)
  expect(incident).toMatchObject({
    isExercise: true,
    isDemo: true,
    review: '到岗快',
    startedAt: new Date(at).toISOString(),
  })
  expect(new Set(orders.map(({ state }: { state: string }) => state))).toEqual(new Set(['done', 'refused']))
  const kinds = new Set(log.map(({ kind }: { kind: string }) => kind))
  for (const kind of [
    'raised',
    'reminded',
    'refused',
    'drawn',
    'assigned',
    'released',
    'ended',
    'reviewed',
    'lesson-done',
  ])
    expect(kinds).toContain(kind)
  expect(log.every((one: { at: string }) => Date.parse(one.at) < clock.now)).toBe(true)
  expect(lessons.map((one: { doneAt: string | null }) => one.doneAt === null)).toEqual([false, true])
  expect(notices.every((one: { withdrawnAt: string | null }) => one.withdrawnAt !== null)).toBe(true)
  for (const type of ['response.ordered', 'response.noticePublished'])
    expect((await told(type, id)).every((one) => one.isDemo === true)).toBe(true)
  expect(await brokenLogs(db)).toEqual([])
})

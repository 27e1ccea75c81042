import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import type { CaseState } from '../../kernel/flow/index.ts'
import { person } from '../cases/testing.ts'
import type { Board } from './plan/board.ts'
import type { Plan, Stop } from './plan/plan.ts'
import { aCrew, dispatchCity } from './testing/dispatch-city.ts'

const { city, cases, clock, east, as, lampCase } = await dispatchCity()
const lead = as('wang', ['clerk', 'park'])
const other = as('li', ['clerk', 'park'])
const pier = as('pier-dispatcher', ['dispatcher', 'pier'])
const west = as('west', ['dispatcher', 'west'])
const supervisor = as('supervisor', ['supervisor', 'sh'])

const good = <T>(answer: { readonly status: number; readonly text: string; readonly json: unknown }): T => {
  if (answer.status >= 300) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json as T // the test asserts what it finds
}
type Whole = Plan & { readonly stops: readonly Stop[] }
const propose = async () => good<Whole>(await east.post('/api/dispatch/plans', { office: 'east' }))
const board = async () => good<Board>(await east.get('/api/dispatch/board?office=east'))
const confirm = (plan: Plan) => east.post(`/api/dispatch/plans/${plan.id}/confirm`, { seq: plan.seq })
const state = async (id: string): Promise<CaseState> => (await cases.engine.get(id)).state

const enter = async (crew: object) => good<{ id: string }>(await east.post('/api/dispatch/crews', crew)).id
const first = await enter(aCrew('一班', 'wang'))
const second = await enter(aCrew('二班', 'li', { lng: 121.52 }))

describe('a plan', () => {
  const ids = { near: '', far: '', desk: '', waste: '' }

  test('is proposed with the reason and the others for everything that must be gone to', async () => {
    ids.near = await lampCase(300)
    ids.far = await lampCase(4_000)
    ids.desk = await lampCase(500, 'park', { class: '劳动和社会保障/社会保险/养老保险' })
    ids.waste = await lampCase(600, 'park', { class: '环境保护/垃圾处理/垃圾清运' })
    const plan = await propose()
    const of = (id: string) => plan.stops.find((stop) => stop.case === id)
    expect(plan.stops.map((stop) => stop.case).sort()).toEqual([ids.near, ids.far, ids.waste].sort())
    expect(of(ids.near)).toMatchObject({ state: 'proposed', crew: first, nth: 1, late: 0 })
    expect(of(ids.near)?.why).toMatchObject({ able: 2, others: [{ crew: second }] })
    expect(of(ids.near)?.why?.others[0]?.more).toBeGreaterThan(0)
    expect(of(ids.far)).toMatchObject({ crew: second })
    // Nobody of these crews carries waste.
    expect(of(ids.waste)).toMatchObject({ state: 'left', crew: null, why: { able: 0, left: 'nobody' } })
    expect(plan).toMatchObject({ solvedBy: 'optimiser', state: 'proposed', madeBy: 'east' })
    expect((await board()).plan?.id).toBe(plan.id)
  })

  test('is overruled with a reason that is kept; the last word stands when it is made anew', async () => {
    const plan = (await board()).plan
    const stop = plan?.stops.find((one) => one.case === ids.near)
    if (!plan || !stop) throw new Error('no plan')
    const wish = { seq: plan.seq, stop: stop.id, crew: second, cause: 'knows', reason: '二班熟悉这条路' }
    const path = `/api/dispatch/plans/${plan.id}/overrule`
    expect((await east.post(path, { ...wish, reason: '  ' })).json.code).toBe('dispatch.why')
    expect((await east.post(path, { ...wish, crew: first, nth: 1 })).json.code).toBe('dispatch.sameWay')
    const moved = good<Whole>(await east.post(path, { ...wish, nth: 1 }))
    const now = moved.stops.find((one) => one.case === ids.near)
    expect(now).toMatchObject({ crew: second, nth: 1, overruled: expect.any(String) })
    expect(moved.stops.find((one) => one.case === ids.far)).toMatchObject({ crew: second, nth: 2 })
    expect((await east.post(path, wish)).json.code).toBe('dispatch.changed')
    const again = await propose()
    expect(again.stops.find((one) => one.case === ids.near)).toMatchObject({ crew: second, overruled: now?.overruled })
    const told = good<{ overrulings: { more: number; from: string; to: string; learns: boolean }[] }>(
      await east.get('/api/dispatch/lessons?office=east'),
    )
    expect(told.overrulings).toEqual([
      expect.objectContaining({ from: first, to: second, cause: 'knows', learns: true, reason: '二班熟悉这条路' }),
    ])
    expect(told.overrulings[0]?.more).toBeGreaterThan(0)
  })

  test('is confirmed: each case says who goes and why, the crew may do the work, others may not', async () => {
    const outsider = as('zhao', ['clerk', 'pier'])
    expect((await outsider.get(`/api/cases/${ids.near}`)).status).toBe(403)
    const proposed = (await board()).plan
    if (!proposed) throw new Error('no plan')
    expect(good(await confirm(proposed))).toMatchObject({ sent: 2, skipped: 0 })
    const events = await cases.engine.eventsAfter(ids.near, 0)
    expect(events.at(-1)).toMatchObject({ type: 'crew', what: 'sent', by: 'east', crew: { id: second, lead: 'li' } })
    const said = events.at(-1)
    expect(said?.type === 'crew' && said.reason.zh).toMatch(/第 \d 站，路上 \d+ 分钟.*由派单员指定.*2 个班组可去/)
    expect((await state(ids.near)).tasks.handle).toMatchObject({ holder: { office: 'park' }, crew: { id: second } })
    expect((await confirm(proposed)).json.code).toBe('dispatch.changed')
    expect((await board()).plan).toBeNull()
    expect((await board()).waiting).toBe(1)
  })

  test('what was sent is held when a new one is made; what is urgent comes on top of it', async () => {
    const urgent = await lampCase(350, 'park', { urgency: 'emergency' })
    const plan = await propose()
    expect(plan.stops.map((stop) => stop.case).sort()).toEqual([ids.waste, urgent].sort())
    const now = await board()
    expect(
      now.crews
        .find(({ id }) => id === second)
        ?.live.map((stop) => stop.case)
        .sort(),
    ).toEqual([ids.near, ids.far].sort())
    await lampCase(900)
    expect((await board()).plan?.since).toEqual({ fresh: 1, urgent: 0, gone: 0, away: [] })
    expect(good(await confirm(plan))).toMatchObject({ sent: 1 })
  })

  test('a round is seen and answered by its crew alone', async () => {
    const mine = async (who: typeof lead) =>
      good<{ rounds: { crew: { id: string }; stops: Stop[] }[] }>(await who.get('/api/dispatch/round')).rounds
    const [round] = await mine(other)
    expect(round?.crew.id).toBe(second)
    const [stop, next] = round?.stops ?? []
    if (!stop || !next) throw new Error('no round')
    expect(round?.stops.map((one) => one.case)).toEqual(expect.arrayContaining([ids.near, ids.far]))
    for (const who of [lead, east, west, city])
      expect((await who.post(`/api/dispatch/stops/${stop.id}/begin`, {})).status).toBeOneOf([401, 403])
    const begun = good<{ seq: number; stop: Stop }>(await other.post(`/api/dispatch/stops/${stop.id}/begin`, {}))
    expect(begun.stop.state).toBe('under-way')
    expect(begun.seq).toBe((await state(stop.case)).seq)
    // Pressed twice, it is once.
    expect(good(await other.post(`/api/dispatch/stops/${stop.id}/begin`, {}))).toMatchObject({ seq: begun.seq })
    await cases.engine.perform({
      ...{ id: stop.case, name: 'complete', step: 'handle', actor: person('li', ['clerk', 'park']) },
      input: { result: 'solved', reply: '已修复' },
    })
    await city.settle()
    const left = (await mine(other))[0]?.stops.map((one) => one.case)
    expect(left).toEqual(round?.stops.slice(1).map((one) => one.case))
    good(await other.post(`/api/dispatch/stops/${next.id}/cannot`, { reason: '需要高空作业车' }))
    expect((await state(next.case)).tasks.handle?.crew).toBeUndefined()
    expect((await cases.engine.eventsAfter(next.case, 0)).at(-1)).toMatchObject({ what: 'cannot', by: 'li' })
    const { rows } = await sql<{
      state: string
    }>`select state from dispatch.stop where id = any(${[stop.id, next.id]}::uuid[])
      order by state`.execute(city.database.db)
    expect(rows.map((row) => row.state)).toEqual(['cannot', 'done'])
    expect((await propose()).stops.map((one) => one.case)).toContain(next.case)
  })

  test('a crew that goes away is called back, and its work waits again', async () => {
    const { crews } = await board()
    const busy = crews.find(({ live }) => live.length > 0)
    const away = { from: new Date(clock.now).toISOString(), until: new Date(clock.now + 3_600_000).toISOString() }
    const path = `/api/dispatch/crews/${busy?.id}`
    expect(good(await east.post(`${path}/away`, { ...away, reason: '车辆故障' }))).toEqual({
      calledBack: busy?.live.length,
    })
    const called = busy?.live[0]?.case ?? ''
    expect((await cases.engine.eventsAfter(called, 0)).at(-1)).toMatchObject({ what: 'called-back' })
    const plan = await propose()
    const stop = plan.stops.find((one) => one.case === called)
    // Nobody goes with a crew that is away: another does, or it itself after its return.
    if (stop?.crew === busy?.id) expect(Date.parse(stop?.beginsAt ?? '')).toBeGreaterThan(Date.parse(away.until))
    expect(stop?.state).toBe('proposed')
    good(await east.post(`${path}/back`))
    expect((await board()).crews.find(({ id }) => id === busy?.id)?.away).toEqual([])
  })

  test('a crew that is retired is sent nowhere; what it had not begun waits again, what it has begun it ends first', async () => {
    const third = await enter(aCrew('三班', 'zhao', { lng: 121.5 }))
    const own = as('zhao', ['clerk', 'park'])
    const task = await lampCase(2_900)
    const plan = await propose()
    const stop = plan.stops.find((one) => one.case === task)
    const wish = { seq: plan.seq, stop: stop?.id, crew: third, cause: 'once', reason: '试新班组' }
    const moved =
      stop?.crew === third ? plan : good<Whole>(await east.post(`/api/dispatch/plans/${plan.id}/overrule`, wish))
    good(await confirm(moved))
    const retire = () => east.post(`/api/dispatch/crews/${third}/retire`, { reason: '撤并' })
    good(await own.post(`/api/dispatch/stops/${stop?.id}/begin`, {}))
    expect((await retire()).json.code).toBe('dispatch.stillBusy')
    good(await own.post(`/api/dispatch/stops/${stop?.id}/cannot`, { reason: '缺备件' }))
    good(await retire())
    expect((await board()).crews.map(({ id }) => id)).not.toContain(third)
    expect((await state(task)).tasks.handle?.crew).toBeUndefined()
    const next = await propose()
    expect(next.stops.find((one) => one.case === task)?.crew).not.toBe(third)
    expect((await retire()).status).toBe(404)
  })

  test('one round is sent while the rest waits, and stays as it was sent', async () => {
    const [near, far] = [await lampCase(400), await lampCase(4_600)]
    let plan = await propose()
    const of = (id: string, from: Whole = plan) => from.stops.find((stop) => stop.case === id)
    for (const [id, crew] of [
      [near, first],
      [far, second],
    ] as const) {
      const wish = { seq: plan.seq, stop: of(id)?.id, crew, cause: 'once', reason: '试一次' }
      if (of(id)?.crew !== crew) plan = good<Whole>(await east.post(`/api/dispatch/plans/${plan.id}/overrule`, wish))
    }
    const [one, two] = [of(near), of(far)]
    const path = `/api/dispatch/plans/${plan.id}`
    const done = good<{ sent: number; plan: Plan }>(
      await east.post(`${path}/confirm`, { seq: plan.seq, crew: one?.crew }),
    )
    expect(done).toMatchObject({ skipped: 0, plan: { state: 'proposed', seq: plan.seq + 1 } })
    expect((await state(near)).tasks.handle?.crew?.id).toBe(one?.crew)
    expect((await state(far)).tasks.handle?.crew).toBeUndefined()
    const now = (await board()).plan
    expect(now?.stops.map((stop) => stop.case)).not.toContain(near)
    expect(now?.stops.map((stop) => stop.case)).toContain(far)
    expect(now?.since.gone).toBe(0)
    const wish = { seq: plan.seq + 1, cause: 'load', reason: '均衡' }
    const sent = { ...wish, stop: two?.id, crew: one?.crew }
    expect((await east.post(`${path}/overrule`, sent)).json.code).toBe('dispatch.roundSent')
    expect((await east.post(`${path}/overrule`, { ...wish, stop: one?.id, crew: two?.crew })).json.code).toBe(
      'dispatch.roundSent',
    )
    // With its last round the plan is confirmed.
    const rest = good<{ plan: Plan }>(await east.post(`${path}/confirm`, { seq: plan.seq + 1, crew: two?.crew }))
    expect(rest.plan.state).toBe('confirmed')
    expect((await state(far)).tasks.handle?.crew?.id).toBe(two?.crew)
  })

  test('what went elsewhere before the yes is left out and told', async () => {
    await lampCase(700)
    await lampCase(5_000)
    const plan = await propose()
    const going = plan.stops.filter((stop) => stop.crew !== null)
    expect(going.length).toBeGreaterThan(1)
    const gone = going[0]?.case ?? ''
    await cases.engine.perform({
      ...{ id: gone, name: 'dispatch', step: 'handle', actor: person('east', ['dispatcher', 'east']) },
      input: { office: 'pier', reason: '属码头' },
    })
    expect(good(await confirm(plan))).toMatchObject({ sent: going.length - 1, skipped: 1 })
    expect((await state(gone)).tasks.handle?.crew).toBeUndefined()
  })
})

describe('who may', () => {
  test('look and plan: those over the office, not beside or below it', async () => {
    for (const who of [west, pier, lead, city]) {
      expect((await who.get('/api/dispatch/board?office=east')).status).toBeOneOf([401, 403])
      expect((await who.get('/api/dispatch/lessons?office=east')).status).toBeOneOf([401, 403])
      expect((await who.post('/api/dispatch/plans', { office: 'east' })).status).toBeOneOf([401, 403])
    }
    // Who watches may look, and change nothing.
    expect((await supervisor.get('/api/dispatch/board?office=east')).status).toBe(200)
    expect((await supervisor.post('/api/dispatch/plans', { office: 'east' })).status).toBe(403)
    expect((await pier.get('/api/dispatch/board?office=pier')).status).toBe(200)
  })

  test('change a plan, a crew, a lesson: the same', async () => {
    const plan = await propose()
    const [stop] = plan.stops
    const { rows } = await sql<{ id: string }>`select id from dispatch.overruling limit 1`.execute(city.database.db)
    const wish = { seq: plan.seq, stop: stop?.id, crew: null, cause: 'load', reason: '明天再去' }
    const away = { from: '2026-03-02T02:00:00.000Z', until: '2026-03-02T03:00:00.000Z', reason: '休息' }
    for (const who of [west, pier, lead, supervisor, city]) {
      const statuses = [
        (await who.post(`/api/dispatch/plans/${plan.id}/overrule`, wish)).status,
        (await who.post(`/api/dispatch/plans/${plan.id}/confirm`, { seq: plan.seq })).status,
        (await who.post('/api/dispatch/crews', aCrew('三班', 'wang'))).status,
        (await who.call('PUT', `/api/dispatch/crews/${first}`, aCrew('一班', 'wang'))).status,
        (await who.post(`/api/dispatch/crews/${first}/retire`, { reason: '撤并' })).status,
        (await who.post(`/api/dispatch/crews/${first}/away`, away)).status,
        (await who.post(`/api/dispatch/crews/${first}/back`)).status,
        (await who.post(`/api/dispatch/overrulings/${rows[0]?.id}/revoke`, { reason: '不对' })).status,
      ]
      for (const status of statuses) expect(status).toBeOneOf([401, 403])
    }
    expect((await east.call('PUT', `/api/dispatch/crews/${first}`, aCrew('一班', 'wang'))).status).toBe(200)
    // A dispatcher of a street enters no crew that goes to all of the district.
    const park = as('park-dispatcher', ['dispatcher', 'park'])
    expect((await park.post('/api/dispatch/crews', aCrew('四班', 'wang', { serves: '/sh/east' }))).status).toBe(403)
    expect((await park.post('/api/dispatch/crews', aCrew('四班', 'wang'))).status).toBe(201)
  })
})

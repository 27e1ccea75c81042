import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { seeded, uuidv7 } from '../../kernel/codes/index.ts'
import type { FilingRule } from '../../kernel/patrol/index.ts'
import { hourMs, minuteMs } from '../../kernel/time/index.ts'
import { filingTable } from '../../packs/city/patrol/index.ts'
import { gridCase } from '../../packs/government/grid-case/index.ts'
import { componentEntity, putComponents } from './census.ts'
import { here, lane, members, patrolCity } from './testing/patrol-city.ts'

const { city, clock, as, parts } = await patrolCity()
const { db } = city.base
const ma = as(members.ma, ['grid-member', 'lane'])
const wu = as(members.wu, ['clerk', 'park'])
const street = as(uuidv7(), ['dispatcher', 'park'])
const otherStreet = as(uuidv7(), ['dispatcher', 'pier'], ['grid-member', 'pier'])
const officer = as(uuidv7(), ['duty-officer', 'sh'])
const districtOfficer = as(uuidv7(), ['duty-officer', 'east'])

const iso = (at: number) => new Date(at).toISOString()
const sent = (at = clock.now) => ({ 'x-shudu-sent-at': iso(at) })
const position = { ...here, accuracy: 9 }
const random = seeded('patrol')

/** A route of two stops in the lane, walked each day from nine to twelve and from two to five. */
const route = async (change: object = {}): Promise<string> => {
  const id = uuidv7()
  const stop = (name: string, lat: number) => ({
    ...{ id: name, title: name, lng: here.lng, lat },
    checks: [{ id: 'clean', title: '地面整洁', kind: 'event:0102' }],
  })
  const answer = await street.call('PUT', `/api/patrol/routes/${id}`, {
    ...{ title: '里弄一圈', grid: lane, isClosed: false, stops: [stop('gate', 31.23), stop('bins', 31.231)] },
    schedule: {
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      spans: [
        [540, 720],
        [840, 1_020],
      ],
    },
    ...change,
  })
  expect(answer.status, answer.text).toBe(204)
  return id
}
const visit = (route: string, stop: string, more: object = {}, headers = sent(), who = ma) =>
  who.post(
    `/api/patrol/routes/${route}/visits`,
    {
      actionId: uuidv7(),
      clientAt: iso(clock.now),
      position,
      stop,
      answers: [{ check: 'clean', isWell: true }],
      ...more,
    },
    headers,
  )
const tell = (more: object = {}, headers = sent(), who = ma) =>
  who.post(
    '/api/patrol/findings',
    { actionId: uuidv7(), clientAt: iso(clock.now), position, kind: 'event:0107', text: '路口堆物', ...more },
    headers,
  )
const told = async (id: string) => (await ma.get(`/api/patrol/findings/${id}`)).json
const eventsOf = async (id: string) =>
  (
    await sql<{ payload: Record<string, unknown> }>`select payload from base.event
    where type = 'patrol.found' and key = ${`finding:${id}`}`.execute(db)
  ).rows.map(({ payload }) => payload)

describe('the table of classes', () => {
  const rule: FilingRule = {
    ...{ kind: 'event:0901', title: { zh: '新事件', en: 'New' }, filing: { zh: '见到', en: 'Seen' } },
    closing: { zh: '清除', en: 'Gone' },
    limit: { unit: 'workingHour', amount: 2 },
    units: [{ to: { duty: 'street' } }],
    origin: 'city',
  }
  const enter = (from: number | undefined, rows: readonly FilingRule[], who = officer) =>
    who.post('/api/patrol/tables', { note: '试', rows, ...(from !== undefined && { from: iso(from) }) })

  test('comes with one for all time; a new one is in force from its day and rewrites nothing before it', async () => {
    const first = (await ma.get('/api/patrol/rules')).json
    expect(first.rows.length).toBeGreaterThan(40)
    const tomorrow = clock.now + 24 * hourMs
    const { json, status } = await enter(tomorrow, [rule])
    expect(status).toBe(201)
    const at = async (instant: number) => (await ma.get(`/api/patrol/rules?at=${iso(instant)}`)).json
    expect((await at(clock.now)).version.id).toBe(first.version.id)
    expect((await at(tomorrow - 1)).rows).toHaveLength(first.rows.length)
    expect((await at(tomorrow)).rows).toEqual([rule])
    const listed = (await ma.get('/api/patrol/tables')).json
    expect(listed.map((one: { isInForce: boolean; until: string | null }) => [one.isInForce, one.until])).toEqual([
      [false, null],
      [true, iso(tomorrow)],
    ])
    // Taken back before its day it never was; the first cannot be taken back.
    expect((await officer.post(`/api/patrol/tables/${json.id}/withdraw`)).status).toBe(204)
    expect((await at(tomorrow)).version.id).toBe(first.version.id)
    expect((await officer.post(`/api/patrol/tables/${first.version.id}/withdraw`)).json.code).toBe('patrol.inForce')
    await expect(sql`delete from patrol.filing_table`.execute(db)).rejects.toThrow(/append only/)
    await expect(sql`update patrol.filing_table set from_at = now()`.execute(db)).rejects.toThrow(/append only/)
  })

  test('names classes of the city that the scenario of patrols files under', () => {
    const filed = gridCase.flow.filed
    const known = filed && 'of' in filed ? Object.keys(filed.of) : []
    for (const { kind, under } of filingTable) expect(known, kind).toContain(under)
  })

  test('the past and a table with faults are refused; only the city’s officers enter one', async () => {
    expect((await enter(clock.now - 1, [rule])).json.code).toBe('patrol.pastFrom')
    const faulty = await enter(undefined, [rule, rule])
    expect([faulty.json.code, faulty.json.errors[0].row]).toEqual(['patrol.badTable', 2])
    expect((await enter(undefined, [{ ...rule, units: [{ to: { office: 'nowhere' } }] }])).status).toBe(422)
    for (const who of [ma, street, districtOfficer]) expect((await enter(undefined, [rule], who)).status).toBe(403)
  })

  test('goes out as a file and comes back the same; faults are named by row', async () => {
    const { version, rows } = (await ma.get('/api/patrol/rules')).json
    for (const format of ['csv', 'xlsx']) {
      const file = await fetch(`${city.url}/api/patrol/tables/${version.id}/file?format=${format}`, {
        headers: { 'x-test-actor': members.ma },
      })
      const form = new FormData()
      form.append('file', new Blob([await file.arrayBuffer()]), `table.${format}`)
      const read = await officer.post('/api/patrol/tables/read', form)
      expect([read.status, read.json?.faults]).toEqual([200, []])
      expect(read.json.rows).toEqual(rows.map((one: FilingRule) => ({ ...one, origin: 'city' })))
    }
    const form = new FormData()
    const lines = [
      '类别代码,类型,小类名称,立案条件,结案条件,处置时限,责任单位',
      '0101,事件,违建,有,无,15 工作日,street',
      '0101,事件,违建,有,无,15 工作日,nobody',
      '0102,事件,垃圾,有,无,很快,street',
      '0103,,渣土,有,无,1 工作日,street',
    ]
    form.append('file', new Blob([lines.join('\n')]), 'table.csv')
    const { json } = await officer.post('/api/patrol/tables/read', form)
    expect(json.rows).toHaveLength(1)
    expect(json.faults.map(({ row, field }: { row: number; field: string }) => [row, field])).toEqual([
      [3, 'office'],
      [4, 'limit'],
      [5, 'kind'],
    ])
  })
})

describe('the census', () => {
  const file = (lines: readonly string[]) => {
    const form = new FormData()
    form.append('file', new Blob([lines.join('\n')]), 'census.csv')
    return form
  }

  test('is brought in from a file, found by distance and by code, and stands in the twin', async () => {
    const head = '部件编码,部件名称,权属,责任单位,经度,纬度,状态'
    const answer = await officer.post(
      '/api/patrol/components/file',
      file([
        head,
        '3101010102000001,污水井盖,排水,区排水所,121.4751,31.23,完好',
        '3101010111000002,燃气井盖,燃气,燃气公司,121.4755,31.23,破损',
        '3101010111000002,燃气井盖,燃气,燃气公司,121.4755,31.23,',
        '31010,无,,,121,31,',
        '3101010501000003,长椅,街镇,街道,高,低,',
      ]),
    )
    expect(answer.json).toMatchObject({ read: 5, imported: 2 })
    expect(answer.json.faults.map(({ row }: { row: number }) => row)).toEqual([4, 5, 6])
    const near = (await ma.get(`/api/patrol/components?near=${here.lng},${here.lat}&kind=component:01`)).json
    expect(near).toMatchObject([
      { code: '3101010102000001', ownership: 'drainage', metres: 10, grid: lane, path: '/sh/east/park/lane' },
      { code: '3101010111000002', ownership: 'gas', state: 'damaged' },
    ])
    const entities = await parts.twin.entities.find([componentEntity('3101010102000001')])
    expect([...entities.values()]).toMatchObject([{ path: '/sh/east/park/lane', title: { zh: '污水井盖' } }])
    expect((await ma.get('/api/patrol/components/3101010102000001')).json.keeper).toBe('区排水所')
    expect((await ma.post('/api/patrol/components/file', file([head]))).status).toBe(403)
  })
})

describe('grids and shifts', () => {
  test('a grid is drawn by its street alone, within its street', async () => {
    const ring = [
      [121.452, 31.225],
      [121.46, 31.225],
      [121.46, 31.235],
      [121.452, 31.235],
      [121.452, 31.225],
    ]
    const draw = (who: typeof ma, code: string, by = 0) =>
      who.call('PUT', `/api/patrol/grids/${code}`, {
        title: { zh: '新网格', en: 'New grid' },
        area: { type: 'Polygon', coordinates: [ring.map(([lng = 0, lat]) => [lng + by, lat])] },
      })
    expect((await draw(ma, '310101002000002')).status).toBe(403)
    expect((await draw(otherStreet, '310101002000002')).status).toBe(403)
    expect((await draw(street, '310101002000002', 0.035)).json.code).toBe('patrol.badGrid')
    expect((await draw(street, '310101002000002')).status).toBe(204)
    const grids = (await ma.get('/api/patrol/grids?street=310101002')).json
    expect(grids.map(({ code, isSketch }: { code: string; isSketch: boolean }) => [code, isSketch])).toEqual([
      [lane, true],
      ['310101002000002', false],
    ])
    expect(parts.registry.locate({ lng: 121.455, lat: 31.23 }).grid).toBe('310101002000002')
    // A number that is taken, an office of another street, an outline that crosses itself: refused in words.
    const put = (body: object) =>
      street.call('PUT', '/api/patrol/grids/310101002000002', {
        ...{ title: { zh: '新网格', en: 'New grid' }, area: { type: 'Polygon', coordinates: [ring] } },
        ...body,
      })
    expect((await put({ isNew: true })).json.code).toBe('patrol.gridTaken')
    expect((await put({ office: 'pier' })).json.code).toBe('patrol.badOffice')
    const [a, b, c, d] = ring
    expect((await put({ area: { type: 'Polygon', coordinates: [[a, c, b, d, a]] } })).json).toMatchObject({
      ...{ code: 'patrol.crossing', detail: expect.stringContaining('1') },
    })
    expect((await put({})).status).toBe(204)
  })

  test('an outline is weighed before it is drawn: what it overlaps, leaves open and reaches beyond', async () => {
    const box = (west: number, east: number, south: number, north: number) => ({
      type: 'Polygon',
      coordinates: [
        [
          [west, south],
          [east, south],
          [east, north],
          [west, north],
          [west, south],
        ],
      ],
    })
    const weigh = async (area: object) => (await street.post('/api/patrol/grids/310101002000003/check', { area })).json
    // The lane holds the east of the street, grid 2 a part of its west; this one takes a strip of the lane and leaves the street.
    const report = await weigh(box(121.462, 121.472, 31.235, 31.241))
    expect(report.crossing).toBeNull()
    expect(report.overlaps.map(({ grid }: { grid: string }) => grid)).toEqual([lane])
    expect(report.outside.squareMetres).toBeGreaterThan(50_000)
    expect(report.gap.squareMetres).toBeGreaterThan(report.squareMetres)
    // Drawn along its neighbour's edge it overlaps nothing.
    const clean = await weigh(box(121.462, 121.47, 31.235, 31.24))
    expect([clean.overlaps, clean.outside]).toEqual([[], null])
    const bow = {
      type: 'Polygon',
      coordinates: [
        [
          [121.46, 31.23],
          [121.47, 31.24],
          [121.47, 31.23],
          [121.46, 31.24],
          [121.46, 31.23],
        ],
      ],
    }
    expect((await weigh(bow)).crossing).toEqual([0, 2])
  })

  test('a shift is planned for people of the grid, taken by its person, and handed over once', async () => {
    const plan = (person: string, from: number, until: number, who = street) =>
      who.post('/api/patrol/shifts', { grid: lane, person, from: iso(from), until: iso(until) })
    const from = clock.now - hourMs
    expect((await plan(members.wu, from, from + 8 * hourMs)).json.code).toBe('patrol.notOfGrid')
    // Where nobody holds a post in the grid, those who walk for the street may be planned.
    const elsewhere = (await street.get('/api/patrol/grids?street=310101002')).json
    expect(elsewhere.map(({ people }: { people: { name: string }[] }) => people.map(({ name }) => name))).toEqual([
      ['马强'],
      ['吴勇'],
    ])
    expect((await plan(members.ma, from, from - 1)).json.code).toBe('patrol.badPeriod')
    expect((await plan(members.ma, from, from + 8 * hourMs, otherStreet)).status).toBe(403)
    const made = await plan(members.ma, from, from + 8 * hourMs)
    expect(made.status, made.text).toBe(201)
    expect((await plan(members.ma, clock.now, clock.now + hourMs)).json.code).toBe('patrol.busy')
    const [grid] = (await street.get('/api/patrol/grids?street=310101002')).json
    expect(grid.rings[0]).toHaveLength(5)
    expect(grid.people).toEqual([{ id: members.ma, name: '马强' }])
    expect(grid.on).toMatchObject([{ personName: '马强', takenAt: null }])
    const act = (who: typeof ma, what: string, body?: object) =>
      who.post(`/api/patrol/shifts/${made.json.id}/${what}`, body)
    expect((await act(ma, 'handover', { note: '早了' })).json.code).toBe('patrol.shiftState')
    expect((await act(wu, 'take')).status).toBe(403)
    expect((await act(ma, 'take')).json.takenAt).toBe(iso(clock.now))
    expect((await act(ma, 'handover', { note: '西门井盖已围挡，等修' })).status).toBe(200)
    expect((await act(ma, 'handover', { note: '再交' })).json.code).toBe('patrol.shiftState')
    const today = (await ma.get('/api/patrol/today')).json
    expect(today.handover).toMatchObject({ note: '西门井盖已围挡，等修', personName: '马强' })
    expect(today.grids).toMatchObject([{ code: lane }])
  })
})

describe('a round', () => {
  test('is walked stop by stop, and its street sees who walked it when; one that nobody walked is missed', async () => {
    const id = await route()
    const round = async (who = street) =>
      (await who.get('/api/patrol/coverage')).json.items.filter((one: { route: string }) => one.route === id)
    expect((await round())[0]).toMatchObject({ state: 'coming', from: '2026-11-20T06:00:00.000Z' })
    expect((await round())[1]).toMatchObject({ state: 'now', visited: [] })
    expect((await visit(id, 'gate')).json).toMatchObject({ metres: 0, doubts: [], skewMs: 0 })
    expect((await visit(id, 'bins')).json.metres).toBeGreaterThan(100)
    expect((await round())[1]).toMatchObject({ state: 'walked', visited: ['gate', 'bins'], walkers: [members.ma] })
    clock.now += 6 * hourMs
    expect((await round())[0]).toMatchObject({ state: 'now' })
    clock.now += 2 * hourMs
    expect((await round())[0]).toMatchObject({ state: 'missed', walkers: [] })
    // Others do not see it, and cannot walk it.
    expect(await round(otherStreet)).toEqual([])
    expect((await visit(id, 'gate', {}, sent(), otherStreet)).status).toBe(403)
    expect((await ma.get('/api/patrol/coverage')).status).toBe(403)
    expect((await visit(id, 'nowhere')).json.code).toBe('patrol.missing')
  })

  test('what was done without a signal belongs to the round in which it was done, by the city’s clock', async () => {
    const id = await route()
    const when = clock.now
    // The phone runs twenty minutes slow, and sends three hours later.
    const slow = 20 * minuteMs
    const body = { actionId: uuidv7(), clientAt: iso(when - slow) }
    clock.now += 3 * hourMs
    const first = await visit(id, 'gate', body, sent(clock.now - slow))
    expect(first.json).toMatchObject({ at: iso(when), skewMs: slow, doubts: ['clock'], receivedAt: iso(clock.now) })
    // Sent again because no answer came: nothing changes.
    clock.now += minuteMs
    expect((await visit(id, 'gate', body, sent(clock.now - slow))).json).toEqual(first.json)
    const count = await sql<{ n: number }>`select count(*)::int as n from patrol.visit where route = ${id}`.execute(db)
    expect(count.rows[0]?.n).toBe(1)
    expect((await visit(id, 'bins', body)).json.code).toBe('patrol.taken')
    await expect(sql`delete from patrol.visit`.execute(db)).rejects.toThrow(/append only/)
  })

  test('walked with two phones is one round: what either did counts once, whichever sends first', async () => {
    const id = await route({ schedule: { weekdays: [1, 2, 3, 4, 5, 6, 7], spans: [[0, 1_440]] } })
    const when = clock.now
    clock.now += hourMs
    // Both stood at the gate without a signal, each phone with its own record; one of them went on to the bins.
    const [one, other] = [uuidv7(), uuidv7()]
    const sentLate = (actionId: string, stop: string, who: typeof ma) =>
      visit(id, stop, { actionId, clientAt: iso(when) }, sent(), who)
    const answers = await Promise.all([
      sentLate(one, 'gate', ma),
      sentLate(other, 'gate', wu),
      sentLate(uuidv7(), 'bins', wu),
      sentLate(one, 'gate', ma),
    ])
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200])
    const [round] = (await street.get('/api/patrol/coverage')).json.items.filter(
      (item: { route: string; from: string; until: string }) =>
        item.route === id && Date.parse(item.from) <= when && Date.parse(item.until) > when,
    )
    expect(round).toMatchObject({ visited: ['gate', 'bins'] })
    expect(new Set(round.walkers).size).toBe(2)
    const kept = await sql<{ n: number }>`select count(*)::int as n from patrol.visit where route = ${id}`.execute(db)
    expect(kept.rows[0]?.n).toBe(3)
  })

  test.each([-5, 5])('by a phone whose clock is %i hours off stands at its right time, and says so', async (hours) => {
    const id = await route()
    const when = clock.now
    const off = hours * hourMs
    clock.now += 20 * minuteMs
    const { json } = await visit(id, 'gate', { clientAt: iso(when + off) }, sent(clock.now + off))
    expect(json).toMatchObject({ at: iso(when), skewMs: -off, doubts: ['clock'] })
  })

  test('whose position jumps farther than anybody can walk or drive is doubted', async () => {
    const id = await route()
    expect((await visit(id, 'gate')).json.doubts).not.toContain('jump')
    clock.now += minuteMs
    const far = { lng: here.lng + 0.2, lat: here.lat, accuracy: 9 }
    expect((await visit(id, 'bins', { position: far })).json.doubts).toEqual(['far', 'jump'])
    // An hour later one may well be there.
    clock.now += hourMs
    expect((await visit(id, 'bins', { position: far })).json.doubts).not.toContain('jump')
  })

  test('is judged by the route as it was', async () => {
    const id = await route()
    const stops = (await street.get('/api/patrol/routes')).json.find((one: { id: string }) => one.id === id).stops
    clock.now += 24 * hourMs
    await street.call('PUT', `/api/patrol/routes/${id}`, {
      ...{ title: '里弄一圈', grid: lane, isClosed: false, schedule: null, stops: stops.slice(0, 1) },
    })
    const items = (await street.get('/api/patrol/coverage')).json.items
    const own = items.filter((one: { route: string }) => one.route === id)
    expect(new Set(own.map((one: { stops: number }) => one.stops))).toEqual(new Set([2]))
    expect((await street.call('PUT', `/api/patrol/routes/${id}`, { title: '', grid: lane })).status).toBe(422)
    expect(
      (
        await otherStreet.call('PUT', `/api/patrol/routes/${id}`, {
          ...{ title: '抢', grid: lane, isClosed: true, schedule: null, stops },
        })
      ).status,
    ).toBe(403)
  })
})

describe('a finding', () => {
  test('becomes a case by the city’s table: its unit, its conditions, its limit; told again it counts once', async () => {
    const body = { actionId: uuidv7(), clientAt: iso(clock.now), kind: 'event:0107' }
    const first = await tell(body)
    expect([first.status, first.json.outcome]).toEqual([200, null])
    clock.now += minuteMs
    const again = await tell(body)
    expect(again.json.number).toBe(first.json.number)
    await city.settle()
    await tell(body)
    await city.settle()
    expect(await eventsOf(body.actionId)).toHaveLength(1)
    const found = await told(body.actionId)
    expect(found).toMatchObject({ outcome: 'opened', case: { pack: 'grid-case', status: 'open', office: 'park' } })
    const cases = await sql<{
      n: number
    }>`select count(*)::int as n from cases.signal where id = ${body.actionId}`.execute(db)
    expect(cases.rows[0]?.n).toBe(1)
    const { state } = (
      await sql<{ state: { answers: object } }>`
      select state from cases.case where id = ${found.case.id}`.execute(db)
    ).rows[0] ?? { state: { answers: {} } }
    expect(state.answers).toMatchObject({
      ...{ kind: 'event:0107', limit: 'workingHour-4', office: 'park' },
      ...{ filing: '影响市容或通行，现场可见', closing: '清除或改正，现场整洁', under: '城乡建设/市容管理/占道经营' },
    })
    expect((await tell({ ...body, kind: 'event:0102' })).json.code).toBe('patrol.taken')
  })

  test('tells who found it what was done, and opens the case for those who have to do with it alone', async () => {
    const { json } = await tell({ kind: 'event:0403', text: '车辆倒伏' })
    await city.settle()
    const { case: own } = await told(json.id)
    expect(own).toMatchObject({ mayOpen: false, status: 'open' })
    const act = (step: string, input: object) =>
      wu.post(`/api/cases/${own.id}/actions`, { action: 'complete', step, input, actionId: uuidv7() })
    expect((await act('handle', { result: 'done', reply: '已扶正排齐。' })).status).toBe(200)
    expect((await act('check', { meets: true })).status).toBe(200)
    expect(await told(json.id)).toMatchObject({ case: { status: 'closed', reply: '已扶正排齐。' } })
    expect((await wu.get(`/api/patrol/findings/${json.id}`)).json.case.mayOpen).toBe(true)
  })

  test('of a component brings its owner, by which the scenario finds who answers', async () => {
    const announce = await db.tx((tx) =>
      putComponents(
        tx,
        parts,
        [
          {
            code: '3101010111000009',
            title: '燃气井盖',
            ownership: 'gas',
            keeper: '燃气公司',
            point: { lng: 121.472, lat: 31.228 },
          },
        ],
        { source: 'test', byName: '试' },
      ),
    )
    announce()
    const { json } = await tell({ kind: 'component:0111', component: '3101010111000009', text: '井盖缺失' })
    await city.settle()
    expect(await told(json.id)).toMatchObject({ case: { pack: 'manhole-cover' }, lng: 121.472 })
    const [signal] = await eventsOf(json.id)
    expect(signal).toMatchObject({ facts: { ownership: 'gas', component: '3101010111000009' }, source: 'patrol' })
  })

  test('is filed by the table in force when it was found, however late it comes', async () => {
    const found = clock.now
    const rows = (await ma.get('/api/patrol/rules')).json.rows.filter(({ kind }: FilingRule) => kind !== 'event:0404')
    clock.now += hourMs
    expect((await officer.post('/api/patrol/tables', { note: '无停车', rows })).status).toBe(201)
    expect((await tell({ kind: 'event:0404' })).json.code).toBe('patrol.noClass')
    const late = await tell({ kind: 'event:0404', clientAt: iso(found), actionId: uuidv7() })
    expect([late.status, late.json.at]).toEqual([200, iso(found)])
  })

  test('says where it is, and shows none but one’s own photos', async () => {
    expect((await tell({ position: undefined })).json.code).toBe('patrol.nowhere')
    const photo = uuidv7()
    const keep = (id: string, madeBy: string, at: [number, number]) =>
      parts.cases.files.keep({
        ...{ id, hash: 'a'.repeat(64), name: 'x.jpg', media: 'image/jpeg', bytes: 1, width: 1, height: 1 },
        ...{ displayHash: null, thumbHash: null, position: at, madeBy },
      })
    await keep(photo, members.wu, [121.475, 31.23])
    expect((await tell({ photos: [photo] })).json.code).toBe('patrol.foreignPhoto')
    const own = uuidv7()
    await keep(own, members.ma, [121.6, 31.23])
    expect((await tell({ photos: [own] })).json.doubts).toEqual(['photo-far'])
    // The street sees it, others do not.
    expect((await street.get(`/api/patrol/photos/${own}`)).json.code).toBe('patrol.missing')
    expect((await otherStreet.get(`/api/patrol/photos/${own}`)).status).toBe(403)
  })

  test('is seen by the one who made it and those above, and by nobody else', async () => {
    const { json } = await tell({ text: `第 ${Math.round(random() * 1_000)} 处` })
    const path = `/api/patrol/findings/${json.id}`
    expect(
      await Promise.all([ma, street, officer, otherStreet].map(async (who) => (await who.get(path)).status)),
    ).toEqual([200, 200, 200, 403])
    const listed = async (who: typeof ma) =>
      (await who.get('/api/patrol/findings')).json.map(({ id }: { id: string }) => id)
    expect(await listed(street)).toContain(json.id)
    expect(await listed(otherStreet)).not.toContain(json.id)
  })
})

import { beforeAll, describe, expect, test } from 'vitest'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { dayMs, hourMs } from '../../kernel/time/index.ts'
import type { Caller } from '../base/testing.ts'
import { person } from '../cases/testing.ts'
import { type CountedRow, countByHand, countedCity, listed, queryOf, rowsOf } from './testing/counted-city.ts'

const city = await countedCity(400)
const { everyone, clock } = city
let rows: readonly CountedRow[] = []
beforeAll(async () => {
  rows = await rowsOf(city)
})

const iso = (at: number) => new Date(at).toISOString()
const whole = { from: iso(clock.now - 99 * dayMs), to: iso(clock.now) }

async function ask(who: Caller, path: string, query: Readonly<Record<string, unknown>> = {}) {
  const answer = await who.get(`/api/measure/${path}?${queryOf(query)}`)
  if (answer.status !== 200) throw new Error(`${answer.status} ${answer.text}`)
  return answer.json
}

type Point = { from: string; to: string; numerator: number; denominator: number; value: number | null }

describe('a series', () => {
  test.each([
    ['hour', 12],
    ['day', 60],
    ['week', 90],
  ])('by %s covers its period without gaps, each stretch is right and opens its cases', async (step, days) => {
    const period = { from: iso(clock.now - days * dayMs + 12_345_678), to: iso(clock.now) }
    const answer = await ask(everyone.supervisor, 'series', { figure: 'onTime', step, ...period })
    const points: Point[] = answer.points
    expect([points[0]?.from, points.at(-1)?.to]).toEqual([period.from, period.to])
    for (const [index, point] of points.entries()) {
      expect(point.from).toBe(index === 0 ? period.from : points[index - 1]?.to)
      const mine = rows.filter((row) => row.opened_at >= point.from && row.opened_at < point.to)
      const { numerator, denominator, value } = point
      expect({ numerator, denominator, value }).toEqual(countByHand(mine, clock.now).figures.onTime)
    }
    const fullest = points.reduce((most, point) => (point.denominator > most.denominator ? point : most))
    expect(fullest.denominator).toBeGreaterThan(0)
    const filter = { ...answer.filter, from: fullest.from, to: fullest.to }
    expect(await listed(everyone.supervisor, filter)).toHaveLength(fullest.denominator)
    expect(await listed(everyone.supervisor, { ...filter, met: true })).toHaveLength(fullest.numerator)
  })

  test('of weeks begins them on Monday, of days at midnight in the city', async () => {
    const weeks: Point[] = (await ask(everyone.supervisor, 'series', { figure: 'received', step: 'week', ...whole }))
      .points
    for (const { from } of weeks.slice(1)) expect(new Date(Date.parse(from) + 8 * hourMs).getUTCDay()).toBe(1)
    const days: Point[] = (await ask(everyone.supervisor, 'series', { figure: 'received', ...whole })).points
    for (const { from } of days.slice(1)) expect(from).toMatch(/T16:00:00\.000Z$/)
    expect(days.reduce((sum, point) => sum + (point.value ?? 0), 0)).toBe(rows.length)
  })

  test('of hours is short, and of unknown figures there is none', async () => {
    const long = await everyone.supervisor.get(
      `/api/measure/series?${queryOf({ figure: 'late', step: 'hour', ...whole })}`,
    )
    expect([long.status, long.json.code]).toEqual([422, 'measure.tooLong'])
    const none = await everyone.supervisor.get('/api/measure/series?figure=beauty')
    expect([none.status, none.json.code]).toEqual([404, 'measure.noFigure'])
    expect(none.json.todo).toContain('onTime')
  })
})

describe('the map', () => {
  const bbox = '121.4,31.2,121.6,31.3'

  test('shows the newest points and says how many it leaves out', async () => {
    const all = await ask(everyone.supervisor, 'map', { ...whole, bbox, limit: 5_000 })
    expect([all.total, all.leftOut, all.points.length]).toEqual([rows.length, 0, rows.length])
    const some = await ask(everyone.supervisor, 'map', { ...whole, bbox, limit: 50 })
    expect([some.total, some.leftOut]).toEqual([rows.length, rows.length - 50])
    expect(some.points).toEqual(all.points.slice(0, 50))
    expect(await listed(everyone.supervisor, some.filter)).toHaveLength(some.total)
    const [point] = all.points
    expect(Object.keys(point).sort()).toEqual(
      [
        'class',
        'demo',
        'id',
        'late',
        'number',
        'openedAt',
        'point',
        'reports',
        'status',
        'title',
        'titleEn',
        'urgency',
      ].sort(),
    )
    expect(point.point[0]).toBeCloseTo(121.5, 0)
  })

  test('a box holds what lies in it and nothing else', async () => {
    const east = await ask(everyone.supervisor, 'map', { ...whole, bbox: '121.53,31.2,121.56,31.3' })
    const hill = rows.filter((row) => row.division === '310115003')
    expect(east.points.map((point: { id: string }) => point.id).sort()).toEqual(hill.map((row) => row.id).sort())
  })

  test.each([3, 9, 13, 17])('cells at zoom %i hold every case once, and each opens its own', async (zoom) => {
    const answer = await ask(everyone.supervisor, 'map', { ...whole, as: 'cells', bbox, zoom })
    const cells: { count: number; box: string; open: number }[] = answer.cells
    expect(cells.reduce((sum, cell) => sum + cell.count, 0)).toBe(rows.length)
    expect(cells.reduce((sum, cell) => sum + cell.open, 0)).toBe(rows.filter((row) => row.status === 'open').length)
    const seen = new Set<string>()
    for (const cell of cells.slice(0, 40)) {
      const ids = await listed(everyone.supervisor, { ...answer.filter, box: cell.box })
      expect(ids).toHaveLength(cell.count)
      for (const id of ids) {
        expect(seen.has(id)).toBe(false)
        seen.add(id)
      }
    }
  })

  test('the whole world at a fine zoom is made coarser, not endless', async () => {
    const answer = await ask(everyone.supervisor, 'map', { ...whole, as: 'cells', zoom: 20 })
    expect(answer.total).toBe(rows.length)
    expect(answer.metres).toBeGreaterThan(100_000)
  })

  test.each([
    ['districts', 6],
    ['streets', 9],
  ])('counts by %s', async (as, digits) => {
    const answer = await ask(everyone.supervisor, 'map', { ...whole, as })
    expect(answer.divisions.map((one: { key: string }) => one.key).sort()).toEqual(
      [...new Set(rows.map((row) => row.division?.slice(0, Number(digits))))].sort(),
    )
    for (const { counts, filter } of answer.divisions)
      expect(await listed(everyone.supervisor, filter)).toHaveLength(counts.received)
  })

  test.each(['1,2,3', 'a,b,c,d', '10,0,5,1', '0,0,1,1,2', '-200,0,0,1'])('bbox %s is refused', async (box) => {
    const answer = await everyone.supervisor.get(`/api/measure/map?bbox=${box}`)
    expect([answer.status, answer.json.code]).toEqual([422, 'measure.badBox'])
  })
})

describe('now', () => {
  test('each number opens its cases', async () => {
    const now = await ask(everyone.supervisor, 'now')
    const all = countByHand(rows, clock.now)
    expect(now.late.count).toBe(all.counts.late)
    expect(now.lastDay.count).toBe(rows.filter((row) => row.opened_at >= iso(clock.now - dayMs)).length)
    for (const one of [now.lastHour, now.lastDay, now.late, now.urgent, ...now.waiting])
      expect(await listed(everyone.supervisor, one.filter)).toHaveLength(one.count)
  })

  test('sees what is reported again at the same place', async () => {
    const citizen = city.as(person('citizen'))
    const at = (lng: number) => ({ what: '路口积水', where: { point: [lng, 31.5], address: '某路口' } })
    const ids: string[] = []
    for (const lng of [121.7, 121.7007, 121.7014, 121.72]) {
      const begun = await citizen.post('/api/cases', { pack: 'hotline', answers: at(lng), actionId: uuidv7() })
      ids.push(begun.json.id)
    }
    const now = await ask(everyone.supervisor, 'now')
    const wet = now.repeated.find((one: { filter: { ids: string } }) => one.filter.ids.includes(ids[0] ?? '?'))
    // 67 m from one to the next: a chain of three; the fourth is two kilometres away.
    expect(wet).toMatchObject({ cases: 3, reports: 3, leftOut: 0, newest: { id: ids[2] } })
    expect([...(await listed(everyone.supervisor, wet.filter))].sort()).toEqual(ids.slice(0, 3).sort())
  })
})

describe('what was taken back or joined', () => {
  test('is received, but nobody misses a limit with it any more', async () => {
    const citizen = city.as(person('citizen'))
    const sorter = city.as(person('sorter', ['sorter', 'hotline']))
    const sorting = {
      kind: 'help',
      class: '农村农业/村务管理/村务公开',
      urgency: 'normal',
      route: 'dispatch',
      office: 'hill',
    }
    const act = async (who: Caller, id: string, action: string, input: object, step?: string) => {
      const answer = await who.post(`/api/cases/${id}/actions`, { action, input, step, actionId: uuidv7() })
      if (answer.status !== 200) throw new Error(answer.text)
    }
    const begun: { id: string; number: string }[] = []
    for (let made = 0; made < 3; made += 1) {
      const body = { pack: 'hotline', answers: { what: '村务没有公开' }, actionId: uuidv7() }
      begun.push((await citizen.post('/api/cases', body)).json)
    }
    const [kept, joined, withdrawn] = begun
    for (const { id } of begun) await act(sorter, id, 'complete', sorting, 'sort')
    await act(sorter, joined?.id ?? '', 'join', { other: kept?.number, reason: '同一件事' })
    await act(citizen, withdrawn?.id ?? '', 'withdraw', { reason: 'mistake' })
    const from = iso(clock.now)
    clock.now += 40 * dayMs
    try {
      const { total } = await ask(everyone.supervisor, 'figures', { by: 'class', class: '农村农业/村务管理', from })
      expect(total.counts).toMatchObject({ received: 3, open: 1, late: 1, closed: 0 })
      expect(total.figures.onTime).toEqual({ numerator: 0, denominator: 1, value: 0 })
      expect(total.figures.contact).toEqual({ numerator: 0, denominator: 1, value: 0 })
      const missed = await listed(everyone.supervisor, { ...total.filter, figure: 'handled-in-time', met: false })
      expect(missed).toEqual([kept?.id])
    } finally {
      clock.now -= 40 * dayMs
    }
  })
})

import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { dayMs, hourMs, minuteMs } from '../../kernel/time/index.ts'
import { type Missed, tellMissed } from './missed.ts'
import { here, lane, members, patrolCity } from './testing/patrol-city.ts'

const { city, clock, as, parts } = await patrolCity()
const { db } = city.base
const ma = as(members.ma, ['grid-member', 'lane'])
const street = as(uuidv7(), ['dispatcher', 'park'])
const otherStreet = as(uuidv7(), ['dispatcher', 'pier'], ['grid-member', 'pier'])
const iso = (at: number) => new Date(at).toISOString()

/** A route of one stop in the lane, walked each day in these hours. */
const route = async (from: number, until: number): Promise<string> => {
  const id = uuidv7()
  const answer = await street.call('PUT', `/api/patrol/routes/${id}`, {
    ...{ title: '夜巡', titleEn: 'At night', grid: lane, isClosed: false },
    stops: [{ id: 'gate', title: '大门', ...here, checks: [] }],
    schedule: { weekdays: [1, 2, 3, 4, 5, 6, 7], spans: [[from * 60, until * 60]] },
  })
  expect(answer.status, answer.text).toBe(204)
  return id
}
const tell = () => tellMissed(parts, parts.hours)
const told = async () =>
  (
    await sql<{ payload: Missed }>`select payload from base.event where type = 'patrol.missed' order by at, id`.execute(
      db,
    )
  ).rows.map(({ payload }) => payload)
const roundOf = async (id: string, who = street) =>
  (await who.get('/api/patrol/coverage')).json.items.find((one: { route: string }) => one.route === id)

describe('what nobody walked', () => {
  test('is told once to whoever leads the grid, not at night, and not before phones had time to send', async () => {
    // Friday, 10:00. A round until 11, and one from 22 to 23.
    const day = await route(9, 11)
    const night = await route(22, 23)
    const shift = { person: members.ma, from: iso(clock.now - hourMs), until: iso(clock.now + hourMs) }
    expect((await street.post('/api/patrol/shifts', { grid: lane, ...shift })).status).toBe(201)
    const before = (await told()).length
    clock.now += hourMs + 29 * minuteMs
    expect(await tell()).toBe(0)
    clock.now += minuteMs
    expect(await tell()).toBe(1)
    expect(await tell()).toBe(0)
    const [first] = (await told()).slice(before)
    expect(first).toMatchObject({
      ...{ grid: lane, path: '/sh/east/park/lane', isDemo: false },
      rounds: [{ title: '夜巡', until: '2026-11-20T03:00:00.000Z' }],
      shifts: [{ person: '马强', isTaken: false }],
    })
    // 23:35: the night round is over, and nobody is woken for it; in the morning it is told.
    clock.now = Date.UTC(2026, 10, 20, 15, 35)
    expect((await roundOf(night)).state).toBe('missed')
    expect(await tell()).toBe(0)
    clock.now = Date.UTC(2026, 10, 20, 23, 5)
    expect(await tell()).toBe(1)
    const last = (await told()).at(-1)
    expect(last?.rounds.map(({ until }) => until)).toEqual(['2026-11-20T15:00:00.000Z'])
    expect((await roundOf(day)).titleEn).toBe('At night')
  })

  test('is explained by those who answer for it; the reason stands in coverage, the last word counts, and nobody is told of it', async () => {
    const id = await route(9, 10)
    // Tomorrow at noon in Shanghai: the round of the day is over.
    clock.now = Date.UTC(2026, 10, 22, 4)
    await tell()
    clock.now += dayMs
    const round = await roundOf(id)
    expect(round).toMatchObject({ state: 'missed', planned: [] })
    expect(round.reason).toBeUndefined()
    const explain = (who: typeof ma, body: object) =>
      who.post(`/api/patrol/routes/${id}/reasons`, { from: round.from, reason: 'weather', note: '', ...body })
    expect((await explain(otherStreet, {})).status).toBe(403)
    expect((await explain(ma, { reason: 'laziness' })).status).toBe(422)
    expect((await explain(ma, { note: '暴雨橙色预警' })).status).toBe(204)
    expect((await explain(street, { reason: 'emergency', note: '去防汛' })).status).toBe(204)
    expect((await roundOf(id)).reason).toMatchObject({ reason: 'emergency', note: '去防汛' })
    const kept = await sql<{ n: number }>`
      select count(*)::int as n from patrol.round_reason where route = ${id}`.execute(db)
    expect(kept.rows[0]?.n).toBe(2)
    await expect(sql`update patrol.round_reason set note = ''`.execute(db)).rejects.toThrow(/append only/)
    // A round that is to come, and an instant at which none began, want no reason.
    expect((await explain(street, { from: iso(Date.parse(round.from) + dayMs) })).json.code).toBe('patrol.notMissed')
    expect((await explain(street, { from: iso(Date.parse(round.from) + minuteMs) })).json.code).toBe('patrol.notMissed')
    const events = (await told()).length
    await tell()
    const after = (await told()).slice(events).flatMap(({ rounds }) => rounds.map(({ route }) => route))
    expect(after).not.toContain(id)
  })

  test('shows who was planned for that time', async () => {
    const id = await route(15, 16)
    const at = Date.UTC(2026, 10, 24, 6)
    clock.now = at
    const planned = await street.post('/api/patrol/shifts', {
      ...{ grid: lane, person: members.ma, from: iso(at), until: iso(at + 4 * hourMs), days: 3 },
    })
    expect(planned.json.ids).toHaveLength(3)
    expect((await ma.post(`/api/patrol/shifts/${planned.json.id}/take`)).status).toBe(200)
    clock.now = at + 3 * hourMs
    const item = await roundOf(id)
    expect(item).toMatchObject({ state: 'missed', planned: [{ name: '马强', isTaken: true }] })
    // All days or none: the second day is taken already.
    const again = { grid: lane, person: members.ma, from: iso(at + dayMs - hourMs), until: iso(at + dayMs + hourMs) }
    expect((await street.post('/api/patrol/shifts', { ...again, days: 2 })).json.code).toBe('patrol.busy')
    // What was taken is not called off; what nobody took is, by those who plan.
    const callOff = (who: typeof ma, shift: string) => who.call('DELETE', `/api/patrol/shifts/${shift}`)
    expect((await callOff(street, planned.json.ids[0])).json.code).toBe('patrol.shiftBegun')
    for (const who of [ma, otherStreet]) expect((await callOff(who, planned.json.ids[1])).status).toBe(403)
    expect((await callOff(street, planned.json.ids[1])).status).toBe(204)
    expect((await callOff(street, planned.json.ids[1])).status).toBe(404)
  })
})

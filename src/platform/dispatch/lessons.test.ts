import { describe, expect, test } from 'vitest'
import { testDatabase } from '../base/testing.ts'
import type { BackTest } from './lessons/back-test.ts'
import type { KeptOverruling } from './lessons/overrulings.ts'
import type { Plan, Stop } from './plan/plan.ts'
import { aCrew, type DispatchCity, dispatchCity } from './testing/dispatch-city.ts'

type Whole = Plan & { readonly stops: readonly Stop[] }
type Told = {
  readonly lessons: readonly { crew: string; kind: string; area?: string; minutes: number; of: string[] }[]
  readonly overrulings: readonly KeptOverruling[]
  readonly backTest: BackTest
}

const database = await testDatabase('dispatch')
const first = await dispatchCity({}, database)
const enter = async (crew: object): Promise<string> => (await first.east.post('/api/dispatch/crews', crew)).json.id
const near = await enter(aCrew('近班', 'wang'))
const far = await enter(aCrew('远班', 'li', { lng: 121.52 }))

const propose = async ({ east }: DispatchCity): Promise<Whole> =>
  (await east.post('/api/dispatch/plans', { office: 'east' })).json
const told = async ({ east }: DispatchCity): Promise<Told> => (await east.get('/api/dispatch/lessons?office=east')).json

/** A lamp near the first crew; a person sends the other one if it is not proposed; confirmed. @returns whom the plan had proposed */
async function aDay(city: DispatchCity): Promise<Stop> {
  city.clock.now += 60_000
  const id = await city.lampCase(200)
  const plan = await propose(city)
  const stop = plan.stops.find((one) => one.case === id)
  if (!stop) throw new Error('not planned')
  let { seq } = plan
  if (stop.crew !== far) {
    const wish = { seq, stop: stop.id, crew: far, cause: 'knows', reason: '远班熟悉' }
    seq = (await city.east.post(`/api/dispatch/plans/${plan.id}/overrule`, wish)).json.seq
  }
  expect((await city.east.post(`/api/dispatch/plans/${plan.id}/confirm`, { seq })).json).toMatchObject({ sent: 1 })
  // The work is over before the next: all days begin alike.
  const [live] = (await city.as('li', ['clerk', 'park']).get('/api/dispatch/round')).json.rounds[0].stops
  await city.as('li', ['clerk', 'park']).post(`/api/dispatch/stops/${live.id}/cannot`, { reason: '试验结束' })
  await city.east.post(`/api/cases/${id}/actions`, { action: 'dispatch', step: 'handle', input: { office: 'pier' } })
  await city.city.settle()
  return stop
}

describe('what a person teaches', () => {
  test('is proposed after a few times, and says so', async () => {
    const days = [await aDay(first), await aDay(first), await aDay(first), await aDay(first)]
    expect(days[0]?.crew).toBe(near)
    expect(days[0]?.why?.learned).toBeUndefined()
    const last = days.at(-1)
    expect(last?.crew).toBe(far)
    expect(last?.why?.learned).toBeLessThan(0)
    // The reason still says what it costs: the other crew would be nearer.
    expect(last?.why?.others[0]).toMatchObject({ crew: near })
    expect(last?.why?.others[0]?.more).toBeLessThan(0)
    expect(last?.why?.others[0]?.learned).toBeGreaterThan(0)
  })

  test('is tried on the past, each decision with what was known before it', async () => {
    const { backTest, overrulings } = await told(first)
    expect(backTest.overruled.of).toBe(overrulings.length)
    expect(backTest.overruled.without).toBe(0)
    // The first could not be known; what was confirmed as proposed would be proposed again, and without lessons would not.
    expect(backTest.overruled.withLessons).toBeLessThan(overrulings.length)
    expect(backTest.accepted).toEqual({ of: 4 - overrulings.length, withLessons: 4 - overrulings.length, without: 0 })
  })

  test('survives a restart, and can be taken back one by one', async () => {
    const before = await told(first)
    await first.city.stop()
    const second = await dispatchCity({}, database)
    second.clock.now = first.clock.now
    const after = await told(second)
    expect(after).toEqual(before)
    expect((await aDay(second)).crew).toBe(far)
    for (const { id } of after.overrulings)
      expect(
        (await second.east.post(`/api/dispatch/overrulings/${id}/revoke`, { reason: '远班已换人' })).status,
      ).toBeLessThan(300)
    const now = await told(second)
    expect(now.lessons).toEqual([])
    expect(now.overrulings.map(({ revokedBy, revokedWhy }) => [revokedBy, revokedWhy])).toEqual(
      after.overrulings.map(() => ['east', '远班已换人']),
    )
    const again = await aDay(second)
    expect(again.crew).toBe(near)
    // Nothing is learned of what was said to be for once.
    const id = await second.lampCase(200)
    const anew = await propose(second)
    const stop = anew.stops.find((one) => one.case === id)
    const lessons = (await told(second)).lessons.length
    const wish = {
      seq: anew.seq,
      stop: stop?.id,
      crew: stop?.crew === far ? near : far,
      cause: 'once',
      reason: '今天例外',
    }
    expect((await second.east.post(`/api/dispatch/plans/${anew.id}/overrule`, wish)).status).toBe(200)
    expect((await told(second)).lessons).toHaveLength(lessons)
  })
})

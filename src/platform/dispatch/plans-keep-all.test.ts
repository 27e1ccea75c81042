import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, test } from 'vitest'
import { person } from '../cases/testing.ts'
import type { Plan, Stop } from './plan/plan.ts'
import { aCrew, dispatchCity } from './testing/dispatch-city.ts'

// Whatever people do in whatever order, no errand is lost and none is with two crews.

const { city, cases, east, as, lampCase } = await dispatchCity({ budget: 60 })
type Whole = Plan & { readonly stops: readonly Stop[] }

const crews: string[] = []
for (const lead of ['wang', 'li', 'zhao'])
  crews.push(
    (await east.post('/api/dispatch/crews', aCrew(`${lead}班`, lead, { lng: 121.46 + crews.length / 100 }))).json.id,
  )
const leads = ['wang', 'li', 'zhao'].map((id) => as(id, ['clerk', 'park']))

const proposed = async (): Promise<Whole | undefined> =>
  (await east.get('/api/dispatch/board?office=east')).json.plan ?? undefined

/** What every open task must satisfy: with exactly one crew, which its case names too, or with none. */
async function check(made: readonly string[]): Promise<void> {
  await city.settle()
  const { rows } = await sql<{
    id: string
    crew: string
    live: number
  }>`select case_id as id, min(crew::text) as crew, count(*)::int as live
    from dispatch.stop where state in ('sent', 'under-way') group by case_id`.execute(city.database.db)
  const live = new Map(rows.map((row) => [row.id, row]))
  const waiting: string[] = []
  for (const id of made) {
    const { state } = await cases.engine.get(id)
    const task = state.tasks.handle
    const isOpen = task?.status === 'open' || task?.status === 'accepted'
    expect(live.get(id)?.live ?? 0).toBe(isOpen && task.crew ? 1 : 0)
    if (isOpen) expect(task.crew?.id).toBe(live.get(id)?.crew)
    if (isOpen && !task.crew) waiting.push(id)
  }
  // What waits is exactly what a new plan has, sent or left: nothing is forgotten.
  const plan: Whole = (await east.post('/api/dispatch/plans', { office: 'east' })).json
  expect(plan.stops.map((stop) => stop.case).sort()).toEqual(waiting.sort())
}

const doing = fc.oneof(
  fc.record({ do: fc.constant('report' as const), east: fc.integer({ min: 0, max: 6_000 }) }),
  fc.record({ do: fc.constant('propose' as const) }),
  fc.record({ do: fc.constant('confirm' as const), twice: fc.boolean() }),
  fc.record({ do: fc.constant('send' as const), crew: fc.nat(2) }),
  fc.record({ do: fc.constant('move' as const), which: fc.nat(20), crew: fc.nat(3) }),
  fc.record({ do: fc.constant('begin' as const), crew: fc.nat(2) }),
  fc.record({ do: fc.constant('cannot' as const), crew: fc.nat(2) }),
  fc.record({ do: fc.constant('complete' as const), which: fc.nat(20) }),
  fc.record({
    do: fc.constant('elsewhere' as const),
    which: fc.nat(20),
    office: fc.constantFrom('park', 'pier', 'lane'),
  }),
)

type Doing = typeof doing extends fc.Arbitrary<infer T> ? T : never

async function does(step: Doing, made: string[]): Promise<void> {
  const pick = (which: number) => made[which % Math.max(1, made.length)]
  const plan = await proposed()
  if (step.do === 'report') made.push(await lampCase(step.east))
  if (step.do === 'propose') await east.post('/api/dispatch/plans', { office: 'east' })
  if (step.do === 'confirm' && plan) {
    const press = () => east.post(`/api/dispatch/plans/${plan.id}/confirm`, { seq: plan.seq })
    const answers = await Promise.all(step.twice ? [press(), press()] : [press()])
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
  }
  if (step.do === 'send' && plan) {
    const [crew, waits] = [crews[step.crew], plan.stops.some((stop) => stop.crew === crews[step.crew])]
    const { status } = await east.post(`/api/dispatch/plans/${plan.id}/confirm`, { seq: plan.seq, crew })
    expect(status).toBe(waits ? 200 : 409)
  }
  if (step.do === 'move' && plan && plan.stops.length > 0)
    await east.post(`/api/dispatch/plans/${plan.id}/overrule`, {
      ...{ seq: plan.seq, stop: plan.stops[step.which % plan.stops.length]?.id, cause: 'load', reason: '均衡' },
      crew: crews[step.crew] ?? null,
    })
  if (step.do === 'begin' || step.do === 'cannot') {
    const { rounds } = (await leads[step.crew]?.get('/api/dispatch/round'))?.json ?? { rounds: [] }
    const stop = rounds[0]?.stops[0]?.id
    if (stop) await leads[step.crew]?.post(`/api/dispatch/stops/${stop}/${step.do}`, { reason: '不能' })
  }
  const id = step.do === 'complete' || step.do === 'elsewhere' ? pick(step.which) : undefined
  if (id === undefined) return
  const handle = (await cases.engine.get(id)).state.tasks.handle
  if (handle?.status !== 'open' && handle?.status !== 'accepted') return
  if (step.do === 'complete')
    await cases.engine.perform({
      ...{ id, name: 'complete', step: 'handle', input: { result: 'solved', reply: '好' } },
      actor: person('someone', ['clerk', handle.holder?.office ?? 'park']),
    })
  if (step.do === 'elsewhere')
    await cases.engine.perform({
      ...{ id, name: 'dispatch', step: 'handle', input: { office: step.office } },
      actor: person('east', ['dispatcher', 'east']),
    })
}

describe('plans', () => {
  test('lose no errand and double none, whatever is done in whatever order', async () => {
    const made: string[] = []
    await fc.assert(
      fc.asyncProperty(fc.array(doing, { minLength: 8, maxLength: 16 }), async (steps) => {
        for (const step of steps) await does(step, made)
        await check(made)
      }),
      { numRuns: 8, endOnFailure: true },
    )
    expect(made.length).toBeGreaterThan(5)
  })
})

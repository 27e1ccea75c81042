import { afterEach, describe, expect, it } from 'vitest'
import {
  type DispatchProblem,
  dispatchByRules,
  generateDay,
  groundOf,
  type Plan,
  planCost,
  planLateness,
} from '../../../kernel/dispatch/index.ts'

import { DispatchSolver } from './dispatch-solver.ts'
import { optimise } from './optimise.ts'
import { prove } from './prove.ts'
import type { ToldPlan } from './told.ts'

let solver: DispatchSolver | undefined
afterEach(() => solver?.stop())

describe('improving', () => {
  const alone = (errands: number, crews: number) =>
    optimise(generateDay(1, { errands, crews }), { budget: 500, heard: () => undefined, onPlan: () => undefined })

  it('answers for a day without errands, and for one without crews', () => {
    expect(alone(0, 3)).toEqual({ ways: [], left: [] })
    expect(alone(3, 0)).toEqual({ ways: [], left: expect.arrayContaining([0, 1, 2]) })
  })

  it('goes on from a better plan that it hears of, and ends with one that nothing beats', () => {
    const problem = generateDay(2, { errands: 12, crews: 3 })
    const told: ToldPlan[] = [{ plan: { ways: [], left: problem.errands.map((_, one) => one) }, isBest: true }]
    const plan = optimise(problem, { budget: 60_000, heard: () => told.shift(), onPlan: () => undefined })
    expect(plan.ways).toEqual([])
  })
})

/** All bounds and plans that proving tells; it hears of a plan by rules. */
async function proven(problem: DispatchProblem, budget: number) {
  const told: ToldPlan[] = [{ plan: dispatchByRules(groundOf(problem)), isBest: false }]
  const bounds = { cost: [] as number[], late: [] as number[] }
  const plans: ToldPlan[] = []
  await prove(problem, {
    budget,
    heard: () => told.shift(),
    onBounds: ({ cost, late }) => {
      if (cost !== undefined) bounds.cost.push(cost)
      if (late !== undefined) bounds.late.push(late)
    },
    onPlan: (plan, isBest) => plans.push({ plan, isBest }),
  })
  return { bounds, plans }
}

describe('proving', () => {
  it('ends by itself, with bounds close below a plan that it chose, for a day of a district', async () => {
    const problem = generateDay(7, { errands: 30, crews: 5 })
    const ground = groundOf(problem)
    // The budget is only a limit.
    const { bounds, plans } = await proven(problem, 60_000)
    const plan = plans.at(-1)?.plan ?? { ways: [], left: [] }
    const [cost, late] = [bounds.cost.at(-1) ?? Number.NaN, bounds.late.at(-1) ?? Number.NaN]
    expect(cost).toBeLessThanOrEqual(planCost(ground, plan) + 1e-6)
    expect(cost).toBeGreaterThan(0.9 * planCost(ground, plan))
    expect(late).toBeLessThanOrEqual(planLateness(ground, plan) + 1e-6)
    expect(late).toBeGreaterThan(0.85 * planLateness(ground, plan))
  })

  it('has bounds below every plan that improving tells, on any day', async () => {
    for (const seed of [1, 2, 3, 4, 5, 6]) {
      const problem = generateDay(seed, { errands: 25 + 5 * seed, crews: 2 + seed })
      const ground = groundOf(problem)
      const plans: Plan[] = []
      optimise(problem, { budget: 2_000, heard: () => undefined, onPlan: (plan) => plans.push(plan) })
      const { bounds, plans: chosen } = await proven(problem, 5_000)
      const all = [...plans, ...chosen.map(({ plan }) => plan)]
      expect(Math.max(...bounds.cost)).toBeLessThanOrEqual(
        Math.min(...all.map((plan) => planCost(ground, plan))) + 1e-6,
      )
      expect(Math.max(...bounds.late)).toBeLessThanOrEqual(
        Math.min(...all.map((plan) => planLateness(ground, plan))) + 1e-6,
      )
    }
  })
})

describe('the solver', () => {
  it('works in threads of its own, and again', async () => {
    solver = new DispatchSolver()
    const problem = generateDay(3, { errands: 12, crews: 3 })
    const [one, two] = await Promise.all([solver.solve(problem, 2_000), solver.solve(problem, 2_000)])
    for (const { by, cost, late, bounds } of [one, two]) {
      expect(by).toBe('optimiser')
      expect(bounds.cost).toBeLessThanOrEqual(cost + 1e-6)
      expect(bounds.late).toBeLessThanOrEqual(late + 1e-6)
      expect(bounds.cost).toBeGreaterThan(0)
    }
  })

  it('answers by rules, with the reason, when the thread does not answer', async () => {
    solver = new DispatchSolver({ thread: new URL('data:text/javascript,setInterval(() => 0, 1000)'), grace: 50 })
    const problem = generateDay(3, { errands: 12, crews: 3 })
    const { by, fault, plan, cost, bounds } = await solver.solve(problem, 10)
    expect(by).toBe('rules')
    expect(fault).toContain('no plan within')
    expect(plan).toEqual(dispatchByRules(groundOf(problem)))
    // What cannot be avoided is known even then.
    expect(bounds.cost).toBeGreaterThan(0)
    expect(bounds.cost).toBeLessThanOrEqual(cost)
  })

  it('answers by rules when the thread breaks', async () => {
    solver = new DispatchSolver({ thread: new URL('data:text/javascript,throw new Error("no memory")'), grace: 5_000 })
    expect(await solver.solve(generateDay(3, { errands: 5, crews: 2 }), 10)).toMatchObject({
      by: 'rules',
      fault: 'no memory',
    })
  })
})

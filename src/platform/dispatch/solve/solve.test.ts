import { afterEach, describe, expect, it } from 'vitest'
import { dispatchByRules, generateDay, groundOf, planCost } from '../../../kernel/dispatch/index.ts'

import { DispatchSolver } from './dispatch-solver.ts'
import { optimise } from './optimise.ts'

let solver: DispatchSolver | undefined
afterEach(() => solver?.stop())

describe('the optimiser', () => {
  it('proves its plan of a small day', async () => {
    const problem = generateDay(7, { errands: 30, crews: 5 })
    const ground = groundOf(problem)
    // It ends by itself when prices offer nothing more; the budget is only a limit.
    const { plan, cost, bound = Number.NaN } = await optimise(problem, 20_000)
    expect(cost).toBeCloseTo(planCost(ground, plan), 6)
    expect(cost).toBeLessThanOrEqual(planCost(ground, dispatchByRules(ground)))
    expect(bound).toBeLessThanOrEqual(cost + 1e-6)
    expect(bound).toBeGreaterThan(0.9 * cost)
  })

  it('answers for a day without errands, and for one without crews', async () => {
    expect((await optimise(generateDay(1, { errands: 0, crews: 3 }), 500)).plan).toEqual({ ways: [], left: [] })
    const alone = await optimise(generateDay(1, { errands: 3, crews: 0 }), 500)
    expect(alone.plan).toEqual({ ways: [], left: [0, 1, 2] })
  })
})

describe('the solver', () => {
  it('works in a thread of its own, and again', async () => {
    solver = new DispatchSolver()
    const problem = generateDay(3, { errands: 12, crews: 3 })
    const [one, two] = await Promise.all([solver.solve(problem, 2_000), solver.solve(problem, 2_000)])
    expect(one).toMatchObject({ by: 'optimiser' })
    expect(two).toMatchObject({ by: 'optimiser' })
  })

  it('answers by rules, with the reason, when the thread does not answer', async () => {
    solver = new DispatchSolver({ thread: new URL('data:text/javascript,setInterval(() => 0, 1000)'), grace: 50 })
    const problem = generateDay(3, { errands: 12, crews: 3 })
    const { by, fault, plan } = await solver.solve(problem, 10)
    expect(by).toBe('rules')
    expect(fault).toContain('no plan within')
    expect(plan).toEqual(dispatchByRules(groundOf(problem)))
  })

  it('answers by rules when the thread breaks', async () => {
    solver = new DispatchSolver({ thread: new URL('data:text/javascript,throw new Error("no memory")'), grace: 5_000 })
    expect(await solver.solve(generateDay(3, { errands: 5, crews: 2 }), 10)).toMatchObject({
      by: 'rules',
      fault: 'no memory',
    })
  })
})

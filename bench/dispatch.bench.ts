import { dispatchByRules, generateDay, groundOf, planLateness, timesOf } from '../src/kernel/dispatch/index.ts'

import { DispatchSolver, type Solved } from '../src/platform/dispatch/index.ts'
import type { Bench, BenchResult } from './bench.ts'

/** A day: 500 errands, 60 crews. */
const day = { errands: 500, crews: 60 } as const
/** Days that are generated, by their seeds. */
const seeds = [1, 2, 3] as const
/** Seconds a plan may take: while people wait, and before a shift begins. */
const budgets = [5, 15, 60] as const

/** The share of a plan that is not proven to be needed. */
const gap = (all: number, bound: number) => (all <= 0 ? 0 : (all - bound) / all).toFixed(2)

const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)

/** Each errand once or left, all in time: or the figure would be worth nothing. */
function check(ground: ReturnType<typeof groundOf>, { plan }: Solved) {
  const gone = plan.ways.flatMap(({ stops }) => stops)
  const all = new Set([...gone, ...plan.left])
  if (all.size !== ground.problem.errands.length || gone.length + plan.left.length !== all.size)
    throw new Error('an errand is missing, or gone to twice')
  if (plan.ways.some((way) => timesOf(ground, way) === undefined)) throw new Error('a way that does not fit its shift')
}

async function days(size: number, seconds: number): Promise<BenchResult> {
  const solver = new DispatchSolver({ grace: 10_000 })
  try {
    const lines: Record<string, string> = {}
    const [ours, theirs, took]: [number[], number[], number[]] = [[], [], []]
    for (const seed of seeds) {
      const problem = generateDay(seed, { errands: day.errands * size, crews: day.crews * size })
      const ground = groundOf(problem)
      const rules = dispatchByRules(ground)
      const began = performance.now()
      const solved = await solver.solve(problem, seconds * 1_000)
      took.push((performance.now() - began) / 1_000)
      check(ground, solved)
      const { late: mine, bounds, cost, by, looked } = solved
      const rule = planLateness(ground, rules)
      ours.push(mine)
      theirs.push(rule)
      if (bounds.late > mine + 1e-6 || bounds.cost > cost + 1e-6) throw new Error('a bound above a plan')
      lines[`day ${seed}`] =
        `${mine.toFixed(0)} weighted minutes late, ${solved.plan.left.length} left; no plan below ${bounds.late.toFixed(0)} (gap ${gap(mine, bounds.late)}); ` +
        `rules ${rule.toFixed(0)}, ${rules.left.length} left; all costs ${cost.toFixed(0)}, no plan below ${bounds.cost.toFixed(0)} (gap ${gap(cost, bounds.cost)}); by ${by}, ${looked} ways looked at`
    }
    const ratio = sum(ours) / sum(theirs)
    return {
      what: `dispatch of ${day.errands * size} errands to ${day.crews * size} crews, ${seconds} s a plan`,
      baseline: 'lateness of dispatch by rules alone (due first, earliest crew), same days',
      ratio,
      mark: 'less late than the rules, within the time given',
      reached: ratio < 1,
      figures: { ...lines, 'longest answer, s': Math.max(...took).toFixed(1) },
    }
  } finally {
    await solver.stop()
  }
}

/** Total lateness of the optimiser's plans against dispatch by rules, each with what no plan can undercut. */
export const bench: Bench = {
  says: 'plans of the dispatch optimiser against rules alone',
  run: async (size = 1) => {
    const results: BenchResult[] = []
    for (const seconds of budgets) results.push(await days(size, seconds))
    return results
  },
}

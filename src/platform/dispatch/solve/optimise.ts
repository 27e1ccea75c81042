import {
  type DispatchProblem,
  dispatchByRules,
  groundOf,
  improve,
  type Plan,
  planCost,
} from '../../../kernel/dispatch/index.ts'
import type { ToldPlan } from './told.ts'

/** What improving hears and tells while it goes on. */
export type Improving = {
  readonly budget: number
  /** The next plan that others found, if there is one. */
  readonly heard: () => ToldPlan | undefined
  /** Hears of better plans, a few times in all; the last is the answer. */
  readonly onPlan: (plan: Plan) => void
}

/** So many errands and fewer are as good as they get long before the time is over. */
const fewErrands = 100
const roundsEach = 20

/** A better plan is told after so much of the time again. */
const pause = 0.05

/**
 * Who goes where, in which order: rules first, then parts of their plan taken out and put back, again and again; a better plan from
 * elsewhere is gone on from. Never worse than the rules' own; ends after about `budget` ms. Deterministic but for its time and what it hears.
 */
export function optimise(problem: DispatchProblem, { budget, heard, onPlan }: Improving): Plan {
  const began = performance.now()
  const spent = () => (performance.now() - began) / budget
  const ground = groundOf(problem)
  let best = dispatchByRules(ground)
  onPlan(best)
  let rounds = problem.errands.length > fewErrands ? Number.POSITIVE_INFINITY : problem.errands.length * roundsEach
  let toldAt = 0
  for (let seed = 1; rounds > 0 && spent() < 1; seed += 1) {
    let other: ToldPlan | undefined
    let isPaused = false
    best = improve(ground, best, {
      ...{ seed, rounds, spent },
      isOver: () => {
        rounds -= 1
        other = heard()
        isPaused = spent() - toldAt > pause
        return other !== undefined || isPaused || spent() > 1
      },
    })
    if (other?.isBest) return other.plan
    if (other && planCost(ground, other.plan) < planCost(ground, best)) best = other.plan
    if (isPaused) onPlan(best)
    if (isPaused) toldAt = spent()
  }
  onPlan(best)
  return best
}

import {
  allTerms,
  type DispatchProblem,
  type Ground,
  groundOf,
  lateTerms,
  type Plan,
  planCost,
  unavoidable,
  type Way,
} from '../../../kernel/dispatch/index.ts'
import { type Column, choose } from './choose.ts'
import { approach, Duals } from './duals.ts'
import { loadHighs } from './highs.ts'
import { Master, realWay } from './master.ts'
import { tighten } from './tighten.ts'
import type { Bounds, ToldPlan } from './told.ts'

/** Until which share of the time each part may go on: prices found roughly, proven, a plan chosen, lateness alone proven. */
const parts = { rough: 0.25, proven: 0.68, chosen: 0.85, late: 1 } as const

/** Steps of minutes in which prices are first found. */
const coarse = 5

/** What proving hears and tells while it goes on. */
export type Proving = {
  readonly budget: number
  /** The next plan that others found, if there is one: first of all one by rules. */
  readonly heard: () => ToldPlan | undefined
  /** Hears of each better bound. */
  readonly onBounds: (bounds: Partial<Bounds>) => void
  /** Hears of a plan that was chosen among ways, and whether it is proven the best. */
  readonly onPlan: (plan: Plan, isBest: boolean) => void
}

/**
 * Proves what no plan can undercut: prices of errands, better and better, each with a bound; first for all that a plan costs, then
 * for lateness alone. The ways it meets on the way there are material for a plan, which HiGHS chooses among them. Gives how many.
 */
export async function prove(problem: DispatchProblem, { budget, heard, onBounds, onPlan }: Proving): Promise<number> {
  const began = performance.now()
  const spent = () => (performance.now() - began) / budget
  const until = (share: number) => ({
    isOver: () => spent() > share,
    secondsLeft: () => ((share - spent()) * budget) / 1000,
  })
  const highs = await loadHighs()
  const ground = groundOf(problem)
  const duals = new Duals(ground, allTerms, 1)
  const master = new Master(highs, duals)
  try {
    const ways = new Ways(ground)
    const hear = () => {
      for (let told = heard(); told; told = heard()) {
        const { plan } = told
        ways.see(plan)
        for (const way of plan.ways) master.add(way, ways.costOf(way))
      }
    }
    hear()
    const rough = approach(new Duals(ground, allTerms, coarse), unavoidable(ground, allTerms), {
      ...{ rounds: 25, first: 40, last: 3 },
      ...until(parts.rough),
    })
    hear()
    const tight = tighten(duals, master, rough, {
      ...until(parts.proven),
      onBound: (cost) => onBounds({ cost }),
      onWay: (way) => ways.take(way),
    })
    hear()
    if (tight?.last && ways.best) {
      const { best } = ways
      const plan = choose(highs, ground, ways.all, {
        ...{ prices: tight.last, start: best, seconds: until(parts.chosen).secondsLeft() },
        spare: Math.max(1, (planCost(ground, best) - tight.bound) * 0.5),
      })
      if (plan) onPlan(plan, planCost(ground, plan) <= tight.bound + 1e-6)
    }
    proveLate(ground, ways, tight?.prices ?? rough, { ...until(parts.late), onBound: (late) => onBounds({ late }) })
    return ways.all.length
  } finally {
    master.end()
  }

  /** The same for lateness alone, from the prices of all. */
  function proveLate(
    of: Ground,
    ways: Ways,
    prices: Float64Array,
    on: {
      readonly isOver: () => boolean
      readonly secondsLeft: () => number
      readonly onBound: (late: number) => void
    },
  ) {
    const lateness = new Duals(of, lateTerms, 1)
    const choice = new Master(highs, lateness)
    try {
      tighten(lateness, choice, prices, { ...on, onWay: (way) => ways.take(way) })
    } finally {
      choice.end()
    }
  }
}

/** Ways that can be gone, each once, and the best plan that was heard of. */
class Ways {
  readonly #ground: Ground
  readonly #columns = new Map<string, Column>()
  #best: { readonly plan: Plan; readonly cost: number } | undefined

  constructor(ground: Ground) {
    this.#ground = ground
  }

  get all(): readonly Column[] {
    return [...this.#columns.values()]
  }

  get best(): Plan | undefined {
    return this.#best?.plan
  }

  /** Takes a way in as it can be gone. */
  take(way: Way): void {
    const real = realWay(this.#ground, way)
    if (real) this.#columns.set(`${way.crew}:${real.way.stops.join()}`, real)
  }

  see(plan: Plan): void {
    const cost = planCost(this.#ground, plan)
    if (cost < (this.#best?.cost ?? Number.POSITIVE_INFINITY)) this.#best = { plan, cost }
    for (const way of plan.ways) this.take(way)
  }

  costOf(way: Way): number {
    return this.#columns.get(`${way.crew}:${way.stops.join()}`)?.cost ?? Number.POSITIVE_INFINITY
  }
}

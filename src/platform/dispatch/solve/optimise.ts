import {
  costOf,
  type DispatchProblem,
  dispatchByRules,
  type Ground,
  groundOf,
  improve,
  lowerBound,
  type Plan,
  planCost,
  priceWays,
} from '../../../kernel/dispatch/index.ts'
import { Master, type Prices } from './master.ts'

/** A plan with what is known of how good it is. Costs in weighted minutes. */
export type Optimised = {
  readonly plan: Plan
  readonly cost: number
  /** No plan whatever costs less; absent when there was no time to prove it. */
  readonly bound?: number
  /** Ways that were looked at. */
  readonly looked: number
}

/** How long each part may take, of the whole, where there is time to price ways until nothing better is found. */
const whole = { improving: 0.3, pricing: 0.75, choosing: 0.93 } as const
/** Where there is not: prices that have not settled lead nowhere, so all of it goes into improving the plan. */
const hurried = { improving: 0.97, pricing: 0.97, choosing: 0.97 } as const

/** So many rounds of pricing must fit, or it is not begun. */
const fewestRounds = 40

/** Steps of minutes in which ways are looked for, coarse first; only whole minutes prove a bound. */
const grains = [10, 4, 1] as const

/** Ways a crew is offered in one round. */
const offered = 8

/**
 * Who goes where, in which order: rules first, then parts of their plan taken out and put back, then column generation (each crew's
 * best ways under prices of the relaxed choice), then the whole choice by HiGHS. Always a plan no worse than the rules' own;
 * ends after about `budget` ms. Deterministic but for the time it is given.
 */
export async function optimise(problem: DispatchProblem, budget: number): Promise<Optimised> {
  const began = performance.now()
  const spent = () => (performance.now() - began) / budget
  const secondsTo = (share: number) => ((share - spent()) * budget) / 1000
  const ground = groundOf(problem)
  const rules = dispatchByRules(ground)
  const master = await Master.of(ground)
  try {
    // Most ways of a plan were in the one before it.
    const seen = new WeakSet<readonly number[]>()
    const collect = (plan: Plan) => {
      for (const way of plan.ways) {
        if (seen.has(way.stops)) continue
        seen.add(way.stops)
        master.add(way)
      }
    }
    collect(rules)
    const isHurried = roundTime(ground, marginal(ground, rules, master.leaving)) * fewestRounds > budget * 0.45
    const parts = isHurried ? hurried : whole
    // A small day is as good as it gets long before its time is over.
    const most = isHurried || problem.errands.length > 100 ? Number.POSITIVE_INFINITY : problem.errands.length * 20
    const better = improve(ground, rules, {
      seed: 1,
      rounds: most,
      isOver: () => spent() > parts.improving,
      spent: () => spent() / parts.improving,
      ...(!isHurried && { onPlan: collect }),
    })
    collect(better)
    for (const way of shortened(better)) master.add(way)
    const priced = generate(ground, master, better, {
      isOver: () => spent() > parts.pricing,
      secondsLeft: () => secondsTo(parts.pricing),
    })
    const chosen =
      priced &&
      master.choose(
        priced.prices,
        better,
        spareOf(planCost(ground, better), priced.prices.cost),
        secondsTo(parts.choosing),
      )
    const best =
      [chosen, better, rules]
        .filter((plan) => plan !== undefined)
        .sort((a, b) => planCost(ground, a) - planCost(ground, b))[0] ?? rules
    const last = improve(ground, best, { seed: 2, rounds: most, isOver: () => spent() > 1 })
    return {
      plan: last,
      cost: planCost(ground, last),
      ...(priced?.bound !== undefined && { bound: priced.bound }),
      looked: master.size,
    }
  } finally {
    master.end()
  }
}

/** Milliseconds that a round of exact pricing takes, by the crew that has most to choose from. */
function roundTime(ground: Ground, prices: Float64Array): number {
  const work = ground.open.map(({ length }) => length * length)
  const most = Math.max(0, ...work)
  const began = performance.now()
  priceWays(ground, work.indexOf(most), prices, { most: offered, grain: 1 })
  const all = work.reduce((sum, one) => sum + one, 0)
  return most === 0 ? 0 : ((performance.now() - began) * all) / most
}

/** A way that costs more than this beyond its prices is in no plan better than the one at hand; kept small, so that the choice is quick. */
const spareOf = (cost: number, relaxed: number) => Math.max(1, (cost - relaxed) * 0.5)

/** Ways with one stop left out: they let the prices of single errands show. */
const shortened = ({ ways }: Plan) =>
  ways.flatMap(({ crew, stops }) => stops.map((out) => ({ crew, stops: stops.filter((one) => one !== out) })))

/** What an errand costs where it is now: the first guess of its price. */
function marginal(ground: Ground, { ways, left }: Plan, leaving: Float64Array): Float64Array {
  const prices = new Float64Array(leaving.length)
  for (const { crew, stops } of ways) {
    const whole = costOf(ground, { crew, stops })
    for (const out of stops) prices[out] = whole - costOf(ground, { crew, stops: stops.filter((one) => one !== out) })
  }
  for (const errand of left) prices[errand] = leaving[errand] ?? 0
  return prices
}

type Limits = { readonly isOver: () => boolean; readonly secondsLeft: () => number }

/** Column generation with prices held near the best seen (in-out smoothing), until nothing is found or the time is over. */
function generate(ground: Ground, master: Master, start: Plan, { isOver, secondsLeft }: Limits) {
  let held = marginal(ground, start, master.leaving)
  let [merit, bound]: [number, number | undefined] = [Number.NEGATIVE_INFINITY, undefined]
  let [steady, level] = [0.5, 0]
  let prices: Prices | undefined
  while (!isOver()) {
    const now = master.prices(secondsLeft())
    if (!now) break
    const isFirst = prices === undefined
    prices = now
    const grain = grains[level] ?? 1
    const asked = isFirst
      ? held
      : Float64Array.from(now.errands, (price, one) => steady * (held[one] ?? 0) + (1 - steady) * price)
    const round = priceAll(ground, master, { asked, now, grain, isOver })
    if (!round) break
    if (grain === 1) bound = Math.max(bound ?? 0, round.bound)
    const isBetter = round.bound > merit
    if (isBetter) {
      merit = round.bound
      held = asked
    }
    if (round.added < ground.problem.crews.length && grain > 1) {
      level += 1
      merit = Number.NEGATIVE_INFINITY
    } else if (round.added === 0) {
      if (steady < 0.05) break
      steady /= 2
    } else if (!isBetter) steady *= 0.9
  }
  return prices && { prices, bound }
}

type Asked = {
  readonly asked: Float64Array
  readonly now: Prices
  readonly grain: number
  readonly isOver: () => boolean
}

function priceAll(ground: Ground, master: Master, { asked, now, grain, isOver }: Asked) {
  const least: number[] = []
  let added = 0
  for (let crew = 0; crew < ground.problem.crews.length; crew += 1) {
    if (isOver()) return undefined
    const priced = priceWays(ground, crew, asked, { most: offered, grain })
    least.push(priced.least)
    for (const { way, cost } of priced.ways) {
      const paid = way.stops.reduce((sum, stop) => sum + (now.errands[stop] ?? 0), now.crews[crew] ?? 0)
      if (cost - paid < -1e-6 && master.add(way, cost)) added += 1
    }
  }
  return { added, bound: lowerBound(asked, least, master.leaving) }
}

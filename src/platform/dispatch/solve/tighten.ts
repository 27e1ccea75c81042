import type { Way } from '../../../kernel/dispatch/index.ts'
import type { Duals, Worth } from './duals.ts'
import type { Master, Prices } from './master.ts'

/** Prices with the bound they prove, and whether no prices prove more. */
export type Tight = {
  readonly prices: Float64Array
  readonly bound: number
  readonly isBest: boolean
  readonly last?: Prices
}

/** How long, and what hears of each bound and way on the way there. */
type Tightening = {
  readonly isOver: () => boolean
  readonly secondsLeft: () => number
  readonly onBound: (bound: number) => void
  readonly onWay: (way: Way) => void
}

/** Weighted minutes that prices may first be moved at once. */
const firstReach = 4

/** So near to what the relaxed choice says, relatively, no prices prove more. */
const close = 1e-6

/**
 * Column generation: the relaxed choice among known ways says better prices, not too far from the best so far (a trust region, or the
 * first rounds would be wasted); pricing tells what they are worth and finds new ways. Ends when no prices prove more, or in time.
 */
export function tighten(duals: Duals, master: Master, from: Float64Array, on: Tightening): Tight | undefined {
  const take = ({ ways }: Worth) =>
    ways.forEach((of, crew) => {
      for (const { stops, cost } of of) if (master.add({ crew, stops }, cost)) on.onWay({ crew, stops })
    })
  let prices = duals.within(from)
  const begin = duals.worth(prices, on.isOver)
  if (!begin) return undefined
  take(begin)
  on.onBound(begin.bound)
  let [bound, reach, last]: [number, number, Prices | undefined] = [begin.bound, firstReach, undefined]
  while (!on.isOver()) {
    const said = master.prices(prices, reach, on.secondsLeft())
    if (!said) break
    last = said
    if (said.cost - bound <= close * Math.max(1, Math.abs(bound))) return { prices, bound, isBest: true, last }
    const tried = duals.within(said.errands)
    const worth = duals.worth(tried, on.isOver)
    if (!worth) break
    take(worth)
    const [hoped, gained] = [said.cost - bound, worth.bound - bound]
    if (gained > 0) {
      prices = tried
      bound = worth.bound
      on.onBound(bound)
      if (gained > hoped / 2) reach *= 1.5
    } else reach *= 0.9
  }
  return { prices, bound, isBest: false, ...(last && { last }) }
}

import {
  type Ground,
  leavingCosts,
  lowerBound,
  type PricedWay,
  Pricer,
  type Terms,
} from '../../../kernel/dispatch/index.ts'

/** What prices are worth: a bound, ways of each crew that gain by them, and how often each errand was gone to beyond once. */
export type Worth = {
  readonly bound: number
  readonly ways: readonly (readonly PricedWay[])[]
  /** By errand: 1 where nobody goes, 0 where one does or it is left, below 0 where several would. */
  readonly missed: Float64Array
}

/** Ways a crew is offered in one round. */
const offered = 8

/** Tells what prices are worth, counted in some terms and steps of minutes. */
export class Duals {
  readonly ground: Ground
  readonly terms: Terms
  /** What leaving each errand costs: no price is higher. */
  readonly leaving: Float64Array
  readonly #pricer: Pricer

  constructor(ground: Ground, terms: Terms, grain: number) {
    this.ground = ground
    this.terms = terms
    this.leaving = leavingCosts(ground, terms)
    this.#pricer = new Pricer(ground, grain)
  }

  /** Prices that are not above what leaving costs, nor below nothing. */
  within(prices: Float64Array): Float64Array {
    return prices.map((price, errand) => Math.min(this.leaving[errand] ?? 0, Math.max(0, price)))
  }

  /** What prices are worth; nothing when the time is over first. */
  worth(prices: Float64Array, isOver: () => boolean): Worth | undefined {
    const ways: (readonly PricedWay[])[] = []
    const least: number[] = []
    const missed = new Float64Array(prices.length).fill(1)
    for (let crew = 0; crew < this.ground.problem.crews.length; crew += 1) {
      if (isOver()) return undefined
      const priced = this.#pricer.price(crew, { prices, terms: this.terms, most: offered })
      least.push(priced.least)
      ways.push(priced.ways)
      for (const stop of priced.ways[0]?.stops ?? []) missed[stop] = (missed[stop] ?? 0) - 1
    }
    return { bound: lowerBound(prices, least, this.leaving), ways, missed }
  }
}

/** How prices are moved: so many rounds, steps of weighted minutes from the first to the last; what each round was worth is heard. */
type Moves = {
  readonly rounds: number
  readonly first: number
  readonly last: number
  readonly isOver: () => boolean
  readonly onWorth?: (worth: Worth, prices: Float64Array) => void
}

/** Of what was asked before, so much stays in the direction: rounds swing less. */
const momentum = 0.8

/**
 * Moves prices up where nobody goes and down where too many would (subgradients with momentum), in shorter and shorter steps. Quick
 * to come near the best prices, slow to reach them.
 */
export function approach(duals: Duals, from: Float64Array, on: Moves): Float64Array {
  const { errands } = duals.ground.problem
  const going = new Float64Array(from.length)
  let prices = duals.within(from)
  for (let round = 0; round < on.rounds; round += 1) {
    const worth = duals.worth(prices, on.isOver)
    if (!worth) break
    on.onWorth?.(worth, prices)
    const step = on.first * (on.last / on.first) ** (round / on.rounds)
    prices = duals.within(
      prices.map((price, one) => {
        going[one] = (1 - momentum) * Math.max(-3, worth.missed[one] ?? 0) + momentum * (going[one] ?? 0)
        return price + step * Math.sqrt(errands[one]?.weight ?? 1) * (going[one] ?? 0)
      }),
    )
  }
  return prices
}

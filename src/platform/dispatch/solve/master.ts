import { costOf, type Ground, type Way } from '../../../kernel/dispatch/index.ts'
import type { Duals } from './duals.ts'
import type { Highs } from './highs.ts'

type Model = ReturnType<Highs['createModel']>

/** What the relaxed choice says: what it costs at least, as far as ways are known, and the price of each errand. */
export type Prices = { readonly cost: number; readonly errands: Float64Array; readonly crews: Float64Array }

/**
 * The relaxed choice among known ways, solved by HiGHS: each errand is gone to once or left, each crew goes one way at most; prices
 * may be held near others. Holds memory of the solver until `end`.
 */
export class Master {
  readonly #highs: Highs
  readonly #duals: Duals
  readonly #model: Model
  readonly #known = new Set<string>()

  constructor(highs: Highs, duals: Duals) {
    const { errands, crews } = duals.ground.problem
    this.#highs = highs
    this.#duals = duals
    this.#model = highs.createModel()
    // New ways leave the last solution feasible: the primal simplex goes on from it.
    this.#model.options.set({ output_flag: false, solver: 'simplex', simplex_strategy: 4, presolve: 'off' })
    const nothing = { indices: [], values: [] }
    for (const _ of errands) this.#model.addRow(1, 1, nothing)
    for (const _ of crews) this.#model.addRow(-highs.infinity, 1, nothing)
    // Leaving, or paying more than the box allows; then going twice, or paying less.
    for (const value of [1, -1])
      for (const row of errands.keys()) this.#model.addCol(0, 0, highs.infinity, { indices: [row], values: [value] })
  }

  /** Takes a way in, counted as it was priced: an errand that it comes back to is gone to twice. False where it is known. */
  add({ crew, stops }: Way, cost: number): boolean {
    const key = `${crew}:${stops.join()}`
    if (stops.length === 0 || this.#known.has(key)) return false
    this.#known.add(key)
    const times = Map.groupBy(stops, (stop) => stop)
    const rows = [...times.keys()].sort((a, b) => a - b)
    this.#model.addCol(cost, 0, this.#highs.infinity, {
      indices: [...rows, this.#duals.ground.problem.errands.length + crew],
      values: [...rows.map((row) => times.get(row)?.length ?? 0), 1],
    })
    return true
  }

  /** How many ways are known. */
  get size(): number {
    return this.#known.size
  }

  /** Prices not further than `reach` weighted minutes from others; nothing when the time is over first. */
  prices(near: Float64Array, reach: number, seconds: number): Prices | undefined {
    const { leaving, ground } = this.#duals
    const { errands } = ground.problem
    const count = errands.length
    errands.forEach(({ weight }, row) => {
      const price = near[row] ?? 0
      this.#model.changeColCost(row, Math.min(leaving[row] ?? 0, price + reach * weight))
      this.#model.changeColCost(count + row, -Math.max(0, price - reach * weight))
    })
    this.#model.zeroAllClocks()
    this.#model.options.set('time_limit', Math.max(0.01, seconds))
    this.#model.run()
    if (this.#model.getModelStatus() !== this.#highs.constants.modelStatus.optimal) return undefined
    const { rowDual } = this.#model.getSolution()
    return { cost: this.#model.getObjectiveValue(), errands: rowDual.slice(0, count), crews: rowDual.slice(count) }
  }

  /** Gives the solver's memory back. */
  end(): void {
    this.#model.dispose()
  }
}

/** The same way, each errand once: one that can be gone. Nothing where it does not fit the shift, which only rounded ways do. */
export function realWay(
  ground: Ground,
  { crew, stops }: Way,
): { readonly way: Way; readonly cost: number } | undefined {
  const way = { crew, stops: stops.filter((stop, index) => stops.indexOf(stop) === index) }
  const cost = costOf(ground, way)
  return cost === Number.POSITIVE_INFINITY ? undefined : { way, cost }
}

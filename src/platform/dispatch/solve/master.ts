import highs from 'highs'
import { costOf, costOfLeaving, type Ground, type Plan, type Way } from '../../../kernel/dispatch/index.ts'

// The package's types are written for CommonJS; the default of its ES module is the loader itself.
const loadHighs = highs as unknown as typeof highs.default

type Highs = Awaited<ReturnType<typeof loadHighs>>
type Model = ReturnType<Highs['createModel']>

/** A way that the master may choose, and what it costs. */
export type Column = { readonly way: Way; readonly cost: number }

/** What the relaxed master says: its cost, the price of each errand, and of each crew (0 or below). */
export type Prices = { readonly cost: number; readonly errands: Float64Array; readonly crews: Float64Array }

const keyOf = ({ crew, stops }: Way) => `${crew}:${stops.join()}`

function planFrom(columns: readonly Column[], chosen: Float64Array, errands: number): Plan {
  const isChosen = (index: number) => (chosen[index] ?? 0) > 0.5
  return {
    ways: columns.flatMap(({ way }, index) => (isChosen(errands + index) ? [way] : [])),
    left: Array.from({ length: errands }, (_, row) => row).filter(isChosen),
  }
}

/**
 * The choice among known ways: each errand is gone to once or left, each crew goes one way at most. Solved by HiGHS, relaxed
 * (for prices) or whole (for a plan). Holds memory of the solver until `end`.
 */
export class Master {
  readonly #highs: Highs
  readonly #ground: Ground
  readonly #leaving: Float64Array
  readonly #columns = new Map<string, Column>()
  readonly #model: Model

  private constructor(highs: Highs, ground: Ground) {
    const { errands, crews, leftUntil } = ground.problem
    this.#highs = highs
    this.#ground = ground
    this.#leaving = Float64Array.from(errands, (errand) => costOfLeaving(errand, leftUntil))
    this.#model = highs.createModel()
    // New columns leave the last solution feasible: the primal simplex goes on from it.
    this.#model.options.set({ output_flag: false, solver: 'simplex', simplex_strategy: 4, presolve: 'off' })
    const nothing = { indices: [], values: [] }
    for (const _ of errands) this.#model.addRow(1, 1, nothing)
    for (const _ of crews) this.#model.addRow(-highs.infinity, 1, nothing)
    this.#leaving.forEach((cost, row) => {
      this.#model.addCol(cost, 0, highs.infinity, { indices: [row], values: [1] })
    })
  }

  static async of(ground: Ground): Promise<Master> {
    return new Master(await loadHighs(), ground)
  }

  /** What leaving each errand costs. */
  get leaving(): Float64Array {
    return this.#leaving
  }

  get size(): number {
    return this.#columns.size
  }

  /** Takes a way in; false where it was known, or does not fit the shift. */
  add(way: Way, cost = costOf(this.#ground, way)): boolean {
    const key = keyOf(way)
    if (way.stops.length === 0 || cost === Number.POSITIVE_INFINITY || this.#columns.has(key)) return false
    const column = { way, cost }
    this.#columns.set(key, column)
    this.#model.addCol(cost, 0, this.#highs.infinity, this.#entries(column))
    return true
  }

  #entries({ way }: Column) {
    const rows = [...way.stops, this.#ground.problem.errands.length + way.crew].sort((a, b) => a - b)
    return { indices: rows, values: rows.map(() => 1) }
  }

  /** Prices of the relaxed choice; nothing when the time is over first. */
  prices(seconds: number): Prices | undefined {
    const { constants } = this.#highs
    this.#model.zeroAllClocks()
    this.#model.options.set('time_limit', Math.max(0.01, seconds))
    this.#model.run()
    if (this.#model.getModelStatus() !== constants.modelStatus.optimal) return undefined
    const { rowDual } = this.#model.getSolution()
    const count = this.#ground.problem.errands.length
    return { cost: this.#model.getObjectiveValue(), errands: rowDual.slice(0, count), crews: rowDual.slice(count) }
  }

  /** The best plan among the ways that cost, by these prices, at most `spare` more than nothing; begins from `start`. */
  choose(prices: Prices, start: Plan, spare: number, seconds: number): Plan | undefined {
    const { errands, crews } = this.#ground.problem
    const kept = [...this.#columns.values()].filter(({ way, cost }) => {
      const paid = way.stops.reduce((sum, stop) => sum + (prices.errands[stop] ?? 0), prices.crews[way.crew] ?? 0)
      return cost - paid <= spare
    })
    const chosen = new Set(start.ways.map(keyOf))
    const columns = [
      ...kept,
      ...start.ways.filter((way) => !kept.some((one) => keyOf(one.way) === keyOf(way))).map(this.#columnOf),
    ]
    const mip = this.#highs.createModel()
    try {
      mip.options.set({ output_flag: false, time_limit: Math.max(0.05, seconds), mip_rel_gap: 1e-4 })
      const nothing = { indices: [], values: [] }
      for (const _ of errands) mip.addRow(1, 1, nothing)
      for (const _ of crews) mip.addRow(-this.#highs.infinity, 1, nothing)
      this.#leaving.forEach((cost, row) => {
        mip.addCol(cost, 0, 1, { indices: [row], values: [1] })
      })
      for (const column of columns) mip.addCol(column.cost, 0, 1, this.#entries(column))
      const all = errands.length + columns.length
      mip.changeColsIntegrality({ kind: 'range', from: 0, to: all - 1 }, new Int32Array(all).fill(1))
      const left = new Set(start.left)
      mip.setSolution({
        colValue: [
          ...errands.map((_, row) => (left.has(row) ? 1 : 0)),
          ...columns.map(({ way }) => (chosen.has(keyOf(way)) ? 1 : 0)),
        ],
      })
      mip.run()
      const { colValue } = mip.getSolution()
      return colValue.length === all ? planFrom(columns, colValue, errands.length) : undefined
    } finally {
      mip.dispose()
    }
  }

  readonly #columnOf = (way: Way): Column => ({ way, cost: costOf(this.#ground, way) })

  /** Gives the solver's memory back. */
  end(): void {
    this.#model.dispose()
  }
}

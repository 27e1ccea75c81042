import { allTerms, type Ground, leavingCosts, type Plan, type Way } from '../../../kernel/dispatch/index.ts'
import type { Highs } from './highs.ts'
import type { Prices } from './master.ts'

/** A way that can be gone, and what it costs. */
export type Column = { readonly way: Way; readonly cost: number }

/** How the choice is made. */
type Choosing = {
  readonly prices: Prices
  /** The plan to begin from: its ways are among those that are known. */
  readonly start: Plan
  /** Ways that cost so much beyond their prices are in no plan better than the one at hand; kept small, so that the choice is quick. */
  readonly spare: number
  readonly seconds: number
}

/** The best plan among the ways that cost at most `spare` more than their prices, by HiGHS; nothing where it finds none in time. */
export function choose(highs: Highs, ground: Ground, known: readonly Column[], on: Choosing): Plan | undefined {
  const { errands, crews } = ground.problem
  const { prices, start } = on
  const begun = new Map(start.ways.map(({ crew, stops }) => [crew, stops.join()]))
  const isBegun = ({ way }: Column) => begun.get(way.crew) === way.stops.join()
  const columns = known.filter((column) => {
    const { stops, crew } = column.way
    const paid = stops.reduce((sum, stop) => sum + (prices.errands[stop] ?? 0), prices.crews[crew] ?? 0)
    return column.cost - paid <= on.spare || isBegun(column)
  })
  const mip = highs.createModel()
  try {
    mip.options.set({ output_flag: false, time_limit: Math.max(0.05, on.seconds), mip_rel_gap: 1e-4 })
    const nothing = { indices: [], values: [] }
    for (const _ of errands) mip.addRow(1, 1, nothing)
    for (const _ of crews) mip.addRow(-highs.infinity, 1, nothing)
    leavingCosts(ground, allTerms).forEach((cost, row) => {
      mip.addCol(cost, 0, 1, { indices: [row], values: [1] })
    })
    for (const { way, cost } of columns) {
      const rows = [...way.stops].sort((a, b) => a - b)
      mip.addCol(cost, 0, 1, { indices: [...rows, errands.length + way.crew], values: [...rows, 0].map(() => 1) })
    }
    const all = errands.length + columns.length
    mip.changeColsIntegrality({ kind: 'range', from: 0, to: all - 1 }, new Int32Array(all).fill(1))
    const left = new Set(start.left)
    mip.setSolution({
      colValue: [...errands.map((_, row) => Number(left.has(row))), ...columns.map((one) => Number(isBegun(one)))],
    })
    mip.run()
    const { colValue } = mip.getSolution()
    return colValue.length === all ? planFrom(columns, colValue, errands.length) : undefined
  } finally {
    mip.dispose()
  }
}

function planFrom(columns: readonly Column[], chosen: Float64Array, errands: number): Plan {
  const isChosen = (index: number) => (chosen[index] ?? 0) > 0.5
  return {
    ways: columns.flatMap(({ way }, index) => (isChosen(errands + index) ? [way] : [])),
    left: Array.from({ length: errands }, (_, row) => row).filter(isChosen),
  }
}

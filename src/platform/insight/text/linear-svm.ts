import { seeded } from '../../../kernel/codes/index.ts'
import type { Rows } from './rows.ts'
import { shuffled } from './shuffle.ts'

/** One class against the rest: `positive[i]` is 1 for members; `scale` multiplies each column before learning. */
export type BinaryProblem = {
  readonly rows: Rows
  readonly positive: Uint8Array
  readonly scale: Float32Array
  /** What an error costs against the size of the weights (the C of the literature). */
  readonly cost: number
  readonly seed: number
}

/** A hyperplane in the columns as they were before scaling. */
export type Hyperplane = { readonly weights: Float32Array; readonly bias: number }

/** Sweeps over the rows: many for few rows; for many rows each sweep teaches more, and costs more. */
const mostSweeps = (rows: number): number => Math.min(60, Math.max(12, Math.ceil(240_000 / Math.max(1, rows))))
const tolerance = 0.1

/**
 * Linear support vector machine with squared hinge loss, learnt by dual coordinate descent
 * (Hsieh et al., "A dual coordinate descent method for large-scale linear SVM", ICML 2008, algorithm 1).
 * Members and the rest weigh the same in sum, however few the members are.
 */
export function learnHyperplane(problem: BinaryProblem): Hyperplane {
  const { rows, positive } = problem
  const values = scaledValues(rows, problem.scale)
  const diagonal = softMargins(positive, problem.cost)
  const squares = squaredLengths(rows, values)
  const weights = new Float64Array(rows.width)
  const alpha = new Float64Array(rows.count)
  const order = Int32Array.from({ length: rows.count }, (_, row) => row)
  const random = seeded(problem.seed)
  let bias = 0
  /** Rows at the front of `order` that still move; settled ones wait behind (shrinking, section 3.2 there). */
  let active = rows.count
  let settled = Number.POSITIVE_INFINITY
  const sweeps = mostSweeps(rows.count)
  for (let sweep = 0; sweep < sweeps; sweep++) {
    let largest = 0
    shuffled(order.subarray(0, active), random)
    for (let place = 0; place < active; place++) {
      const row = order[place] ?? 0
      const start = rows.starts[row] ?? 0
      const end = rows.starts[row + 1] ?? 0
      const side = positive[row] ? 1 : -1
      const soft = diagonal[row] ?? 0
      const held = alpha[row] ?? 0
      let dot = bias
      for (let at = start; at < end; at++) dot += (weights[rows.columns[at] ?? 0] ?? 0) * (values[at] ?? 0)
      const gradient = side * dot - 1 + soft * held
      if (held === 0 && gradient > settled) {
        order[place--] = order[--active] ?? 0
        order[active] = row
        continue
      }
      const projected = held === 0 ? Math.min(gradient, 0) : gradient
      if (Math.abs(projected) > largest) largest = Math.abs(projected)
      if (Math.abs(projected) < 1e-10) continue
      const next = Math.max(held - gradient / ((squares[row] ?? 0) + soft), 0)
      alpha[row] = next
      const step = (next - held) * side
      bias += step
      for (let at = start; at < end; at++) {
        const column = rows.columns[at] ?? 0
        weights[column] = (weights[column] ?? 0) + step * (values[at] ?? 0)
      }
    }
    if (largest >= tolerance) settled = largest
    else if (active === rows.count) break
    else {
      active = rows.count
      settled = Number.POSITIVE_INFINITY
    }
  }
  return { weights: Float32Array.from(weights, (weight, column) => weight * (problem.scale[column] ?? 1)), bias }
}

function scaledValues(rows: Rows, scale: Float32Array): Float32Array {
  return rows.values.map((value, at) => value * (scale[rows.columns[at] ?? 0] ?? 1))
}

/** 1 / 2C for each row, with C shared out so that both sides weigh the same. */
function softMargins(positive: Uint8Array, cost: number): Float64Array {
  const members = positive.reduce((sum, is) => sum + is, 0)
  const others = positive.length - members
  const costOf = (size: number) => (cost * positive.length) / (2 * Math.max(size, 1))
  return Float64Array.from(positive, (is) => 1 / (2 * costOf(is ? members : others)))
}

/** Squared length of each row and of the constant 1 that carries the bias. */
function squaredLengths(rows: Rows, values: Float32Array): Float64Array {
  const lengths = new Float64Array(rows.count).fill(1)
  for (let row = 0; row < rows.count; row++) {
    for (let at = rows.starts[row] ?? 0; at < (rows.starts[row + 1] ?? 0); at++) {
      lengths[row] = (lengths[row] ?? 0) + (values[at] ?? 0) ** 2
    }
  }
  return lengths
}

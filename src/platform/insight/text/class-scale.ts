import type { Rows } from './rows.ts'

const smoothing = 0.1
/** How far the scale moves from 1 (no change) towards the ratio itself. */
const share = 0.5

/**
 * How telling each column is for one class: the absolute log-count ratio of naive Bayes (Wang and Manning,
 * "Baselines and bigrams", ACL 2012, NB-SVM), brought to mean 1 and mixed half and half with no scaling at all.
 */
export function classScale(rows: Rows, positive: Uint8Array): Float32Array {
  const inside = new Float64Array(rows.width).fill(smoothing)
  const outside = new Float64Array(rows.width).fill(smoothing)
  for (let row = 0; row < rows.count; row++) {
    const side = positive[row] ? inside : outside
    for (let at = rows.starts[row] ?? 0; at < (rows.starts[row + 1] ?? 0); at++) {
      const column = rows.columns[at] ?? 0
      side[column] = (side[column] ?? 0) + (rows.values[at] ?? 0)
    }
  }
  const sum = (numbers: Float64Array) => numbers.reduce((total, number) => total + number, 0)
  const ratioOfSums = Math.log(sum(inside) / sum(outside))
  const ratios = inside.map((count, column) => Math.abs(Math.log(count / (outside[column] ?? 1)) - ratioOfSums))
  const mean = sum(ratios) / rows.width || 1
  return Float32Array.from(ratios, (ratio) => 1 - share + (share * ratio) / mean)
}

/** Draws weights towards zero by this many readings, so that columns that say the same do not run away. */
const ridge = 2
/** Fewer pairs than this for each weight teach nothing. */
const leastPairs = 10

/**
 * Weights with which the row of a place explains the value `ahead` places later, by least squares over the places from `from` on;
 * `undefined` with too few pairs. The first cell of a row is 1 and is not drawn towards zero.
 */
export function leastSquares(
  rowOf: (at: number, ahead: number) => readonly number[],
  values: Float64Array,
  ahead: number,
  from: number,
): Float64Array | undefined {
  const width = rowOf(0, ahead).length
  const matrix = Array.from({ length: width }, () => new Float64Array(width + 1))
  let pairs = 0
  for (let at = from; at + ahead < values.length; at += 1) {
    const target = values[at + ahead] as number // within the array
    if (Number.isNaN(target)) continue
    const row = rowOf(at, ahead)
    if (row.some(Number.isNaN)) continue
    for (let one = 0; one < width; one += 1) {
      const line = matrix[one] as Float64Array // width lines
      const weight = row[one] as number // width cells
      for (let other = one; other < width; other += 1)
        line[other] = (line[other] as number) + weight * (row[other] as number)
      line[width] = (line[width] as number) + weight * target
    }
    pairs += 1
  }
  if (pairs < leastPairs * width) return undefined
  for (let one = 0; one < width; one += 1) {
    const line = matrix[one] as Float64Array // width lines
    for (let other = 0; other < one; other += 1) line[other] = (matrix[other] as Float64Array)[one] as number
  }
  for (let one = 1; one < width; one += 1) {
    const line = matrix[one] as Float64Array // width lines
    line[one] = (line[one] as number) * (1 + ridge / pairs) + 1e-9
  }
  return solve(matrix, width)
}

/** Gauss with pivots; `undefined` where there is no single answer. */
function solve(matrix: Float64Array[], width: number): Float64Array | undefined {
  for (let column = 0; column < width; column += 1) {
    let pivot = column
    for (let row = column + 1; row < width; row += 1)
      if (Math.abs(matrix[row]?.[column] ?? 0) > Math.abs(matrix[pivot]?.[column] ?? 0)) pivot = row
    const line = matrix[pivot] as Float64Array // within the matrix
    if (Math.abs(line[column] ?? 0) < 1e-12) return undefined
    matrix[pivot] = matrix[column] as Float64Array // within the matrix
    matrix[column] = line
    for (let row = 0; row < width; row += 1) {
      const other = matrix[row] as Float64Array // within the matrix
      const times = (other[column] as number) / (line[column] as number)
      if (row === column || times === 0) continue
      for (let at = column; at <= width; at += 1) other[at] = (other[at] as number) - times * (line[at] as number)
    }
  }
  return Float64Array.from(matrix, (line, at) => (line[width] as number) / (line[at] as number))
}

import type { Row } from '../../base/index.ts'

/** About how much memory a row takes, in characters: long texts count, anything else little. */
export const rowSize = (row: Row): number =>
  row.cells.reduce<number>((sum, cell) => sum + (typeof cell === 'string' ? cell.length : 8), 0)

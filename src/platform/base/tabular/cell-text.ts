import type { Cell } from './model.ts'

/**
 * A cell as text: what a person would have typed. Numbers in their shortest exact form, yes/no as `TRUE`/`FALSE`,
 * wall times as ISO 8601 without a zone, nothing as the empty text.
 */
export function cellText(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'string') return cell
  if (typeof cell === 'number') return plainNumber(cell)
  if (typeof cell === 'boolean') return cell ? 'TRUE' : 'FALSE'
  return cell.wall
}

/** Writes a number without an exponent where that loses nothing, so that identifiers typed as numbers stay readable. */
function plainNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e21) return BigInt(value).toString()
  return String(value)
}

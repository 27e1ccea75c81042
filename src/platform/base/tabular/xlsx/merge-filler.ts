import { cellText } from '../cell-text.ts'
import type { Cell, Row } from '../model.ts'
import { trouble } from '../trouble.ts'
import type { Merge } from './merges.ts'
import type { SheetRow } from './read-sheet.ts'

/**
 * Gives a value that is merged over several rows to each of them. A value merged over columns stays in the first:
 * copied into other columns it would become the value of other fields. Ranges that begin above the data are left alone.
 */
export class MergeFiller {
  #waiting: Merge[]
  #active: { merge: Merge; value: Cell }[] = []

  constructor(merges: readonly Merge[], firstRow: number) {
    this.#waiting = merges
      .filter((merge) => merge.bottom > merge.top && merge.top >= firstRow)
      .sort((a, b) => b.top - a.top)
  }

  /** Fills a row in place; false when it holds nothing of its own. */
  fill(row: SheetRow): boolean {
    const filled = row.cells.some((cell) => cell !== null && cellText(cell).trim() !== '')
    if (this.#waiting.length === 0 && this.#active.length === 0) return filled
    if (this.#active.length > 0) this.#active = this.#active.filter(({ merge }) => merge.bottom >= row.number)
    for (const { merge, value } of filled ? this.#active : []) {
      while (row.cells.length <= merge.left) row.cells.push(null)
      row.cells[merge.left] ??= value
    }
    for (let next = this.#waiting.at(-1); next && next.top <= row.number; next = this.#waiting.at(-1)) {
      this.#waiting.pop()
      const value = next.top === row.number ? (row.cells[next.left] ?? null) : null
      if (value !== null && next.bottom > row.number) this.#active.push({ merge: next, value })
    }
    return filled
  }
}

/** Brings a row to the width of the table; what lies beyond is reported. */
export function widened(row: SheetRow, width: number): Row {
  const { number, cells } = row
  let { troubles } = row
  while (cells.length < width) cells.push(null)
  if (cells.length > width) {
    const extra = cells.splice(width).map(cellText)
    if (extra.some((text) => text.trim() !== '')) {
      troubles = [...(troubles ?? []), trouble('too-many-cells', number, width, extra.join(' ').trim())]
    }
  }
  return troubles ? { number, cells, troubles } : { number, cells }
}

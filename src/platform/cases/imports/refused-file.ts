import type { Language } from '../../../kernel/words.ts'
import { type CellRows, writeCsv } from '../../base/index.ts'
import type { RowNote } from './model.ts'

/** The columns that a file of refused rows has beside those of the original; by them it is known when it comes back. */
const reasonColumns = ['退回行号 row', '退回列 field', '退回原因 reason', '修改建议 mend'] as const

/** Is this a file of refused rows that comes back mended? */
export const isRefusedFile = (names: readonly string[]): boolean => reasonColumns.every((name) => names.includes(name))

/** A row that was refused: its number, its cells as they stood, and why. */
export type RefusedRow = {
  readonly row: number
  readonly cells: readonly string[]
  readonly notes: readonly RowNote[]
}

/** Names of fields for people, by key. */
export type FieldTitles = Readonly<Record<string, string>>

/**
 * Writes refused rows as CSV: the original columns, then row, column, reason and how to mend it. Mended, the file can be
 * imported as it is: the reason columns are not looked at, the guard against formulas is taken off again.
 */
export function writeRefused(
  headers: readonly string[],
  rows: AsyncIterable<RefusedRow>,
  titles: FieldTitles,
  language: Language,
): AsyncGenerator<Buffer> {
  const own = headers.filter((name) => !reasonColumns.some((reason) => reason === name))
  const keep = headers.map((name, index) => ({ name, index })).filter(({ name }) => own.includes(name))
  async function* lines(): AsyncGenerator<string[]> {
    yield [...keep.map(({ name }) => name), ...reasonColumns]
    for await (const { row, cells, notes } of rows) {
      const said = (pick: (note: RowNote) => string | undefined) =>
        [...new Set(notes.map(pick).filter((text) => text !== undefined))].join('; ')
      yield [
        ...keep.map(({ index }) => cells[index] ?? ''),
        String(row),
        said((note) => (note.field === undefined ? undefined : (titles[note.field] ?? note.field))),
        said((note) => (note.found ? `${note.says[language]} (${note.found})` : note.says[language])),
        said((note) => note.mend?.[language]),
      ]
    }
  }
  const cells: CellRows = lines()
  return writeCsv(cells)
}

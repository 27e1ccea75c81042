import { cellText } from './cell-text.ts'
import { guessColumn } from './guess-column.ts'
import { guessColumns } from './guess-columns.ts'
import type { ColumnMatch, Row, Table, TableSource, TargetField } from './model.ts'
import { openTable } from './open-table.ts'

/** One row of a small table by the names of its fields; what is empty is left out. */
export type TableRecord = {
  readonly row: number
  readonly cells: readonly string[]
  readonly values: Readonly<Record<string, string>>
}

/** A small table, read whole. */
export type Records = {
  readonly headers: readonly string[]
  readonly matches: readonly ColumnMatch[]
  /** Required fields that no column fills. */
  readonly missing: readonly TargetField[]
  readonly records: readonly TableRecord[]
}

/** Rows that decide what a column holds. */
const sample = 200

/** Reads a table of registers (offices, people, classes: it is held in memory), its columns guessed by name and content. @throws table.* */
export async function readRecords(source: TableSource, fields: readonly TargetField[]): Promise<Records> {
  const knownNames = fields.flatMap(({ key, title, synonyms }) => [key, title.zh, title.en, ...synonyms])
  const table = await openTable(source, { knownNames })
  try {
    const rows = await allRows(table)
    const { headers } = table.shape
    const guesses = headers.map(({ column }) =>
      guessColumn(rows.slice(0, sample).map((row) => ({ row: row.number, cell: row.cells[column] ?? null }))),
    )
    const matches = guessColumns(headers, guesses, fields)
    const isFilled = ({ key }: TargetField) => matches.some(({ field }) => field === key)
    return {
      headers: headers.map(({ original, name }) => original || name),
      matches,
      missing: fields.filter((field) => field.required === true && !isFilled(field)),
      records: rows.map((row) => recordOf(row, matches)),
    }
  } finally {
    await table.close()
  }
}

async function allRows(table: Table): Promise<Row[]> {
  const rows: Row[] = []
  for await (const batch of table.batches()) rows.push(...batch.rows)
  return rows
}

function recordOf({ number, cells }: Row, matches: readonly ColumnMatch[]): TableRecord {
  const texts = cells.map((cell) => cellText(cell).trim())
  const values = matches.flatMap(({ field, column }) => (texts[column] ? [[field, texts[column]] as const] : []))
  return { row: number, cells: texts, values: Object.fromEntries(values) }
}

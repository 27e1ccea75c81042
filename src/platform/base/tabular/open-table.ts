import type { Table, TableLimits, TableOptions, TableSource } from './model.ts'
import { tellKind } from './tell-kind.ts'
import { openTextTable } from './text-table.ts'
import { openWorkbook } from './xlsx/open-workbook.ts'

/** The bounds that hold unless others are given. */
export const TABLE_LIMITS: TableLimits = {
  cellCharacters: 1_000_000,
  columns: 16_384,
  zipEntries: 10_000,
  inflatedBytes: 4 * 2 ** 30,
  inflationRatio: 400,
}

/**
 * Opens a table of rows: `.csv`, `.tsv`, `.txt` or `.xlsx`, told by content, never by name. What cannot be known for
 * certain (encoding, separator, header) is told from evidence, reported in `shape` with its confidence, and can be overruled.
 * The table takes the source over: it is closed with the table, or here when the file is refused.
 * @throws table.* with what to do when the file is no table
 */
export async function openTable(source: TableSource, options: TableOptions = {}): Promise<Table> {
  const limits = { ...TABLE_LIMITS, ...options.limits }
  try {
    const kind = tellKind(await source.read(0, 8192))
    return kind === 'zip' ? await openWorkbook(source, options, limits) : await openTextTable(source, options, limits)
  } catch (error) {
    await source.close()
    throw error
  }
}

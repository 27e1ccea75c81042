import type { HabitGuess } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'

/**
 * A date or time as a spreadsheet holds it: what the clock on the wall showed, without a zone.
 * `YYYY-MM-DD`, `YYYY-MM-DDTHH:mm:ss` (with `.SSS` when there are milliseconds) or `HH:mm:ss`.
 */
export type WallTime = { readonly wall: string }

/** What one cell holds. Text files give text or null; spreadsheets also numbers, yes/no and wall times. */
export type Cell = string | number | boolean | WallTime | null

/** What can be wrong with one row or cell while the table as a whole can still be read. */
export type TroubleCode =
  | 'invalid-bytes'
  | 'nul-bytes'
  | 'stray-quote'
  | 'unclosed-quote'
  | 'too-few-cells'
  | 'too-many-cells'
  | 'cell-too-long'
  | 'formula-error'
  | 'formula-without-value'
  | 'date-out-of-range'
  | 'digits-lost'

/** One thing wrong in one place. `row` is the row number as a spreadsheet shows it (1 = first row of the file), `column` is 0-based. */
export type Trouble = {
  readonly code: TroubleCode
  readonly row: number
  readonly column?: number
  readonly found?: string
  readonly says: Words
}

/**
 * One row of data. `number` is the row number as a spreadsheet shows it (header, title and empty rows are counted);
 * `cells` has exactly one entry a header; `troubles` is absent when nothing is wrong.
 */
export type Row = {
  readonly number: number
  readonly cells: readonly Cell[]
  readonly troubles?: readonly Trouble[]
}

/** Character encodings that a text table may be read in; the first four are told by themselves, the rest only when asked for. */
export type Encoding = 'utf-8' | 'gb18030' | 'utf-16le' | 'utf-16be' | 'big5' | 'windows-1252'

/** Separators that are told by themselves. */
export type Separator = ',' | ';' | '\t' | '|' | '，'

/** How a finding was reached: how sure (0 to 1) and why. */
export type Finding = { readonly confidence: number; readonly why: Words }

/** One column: its unique name, what stood in the header cell, and its 0-based position. */
export type Header = {
  readonly name: string
  readonly original: string
  readonly column: number
}

/** One sheet of a workbook, in the order of its tabs. */
export type SheetInfo = { readonly name: string; readonly hidden: boolean }

/** What was found out about a table before its rows are read. */
export type TableShape = {
  readonly format: 'text' | 'xlsx'
  readonly headers: readonly Header[]
  /** Row number of the header row; null when the first row is data already and the names are made up (`列1`, `列2`, …). */
  readonly headerRow: number | null
  readonly headerFinding: Finding
  /** Lines above the header: a title, a unit, a date of printing. */
  readonly titles: readonly string[]
  readonly text?: {
    readonly encoding: Encoding
    readonly bom: boolean
    readonly encodingFinding: Finding
    readonly separator: string
    readonly separatorFinding: Finding
    readonly lineBreak: 'crlf' | 'lf' | 'cr' | 'mixed' | 'none'
  }
  readonly workbook?: {
    readonly sheets: readonly SheetInfo[]
    readonly sheet: string
    readonly date1904: boolean
    readonly mergedRanges: number
  }
}

/** An opened table. Rows come in batches; memory stays bounded whatever the size of the file. */
export type Table = {
  readonly shape: TableShape
  /** The size of the file in bytes, for progress. */
  readonly size: number
  /** Reads the rows below the header from the start, each time it is called. Empty rows are left out but counted in `number`. */
  batches(): AsyncIterable<RowBatch>
  /** Gives back what is held, the source included. */
  close(): Promise<void>
}

/** Some rows in order, with the share of the file that has been read up to here (0 to 1). */
export type RowBatch = { readonly rows: readonly Row[]; readonly progress: number }

/** Choices that overrule what would be found by looking. */
export type TableOptions = {
  readonly encoding?: Encoding
  readonly separator?: string
  /** Row number of the header as a spreadsheet shows it, or `none` when the first row is data. */
  readonly header?: number | 'none'
  /** Name of the sheet; without it the first visible sheet that holds anything. */
  readonly sheet?: string
  /** Names that a header is likely to carry (synonyms of the fields wanted): they help to tell the header from titles. */
  readonly knownNames?: readonly string[]
  /** True when the file was written by `writeCsv` with its guard against formulas: the guard's apostrophes are taken off again. */
  readonly guarded?: boolean
  readonly limits?: Partial<TableLimits>
}

/** The bounds within which a table is read; beyond them it is refused, or the cell is cut and reported. */
export type TableLimits = {
  /** Characters of one cell; the rest is cut and reported as `cell-too-long`. */
  readonly cellCharacters: number
  /** Columns of one row, as in Excel. */
  readonly columns: number
  /** Entries in the zip of a workbook. */
  readonly zipEntries: number
  /** Bytes that a workbook may inflate to, all entries together. */
  readonly inflatedBytes: number
  /** Inflated size over packed size of one entry above 16 MiB. */
  readonly inflationRatio: number
}

/** Random access to the bytes of a file: a path on disk or bytes in memory. */
export type TableSource = {
  readonly size: number
  /** Reads up to `length` bytes at `offset`; fewer only at the end of the file. */
  read(offset: number, length: number): Promise<Uint8Array>
  close(): Promise<void>
}

/** What the values of a column look like. `code` is digits that are no quantity (leading zeros, very long, a check digit). */
export type ColumnType = 'empty' | 'integer' | 'decimal' | 'yes-no' | 'date' | 'instant' | 'time' | 'code' | 'text'

/** A guess about one column from a sample: its type, the share of filled cells that fit it, and those that do not. */
export type ColumnGuess = {
  readonly type: ColumnType
  /** Share of the filled cells that fit the type, 0 to 1. */
  readonly share: number
  readonly filled: number
  readonly empty: number
  readonly distinct: number
  readonly examples: readonly string[]
  /** Up to ten cells that do not fit, with their row numbers. */
  readonly misfits: readonly { readonly row: number; readonly text: string }[]
  /** For dates and instants: how the column writes them, and whether a person must settle the order of day and month. */
  readonly habit?: HabitGuess
}

/** A field that a file may fill: what people call it (synonyms as data) and what its values look like. */
export type TargetField = {
  readonly key: string
  readonly title: Words
  readonly synonyms: readonly string[]
  readonly types: readonly ColumnType[]
  readonly required?: boolean
}

/** The guess that one column fills one field. Columns without a field are kept as further facts or left out by the importer. */
export type ColumnMatch = {
  readonly column: number
  readonly header: string
  readonly field: string
  readonly confidence: number
  readonly why: Words
}

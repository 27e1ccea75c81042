import type { Words } from '../../../kernel/words.ts'
import type { ColumnGuess, TableShape } from '../../base/index.ts'
import type { ImportSettings, RowNote } from './model.ts'

/** What a file looks like: its table, and what each column seems to hold. */
export type ImportShape = {
  readonly table: TableShape
  readonly fingerprint: string
  readonly columns: readonly { readonly name: string; readonly guess: ColumnGuess }[]
}

/** Which column was taken for a field, how sure, and why. */
export type FieldMatch = {
  readonly field: string
  readonly column: string
  readonly confidence: number
  readonly why: Words
}

/** The same trouble in several rows of the sample. */
export type PreviewProblem = RowNote & {
  readonly refuses: boolean
  readonly count: number
  readonly rows: readonly number[]
}

/** What a person sees before the start: first rows, the mapping, what is wrong where, what must be settled. */
export type ImportPreview = {
  readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[]
  readonly matches: readonly FieldMatch[]
  readonly problems: readonly PreviewProblem[]
  /** Fields that must be given a column before the start. */
  readonly missing: readonly string[]
  /** Columns whose dates could be read either way: their order must be chosen before the start. */
  readonly ambiguous: readonly {
    readonly field: string
    readonly column: string
    readonly examples: readonly string[]
  }[]
  readonly notes: readonly Words[]
  /** Rows of the sample on which all this rests, and how many of them would be refused. */
  readonly checked: number
  readonly refused: number
}

/** All that is found out about a file before its import. */
export type Inspection = {
  readonly shape: ImportShape
  readonly settings: ImportSettings
  readonly preview: ImportPreview
}

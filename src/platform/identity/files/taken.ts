import type { Fault } from '../../../kernel/errors/index.ts'
import type { ColumnMatch, TableRecord } from '../../base/index.ts'

/** What became of every row of a file: read = imported + already + refused. */
export type FileTaken = {
  readonly read: number
  readonly imported: number
  readonly already: number
  readonly refused: readonly RefusedRecord[]
  readonly headers: readonly string[]
  readonly matches: readonly ColumnMatch[]
}

/** A row that was not taken, and why. */
export type RefusedRecord = TableRecord & { readonly faults: readonly Fault[] }

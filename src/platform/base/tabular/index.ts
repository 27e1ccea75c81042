export { cellText } from './cell-text.ts'
export { tabularErrors } from './errors.ts'
export { guarded, guardTaken } from './formula-guard.ts'
export type {
  Cell,
  ColumnGuess,
  ColumnMatch,
  ColumnType,
  Encoding,
  Finding,
  Header,
  Row,
  RowBatch,
  Separator,
  SheetInfo,
  Table,
  TableLimits,
  TableOptions,
  TableShape,
  TableSource,
  TargetField,
  Trouble,
  TroubleCode,
  WallTime,
} from './model.ts'
export { openTable, TABLE_LIMITS } from './open-table.ts'
export { bytesSource, fileSource } from './source.ts'

export { cellText } from './cell-text.ts'
export { tableErrors } from './errors.ts'
export { guarded, guardTaken } from './formula-guard.ts'
export { guessColumn, type SampleCell } from './guess-column.ts'
export { guessColumns, headerFingerprint } from './guess-columns.ts'
export { normalName } from './header.ts'
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
export { readRecords, type TableRecord } from './read-records.ts'
export { bytesSource, fileSource } from './source.ts'
export { saysMissing } from './value-shape.ts'
export { type CellRows, type CsvOptions, writeCsv } from './write-csv.ts'
export { type ParquetColumn, writeParquet } from './write-parquet.ts'
export { writeXlsx, type XlsxOptions } from './xlsx/write-xlsx.ts'
export { entryText, inflate, readZip, type ZipEntry } from './xlsx/zip-entries.ts'

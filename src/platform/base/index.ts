export { type BackupCount, BackupError, type BackupHead, backUp } from './backup/backup.ts'
export { type RestoreTarget, readBackupHead, restore } from './backup/restore.ts'
export { ArchiveError } from './backup/tar.ts'
export type { Base } from './base.ts'
export { type City, type CityParts, openCity } from './city.ts'
export { type Config, ConfigError, type ProcessRole, projectFolder, readConfig } from './config.ts'
export { type CopyValue, copyArray, copyIn, copyOut, copyText } from './database/copy.ts'
export {
  type Address,
  type Db,
  openDb,
  type Query,
  type Tables,
  type Tx,
  type TxOptions,
  withClient,
} from './database/db.ts'
export { plannedAnew } from './database/driver.ts'
export { type Listener, tell } from './database/listen.ts'
export { type Migration, MigrationError, migrate, readMigrations } from './database/migrate.ts'
export {
  lesserRole,
  namedWithoutPassword,
  type Outside as OutsideDatabase,
  OutsideError,
  reachOutside,
} from './database/outside.ts'
export { brokenConstraint, isAway, sqlState } from './database/trouble.ts'
export { baseErrors } from './errors.ts'
export { type KeptImage, keepImage } from './files/image.ts'
export { type FileStore, fileStore, type StoredFile } from './files/store.ts'
export { type AuditEntry, type AuditRow, auditRow, writeAudit } from './http/audit.ts'
export { type Edge, makeEdge } from './http/edge.ts'
export { type EventStreams, eventStreams } from './http/event-streams.ts'
export { languageOf, type Problem, problemOf, sendProblem } from './http/problem.ts'
export {
  type AuditNote,
  type Authenticate,
  type Before,
  type Ctx,
  type Decide,
  type Failed,
  type Http,
  type Identified,
  type Rate,
  type Raw,
  type Route,
  raw,
} from './http/route.ts'
export { WordsSchema } from './http/schemas.ts'
export { takeForms, type UploadedField, type UploadedFile, type UploadLimits, uploads } from './http/uploads.ts'
export { type EnqueueOptions, enqueue, enqueueAll, unqueue } from './jobs/enqueue.ts'
export { type Job, type JobContext, job } from './jobs/job.ts'
export { gentlePace } from './jobs/pace.ts'
export type { Consumer, Event } from './outbox/event.ts'
export {
  type DeadLetter,
  deadLetters,
  forgetOldEvents,
  type OutboxState,
  outboxState,
  reviveDeadLetter,
} from './outbox/letters.ts'
export { type Publication, publish } from './outbox/publish.ts'
export { isPublicAddress } from './outside/address-guard.ts'
export {
  type Outside,
  type OutsideAnswer,
  type OutsideCall,
  type OutsideOptions,
  outsideThrough,
  type Refusal,
  type Resolve,
} from './outside/outside-call.ts'
export { AccountError } from './postgres/account.ts'
export { NoBinariesError } from './postgres/binaries.ts'
export { type Embedded, embeddedAddress, embeddedFolder, openEmbedded } from './postgres/embedded.ts'
export { roleName, ServerError } from './postgres/options.ts'
export { allMigrations, prepareDatabase } from './prepare.ts'
export { calmLog } from './process/calm-log.ts'
export { DataFolderError, requireDataFolder } from './process/data-folder.ts'
export { type Holder, holderOf, type Lock, takeLock } from './process/lock.ts'
export { type Log, type LogFacts, type LogLevel, makeLog } from './process/log.ts'
export { askedGauge, type Metrics } from './process/metrics.ts'
export { lockPath, type Runtime, readRuntime, removeRuntime, writeRuntime } from './process/runtime.ts'
export { derivedSecret, masterKey } from './process/secret.ts'
export { type Finding, type Room, roomOrder } from './room.ts'
export { allFindings } from './system/checks.ts'
export { systemPermissions } from './system/permissions.ts'
export {
  bytesSource,
  type Cell,
  type CellRows,
  type ColumnGuess,
  type ColumnMatch,
  type ColumnType,
  type CsvOptions,
  cellText,
  type Encoding,
  entryText,
  fileSource,
  guarded,
  guardTaken,
  guessColumn,
  guessColumns,
  type Header,
  headerFingerprint,
  inflate,
  normalName,
  openTable,
  type ParquetColumn,
  type Row,
  type RowBatch,
  readRecords,
  readZip,
  type SampleCell,
  saysMissing,
  TABLE_LIMITS,
  type Table,
  type TableOptions,
  type TableRecord,
  type TableShape,
  type TableSource,
  type TargetField,
  type Trouble,
  type TroubleCode,
  tableErrors,
  type WallTime,
  writeCsv,
  writeParquet,
  writeXlsx,
  type XlsxOptions,
  type ZipEntry,
} from './tabular/index.ts'

import type { Config } from './config.ts'
import type { Db } from './database/db.ts'
import type { FileStore } from './files/store.ts'
import type { Log } from './process/log.ts'

/** What every room stands on. */
export type Base = {
  readonly config: Config
  readonly db: Db
  readonly files: FileStore
  readonly log: Log
  /** The city's clock, epoch ms; tests set it. */
  now(): number
}

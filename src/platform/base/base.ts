import type { Config } from './config.ts'
import type { Db } from './database/db.ts'
import type { Listener } from './database/listen.ts'
import type { FileStore } from './files/store.ts'
import type { DiskWatch } from './process/disk-watch.ts'
import type { Log } from './process/log.ts'
import type { Metrics } from './process/metrics.ts'

/** What every room stands on. */
export type Base = {
  readonly config: Config
  readonly db: Db
  readonly files: FileStore
  readonly log: Log
  /** What other processes tell through the database. */
  readonly listener: Pick<Listener, 'on'>
  readonly metrics: Metrics
  /** Is there space to keep anything? Whoever a write is refused for want of space says so here. */
  readonly disk: Pick<DiskWatch, 'isFull' | 'refused'>
  /**
   * A secret of 32 bytes that stays the same for this city: one for each name, derived (HKDF-SHA256, RFC 5869) from the master key
   * in SHUDU_DATA or `SHUDU_SECRET`.
   */
  secret(name: string): Buffer
  /** The city's clock, epoch ms; tests set it. */
  now(): number
}

import { isAway, type Log } from '../platform/base/index.ts'

/**
 * Looks after failures that nobody waits for. A library's background work (the job queue's bookkeeping) may miss the
 * database while it restarts: that is told and survived, because all of it is repeated. Anything else is a fault of the
 * program, and ends the process as Node would, with the fault in the log.
 */
export function surviveStrays(log: Log): () => void {
  const hear = (cause: unknown): void => {
    if (isAway(cause)) {
      log.warn('background work missed the database and will be done again', { cause })
      return
    }
    log.error('a fault that nobody expected ends this process', { cause })
    process.exit(1)
  }
  process.on('unhandledRejection', hear)
  return () => void process.off('unhandledRejection', hear)
}

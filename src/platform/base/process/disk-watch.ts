import { statfs } from 'node:fs/promises'
import type { Log } from './log.ts'

/** Whether there is space to keep anything. */
export type DiskWatch = {
  /** Is the disk known to be full? Then nothing that comes can be kept. */
  readonly isFull: boolean
  /** A write was refused for want of space: it is found out at once whether that holds. */
  refused(): void
  /** Looks now; settles when it is known. */
  look(): Promise<void>
  stop(): Promise<void>
}

/** What a watch stands on. */
export type DiskWatchParts = {
  /** A folder on the disk that is looked at. */
  readonly folder: string
  readonly log: Log
  /** Writes a little wherever things are kept, and takes it away again. `false` when there is no space for it; throws when nobody can say. */
  tryToWrite(): Promise<boolean>
  /** Free bytes on the disk of a folder (tests). */
  free?(folder: string): Promise<number>
}

/** How often free space is looked at, and, on a full disk, whether there is space again, ms. */
const pause = { usual: 5_000, full: 2_000 }
/** With less than this it is tried whether anything can still be written, bytes. */
const doubtful = 64 * 1024 * 1024
/** A full disk counts as full until there is this much again, so that its state does not change with every write. */
const enough = 32 * 1024 * 1024
/** A disk that stays full is told of again after so long, ms. */
const reminder = 10 * 60_000

const freeOn = async (folder: string): Promise<number> => {
  const { bavail, bsize } = await statfs(folder)
  return bavail * bsize
}

/**
 * Watches whether the disk is full: by its free space, by writes that were refused (a quota, or a database on another disk, shows only
 * so), and by a trial before anything is said. Told once when it becomes full, rarely while it stays so, and once when it is over.
 */
export function watchDisk({ folder, log, tryToWrite, free = freeOn }: DiskWatchParts): DiskWatch {
  let isFull = false
  let isDoubted = false
  let told = 0
  let stopped = false
  let looking: Promise<void> | undefined
  let timer: NodeJS.Timeout | undefined

  async function find(): Promise<void> {
    const bytes = await free(folder)
    const was = isDoubted
    isDoubted = false
    if (!isFull && !was && bytes >= doubtful) return
    const fits = (!isFull || bytes >= enough) && (await tryToWrite())
    if (fits && isFull) log.warn('there is space on the disk again', { free: bytes })
    if (!fits && (!isFull || Date.now() - told > reminder)) {
      told = Date.now()
      log.error('the disk is full: nothing can be kept until some space is freed', { folder, free: bytes })
    }
    isFull = !fits
  }

  function look(): Promise<void> {
    looking ??= find()
      // The database is away, say: as long as nobody can tell, what is known stands.
      .catch((cause: unknown) => log.debug('it could not be found out whether the disk is full', { cause }))
      .finally(() => {
        looking = undefined
        clearTimeout(timer)
        if (!stopped) timer = setTimeout(look, isFull ? pause.full : pause.usual).unref()
      })
    return looking
  }

  timer = setTimeout(look, pause.usual).unref()
  return {
    get isFull() {
      return isFull
    },
    look,
    refused: () => {
      if (stopped || isFull || isDoubted) return
      isDoubted = true
      void look()
    },
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await looking
    },
  }
}

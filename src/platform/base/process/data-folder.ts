import { existsSync, mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The data folder cannot be used; the message says why and what to do. */
export class DataFolderError extends Error {
  override name = 'DataFolderError'
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: 'this user may not write there: give it the folder (chown)',
  EPERM: 'this user may not write there: give it the folder (chown)',
  EROFS: 'it lies on a disk that is mounted read-only: mount it for writing',
  ENOENT: 'a folder above it cannot be made (is that disk mounted read-only?)',
  ENOSPC: 'its disk is full: free some space',
  EDQUOT: 'the quota of this user is used up: free some space',
  ENOTDIR: 'a part of this path is a file',
  EEXIST: 'a part of this path is a file',
}

/**
 * Makes the data folder where it is missing, and writes a byte into it: what is wrong with it is said before anything is begun.
 * @throws DataFolderError
 */
export function requireDataFolder(data: string): void {
  const trial = join(data, `.trial-${process.pid}`)
  try {
    makeFolder(data)
    try {
      writeFileSync(trial, '.', { flush: true })
    } finally {
      // On a full disk an empty file may have come into being.
      if (existsSync(trial)) rmSync(trial)
    }
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
    const why = reasons[code]
    if (why === undefined) throw cause
    throw new DataFolderError(`Shudu cannot write to ${data}: ${why}; or set SHUDU_DATA to another folder.`, { cause })
  }
}

/** Node says ENOENT of a folder that it may not make on a read-only disk when it makes several in one go. */
function makeFolder(data: string): void {
  try {
    mkdirSync(data, { recursive: true })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'ENOENT')) throw cause
    mkdirSync(data)
  }
}

/** What the programs of the database and an empty city take, bytes; measured, and as much again for the first day. */
const leastSpace = 200 * 1024 * 1024

/**
 * Is there space for a database that is made for the first time?
 * @throws DataFolderError
 */
export function requireSpace(folder: string): void {
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  if (free >= leastSpace) return
  const mb = (bytes: number) => `${Math.floor(bytes / 1024 / 1024)} MB`
  throw new DataFolderError(
    `There are ${mb(free)} free at ${folder}; a new city needs ${mb(leastSpace)}, the demonstration about 1 GB. Free some space, or set SHUDU_DATA to another disk.`,
  )
}

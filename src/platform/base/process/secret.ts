import { hkdfSync, randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** The master key of a city: `SHUDU_SECRET` (many machines), or 32 random bytes kept in `SHUDU_DATA/master.key` (0600). */
export function masterKey(data: string, given: string | undefined): Buffer {
  if (given !== undefined) {
    if (given.length < 32) throw new Error('SHUDU_SECRET is too short: give at least 32 characters')
    return Buffer.from(given, 'utf8')
  }
  const path = join(data, 'master.key')
  mkdirSync(data, { recursive: true })
  try {
    writeFileSync(path, randomBytes(32).toString('hex'), { flag: 'wx', mode: 0o600, flush: true })
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && cause.code === 'EEXIST')) throw cause
  }
  return Buffer.from(readFileSync(path, 'utf8').trim(), 'hex')
}

/** Derives the secret of one name. */
export const derivedSecret = (master: Buffer, name: string): Buffer =>
  Buffer.from(hkdfSync('sha256', master, 'shudu', name, 32))

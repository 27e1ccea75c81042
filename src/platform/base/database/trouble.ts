import { CityError } from '../../../kernel/errors/index.ts'
import { baseErrors } from '../errors.ts'

/** SQLSTATE classes and codes that mean: the server is gone, going or not yet there. */
const away = /^(08...|57P0[1-3]|53300|25P03)$/
/** System error names of a connection that failed. */
const unreachable = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
])
const lostMessage =
  /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Cannot use a pool after calling end/

const codeOf = (cause: unknown): string => {
  if (!(cause instanceof Error) || !('code' in cause)) return ''
  return typeof cause.code === 'string' ? cause.code : ''
}

/** Does this failure mean that the database cannot be reached (and not that the statement was wrong)? */
export function isAway(cause: unknown): boolean {
  const code = codeOf(cause)
  if (away.test(code) || unreachable.has(code)) return true
  return cause instanceof Error && lostMessage.test(cause.message)
}

/**
 * Did somebody send a text that no PostgreSQL keeps: a zero character, or half of one that has two parts (an emoji cut in the middle)?
 * 22021 character_not_in_repertoire, 22P05 untranslatable_character; of 22P02 only what speaks of such halves.
 */
function isUnstorable(cause: unknown, code: string): boolean {
  if (code === '22021' || code === '22P05') return true
  return code === '22P02' && cause instanceof Error && 'detail' in cause && /surrogate/i.test(String(cause.detail))
}

/** Is there no space left, or the quota used up? 53100 disk_full; ENOSPC and EDQUOT from files. */
export const isDiskFull = (cause: unknown): boolean => ['53100', 'ENOSPC', 'EDQUOT'].includes(codeOf(cause))

/** Turns failures of the database that are nobody's fault into city errors; anything else stays what it is. */
export function translated(cause: unknown): unknown {
  if (cause instanceof CityError) return cause
  const code = codeOf(cause)
  if (isDiskFull(cause)) return baseErrors.make('base.diskFull', {}, { cause })
  if (isUnstorable(cause, code)) return baseErrors.make('base.unstorable', {}, { cause })
  if (isAway(cause)) return baseErrors.make('base.databaseAway', {}, { cause })
  return cause
}

/** The SQLSTATE of a failed statement, or `undefined`: `23505` is a duplicate key, `40001` a serialisation failure. */
export function sqlState(cause: unknown): string | undefined {
  const code = codeOf(cause)
  return /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

/** The name of the constraint that a statement broke, or `undefined`. */
export function brokenConstraint(cause: unknown): string | undefined {
  if (!(cause instanceof Error) || !('constraint' in cause)) return undefined
  return typeof cause.constraint === 'string' ? cause.constraint : undefined
}

import { execFileSync } from 'node:child_process'
import { statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The system user under whom PostgreSQL runs; `undefined` means: the user who runs Shudu. */
export type Account = { readonly uid: number; readonly gid: number; readonly name: string } | undefined

/** PostgreSQL refuses to run as root, and no user to run it under was found. */
export class AccountError extends Error {
  override name = 'AccountError'
}

function lookUp(name: string): Account {
  try {
    const id = (flag: string) =>
      Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
    return { uid: id('-u'), gid: id('-g'), name }
  } catch {
    return undefined // `id` answers 1 for a user who does not exist.
  }
}

/**
 * The account for the database. Only root needs another one: `SHUDU_DB_USER`, else a user `shudu`, else `nobody`.
 * @throws AccountError when none exists
 */
export function databaseAccount(wanted: string | undefined): Account {
  if (process.getuid?.() !== 0) return undefined
  for (const name of wanted === undefined ? ['shudu', 'nobody'] : [wanted]) {
    const account = lookUp(name)
    if (account !== undefined && account.uid !== 0) return account
  }
  throw new AccountError(
    `Shudu was started by root, and PostgreSQL must not run as root: there is no user ${wanted ?? '"shudu" or "nobody"'}. Create one or name one in SHUDU_DB_USER.`,
  )
}

/** Can this account walk down to the folder (execute right on every folder above it)? */
export function canReach(account: Account, folder: string): boolean {
  if (account === undefined) return true
  for (let at = folder; ; at = dirname(at)) {
    const { mode, uid, gid } = statSync(at)
    const right = uid === account.uid ? 0o100 : gid === account.gid ? 0o010 : 0o001
    if ((mode & right) === 0) return false
    if (at === dirname(at)) return true
  }
}

/** The part of spawn's options that makes a program run under the account. */
export const identityOf = (account: Account): { uid?: number; gid?: number } =>
  account === undefined ? {} : { uid: account.uid, gid: account.gid }

import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../process/log.ts'
import type { Address } from './db.ts'
import { isAway } from './trouble.ts'

/** An outside PostgreSQL, as found: the owner's address, and that of the lesser role when one could be made. */
export type Outside = {
  readonly owner: Address
  readonly app: Address
  /** Name of the lesser role; `undefined` when the one given user does both. */
  readonly appRole: string | undefined
}

/** The database named by `DATABASE_URL` cannot be used, or did not answer in time; the message says what to do. */
export class OutsideError extends Error {
  override name = 'OutsideError'
  readonly reached: boolean
  constructor(message: string, reached: boolean, options?: ErrorOptions) {
    super(message, options)
    this.reached = reached
  }
}

/** A name for messages: never with the password. */
export function namedWithoutPassword(url: string): string {
  try {
    const parsed = new URL(url)
    parsed.password = ''
    return parsed.href
  } catch {
    return 'DATABASE_URL'
  }
}

/**
 * Waits until the database answers, and looks whether it will do: PostgreSQL 15 or later, UTF8.
 * @param patience how long to wait for it, ms
 * @throws OutsideError
 */
export async function reachOutside(url: string, patience: number, log: Log): Promise<Address> {
  const address: Address = { connectionString: url }
  const until = Date.now() + patience
  for (let wait = 250, said = 0; ; wait = Math.min(wait * 2, 3_000)) {
    const client = new pg.Client({ ...address, connectionTimeoutMillis: 5_000 })
    client.on('error', () => undefined) // the attempt below fails with the same cause
    try {
      await client.connect()
      await check(client)
      return address
    } catch (cause) {
      if (cause instanceof OutsideError) throw cause
      const message = cause instanceof Error ? cause.message : String(cause)
      const name = namedWithoutPassword(url)
      if (!isAway(cause)) throw new OutsideError(`The database ${name} refuses: ${message}`, true, { cause })
      if (Date.now() > until)
        throw new OutsideError(`The database ${name} did not answer within ${patience / 1000} s: ${message}`, false, {
          cause,
        })
      if (Date.now() - said > 5_000) {
        log.warn(`waiting for the database ${name}: ${message}`)
        said = Date.now()
      }
    } finally {
      await client.end().catch(() => undefined) // never connected: nothing to end
    }
    await sleep(wait)
  }
}

async function check(client: pg.Client): Promise<void> {
  const found = await client.query<{ version: number; encoding: string }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding`,
  )
  const { version = 0, encoding = '' } = found.rows[0] ?? {}
  if (version < 150_000)
    throw new OutsideError(`PostgreSQL ${Math.floor(version / 10_000)} is too old: Shudu needs 15 or later.`, true)
  if (encoding !== 'UTF8')
    throw new OutsideError(
      `The database is encoded in ${encoding}: Shudu needs one created with ENCODING 'UTF8'.`,
      true,
    )
}

/**
 * Makes the lesser role `<database>_app` when the given user may, and tries it. Otherwise the given user does both,
 * which `shudu doctor` mentions.
 * @param password what the role is to sign in with, the same in all processes of this city
 */
export async function lesserRole(owner: Address, password: string, log: Log): Promise<Outside> {
  const client = new pg.Client(owner)
  await client.connect()
  try {
    const mine = await client.query<{ name: string; may: boolean }>(
      'select current_database() as name, rolsuper or rolcreaterole as may from pg_roles where rolname = current_user',
    )
    const { name = '', may = false } = mine.rows[0] ?? {}
    if (!may) return { owner, app: owner, appRole: undefined }
    const appRole = `${name}_app`
    const app = signedInAs(owner, appRole, password)
    if (!(await works(app))) await makeRole(client, appRole, password, name)
    if (await works(app)) return { owner, app, appRole }
    log.warn('the lesser role cannot sign in, the given user is used for everything', { role: appRole })
    return { owner, app: owner, appRole: undefined }
  } finally {
    await client.end()
  }
}

function signedInAs(owner: Address, user: string, password: string): Address {
  if (owner.connectionString === undefined) return { ...owner, user, password }
  const url = new URL(owner.connectionString)
  url.username = user
  url.password = password
  return { connectionString: url.href }
}

async function works(address: Address): Promise<boolean> {
  const client = new pg.Client({ ...address, connectionTimeoutMillis: 5_000 })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return true
  } catch {
    return false
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function makeRole(client: pg.Client, role: string, password: string, database: string): Promise<void> {
  const known = await client.query('select 1 from pg_roles where rolname = $1', [role])
  const verb = known.rowCount === 0 ? 'create' : 'alter'
  await client.query(`${verb} role ${pg.escapeIdentifier(role)} login password ${pg.escapeLiteral(password)}`)
  await client.query(
    `grant connect, temporary on database ${pg.escapeIdentifier(database)} to ${pg.escapeIdentifier(role)}`,
  )
}

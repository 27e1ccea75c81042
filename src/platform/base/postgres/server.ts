import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { appendFile, chmod, chown, mkdir, open, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Address } from '../database/db.ts'
import type { Account } from './account.ts'
import type { Binaries } from './binaries.ts'

/** Roles of the embedded server: `root` makes databases, `owner` migrates, `app` runs. */
export type ServerRole = 'root' | 'owner' | 'app'

/** Names of the roles inside PostgreSQL. */
export const roleName: Readonly<Record<ServerRole, string>> = {
  root: 'shudu_root',
  owner: 'shudu_owner',
  app: 'shudu_app',
}

/** What a cluster needs to be started. */
export type ServerOptions = {
  readonly binaries: Binaries
  /** Folder of the cluster; `pgdata` and `run` are made in it. Must be reachable for the account. */
  readonly folder: string
  readonly account: Account
  readonly passwords: Readonly<Record<ServerRole, string>>
  /** Settings over ours, e.g. `fsync: 'off'` in tests of nothing that matters. */
  readonly settings?: Readonly<Record<string, string>>
  /** Called when the server ended without being asked to. */
  onEnd?(): void
}

/** The server did not come up; the message carries the end of its log. */
export class ServerError extends Error {
  override name = 'ServerError'
}

/** One running PostgreSQL of our own. */
export type Server = {
  readonly pid: number
  address(role: ServerRole, database: string): Address
  /** Fast shutdown: ends sessions, writes a checkpoint; after `patience` ms it is killed. */
  stop(patience?: number): Promise<void>
}

/** New passwords for all roles, 192 bit each. */
export const newPasswords = (): Record<ServerRole, string> => {
  const one = () => randomBytes(24).toString('base64url')
  return { root: one(), owner: one(), app: one() }
}

const settings: Readonly<Record<string, string>> = {
  max_connections: '120',
  shared_buffers: '256MB',
  max_wal_size: '4GB',
  checkpoint_timeout: '15min',
  checkpoint_completion_target: '0.9',
  work_mem: '16MB',
  maintenance_work_mem: '256MB',
  effective_io_concurrency: '64',
  random_page_cost: '1.1',
  jit: 'off',
  log_min_messages: 'warning',
  log_line_prefix: '%m [%p] ',
  timezone: 'UTC',
  log_timezone: 'UTC',
  password_encryption: 'scram-sha-256',
}

const identity = (account: Account) => (account === undefined ? {} : { uid: account.uid, gid: account.gid })

/** Runs a program to its end and gives what it said. @throws ServerError when it fails */
async function run(program: string, args: readonly string[], account: Account): Promise<void> {
  const child = spawn(program, args, {
    ...identity(account),
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout.on('data', (part) => (said += part))
  child.stderr.on('data', (part) => (said += part))
  const code = await new Promise<number | null>((done, failed) => child.once('error', failed).once('close', done))
  if (code !== 0) throw new ServerError(`${program} ended with ${code}:\n${said.trim().slice(-2_000)}`)
}

/** Makes the cluster when it is not there yet: UTF8, builtin C.UTF-8 collation (the same on every machine), scram. */
async function initialise({ binaries, folder, account, passwords }: ServerOptions): Promise<void> {
  const data = join(folder, 'pgdata')
  if (existsSync(join(data, 'PG_VERSION'))) return
  // An initdb that was killed leaves a half-made folder under another name, never `pgdata`.
  const half = join(folder, 'pgdata.new')
  await rm(half, { recursive: true, force: true })
  const secret = join(folder, 'initdb.password')
  await writeFile(secret, passwords.root, { mode: 0o600 })
  if (account !== undefined) await chown(secret, account.uid, account.gid)
  try {
    await run(
      binaries.initdb,
      [
        ...['-D', half, '-U', roleName.root, '--pwfile', secret, '--auth=scram-sha-256', '--encoding=UTF8'],
        ...['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--data-checksums'],
      ],
      account,
    )
  } finally {
    await rm(secret, { force: true })
  }
  await rename(half, data)
}

/** PostgreSQL allows 107 bytes for a socket's path; `.s.PGSQL.5432.lock` takes 19 of them. */
const longestSocketFolder = 107 - 20

async function socketFolder(folder: string, account: Account): Promise<string> {
  let place = join(folder, 'run')
  if (Buffer.byteLength(place) > longestSocketFolder) {
    const note = join(folder, 'run.path')
    const known = existsSync(note) ? (await readFile(note, 'utf8')).trim() : ''
    place = known || join(tmpdir(), `shudu-${randomBytes(6).toString('hex')}`)
    if (!known) await writeFile(note, place)
  }
  await mkdir(place, { recursive: true, mode: 0o700 })
  await chmod(place, 0o700)
  if (account !== undefined) await chown(place, account.uid, account.gid)
  return place
}

/** Ends a server that an earlier, killed Shudu left running on this cluster. */
async function endLeftover(data: string): Promise<void> {
  const note = join(data, 'postmaster.pid')
  if (!existsSync(note)) return
  const pid = Number((await readFile(note, 'utf8')).split('\n')[0])
  if (!Number.isInteger(pid) || pid <= 1 || !(await isServerOf(pid, data))) {
    await rm(note, { force: true })
    return
  }
  process.kill(pid, 'SIGINT')
  for (let waited = 0; isAlive(pid); waited += 50) {
    if (waited === 10_000) process.kill(pid, 'SIGQUIT')
    if (waited > 20_000) throw new ServerError(`A PostgreSQL (process ${pid}) still runs on ${data} and does not stop.`)
    await sleep(50)
  }
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

async function isServerOf(pid: number, data: string): Promise<boolean> {
  if (!isAlive(pid)) return false
  if (process.platform !== 'linux') return true
  try {
    return (await readFile(`/proc/${pid}/cmdline`, 'utf8')).split('\0').includes(data)
  } catch {
    return false // It ended between the two looks.
  }
}

async function tail(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).slice(-1_500).trim()
  } catch {
    return '(it wrote no log)'
  }
}

async function freshLog(path: string, account: Account) {
  if (existsSync(path) && (await stat(path)).size > 16 * 1024 * 1024) await rename(path, `${path}.old`)
  await appendFile(path, '')
  if (account !== undefined) await chown(path, account.uid, account.gid)
  return open(path, 'a')
}

function launch(options: ServerOptions, sockets: string, log: number): ChildProcess {
  const data = join(options.folder, 'pgdata')
  const all = {
    ...settings,
    ...options.settings,
    listen_addresses: '',
    unix_socket_directories: sockets,
    unix_socket_permissions: '0700',
  }
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  // Its own process group: Ctrl+C in a terminal must reach Shudu first, which then stops the database in order.
  return spawn(options.binaries.postgres, ['-D', data, ...flags], {
    ...identity(options.account),
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', log, log],
    detached: true,
  })
}

/**
 * Starts the server on its folder (made when empty) and waits until it answers. Repairs what a crash left: a stale
 * `postmaster.pid`, a server without its Shudu, a half-made cluster.
 * @throws ServerError when it does not come up
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { folder, account, passwords } = options
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if (account !== undefined) await chown(folder, account.uid, account.gid)
  await initialise(options)
  await endLeftover(join(folder, 'pgdata'))
  const sockets = await socketFolder(folder, account)
  const logPath = join(folder, 'postgres.log')
  const log = await freshLog(logPath, account)
  const child = launch(options, sockets, log.fd)
  await log.close()
  let ended = false
  let asked = false
  child.once('error', () => (ended = true))
  const gone = new Promise<void>((done) =>
    child.once('exit', () => {
      ended = true
      done()
      if (!asked) options.onEnd?.()
    }),
  )
  const address = (role: ServerRole, database: string): Address => ({
    host: sockets,
    port: 5432,
    user: roleName[role],
    password: passwords[role],
    database,
  })
  const stop = async (patience = 15_000) => {
    asked = true
    if (ended) return
    child.kill('SIGINT')
    const late = setTimeout(() => child.kill('SIGQUIT'), patience)
    await gone
    clearTimeout(late)
  }
  try {
    await answering(address('root', 'postgres'), () => ended)
  } catch (cause) {
    await stop(2_000)
    throw new ServerError(`PostgreSQL did not start. Its log ends with:\n${await tail(logPath)}`, { cause })
  }
  if (child.pid === undefined) throw new ServerError('PostgreSQL has no process')
  return { pid: child.pid, address, stop }
}

/** Waits until a connection is made; a crash recovery of a large log may take minutes. */
async function answering(address: Address, hasEnded: () => boolean): Promise<void> {
  const deadline = Date.now() + 300_000
  for (let wait = 5; ; wait = Math.min(wait * 2, 250)) {
    if (hasEnded()) throw new ServerError('The server ended before it answered')
    const client = new pg.Client({ ...address, connectionTimeoutMillis: 2_000 })
    client.on('error', () => undefined) // the connection attempt below already fails with the same cause
    try {
      await client.connect()
      await client.end()
      return
    } catch (cause) {
      // 28P01: it runs but the password is not ours; waiting would not help.
      const code = cause instanceof Error && 'code' in cause ? cause.code : undefined
      if (code === '28P01' || Date.now() > deadline) throw cause
    }
    await sleep(wait)
  }
}

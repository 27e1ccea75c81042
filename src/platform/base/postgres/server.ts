import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { chmod, chown, mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Address } from '../database/db.ts'
import { type Account, identityOf } from './account.ts'
import { initialise } from './initialise.ts'
import { endLeftover } from './leftover.ts'
import { citySettings, roleName, ServerError, type ServerOptions, type ServerRole } from './options.ts'
import { setWatchdog } from './watchdog.ts'

/** One running PostgreSQL of our own. */
export type Server = {
  readonly pid: number
  address(role: ServerRole, database: string): Address
  /** Fast shutdown: ends sessions, writes a checkpoint; after `patience` ms it is killed. */
  stop(patience?: number): Promise<void>
}

/** PostgreSQL allows 107 bytes for a socket's path; `/.s.PGSQL.5432.lock` takes 19 of them. */
const longestSocketFolder = 107 - 19

/** Makes the folder of the socket: `run` in the cluster's folder, or, when that path is too long, one under the system's temporary folder. */
export async function makeSocketFolder(folder: string, account: Account): Promise<string> {
  const own = join(folder, 'run')
  const fits = Buffer.byteLength(own) <= longestSocketFolder
  const place = fits ? own : await mkdtemp(join(tmpdir(), 'shudu-'))
  await mkdir(place, { recursive: true, mode: 0o700 })
  if (account !== undefined) await chown(place, account.uid, account.gid)
  return place
}

async function tail(path: string): Promise<string> {
  try {
    return (await readFile(path, 'utf8')).slice(-1_500).trim()
  } catch {
    return '(it wrote no log)'
  }
}

const mostLog = 16 * 1024 * 1024

async function openLog(path: string) {
  if (existsSync(path) && (await stat(path)).size > mostLog) await rename(path, `${path}.old`)
  return open(path, 'a', 0o600)
}

function launch(options: ServerOptions, log: number): ChildProcess {
  const data = join(options.folder, 'pgdata')
  const all = {
    ...citySettings,
    ...options.settings,
    listen_addresses: '',
    unix_socket_directories: options.sockets,
    unix_socket_permissions: '0700',
  }
  const flags = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return spawn(options.binaries.postgres, ['-D', data, ...flags], {
    ...identityOf(options.account),
    cwd: '/',
    env: { PATH: process.env.PATH, LC_ALL: 'C' },
    stdio: ['ignore', log, log],
    // Its own process group: Ctrl+C in a terminal must reach Shudu alone, which then stops the database in order.
    detached: true,
  })
}

/**
 * Starts the server on its folder (made when empty) and waits until it answers. Repairs what a crash left: a stale
 * `postmaster.pid`, a server without its Shudu, a half-made cluster.
 * @throws ServerError when it does not come up
 */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { folder, account, passwords, sockets } = options
  await mkdir(folder, { recursive: true, mode: 0o711 })
  if (account !== undefined) await chmod(folder, 0o711)
  await initialise(options)
  await endLeftover(join(folder, 'pgdata'), account)
  // The socket folder is ours alone and nobody serves it now: what lies there is stale.
  for (const name of ['.s.PGSQL.5432', '.s.PGSQL.5432.lock']) await rm(join(sockets, name), { force: true })
  const logPath = join(folder, 'postgres.log')
  const log = await openLog(logPath)
  const child = launch(options, log.fd)
  // Listens from the first moment: a program that is not there is told by an event, which nobody else would hear.
  const life = lifeOf(child, options)
  await log.close()
  const dog = child.pid === undefined ? undefined : setWatchdog(child.pid, folder, account)
  child.once('exit', () => dog?.kill())
  const address = (role: ServerRole, database: string): Address => ({
    host: sockets,
    port: 5432,
    user: roleName[role],
    password: passwords[role],
    database,
  })
  try {
    await answering(address('root', 'postgres'), life.hasEnded)
    life.isUp()
  } catch (cause) {
    await life.stop(2_000)
    const said = await tail(logPath)
    const todo = /No space left on device/.test(said)
      ? `\nThe disk of ${folder} is full: free some space, then start again. Nothing that was kept is lost.`
      : ''
    throw new ServerError(`PostgreSQL did not start. Its log ends with:\n${said}${todo}`, { cause })
  }
  if (child.pid === undefined) throw new ServerError('PostgreSQL has no process')
  return { pid: child.pid, address, stop: life.stop }
}

function lifeOf(child: ChildProcess, options: ServerOptions) {
  let ended = false
  let asked = false
  // An end before it was up is the failure of the start itself, and nobody else's to mend.
  let up = false
  // Should this process end without stopping it, by a fault say, it stops by itself in order.
  const together = () => child.kill('SIGINT')
  process.once('exit', together)
  const gone = new Promise<void>((done) => {
    const end = () => {
      process.off('exit', together)
      if (!ended && up && !asked) options.onEnd?.()
      ended = true
      done()
    }
    child.once('error', end)
    child.once('exit', end)
  })
  const stop = async (patience = 15_000) => {
    asked = true
    if (ended) return
    child.kill('SIGINT')
    const late = setTimeout(() => child.kill('SIGQUIT'), patience)
    await gone
    clearTimeout(late)
  }
  const isUp = () => {
    if (ended) throw new ServerError('The server ended just after it answered')
    up = true
  }
  return { hasEnded: () => ended, isUp, stop }
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

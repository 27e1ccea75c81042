import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Address } from '../database/db.ts'
import { requireSpace } from '../process/data-folder.ts'
import type { Log } from '../process/log.ts'
import { type Account, canReach, databaseAccount } from './account.ts'
import { layOutBinaries } from './binaries.ts'
import { makeDatabase, makeRoles } from './cluster.ts'
import { newPasswords, roleName, type ServerRole } from './options.ts'
import { makeSocketFolder, type Server, startServer } from './server.ts'

/** The embedded PostgreSQL of a city, watched: when it dies it is started again. */
export type Embedded = {
  address(role: ServerRole): Address
  /** Does it answer, as far as is known? */
  isUp(): boolean
  /** Number of times it had to be started again. */
  restarts(): number
  /** Process number of the server, for tests. */
  pid(): number
  stop(): Promise<void>
}

/** What lies where, kept in `SHUDU_DATA/database.json` (0600). */
type Note = {
  readonly folder: string
  readonly passwords: Readonly<Record<ServerRole, string>>
  /** Where the socket of the running (or last) server lies. */
  readonly sockets?: string
}

const databaseName = 'shudu'

const notePath = (data: string) => join(data, 'database.json')

/** Reads the note of a data folder that has an embedded database already. */
function readNote(data: string): Note | undefined {
  if (!existsSync(notePath(data))) return undefined
  return JSON.parse(readFileSync(notePath(data), 'utf8')) as Note // written by `writeNote` alone
}

/** Where folders of databases go that cannot lie in SHUDU_DATA. */
const elsewhere = '/var/lib/shudu'

/**
 * Chooses the folder. When root starts Shudu, PostgreSQL runs as another user, who must be able to walk down to it:
 * the data folder then lets others pass (0711, without letting them look). Under a closed folder such as /root there is
 * no way, so the database lies in /var/lib/shudu and SHUDU_DATA remembers where.
 */
function chooseFolder(data: string, account: Account): string {
  mkdirSync(data, { recursive: true, mode: 0o700 })
  if (account === undefined) return join(data, 'database')
  if (!canReach(account, data) && canReach(account, dirname(data))) letPass(data)
  if (canReach(account, data)) return join(data, 'database')
  return join(elsewhere, randomBytes(6).toString('hex'))
}

// Others may walk through, not look in; whatever the umask was.
const letPass = (path: string) => chmodSync(path, statSync(path).mode | 0o011)

function makeNote(data: string, account: Account): Note {
  return writeNote(data, { folder: chooseFolder(data, account), passwords: newPasswords() })
}

function writeNote(data: string, note: Note): Note {
  const half = `${notePath(data)}.new`
  writeFileSync(half, JSON.stringify(note, undefined, 2), { mode: 0o600, flush: true })
  renameSync(half, notePath(data))
  return note
}

/** The address of an embedded database that another process runs on this data folder; `undefined` when there is none. */
export function embeddedAddress(data: string, role: ServerRole): Address | undefined {
  const note = readNote(data)
  if (note?.sockets === undefined) return undefined
  return {
    host: note.sockets,
    port: 5432,
    user: roleName[role],
    password: note.passwords[role],
    database: databaseName,
  }
}

/** The folder in which the embedded database of a data folder lies; `undefined` before the first start. */
export const embeddedFolder = (data: string): string | undefined => readNote(data)?.folder

/**
 * Starts the embedded database of a data folder, makes it at the first start, and watches over it until `stop`.
 * @throws ServerError, NoBinariesError, AccountError, DataFolderError with what to do
 */
export async function openEmbedded(data: string, wantedUser: string | undefined, log: Log): Promise<Embedded> {
  const account = databaseAccount(wantedUser)
  const note = readNote(data) ?? makeNote(data, account)
  mkdirSync(note.folder, { recursive: true })
  if (account !== undefined) for (const path of [dirname(note.folder), note.folder]) letPass(path)
  if (!existsSync(join(note.folder, 'pgdata'))) requireSpace(note.folder)
  const binaries = await layOutBinaries(join(note.folder, 'programs'))
  const sockets = await makeSocketFolder(note.folder, account)
  writeNote(data, { ...note, sockets })
  let server: Server | undefined
  let stopping = false
  let restarts = 0

  const start = () =>
    startServer({
      binaries,
      folder: note.folder,
      sockets,
      account,
      passwords: note.passwords,
      onEnd: () => void again(),
    })

  async function again(): Promise<void> {
    server = undefined
    for (let wait = 100; !stopping; wait = Math.min(wait * 2, 5_000)) {
      log.error('the database ended by itself and is started again', { restarts })
      try {
        server = await start()
        restarts++
        log.info('the database answers again', { restarts })
        // Stopped while it was starting: nobody else would end it.
        if (stopping) await server.stop()
        return
      } catch (cause) {
        // Sessions of the dead server may need a moment to notice; a full disk needs the operator.
        log.error('the database does not start', { cause, waitMs: wait })
      }
      await sleep(wait)
    }
  }

  server = await start()
  await makeRoles(server, note.passwords)
  await makeDatabase(server, databaseName)
  const { address } = server
  return {
    address: (role) => address(role, databaseName),
    isUp: () => server !== undefined,
    restarts: () => restarts,
    pid: () => server?.pid ?? 0,
    stop: async () => {
      stopping = true
      await server?.stop()
    },
  }
}

import { createHash, randomBytes } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Address } from '../database/db.ts'
import { databaseAccount } from '../postgres/account.ts'
import { layOutBinaries } from '../postgres/binaries.ts'
import { dropDatabase, makeDatabase, makeRoles } from '../postgres/cluster.ts'
import { newPasswords, roleName } from '../postgres/options.ts'
import { makeSocketFolder, type Server, startServer } from '../postgres/server.ts'
import { allMigrations, prepareDatabase } from '../prepare.ts'
import { isAlive } from '../process/lock.ts'

/** A database made for one test file: as the role that runs, and as the owner. */
export type TestAddresses = { readonly name: string; readonly app: Address; readonly owner: Address }

/** The one PostgreSQL of a test run; starts when the first database is asked for. */
export type SharedServer = {
  /** `upTo` names the last room whose tables are made; `bare` makes an empty database. */
  make(upTo: string | undefined, bare?: boolean): Promise<TestAddresses>
  drop(name: string): Promise<void>
  stop(): Promise<void>
}

// Nothing here outlives the run, so nothing waits for the disk.
const careless = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '400',
  shared_buffers: '128MB',
  max_wal_size: '1GB',
}

const prefix = 'shudu-test-'

/** Removes what test runs that were killed left behind: their servers and folders. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const owner = new RegExp(`^${prefix}(\\d+)-`).exec(name)?.[1]
    if (owner === undefined || isAlive(Number(owner))) continue
    const folder = join(tmpdir(), name)
    try {
      const pid = Number((await readFile(join(folder, 'cluster/pgdata/postmaster.pid'), 'utf8')).split('\n')[0])
      if (pid > 1 && (await readFile(`/proc/${pid}/cmdline`, 'utf8')).includes(folder)) process.kill(pid, 'SIGQUIT')
    } catch {
      // No server, or it ended already: only the folder is left.
    }
    await rm(folder, { recursive: true, force: true })
  }
}

/** A server of this process. Databases are clones of one template for each set of migrations. */
export function sharedServer(): SharedServer {
  let folder: string | undefined
  let starting: Promise<Server> | undefined
  const templates = new Map<string, Promise<string>>()

  async function start(): Promise<Server> {
    await sweep()
    folder = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`))
    await chmod(folder, 0o711)
    const passwords = newPasswords()
    const account = databaseAccount(undefined)
    const cluster = join(folder, 'cluster')
    await mkdir(cluster, { mode: 0o711 })
    const server = await startServer({
      binaries: await layOutBinaries(join(folder, 'bin')),
      folder: cluster,
      sockets: await makeSocketFolder(cluster, account),
      account,
      passwords,
      settings: careless,
    })
    await makeRoles(server, passwords)
    return server
  }

  async function template(server: Server, upTo: string | undefined): Promise<string> {
    const migrations = await allMigrations(upTo)
    const sum = createHash('sha256').update(migrations.map((one) => `${one.room}/${one.name}/${one.hash}`).join())
    const name = `template_${sum.digest('hex').slice(0, 16)}`
    const made = templates.get(name) ?? makeTemplate(server, name, migrations)
    templates.set(name, made)
    return made
  }

  async function makeTemplate(server: Server, name: string, migrations: Awaited<ReturnType<typeof allMigrations>>) {
    await makeDatabase(server, name)
    await prepareDatabase(server.address('owner', name), migrations, roleName.app)
    return name
  }

  // A template can be cloned only while nobody else does it or is connected: one after the other.
  let queue: Promise<unknown> = Promise.resolve()
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const turn = queue.then(work)
    queue = turn.catch(() => undefined) // whoever asked gets the failure; the next one is not held up by it
    return turn
  }

  return {
    make: (upTo, bare = false) =>
      inTurn(async () => {
        starting ??= start()
        const server = await starting
        const like = bare ? undefined : await template(server, upTo)
        const name = `test_${randomBytes(8).toString('hex')}`
        await makeDatabase(server, name, like)
        return { name, app: server.address('app', name), owner: server.address('owner', name) }
      }),
    drop: (name) => inTurn(async () => dropDatabase(await (starting ?? start()), name)),
    stop: async () => {
      await inTurn(async () => (await starting)?.stop(3_000))
      if (folder) await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Offers the server to the workers of a test run on a socket; `address` goes to them in the environment. */
export async function offer(shared: SharedServer): Promise<{ address: string; close(): Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'shudu-offer-'))
  const address = join(folder, 'socket')
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://x')
    const work =
      url.pathname === '/make'
        ? shared.make(url.searchParams.get('upTo') ?? undefined, url.searchParams.has('bare'))
        : shared.drop(url.searchParams.get('name') ?? '')
    work.then(
      (answer) => response.end(JSON.stringify(answer ?? null)),
      (cause) => response.writeHead(500).end(cause instanceof Error ? (cause.stack ?? cause.message) : String(cause)),
    )
  })
  await new Promise<void>((done) => server.listen(address, done))
  return {
    address,
    close: async () => {
      server.closeAllConnections()
      await new Promise((done) => server.close(done))
      await rm(folder, { recursive: true, force: true })
    },
  }
}

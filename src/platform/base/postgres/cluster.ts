import pg from 'pg'
import { roleName, type ServerRole } from './options.ts'
import type { Server } from './server.ts'

/** Runs `work` with one plain connection and closes it. */
export async function withRootClient<T>(
  server: Server,
  database: string,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client(server.address('root', database))
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const literal = (text: string) => pg.escapeLiteral(text)
const name = (text: string) => pg.escapeIdentifier(text)

/** Makes the roles `shudu_owner` and `shudu_app` (or gives them the given passwords anew). */
export async function makeRoles(server: Server, passwords: Readonly<Record<ServerRole, string>>): Promise<void> {
  await withRootClient(server, 'postgres', async (client) => {
    for (const role of ['owner', 'app'] as const) {
      const known = await client.query('select 1 from pg_roles where rolname = $1', [roleName[role]])
      const verb = known.rowCount === 0 ? 'create' : 'alter'
      const rights = 'login nosuperuser nocreatedb nocreaterole nobypassrls'
      await client.query(`${verb} role ${name(roleName[role])} ${rights} password ${literal(passwords[role])}`)
    }
  })
}

/** Makes a database that belongs to the owner role, when it is not there; `template` copies another one. */
export async function makeDatabase(server: Server, database: string, template?: string): Promise<void> {
  await withRootClient(server, 'postgres', async (client) => {
    const known = await client.query('select 1 from pg_database where datname = $1', [database])
    if (known.rowCount !== 0) return
    const like = template === undefined ? 'template0' : name(template)
    await client.query(`create database ${name(database)} owner ${name(roleName.owner)} template ${like}`)
    await client.query(`revoke all on database ${name(database)} from public`)
    await client.query(`grant connect, temporary on database ${name(database)} to ${name(roleName.app)}`)
  })
}

/** Removes a database and everything in it, ending its sessions. */
export async function dropDatabase(server: Server, database: string): Promise<void> {
  await withRootClient(server, 'postgres', (client) =>
    client.query(`drop database if exists ${name(database)} with (force)`),
  )
}

import { request } from 'node:http'
import { text } from 'node:stream/consumers'
import { type Db, openDb } from '../database/db.ts'
import { type SharedServer, sharedServer, type TestAddresses } from './shared-server.ts'

/** An own, migrated database. */
export type TestDatabase = TestAddresses & {
  /** As the role that runs. */
  readonly db: Db
  close(): Promise<void>
}

let own: SharedServer | undefined

function ask<T>(path: string): Promise<T> {
  return new Promise((done, failed) => {
    const call = request({ socketPath: process.env.SHUDU_TEST_SERVER, path }, async (response) => {
      const said = await text(response)
      // The other end is `offer` in shared-server.ts: it answers with what T names.
      if (response.statusCode === 200) done(JSON.parse(said) as T)
      else failed(new Error(said))
    })
    call.once('error', failed).end()
  })
}

const offered = () => process.env.SHUDU_TEST_SERVER !== undefined

/** Makes a database with the tables of all rooms up to `upTo`, or with none (`bare`). Outside Vitest this process starts its own server. */
export async function makeTestDatabase(upTo?: string, bare = false): Promise<TestDatabase> {
  if (!offered()) own ??= sharedServer()
  const query = bare ? '?bare' : upTo === undefined ? '' : `?upTo=${encodeURIComponent(upTo)}`
  const made = offered() ? await ask<TestAddresses>(`/make${query}`) : await own?.make(upTo, bare)
  if (made === undefined) throw new Error('No test server')
  const db = openDb(made.app, { connections: 8, name: 'shudu-test' })
  return {
    ...made,
    db,
    close: async () => {
      await db.close()
      if (offered()) await ask(`/drop?name=${made.name}`)
      else await own?.drop(made.name)
    },
  }
}

/** Stops the server that this process started for itself outside Vitest. */
export async function stopTestServer(): Promise<void> {
  await own?.stop()
  own = undefined
}

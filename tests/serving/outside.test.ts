import { chmodSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databaseAccount } from '../../src/platform/base/postgres/account.ts'
import { layOutBinaries } from '../../src/platform/base/postgres/binaries.ts'
import { makeDatabase, makeRoles, withRootClient } from '../../src/platform/base/postgres/cluster.ts'
import { newPasswords, type ServerRole } from '../../src/platform/base/postgres/options.ts'
import { makeSocketFolder, type Server, startServer } from '../../src/platform/base/postgres/server.ts'
import { cleanUp, dataFolder, startShudu, until } from './shudu-process.ts'

// A PostgreSQL that is not Shudu's to start or stop.
const place = dataFolder()
chmodSync(place, 0o711)
const folder = join(place, 'cluster')
mkdirSync(folder, { mode: 0o711 })
const account = databaseAccount(undefined)
const passwords = newPasswords()
const small = 'tests/serving/small-city.ts'
let server: Server

const start = async () => {
  const binaries = await layOutBinaries(join(place, 'bin'))
  const sockets = await makeSocketFolder(folder, account)
  server = await startServer({ binaries, folder, sockets, account, passwords })
}

const url = (role: ServerRole, database: string) => {
  const { host, user, password } = server.address(role, database)
  return `postgresql://${user}:${password}@localhost/${database}?host=${encodeURIComponent(host ?? '')}`
}

beforeAll(async () => {
  await start()
  await makeRoles(server, passwords)
})
afterAll(async () => {
  await cleanUp()
  await server.stop()
})

const health = async (at: string) => fetch(`${at}/healthz`).then((answer) => answer.status)

describe('a city on an outside database', () => {
  it('runs with a lesser role when the given user may make one', async () => {
    await makeDatabase(server, 'with_roles')
    const city = startShudu({ SHUDU_DATA: dataFolder(), DATABASE_URL: url('root', 'with_roles') }, small)
    expect(await health(await city.ready)).toBe(200)
    const { rows } = await withRootClient(server, 'with_roles', (client) =>
      client.query(
        `select distinct usename from pg_stat_activity where datname = 'with_roles' and application_name = 'shudu'`,
      ),
    )
    expect(rows).toEqual([{ usename: 'with_roles_app' }])
    expect(await city.end()).toBe(0)
  })

  it('runs with the given user when he may not', async () => {
    await makeDatabase(server, 'one_role')
    const city = startShudu({ SHUDU_DATA: dataFolder(), DATABASE_URL: url('owner', 'one_role') }, small)
    expect(await health(await city.ready)).toBe(200)
    expect(await city.end()).toBe(0)
  })

  it('answers 503 while the database is away, and recovers by itself', async () => {
    await makeDatabase(server, 'goes_away')
    const city = startShudu({ SHUDU_DATA: dataFolder(), DATABASE_URL: url('owner', 'goes_away') }, small)
    const at = await city.ready
    await server.stop()
    expect(await health(at)).toBe(503)
    const answer = await fetch(`${at}/api/marks`, { headers: { 'accept-language': 'en' } })
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5'])
    expect(await answer.json()).toMatchObject({ code: 'base.databaseAway', title: 'Not available' })
    await start()
    await until(
      () => health(at),
      (status) => status === 200,
    )
    expect((await fetch(`${at}/api/marks`)).status).toBe(200)
    await city.end()
  })

  it('waits at the start for one that comes later, and gives up in time on one that does not', async () => {
    await makeDatabase(server, 'comes_later')
    const address = url('owner', 'comes_later')
    await server.stop()
    const waiting = startShudu({ SHUDU_DATA: dataFolder(), DATABASE_URL: address }, small)
    const hopeless = startShudu({ SHUDU_DATA: dataFolder(), DATABASE_URL: address, SHUDU_WAIT: '1' })
    expect(await hopeless.ended).toBe(3)
    expect(hopeless.said()).toContain('did not answer within 1 s')
    expect(hopeless.said()).not.toContain(passwords.owner)
    await until(
      async () => waiting.said(),
      (said) => said.includes('waiting for the database'),
    )
    await start()
    expect(await health(await waiting.ready)).toBe(200)
    await waiting.end()
  })

  it('says what is wrong with a database that will not do', async () => {
    await withRootClient(server, 'postgres', (client) =>
      client.query(
        `create database latin owner shudu_owner template template0 encoding 'LATIN1' locale 'C' locale_provider libc`,
      ),
    )
    const latin = startShudu({ SHUDU_DATA: dataFolder(), DATABASE_URL: url('owner', 'latin') })
    expect(await latin.ended).toBe(3)
    expect(latin.said()).toContain(`Shudu needs one created with ENCODING 'UTF8'`)
    const refused = startShudu({
      SHUDU_DATA: dataFolder(),
      DATABASE_URL: url('owner', 'latin').replace(passwords.owner, 'wrong'),
    })
    expect(await refused.ended).toBe(3)
    expect(refused.said()).toContain('password authentication failed')
  })
})

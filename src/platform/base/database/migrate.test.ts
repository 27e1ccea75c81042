import pg from 'pg'
import { afterAll, describe, expect, it } from 'vitest'
import { makeBareDatabase } from '../testing.ts'
import { type Migration, migrate } from './migrate.ts'

const bare = await makeBareDatabase()
const connected = async () => {
  const client = new pg.Client(bare.owner)
  await client.connect()
  return client
}
const client = await connected()
afterAll(() => client.end())

const step = (name: string, text: string, hash = name): Migration => ({ room: 'attic', name, text, hash })
const first = step('0001-boxes.sql', 'create table box (n int)')
const tables = async () => {
  const found = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = 'attic'::regnamespace and relkind = 'r' order by 1`,
  )
  return found.rows.map(({ name }) => name)
}

describe('migrations', () => {
  it('run once, in the schema of their room', async () => {
    expect(await migrate(client, [first], 'shudu_app')).toEqual(['attic/0001-boxes.sql'])
    expect(await migrate(client, [first], 'shudu_app')).toEqual([])
    expect(await tables()).toEqual(['box'])
  })

  it('keep nothing of one that fails, and name it', async () => {
    const broken = step('0002-shelves.sql', 'create table shelf (n int); insert into shelf values (1); select 1 / 0')
    await expect(migrate(client, [first, broken], 'shudu_app')).rejects.toThrow(
      /attic\/0002-shelves\.sql failed: division by zero/,
    )
    expect(await tables()).toEqual(['box'])
  })

  it('refuse a file that was changed after it ran', async () => {
    await expect(migrate(client, [{ ...first, hash: 'other' }], 'shudu_app')).rejects.toThrow(/changed after it ran/)
  })

  it('run once also when several processes start together', async () => {
    const slow = step('0003-slow.sql', 'select pg_sleep(0.1); create table slow (n int)')
    const others = await Promise.all([connected(), connected(), connected()])
    const ran = await Promise.all(others.map((other) => migrate(other, [first, slow], 'shudu_app')))
    expect(ran.flat()).toEqual(['attic/0003-slow.sql'])
    await Promise.all(others.map((other) => other.end()))
  })

  it('let the role that runs use tables made later, and no more', async () => {
    const app = new pg.Client(bare.app)
    await app.connect()
    await app.query('insert into attic.slow values (1)')
    await expect(app.query('alter table attic.slow add column m int')).rejects.toMatchObject({ code: '42501' })
    await app.end()
  })
})

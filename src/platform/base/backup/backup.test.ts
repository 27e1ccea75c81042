import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileStore } from '../files/store.ts'
import { enqueue, publish } from '../index.ts'
import { allMigrations, prepareDatabase } from '../prepare.ts'
import { makeBareDatabase, testDatabase } from '../testing.ts'
import { backUp } from './backup.ts'
import { readCatalogue } from './catalogue.ts'
import { readBackupHead, restore } from './restore.ts'

const folder = await mkdtemp(join(tmpdir(), 'shudu-backup-test-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

const city = await testDatabase('base')
const data = join(folder, 'from')
const path = join(folder, 'city.backup')
const migrations = await allMigrations('base')
const store = fileStore(join(data, 'files'))
const odd = 'Tab\tnew\nline \\N 引号" 空\u0001 🌊'

/** Everything that a backup must bring back, as text. */
const contents = async (on: typeof city.db) => {
  const rows = await sql<{ text: string }>`
    select 'event ' || to_jsonb(e)::text as text from base.event e union all
    select 'delivery ' || to_jsonb(d)::text from base.delivery d union all
    select 'audit ' || to_jsonb(a)::text from base.audit a union all
    select 'job ' || to_jsonb(j)::text from graphile_worker._private_jobs j order by 1`.execute(on)
  return rows.rows.map((row) => row.text)
}

beforeAll(async () => {
  const { db } = city
  await sql`insert into base.consumer (name, types) values ('a.hears', '{a.happened}')`.execute(db)
  await db.tx(async (tx) => {
    for (let n = 0; n < 3; n++) await publish(tx, { type: 'a.happened', key: odd, payload: { n, odd } })
    await enqueue(tx, 'a.work', { odd }, { runAt: '2040-01-01T00:00:00Z' })
  })
  await sql`insert into base.audit (id, at, actor, actor_kind, action, outcome, facts)
    values (gen_random_uuid(), now(), 'x', 'person', 'a.do', 'done', ${JSON.stringify({ odd })}::jsonb)`.execute(db)
  await store.put(Buffer.from('a file of the city'), { limit: 100 })
  await writeFile(join(data, 'master.key'), 'ab'.repeat(32))
  await backUp({ database: city.owner, data, version: '9.9' }, path)
})

const target = async () => {
  const bare = await makeBareDatabase()
  const where = await mkdtemp(join(folder, 'to-'))
  return { ...bare, where, parts: { database: bare.owner, appRole: 'shudu_app', data: where, migrations } }
}

describe('a backup', () => {
  it('brings back rows, sequences, files and keys into an empty city, which then goes on', async () => {
    const { db, where, parts } = await target()
    const count = await restore(path, parts)
    expect(count.files).toBe(1)
    expect(await contents(db)).toEqual(await contents(city.db))
    expect((await contents(db)).length).toBe(3 + 3 + 1 + 1)
    expect(await readFile(join(where, 'master.key'), 'utf8')).toBe('ab'.repeat(32))
    const files = await sql<{ last: number }>`select max(seq) as last from base.event`.execute(db)
    // The runtime role may write, and numbers go on where they were.
    await publish(db, { type: 'a.happened', key: 'next', payload: null })
    const next = await sql<{ seq: number }>`select seq from base.event where key = 'next'`.execute(db)
    expect(next.rows[0]?.seq).toBeGreaterThan(files.rows[0]?.last ?? Number.POSITIVE_INFINITY)
    // What was asleep while rows came in is awake again.
    await expect(sql`delete from base.audit`.execute(db)).rejects.toThrow(/append only|permission denied/)
  })

  it('names partitions that were made while the city ran, with their bounds, and not their indexes', async () => {
    const bare = await makeBareDatabase()
    const client = new pg.Client(bare.owner)
    await client.connect()
    await client.query('create schema a')
    await client.query('create table a.seen (at date not null, n integer) partition by range (at)')
    await client.query('create index seen_n on a.seen (n)')
    await client.query(`create table a.seen_1 partition of a.seen for values from ('2026-01-01') to ('2026-02-01')`)
    const { tables, partitions } = await readCatalogue(client)
    await client.end()
    expect(tables.map(({ name }) => name)).toEqual(['a.seen'])
    expect(partitions).toEqual([
      { name: 'a.seen_1', of: 'a.seen', bounds: `FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')` },
    ])
  })

  it('is readable by its owner alone and never overwrites another', async () => {
    expect((await stat(path)).mode & 0o777).toBe(0o600)
    await expect(backUp({ database: city.owner, data, version: '9.9' }, path)).rejects.toThrow(/already there/)
    expect(await readBackupHead(path)).toMatchObject({ kind: 'shudu-backup', version: '9.9' })
  })

  it('is refused by a city that is not empty', async () => {
    const { db, parts } = await target()
    await prepareDatabase(parts.database, migrations, 'shudu_app')
    await expect(restore(path, parts)).rejects.toThrow(/not empty/)
    expect(await contents(db)).toEqual([])
  })

  it('is refused when it was cut or changed, and leaves no row behind', async () => {
    const whole = await readFile(path)
    const cut = join(folder, 'cut')
    await writeFile(cut, whole)
    await truncate(cut, Math.floor(whole.length / 2 / 512) * 512)
    const changed = join(folder, 'changed')
    const bent = Buffer.from(whole)
    const at = bent.indexOf('a file of the city')
    bent[at] = (bent[at] ?? 0) ^ 1
    await writeFile(changed, bent)
    for (const broken of [cut, changed]) {
      const { db, parts } = await target()
      await expect(restore(broken, parts)).rejects.toThrow(/too early|damaged/)
      const left =
        await sql`select 1 from pg_class where relnamespace::regnamespace::text in ('base', 'graphile_worker')`.execute(
          db,
        )
      expect(left.rows).toEqual([])
      // As empty as before: the whole one can come in.
      expect((await restore(path, parts)).files).toBe(1)
    }
  })

  it('of a later version is refused by name of what is not known', async () => {
    const { parts } = await target()
    const fewer = migrations.slice(0, -1)
    const lost = migrations.at(-1)
    await expect(restore(path, { ...parts, migrations: fewer })).rejects.toThrow(`${lost?.room}/${lost?.name}`)
  })
})

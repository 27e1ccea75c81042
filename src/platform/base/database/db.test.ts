import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { testDatabase } from '../testing.ts'
import { openDb } from './db.ts'
import { brokenConstraint, sqlState, translated } from './trouble.ts'

const { db, app } = await testDatabase('base')

const put = (key: string) => sql`insert into base.consumer (name, types) values (${key}, '{}')`
const names = async () =>
  (await sql<{ name: string }>`select name from base.consumer order by 1`.execute(db)).rows.map((row) => row.name)

describe('the database', () => {
  it('keeps all of a transaction or nothing', async () => {
    await db.tx((tx) => put('a').execute(tx))
    await expect(
      db.tx(async (tx) => {
        await put('b').execute(tx)
        await put('a').execute(tx)
      }),
    ).rejects.toSatisfy((cause) => sqlState(cause) === '23505' && brokenConstraint(cause) === 'consumer_pkey')
    expect(await names()).toEqual(['a'])
  })

  it('refuses to write in a read-only transaction', async () => {
    await expect(db.tx((tx) => put('c').execute(tx), { readOnly: true })).rejects.toSatisfy(
      (cause) => sqlState(cause) === '25006',
    )
  })

  it('calls what no text can hold the caller’s fault, and nothing else', async () => {
    const half = JSON.stringify({ a: '\ud83d' })
    for (const asked of [
      sql`select ${'a\0b'}::text`,
      sql`select ${half}::jsonb`,
      sql`select ${'{"a":"\\u0000"}'}::jsonb`,
    ])
      await expect(asked.execute(db)).rejects.toSatisfy(
        (cause) => (translated(cause) as { code?: string }).code === 'base.unstorable',
      )
    await expect(sql`select ${'no uuid'}::uuid`.execute(db)).rejects.toSatisfy((cause) => translated(cause) === cause)
  })

  it('sees one moment in a repeatable read', async () => {
    await db.tx(
      async (tx) => {
        const before = await sql`select 1 from base.consumer`.execute(tx)
        await put('d').execute(db)
        const after = await sql`select 1 from base.consumer`.execute(tx)
        expect(after.rows.length).toBe(before.rows.length)
      },
      { isolation: 'repeatable read' },
    )
    expect(await names()).toContain('d')
  })

  it('gives instants as ISO text, days as days, and large counts as numbers', async () => {
    const { rows } =
      await sql`select timestamptz '2026-01-02 03:04:05+08' as at, date '2026-01-02' as day, 9007199254740991::bigint as n`.execute(
        db,
      )
    expect(rows).toEqual([{ at: '2026-01-01T19:04:05.000Z', day: '2026-01-02', n: 9007199254740991 }])
    await expect(sql`select 9007199254740993::bigint as n`.execute(db)).rejects.toThrow(RangeError)
  })

  it('prepares texts that recur, and answers the same before and after', async () => {
    const prepared = () => sql<{ n: number }>`select count(*)::int as n from pg_prepared_statements`
    const one = openDb(app, { connections: 1 })
    for (let n = 0; n < 6; n++) {
      const { rows } = await sql<{ sum: number }>`select ${n}::int + ${1}::int as sum`.execute(one)
      expect(rows).toEqual([{ sum: n + 1 }])
    }
    expect((await prepared().execute(one)).rows[0]?.n).toBeGreaterThanOrEqual(1)
    // Texts that vary are not kept.
    const before = (await prepared().execute(one)).rows[0]?.n ?? 0
    for (let n = 1; n < 40; n++)
      await sql`select ${sql.join(Array.from({ length: n }, (_, i) => sql`${i}::int`))}`.execute(one)
    expect((await prepared().execute(one)).rows[0]?.n).toBe(before)
    await one.close()
  })

  it('is a city error when it cannot be reached', async () => {
    const nowhere = openDb({ host: '/nowhere', user: 'x', database: 'x' }, { connections: 1 })
    await expect(sql`select 1`.execute(nowhere)).rejects.toMatchObject({
      code: 'base.databaseAway',
      kind: 'unavailable',
    })
    await expect(nowhere.tx((tx) => put('e').execute(tx))).rejects.toMatchObject({ code: 'base.databaseAway' })
    await nowhere.close()
  })

  it('goes on when all its connections were ended behind its back', async () => {
    await Promise.all([1, 2, 3].map(() => sql`select pg_sleep(0.01)`.execute(db)))
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`.execute(
      db,
    )
    await db.tx((tx) => put('f').execute(tx))
    expect(await names()).toContain('f')
  })

  it('lets the role that runs write rows, and neither tables nor history', async () => {
    await expect(sql`create table base.mine (n int)`.execute(db)).rejects.toSatisfy(
      (cause) => sqlState(cause) === '42501',
    )
    await expect(sql`drop table base.audit`.execute(db)).rejects.toSatisfy((cause) => sqlState(cause) === '42501')
    await sql`insert into base.audit (id, at, actor, actor_kind, action, outcome) values (gen_random_uuid(), now(), 'x', 'person', 'a', 'done')`.execute(
      db,
    )
    for (const change of [
      sql`update base.audit set actor = 'y'`,
      sql`delete from base.audit`,
      sql`truncate base.audit`,
    ])
      await expect(change.execute(db)).rejects.toThrow(/append only|permission denied/)
  })
})

import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import fc from 'fast-check'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { testDatabase } from '../testing.ts'
import { copyArray, copyIn, copyOut, copyText } from './copy.ts'

const { db, owner } = await testDatabase('base')
const pg = await import('pg')
const client = new pg.default.Client(owner)
await client.connect()
await client.query(
  'create table base.copied (n int primary key, t text, j jsonb, a text[], b bytea, at timestamptz, yes boolean)',
)
await client.end()

const columns = ['n', 't', 'j', 'a', 'b', 'at', 'yes']
// PostgreSQL cannot keep U+0000 in a text, nor half a surrogate pair.
const anyText = fc.string({ unit: 'grapheme', maxLength: 40 }).filter((one) => !one.includes('\0'))

describe('COPY', () => {
  it('brings every value back as it went in', async () => {
    const row = fc.record({
      t: fc.option(anyText),
      j: fc.dictionary(anyText, anyText),
      a: fc.array(anyText),
      b: fc.uint8Array(),
      yes: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(row, { maxLength: 20 }), async (rows) => {
        await sql`delete from base.copied`.execute(db)
        const at = new Date('2026-01-02T03:04:05.678Z')
        const count = await copyIn(
          db,
          'base.copied',
          columns,
          rows.map(({ t, j, a, b, yes }, n) => [n, t, j, copyArray(a), Buffer.from(b), at, yes]),
        )
        expect(count).toBe(rows.length)
        const back = await sql<Record<string, unknown>>`select * from base.copied order by n`.execute(db)
        expect(back.rows).toEqual(
          rows.map(({ t, j, a, b, yes }, n) => ({ n, t, j, a, b: Buffer.from(b), at: at.toISOString(), yes })),
        )
      }),
      { numRuns: 60 },
    )
  })

  it('is all or nothing', async () => {
    await sql`delete from base.copied`.execute(db)
    await expect(
      copyIn(
        db,
        'base.copied',
        ['n', 't'],
        [
          [1, 'a'],
          [2, 'b'],
          [1, 'again'],
        ],
      ),
    ).rejects.toMatchObject({ code: '23505' })
    const left = await sql`select 1 from base.copied`.execute(db)
    expect(left.rows).toEqual([])
  })

  it('takes part in a transaction', async () => {
    await expect(
      db.tx(async (tx) => {
        await copyIn(tx, 'base.copied', ['n', 't'], [[7, 'a']])
        throw new Error('after all not')
      }),
    ).rejects.toThrow('after all not')
    const left = await sql`select 1 from base.copied`.execute(db)
    expect(left.rows).toEqual([])
  })

  it('streams far more rows than fit in one piece', async () => {
    async function* many() {
      for (let n = 0; n < 50_000; n++) yield [n, `row ${n}`]
    }
    expect(await copyIn(db, 'base.copied', ['n', 't'], many())).toBe(50_000)
    const sink = new PassThrough()
    const [out] = await Promise.all([
      text(sink),
      copyOut(db, 'select n, t from base.copied where n < 3 order by n', sink),
    ])
    expect(out).toBe('n,t\n0,row 0\n1,row 1\n2,row 2\n')
  })

  it('ends when its source fails, and leaves the connection usable', async () => {
    await sql`delete from base.copied`.execute(db)
    async function* failing() {
      yield [1, 'a']
      throw new Error('source is gone')
    }
    await expect(copyIn(db, 'base.copied', ['n', 't'], failing())).rejects.toThrow('source is gone')
    const left = await sql`select count(*)::int as n from base.copied`.execute(db)
    expect(left.rows).toEqual([{ n: 0 }])
  })

  it('knows the signs that have a meaning of their own', () => {
    expect(copyText('a\tb\nc\\N')).toBe('a\\tb\\nc\\\\N')
    expect(copyText(null)).toBe('\\N')
    expect(copyArray(['a"b', 'c\\d', null, 1])).toBe('{"a\\"b","c\\\\d",NULL,1}')
  })
})

import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type ParquetColumn, writeParquet } from './index.ts'

const columns: ParquetColumn[] = [
  { name: "it's", type: 'text' },
  { name: '数', type: 'integer' },
  { name: 'd', type: 'decimal' },
  { name: 'ok', type: 'yes-no' },
  { name: '日', type: 'date' },
  { name: 'at', type: 'instant' },
]
let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'shudu-parquet-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe('Parquet', () => {
  it('holds what was written, with its types; nothing and the empty text stay apart', async () => {
    const target = join(folder, 'a.parquet')
    const rows = [
      ['=1, "x"\n行', 1, 1.5, true, '2020-02-29', '2020-01-01T00:00:00.123Z'],
      ['', 2, 2, false, '2020-01-02', '2020-01-01T08:00:00+08:00'],
      [null, null, null, null, null, null],
    ]
    expect(await writeParquet(rows, columns, target)).toBe(3)
    const connection = await (await DuckDBInstance.create(':memory:')).connect()
    await connection.run("SET TimeZone = 'UTC'")
    const back = await connection.runAndReadAll(`SELECT * FROM '${target}'`)
    expect(back.getRowsJson()).toEqual([
      ['=1, "x"\n行', '1', 1.5, true, '2020-02-29', '2020-01-01 00:00:00.123+00'],
      ['', '2', 2, false, '2020-01-02', '2020-01-01 00:00:00+00'],
      [null, null, null, null, null, null],
    ])
    expect(back.columnTypes().map(String)).toEqual([
      'VARCHAR',
      'BIGINT',
      'DOUBLE',
      'BOOLEAN',
      'DATE',
      'TIMESTAMP WITH TIME ZONE',
    ])
  })

  it('fails as a whole on a value that does not fit, and leaves nothing behind', async () => {
    const before = await readdir(folder)
    await expect(
      writeParquet([['x', 'not a number', 1, true, null, null]], columns, join(folder, 'b.parquet')),
    ).rejects.toMatchObject({ code: 'table.parquet' })
    expect(await readdir(folder)).toEqual(before)
  })
})

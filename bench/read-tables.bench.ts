import { createReadStream } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { DuckDBInstance } from '@duckdb/node-api'
import { parse } from 'csv-parse'
import iconv from 'iconv-lite'
import readExcel from 'read-excel-file/node'
import { type Cell, fileSource, openTable, writeXlsx } from '../src/platform/base/index.ts'
import type { Bench, BenchResult } from './bench.ts'

/** Rows a second, and the sum that shows that every row was read: the total of the first column. */
type Run = { readonly rate: number; readonly sum: number }

const header = ['编号', '姓名', '区', '街道', '时间', '数值', '备注', '经度', '纬度', '状态']

function* rows(count: number): Generator<Cell[]> {
  for (let i = 1; i <= count; i++) {
    const time = `2026/${1 + (i % 12)}/${1 + (i % 28)} 9:32:${10 + (i % 50)}`
    const note = i % 5 === 0 ? '积水"很深",\n请尽快处理' : '道路积水，请尽快处理'
    yield [i, `用户${i % 9999}`, '浦东新区', '潍坊新村街道', time, (i * 37) / 100, note, 121.5, 31.2, '已办结']
  }
}

const quoted = (cell: Cell): string => `"${String(cell).replaceAll('"', '""')}"`
const plain = (cell: Cell): string => (/[",\n]/.test(String(cell)) ? quoted(cell) : String(cell))

function csv(count: number, write: (cell: Cell) => string): string {
  const lines = [header.join(',')]
  for (const row of rows(count)) lines.push(row.map(write).join(','))
  return `${lines.join('\r\n')}\r\n`
}

async function timed(count: number, read: () => Promise<number>): Promise<Run> {
  const begun = performance.now()
  const sum = await read()
  return { rate: (count / (performance.now() - begun)) * 1000, sum }
}

async function ours(path: string): Promise<number> {
  const table = await openTable(await fileSource(path))
  let sum = 0
  for await (const batch of table.batches()) for (const row of batch.rows) sum += Number(row.cells[0])
  await table.close()
  return sum
}

async function csvParse(path: string): Promise<number> {
  let sum = 0
  for await (const row of createReadStream(path).pipe(parse({ from: 2 }))) sum += Number(row[0])
  return sum
}

/** DuckDB into a table of texts, on one thread: what reading and keeping costs an engine written for it. */
async function duckDb(path: string): Promise<number> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '1' })).connect()
  await connection.run(`create table t as select * from read_csv('${path}', all_varchar = true)`)
  const answer = await connection.runAndReadAll('select sum("编号"::bigint)::double from t')
  return Number(answer.getRows()[0]?.[0])
}

async function excel(path: string): Promise<number> {
  let sum = 0
  // `read-excel-file` gives the rows of the first sheet, whole.
  const all = (await readExcel(path)) as unknown as readonly { readonly data: readonly Cell[][] }[]
  for (const row of (all[0]?.data ?? []).slice(1)) sum += Number(row[0])
  return sum
}

/** Tables read from files: ours against the package in the same runtime, and against an engine written in C++. */
export const bench: Bench = {
  says: 'tables read from CSV (UTF-8, GB18030, all quoted) and .xlsx',
  run: async (size = 300_000) => {
    const folder = await mkdtemp(join(tmpdir(), 'shudu-bench-'))
    const results: BenchResult[] = []
    const compare = async (
      what: string,
      path: string,
      count: number,
      others: Record<string, (path: string) => Promise<number>>,
      least: number,
    ) => {
      const mine = await timed(count, () => ours(path))
      const sum = (count * (count + 1)) / 2
      const figures: Record<string, string> = { rows: String(count), 'rows/s': mine.rate.toFixed(0) }
      let ratio = Number.NaN
      for (const [name, read] of Object.entries(others)) {
        const other = await timed(count, () => read(path))
        if (other.sum !== sum) throw new Error(`${name} read ${other.sum} instead of ${sum} from ${what}`)
        figures[`${name} rows/s`] = other.rate.toFixed(0)
        if (Number.isNaN(ratio)) ratio = mine.rate / other.rate
      }
      if (mine.sum !== sum) throw new Error(`we read ${mine.sum} instead of ${sum} from ${what}`)
      const baseline = Object.keys(others)[0] ?? ''
      results.push({ what, baseline, ratio, mark: `≥ ${least} × ${baseline}`, reached: ratio >= least, figures })
    }
    try {
      const utf8 = join(folder, 'utf8.csv')
      await writeFile(utf8, csv(size, plain))
      await compare(
        'CSV in UTF-8, ten columns',
        utf8,
        size,
        { 'csv-parse': csvParse, 'DuckDB on one thread': duckDb },
        2,
      )
      const all = join(folder, 'quoted.csv')
      await writeFile(all, csv(size, quoted))
      await compare(
        'CSV with every cell quoted',
        all,
        size,
        { 'csv-parse': csvParse, 'DuckDB on one thread': duckDb },
        1.5,
      )
      const gb = join(folder, 'gb.csv')
      await writeFile(gb, iconv.encode(csv(size, plain), 'gb18030'))
      await compare('CSV in GB18030', gb, size, { 'our reading of UTF-8': () => ours(utf8) }, 0.7)
      const few = Math.min(size, 100_000)
      const xlsx = join(folder, 'table.xlsx')
      await writeFile(xlsx, await buffer(writeXlsx([header, ...rows(few)])))
      await compare('.xlsx', xlsx, few, { 'read-excel-file': excel }, 2)
      return results
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
}

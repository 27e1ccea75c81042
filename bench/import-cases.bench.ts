import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { hotline } from '../src/packs/government/hotline/index.ts'
import { type Base, bytesSource, cellText, copyIn, fileStore, openDb, openTable } from '../src/platform/base/index.ts'
import { makeTestDatabase, stopTestServer, type TestDatabase } from '../src/platform/base/testing/database.ts'
import { type CasesRoom, casesRoom } from '../src/platform/cases/index.ts'
import { plainCalendar, smallOffices } from '../src/platform/cases/testing/small-city.ts'
import type { Bench, BenchResult } from './bench.ts'

/** A file of so many messages; answered ones become history, the others work to do. */
function messages(count: number, isAnswered: boolean): Buffer {
  const lines = ['留言编号,留言用户,留言主题,留言时间,留言详情,答复意见,答复时间']
  for (let i = 1; i <= count; i++) {
    const text = `第${i}号楼门口的路灯不亮已经${i % 30}天了，晚上老人孩子走路很不安全，请尽快维修。`.repeat(1 + (i % 4))
    const reply = isAnswered ? '已更换损坏的灯具，当晚恢复照明。,2026/3/2 10:00:00' : ','
    const time = `2026/${1 + (i % 2)}/${1 + (i % 28)} 9:${10 + (i % 50)}:00`
    lines.push(`${isAnswered ? 'h' : 'm'}${i},U${i % 997},路灯不亮${i},${time},${text},${reply}`)
  }
  return Buffer.from(lines.join('\r\n'))
}

/** The cases room over one database. Of its base, imports use these parts alone. */
async function room({ db }: TestDatabase, folder: string): Promise<CasesRoom> {
  const silent = { warn: () => {}, info: () => {}, error: () => {}, debug: () => {} }
  const parts = { db, files: fileStore(folder), now: Date.now, log: silent, secret: () => Buffer.alloc(32) }
  const base = { ...parts, listener: { on: () => () => {} } } as unknown as Base
  const cases = casesRoom(base, {
    offices: smallOffices,
    calendar: plainCalendar,
    jurisdiction: '310000',
    packs: [hotline],
  })
  await cases.start?.()
  return cases
}

/** Rows a second through the whole import, every row accounted for. */
async function importRate(cases: CasesRoom, file: Buffer, count: number): Promise<number> {
  const record = await cases.imports.receive({ what: 'messages', fileName: 'bench.csv', content: file, by: 'system' })
  await cases.imports.start(record.id, { here: true })
  const begun = performance.now()
  await cases.imports.run(record.id)
  const rate = (count / (performance.now() - begun)) * 1000
  const { counts } = await cases.imports.get(record.id)
  if (counts.read !== count || counts.refused > 0) throw new Error(`rows were lost: ${JSON.stringify(counts)}`)
  return rate
}

/** The limit below: the same file read and its cells written by COPY to a table of texts, a transaction a thousand rows. */
async function copyRate(database: TestDatabase, file: Buffer, count: number): Promise<number> {
  const owner = openDb(database.owner, { connections: 1 })
  try {
    await sql`create table public.bench_raw (a text, b text, c text, d text, e text, f text, g text)`.execute(owner)
    const begun = performance.now()
    const table = await openTable(bytesSource(file))
    let waiting: string[][] = []
    const columns = ['a', 'b', 'c', 'd', 'e', 'f', 'g']
    const write = async () => {
      const rows = waiting
      waiting = []
      await owner.tx((tx) => copyIn(tx, 'public.bench_raw', columns, rows))
    }
    for await (const { rows } of table.batches()) {
      for (const row of rows) {
        waiting.push(row.cells.map(cellText))
        if (waiting.length === 1000) await write()
      }
    }
    await write()
    const rate = (count / (performance.now() - begun)) * 1000
    const { rows } = await sql<{ n: number }>`select count(*) as n from public.bench_raw`.execute(owner)
    if (rows[0]?.n !== count) throw new Error('COPY lost rows')
    return rate
  } finally {
    await owner.close()
  }
}

/** Files of messages into cases: first time, as work and as history, and the same file again. */
export const bench: Bench = {
  says: 'files of messages imported as cases, every row accounted for',
  run: async (size = 50_000) => {
    const folder = await mkdtemp(join(tmpdir(), 'shudu-bench-'))
    const database = await makeTestDatabase('cases')
    try {
      const cases = await room(database, folder)
      const [open, answered] = [messages(size, false), messages(size, true)]
      const copy = await copyRate(database, answered, size)
      const history = await importRate(cases, answered, size)
      const work = await importRate(cases, open, size)
      const again = await importRate(cases, answered, size)
      const result = (what: string, rate: number, least: number): BenchResult => ({
        what,
        baseline: 'the same cells by COPY into a table of texts',
        ratio: rate / copy,
        mark: `≥ ${least} rows/s`,
        reached: rate >= least,
        figures: { rows: size, 'rows/s': rate.toFixed(0), 'COPY rows/s': copy.toFixed(0) },
        bounds:
          'PostgreSQL: each row is a case with its state, two or three events, a fact, its account and its indexes',
      })
      return [
        result('answered messages, taken as history', history, 3000),
        result('new messages, taken as work: a task and news of each', work, 2000),
        result('the same file again: nothing twice', again, 10_000),
      ]
    } finally {
      await database.close()
      await stopTestServer()
      await rm(folder, { recursive: true, force: true })
    }
  },
}

import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { randomWhole, seeded } from '../../../kernel/codes/index.ts'
import { importCity } from './testing/import-city.ts'
import type { ImportProcessTask } from './testing/import-process.ts'

const { city, db, imports, send } = await importCity()

const ROWS = 12_000
const CHUNK = 100
const PROCESS = fileURLToPath(new URL('./testing/import-process.ts', import.meta.url))

/** A file in which every 50th row is refused and every 40th repeats the row before it. */
function bigFile(): string {
  const lines = ['编号,标题,内容,受理时间,办结时间']
  for (let i = 1; i <= ROWS; i++) {
    const id = i % 40 === 0 ? i - 1 : i
    const closed = i % 50 === 0 ? '20202/1/1' : i % 3 === 0 ? '' : '2026/2/1 10:00'
    lines.push(`k${id},第${id}件,"路灯不亮，
第${id}盏",2026/1/1 10:00,${i % 40 === 0 ? closedOf(id) : closed}`)
  }
  return lines.join('\r\n')
}
const closedOf = (id: number) => (id % 3 === 0 ? '' : '2026/2/1 10:00')

/** Runs the import in a process of its own and kills it after so many chunks; without a number it runs to its end. */
function run(id: string, killAfter: number | undefined): Promise<string> {
  const child = spawn(process.execPath, [PROCESS], { stdio: ['pipe', 'pipe', 'inherit'] })
  const task: ImportProcessTask = {
    database: city.database.app,
    data: city.base.config.data,
    import: id,
    chunk: CHUNK,
  }
  child.stdin.end(JSON.stringify(task))
  let said = ''
  return new Promise((done, failed) => {
    child.stdout.on('data', (piece) => {
      said += piece
      if (killAfter !== undefined && said.split('\n').length > killAfter) child.kill('SIGKILL')
    })
    child.on('error', failed)
    child.on('close', () => done(said.trim().split('\n').at(-1) ?? ''))
  })
}

type Standing = {
  counts: number
  account: number
  cases: number
  events: number
  orphans: number
  gaps: number
  last: number
}

/** What the database holds, counted from the tables and not from the import's own sums. */
async function standing(id: string): Promise<Standing | undefined> {
  const { rows } = await sql<Standing>`select
      (select read_rows from cases.import where id = ${id}) as counts,
      (select count(*) from cases.import_row where import = ${id}) as account,
      (select count(*) from cases.case where source = 'history') as cases,
      (select count(*) from cases.event) as events,
      (select count(*) from cases.event e where not exists (select 1 from cases.case c where c.id = e.case_id)) as orphans,
      (select count(*) from cases.case c where c.source = 'history' and c.seq <> (select max(seq) from cases.event e where e.case_id = c.id)) as gaps,
      (select last_row from cases.import where id = ${id}) as last`.execute(db)
  return rows[0]
}

describe('an import that is killed again and again', () => {
  it('leaves nothing half done, and ends with every row accounted for once', { timeout: 240_000 }, async () => {
    const sent = await send('history', new Blob([bigFile()]), 'big.csv')
    await imports.start(sent.id, { here: true })
    const random = seeded('killed')
    for (let round = 0; round < 8; round++) {
      await run(sent.id, randomWhole(random, 1, 12))
      const now = await standing(sent.id)
      // Every row up to the last one kept is accounted for, with its case and both its events, or not there at all.
      expect(now).toMatchObject({ account: now?.counts, orphans: 0, gaps: 0, events: 2 * (now?.cases ?? 0) })
      expect((now?.last ?? 0) - 1).toBe(now?.counts)
    }
    // A connection that the database cuts in the middle ends one run, not the import.
    const cut = run(sent.id, undefined)
    await sql`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()
      and pid <> pg_backend_pid() and state <> 'idle'`.execute(db)
    await cut
    expect(await run(sent.id, undefined)).toMatch(/^(?:done|stopped)$/)
    const record = await imports.get(sent.id)
    const repeats = ROWS / 40
    const late = Array.from({ length: ROWS }, (_, i) => i + 1).filter((i) => i % 50 === 0 && i % 40 !== 0).length
    expect(record).toMatchObject({ state: 'done', progress: 1 })
    expect(record.counts).toMatchObject({
      read: ROWS,
      refused: late,
      already: repeats,
      imported: ROWS - late - repeats,
    })
    expect(await standing(sent.id)).toMatchObject({ account: ROWS, cases: ROWS - late - repeats, orphans: 0, gaps: 0 })
  })
})

import { openAsBlob } from 'node:fs'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import { type CaseEvent, type CaseState, foldCase } from '../../../kernel/flow/index.ts'
import { hasRealData, realFile } from '../../base/testing.ts'
import { importCity } from './testing/import-city.ts'

const { db, imports, send, finish } = await importCity()

async function take(what: string, file: string, profile?: string) {
  const sent = await send(what, await openAsBlob(realFile(file)), file.split('/').at(-1) ?? file, profile)
  return finish(sent.id)
}

const countCases = async (source: string): Promise<number> =>
  (await sql<{ n: number }>`select count(*) as n from cases.case where source = ${source}`.execute(db)).rows[0]?.n ?? -1

const accounted = async (id: string): Promise<number> =>
  (await sql<{ n: number }>`select count(*) as n from cases.import_row where import = ${id}`.execute(db)).rows[0]?.n ??
  -1

describe.skipIf(!hasRealData)('real files (skipped where ../shared/data is not there)', () => {
  it('takes messages with classes; the one that stands twice, once', async () => {
    const done = await take('messages', 'messages/labelled-495.xlsx')
    expect(done).toMatchObject({ state: 'done', progress: 1, failure: null, classified: 494 })
    expect(done.counts).toEqual({ read: 495, imported: 494, already: 1, refused: 0, noted: 1 })
    expect(await accounted(done.id)).toBe(495)
    const { rows } = await sql<{ row: number; notes: unknown }>`select row, notes from cases.import_row
      where import = ${done.id} and outcome = 'already'`.execute(db)
    expect(rows).toMatchObject([{ row: 312, notes: [{ code: 'class-differs', found: '劳动和社会保障' }] }])
    const learnt = []
    for await (const one of imports.classified(done.id)) learnt.push(one)
    expect(learnt).toHaveLength(494)
    expect(learnt[0]).toMatchObject({ title: 'A市西湖建筑集团占道施工有安全隐患', class: '城乡建设' })
    expect(learnt[0]?.text).toMatch(/^A3区大道西行便道，未管所路口/)
  })

  it('takes messages in GB18030 as new work, with their own times and votes', async () => {
    const done = await take('messages', 'messages/unlabelled-1442.gb18030.csv')
    expect(done.counts).toEqual({ read: 1442, imported: 1442, already: 0, refused: 0, noted: 0 })
    expect(done.table).toMatchObject({ encoding: 'gb18030', separator: ',' })
    expect(done.preview.notes).toMatchObject([{ en: expect.stringMatching(/53 times name their zone/) }])
    const { rows } = await sql<Record<string, unknown>>`select c.status, c.step, c.opened_at, r.facts from cases.case c
      join cases.import_row r on r.case_id = c.id and r.outcome = 'imported' where c.source = 'messages' and c.external = '188039'`.execute(
      db,
    )
    expect(rows).toEqual([
      { status: 'open', step: 'sort', opened_at: '2019-08-19T03:48:23.000Z', facts: { votesFor: 1, votesAgainst: 0 } },
    ])
  })

  it('takes answered messages as history, with the time of the reply', async () => {
    const done = await take('messages', 'messages/replied-1408.csv')
    expect(done.counts).toEqual({ read: 1408, imported: 1408, already: 0, refused: 0, noted: 0 })
    const { rows } = await sql<Record<string, unknown>>`select status, is_history, step, opened_at, closed_at
      from cases.case where source = 'messages' and external = '2549'`.execute(db)
    expect(rows).toEqual([
      {
        status: 'closed',
        is_history: true,
        step: null,
        opened_at: '2019-04-25T01:32:09.000Z',
        closed_at: '2019-05-10T06:56:53.000Z',
      },
    ])
  })

  it('takes 311 requests by their profile; figures follow from them; placeholders are not places', async () => {
    const done = await take('history', 'us311/baltimore_311_sample.csv', 'baltimore-311')
    expect(done.counts).toEqual({ read: 10_000, imported: 10_000, already: 0, refused: 0, noted: 892 })
    const { rows } = await sql<
      Record<string, unknown>
    >`select count(*) as all, count(*) filter (where status = 'closed') as closed,
        count(*) filter (where at_point is not null) as placed, count(main_due) as due,
        count(*) filter (where main_done <= main_due) as in_time, count(distinct class) as classes,
        count(*) filter (where step is not null) as waiting
      from cases.case where source = 'baltimore-311'`.execute(db)
    // 10,000 rows less 208 without a close date; less 590 without and 892 with a placeholder for a coordinate.
    expect(rows[0]).toEqual({
      all: 10_000,
      closed: 9792,
      placed: 8518,
      due: 9714,
      in_time: 7988,
      classes: 231,
      waiting: 0,
    })
    const one = await sql<{ opened_at: string; closed_at: string; class: string; address: string }>`
      select opened_at, closed_at, class, address from cases.case where external = '5004100000j6t9wAAA'`.execute(db)
    // 11/13/2018 01:06:56 PM in Baltimore is 18:06:56 UTC.
    expect(one.rows[0]).toMatchObject({ opened_at: '2018-11-13T18:06:56.000Z', class: 'ECC-Vehicle Look Up' })
  })

  it('makes nothing twice', async () => {
    const before = [await countCases('messages'), await countCases('baltimore-311')]
    const again = [
      await take('messages', 'messages/labelled-495.xlsx'),
      await take('messages', 'messages/unlabelled-1442.gb18030.csv'),
      await take('messages', 'messages/replied-1408.csv'),
      await take('history', 'us311/baltimore_311_sample.csv', 'baltimore-311'),
    ]
    expect(again.map(({ counts }) => [counts.read, counts.imported, counts.already, counts.refused])).toEqual([
      [495, 0, 495, 0],
      [1442, 0, 1442, 0],
      [1408, 0, 1408, 0],
      [10_000, 0, 10_000, 0],
    ])
    expect([await countCases('messages'), await countCases('baltimore-311')]).toEqual(before)
  })

  it('keeps logs whose fold is the stored state', async () => {
    const { rows } = await sql<{ id: string; state: CaseState; events: CaseEvent[] }>`
      select c.id, c.state, (select json_agg(e.event order by e.seq) from cases.event e where e.case_id = c.id) as events
      from cases.case c where c.source is not null order by c.external limit 3000`.execute(db)
    expect(rows).toHaveLength(3000)
    const wrong = rows.filter(({ id, state, events }) => JSON.stringify(foldCase(id, events)) !== JSON.stringify(state))
    expect(wrong).toEqual([])
  })
})

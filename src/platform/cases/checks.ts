import { isDeepStrictEqual } from 'node:util'
import { sql } from 'kysely'
import { type CaseEvent, type CaseState, foldCase } from '../../kernel/flow/index.ts'
import type { Db, Finding } from '../base/index.ts'

/** How many cases `shudu doctor` folds anew. */
const sampleSize = 300

/** Cases whose log has a gap, or ends elsewhere than the row says. */
export async function casesWithGaps(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string }>`
    select c.id from cases.case c
    left join (select case_id, count(*) as events, min(seq) as first, max(seq) as last from cases.event group by case_id) e
      on e.case_id = c.id
    where e.events is null or e.first <> 1 or e.events <> e.last or e.last <> c.seq limit 100`.execute(db)
  return rows.map((row) => row.id)
}

/** Cases, out of a random sample, whose stored state is not the fold of their log. */
export async function casesThatDiffer(db: Db, size: number): Promise<readonly string[]> {
  const { rows } = await sql<{ id: string; state: CaseState; events: CaseEvent[] }>`
    select c.id, c.state, (select json_agg(e.event order by e.seq) from cases.event e where e.case_id = c.id) as events
    from (select id, state from cases.case order by random() limit ${size}) c`.execute(db)
  return rows
    .filter(({ id, state, events }) => !isDeepStrictEqual(JSON.parse(JSON.stringify(foldCase(id, events))), state))
    .map((row) => row.id)
}

/** Events of cases that do not exist: half a submission. */
async function orphans(db: Db): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) from (select distinct case_id from cases.event) e
    where not exists (select 1 from cases.case c where c.id = e.case_id)`.execute(db)
  return rows[0]?.count ?? 0
}

/** What `shudu doctor` asks of this room: are the logs whole, and do the states follow from them? */
export async function caseChecks(db: Db): Promise<readonly Finding[]> {
  const [gaps, differing, loose] = [await casesWithGaps(db), await casesThatDiffer(db, sampleSize), await orphans(db)]
  const finding = (zh: string, en: string, bad: readonly string[] | number): Finding => {
    const count = typeof bad === 'number' ? bad : bad.length
    return {
      what: { zh, en },
      state: count === 0 ? 'well' : 'ill',
      says:
        count === 0
          ? { zh: '完好', en: 'whole' }
          : {
              zh: `发现 ${count} 处`,
              en: `${count} found${typeof bad === 'number' ? '' : `: ${bad.slice(0, 5).join(', ')}`}`,
            },
      ...(count === 0 ? {} : { todo: { zh: '请从备份核对这些事项', en: 'Compare these cases with a backup' } }),
    }
  }
  return [
    finding('事项记录连续', 'Logs of cases are contiguous', gaps),
    finding(
      `抽查 ${sampleSize} 件：状态与记录一致`,
      `Sample of ${sampleSize}: states follow from their logs`,
      differing,
    ),
    finding('没有无主的记录', 'No events without a case', loose),
  ]
}

import { sql } from 'kysely'
import { type CalmedSource, type CaseState, sourcesOf } from '../../../kernel/flow/index.ts'
import { type Consumer, publish, type Tx } from '../../base/index.ts'
import { newsOf } from '../book.ts'
import type { CaseEngine } from '../engine.ts'
import { saveChanges } from '../save.ts'
import { oneAtATime } from './locked-state.ts'

/** What the things room tells of an alarm that is over: its `AlarmEnd`. */
export type AlarmOver = {
  readonly alarm: string
  /** ISO instant, UTC. */
  readonly at: string
  readonly why: CalmedSource['why']
}

/** Sources of a case none of whose alarms stands any more (`case.sourcesCalm`). */
type SourcesCalm = { readonly case: string; readonly sources: readonly CalmedSource[] }

/**
 * Marks alarms that are over, and tells the cases in which nothing of their source stands any more; of one that was joined both. What
 * is written into their logs is written by `calmConsumer`, in a transaction of its own: here cases may be locked already.
 */
export async function markOver(tx: Tx, ends: readonly AlarmOver[]): Promise<void> {
  if (ends.length === 0) return
  const rows = JSON.stringify(ends)
  await sql`update cases.signal s set over_at = e.at
    from json_to_recordset(${rows}::json) as e (alarm text, at timestamptz) where s.id = e.alarm`.execute(tx)
  const { rows: calm } = await sql<{ case: string; id: string; at: number; why: CalmedSource['why'] }>`
    select distinct on (c.id, s.who) c.id as case, s.who as id, (extract(epoch from s.over_at) * 1000)::float8 as at, e.why
    from json_to_recordset(${rows}::json) as e (alarm text, why text) join cases.signal s on s.id = e.alarm
      join cases.case first on first.id = s.case_id
      join cases.case c on c.id = first.id or c.id = first.joined_into
    where c.status in ('open', 'joined') and not exists (select from cases.signal other
      where other.case_id = s.case_id and other.who = s.who and other.source = 'alarm' and other.over_at is null)
    order by c.id, s.who, s.over_at desc`.execute(tx)
  const news = [...Map.groupBy(calm, (one) => one.case)].map(
    ([id, sources]): SourcesCalm => ({
      case: id,
      sources: sources.map(({ id: who, at, why }) => ({ id: who, at, why })),
    }),
  )
  await publish(tx, ...news.map((payload) => ({ type: 'case.sourcesCalm', key: payload.case, payload })))
}

/**
 * Notes in the logs of cases that sources say they are over. The case goes on: whether the matter is over, people say. Of a source
 * that has told again meanwhile nothing is noted.
 */
export function calmConsumer({ engine }: { readonly engine: CaseEngine }): Consumer {
  return {
    type: 'case.sourcesCalm',
    name: 'cases.calm',
    handleAll: async (events, tx) => {
      await oneAtATime(tx)
      const told = events.map(({ payload }) => payload as SourcesCalm) // written by this room
      const changes = []
      for (const state of await lockedStates(
        tx,
        told.map((one) => one.case),
      )) {
        const sources = freshOf(
          state,
          told.filter((one) => one.case === state.id).flatMap((one) => one.sources),
        )
        if (sources.length > 0) changes.push(await engine.cause(state, [{ type: 'calmed', sources }]))
      }
      if (changes.length === 0) return
      const written = await saveChanges(tx, changes)
      if (written.size !== changes.length) throw new Error('A case was locked and has moved on')
      await publish(tx, ...changes.flatMap(newsOf))
    },
  }
}

/** The last that each source says, if it told of nothing since. */
function freshOf(state: CaseState, calmed: readonly CalmedSource[]): readonly CalmedSource[] {
  const last = new Map(calmed.toSorted((a, b) => a.at - b.at).map((one) => [one.id, one]))
  const spoke = new Map(sourcesOf(state).map(({ id, at, lastAt = at }) => [id, lastAt]))
  return [...last.values()].filter(({ id, at }) => at >= (spoke.get(id) ?? Number.POSITIVE_INFINITY))
}

async function lockedStates(tx: Tx, ids: readonly string[]): Promise<readonly CaseState[]> {
  const { rows } = await sql<{ state: CaseState }>`select state from cases.case
    where id = any(${[...new Set(ids)]}::uuid[]) and status in ('open', 'joined') order by id for update`.execute(tx)
  return rows.map(({ state }) => state)
}

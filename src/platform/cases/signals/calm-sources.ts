import { sql } from 'kysely'
import type { CalmedSource, CaseState } from '../../../kernel/flow/index.ts'
import { publish, type Tx } from '../../base/index.ts'
import { newsOf } from '../book.ts'
import type { CaseEngine } from '../engine.ts'
import { saveChanges } from '../save.ts'

/** What the things room tells of an alarm that is over: its `AlarmEnd`. */
export type AlarmOver = {
  readonly alarm: string
  /** ISO instant, UTC. */
  readonly at: string
  readonly why: CalmedSource['why']
}

/**
 * Notes in the logs of open cases that a source says it is over, once none of its alarms there stands any more. The case goes on:
 * whether the matter is over, people say.
 */
export async function calmSources(
  tx: Tx,
  { engine }: { readonly engine: CaseEngine },
  ends: readonly AlarmOver[],
): Promise<void> {
  if (ends.length === 0) return
  const whys = new Map(ends.map(({ alarm, why }) => [alarm, why]))
  const calm = await calmNow(tx, ends)
  const wanted = new Map<string, CalmedSource[]>()
  for (const { id, case: of, who, at } of calm) {
    const one = { id: who, at: Date.parse(at), why: whys.get(id) ?? 'calm' }
    wanted.set(of, [...(wanted.get(of) ?? []), one])
  }
  const changes = []
  for (const state of await lockedStates(tx, [...wanted.keys()])) {
    const sources = wanted.get(state.id) ?? []
    changes.push(await engine.cause(state, [{ type: 'calmed', sources }]))
  }
  if (changes.length === 0) return
  const written = await saveChanges(tx, changes)
  if (written.size !== changes.length) throw new Error('A case was locked and has moved on')
  await publish(tx, ...changes.flatMap(newsOf))
}

/** Marks the alarms and gives those after which nothing of their source stands in the case; of one that was joined, in both. */
async function calmNow(
  tx: Tx,
  ends: readonly AlarmOver[],
): Promise<readonly { readonly id: string; readonly case: string; readonly who: string; readonly at: string }[]> {
  await sql`update cases.signal s set over_at = e.at
    from json_to_recordset(${JSON.stringify(ends)}::json) as e (alarm text, at timestamptz) where s.id = e.alarm`.execute(
    tx,
  )
  const { rows } = await sql<{ id: string; case: string; who: string; at: string }>`
    select distinct on (c.id, s.who) s.id, c.id as case, s.who, s.over_at as at
    from cases.signal s join cases.case first on first.id = s.case_id
      join cases.case c on c.id = first.id or c.id = first.joined_into
    where s.id = any(${ends.map(({ alarm }) => alarm)}::text[]) and c.status in ('open', 'joined')
      and not exists (select from cases.signal other
        where other.case_id = s.case_id and other.who = s.who and other.source = 'alarm' and other.over_at is null)
    order by c.id, s.who, s.over_at desc`.execute(tx)
  return rows
}

async function lockedStates(tx: Tx, ids: readonly string[]): Promise<readonly CaseState[]> {
  const { rows } = await sql<{ state: CaseState }>`
    select state from cases.case where id = any(${[...ids]}::uuid[]) order by id for update`.execute(tx)
  return rows.map(({ state }) => state)
}

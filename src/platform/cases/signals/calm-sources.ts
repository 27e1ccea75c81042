import { sql } from 'kysely'
import { Type } from 'typebox'
import type { CalmedSource, CaseState } from '../../../kernel/flow/index.ts'
import { type Db, type Job, job, publish, type Tx } from '../../base/index.ts'
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

/** So long a source stays calm before its case's log says so, seconds: one that flickers would fill it. */
const calmFor = 30
/** Sources whose cases are written in one transaction. */
const together = 500

/** Marks alarms that are over; the case that heard of one, and the one that it was joined into, are to be told by `noteCalm`. */
export async function markOver(tx: Tx, ends: readonly AlarmOver[]): Promise<void> {
  if (ends.length === 0) return
  await sql`with told as (
      select * from json_to_recordset(${JSON.stringify(ends)}::json) as e (alarm text, at timestamptz, why text)
    ), over as (
      update cases.signal s set over_at = told.at from told where s.id = told.alarm
      returning s.case_id, s.who, told.at, told.why
    )
    insert into cases.calm_due as d (case_id, who, at, why)
    select distinct on (c.id, o.who) c.id, o.who, o.at, o.why
    from over o join cases.case first on first.id = o.case_id
      cross join lateral unnest(array[first.id, first.joined_into]) as told_too (id) join cases.case c on c.id = told_too.id
    where c.status in ('open', 'joined') order by c.id, o.who, o.at desc
    on conflict (case_id, who) do update set at = excluded.at, why = excluded.why, said_at = excluded.said_at
      where excluded.at > d.at`.execute(tx)
}

/**
 * Notes in the logs of cases that sources are over: those that said so `seconds` ago and have no alarm there that stands. The case
 * goes on: whether the matter is over, people say.
 */
export async function noteCalm(
  db: Db,
  { engine }: { readonly engine: CaseEngine },
  seconds: number = calmFor,
): Promise<void> {
  for (let taken = together; taken === together; ) taken = await db.tx((tx) => noteSome(tx, engine, seconds))
}

/** @returns how many sources were looked at */
async function noteSome(tx: Tx, engine: CaseEngine, seconds: number): Promise<number> {
  await oneAtATime(tx)
  type Due = { case: string; id: string; at: number; why: CalmedSource['why']; stands: boolean }
  const { rows } = await sql<Due>`with due as (
      delete from cases.calm_due where (case_id, who) in (
        select case_id, who from cases.calm_due where said_at <= clock_timestamp() - make_interval(secs => ${seconds})
        order by case_id limit ${together})
      returning case_id, who, at, why)
    select case_id as case, who as id, (extract(epoch from at) * 1000)::float8 as at, why,
      exists (select from cases.signal s join cases.case c on c.id = s.case_id
        where s.who = due.who and s.source = 'alarm' and s.over_at is null and due.case_id in (c.id, c.joined_into)) as stands
    from due`.execute(tx)
  const calm = Map.groupBy(
    rows.filter(({ stands }) => !stands),
    (one) => one.case,
  )
  const changes = []
  for (const state of await lockedStates(tx, [...calm.keys()])) {
    const sources = (calm.get(state.id) ?? []).map(({ id, at, why }) => ({ id, at, why }))
    changes.push(await engine.cause(state, [{ type: 'calmed', sources }]))
  }
  if (changes.length === 0) return rows.length
  const written = await saveChanges(tx, changes)
  if (written.size !== changes.length) throw new Error('A case was locked and has moved on')
  await publish(tx, ...changes.flatMap(newsOf))
  return rows.length
}

async function lockedStates(tx: Tx, ids: readonly string[]): Promise<readonly CaseState[]> {
  const { rows } = await sql<{ state: CaseState }>`select state from cases.case
    where id = any(${[...ids]}::uuid[]) and status in ('open', 'joined') order by id for update`.execute(tx)
  return rows.map(({ state }) => state)
}

/** Every minute: `noteCalm`. */
export const calmJob = (db: Db, engine: CaseEngine): Job =>
  job({
    name: 'cases.noteCalm',
    cron: '* * * * *',
    payload: Type.Object({}),
    run: () => noteCalm(db, { engine }),
  })

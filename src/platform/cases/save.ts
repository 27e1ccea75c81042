import { sql } from 'kysely'
import type { CaseEvent } from '../../kernel/flow/index.ts'
import type { Query } from '../base/index.ts'
import type { CaseRow, TaskRow } from './projection.ts'

/** What never changes after a case began. */
export type CaseFixed = {
  readonly jurisdiction: string
  readonly number: string
  readonly code: string
  readonly submission: string | null
  readonly pack: string
  readonly channel: string
  readonly source: string | null
  readonly external: string | null
  readonly is_history: boolean
  readonly is_demo: boolean
}

/** One change of one case, ready to be written: `before` is the sequence it was computed from (0: a new case). */
export type Change = {
  readonly before: number
  readonly row: CaseRow
  readonly fixed?: CaseFixed
  readonly tasks: readonly TaskRow[]
  readonly events: readonly CaseEvent[]
  readonly personal?: { readonly answers: Readonly<Record<string, unknown>>; readonly phone_hash: string | null }
}

const changing = `seq integer, hash text, status text, state json, title text, title_en text, kind text, class text, urgency smallint,
  owner text, division text, address text, at_point point, step text, office text, office_path text, involved text[],
  due_at timestamptz, opened_at timestamptz, changed_at timestamptz, closed_at timestamptz, main_office text, main_path text,
  main_due timestamptz, main_done timestamptz, contact_due timestamptz, contacted_at timestamptz, replied_at timestamptz,
  solved boolean, satisfied boolean, rating smallint, returns smallint, redos smallint, nudges smallint, supervised boolean,
  is_late boolean, shared_nearby boolean, joined_into uuid, reports integer`

const fixed = `jurisdiction text, number text, code text, submission uuid, pack text, channel text, source text,
  external text, is_history boolean, is_demo boolean`

const names = (columns: string): readonly string[] =>
  columns.split(',').map((column) => column.trim().split(' ')[0] ?? '')

const changingNames = names(changing)
const newNames = ['id', ...changingNames, ...names(fixed)]

/** The one statement that writes any number of changes: a case whose sequence has moved on writes nothing at all. */
const statement = {
  head: sql.raw(`with changed as (
      update cases.case as k set ${changingNames.map((name) => `${name} = i.${name}`).join(', ')}
      from json_to_recordset(`),
  changes: sql.raw(`::json) as i(id uuid, before integer, ${changing})
      where k.id = i.id and k.seq = i.before
      returning k.id
    ), begun as (
      insert into cases.case (${newNames.join(', ')})
      select ${newNames.join(', ')} from json_to_recordset(`),
  begins: sql.raw(`::json) as i(id uuid, ${changing}, ${fixed})
      on conflict do nothing
      returning id
    ), written as (
      select id from changed union all select id from begun
    ), logged as (
      insert into cases.event (case_id, seq, at, type, by, action, event)
      select e.case_id, e.seq, e.at, e.type, e.by, e.action, e.event
      from json_to_recordset(`),
  events: sql.raw(`::json) as e(case_id uuid, seq integer, at timestamptz, type text, by text, action uuid, event json)
      join written on written.id = e.case_id
    ), listed as (
      insert into cases.task (case_id, task, step, pack, is_live, status, office, office_path, class, urgency, due_at,
        contact_due, opened_at, is_overdue, has_request)
      select t.case_id, t.task, t.step, t.pack, t.is_live, t.status, t.office, t.office_path, t.class, t.urgency, t.due_at,
        t.contact_due, t.opened_at, t.is_overdue, t.has_request from json_to_recordset(`),
  tasks: sql.raw(`::json) as t(case_id uuid, task text, step text, pack text, is_live boolean, status text, office text,
        office_path text, class text, urgency smallint, due_at timestamptz, contact_due timestamptz, opened_at timestamptz,
        is_overdue boolean, has_request boolean)
      join written on written.id = t.case_id
      on conflict (case_id, task) do update set is_live = excluded.is_live, status = excluded.status,
        office = excluded.office, office_path = excluded.office_path, class = excluded.class, urgency = excluded.urgency,
        due_at = excluded.due_at, contact_due = excluded.contact_due, opened_at = excluded.opened_at,
        is_overdue = excluded.is_overdue, has_request = excluded.has_request
    ), kept as (
      insert into cases.personal (case_id, answers, phone_hash)
      select p.case_id, p.answers, p.phone_hash from json_to_recordset(`),
  personal: sql.raw(`::json) as p(case_id uuid, answers jsonb, phone_hash text)
      join written on written.id = p.case_id
      on conflict (case_id) do update set answers = cases.personal.answers || excluded.answers,
        phone_hash = coalesce(excluded.phone_hash, cases.personal.phone_hash)
    )
    select id from written`),
}

/** An event as its row; the whole event is kept as JSON. */
const eventRow = (id: string, event: CaseEvent) => ({
  case_id: id,
  seq: event.seq,
  at: new Date(event.at).toISOString(),
  type: event.type,
  by: event.by,
  action: event.action ?? null,
  event,
})

/**
 * Writes changes, each whole or not at all, in one statement.
 * @returns the ids of the cases that were written; the others had moved on (or, if new, were there already)
 */
export async function saveChanges(on: Query, changes: readonly Change[]): Promise<ReadonlySet<string>> {
  const updates = changes.filter((change) => change.before > 0).map(({ before, row }) => ({ ...row, before }))
  const begins = changes.filter((change) => change.before === 0).map(({ row, fixed }) => ({ ...row, ...fixed }))
  const events = changes.flatMap(({ row, events }) => events.map((event) => eventRow(row.id, event)))
  const tasks = changes.flatMap((change) => change.tasks)
  const personal = changes.flatMap(({ row, personal }) => (personal ? [{ case_id: row.id, ...personal }] : []))
  const { rows } = await sql<{
    id: string
  }>`${statement.head}${JSON.stringify(updates)}${statement.changes}${JSON.stringify(
    begins,
  )}${statement.begins}${JSON.stringify(events)}${statement.events}${JSON.stringify(tasks)}${statement.tasks}${JSON.stringify(
    personal,
  )}${statement.personal}`.execute(on)
  return new Set(rows.map((row) => row.id))
}

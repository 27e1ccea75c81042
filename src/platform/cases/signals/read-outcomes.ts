import { sql } from 'kysely'
import type { Query } from '../../base/index.ts'

/** What became of a signal: whether somebody hears it, and the case that it opened or joined, as that stands now. */
export type SignalOutcome = {
  /** The signal's id. */
  readonly signal: string
  readonly outcome: 'opened' | 'joined' | 'waiting' | 'unheard' | 'nobody'
  /** The case; where it was joined into another one since, that one. */
  readonly case: {
    readonly id: string
    readonly number: string
    readonly title: string
    readonly titleEn: string | null
    readonly status: string
    readonly pack: string
    readonly step: string | null
    readonly office: string | null
    /** Paths of all offices that have or had it: whoever stands at or above one may read it. */
    readonly involved: readonly string[]
    /** ISO instants. */
    readonly dueAt: string | null
    readonly closedAt: string | null
  } | null
}

/** What became of signals, by their ids; one that was not heard yet is left out. */
export async function signalOutcomes(on: Query, ids: readonly string[]): Promise<ReadonlyMap<string, SignalOutcome>> {
  const { rows } = await sql<SignalOutcome>`
    select s.id as signal, s.outcome, case when c.id is not null then json_build_object('id', c.id, 'number', c.number,
      'title', c.title, 'titleEn', c.title_en, 'status', c.status, 'pack', c.pack, 'step', c.step, 'office', c.office, 'involved', c.involved,
      'dueAt', to_char(c.due_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
      'closedAt', to_char(c.closed_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) end as case
    from cases.signal s
      left join cases.case first on first.id = s.case_id
      left join cases.case c on c.id = coalesce(first.joined_into, first.id)
    where s.id = any(${[...ids]}::text[])`.execute(on)
  return new Map(rows.map((row) => [row.signal, row]))
}

import { sql } from 'kysely'
import { fromMercator, type Point } from '../../kernel/place/index.ts'
import type { Query } from '../base/index.ts'
import { below, prefix } from './fact-filter.ts'
import type { Condition } from './facts.ts'

/** A task of an open case that waits at an office and has a place. Instants ISO UTC. */
export type WaitingTask = {
  readonly id: string
  readonly task: string
  readonly number: string
  readonly title: string
  readonly titleEn: string | null
  readonly pack: string
  readonly class: string | null
  readonly urgency: number
  readonly status: 'open' | 'accepted'
  readonly office: string
  readonly path: string
  readonly dueAt: string | null
  readonly openedAt: string | null
  readonly division: string | null
  readonly address: string | null
  readonly at: Point
  readonly demo: boolean
}

/** By what tasks are chosen: any of these. */
export type TaskChoice = { readonly pack?: string; readonly steps?: readonly string[]; readonly class?: string }

const chosen = ({ pack, steps, class: code }: TaskChoice): Condition =>
  sql`(${sql.join(
    [
      sql`true`,
      ...(pack === undefined ? [] : [sql`t.pack = ${pack}`]),
      ...(steps === undefined ? [] : [sql`t.step = any(${[...steps]}::text[])`]),
      ...(code === undefined ? [] : [prefix('t.class', code, '/')]),
    ],
    sql` and `,
  )})`

/**
 * Tasks with a place that wait at an office or below it: the most urgent first, then the soonest due. Requests to help and what was
 * given back are not among them.
 */
export async function waitingTasks(
  on: Query,
  given: { readonly path: string; readonly choices: readonly TaskChoice[]; readonly limit: number },
): Promise<readonly WaitingTask[]> {
  if (given.choices.length === 0) return []
  const { rows } = await sql<Omit<WaitingTask, 'at'> & { x: number; y: number }>`
    select t.case_id as id, t.task, c.number, c.title, c.title_en as "titleEn", t.pack, t.class, t.urgency, t.status, t.office,
      t.office_path as path, t.due_at as "dueAt", t.opened_at as "openedAt", c.division, c.address,
      c.at_point[0] as x, c.at_point[1] as y, c.is_demo as demo
    from cases.task t join cases.case c on c.id = t.case_id
    where t.is_live and t.status in ('open', 'accepted') and c.at_point is not null and ${below('t.office_path', [given.path])}
      and (${sql.join(given.choices.map(chosen), sql` or `)})
    order by t.urgency desc, t.due_key, t.case_id, t.task limit ${given.limit}`.execute(on)
  return rows.map(({ x, y, ...row }) => ({ ...row, at: fromMercator([x, y]) }))
}

import { sql } from 'kysely'
import type { Query } from '../base/index.ts'

/** The personal answers of a case. Only for routes whose permission is graded personal: the pipeline logs the reading. */
export async function readPersonal(on: Query, id: string): Promise<Record<string, unknown>> {
  return (await readPersonalOf(on, [id])).get(id) ?? {}
}

/** The personal answers of several cases, by id; those that have none are left out. */
export async function readPersonalOf(
  on: Query,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Record<string, unknown>>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<{ id: string; answers: Record<string, unknown> }>`
    select case_id as id, answers from cases.personal
    where case_id = any(${[...ids]}::uuid[]) and deleted_at is null`.execute(on)
  return new Map(rows.map(({ id, answers }) => [id, answers]))
}

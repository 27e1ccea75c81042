import { sql } from 'kysely'
import type { Query } from '../base/index.ts'

/** The personal answers of a case. Only for routes whose permission is graded personal: the pipeline logs the reading. */
export async function readPersonal(on: Query, id: string): Promise<Record<string, unknown>> {
  const { rows } = await sql<{ answers: Record<string, unknown> }>`
    select answers from cases.personal where case_id = ${id} and deleted_at is null`.execute(on)
  return rows[0]?.answers ?? {}
}

import { sql } from 'kysely'
import { Type } from 'typebox'
import type { Query } from '../database/db.ts'

/** A job that waits for another attempt or gave up. The payload stays out: it may name people. */
export const JobSeen = Type.Object({
  id: Type.Integer(),
  name: Type.String(),
  attempts: Type.Integer(),
  mostAttempts: Type.Integer(),
  runAt: Type.String(),
  gaveUp: Type.Boolean(),
  fault: Type.Union([Type.String(), Type.Null()]),
})

/** Jobs that failed at least once, those that gave up first. */
export async function troubledJobs(on: Query, limit = 200): Promise<Type.Static<typeof JobSeen>[]> {
  const rows = await sql<Type.Static<typeof JobSeen>>`
    select id, task_identifier as name, attempts, max_attempts as "mostAttempts", run_at as "runAt",
      attempts >= max_attempts as "gaveUp", last_error as fault
    from graphile_worker.jobs where attempts > 0 and last_error is not null
    order by attempts >= max_attempts desc, run_at limit ${limit}`.execute(on)
  return rows.rows
}

/** Lets a job run again now. @returns false when there is no such job, or it is running */
export async function retryJob(on: Query, id: number): Promise<boolean> {
  const done = await sql<{
    id: number
  }>`select id from graphile_worker.reschedule_jobs(array[${id}]::bigint[], run_at => now(), attempts => 0)`.execute(on)
  return done.rows.length > 0
}

/** Removes a job. @returns false when there is no such job, or it is running */
export async function dropJob(on: Query, id: number): Promise<boolean> {
  const done = await sql<{ id: number }>`select id from graphile_worker.complete_jobs(array[${id}]::bigint[])`.execute(
    on,
  )
  return done.rows.length > 0
}

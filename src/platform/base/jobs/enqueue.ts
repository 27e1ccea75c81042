import { sql } from 'kysely'
import type { Static, TSchema } from 'typebox'
import type { Query } from '../database/db.ts'
import type { Job } from './job.ts'

/** When and how a job is to run. */
export type EnqueueOptions = {
  /** At most one waiting job of this key: a second one replaces the payload and time of the first. */
  readonly key?: string
  /** Not before this instant (ISO text or epoch ms). */
  readonly runAt?: string | number
  /** Jobs of one queue run one after the other. */
  readonly queue?: string
  /** Lower runs first; default 0. */
  readonly priority?: number
}

/** Queues a job in the caller's transaction: it runs if that commits, and only then. */
export async function enqueue<Payload extends TSchema>(
  tx: Query,
  job: string | Job<Payload>,
  payload: Static<Payload>,
  options: EnqueueOptions = {},
): Promise<void> {
  const name = typeof job === 'string' ? job : job.name
  const attempts = typeof job === 'string' ? null : (job.attempts ?? null)
  const runAt = options.runAt === undefined ? null : new Date(options.runAt).toISOString()
  await sql`select graphile_worker.add_job(${name}, payload => ${JSON.stringify(payload)}::json,
    queue_name => ${options.queue ?? null}, run_at => ${runAt}::timestamptz, max_attempts => ${attempts ?? 12}::int,
    job_key => ${options.key ?? null}, priority => ${options.priority ?? 0}::int)`.execute(tx)
}

/** A job to be queued among others. */
export type Order = EnqueueOptions & { readonly payload: unknown }

/** Queues many jobs of a kind in one statement, as `enqueue` does one. No two of them may have the same key. */
export async function enqueueAll(tx: Query, job: string, orders: readonly Order[]): Promise<void> {
  if (orders.length === 0) return
  const rows = orders.map(({ payload, key, runAt, queue, priority }) => ({
    ...{ payload, key, queue, priority },
    run_at: runAt === undefined ? undefined : new Date(runAt).toISOString(),
  }))
  await sql`select count(*) from graphile_worker.add_jobs((
    select array_agg(row(${job}, payload, queue, run_at, 12, key, coalesce(priority, 0), null)::graphile_worker.job_spec)
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as one (payload json, key text, queue text, priority integer, run_at timestamptz)))`.execute(tx)
}

/** Takes a waiting job back by its key; one that runs already goes on. */
export async function unqueue(tx: Query, key: string): Promise<void> {
  await sql`select graphile_worker.remove_job(${key})`.execute(tx)
}

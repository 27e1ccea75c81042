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

/** Takes a waiting job back by its key; one that runs already goes on. */
export async function unqueue(tx: Query, key: string): Promise<void> {
  await sql`select graphile_worker.remove_job(${key})`.execute(tx)
}

import { randomInt } from 'node:crypto'
import { EventEmitter } from 'node:events'
import {
  Logger,
  parseCronItems,
  type Runner,
  run,
  runMigrations,
  runOnce,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import { sql } from 'kysely'
import type { ClientBase, Pool } from 'pg'
import pg from 'pg'
import { Compile } from 'typebox/compile'
import type { Db } from '../database/db.ts'
import type { Listener } from '../database/listen.ts'
import type { Log } from '../process/log.ts'
import type { Job } from './job.ts'

/** The schema of graphile-worker; `enqueue` names it too. */
export const jobSchema = 'graphile_worker'

/** Runs jobs. */
export type Workshop = {
  start(): Promise<void>
  /** Runs everything that is due now, in this process, then settles. */
  drain(): Promise<void>
  /** Waits for running jobs, up to some seconds; what is cut off is run again at the next start. */
  stop(): Promise<void>
}

/** Makes graphile-worker's tables as the owner, and lets the runtime role use them (they carry row-level security). */
export async function migrateJobs(owner: Pool, client: ClientBase, appRole: string | undefined): Promise<void> {
  await runMigrations({ pgPool: owner, schema: jobSchema, logger: quietLogger })
  if (appRole === undefined) return
  const role = pg.escapeIdentifier(appRole)
  await client.query(`grant usage on schema ${jobSchema} to ${role};
    grant select, insert, update, delete on all tables in schema ${jobSchema} to ${role};
    grant usage, select on all sequences in schema ${jobSchema} to ${role};
    grant execute on all functions in schema ${jobSchema} to ${role}`)
  const guarded = await client.query<{ name: string }>(
    `select relname as name from pg_class where relnamespace = '${jobSchema}'::regnamespace and relrowsecurity
     and not exists (select 1 from pg_policy where polrelid = pg_class.oid and polname = 'shudu_runs_jobs')`,
  )
  for (const { name } of guarded.rows)
    await client.query(
      `create policy shudu_runs_jobs on ${jobSchema}.${pg.escapeIdentifier(name)} to ${role} using (true) with check (true)`,
    )
}

const quietLogger: Logger = new Logger(() => () => undefined)

function loggerOver(log: Log): Logger {
  return new Logger(() => (level, message, meta) => {
    // Ended because this process stops: it is run again by the next one, and nothing is wrong.
    if (isAbort(meta?.error)) log.debug(message)
    else if (level === 'error') log.error(message, { cause: meta?.error })
    else if (level === 'warning') log.warn(message)
    else log.debug(message)
  })
}

const isAbort = (cause: unknown): boolean => cause instanceof Error && cause.name === 'AbortError'

function taskList(jobs: readonly Job[], log: Log): TaskList {
  const tasks: TaskList = {}
  for (const job of jobs) {
    if (tasks[job.name]) throw new Error(`Two jobs are called ${job.name}`)
    const check = Compile(job.payload)
    tasks[job.name] = async (payload, helpers) => {
      if (!check.Check(payload)) {
        const [first] = check.Errors(payload)
        throw new Error(`The payload of ${job.name} does not fit: ${first?.instancePath} ${first?.message}`)
      }
      await job.run(payload, {
        log: log.with({ job: job.name, id: helpers.job.id }),
        attempt: helpers.job.attempts,
        signal: helpers.abortSignal ?? new AbortController().signal,
      })
    }
  }
  return tasks
}

/** The workshop of one process. `life` shows other processes that this one lives. */
export function workshop(db: Db, life: Listener, jobs: readonly Job[], log: Log, concurrency = 4): Workshop {
  const process = randomInt(1, 2 ** 31 - 1)
  const crons = parseCronItems(
    jobs.flatMap(({ name, cron }) => (cron === undefined ? [] : [{ task: name, match: cron, identifier: name }])),
  )
  const events: WorkerEvents = new EventEmitter()
  // Jobs are locked in the name of the pool, not of the worker that runs them.
  events.on('pool:create', ({ workerPool }) => {
    signUp(db, workerPool.id, process).catch((cause) => log.warn('a pool of workers could not sign up', { cause }))
  })
  const options = {
    pgPool: db.pool,
    schema: jobSchema,
    taskList: taskList(jobs, log),
    logger: loggerOver(log),
    events,
    noHandleSignals: true,
    pollInterval: 5_000,
    concurrency,
  }
  let starting: Promise<Runner> | undefined
  let runs = false
  let stopping = false
  let again: NodeJS.Timeout | undefined
  let sweep: NodeJS.Timeout | undefined

  /** Starts anew whenever it ended by itself: it gives up when the database stays away. */
  async function keepRunning(wait: number): Promise<void> {
    let next = Math.min(wait * 2, 10_000)
    try {
      starting = run({ ...options, parsedCronItems: crons })
      const runner = await starting
      runs = true
      next = 500
      await runner.promise
    } catch (cause) {
      if (!stopping) log.warn('jobs wait', { cause })
    }
    runs = false
    if (!stopping) again = setTimeout(() => void keepRunning(next), wait)
  }
  const free = () => freeLost(db).catch((cause) => log.debug('lost jobs could not be looked for', { cause }))

  return {
    start: async () => {
      await life.hold([workerLock, process])
      await free()
      sweep = setInterval(free, 10_000)
      void keepRunning(500)
    },
    drain: () => runOnce({ ...options, parsedCronItems: [] }),
    stop: async () => {
      stopping = true
      clearTimeout(again)
      clearInterval(sweep)
      // It may be just starting: what it will be is stopped, too. One that failed to start has nothing to stop.
      const runner = await starting?.catch(() => undefined)
      if (runs) await runner?.stop()
      await sql`delete from base.job_worker where process = ${process}`.execute(db)
    },
  }
}

/** First number of the advisory locks that show a living process. */
const workerLock = 7_483_002

async function signUp(db: Db, worker: string, process: number): Promise<void> {
  await sql`insert into base.job_worker (worker, process) values (${worker}, ${process}) on conflict do nothing`.execute(
    db,
  )
}

/**
 * Frees jobs whose worker is gone: a killed process leaves them locked, and graphile-worker alone would wait four
 * hours. A pool signs up a moment after it is made, hence the five seconds.
 */
async function freeLost(db: Db): Promise<void> {
  await sql`with living as (
      select worker from base.job_worker join pg_locks on locktype = 'advisory' and objsubid = 2 and granted
        and classid = ${workerLock}::int::oid and objid = process::oid
      where database = (select oid from pg_database where datname = current_database())
    ), lost as (
      select distinct locked_by from graphile_worker._private_jobs
      where locked_at < now() - interval '5 s' and locked_by not in (select worker from living)
      union select locked_by from graphile_worker._private_job_queues
      where locked_at < now() - interval '5 s' and locked_by not in (select worker from living)
    )
    select graphile_worker.force_unlock_workers(array_agg(locked_by)) from lost having count(*) > 0`.execute(db)
  await sql`delete from base.job_worker where since < now() - interval '1 minute' and not exists (
    select 1 from pg_locks where locktype = 'advisory' and objsubid = 2 and granted and classid = ${workerLock}::int::oid
      and objid = process::oid)`.execute(db)
}

/** How many jobs wait, and how many gave up. */
export type JobState = { readonly waiting: number; readonly failed: number }

/** Looks at the queue as a whole. */
export async function jobState(db: Db): Promise<JobState> {
  const state =
    await sql<JobState>`select count(*) filter (where attempts < max_attempts and run_at <= now()) as waiting,
    count(*) filter (where attempts >= max_attempts) as failed from graphile_worker.jobs`.execute(db)
  return state.rows[0] ?? { waiting: 0, failed: 0 }
}

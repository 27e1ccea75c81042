import type { Static, TSchema } from 'typebox'
import type { Log } from '../process/log.ts'

/** What a running job gets beside its payload. */
export type JobContext = {
  readonly log: Log
  /** How many times it was tried, this time included. */
  readonly attempt: number
  /** Aborted when the process stops: long work should end soon and throw; it is tried again. */
  readonly signal: AbortSignal
}

/** A kind of background work. It may run more than once (after a crash), so it must be repeatable. */
export type Job<Payload extends TSchema = TSchema> = {
  /** `room.what`, unique in the city. */
  readonly name: string
  readonly payload: Payload
  /** How often a failing job is tried before it stays visible as failed (default 12, with growing pauses). */
  readonly attempts?: number
  /** Runs by itself: a cron line (minute hour day month weekday) in Shanghai time. */
  readonly cron?: string
  run(payload: Static<Payload>, context: JobContext): Promise<void>
}

/** Declares a job so that its `run` sees the payload's type. */
export const job = <Payload extends TSchema>(declared: Job<Payload>): Job =>
  // The registry checks each payload against the schema before `run`, so the wider type is safe.
  declared as unknown as Job

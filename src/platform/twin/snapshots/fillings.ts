import { sql } from 'kysely'
import { isObject, type Json, type JsonObject } from '../../../kernel/twin/index.ts'
import type { Base, Query } from '../../base/index.ts'
import { columns, type SnapshotRow, type SnapshotStatus } from './snapshots.ts'
import { type Teller, tellSnapshot } from './tell-snapshot.ts'

/** What became of a snapshot's queries, each by itself (clause 5.2.41). */
export type Filled = {
  readonly status: SnapshotStatus
  readonly snapshotQueriesDetails?: Json
  readonly snapshotTemporalQueriesDetails?: Json
}

/** Ends a filling whose snapshot went meanwhile; in a transaction the snapshot then stays until that ends. */
export type StillWanted = (on: Query) => Promise<void>

/** The snapshot that was being filled is no more, or no more to be filled. */
class NotWanted extends Error {}

const interrupted: JsonObject = {
  resultStatus: 'failure',
  problemDetails: {
    type: 'https://uri.etsi.org/ngsi-ld/errors/InternalError',
    title: 'A fault of ours',
    detail: 'The snapshot was not filled to its end',
    status: 500,
  },
}

/** How a snapshot ends that was not filled: none of its queries counts. */
function failed({ body }: SnapshotRow): Filled {
  const each = (queries: Json | undefined) =>
    (Array.isArray(queries) ? queries.filter(isObject) : []).map(() => interrupted)
  const [now, before] = [each(body.snapshotQueries), each(body.snapshotTemporalQueries)]
  return {
    status: 'failure',
    ...(now.length > 0 && { snapshotQueriesDetails: now }),
    ...(before.length > 0 && { snapshotTemporalQueriesDetails: before }),
  }
}

/** Says how the filling of a snapshot ended, and tells its maker; nothing where it went meanwhile. */
async function settle(services: Teller, row: SnapshotRow, { status, ...details }: Filled): Promise<void> {
  const { base } = services
  const { rows } =
    await sql<SnapshotRow>`update twin.snapshot set status = ${status}, body = body || ${JSON.stringify(details)}::jsonb,
      modified_at = ${new Date(base.now()).toISOString()}::timestamptz
    where tenant = ${row.tenant} and id = ${row.id} and created_at = ${row.created_at}::timestamptz and status = 'preparing'
    returning ${columns}`.execute(base.db)
  if (rows[0]) await tellSnapshot(services, rows[0])
}

const beat = 10_000

/** Snapshots that this process fills, after they were answered for (clause 5.16.1.4). */
export class Fillings {
  readonly #services: Teller
  readonly #running = new Map<SnapshotRow, Promise<void>>()
  #isStopping = false

  constructor(services: Teller) {
    this.#services = services
  }

  /** Fills a snapshot in the background and says how that ended. @returns when it did; never rejects */
  begin(row: SnapshotRow, fill: (still: StillWanted) => Promise<Filled>): Promise<void> {
    const work = this.#run(row, fill).finally(() => this.#running.delete(row))
    this.#running.set(row, work)
    return work
  }

  /** Leaves what is being filled to `loseSnapshots`. */
  async stop(): Promise<void> {
    this.#isStopping = true
    const { base } = this.#services
    for (const { tenant, id } of this.#running.keys())
      await sql`update twin.snapshot set filling_at = '-infinity'
        where tenant = ${tenant} and id = ${id} and status = 'preparing'`
        .execute(base.db)
        // It is found a minute later.
        .catch((cause: unknown) => base.log.warn('a snapshot is left unfilled', { snapshot: id, cause }))
  }

  async #run(row: SnapshotRow, fill: (still: StillWanted) => Promise<Filled>): Promise<void> {
    const { base } = this.#services
    const timer = setInterval(() => void this.#beat(base, row), beat).unref()
    try {
      const filled = await fill((on) => this.#check(on, row)).catch((cause: unknown) => {
        if (cause instanceof NotWanted || this.#isStopping) throw cause
        base.log.warn('a snapshot was not filled', { snapshot: row.id, cause })
        return failed(row)
      })
      await settle(this.#services, row, filled)
    } catch (cause) {
      // Where the end could not be written down it is lost, and `loseSnapshots` finds it.
      if (!(cause instanceof NotWanted)) base.log.warn('a snapshot is left unfilled', { snapshot: row.id, cause })
    } finally {
      clearInterval(timer)
    }
  }

  async #check(on: Query, { tenant, id, created_at }: SnapshotRow): Promise<void> {
    const { rows } = await sql`select 1 from twin.snapshot where tenant = ${tenant} and id = ${id}
      and created_at = ${created_at}::timestamptz and status = 'preparing' for key share`.execute(on)
    if (rows.length === 0 || this.#isStopping) throw new NotWanted()
  }

  async #beat({ db, log }: Pick<Base, 'db' | 'log'>, { tenant, id }: SnapshotRow): Promise<void> {
    if (this.#isStopping) return
    await sql`update twin.snapshot set filling_at = now() where tenant = ${tenant} and id = ${id} and status = 'preparing'`
      .execute(db)
      .catch((cause: unknown) => log.warn('it could not be said that a snapshot is being filled', { cause }))
  }
}

/** Snapshots whose filling ended with its process have failed: nobody said for a minute that he fills them. */
export async function loseSnapshots(services: Teller): Promise<void> {
  const { rows } = await sql<SnapshotRow>`select ${columns} from twin.snapshot
    where status = 'preparing' and filling_at < now() - interval '1 minute'`.execute(services.base.db)
  for (const row of rows) await settle(services, row, failed(row))
}

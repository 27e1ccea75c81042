import { createHmac } from 'node:crypto'
import { sql } from 'kysely'
import type { Actor, Decision } from '../../../kernel/access/index.ts'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { CityError } from '../../../kernel/errors/index.ts'
import type { Query } from '../database/db.ts'
import { isAway } from '../database/trouble.ts'
import type { Log } from '../process/log.ts'

/** One row of `base.audit`: who did what, as what, why, to what, and how it ended. */
export type AuditRow = {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly actorKind: string
  readonly post: string | null
  readonly onBehalfOf: string | null
  readonly action: string
  readonly purpose: string | null
  readonly resource: string | null
  readonly outcome: 'done' | 'denied' | 'failed'
  readonly reason: string | null
  readonly facts: Readonly<Record<string, unknown>> | null
  readonly request: string | null
  readonly addressHash: string | null
}

/** Parts of a row that the caller gives; the rest is filled in. */
export type AuditEntry = {
  readonly actor: Actor
  readonly action: string
  readonly outcome: AuditRow['outcome']
  readonly decision?: Decision
  readonly purpose?: string
  readonly resource?: string
  readonly reason?: string
  readonly facts?: Readonly<Record<string, unknown>>
  readonly request?: string
  readonly addressHash?: string
}

/** Makes a row of an entry, at this moment. */
export const auditRow = (entry: AuditEntry, now = Date.now()): AuditRow => {
  const post = entry.decision?.post
  return {
    id: uuidv7(),
    at: new Date(now).toISOString(),
    actor: entry.actor.id,
    actorKind: entry.actor.kind,
    post: post === undefined ? null : `${post.role}@${post.path}`,
    onBehalfOf: post?.delegatedBy ?? null,
    action: entry.action,
    purpose: entry.purpose ?? null,
    resource: entry.resource ?? null,
    outcome: entry.outcome,
    reason: entry.reason ?? entry.decision?.reason.en ?? null,
    facts: entry.facts ?? null,
    request: entry.request ?? null,
    addressHash: entry.addressHash ?? null,
  }
}

/** What no text of the database holds is replaced: nobody keeps himself out of the audit by a sign that cannot be written. */
const writable = (_: string, value: unknown): unknown =>
  typeof value === 'string' ? value.toWellFormed().replaceAll('\0', '\ufffd') : value

/** Writes rows into the audit, in the caller's transaction when there is one. */
export async function writeAudit(on: Query, rows: readonly AuditRow[]): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into base.audit (id, at, actor, actor_kind, post, on_behalf_of, action, purpose, resource, outcome, reason,
      facts, request, address_hash)
    select id, at, actor, "actorKind", post, "onBehalfOf", action, purpose, resource, outcome, reason, facts, request, "addressHash"
    from jsonb_to_recordset(${JSON.stringify(rows, writable)}::jsonb) as row(id uuid, at timestamptz, actor text, "actorKind" text,
      post text, "onBehalfOf" text, action text, purpose text, resource text, outcome text, reason text, facts jsonb,
      request text, "addressHash" text)`.execute(on)
}

/** Collects rows and writes them together: one statement for all that came while the last one was written. */
export type AuditBook = {
  /** Settles when the row is durable. */
  write(row: AuditRow): Promise<void>
  /** Without waiting; a failure is logged and the row is tried again with the next ones. */
  later(row: AuditRow): void
  /** Settles when all rows given so far are durable. */
  flush(): Promise<void>
}

type Waiting = { readonly row: AuditRow; done?: () => void; failed?: (cause: unknown) => void }

// Rows that nobody waits for are kept in memory while the database is away, up to this many.
const mostKept = 20_000
const mostAtOnce = 500

/** A book over one database. */
export function auditBook(on: Query, log: Log): AuditBook {
  let waiting: Waiting[] = []
  let writing: Promise<void> | undefined
  // Set while the database is away: the next attempt is one for all, a second later.
  let rest: NodeJS.Timeout | undefined

  async function write(batch: readonly Waiting[]): Promise<void> {
    try {
      const rows = batch.map((one) => one.row)
      await writeAudit(on, rows)
      for (const one of batch) one.done?.()
    } catch (cause) {
      if (isAway(cause) || cause instanceof CityError) throw cause
      // One row that the database refuses must not take the others with it.
      if (batch.length > 1) for (const one of batch) await write([one])
      else log.error('an audit row was refused', { row: batch[0]?.row, cause })
      if (batch.length === 1) batch[0]?.failed?.(cause)
    }
  }

  async function writeAll(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostAtOnce)
      waiting = waiting.slice(mostAtOnce)
      try {
        await write(batch)
      } catch (cause) {
        log.warn('the audit waits for the database', { rows: batch.length + waiting.length, reason: String(cause) })
        const all = [...batch, ...waiting]
        for (const one of all) one.failed?.(cause)
        waiting = all.filter((one) => one.failed === undefined).slice(0, mostKept)
        rest = setTimeout(() => {
          rest = undefined
          start()
        }, 1_000)
        return
      }
    }
  }
  const start = () => {
    writing ??= writeAll().finally(() => {
      writing = undefined
    })
  }
  return {
    write: (row) =>
      new Promise((done, failed) => {
        waiting.push({ row, done, failed })
        start()
      }),
    later: (row) => {
      if (waiting.length >= mostKept) log.error('audit row lost: too many are waiting', { action: row.action })
      else waiting.push({ row })
      if (rest === undefined) start()
    },
    flush: async () => {
      start()
      await writing
      clearTimeout(rest)
    },
  }
}

/** The caller's address as a keyed hash: enough to see that two requests came from one place, not from where. */
export const hashAddress = (address: string, key: string): string =>
  createHmac('sha256', key).update(address).digest('base64url').slice(0, 16)

import { sql } from 'kysely'
import type { Query, Tx } from '../base/index.ts'
import { notifyErrors } from './errors.ts'
import type { OutsideChannel } from './model.ts'
import { orderDelivery } from './send.ts'

/** The states of a message on its way. */
export const messageStates = ['waiting', 'sent', 'sandboxed', 'failed', 'dropped'] as const

/** One line of the log of what was sent outside: no contents, the address masked. */
export type SentLine = {
  readonly id: string
  readonly channel: OutsideChannel
  readonly template: string
  readonly about: string
  readonly state: (typeof messageStates)[number]
  readonly attempts: number
  readonly shownTo?: string
  readonly fault?: string
  readonly providerId?: string
  readonly isDemo: boolean
  readonly madeAt: string
  readonly dueAt: string
  readonly doneAt?: string
}

/** A message in the sandbox: what would have been sent. */
export type Sandboxed = SentLine & { readonly title?: string; readonly text?: string; readonly link?: string }

/** What narrows the log. */
export type MessageFilter = {
  readonly channel?: OutsideChannel
  /** Only what is in the sandbox, and what waits to go there: what is not yet due on these channels. */
  readonly sandboxOf?: readonly OutsideChannel[]
  readonly state?: string
  readonly about?: string
  readonly before?: string
  readonly limit: number
}

type Row = { [K in keyof Sandboxed]-?: Sandboxed[K] | null }

/** The log, newest first. */
export async function readMessages(on: Query, filter: MessageFilter): Promise<readonly Sandboxed[]> {
  const { channel, state, about, before, limit, sandboxOf } = filter
  const { rows } = await sql<Row>`
    select id, channel, template, about, state, attempts, shown_to as "shownTo", fault, provider_id as "providerId",
      is_demo as "isDemo", made_at as "madeAt", due_at as "dueAt", done_at as "doneAt", title, body as text, link
    from notify.message
    where (${channel ?? null}::text is null or channel = ${channel ?? null})
      and (${state ?? null}::text is null or state = ${state ?? null})
      and (${sandboxOf === undefined} or state = 'sandboxed'
        or (state = 'waiting' and (is_demo or channel = any(${[...(sandboxOf ?? [])]}::text[]))))
      and (${about ?? null}::text is null or about = ${about ?? null})
      and (${before ?? null}::uuid is null or id < ${before ?? null}::uuid)
    order by id desc limit ${limit}`.execute(on)
  return rows.map(withoutNulls)
}

/** Puts a message that failed back as if new, once what was in its way is mended. @throws notify.noMessage */
export async function sendAgain(tx: Tx, id: string, now: number): Promise<void> {
  const { rows } = await sql<{ channel: OutsideChannel; due_at: string }>`update notify.message
    set state = 'waiting', attempts = 0, fault = null, done_at = null, due_at = ${new Date(now).toISOString()}
    where id = ${id} and state = 'failed' and body is not null returning channel, due_at`.execute(tx)
  if (rows.length === 0) throw notifyErrors.make('notify.noMessage')
  await orderDelivery(tx, rows)
}

/** Absent instead of null, as the API says it. */
function withoutNulls(row: Row): Sandboxed {
  const entries = Object.entries(row).filter(([, value]) => value !== null)
  return Object.fromEntries(entries) as Sandboxed // columns that can be null are optional in it
}

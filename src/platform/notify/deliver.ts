import { sql } from 'kysely'
import { Type } from 'typebox'
import { type Base, enqueue, type Job, job, type Query } from '../base/index.ts'
import type { CasesRoom } from '../cases/index.ts'
import type { Carrier, Outcome } from './channels/channel.ts'
import type { Contact, OutsideChannel } from './model.ts'
import { findContact } from './people.ts'
import { deliverJob } from './send.ts'

/** What delivering stands on. */
export type DeliverParts = {
  readonly base: Base
  readonly cases: Pick<CasesRoom, 'readPersonal'>
  carrier(channel: OutsideChannel): Promise<Carrier>
}

/** Pauses after failures, in minutes; after the last the message has failed. */
export const pauses = [1, 5, 15, 60, 180, 360] as const

type Row = {
  id: string
  channel: OutsideChannel
  person: string | null
  reporter_of: string | null
  language: 'zh' | 'en'
  title: string
  body: string
  link: string | null
  is_demo: boolean
  attempts: number
}

/** Sends one message: to the provider, or to the sandbox when none is configured or it is about generated data. */
export function makeDeliverJob(parts: DeliverParts): Job {
  const { base } = parts
  return job({
    name: deliverJob,
    payload: Type.Object({ message: Type.String() }),
    run: async ({ message }) => {
      const row = await findWaiting(base.db, message)
      if (row) await deliver(row, parts)
    },
  })
}

async function findWaiting(on: Query, id: string): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select id, channel, person, reporter_of, language, title, body, link, is_demo, attempts
    from notify.message where id = ${id} and state = 'waiting'`.execute(on)
  return rows[0]
}

async function contactOf(row: Row, { base, cases }: DeliverParts): Promise<Contact | undefined> {
  if (row.person !== null) return findContact(base.db, row.person)
  if (row.reporter_of === null) return undefined
  const { name, phone, email } = await cases.readPersonal(row.reporter_of)
  const said = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
  return {
    ...{ id: row.reporter_of, kind: 'reporter', language: row.language },
    ...{ name: said(name), phone: said(phone), email: said(email) },
  }
}

async function deliver(row: Row, parts: DeliverParts): Promise<void> {
  const { base } = parts
  const carrier = await parts.carrier(row.channel)
  const to = await contactOf(row, parts)
  const shownTo = to && carrier.shownTo(to)
  if (!to || shownTo === undefined) return close(base, row, 'dropped', { fault: 'no address' })
  if (!carrier.send || row.is_demo) return close(base, row, 'sandboxed', { shownTo })
  const { id, title, body, link } = row
  const outcome = await carrier.send({ id, to, title, text: body, link: link ?? undefined })
  await note(base, row, outcome, shownTo)
}

async function note(base: Base, row: Row, outcome: Outcome, shownTo: string): Promise<void> {
  if (outcome.kind === 'sent') return close(base, row, 'sent', { shownTo, providerId: outcome.providerId })
  const { fault } = outcome
  const pause = pauses[row.attempts]
  base.log.warn('a message did not get through', {
    message: row.id,
    channel: row.channel,
    fault,
    attempt: row.attempts + 1,
  })
  if (outcome.kind === 'refused' || pause === undefined) return close(base, row, 'failed', { shownTo, fault })
  const dueAt = base.now() + pause * 60_000
  await base.db.tx(async (tx) => {
    await sql`update notify.message set attempts = attempts + 1, fault = ${fault}, shown_to = ${shownTo},
      due_at = ${new Date(dueAt).toISOString()} where id = ${row.id}`.execute(tx)
    await enqueue(tx, deliverJob, { message: row.id }, { runAt: dueAt })
  })
}

type Closing = { readonly shownTo?: string; readonly fault?: string; readonly providerId?: string }

async function close(
  base: Base,
  row: Row,
  state: 'sent' | 'sandboxed' | 'failed' | 'dropped',
  { shownTo, fault, providerId }: Closing,
): Promise<void> {
  const isTried = state === 'sent' || state === 'failed'
  await sql`update notify.message set state = ${state}, attempts = attempts + ${isTried ? 1 : 0},
    shown_to = ${shownTo ?? null}, fault = ${fault ?? null}, provider_id = ${providerId ?? null},
    done_at = ${new Date(base.now()).toISOString()} where id = ${row.id}`.execute(base.db)
}

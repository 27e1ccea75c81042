import { sql } from 'kysely'
import { Type } from 'typebox'
import { type Base, type Job, job, type Query } from '../base/index.ts'
import type { CasesRoom } from '../cases/index.ts'
import { addressesOf } from '../identity/index.ts'
import type { Carrier, Outcome } from './channels/channel.ts'
import { type Contact, type OutsideChannel, outsideChannels } from './model.ts'
import { deliverJob, orderDelivery } from './send.ts'

/** What delivering stands on. */
export type DeliverParts = {
  readonly base: Base
  readonly cases: Pick<CasesRoom, 'readPersonal'>
  carrier(channel: OutsideChannel): Promise<Carrier>
}

/** Pauses after failures, in minutes; after the last the message has failed. */
export const pauses = [1, 5, 15, 60, 180, 360] as const

/** Messages read in one go, and how many of them are on their way to the provider at once. */
const batch = 200
const atOnce = 8

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

/**
 * Sends what is due on a channel: to the provider, or to the sandbox when none is configured or it is about generated
 * data. One job a channel runs at a time; that of every minute takes what slipped between.
 */
export function makeDeliverJob(parts: DeliverParts): Job {
  return job({
    name: deliverJob,
    cron: '* * * * *',
    payload: Type.Object({ channel: Type.Optional(Type.Enum([...outsideChannels])) }),
    run: async ({ channel }, { signal }) => {
      const { db, now } = parts.base
      if (channel === undefined) return orderDelivery(db, await dueChannels(db, now()))
      const carrier = await parts.carrier(channel)
      for (let count = batch; count === batch; ) {
        signal.throwIfAborted()
        const rows = await findDue(db, channel, now())
        await deliverAll(rows, carrier, parts)
        count = rows.length
      }
    },
  })
}

async function dueChannels(on: Query, now: number) {
  const { rows } = await sql<{ channel: OutsideChannel; due_at: string }>`
    select channel, ${new Date(now).toISOString()}::timestamptz as due_at from unnest(${[...outsideChannels]}::text[]) as channel
    where exists (select from notify.message m
      where m.channel = channel and m.state = 'waiting' and m.due_at <= ${new Date(now).toISOString()})`.execute(on)
  return rows
}

async function findDue(on: Query, channel: OutsideChannel, now: number): Promise<readonly Row[]> {
  const { rows } = await sql<Row>`
    select id, channel, person, reporter_of, language, title, body, link, is_demo, attempts from notify.message
    where channel = ${channel} and state = 'waiting' and due_at <= ${new Date(now).toISOString()}
    order by due_at, id limit ${batch}`.execute(on)
  return rows
}

/** Who is meant by each row, as far as he can be reached at all. */
async function contactsOf(rows: readonly Row[], { base, cases }: DeliverParts) {
  const people = await addressesOf(
    base.db,
    rows.flatMap(({ person }) => person ?? []),
  )
  const reporters = await cases.readPersonal(rows.flatMap(({ reporter_of }) => reporter_of ?? []))
  const said = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
  return ({ person, reporter_of, language }: Row): Contact | undefined => {
    if (person !== null) return people.get(person)
    if (reporter_of === null) return undefined
    const { name, phone, email } = reporters.get(reporter_of) ?? {}
    return {
      ...{ id: reporter_of, kind: 'reporter', language },
      ...{ name: said(name), phone: said(phone), email: said(email) },
    }
  }
}

async function deliverAll(rows: readonly Row[], carrier: Carrier, parts: DeliverParts): Promise<void> {
  const { base } = parts
  const contactOf = await contactsOf(rows, parts)
  const closed: Closing[] = []
  const going: { readonly row: Row; readonly to: Contact; readonly shownTo: string }[] = []
  for (const row of rows) {
    const to = contactOf(row)
    const shownTo = to && carrier.shownTo(to)
    if (!to || shownTo === undefined) closed.push({ row, state: 'dropped', fault: 'no address' })
    else if (!carrier.send || row.is_demo) closed.push({ row, state: 'sandboxed', shownTo })
    else going.push({ row, to, shownTo })
  }
  await close(base, closed)
  for (let at = 0; at < going.length; at += atOnce)
    await Promise.all(
      going.slice(at, at + atOnce).map(async ({ row, to, shownTo }) => {
        await note(base, row, await sendOne(row, to, carrier), shownTo)
      }),
    )
}

async function sendOne(row: Row, to: Contact, { send }: Carrier): Promise<Outcome> {
  const { id, title, body, link } = row
  try {
    // Only rows of a channel that sends come here.
    return (await send?.({ id, to, title, text: body, link: link ?? undefined })) ?? { kind: 'failed', fault: 'closed' }
  } catch (cause) {
    // Not a word of the provider but a fault of ours or of its settings: later messages must not wait for it.
    return { kind: 'failed', fault: cause instanceof Error ? cause.message : String(cause) }
  }
}

async function note(base: Base, row: Row, outcome: Outcome, shownTo: string): Promise<void> {
  if (outcome.kind === 'sent') return close(base, [{ row, state: 'sent', shownTo, providerId: outcome.providerId }])
  const { fault } = outcome
  const pause = pauses[row.attempts]
  base.log.warn('a message did not get through', {
    message: row.id,
    channel: row.channel,
    fault,
    attempt: row.attempts + 1,
  })
  if (outcome.kind === 'refused' || pause === undefined) return close(base, [{ row, state: 'failed', shownTo, fault }])
  const due_at = new Date(base.now() + pause * 60_000).toISOString()
  await base.db.tx(async (tx) => {
    await sql`update notify.message set attempts = attempts + 1, fault = ${fault}, shown_to = ${shownTo},
      due_at = ${due_at} where id = ${row.id}`.execute(tx)
    await orderDelivery(tx, [{ channel: row.channel, due_at }])
  })
}

type Closing = {
  readonly row: Row
  readonly state: 'sent' | 'sandboxed' | 'failed' | 'dropped'
  readonly shownTo?: string
  readonly fault?: string
  readonly providerId?: string
}

async function close({ db, now }: Base, all: readonly Closing[]): Promise<void> {
  if (all.length === 0) return
  const rows = all.map(({ row, state, shownTo, fault, providerId }) => ({
    ...{ id: row.id, state, shown_to: shownTo, fault, provider_id: providerId },
    tries: state === 'sent' || state === 'failed' ? 1 : 0,
  }))
  await sql`update notify.message m set state = one.state, attempts = m.attempts + one.tries, shown_to = one.shown_to,
      fault = one.fault, provider_id = one.provider_id, done_at = ${new Date(now()).toISOString()}
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as one (id uuid, state text, tries integer, shown_to text, fault text, provider_id text)
    where m.id = one.id`.execute(db)
}

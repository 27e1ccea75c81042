import { sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import { enqueue, type Tx } from '../base/index.ts'
import type { CasesRoom } from '../cases/index.ts'
import { fillTemplate, type OutsideChannel, outsideChannels, type Recipient, type Sending, type Sent } from './model.ts'
import { readTold, type Told, usualQuiet } from './people.ts'
import { afterQuiet } from './quiet-hours.ts'

/** Name of the job that sends one message. */
export const deliverJob = 'notify.deliver'

/** What sending stands on. */
export type SendParts = {
  readonly cases: Pick<CasesRoom, 'readPersonal' | 'book'>
  now(): number
  /** The address under which a path of the application is reached from outside. */
  addressOf(path: string): string
}

type Draft = {
  readonly channel: OutsideChannel
  readonly person?: string
  readonly reporterOf?: string
  readonly language: 'zh' | 'en'
  readonly dueAt: number
}

/**
 * Tells people something, in the transaction of its cause: either both are kept or neither. The inbox is told at once;
 * other channels by a job after commit, in each one's language, outside quiet hours.
 */
export async function send(tx: Tx, sending: Sending, parts: SendParts): Promise<Sent> {
  const recipients = [sending.to].flat() as readonly Recipient[] // one or several of the same
  const people = recipients.flatMap((to) => ('person' in to ? [to.person] : []))
  const told = await readTold(tx, [...new Set(people)])
  const now = parts.now()
  const wants = (channel: 'inbox' | OutsideChannel): boolean => sending.channels?.includes(channel) ?? true
  const reporters = recipients.flatMap((to) => ('reporterOf' in to ? [to.reporterOf] : []))
  const outside = [
    ...told.flatMap((one) => toPerson(one, sending, now)),
    ...(await Promise.all(reporters.map((id) => toReporter(id, sending, parts)))).flat(),
  ].filter((draft) => wants(draft.channel))
  const notices = wants('inbox') ? await writeNotices(tx, told, sending, now) : 0
  await writeMessages(tx, outside, sending, parts)
  return { notices, messages: outside.length }
}

function toPerson({ id, language, preference }: Told, { template, channels }: Sending, now: number): Draft[] {
  if (template.urgent !== true && preference.muted.includes(template.name)) return []
  const chosen = channels ? outsideChannels.filter((one) => channels.includes(one)) : preference.channels
  const dueAt = template.urgent === true ? now : afterQuiet(now, preference.quiet)
  return chosen.map((channel) => ({ channel, person: id, language, dueAt }))
}

/** Whoever reported without an account is told by SMS, or by e-mail, as he left it with the case. */
async function toReporter(id: string, { template }: Sending, { cases, now }: SendParts): Promise<Draft[]> {
  const { phone, email } = await cases.readPersonal(id)
  const channel = typeof phone === 'string' ? 'sms' : typeof email === 'string' ? 'email' : undefined
  if (channel === undefined) return []
  const language = (await cases.book.find(id))?.state.language ?? 'zh'
  const dueAt = template.urgent === true ? now() : afterQuiet(now(), usualQuiet)
  return [{ channel, reporterOf: id, language, dueAt }]
}

async function writeNotices(tx: Tx, told: readonly Told[], sending: Sending, now: number): Promise<number> {
  if (told.length === 0) return 0
  const { template, about, link, isDemo = false } = sending
  const values = { ...sending.values, ...(link === undefined ? {} : { link }) }
  const [title, body] = [fillTemplate(template.title, values), fillTemplate(template.text, values)]
  await sql`insert into notify.notice (id, person, template, title, body, link, about, is_urgent, is_demo, at)
    select id, person, ${template.name}, ${JSON.stringify(title)}::jsonb, ${JSON.stringify(body)}::jsonb, ${link ?? null},
      ${about}, ${template.urgent === true}, ${isDemo}, ${new Date(now).toISOString()}::timestamptz
    from unnest(${told.map(() => uuidv7())}::uuid[], ${told.map(({ id }) => id)}::uuid[]) as one (id, person)`.execute(
    tx,
  )
  return told.length
}

async function writeMessages(tx: Tx, drafts: readonly Draft[], sending: Sending, parts: SendParts): Promise<void> {
  const { template, about, isDemo = false } = sending
  const [now, link] = [parts.now(), sending.link === undefined ? undefined : parts.addressOf(sending.link)]
  const values = { ...sending.values, ...(link === undefined ? {} : { link }) }
  const [title, body] = [fillTemplate(template.title, values), fillTemplate(template.text, values)]
  for (const { channel, person, reporterOf, language, dueAt } of drafts) {
    const id = uuidv7()
    await sql`insert into notify.message (id, channel, person, reporter_of, language, template, title, body, link, about,
        is_demo, state, due_at, made_at)
      values (${id}, ${channel}, ${person ?? null}, ${reporterOf ?? null}, ${language}, ${template.name},
        ${title[language]}, ${body[language]}, ${link ?? null}, ${about}, ${isDemo}, 'waiting',
        ${new Date(dueAt).toISOString()}, ${new Date(now).toISOString()})`.execute(tx)
    await enqueue(tx, deliverJob, { message: id }, { runAt: dueAt })
  }
}

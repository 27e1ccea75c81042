import { sql } from 'kysely'
import { uuidv7 } from '../../kernel/codes/index.ts'
import type { Language, Words } from '../../kernel/words.ts'
import { enqueueAll, type Query, type Tx } from '../base/index.ts'
import type { CasesRoom } from '../cases/index.ts'
import { fillTemplate, type OutsideChannel, outsideChannels, type Recipient, type Sending, type Sent } from './model.ts'
import { readTold, type Told, usualQuiet } from './people.ts'
import { afterQuiet } from './quiet-hours.ts'

/** Name of the job that sends what is due on a channel. */
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
  readonly language: Language
  readonly dueAt: number
}

/**
 * Tells people something, in the transaction of its cause: either both are kept or neither. The inbox is told at once;
 * other channels by a job after commit, in each one's language, outside quiet hours.
 */
export const send = (tx: Tx, sending: Sending, parts: SendParts): Promise<Sent> => sendAll(tx, [sending], parts)

/** Tells many things, in a few statements. @returns how many lines and messages there were in all */
export async function sendAll(tx: Tx, all: readonly Sending[], parts: SendParts): Promise<Sent> {
  const [told, reporters] = [await readTold(tx, peopleIn(all)), await readReporters(all, parts)]
  const now = parts.now()
  const made = all.map((sending) => draftsOf(sending, { told, reporters, now, parts }))
  await writeNotices(
    tx,
    made.flatMap(({ notices }) => notices),
  )
  await writeMessages(
    tx,
    made.flatMap(({ messages }) => messages),
  )
  const sum = (of: (one: (typeof made)[number]) => number) => made.reduce((total, one) => total + of(one), 0)
  return { notices: sum((one) => one.notices.length), messages: sum((one) => one.messages.length) }
}

// one or several of the same
const recipientsOf = ({ to }: Sending): readonly Recipient[] => [to].flat() as readonly Recipient[]

const peopleIn = (all: readonly Sending[]): readonly string[] => [
  ...new Set(all.flatMap(recipientsOf).flatMap((to) => ('person' in to ? [to.person] : []))),
]

/** Whoever reported a case without an account: the channel and the language he left with it. */
type Reporter = { readonly channel: OutsideChannel; readonly language: Language }

async function readReporters(all: readonly Sending[], { cases }: SendParts): Promise<ReadonlyMap<string, Reporter>> {
  const ids = [...new Set(all.flatMap(recipientsOf).flatMap((to) => ('reporterOf' in to ? [to.reporterOf] : [])))]
  const personal = await cases.readPersonal(ids)
  const found = await Promise.all(
    ids.map(async (id) => {
      const { phone, email } = personal.get(id) ?? {}
      const channel = typeof phone === 'string' ? 'sms' : typeof email === 'string' ? 'email' : undefined
      if (channel === undefined) return []
      return [[id, { channel, language: (await cases.book.find(id))?.state.language ?? 'zh' }] as const]
    }),
  )
  return new Map(found.flat())
}

type Known = {
  readonly told: ReadonlyMap<string, Told>
  readonly reporters: ReadonlyMap<string, Reporter>
  readonly now: number
  readonly parts: SendParts
}

/** Rows of the inbox and of messages for one thing that is told. */
function draftsOf(sending: Sending, { told, reporters, now, parts }: Known) {
  const recipients = recipientsOf(sending)
  const people = [...new Set(recipients.flatMap((to) => ('person' in to ? [to.person] : [])))].flatMap(
    (id) => told.get(id) ?? [],
  )
  const wants = (channel: 'inbox' | OutsideChannel): boolean => sending.channels?.includes(channel) ?? true
  const drafts = [
    ...people.flatMap((one) => toPerson(one, sending, now)),
    ...recipients.flatMap((to) => ('reporterOf' in to ? toReporter(to.reporterOf, reporters, sending, now) : [])),
  ].filter((draft) => wants(draft.channel))
  const { template, about, link, isDemo = false } = sending
  const common = { template: template.name, about, is_demo: isDemo, at: new Date(now).toISOString() }
  const [inside, outside] = [filled(sending, link), filled(sending, link === undefined ? link : parts.addressOf(link))]
  return {
    notices: !wants('inbox')
      ? []
      : people.map(({ id: person }) => ({
          ...{ ...common, id: uuidv7(), person, title: inside.title, body: inside.body, link },
          is_urgent: template.urgent === true,
        })),
    messages: drafts.map(({ channel, person, reporterOf, language, dueAt }) => ({
      ...{ ...common, id: uuidv7(), channel, person, reporter_of: reporterOf, language, link: outside.link },
      ...{ title: outside.title[language], body: outside.body[language], due_at: new Date(dueAt).toISOString() },
    })),
  }
}

function filled({ template, values: given }: Sending, link?: string): { title: Words; body: Words; link?: string } {
  const values = { ...given, ...(link === undefined ? {} : { link }) }
  return { title: fillTemplate(template.title, values), body: fillTemplate(template.text, values), link }
}

function toPerson({ id, language, preference, reach }: Told, { template, channels }: Sending, now: number): Draft[] {
  if (template.urgent !== true && preference.muted.includes(template.name)) return []
  const wished = template.isDuty === true && preference.channels.length === 0 ? reach : preference.channels
  const chosen = channels ? outsideChannels.filter((one) => channels.includes(one)) : wished
  const dueAt = template.urgent === true ? now : afterQuiet(now, preference.quiet)
  return chosen.map((channel) => ({ channel, person: id, language, dueAt }))
}

/** Whoever reported without an account is told by SMS, or by e-mail, as he left it with the case. */
function toReporter(id: string, reporters: Known['reporters'], { template }: Sending, now: number): Draft[] {
  const reporter = reporters.get(id)
  if (!reporter) return []
  return [{ ...reporter, reporterOf: id, dueAt: template.urgent === true ? now : afterQuiet(now, usualQuiet) }]
}

type Made = ReturnType<typeof draftsOf>

async function writeNotices(tx: Tx, rows: Made['notices']): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into notify.notice (id, person, template, title, body, link, about, is_urgent, is_demo, at)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as one (id uuid, person uuid, template text,
      title jsonb, body jsonb, link text, about text, is_urgent boolean, is_demo boolean, at timestamptz)`.execute(tx)
}

async function writeMessages(tx: Tx, rows: Made['messages']): Promise<void> {
  if (rows.length === 0) return
  await sql`insert into notify.message (id, channel, person, reporter_of, language, template, title, body, link, about,
      is_demo, state, due_at, made_at)
    select id, channel, person, reporter_of, language, template, title, body, link, about, is_demo, 'waiting', due_at, at
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as one (id uuid, channel text, person uuid, reporter_of uuid,
      language text, template text, title text, body text, link text, about text, is_demo boolean, due_at timestamptz,
      at timestamptz)`.execute(tx)
  await orderDelivery(tx, rows)
}

/** Orders one job for each channel and second in which something falls due. */
export async function orderDelivery(
  tx: Query,
  due: readonly { readonly channel: OutsideChannel; readonly due_at: string }[],
): Promise<void> {
  const orders = new Map(
    due.map(({ channel, due_at }) => {
      const second = Math.ceil(Date.parse(due_at) / 1_000)
      const [key, queue] = [`${deliverJob}:${channel}:${second}`, `${deliverJob}:${channel}`]
      return [key, { payload: { channel }, key, queue, runAt: second * 1_000 }] as const
    }),
  )
  // In one order everywhere, so that no two transactions wait for each other.
  const keys = [...orders.keys()].sort()
  await enqueueAll(
    tx,
    deliverJob,
    keys.flatMap((key) => orders.get(key) ?? []),
  )
}

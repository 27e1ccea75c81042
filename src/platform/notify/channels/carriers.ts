import { sql } from 'kysely'
import { maskPhone } from '../../../kernel/codes/index.ts'
import type { Outside, Query } from '../../base/index.ts'
import type { Contact, OutsideChannel } from '../model.ts'
import { seal, unseal } from '../seal.ts'
import { type Adapter, type Secrets, sendByAdapter } from './adapter.ts'
import type { Carrier } from './channel.ts'

/** The channels that are set up as data. */
export type AdapterChannel = Exclude<OutsideChannel, 'email'>

/** An adapter as it is kept. Secrets are only named here. */
export type KeptAdapter = {
  readonly adapter: Adapter
  readonly secretNames: readonly string[]
  readonly changedBy: string
  readonly changedAt: string
}

type Row = { adapter: Adapter; secrets: Buffer; changed_by: string; changed_at: string }

async function findRow(on: Query, channel: AdapterChannel): Promise<Row | undefined> {
  const { rows } = await sql<Row>`
    select adapter, secrets, changed_by, changed_at from notify.channel where name = ${channel}`.execute(on)
  return rows[0]
}

// written by `keepAdapter` alone
const secretsOf = (key: Buffer, row: Row): Secrets => JSON.parse(unseal(key, row.secrets)) as Secrets

/** The adapter of a channel; nothing when it goes to the sandbox. */
export async function findAdapter(on: Query, channel: AdapterChannel, key: Buffer): Promise<KeptAdapter | undefined> {
  const row = await findRow(on, channel)
  if (!row) return undefined
  const secretNames = Object.keys(secretsOf(key, row)).sort()
  return { adapter: row.adapter, secretNames, changedBy: row.changed_by, changedAt: row.changed_at }
}

/** Which of the channels have no adapter, so that what is sent there stays in the sandbox. */
export async function sandboxed(on: Query): Promise<readonly AdapterChannel[]> {
  const { rows } = await sql<{ name: string }>`select name from notify.channel`.execute(on)
  return (['sms', 'webhook'] as const).filter((channel) => rows.every(({ name }) => name !== channel))
}

/** Secrets of a channel with some changed: a text sets one, null removes it. */
export async function mergeSecrets(
  on: Query,
  channel: AdapterChannel,
  changes: Readonly<Record<string, string | null>>,
  key: Buffer,
): Promise<Secrets> {
  const row = await findRow(on, channel)
  const all = { ...(row ? secretsOf(key, row) : {}), ...changes }
  return Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === null ? [] : [[name, value]])))
}

/** Keeps an adapter and its secrets, sealed. */
export async function keepAdapter(
  on: Query,
  channel: AdapterChannel,
  { adapter, secrets, by }: { readonly adapter: Adapter; readonly secrets: Secrets; readonly by: string },
  key: Buffer,
): Promise<void> {
  await sql`insert into notify.channel (name, adapter, secrets, changed_by)
    values (${channel}, ${JSON.stringify(adapter)}::jsonb, ${seal(key, JSON.stringify(secrets))}, ${by})
    on conflict (name) do update set adapter = excluded.adapter, secrets = excluded.secrets,
      changed_by = excluded.changed_by, changed_at = now()`.execute(on)
}

/** Sends a channel to the sandbox again. */
export async function dropAdapter(on: Query, channel: AdapterChannel): Promise<void> {
  await sql`delete from notify.channel where name = ${channel}`.execute(on)
}

/** An SMS needs a phone number; a webhook reaches anybody, by the person's id. */
const shown: Readonly<Record<AdapterChannel, (to: Contact) => string | undefined>> = {
  sms: ({ phone }) => (phone === undefined ? undefined : maskPhone(phone)),
  webhook: ({ id }) => id,
}

/** The way out of a channel as it is set up now. */
export async function adapterCarrier(
  on: Query,
  channel: AdapterChannel,
  key: Buffer,
  outside: Outside,
): Promise<Carrier> {
  const row = await findRow(on, channel)
  const shownTo = shown[channel]
  if (!row) return { shownTo }
  return { shownTo, send: async (letter) => sendByAdapter(row.adapter, secretsOf(key, row), letter, outside) }
}

import { createHmac, randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { EventType } from '../../../kernel/flow/index.ts'
import type { Query } from '../../base/index.ts'
import { notifyErrors } from '../errors.ts'
import { seal, unseal } from '../seal.ts'

/** What outside systems may hear of: what happens to a case as its reporter and other offices see it, no inner notes. */
const told: Readonly<Record<EventType, boolean>> = {
  submitted: true,
  recorded: false,
  opened: false,
  skipped: false,
  accepted: true,
  completed: true,
  dispatched: true,
  'handed-on': true,
  returned: true,
  crew: true,
  'help-asked': false,
  'help-given': false,
  'extension-asked': false,
  'extension-decided': true,
  contacted: true,
  progressed: true,
  asked: true,
  answered: true,
  added: true,
  noted: false,
  nudged: true,
  supervised: true,
  rechecked: false,
  corrected: false,
  undone: true,
  reopened: true,
  rated: true,
  joined: true,
  absorbed: false,
  heard: false,
  calmed: false,
  parted: true,
  followed: true,
  'effect-due': false,
  'effect-decided': false,
  'effect-begun': false,
  'effect-told': false,
  separated: true,
  released: false,
  overdue: true,
  withdrawn: true,
  closed: true,
  migrated: false,
}

/** The event types that may be subscribed to. */
export const hookTypes: readonly string[] = Object.entries(told).flatMap(([type, isTold]) =>
  isTold ? [`case.${type}`] : [],
)

/** A subscription as administrators see it. */
export type Hook = {
  readonly id: string
  readonly title: string
  readonly url: string
  readonly types: readonly string[]
  readonly packs: readonly string[]
  readonly madeBy: string
  readonly madeAt: string
  readonly closedAt?: string
  readonly closedWhy?: string
  readonly failures: number
  readonly openUntil?: string
  readonly waiting: number
  readonly dead: number
}

/** What an administrator says of a new subscription. */
export type NewHook = {
  readonly title: string
  readonly url: string
  readonly types: readonly string[]
  readonly packs: readonly string[]
}

/** @throws notify.unknownType */
export function checkTypes(types: readonly string[]): void {
  const known = new Set([...hookTypes, 'case.*'])
  for (const type of types)
    if (!known.has(type)) throw notifyErrors.make('notify.unknownType', { type, types: [...known].join(', ') })
}

/** A secret in the form of Standard Webhooks: `whsec_` and 32 bytes in base64. */
export const newSecret = (): string => `whsec_${randomBytes(32).toString('base64')}`

/**
 * The signature of Standard Webhooks 1.0: HMAC-SHA256 over `id.timestamp.body`, so that a receiver can tell who sent
 * it, that nothing was changed, and that it is not an old one sent again.
 */
export function signature(secret: string, id: string, timestamp: number, body: string): string {
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`
}

/** Adds a subscription. @returns its id and the secret, which is shown this once */
export async function addHook(
  on: Query,
  hook: NewHook,
  by: string,
  key: Buffer,
): Promise<{ readonly id: string; readonly secret: string }> {
  const [id, secret] = [uuidv7(), newSecret()]
  await sql`insert into notify.hook (id, title, url, types, packs, secret, made_by)
    values (${id}, ${hook.title}, ${hook.url}, ${[...hook.types]}::text[], ${[...hook.packs]}::text[],
      ${seal(key, secret)}, ${by})`.execute(on)
  return { id, secret }
}

type HookRow = Omit<Hook, 'closedAt' | 'closedWhy' | 'openUntil'> & {
  closedAt: string | null
  closedWhy: string | null
  openUntil: string | null
}

/** All subscriptions, or one. */
export async function readHooks(on: Query, id?: string): Promise<readonly Hook[]> {
  const { rows } = await sql<HookRow>`
    select h.id, h.title, h.url, h.types, h.packs, h.made_by as "madeBy", h.made_at as "madeAt",
      h.closed_at as "closedAt", h.closed_why as "closedWhy", h.failures, h.open_until as "openUntil",
      (select count(*) from notify.hook_delivery d where d.hook = h.id and d.state = 'waiting') as waiting,
      (select count(*) from notify.hook_delivery d where d.hook = h.id and d.state = 'dead') as dead
    from notify.hook h where ${id ?? null}::uuid is null or h.id = ${id ?? null}::uuid
    order by h.closed_at nulls first, h.id desc limit 500`.execute(on)
  return rows.map(({ closedAt, closedWhy, openUntil, ...hook }) => ({
    ...hook,
    closedAt: closedAt ?? undefined,
    closedWhy: closedWhy ?? undefined,
    openUntil: openUntil ?? undefined,
  }))
}

/** One subscription. @throws notify.noHook */
export async function readHook(on: Query, id: string): Promise<Hook> {
  const [hook] = await readHooks(on, id)
  if (!hook) throw notifyErrors.make('notify.noHook')
  return hook
}

/** Changes what is given; `isClosed: false` opens it again with a whole breaker. @throws notify.noHook */
export async function changeHook(
  on: Query,
  id: string,
  { title, url, types, packs, isClosed }: Partial<NewHook> & { readonly isClosed?: boolean },
): Promise<void> {
  const done = await sql`update notify.hook set
      title = coalesce(${title ?? null}, title), url = coalesce(${url ?? null}, url),
      types = coalesce(${types ? [...types] : null}::text[], types), packs = coalesce(${packs ? [...packs] : null}::text[], packs),
      closed_at = case ${isClosed ?? null}::boolean when true then coalesce(closed_at, now()) when false then null else closed_at end,
      closed_why = case ${isClosed ?? null}::boolean when true then 'administrator' when false then null else closed_why end,
      failures = case when ${isClosed === false} then 0 else failures end,
      failing_since = case when ${isClosed === false} then null else failing_since end,
      open_until = case when ${isClosed === false} then null else open_until end
    where id = ${id}`.execute(on)
  if (done.numAffectedRows !== 1n) throw notifyErrors.make('notify.noHook')
}

/** A new secret in place of the old one. @returns it, this once @throws notify.noHook */
export async function renewSecret(on: Query, id: string, key: Buffer): Promise<string> {
  const secret = newSecret()
  const done = await sql`update notify.hook set secret = ${seal(key, secret)} where id = ${id}`.execute(on)
  if (done.numAffectedRows !== 1n) throw notifyErrors.make('notify.noHook')
  return secret
}

/** Removes a subscription and what it was owed. @throws notify.noHook */
export async function removeHook(on: Query, id: string): Promise<void> {
  const done = await sql`delete from notify.hook where id = ${id}`.execute(on)
  if (done.numAffectedRows !== 1n) throw notifyErrors.make('notify.noHook')
}

/** Address and secret, for sending. */
export async function openHook(
  on: Query,
  id: string,
  key: Buffer,
): Promise<
  | {
      readonly url: string
      readonly secret: string
      readonly isClosed: boolean
      readonly openUntil?: number
      readonly failures: number
    }
  | undefined
> {
  const { rows } = await sql<{
    url: string
    secret: Buffer
    closed_at: string | null
    open_until: string | null
    failures: number
  }>`select url, secret, closed_at, open_until, failures from notify.hook where id = ${id}`.execute(on)
  const row = rows[0]
  return (
    row && {
      url: row.url,
      secret: unseal(key, row.secret),
      isClosed: row.closed_at !== null,
      openUntil: row.open_until === null ? undefined : Date.parse(row.open_until),
      failures: row.failures,
    }
  )
}

import { type RawBuilder, sql } from 'kysely'
import type { Finding, Query, Tx } from '../../base/index.ts'
import { twinErrors } from '../errors.ts'

/** A notification that waits or was given up, as its keeper sees it. */
export type Letter = {
  readonly id: string
  readonly tenant: string
  readonly subscription: string
  /** Where it goes, without what may be secret in the address. */
  readonly receiver: string
  readonly state: 'waiting' | 'dead'
  readonly attempts: number
  readonly fault: string | null
  readonly dueAt: string
  readonly madeAt: string
  /** Whom it tells of: the first hundred. */
  readonly entities: readonly string[]
}

/** Which letters: all of a subscription, or some of their state. */
export type LetterQuestion = {
  readonly state?: Letter['state']
  readonly subscription?: string
  readonly tenant?: string
  /** Older than this one. */
  readonly before?: string
  readonly limit: number
}

/** Days that a dead letter is kept for somebody to look at. */
export const lettersKeptFor = 30
/** Dead letters that one subscription may have; beyond them the oldest are forgotten. */
export const mostDead = 10_000

// User and password of mqtt://, and keys in a query, are nobody's to read here.
const receiverOf = (uri: string): string => {
  if (!URL.canParse(uri)) return ''
  const { protocol, host, pathname } = new URL(uri)
  return `${protocol}//${host}${pathname}`
}

/** Letters, newest first. */
export async function readLetters(on: Query, asked: LetterQuestion): Promise<readonly Letter[]> {
  const { state = null, subscription = null, tenant = null, before = null, limit } = asked
  const { rows } =
    await sql<Letter>`select n.id, n.tenant, n.subscription, s.body -> 'notification' -> 'endpoint' ->> 'uri' as receiver,
      n.state, n.attempts, n.fault, n.due_at as "dueAt", n.created_at as "madeAt",
      array(select distinct one ->> 'id' from jsonb_array_elements(n.body) one where one ? 'id' limit 100) as entities
    from twin.notification n join twin.subscription s on s.tenant = n.tenant and s.id = n.subscription
    where (${state}::text is null or n.state = ${state}) and (${subscription}::text is null or n.subscription = ${subscription})
      and (${tenant}::text is null or n.tenant = ${tenant}) and (${before}::uuid is null or n.id < ${before}::uuid)
    order by n.id desc limit ${limit}`.execute(on)
  return rows.map((row) => ({ ...row, receiver: receiverOf(row.receiver) }))
}

/** Which dead letters are meant: one, or all of a subscription. */
export type Meant = { readonly id: string } | { readonly tenant: string; readonly subscription: string }

const meaning = (meant: Meant): RawBuilder<boolean> =>
  'id' in meant
    ? sql<boolean>`n.id = ${meant.id}::uuid`
    : sql<boolean>`n.tenant = ${meant.tenant} and n.subscription = ${meant.subscription}`

const missing = () => twinErrors.make('twin.nothingThere', { detail: 'No such dead letter' })

/**
 * Puts dead letters back among those that wait, as if new, and gives their receiver another chance at once.
 * @returns how many @throws twin.nothingThere, twin.cannotBe when the subscription is paused or over
 */
export async function retryLetters(tx: Tx, meant: Meant, now: number): Promise<number> {
  const at = new Date(now).toISOString()
  const { rows } = await sql<{ tenant: string; subscription: string; sleeps: boolean }>`select n.tenant, n.subscription,
      not s.is_active or s.expires_at <= ${at}::timestamptz as sleeps
    from twin.notification n join twin.subscription s on s.tenant = n.tenant and s.id = n.subscription
    where n.state = 'dead' and ${meaning(meant)} for update`.execute(tx)
  const [first] = rows
  if (first === undefined) throw missing()
  if (first.sleeps === true)
    throw twinErrors.make('twin.cannotBe', { detail: `Subscription ${first.subscription} is paused or over` })
  await sql`update twin.notification n set state = 'waiting', attempts = 0, fault = null, due_at = ${at}::timestamptz
    where n.state = 'dead' and ${meaning(meant)}`.execute(tx)
  await sql`update twin.subscription set rests_till = null, failures = 0
    where tenant = ${first.tenant} and id = ${first.subscription}`.execute(tx)
  return rows.length
}

/** Forgets dead letters for good. @returns how many @throws twin.nothingThere */
export async function dropLetters(on: Query, meant: Meant): Promise<number> {
  const { rows } =
    await sql`delete from twin.notification n where n.state = 'dead' and ${meaning(meant)} returning n.id`.execute(on)
  if (rows.length === 0) throw missing()
  return rows.length
}

/** Forgets dead letters that nobody asked for in a month. */
export async function forgetOldLetters(on: Query): Promise<void> {
  await sql`delete from twin.notification where state = 'dead' and created_at < now() - make_interval(days => ${lettersKeptFor})`.execute(
    on,
  )
}

type Counts = { dead: number; receivers: number; resting: number; late: number }

/** What `shudu doctor` asks: do notifications get through? */
export async function letterChecks(on: Query, now: number): Promise<readonly Finding[]> {
  const at = new Date(now).toISOString()
  const { rows } = await sql<Counts>`select
    (select count(*) from twin.notification where state = 'dead') as dead,
    (select count(distinct (tenant, subscription)) from twin.notification where state = 'dead') as receivers,
    (select count(*) from twin.subscription where rests_till > ${at}::timestamptz) as resting,
    (select count(*) from twin.notification where state = 'waiting' and created_at < ${at}::timestamptz - interval '1 hour') as late`.execute(
    on,
  )
  const { dead = 0, receivers = 0, resting = 0, late = 0 } = rows[0] ?? {}
  return [
    {
      what: { zh: '孪生变化通知', en: 'Notifications of the twin' },
      state: dead > 0 || resting > 0 || late > 0 ? 'watch' : 'well',
      says: {
        zh: `死信 ${dead} 条（${receivers} 个订阅），暂停投递的接收方 ${resting} 个，滞留 ${late} 条`,
        en: `${dead} dead letters of ${receivers} subscriptions, ${resting} receivers left alone for a while, ${late} late`,
      },
      ...(dead > 0 && {
        todo: {
          zh: '修复接收方后重发，或丢弃：/api/twin/notifications。',
          en: 'Mend the receiver, then retry or drop them: /api/twin/notifications.',
        },
      }),
    },
  ]
}

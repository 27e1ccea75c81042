import { sql } from 'kysely'
import { Type } from 'typebox'
import { type Base, enqueue, type Job, job, type Outside, type Query, type Tx } from '../../base/index.ts'
import { notifyErrors } from '../errors.ts'
import { type HookBody, hookJob, laneOf } from './fan-out.ts'
import { openHook, signature } from './hook.ts'

/** Pauses after failures in seconds: half a minute to half a day, some two days in all; then it is a dead letter. */
export const hookPauses = [30, 120, 600, 1_800, 7_200, 18_000, 43_200, 86_400] as const

/** After so many failures in a row nothing is tried for a while; then one delivery probes. */
export const breakerFailures = 10
/** How long, in milliseconds. */
export const breakerPause = 10 * 60_000
/** A subscription to which nothing got through for so long is closed, and the administrators see why. */
const mostFailing = '5 days'

type Delivery = {
  id: string
  hook: string
  event: string
  body: HookBody
  attempts: number
}

/** What deliveries stand on. */
export type HookParts = { readonly base: Base; readonly outside: Outside; readonly key: Buffer }

/** Makes one delivery: signed, to the address that was checked, with back-off and breaker. */
export function makeHookJob(parts: HookParts): Job {
  return job({
    name: hookJob,
    payload: Type.Object({ delivery: Type.String() }),
    run: async ({ delivery }) => {
      const { rows } = await sql<Delivery>`select id, hook, event, body, attempts from notify.hook_delivery
        where id = ${delivery} and state = 'waiting'`.execute(parts.base.db)
      if (rows[0]) await deliver(rows[0], parts)
    },
  })
}

async function deliver(delivery: Delivery, parts: HookParts): Promise<void> {
  const { base, key } = parts
  const hook = await openHook(base.db, delivery.hook, key)
  if (!hook) return
  const now = base.now()
  if (hook.isClosed) return bury(base.db, delivery, 'the subscription is closed', undefined, now)
  if (hook.openUntil !== undefined && hook.openUntil > now)
    return base.db.tx((tx) => postpone(tx, delivery, hook.openUntil ?? now))
  const answer = await attempt(hook.url, hook.secret, delivery, parts)
  if (answer.fault === undefined) await succeeded(base.db, delivery, answer.status, now)
  else await failed(base, delivery, answer, now)
}

type Attempt = { readonly status?: number; readonly fault?: string }

/** Calls the receiver once; any answer 2xx means that he has it. */
export async function attempt(
  url: string,
  secret: string,
  { event, body }: Pick<Delivery, 'event' | 'body'>,
  { base, outside }: Pick<HookParts, 'base' | 'outside'>,
): Promise<Attempt> {
  const text = JSON.stringify(body)
  const timestamp = Math.floor(base.now() / 1000)
  try {
    const { status } = await outside.call({
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/json',
        'webhook-id': event,
        'webhook-timestamp': String(timestamp),
        'webhook-signature': signature(secret, event, timestamp, text),
      },
      body: text,
    })
    return status >= 200 && status < 300 ? { status } : { status, fault: `HTTP ${status}` }
  } catch (cause) {
    return { fault: faultOf(cause) }
  }
}

/** The kind of trouble, without anything of the address. */
const faultOf = (cause: unknown): string => {
  if (!(cause instanceof Error)) return 'no answer'
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name
}

async function succeeded(on: Query, { id, hook }: Delivery, status: number | undefined, now: number): Promise<void> {
  const at = new Date(now).toISOString()
  await sql`with done as (
      update notify.hook_delivery set state = 'done', attempts = attempts + 1, status = ${status ?? null}, fault = null,
        done_at = ${at} where id = ${id})
    update notify.hook set failures = 0, failing_since = null, open_until = null where id = ${hook} and failures > 0`.execute(
    on,
  )
}

async function failed(base: Base, delivery: Delivery, answer: Attempt, now: number): Promise<void> {
  const { id, hook, attempts } = delivery
  base.log.warn('a webhook did not get through', { hook, delivery: id, attempt: attempts + 1, fault: answer.fault })
  const at = new Date(now).toISOString()
  const until = new Date(now + breakerPause).toISOString()
  await base.db.tx(async (tx) => {
    await sql`update notify.hook set failures = failures + 1, failing_since = coalesce(failing_since, ${at}),
        open_until = case when failures + 1 >= ${breakerFailures} then ${until}::timestamptz end,
        closed_at = case when failing_since < ${at}::timestamptz - ${mostFailing}::interval then ${at}::timestamptz else closed_at end,
        closed_why = case when failing_since < ${at}::timestamptz - ${mostFailing}::interval then 'unreachable' else closed_why end
      where id = ${hook}`.execute(tx)
    const pause = hookPauses[attempts]
    if (pause === undefined) return bury(tx, delivery, answer.fault ?? '', answer.status, now)
    await sql`update notify.hook_delivery set attempts = attempts + 1, status = ${answer.status ?? null},
      fault = ${answer.fault ?? null} where id = ${id}`.execute(tx)
    await postpone(tx, delivery, now + pause * 1000)
  })
}

async function postpone(tx: Tx, { id, hook, body }: Delivery, until: number): Promise<void> {
  await sql`update notify.hook_delivery set due_at = ${new Date(until).toISOString()} where id = ${id}`.execute(tx)
  await enqueue(tx, hookJob, { delivery: id }, { ...laneOf(hook, id, body.data.case), runAt: until })
}

async function bury(
  on: Query,
  { id }: Delivery,
  fault: string,
  status: number | undefined,
  now: number,
): Promise<void> {
  await sql`update notify.hook_delivery set state = 'dead', attempts = attempts + 1, fault = ${fault},
    status = ${status ?? null}, done_at = ${new Date(now).toISOString()} where id = ${id}`.execute(on)
}

/** Puts a dead delivery back as if new. @throws notify.noDelivery */
export async function reviveDelivery(tx: Tx, hook: string, id: string, now: number): Promise<void> {
  const done = await sql<{
    about: string
  }>`update notify.hook_delivery set state = 'waiting', attempts = 0, fault = null,
      status = null, done_at = null, due_at = ${new Date(now).toISOString()}
    where id = ${id} and hook = ${hook} and state = 'dead' returning body -> 'data' ->> 'case' as about`.execute(tx)
  const about = done.rows[0]?.about
  if (about === undefined) throw notifyErrors.make('notify.noDelivery')
  await enqueue(tx, hookJob, { delivery: id }, { ...laneOf(hook, id, about), runAt: now })
}

import { setTimeout as rest } from 'node:timers/promises'
import { sql } from 'kysely'
import type { JsonObject } from '../../../kernel/twin/index.ts'
import type { Base, Outside } from '../../base/index.ts'
import { findLinked, writeFlat } from '../ngsild/linked.ts'
import { findEntities } from '../query/entity-query.ts'
import type { LastReading } from '../store/rows.ts'
import { mostDead } from './letters.ts'
import { shownEntity } from './match.ts'
import { notificationOf, send } from './send.ts'
import { type SubscriptionRow, statusOf } from './subscription.ts'
import { isInParts, type Live, type Subscriptions, subscriptionColumns } from './subscriptions.ts'

/** Pauses after failures in seconds; after the last the notification is a dead letter. */
export const sendPauses = [2, 10, 60, 300, 1_800] as const
/** After so many failures in a row a receiver is left alone for a while, longer each time. */
export const breakerFailures = 5
const breakerPause = 30_000
const longestPause = 10 * 60_000
// Beyond so many waiting the oldest become dead letters: a receiver that never answers must not fill the disk.
const mostWaiting = 10_000
const lanesAtOnce = 16
const lease = 90_000
const pollEvery = 1_000
// Who asks how a subscription stands waits so long for what is just being answered.
const longestWait = 500

const laneOf = (tenant: string, subscription: string): string => `${tenant} ${subscription}`
const laneSql = sql`n.tenant || ' ' || n.subscription`

type Head = {
  id: string
  tenant: string
  subscription: string
  body: JsonObject[]
  attempts: number
  reason: string | null
}

/** Sends what waits: one after the other for each subscription, subscriptions beside each other. */
export class Deliverer {
  readonly #base: Pick<Base, 'db' | 'now' | 'log'>
  readonly #subscriptions: Subscriptions
  readonly #outside: Outside
  readonly #readings: LastReading
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  /** What is just being sent, by tenant and subscription. */
  readonly #working = new Map<string, Promise<void>>()
  #again = false
  #stopped = true
  /** Called when the interval of a subscription to registrations is over. */
  onSourceTurn: (row: SubscriptionRow) => Promise<void> = () => Promise.resolve()
  /** Brings together entities that are in parts. */
  complete: (live: Live, data: readonly JsonObject[]) => Promise<readonly JsonObject[]> = (_, data) =>
    Promise.resolve(data)
  /** Called at each turn: what else waits for others. */
  onTurn: () => void = () => undefined

  constructor(
    base: Pick<Base, 'db' | 'now' | 'log'>,
    subscriptions: Subscriptions,
    outside: Outside,
    readings: LastReading,
  ) {
    this.#base = base
    this.#subscriptions = subscriptions
    this.#outside = outside
    this.#readings = readings
  }

  start(): void {
    this.#stopped = false
    this.#subscriptions.onWaiting = () => {
      // After the transaction that noted it: a moment later it is committed, and the poll finds what was not yet.
      setTimeout(() => this.nudge(), 20).unref()
    }
    this.#timer = setInterval(() => this.nudge(), pollEvery)
    this.#timer.unref()
  }

  async stop(): Promise<void> {
    this.#stopped = true
    clearInterval(this.#timer)
    await this.#running
    await Promise.allSettled(this.#working.values())
  }

  /** Sends what is due, soon. */
  nudge(): void {
    if (this.#stopped) return
    this.#again = true
    this.#running ??= this.#drain().finally(() => {
      this.#running = undefined
    })
  }

  async #drain(): Promise<void> {
    while (this.#again && !this.#stopped) {
      this.#again = false
      try {
        await this.#turnOfIntervals()
        this.onTurn()
        const free = lanesAtOnce - this.#working.size
        // Nobody waits for them here: a receiver that answers late keeps no other waiting.
        if (free > 0) for (const head of await this.#claim(free)) void this.#underWay(head)
      } catch (cause) {
        this.#base.log.warn('notifications wait', { cause })
      }
    }
  }

  #now = (ahead = 0): string => new Date(this.#base.now() + ahead).toISOString()

  /** Takes the first of each lane that is due, for a while: if this process dies another takes it later. */
  async #claim(most: number): Promise<readonly Head[]> {
    const now = this.#now()
    const busy = [...this.#working.keys()]
    const { rows } = await sql<Head>`with head as (
        select distinct on (tenant, subscription) id, tenant, subscription, due_at from twin.notification
        where state = 'waiting' order by tenant, subscription, created_at, id
      ), due as (
        select n.id from twin.notification n join head on head.id = n.id
          join twin.subscription s on s.tenant = n.tenant and s.id = n.subscription
        where n.due_at <= ${now}::timestamptz and ${laneSql} <> all(${busy}::text[]) and (s.rests_till is null or s.rests_till <= ${now}::timestamptz)
          and (s.body ->> 'throttling' is null or s.last_notification is null
            or s.last_notification + make_interval(secs => (s.body ->> 'throttling')::float8) <= ${now}::timestamptz)
        limit ${most} for update of n skip locked
      )
      update twin.notification n set due_at = ${this.#now(lease)}::timestamptz, attempts = attempts + 1, fault = null
      from due where n.id = due.id
      returning n.id, n.tenant, n.subscription, n.body, n.attempts, n.reason`.execute(this.#base.db)
    return rows
  }

  async #live({ tenant, subscription }: Head): Promise<Live | undefined> {
    const { rows } = await sql<SubscriptionRow>`select ${subscriptionColumns} from twin.subscription
      where tenant = ${tenant} and id = ${subscription}`.execute(this.#base.db)
    return rows[0] && this.#subscriptions.ready(rows[0])
  }

  async #deliver(head: Head): Promise<void> {
    const live = await this.#live(head)
    if (!live) return
    if (statusOf(live.row, this.#base.now()) !== 'active') return this.#drop(head)
    const { ids, data: waiting } = await this.#gathered(head, live)
    const data = isInParts(live.row) ? await this.complete(live, waiting) : waiting
    if (data.length === 0) return this.#forget(ids)
    const sent = await send(live, notificationOf(live, data, this.#base.now(), head.reason), this.#outside)
    if (sent.ok) await this.#succeeded(head, ids)
    else await this.#failed(head, ids, live, sent.fault)
  }

  async #underWay(head: Head): Promise<void> {
    const lane = laneOf(head.tenant, head.subscription)
    const work = this.#deliver(head)
    this.#working.set(lane, work)
    try {
      await work
    } catch (cause) {
      this.#base.log.warn('notifications wait', { cause })
    } finally {
      this.#working.delete(lane)
      this.nudge()
    }
  }

  /** Is done when what is just being sent to a subscriber has been answered, or after a moment. */
  async settled(tenant: string, subscription: string): Promise<void> {
    const work = this.#working.get(laneOf(tenant, subscription))
    if (work === undefined) return
    // How it ends is its sender's matter.
    const ended = work.catch(() => undefined)
    await Promise.race([ended, rest(longestWait, undefined, { ref: false })])
  }

  async #drop({ tenant, subscription }: Head): Promise<void> {
    await sql`delete from twin.notification where tenant = ${tenant} and subscription = ${subscription} and state = 'waiting'`.execute(
      this.#base.db,
    )
  }

  /** Whole, the entities do not meet the conditions: nobody is told. */
  async #forget(ids: readonly string[]): Promise<void> {
    await sql`delete from twin.notification where id = any(${ids}::uuid[])`.execute(this.#base.db)
  }

  /** With throttling everything that waits goes in one message, the latest of each entity; otherwise each goes by itself. */
  async #gathered(
    head: Head,
    live: Live,
  ): Promise<{ readonly ids: readonly string[]; readonly data: readonly JsonObject[] }> {
    if (live.wanted.throttling === undefined || head.reason !== null) return { ids: [head.id], data: head.body }
    const { rows } = await sql<{
      id: string
      body: JsonObject[]
    }>`select id, body from twin.notification where tenant = ${head.tenant}
      and subscription = ${head.subscription} and state = 'waiting' order by created_at, id limit 1000`.execute(
      this.#base.db,
    )
    const latest = new Map(rows.flatMap(({ body }) => body).map((document) => [String(document.id), document]))
    return { ids: rows.map(({ id }) => id), data: [...latest.values()] }
  }

  async #succeeded({ tenant, subscription }: Head, ids: readonly string[]): Promise<void> {
    const now = this.#now()
    await sql`with gone as (delete from twin.notification where id = any(${ids}::uuid[]))
      update twin.subscription set times_sent = times_sent + 1, last_notification = ${now}::timestamptz, last_success = ${now}::timestamptz,
        failures = 0, rests_till = null where tenant = ${tenant} and id = ${subscription}`.execute(this.#base.db)
  }

  async #failed(head: Head, ids: readonly string[], live: Live, fault: string): Promise<void> {
    const now = this.#now()
    const failures = live.row.failures + 1
    const pause = sendPauses[head.attempts - 1]
    const breaker = Math.min(breakerPause * 2 ** Math.max(0, failures - breakerFailures), longestPause)
    const cooldown = Math.max(live.wanted.endpoint.cooldown ?? 0, failures >= breakerFailures ? breaker : 0)
    await sql`update twin.subscription set times_sent = times_sent + 1, times_failed = times_failed + 1, last_notification = ${now}::timestamptz,
        last_failure = ${now}::timestamptz, failures = ${failures}, rests_till = ${cooldown > 0 ? this.#now(cooldown) : null}::timestamptz
      where tenant = ${head.tenant} and id = ${head.subscription}`.execute(this.#base.db)
    const state = pause === undefined ? 'dead' : 'waiting'
    await sql`update twin.notification set state = ${state}, fault = ${fault}, due_at = ${this.#now((pause ?? 0) * 1_000)}::timestamptz
      where id = any(${ids}::uuid[])`.execute(this.#base.db)
    await sql`update twin.notification set state = 'dead', fault = 'Too many were waiting' where id in (
      select id from twin.notification where tenant = ${head.tenant} and subscription = ${head.subscription} and state = 'waiting'
      order by created_at desc, id desc offset ${mostWaiting})`.execute(this.#base.db)
    await sql`delete from twin.notification where id in (
      select id from twin.notification where tenant = ${head.tenant} and subscription = ${head.subscription} and state = 'dead'
      order by created_at desc, id desc offset ${mostDead})`.execute(this.#base.db)
  }

  /** Subscriptions by time: all that fits now, at each turn (clause 5.8.6). */
  async #turnOfIntervals(): Promise<void> {
    const now = this.#now()
    const { rows } = await sql<SubscriptionRow>`update twin.subscription set
        next_at = ${now}::timestamptz + make_interval(secs => (body ->> 'timeInterval')::float8)
      where next_at <= ${now}::timestamptz and is_active and (expires_at is null or expires_at > ${now}::timestamptz)
      returning ${subscriptionColumns}`.execute(this.#base.db)
    for (const row of rows) {
      if (row.about === 'source') {
        await this.onSourceTurn(row)
        continue
      }
      const live = await this.#subscriptions.ready(row)
      if (!live) continue
      const { wanted, sight, map } = live
      const filter = {
        tenant: row.tenant,
        sight,
        selectors: wanted.selectors,
        q: wanted.q,
        geo: wanted.geo,
        scopes: wanted.scopes,
      }
      const { entities } = await findEntities(this.#base.db, filter, { limit: 1_000 }, this.#readings)
      if (entities.length === 0) continue
      const linked =
        wanted.shown.join === 'none'
          ? undefined
          : await findLinked(this.#base.db, this.#readings, filter, entities, wanted.shown)
      const shown = entities.map((entity) => shownEntity(entity, wanted, map, linked))
      const isFlat = linked !== undefined && wanted.shown.join === 'flat'
      const data = isFlat ? [...shown, ...writeFlat(map, wanted.shown, linked)] : shown
      await this.#subscriptions.enqueue(this.#base.db, [{ tenant: row.tenant, subscription: row.id, data }])
    }
  }
}

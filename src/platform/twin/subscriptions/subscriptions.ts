import { sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import type { JsonObject, TermMap } from '../../../kernel/twin/index.ts'
import { type Base, type Query, tell } from '../../base/index.ts'
import type { EntityChange } from '../changes.ts'
import type { Context, Contexts } from '../contexts/contexts.ts'
import { findLinked, writeFlat } from '../ngsild/linked.ts'
import { type Sight, sightOf } from '../sight.ts'
import type { LastReading } from '../store/rows.ts'
import { askedBehind } from './asked-behind.ts'
import { fitsWanted, isSetOff, toldOf } from './match.ts'
import { readWanted, type SubscriptionRow, statusOf, type Wanted } from './subscription.ts'

/** A subscription ready to be matched. */
export type Live = {
  readonly row: SubscriptionRow
  /** What a change is held against at once. */
  readonly wanted: Wanted
  /** What an entity is judged by when it is whole; the same, unless it may be in parts elsewhere. */
  readonly judged: Wanted
  readonly context: Context
  readonly map: TermMap
  readonly sight: Sight
}

const channel = 'twin_subscription'
// Limits of readers may change without a word to us.
const freshFor = 30_000

/** All columns of a subscription. */
export const subscriptionColumns = sql`tenant, id, body, context, actor, about, is_active, expires_at, created_at, modified_at, times_sent,
  times_failed, last_notification, last_success, last_failure, failures, rests_till`

/** May the entities of a subscription be in parts, some of them elsewhere (`splitEntities`)? */
export const isInParts = ({ about, body }: Pick<SubscriptionRow, 'about' | 'body'>): boolean =>
  about === 'entity' && body.splitEntities === true

/** The subscriptions of the city, kept in memory and read anew when told of changes. */
export class Subscriptions {
  readonly #base: Pick<Base, 'db' | 'now' | 'log' | 'listener'>
  readonly #contexts: Contexts
  readonly #readings: LastReading
  #live: Promise<ReadonlyMap<string, readonly Live[]>> | undefined
  #readAt = 0
  /** Called when something waits to be sent. */
  onWaiting: () => void = () => undefined

  constructor(base: Pick<Base, 'db' | 'now' | 'log' | 'listener'>, contexts: Contexts, readings: LastReading) {
    this.#base = base
    this.#contexts = contexts
    this.#readings = readings
    base.listener.on(channel, () => this.forget())
  }

  /** Reads anew at the next use. */
  forget(): void {
    this.#live = undefined
  }

  /** Tells all processes that subscriptions changed. */
  async changed(on: Query): Promise<void> {
    this.forget()
    await tell(on, channel, '')
  }

  async #read(): Promise<ReadonlyMap<string, readonly Live[]>> {
    const { rows } =
      await sql<SubscriptionRow>`select ${subscriptionColumns} from twin.subscription where about = 'entity'`.execute(
        this.#base.db,
      )
    const live = await Promise.all(rows.map((row) => this.ready(row)))
    return Map.groupBy(
      live.filter((one) => one !== undefined),
      ({ row }) => row.tenant,
    )
  }

  /** A row made ready; `undefined` when its context cannot be had now. */
  async ready(row: SubscriptionRow): Promise<Live | undefined> {
    try {
      const context = await this.#contexts.resolve(row.context)
      const sight = await sightOf(this.#base.db, row.actor)
      const judged = readWanted(row.body, context.map)
      const wanted = isInParts(row) ? { ...judged, q: undefined, geo: undefined, scopes: undefined } : judged
      return { row, wanted, judged, context, map: context.map, sight }
    } catch (cause) {
      this.#base.log.warn('a subscription rests: its @context cannot be had', { subscription: row.id, cause })
      return undefined
    }
  }

  /** The subscriptions of a tenant. */
  async of(tenant: string): Promise<readonly Live[]> {
    const now = Date.now()
    if (this.#live === undefined || now - this.#readAt > freshFor) {
      this.#readAt = now
      const reading = this.#read()
      this.#live = reading
      reading.catch(() => this.forget())
    }
    return (await this.#live).get(tenant) ?? []
  }

  /** Is anybody subscribed, in any tenant? */
  async isAnybody(): Promise<boolean> {
    await this.of('')
    return ((await this.#live)?.size ?? 0) > 0
  }

  /** Notes what subscribers are to be told of changes, in the transaction that made them. */
  async note(tx: Query, changes: readonly EntityChange[]): Promise<void> {
    const [first] = changes
    if (first === undefined) return
    const waiting: Waiting[] = []
    for (const { row, wanted, map, sight } of await this.of(first.tenant)) {
      if (statusOf(row, this.#base.now()) !== 'active') continue
      const data: JsonObject[] = []
      for (const change of changes) data.push(...(await this.#told(tx, change, { row, wanted, map, sight })))
      if (data.length > 0) waiting.push({ tenant: row.tenant, subscription: row.id, data })
    }
    await this.enqueue(tx, waiting)
  }

  /** What a subscriber is told of a change: the entity, and where he wants that those it leads to (clause 4.5.23). */
  async #told(
    on: Query,
    change: EntityChange,
    { row, wanted, map, sight }: Pick<Live, 'row' | 'wanted' | 'map' | 'sight'>,
  ): Promise<readonly JsonObject[]> {
    const entity = change.after ?? change.before
    if (entity === undefined || !isSetOff(change, wanted)) return []
    if (!fitsWanted(entity, { ...wanted, q: undefined }, sight)) return []
    const asked = { tenant: row.tenant, sight }
    const find = await askedBehind(on, this.#readings, asked, wanted.q, entity)
    if (!fitsWanted(entity, wanted, sight, find)) return []
    const { shown } = wanted
    const isJoined = change.after !== undefined && shown.join !== 'none'
    const linked = isJoined ? await findLinked(on, this.#readings, asked, [entity], shown) : undefined
    const told = toldOf(change, wanted, sight, map, find, linked)
    if (told === undefined) return []
    return linked && shown.join === 'flat' ? [told, ...writeFlat(map, shown, linked)] : [told]
  }

  /** Puts notifications into the queue. */
  async enqueue(on: Query, waiting: readonly Waiting[]): Promise<void> {
    if (waiting.length === 0) return
    const now = new Date(this.#base.now()).toISOString()
    await sql`insert into twin.notification (id, tenant, subscription, body, reason, due_at, created_at)
      select w.id, w.tenant, w.subscription, w.body, w.reason, ${now}::timestamptz, clock_timestamp()
      from unnest(${waiting.map(() => uuidv7())}::uuid[], ${waiting.map((one) => one.tenant)}::text[], ${waiting.map((one) => one.subscription)}::text[],
        ${waiting.map((one) => JSON.stringify(one.data))}::jsonb[], ${waiting.map((one) => one.reason ?? null)}::text[])
        as w(id, tenant, subscription, body, reason)
      where exists (select 1 from twin.subscription s where s.tenant = w.tenant and s.id = w.subscription)`.execute(on)
    this.onWaiting()
  }
}

/** A notification that waits. */
export type Waiting = {
  readonly tenant: string
  readonly subscription: string
  readonly data: readonly JsonObject[]
  /** Why, where it tells of registrations (clause 5.3.2). */
  readonly reason?: string
}

import { sql } from 'kysely'
import type { JsonObject, TermMap } from '../../../kernel/twin/index.ts'
import type { Base } from '../../base/index.ts'
import type { Contexts } from '../contexts/contexts.ts'
import { type SubscriptionRow, statusOf } from '../subscriptions/subscription.ts'
import { type Live, type Subscriptions, subscriptionColumns } from '../subscriptions/subscriptions.ts'
import { type RegistrationRow, registrationColumns } from './federation.ts'
import { fittingInfo, readCsf, type SourceQuestion, sourceTime } from './match-source.ts'
import { readSource } from './registration.ts'
import { renamedRegistration } from './shown-registration.ts'

/** Why a subscriber is told of a registration (clause 5.3.2). */
export type Reason = 'newlyMatching' | 'updated' | 'noLongerMatching'

const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Tells who subscribed to registrations of those that come, change and go (clause 5.11.7). */
export class SourceNotices {
  readonly #base: Pick<Base, 'db' | 'now' | 'log'>
  readonly #contexts: Contexts
  readonly #subscriptions: Subscriptions

  constructor(base: Pick<Base, 'db' | 'now' | 'log'>, contexts: Contexts, subscriptions: Subscriptions) {
    this.#base = base
    this.#contexts = contexts
    this.#subscriptions = subscriptions
  }

  #questionOf({ row, wanted, map }: Live): SourceQuestion {
    const { temporalQ, csf } = row.body
    const names = new Set([...(wanted.watched ?? []), ...(wanted.shown.attrs ?? [])])
    return {
      selectors: wanted.selectors,
      ...(names.size > 0 && { names }),
      geo: wanted.geo,
      scopes: wanted.scopes,
      csf: readCsf(typeof csf === 'string' ? csf : undefined, map),
      time: isObject(temporalQ) ? sourceTime(temporalQ) : undefined,
    }
  }

  async #shown(row: RegistrationRow, question: SourceQuestion, reader: TermMap): Promise<JsonObject | undefined> {
    const { map } = await this.#contexts.resolve(row.context)
    const fitting = fittingInfo(row.body, readSource(row.body, map), map, question)
    if (fitting.length === 0) return undefined
    const document = renamedRegistration(row.body, (name) => reader.compact(map.expand(name)))
    const all = Array.isArray(document.information) ? document.information : []
    return { ...document, information: fitting.map((at) => all[at] ?? null) }
  }

  async #enqueue({ row }: Live, reason: Reason, data: readonly JsonObject[]): Promise<void> {
    if (data.length === 0) return
    await this.#subscriptions.enqueue(this.#base.db, [{ tenant: row.tenant, subscription: row.id, data, reason }])
  }

  async #subscribers(tenant: string): Promise<readonly Live[]> {
    const { rows } = await sql<SubscriptionRow>`select ${subscriptionColumns} from twin.subscription
      where about = 'source' and tenant = ${tenant}`.execute(this.#base.db)
    const active = rows.filter((row) => statusOf(row, this.#base.now()) === 'active')
    return (await Promise.all(active.map((row) => this.#subscriptions.ready(row)))).filter((one) => one !== undefined)
  }

  /** A registration came, changed or went. */
  async changed(
    tenant: string,
    before: RegistrationRow | undefined,
    after: RegistrationRow | undefined,
  ): Promise<void> {
    for (const live of await this.#subscribers(tenant)) {
      if (live.wanted.timeInterval !== undefined) continue
      const question = this.#questionOf(live)
      const was = before && (await this.#shown(before, question, live.map))
      const is = after && (await this.#shown(after, question, live.map))
      if (is) await this.#enqueue(live, was ? 'updated' : 'newlyMatching', [is])
      else if (was) await this.#enqueue(live, 'noLongerMatching', [was])
    }
  }

  /** Somebody subscribed, changed what he asks for, or his interval is over: all that match now. */
  async current(row: SubscriptionRow, reason: Reason): Promise<void> {
    if (statusOf(row, this.#base.now()) !== 'active') return
    const live = await this.#subscriptions.ready(row)
    if (!live) return
    const { rows } =
      await sql<RegistrationRow>`select ${registrationColumns} from twin.registration where tenant = ${row.tenant}
      and (expires_at is null or expires_at > ${new Date(this.#base.now()).toISOString()}::timestamptz)
      order by created_at, id limit 1000`.execute(this.#base.db)
    const question = this.#questionOf(live)
    const found = await Promise.all(rows.map((one) => this.#shown(one, question, live.map)))
    await this.#enqueue(
      live,
      reason,
      found.filter((one) => one !== undefined),
    )
  }
}

import { randomBytes } from 'node:crypto'
import { type RawBuilder, sql } from 'kysely'
import { uuidv7 } from '../../../kernel/codes/index.ts'
import { isObject, type JsonObject } from '../../../kernel/twin/index.ts'
import type { Base } from '../../base/index.ts'
import { inPath, root } from '../ngsild/paths.ts'
import { type SubscriptionRow, statusOf } from '../subscriptions/subscription.ts'
import { type Live, type Subscriptions, subscriptionColumns } from '../subscriptions/subscriptions.ts'
import type { Federation } from './federation.ts'
import { readCsf } from './match-source.ts'
import { matterOf } from './matter.ts'
import type { Concerned, Passing } from './passing.ts'

/** Where sources notify this city; the key follows. */
export const noticePath = '/sourceNotifications'

type Held = {
  readonly registration: string
  readonly remote: string
  readonly key: string
  readonly state: 'waiting' | 'held' | 'refused'
}

type Row = SubscriptionRow & { readonly via: string[] }

/** A source that does not answer is left alone for so long. */
const retryEvery = 60_000
const path = '/subscriptions'

/** What of a subscription a source is asked: everything but where this city tells it on. */
function copyOf({ row, context }: Live, remote: string, uri: string): JsonObject {
  const { localOnly: _, splitEntities, notification, csf: __, ...body } = row.body
  // In parts, conditions are judged when an entity is whole.
  const { q, geoQ, scopeQ, ...unjudged } = body
  const told = isObject(notification) ? notification : {}
  const accept = isObject(told.endpoint) ? told.endpoint.accept : undefined
  return {
    ...(splitEntities === true ? unjudged : body),
    id: remote,
    jsonldContext: context.url,
    notification: { ...told, endpoint: { uri, ...(accept !== undefined && { accept }) } },
  }
}

/**
 * Holds the subscriptions of this city at the sources that its registrations name, and lets them go again. What is said to sources is said
 * afterwards, in order, so that nobody who subscribes waits for them.
 */
export class RemoteSubscriptions {
  readonly #base: Pick<Base, 'db' | 'now' | 'log'>
  readonly #federation: Federation
  readonly #subscriptions: Subscriptions
  readonly #home: () => string
  /** Sources that did not answer, and till when they are left alone. */
  readonly #silent = new Map<string, number>()
  #work: Promise<void> = Promise.resolve()
  #triedAt = 0

  constructor(
    base: Pick<Base, 'db' | 'now' | 'log'>,
    federation: Federation,
    subscriptions: Subscriptions,
    home: () => string,
  ) {
    this.#base = base
    this.#federation = federation
    this.#subscriptions = subscriptions
    this.#home = home
  }

  /** Is done when everything so far was said. */
  settled(): Promise<void> {
    return this.#work
  }

  #later(work: () => Promise<void>): void {
    this.#work = this.#work.then(work).catch((cause: unknown) => {
      this.#base.log.warn('subscriptions at sources wait', { cause })
    })
  }

  /** A subscription was made or changed: its sources hold what it says now. */
  subscribed(tenant: string, id: string, isChanged: boolean): void {
    this.#later(async () => {
      for (const row of await this.#rows(sql`tenant = ${tenant} and id = ${id}`)) await this.#hold(row, isChanged)
    })
  }

  /** A subscription goes: its sources let it go, too. */
  async leaving(tenant: string, id: string): Promise<void> {
    for (const row of await this.#rows(sql`tenant = ${tenant} and id = ${id}`))
      await this.#release(row, await this.#held(row))
  }

  /** A registration is about to change or go: what is held by it is let go. */
  async registrationLeaving(tenant: string, registration: string): Promise<void> {
    const rows = await this.#rows(sql`tenant = ${tenant} and exists (select 1 from twin.remote_subscription r
      where r.tenant = subscription.tenant and r.subscription = subscription.id and r.registration = ${registration})`)
    this.#silent.delete(registration)
    for (const row of rows) {
      const held = await this.#held(row)
      await this.#release(
        row,
        held.filter((one) => one.registration === registration),
      )
    }
  }

  /** A registration came, or changed: the subscriptions it concerns are held by its source. */
  registrationCame(tenant: string): void {
    this.#later(async () => {
      for (const row of await this.#rows(sql`tenant = ${tenant}`)) await this.#hold(row, false)
    })
  }

  /** Sources that did not answer are asked again, once a minute. */
  retry(): void {
    if (Date.now() - this.#triedAt < retryEvery) return
    this.#triedAt = Date.now()
    this.#later(async () => {
      const rows = await this.#rows(sql`exists (select 1 from twin.remote_subscription r
        where r.tenant = subscription.tenant and r.subscription = subscription.id and r.state = 'waiting')`)
      for (const row of rows) await this.#hold(row, false)
    })
  }

  async #rows(condition: RawBuilder<unknown>): Promise<readonly Row[]> {
    const { rows } = await sql<Row>`select ${subscriptionColumns}, via from twin.subscription
      where about = 'entity' and ${condition}`.execute(this.#base.db)
    return rows
  }

  async #held({ tenant, id }: Row): Promise<readonly Held[]> {
    const { rows } = await sql<Held>`select registration, remote, key, state from twin.remote_subscription
      where tenant = ${tenant} and subscription = ${id}`.execute(this.#base.db)
    return rows
  }

  #passing({ tenant, via }: Row, { context }: Live): Passing {
    return { tenant, context, via }
  }

  async #wanted(row: Row, live: Live): Promise<readonly Concerned[]> {
    if (row.body.localOnly === true || statusOf(row, this.#base.now()) === 'expired') return []
    const names = [...(live.wanted.watched ?? []), ...(live.wanted.shown.attrs ?? [])]
    const matter = matterOf({ selectors: live.wanted.selectors, ...(names.length > 0 && { attrs: names }) })
    const { csf } = row.body
    const like = readCsf(typeof csf === 'string' ? csf : undefined, live.map)
    return this.#federation.concerned(this.#passing(row, live), 'createSubscription', { ...matter, csf: like })
  }

  async #hold(row: Row, isChanged: boolean): Promise<void> {
    const live = await this.#subscriptions.ready(row)
    if (!live) return
    const wanted = await this.#wanted(row, live)
    const held = await this.#held(row)
    await this.#release(
      row,
      held.filter((one) => !wanted.some(({ id }) => id === one.registration)),
    )
    await Promise.all(
      wanted.map((source) => {
        const known = held.find((one) => one.registration === source.id)
        if (known?.state === 'held') return isChanged ? this.#change(live, row, source, known) : undefined
        return known?.state === 'refused' && !isChanged ? undefined : this.#create(live, row, source, known)
      }),
    )
  }

  async #create(live: Live, row: Row, source: Concerned, known: Held | undefined): Promise<void> {
    const { tenant, id } = row
    const remote = known?.remote ?? `urn:ngsi-ld:Subscription:${uuidv7()}`
    const key = known?.key ?? randomBytes(24).toString('hex')
    if (!known)
      await sql`insert into twin.remote_subscription (tenant, subscription, registration, remote, key)
        select tenant, id, ${source.id}, ${remote}, ${key} from twin.subscription where tenant = ${tenant} and id = ${id}
        on conflict do nothing`.execute(this.#base.db)
    if ((this.#silent.get(source.id) ?? 0) > Date.now()) return
    const body = copyOf(live, remote, `${this.#home()}${root}${noticePath}/${key}`)
    const { answer } = await this.#federation.pass(this.#passing(row, live), source, { method: 'POST', path, body })
    // One that is there already was taken when its answer was lost.
    const isTaken = answer !== undefined && (answer.status < 300 || answer.status === 409)
    const isRefused = answer !== undefined && (answer.status < 500 || answer.status === 508)
    const state = isTaken ? 'held' : isRefused ? 'refused' : 'waiting'
    if (state === 'waiting') this.#silent.set(source.id, Date.now() + retryEvery)
    else this.#silent.delete(source.id)
    const { rows } =
      await sql`update twin.remote_subscription set state = ${state} where tenant = ${tenant} and subscription = ${id}
      and registration = ${source.id} and key = ${key} returning 1`.execute(this.#base.db)
    // Who unsubscribed meanwhile wants nothing more from there.
    if (rows.length === 0 && isTaken) await this.#say(row, live, source, remote)
    if (!isTaken)
      this.#base.log.warn('a source did not take a subscription', { subscription: id, registration: source.id, state })
  }

  async #change(live: Live, row: Row, source: Concerned, { remote, key }: Held): Promise<void> {
    if (!source.source.operations.has('updateSubscription')) return
    const { id: _, ...body } = copyOf(live, remote, `${this.#home()}${root}${noticePath}/${key}`)
    const passed = { method: 'PATCH', path: `${path}/${inPath(remote)}`, body } as const
    await this.#federation.pass(this.#passing(row, live), source, passed)
  }

  /** Tells a source that it need not hold a subscription any longer. */
  async #say(row: Row, live: Live, source: Concerned, remote: string): Promise<void> {
    if (!source.source.operations.has('deleteSubscription')) return
    const passed = { method: 'DELETE', path: `${path}/${inPath(remote)}` } as const
    await this.#federation.pass(this.#passing(row, live), source, passed)
  }

  async #release(row: Row, held: readonly Held[]): Promise<void> {
    if (held.length === 0) return
    const live = await this.#subscriptions.ready(row)
    const all = live ? await this.#federation.concerned(this.#passing(row, live), 'createSubscription', {}) : []
    await sql`delete from twin.remote_subscription where tenant = ${row.tenant} and subscription = ${row.id}
      and registration = any(${held.map(({ registration }) => registration)}::text[])`.execute(this.#base.db)
    for (const { registration, remote, state } of held) {
      const source = all.find(({ id }) => id === registration)
      if (live && source && state === 'held') this.#later(() => this.#say(row, live, source, remote))
    }
  }
}

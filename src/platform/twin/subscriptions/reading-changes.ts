import { sql } from 'kysely'
import type { AttributeInstance } from '../../../kernel/twin/index.ts'
import type { Base } from '../../base/index.ts'
import type { EntityChange } from '../changes.ts'
import type { Last, Observations } from '../observations/index.ts'
import type { Entities } from '../store/entity-store.ts'
import type { StoredEntity } from '../store/rows.ts'
import type { Subscriptions } from './subscriptions.ts'

type Parts = {
  readonly base: Pick<Base, 'db' | 'log' | 'now'>
  readonly entities: Entities
  readonly observations: Observations
  readonly subscriptions: Subscriptions
}

/** A series with the entity it belongs to. */
type Owned = {
  readonly id: number
  readonly name: string
  readonly dataset: string
  readonly tenant: string
  readonly entity: string
}

type Told = Pick<Last, 'at' | 'value'>

/** Series looked at together. */
const atOnce = 500

/**
 * Tells subscribers of what devices report: last readings as changes of their entities (clause 5.8.6). Readings that come
 * faster than they can be looked at are coalesced: a subscriber hears of the newest. Ingest never waits for it.
 */
export class ReadingChanges {
  readonly #parts: Parts
  readonly #waiting = new Set<number>()
  /** What was last told of a series, to say what it was before. */
  readonly #told = new Map<number, Told>()
  #running: Promise<void> | undefined
  #quiet: (() => void) | undefined

  constructor(parts: Parts) {
    this.#parts = parts
  }

  start(): void {
    this.#quiet = this.#parts.observations.onWritten(({ series, length }) => {
      for (const one of series.subarray(0, length)) this.#waiting.add(one)
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined
      })
    })
  }

  async stop(): Promise<void> {
    this.#quiet?.()
    this.#waiting.clear()
    await this.#running
  }

  async #run(): Promise<void> {
    const { subscriptions, base } = this.#parts
    try {
      while (this.#waiting.size > 0) {
        if (!(await subscriptions.isAnybody())) {
          this.#waiting.clear()
          this.#told.clear()
          return
        }
        const heap = [...this.#waiting].slice(0, atOnce)
        for (const one of heap) this.#waiting.delete(one)
        await this.#note(heap)
      }
    } catch (cause) {
      // The readings are kept; those not told yet are told with the next ones.
      base.log.warn('subscribers wait to hear of readings', { cause })
    }
  }

  async #note(series: readonly number[]): Promise<void> {
    const { base, subscriptions } = this.#parts
    const { rows } = await sql<Owned>`select s.id, s.name, s.dataset, e.tenant, e.id as entity
      from twin.series s join twin.entity e on e.key = s.entity
      where s.id = any(${`{${series.join(',')}}`}::int[]) and e.deleted_at is null`.execute(base.db)
    for (const [tenant, owned] of Map.groupBy(rows, (row) => row.tenant)) {
      if ((await subscriptions.of(tenant)).length === 0) continue
      await subscriptions.note(base.db, await this.#changes(tenant, owned))
    }
  }

  async #changes(tenant: string, owned: readonly Owned[]): Promise<readonly EntityChange[]> {
    const { entities, base } = this.#parts
    const found = await entities.find([...new Set(owned.map(({ entity }) => entity))], tenant)
    const now = owned.flatMap((one) => {
      const instance = found.get(one.entity)?.attributes[one.name]?.find(({ dataset }) => dataset === one.dataset)
      const at = instance?.observedAt === undefined ? Number.NaN : Date.parse(instance.observedAt)
      return instance === undefined || Number.isNaN(at) ? [] : [{ ...one, instance, at }]
    })
    // From here on what was read counts, not what came since: that is told next.
    const before = await this.#before(now)
    const changes: EntityChange[] = []
    for (const [id, mine] of Map.groupBy(now, ({ entity }) => entity)) {
      const after = found.get(id)
      if (after === undefined) continue
      const set = mine.map(({ id: series, name, instance, at }) => {
        const was = before.get(series)
        if (typeof instance.value === 'number') this.#told.set(series, { at, value: instance.value })
        return { name, instance, isNew: was === undefined, was }
      })
      changes.push({ tenant, id, before: asBefore(after, set), after, set, gone: [], at: base.now() })
    }
    return changes
  }

  /** What was known of series before a reading: as it was told, else the reading before it. */
  async #before(now: readonly { readonly id: number; readonly at: number }[]): Promise<ReadonlyMap<number, Told>> {
    const known = new Map<number, Told>()
    const unknown: { readonly id: number; readonly at: number }[] = []
    for (const one of now) {
      const told = this.#told.get(one.id)
      if (told) known.set(one.id, told)
      else unknown.push(one)
    }
    if (unknown.length === 0) return known
    const lasts = unknown.map(({ at }) => new Date(at).toISOString())
    const { rows } = await sql<Told & { series: number }>`
      select w.series, (extract(epoch from o.at) * 1000)::float8 as at, o.value
      from unnest(${`{${unknown.map(({ id }) => id).join(',')}}`}::int[], ${lasts}::timestamptz[]) as w(series, last)
      cross join lateral (select at, value from twin.observation
        where series = w.series and at < w.last order by at desc limit 1) o`.execute(this.#parts.base.db)
    for (const { series: one, at, value } of rows) known.set(one, { at, value })
    return known
  }
}

type Setting = { readonly name: string; readonly instance: AttributeInstance; readonly was: Told | undefined }

/** The entity with the readings that it had before. */
function asBefore(after: StoredEntity, set: readonly Setting[]): StoredEntity {
  const attributes = { ...after.attributes }
  for (const { name, instance, was } of set) {
    const others = (attributes[name] ?? []).filter(({ dataset }) => dataset !== instance.dataset)
    attributes[name] =
      was === undefined
        ? others
        : [...others, { ...instance, value: was.value, observedAt: new Date(was.at).toISOString() }]
  }
  return { ...after, attributes }
}

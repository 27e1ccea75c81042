import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Base, Query } from '../../base/index.ts'
import { tell } from '../../base/index.ts'
import type { ObservationColumns } from './columns.ts'

/** The last reading of a series; instants in epoch milliseconds. `since` is when the number became what it is. */
export type Last = {
  readonly at: number
  readonly value: number
  readonly quality: number
  readonly received: number
  readonly since: number
}

/** Series whose last reading changed, told at most four times a second, each once. */
export type ChangedSeries = { readonly series: Int32Array; readonly length: number }

const channel = 'observations'
const pause = 250

/** Arrays by the number of the series; numbers are dense, so an index is the cheapest key. */
class Table {
  at = new Float64Array(1_024).fill(Number.NEGATIVE_INFINITY)
  value = new Float64Array(1_024)
  quality = new Uint8Array(1_024)
  received = new Float64Array(1_024)
  since = new Float64Array(1_024)
  dirty = new Uint8Array(1_024)

  reach(series: number): void {
    if (series < this.at.length) return
    const length = Math.max(series + 1, this.at.length * 2)
    const grown = <T extends Float64Array | Uint8Array>(old: T, fresh: T): T => {
      fresh.set(old)
      return fresh
    }
    this.at = grown(this.at, new Float64Array(length).fill(Number.NEGATIVE_INFINITY))
    this.value = grown(this.value, new Float64Array(length))
    this.quality = grown(this.quality, new Uint8Array(length))
    this.received = grown(this.received, new Float64Array(length))
    this.since = grown(this.since, new Float64Array(length))
    this.dirty = grown(this.dirty, new Uint8Array(length))
  }
}

type Row = { series: number; at: number; value: number; quality: number; received: number; since: number }

const selection = sql`series, (extract(epoch from at) * 1000)::float8 as at, value, quality,
  (extract(epoch from received_at) * 1000)::float8 as received, (extract(epoch from since) * 1000)::float8 as since`

/**
 * The present of all series: in memory, written to `twin.latest` in batches, told to whoever listens, and told through the
 * database to other processes, which read what is new.
 */
export class CurrentState {
  readonly #base: Pick<Base, 'db' | 'listener' | 'log' | 'now'>
  readonly #table = new Table()
  readonly #listeners = new Set<(changed: ChangedSeries) => void>()
  readonly #writtenListeners = new Set<(changed: ChangedSeries) => void>()
  readonly #self = randomUUID()
  #dirty: number[] = []
  /** Series that were heard for the first time: their entities get the attribute. */
  #fresh: number[] = []
  #timer: NodeJS.Timeout | undefined
  #flushing: Promise<void> | undefined
  #seen = 0
  #isStopped = false
  #quiet: (() => void) | undefined

  constructor(base: Pick<Base, 'db' | 'listener' | 'log' | 'now'>) {
    this.#base = base
  }

  /** Reads what is there, and makes it good where a process died between writing and noting. */
  async start(): Promise<void> {
    await this.#read(sql`true`)
    this.#quiet = this.#base.listener.on(channel, (by) => {
      if (by === this.#self) return
      this.#read(sql`received_at >= to_timestamp(${(this.#seen - 5_000) / 1_000})`).then(
        (changed) => this.#tellListeners(changed),
        (cause: unknown) => this.#base.log.warn('the present of series could not be read anew', { cause }),
      )
    })
    await makeGood(this.#base.db)
    await showAttributes(this.#base.db, undefined)
    await this.#read(sql`received_at >= now() - interval '1 minute'`)
  }

  /** Writes once more. Where the database is away that is left to the next start, which finds the readings and makes the present good. */
  async stop(): Promise<void> {
    this.#quiet?.()
    this.#isStopped = true
    clearTimeout(this.#timer)
    await this.flush()
  }

  /** The last reading of a series, by its instant. */
  last(series: number): Last | undefined {
    const { at, value, quality, received, since } = this.#table
    const moment = at[series]
    if (moment === undefined || moment === Number.NEGATIVE_INFINITY) return undefined
    // Within the arrays, as `at` is.
    return {
      at: moment,
      value: value[series] as number,
      quality: quality[series] as number,
      received: received[series] as number,
      since: since[series] as number,
    }
  }

  /** Instant and number of the last reading without an object, for the way in; NaN when there is none. */
  lastAt(series: number): number {
    return this.#table.at[series] ?? Number.NEGATIVE_INFINITY
  }
  lastValue(series: number): number {
    return this.#table.value[series] ?? Number.NaN
  }

  lastQuality(series: number): number {
    return this.#table.quality[series] ?? 0
  }

  onChange(listener: (changed: ChangedSeries) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Like `onChange`, but only what this process took, and when `twin.latest` and the entities show it. */
  onWritten(listener: (changed: ChangedSeries) => void): () => void {
    this.#writtenListeners.add(listener)
    return () => this.#writtenListeners.delete(listener)
  }

  /** Takes rows that are committed. */
  apply({ series, at, value, quality, length }: ObservationColumns): void {
    const received = this.#base.now()
    const table = this.#table
    for (let row = 0; row < length; row++) {
      // Indexes lie within the columns.
      const one = series[row] as number
      table.reach(one)
      const moment = at[row] as number
      const before = table.at[one] as number
      if (moment <= before) continue
      const number = value[row] as number
      if (before === Number.NEGATIVE_INFINITY) this.#fresh.push(one)
      if (before === Number.NEGATIVE_INFINITY || table.value[one] !== number) table.since[one] = moment
      table.at[one] = moment
      table.value[one] = number
      table.quality[one] = quality[row] as number
      table.received[one] = received
      if (table.dirty[one] === 0) {
        table.dirty[one] = 1
        this.#dirty.push(one)
      }
    }
    if (this.#dirty.length > 0 && !this.#isStopped) this.#timer ??= setTimeout(() => void this.flush(), pause)
  }

  /** Writes what changed and tells of it. One at a time; under load its pause grows with what it costs. */
  async flush(): Promise<void> {
    await this.#flushing
    clearTimeout(this.#timer)
    if (this.#dirty.length === 0) {
      this.#timer = undefined
      return
    }
    const begun = performance.now()
    this.#flushing = this.#write()
    await this.#flushing
    this.#flushing = undefined
    const took = performance.now() - begun
    const isMore = this.#dirty.length > 0 && !this.#isStopped
    this.#timer = isMore ? setTimeout(() => void this.flush(), Math.max(pause, took * 4)) : undefined
  }

  async #write(): Promise<void> {
    const changed = Int32Array.from(this.#dirty)
    this.#dirty = []
    const fresh = this.#fresh
    this.#fresh = []
    const { at, value, quality, received, since, dirty } = this.#table
    for (const one of changed) dirty[one] = 0
    this.#tellListeners({ series: changed, length: changed.length })
    const of = (from: ArrayLike<number>, scale = 1) =>
      `{${Array.from(changed, (one) => (from[one] as number) / scale).join(',')}}` // within the arrays
    try {
      await sql`insert into twin.latest (series, at, value, quality, received_at, since)
        select series, to_timestamp(at), value, quality, to_timestamp(received), to_timestamp(since)
        from unnest(${`{${changed.join(',')}}`}::int[], ${of(at, 1_000)}::float8[], ${of(value)}::float8[], ${of(quality)}::smallint[],
          ${of(received, 1_000)}::float8[], ${of(since, 1_000)}::float8[]) as t (series, at, value, quality, received, since)
        on conflict (series) do update set at = excluded.at, value = excluded.value, quality = excluded.quality,
          received_at = excluded.received_at, since = excluded.since where latest.at <= excluded.at`.execute(
        this.#base.db,
      )
      if (fresh.length > 0) await showAttributes(this.#base.db, fresh)
      await tell(this.#base.db, channel, this.#self)
      for (const listener of this.#writtenListeners) listener({ series: changed, length: changed.length })
    } catch (cause) {
      // Nothing is lost: the readings are committed, and the present is written with the next round.
      this.#base.log.warn('the present of series waits to be written', { cause })
      this.#fresh.push(...fresh)
      for (const one of changed)
        if (this.#table.dirty[one] === 0) {
          this.#table.dirty[one] = 1
          this.#dirty.push(one)
        }
    }
  }

  async #read(which: ReturnType<typeof sql>): Promise<ChangedSeries> {
    const { rows } = await sql<Row>`select ${selection} from twin.latest where ${which}`.execute(this.#base.db)
    const table = this.#table
    const changed = new Int32Array(rows.length)
    let length = 0
    for (const { series, at, value, quality, received, since } of rows) {
      table.reach(series)
      this.#seen = Math.max(this.#seen, received)
      if ((table.at[series] as number) >= at) continue // within the array
      table.at[series] = at
      table.value[series] = value
      table.quality[series] = quality
      table.received[series] = received
      table.since[series] = since
      changed[length++] = series
    }
    return { series: changed, length }
  }

  #tellListeners(changed: ChangedSeries): void {
    if (changed.length === 0) return
    for (const listener of this.#listeners) listener(changed)
  }
}

/** Brings `latest` up to what is in `observation`, for series that are behind. */
async function makeGood(on: Query): Promise<void> {
  await sql`insert into twin.latest (series, at, value, quality, received_at, since)
    select s.id, o.at, o.value, o.quality, now(), o.at from twin.series s left join twin.latest l on l.series = s.id
    cross join lateral (select at, value, quality from twin.observation
      where series = s.id and at > coalesce(l.at, '-infinity') order by at desc limit 1) o
    on conflict (series) do update set at = excluded.at, value = excluded.value, quality = excluded.quality,
      received_at = excluded.received_at, since = case when latest.value = excluded.value then latest.since else excluded.since end
      where latest.at < excluded.at`.execute(on)
}

/** Gives entities the attributes whose first reading came: their number is that of the series from then on. */
async function showAttributes(on: Query, series: readonly number[] | undefined): Promise<void> {
  await sql`insert into twin.attribute (entity, name, dataset, kind, value, number, unit, observed_at, series, created_at, modified_at, instance)
    select s.entity, s.name, s.dataset, 'Property', to_jsonb(l.value), l.value, s.unit, l.at, s.id, now(), now(), gen_random_uuid()
    from twin.series s join twin.latest l on l.series = s.id
    where ${series === undefined ? sql`not exists (select 1 from twin.attribute a where a.series = s.id)` : sql`s.id = any(${`{${series.join(',')}}`}::int[])`}
    on conflict (entity, name, dataset) do update set series = excluded.series where attribute.series is distinct from excluded.series`.execute(
    on,
  )
}

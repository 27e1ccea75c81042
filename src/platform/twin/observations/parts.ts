import { sql } from 'kysely'
import { dayMs } from '../../../kernel/time/index.ts'
import type { Query } from '../../base/index.ts'
import type { ObservationColumns } from './columns.ts'

/** A stretch of time `[from, till)`, epoch milliseconds UTC. */
export type Stretch = { readonly from: number; readonly till: number }

const overlaps = (one: Stretch, other: Stretch) => one.from < other.till && one.till > other.from

function monthOf(at: number): Stretch {
  const day = new Date(at)
  const [year, month] = [day.getUTCFullYear(), day.getUTCMonth()]
  return { from: Date.UTC(year, month, 1), till: Date.UTC(year, month + 1, 1) }
}

const dayOf = (at: number): Stretch => {
  const from = Math.floor(at / dayMs) * dayMs
  return { from, till: from + dayMs }
}

/** Days are worth their own tables while they are written to; what is older than this comes by the month. */
const recent = 62 * dayMs

/** The stretch to make for an instant that none covers: its day, or its whole month for what lies far back. */
export function stretchFor(at: number, now: number, there: readonly Stretch[]): Stretch {
  const month = monthOf(at)
  const isFree = !there.some((one) => overlaps(one, month))
  return at < now - recent && isFree ? month : dayOf(at)
}

/** The tables that observations lie in; makes those that are missing. */
export class Parts {
  #open: readonly Stretch[] = []
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  async refresh(on: Query): Promise<void> {
    const { rows } = await sql<Stretch>`select (extract(epoch from from_at) * 1000)::float8 as "from",
      (extract(epoch from till_at) * 1000)::float8 as till from twin.observation_part where file is null order by 1`.execute(
      on,
    )
    this.#open = rows
  }

  #covers(from: number, to: number): boolean {
    return this.#open.some((one) => one.from <= from && one.till > to)
  }

  /** Makes sure that every row has a table to go to. */
  async cover(on: Query, { at, length }: ObservationColumns): Promise<void> {
    let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (let row = 0; row < length; row++) {
      const one = at[row] as number // within the column
      if (one < least) least = one
      if (one > most) most = one
    }
    if (length === 0 || this.#covers(least, most)) return
    for (let row = 0; row < length; row++) {
      const one = at[row] as number // within the column
      if (!this.#covers(one, one)) await this.#make(on, one)
    }
  }

  /** Makes today's and tomorrow's table ahead of need. */
  async ahead(on: Query): Promise<void> {
    await this.refresh(on)
    for (const at of [this.#now(), this.#now() + dayMs]) if (!this.#covers(at, at)) await this.#make(on, at)
  }

  async #make(on: Query, at: number): Promise<void> {
    await this.refresh(on)
    if (this.#covers(at, at)) return
    const { from, till } = stretchFor(at, this.#now(), this.#open)
    await sql`select twin.make_observation_part(to_timestamp(${from / 1_000}), to_timestamp(${till / 1_000}))`.execute(
      on,
    )
    await this.refresh(on)
    if (!this.#covers(at, at)) throw new Error(`No table could be made for ${new Date(at).toISOString()}`)
  }
}

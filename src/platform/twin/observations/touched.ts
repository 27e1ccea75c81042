import { sql } from 'kysely'
import type { Query } from '../../base/index.ts'
import type { ObservationColumns } from './columns.ts'

const hourMs = 3_600_000
/** A note holds for half a minute; rolling up counts on a minute. */
const anew = 30_000
const mostKept = 10_000

/** Notes the hours that are written into, before they are: a crash in between costs a rollup made twice, never one missed. */
export class TouchedHours {
  readonly #noted = new Map<number, number>()

  async note(on: Query, { at, length }: ObservationColumns): Promise<void> {
    const now = performance.now()
    let last = Number.NaN
    let due: number[] | undefined
    for (let row = 0; row < length; row++) {
      const hour = Math.floor((at[row] as number) / hourMs) // within the column
      if (hour === last) continue
      last = hour
      const noted = this.#noted.get(hour)
      if (noted !== undefined && now - noted < anew) continue
      due ??= []
      if (!due.includes(hour)) due.push(hour)
    }
    if (due === undefined) return
    await sql`insert into twin.touched_hour (hour, touched_at)
      select to_timestamp(hour * 3600.0), clock_timestamp() from unnest(${due}::float8[]) as t (hour)
      on conflict (hour) do update set touched_at = excluded.touched_at`.execute(on)
    if (this.#noted.size > mostKept) this.#noted.clear()
    for (const hour of due) this.#noted.set(hour, now)
  }
}

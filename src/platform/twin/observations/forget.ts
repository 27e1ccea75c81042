import { sql } from 'kysely'
import type { Db } from '../../base/index.ts'

/** Rows of one statement: short enough that writers and vacuum do not notice. */
const atOnce = 20_000

/**
 * Deletes single readings that their series no longer keeps (`keep_days`) from the tables; their figures of hours and days stay.
 * Hours that wait to be rolled up are left until they were.
 * @returns how many readings went
 */
export async function forgetReadings(db: Db, signal?: AbortSignal): Promise<number> {
  const { rows: series } = await sql<{ id: number; days: number }>`select id, keep_days as days from twin.series s
    where keep_days is not null and exists (select 1 from twin.observation o
      where o.series = s.id and o.at < now() - make_interval(days => s.keep_days))`.execute(db)
  let gone = 0
  for (const { id, days } of series)
    for (;;) {
      signal?.throwIfAborted()
      const { numAffectedRows = 0n } = await sql`delete from twin.observation o using (
          select series, at from twin.observation
          where series = ${id} and at < now() - make_interval(days => ${days}) and not exists (
            select 1 from twin.touched_hour h where h.hour = date_trunc('hour', observation.at)
              and (h.rolled_at is null or h.rolled_at < h.touched_at + interval '1 minute'))
          limit ${atOnce}) old
        where o.series = old.series and o.at = old.at`.execute(db)
      gone += Number(numAffectedRows)
      if (numAffectedRows < BigInt(atOnce)) break
    }
  return gone
}

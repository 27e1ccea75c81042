import { sql } from 'kysely'
import type { Query } from '../../base/index.ts'
import { silenced } from '../store/told.ts'

/** Which number over time: an attribute of an entity, by its key in `twin.entity`. */
export type SeriesKey = {
  readonly entity: number
  /** Expanded IRI of the attribute. */
  readonly name: string
  readonly dataset?: string
  /** UN/CEFACT common code. */
  readonly unit?: string
  /** Days that single readings are kept; all when absent. */
  readonly keepDays?: number
}

/** The numbers of series, in the order asked; makes those that are missing. Repeatable. */
export async function seriesOf(on: Query, keys: readonly SeriesKey[]): Promise<readonly number[]> {
  if (keys.length === 0) return []
  const wanted = JSON.stringify(
    keys.map(({ entity, name, dataset = '', unit = null, keepDays = null }, i) => ({
      i,
      entity,
      name,
      dataset,
      unit,
      keepDays,
    })),
  )
  const parsed = sql`jsonb_to_recordset(${wanted}::jsonb) as w (i int, entity bigint, name text, dataset text, unit text, "keepDays" int)`
  // In order of key, as whoever writes entities locks them.
  await sql`with made as (
      insert into twin.series (entity, name, dataset, unit, keep_days)
      select distinct on (entity, name, dataset) entity, name, dataset, unit, "keepDays" from ${parsed}
      order by entity, name, dataset
      on conflict (entity, name, dataset) do update set unit = excluded.unit, keep_days = excluded.keep_days
        where (series.unit, series.keep_days) is distinct from (excluded.unit, excluded.keep_days)
      returning entity
    ), locked as materialized (
      select e.key from twin.entity e where e.key in (select entity from made) and e.told is distinct from ${silenced}
      order by e.key for no key update
    )
    update twin.entity e set told = ${silenced} from locked where e.key = locked.key`.execute(on)
  const { rows } = await sql<{ id: number }>`select s.id from ${parsed}
    join twin.series s on (s.entity, s.name, s.dataset) = (w.entity, w.name, w.dataset) order by w.i`.execute(on)
  return rows.map(({ id }) => id)
}

/** Between which numbers a series can be true. */
export type SeriesRange = { readonly series: number; readonly least: number; readonly most: number }

/** Notes what can be true of series; a range that is noted already costs nothing. */
export async function noteRanges(on: Query, ranges: readonly SeriesRange[]): Promise<void> {
  if (ranges.length === 0) return
  const list = (pick: (one: SeriesRange) => number) => `{${ranges.map(pick).join(',')}}`
  await sql`update twin.series s set least = r.least, most = r.most
    from unnest(${list(({ series }) => series)}::int[], ${list(({ least }) => least)}::float8[],
      ${list(({ most }) => most)}::float8[]) as r (series, least, most)
    where s.id = r.series and (s.least, s.most) is distinct from (r.least, r.most)`.execute(on)
}

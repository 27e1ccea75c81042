import { sql } from 'kysely'
import type { Base, Db } from '../../base/index.ts'

/** Levels at which counts are kept: cells of 2.4 km and of 39 km, at the equator. */
export const levels = { fine: 14, coarse: 10 } as const

type Cell = { readonly level: number; readonly cell: number; readonly kind: number }

/**
 * Adds to the counts by cell what was changed since the last time (0123-cells.sql), all of it in one transaction: whoever reads finds it
 * either here or there, and nothing is counted twice or lost when a process dies. Only one process does it at a time.
 * @returns how many changes there were
 */
export async function foldCells(db: Db): Promise<number> {
  return db.tx(async (tx) => {
    const { rows: locks } = await sql<{
      mine: boolean
    }>`select pg_try_advisory_xact_lock(hashtext('twin.cells')) as mine`.execute(tx)
    if (!locks[0]?.mine) return 0
    const { rows } = await sql<{
      changes: number
      emptied: readonly Cell[] | null
      ended: readonly number[] | null
    }>`with gone as (delete from twin.cell_change returning *), coded as materialized (
        select *, md5(jsonb_build_array(types, scope, path, is_open, division, is_point)::text)::uuid as code from gone
      ), kinds as (
        insert into twin.cell_kind as k (code, types, scope, path, is_open, division, is_point, count)
        select code, types, scope, path, is_open, division, is_point, sum(count) from coded
        group by code, types, scope, path, is_open, division, is_point
        on conflict (code) do update set count = k.count + excluded.count
        returning id, code, count
      ), counts as (
        insert into twin.cell_count as c (level, cell, kind, count, x, y, keys)
        select level, cell >> 2 * (${sql.lit(levels.fine)} - level), id, sum(coded.count), sum(x), sum(y), sum(keys)
        from coded join kinds using (code) cross join (values (${sql.lit(levels.fine)}), (${sql.lit(levels.coarse)})) as at (level)
        group by 1, 2, 3
        on conflict (level, cell, kind) do update set count = c.count + excluded.count, x = c.x + excluded.x,
          y = c.y + excluded.y, keys = c.keys + excluded.keys
        returning level, cell, kind, count
      )
      select (select count(*) from gone) as changes, (select json_agg(counts) from counts where count = 0) as emptied,
        (select json_agg(id) from kinds where count = 0) as ended`.execute(tx)
    const { changes = 0, emptied, ended } = rows[0] ?? {}
    if (emptied)
      await sql`delete from twin.cell_count c using jsonb_to_recordset(${JSON.stringify(emptied)}::jsonb) as e(level int, cell int, kind int)
        where c.level = e.level and c.cell = e.cell and c.kind = e.kind`.execute(tx)
    if (ended) await sql`delete from twin.cell_kind where id = any(${ended}::int[])`.execute(tx)
    return changes
  })
}

/** So long changes wait to be added, milliseconds: a reader adds up those that do. */
const pause = 5_000

/** Adds changes to the counts now and then, as long as this process lives. */
export function cellFolder({ db, log }: Pick<Base, 'db' | 'log'>) {
  let timer: NodeJS.Timeout | undefined
  let folding: Promise<void> | undefined
  let hasEnded = false
  const round = async (): Promise<void> => {
    try {
      await foldCells(db)
    } catch (cause) {
      // Nothing is lost: the changes are still there, and are counted as they are.
      log.warn('counts by cell wait', { cause })
    }
    if (!hasEnded) timer = setTimeout(begin, pause)
  }
  const begin = () => {
    folding = round()
  }
  return {
    start: begin,
    stop: async (): Promise<void> => {
      hasEnded = true
      clearTimeout(timer)
      await folding
    },
  }
}

import { sql } from 'kysely'
import type { Db, Tx } from '../../base/index.ts'
import { summand } from './summand.ts'

const origin = sql`timestamptz '2000-01-01T00:00:00+08:00'`

type Hour = { readonly hour: string; readonly startedAt: string }

/** An hour that is over, written to since it was last rolled up, and quiet for so long that its writers have settled. */
async function nextHour(tx: Tx): Promise<Hour | undefined> {
  const { rows } = await sql<Hour>`select hour, clock_timestamp() as "startedAt" from twin.touched_hour
    where (rolled_at is null or rolled_at < touched_at + interval '1 minute')
      and touched_at < now() - interval '1 minute' and hour < now() - interval '1 hour'
    order by hour limit 1 for update skip locked`.execute(tx)
  return rows[0]
}

const figures = sql`count = excluded.count, sum = excluded.sum, min = excluded.min, max = excluded.max, first = excluded.first, last = excluded.last`

async function rollHour(tx: Tx, hour: string): Promise<void> {
  await sql`insert into twin.rollup (series, step, at, count, sum, min, max, first, last)
    select series, 300, date_bin('5 minutes', at, ${origin}) as bin, count(*), sum(${summand}), min(value), max(value),
      (array_agg(value order by at))[1], (array_agg(value order by at desc))[1]
    from twin.observation where at >= ${hour}::timestamptz and at < ${hour}::timestamptz + interval '1 hour' and quality & 3 = 0
    group by series, bin
    on conflict (series, step, at) do update set ${figures}`.execute(tx)
  await rollUp(tx, 300, 3_600, hour)
}

/** Figures of a longer step from those of a shorter one, for the step that holds the hour. */
async function rollUp(tx: Tx, from: number, to: number, hour: string): Promise<void> {
  await sql`insert into twin.rollup (series, step, at, count, sum, min, max, first, last)
    select series, ${to}::int, bin, sum(count), sum(sum), min(min), max(max),
      (array_agg(first order by at))[1], (array_agg(last order by at desc))[1]
    from (select *, date_bin(make_interval(secs => ${to}), ${hour}::timestamptz, ${origin}) as bin from twin.rollup
      where step = ${from} and at >= date_bin(make_interval(secs => ${to}), ${hour}::timestamptz, ${origin})
        and at < date_bin(make_interval(secs => ${to}), ${hour}::timestamptz, ${origin}) + make_interval(secs => ${to})) as shorter
    group by series, bin
    on conflict (series, step, at) do update set ${figures}`.execute(tx)
}

/**
 * Rolls up every settled hour that was written to. Repeatable; late readings make their hour due again.
 * @returns how many hours
 */
export async function rollTouchedHours(db: Db, signal?: AbortSignal): Promise<number> {
  for (let done = 0; ; done++) {
    signal?.throwIfAborted()
    const isOne = await db.tx(async (tx) => {
      const due = await nextHour(tx)
      if (due === undefined) return false
      await rollHour(tx, due.hour)
      await rollUp(tx, 3_600, 86_400, due.hour)
      await sql`update twin.touched_hour set rolled_at = ${due.startedAt}::timestamptz where hour = ${due.hour}::timestamptz`.execute(
        tx,
      )
      return true
    })
    if (!isOne) return done
  }
}

/** Figures of five minutes are kept for so many days; hours and days stay. */
const fineDays = 120

/** Forgets what is finer than anybody looks at after so long. */
export async function forgetFineSteps(db: Db): Promise<void> {
  await sql`delete from twin.rollup where step = 300 and at < now() - make_interval(days => ${fineDays})`.execute(db)
  await sql`delete from twin.touched_hour where rolled_at > touched_at + interval '1 minute'
    and hour < now() - make_interval(days => ${fineDays})`.execute(db)
}

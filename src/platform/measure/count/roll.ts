import { sql } from 'kysely'
import { Type } from 'typebox'
import { cityZone, dayStart, findDayOf } from '../../../kernel/time/index.ts'
import { type Db, type Job, job, type Tx } from '../../base/index.ts'
import { factTable, takeTouchedDays } from '../../cases/index.ts'
import { countedFacts, counterNames, summed } from './counters.ts'

/** Days summed up in one transaction: some hundred thousand facts at most. */
const daysAtOnce = 40

/** After so many transactions the job ends; its next run goes on. */
const mostRounds = 50

const columns = sql.join(counterNames.map((name) => sql.ref(name)))

/** A path down to so many segments; '' for none. */
const path = (depth: number) => sql.raw(`coalesce(substring(f.path from '^(?:/[^/]+){1,${depth}}'), '')`)

const classKey = sql.raw(`coalesce(substring(f.class from '^[^/]+(?:/[^/]+)?'), '')`)
const divisionKey = sql.raw(`coalesce(left(f.division, 9), '')`)

/** The keys of a day's sums; see `rolledDepth`. */
const keys = [
  ['office', path(3)],
  ['class', classKey],
  ['division', divisionKey],
  ['channel', sql.raw('f.channel')],
] as const

/** The first keys of sums of two things at once; the second is the class. See `crossedDepth`. */
const crossed = [
  ['office-class', path(2)],
  ['division-class', divisionKey],
] as const

const instant = (at: number) => new Date(at).toISOString()

function boundsOf(day: string): readonly [string, string] {
  const number = findDayOf(day)
  if (number === undefined) throw new RangeError(`Not a day: ${day}`)
  return [instant(dayStart(number, cityZone)), instant(dayStart(number + 1, cityZone))]
}

/** The last limit that anything of a day waits for; of the past when nothing does. */
async function ripeAt(tx: Tx, [from, to]: readonly [string, string]): Promise<string> {
  const { rows } = await sql<{ ripe: string | null }>`
    select max(greatest(f.contact_wait, f.handled_wait, f.replied_wait, f.late_after)) as ripe from ${factTable}
    where f.opened_at >= ${from} and f.opened_at < ${to}`.execute(tx)
  return rows[0]?.ripe ?? from
}

async function sumUp(tx: Tx, day: string, [from, to]: readonly [string, string], now: string): Promise<void> {
  for (const [by, key] of keys)
    await sql`insert into measure.daily (by, day, pack, key, ${columns})
      select ${by}, ${day}::date, f.pack, ${key}, ${countedFacts(now)} from ${factTable}
      where f.opened_at >= ${from} and f.opened_at < ${to} group by 3, 4`.execute(tx)
}

/** Months summed up in one transaction. */
const monthsAtOnce = 2

/** Sums of months that no longer hold: those of days that are to be summed up anew. */
async function dropMonths(tx: Tx): Promise<void> {
  await sql`with gone as (delete from measure.month m where exists (select from measure.day d where d.rolled_at is null
      and d.day >= m.month and d.day < m.month + interval '1 month') returning month)
    delete from measure.monthly where month in (select month from gone)`.execute(tx)
}

/** Sums up months that are over and all of whose days are summed up. @returns how many */
async function sumUpMonths(tx: Tx, now: string): Promise<number> {
  const { rows } = await sql<{ month: string; after: string }>`
    select month, (month + interval '1 month')::date as after
    from (select date_trunc('month', day)::date as month from measure.day group by 1 having bool_and(rolled_at is not null)) full_months
    where (month + interval '1 month')::date <= (${now}::timestamptz at time zone ${cityZone})::date
      and not exists (select from measure.month m where m.month = full_months.month)
    order by month desc limit ${monthsAtOnce}`.execute(tx)
  for (const { month, after } of rows) {
    await sql`insert into measure.monthly (by, month, pack, key, ${columns})
      select d.by, ${month}::date, d.pack, d.key, ${summed} from measure.daily d
      where d.day >= ${month} and d.day < ${after} group by d.by, d.pack, d.key`.execute(tx)
    const [from] = boundsOf(month)
    const [to] = boundsOf(after)
    for (const [by, key] of crossed)
      await sql`insert into measure.monthly (by, month, pack, key, key2, ${columns})
        select ${by}, ${month}::date, f.pack, ${key}, ${classKey}, ${countedFacts(now)} from ${factTable}
        where f.opened_at >= ${from} and f.opened_at < ${to} group by 3, 4, 5`.execute(tx)
    await sql`insert into measure.month (month, rolled_at) values (${month}, ${now})`.execute(tx)
  }
  return rows.length
}

/**
 * Sums up days whose facts changed or have become ripe. A day is summed up when every limit in it has passed: what it counts
 * then stays as it is until a fact of it changes, which the database notes (`cases.fact_touched`).
 *
 * The transaction sees one state of the city. It takes exactly those notes away whose changes it sees; a note of a change
 * that commits later stays, and the day is not used until the next run.
 * @returns how many days were looked at, or months summed up when no day was left
 */
export async function rollDays(db: Db, now: number): Promise<number> {
  return db.tx(
    async (tx) => {
      // Two at once would only fail one of them (serialisation); the other goes on with the rest.
      const got = await sql<{
        got: boolean
      }>`select pg_try_advisory_xact_lock(hashtext('measure.roll')) as got`.execute(tx)
      if (!got.rows[0]?.got) return 0
      const touched = await takeTouchedDays(tx)
      await sql`insert into measure.day (day, ripe_at) select unnest(${[...touched]}::date[]), '-infinity'::timestamptz
        on conflict (day) do update set rolled_at = null, ripe_at = '-infinity'`.execute(tx)
      await dropMonths(tx)
      const { rows } = await sql<{ day: string }>`select day from measure.day
        where rolled_at is null and ripe_at < ${instant(now)} order by ripe_at, day desc limit ${daysAtOnce}`.execute(
        tx,
      )
      for (const { day } of rows) {
        const bounds = boundsOf(day)
        const ripe = await ripeAt(tx, bounds)
        const isRipe = Date.parse(ripe) < now
        await sql`delete from measure.daily where day = ${day}`.execute(tx)
        if (isRipe) await sumUp(tx, day, bounds, instant(now))
        await sql`update measure.day set ripe_at = ${ripe}, rolled_at = ${isRipe ? instant(now) : null}::timestamptz
          where day = ${day}`.execute(tx)
      }
      // Months wait until no day is left to look at: a month whose days are summed up one by one would be made many times.
      return rows.length > 0 ? rows.length : sumUpMonths(tx, instant(now))
    },
    { isolation: 'repeatable read' },
  )
}

/** Every five minutes: days and months are summed up. */
export function rollJob(db: Db, now: () => number): Job {
  return job({
    name: 'measure.roll',
    cron: '*/5 * * * *',
    payload: Type.Object({}),
    run: async (_, { signal }) => {
      for (let round = 0; round < mostRounds; round += 1) {
        signal.throwIfAborted()
        if ((await rollDays(db, now())) === 0) return
      }
    },
  })
}

import { sql } from 'kysely'
import { dayMs } from '../../../kernel/time/index.ts'
import type { Base, Db } from '../../base/index.ts'
import { isAway } from '../../base/index.ts'
import { insightSeriesErrors } from './errors.ts'
import type { Forecast } from './forecast/forecast.ts'
import type { Readings } from './shape/regular.ts'
import { natureOf, readSeries, type SeriesSource } from './source.ts'
import { keepAnomalies } from './store.ts'
import type { SeriesThread } from './thread/series-thread.ts'

/** What looking at series stands on. */
export type LookParts = {
  readonly base: Pick<Base, 'db' | 'now' | 'log'>
  readonly source: SeriesSource
  readonly thread: SeriesThread
}

/** Most that one series may take of the thread, ms. */
const lookBudget = 20_000
const forecastBudget = 60_000

/** Series with readings newer than an hour since they were last looked at, those that wait longest first. */
export async function changedSeries(db: Db, now: number, limit: number): Promise<readonly number[]> {
  const { rows } = await sql<{ series: number }>`select l.series from twin.latest l
    left join insight.series_look k on k.series = l.series
    where k.series is null or (l.at >= k.seen_until + interval '1 hour' and k.looked_at <= ${new Date(now - 3_600_000)})
    order by k.looked_at nulls first, l.series limit ${limit}`.execute(db)
  return rows.map(({ series }) => series)
}

/**
 * Looks at one series in the thread and keeps what is unusual. A series that cannot be looked at (it took too long) is noted and
 * does not stop the others.
 */
export async function lookAt({ base, source, thread }: LookParts, series: number, signal?: AbortSignal): Promise<void> {
  const { db, now, log } = base
  const started = now()
  const nature = await natureOf(db, series)
  const { newest, ...readings } = await readSeries(source, series, started, nature)
  const clock = performance.now()
  try {
    const answer = await thread.ask({ what: 'anomalies', nature, ...readings }, lookBudget, signal)
    const took = Math.round(performance.now() - clock)
    await db.tx(async (tx) => {
      await sql`select pg_advisory_xact_lock(hashtext('insight.series'), ${series})`.execute(tx)
      const learned = await keepAnomalies(tx, series, answer.anomalies, { now: started, since: answer.since })
      const { step, counts } = answer
      await noteLook(tx, { series, newest, started, took, step, counts, learned, trouble: null })
    })
  } catch (error) {
    if (signal?.aborted || isAway(error)) throw error
    log.error('a series could not be looked at', { series, error })
    const took = Math.round(performance.now() - clock)
    const trouble = error instanceof Error ? error.message : String(error)
    await noteLook(db, { series, newest, started, took, step: 0, counts: {}, learned: 0, trouble })
  }
}

type Look = {
  readonly series: number
  readonly newest: number | undefined
  readonly started: number
  readonly took: number
  readonly step: number
  readonly counts: object
  readonly learned: number
  readonly trouble: string | null
}

const noteLook = (on: Parameters<typeof keepAnomalies>[0], look: Look) =>
  sql`insert into insight.series_look (series, seen_until, looked_at, took_ms, step_ms, counts, learned, trouble)
    values (${look.series}, ${new Date(look.newest ?? look.started)}, ${new Date(look.started)}, ${look.took}, ${look.step},
      ${JSON.stringify(look.counts)}::jsonb, ${look.learned}, ${look.trouble})
    on conflict (series) do update set seen_until = excluded.seen_until, looked_at = excluded.looked_at,
      took_ms = excluded.took_ms, step_ms = excluded.step_ms, counts = excluded.counts, learned = excluded.learned,
      trouble = excluded.trouble`.execute(on)

/**
 * Forecasts a series now, keeps the forecast, and keeps it fresh for two weeks.
 * @throws insight.too-short, insight.series-budget
 */
export async function forecastNow(
  { base, source, thread }: LookParts,
  series: number,
  { signal, isAsked }: { readonly signal?: AbortSignal; readonly isAsked: boolean },
): Promise<Forecast & { readonly madeAt: number }> {
  const { db, now } = base
  const madeAt = now()
  const nature = await natureOf(db, series)
  const { newest: _, ...readings } = await readSeries(source, series, madeAt, nature)
  const { forecast } = await thread.ask({ what: 'forecast', nature, ...readings }, forecastBudget, signal)
  if (!forecast) throw insightSeriesErrors.make('insight.too-short', { days: daysOf(readings.coarse ?? readings.fine) })
  await db.tx(async (tx) => {
    await sql`insert into insight.forecast (series, made_at, model, forecast)
      values (${series}, ${new Date(madeAt)}, ${forecast.model}, ${JSON.stringify(forecast)}::jsonb)
      on conflict (series, made_at) do update set model = excluded.model, forecast = excluded.forecast`.execute(tx)
    await sql`delete from insight.forecast where series = ${series} and made_at < ${new Date(madeAt)}::timestamptz - interval '60 days'`.execute(
      tx,
    )
    const until = sql`${new Date(madeAt)}::timestamptz + interval '14 days'`
    if (isAsked)
      await sql`insert into insight.forecast_wish (series, wanted_until, made_at) values (${series}, ${until}, ${new Date(madeAt)})
        on conflict (series) do update set wanted_until = excluded.wanted_until, made_at = excluded.made_at`.execute(tx)
    else await sql`update insight.forecast_wish set made_at = ${new Date(madeAt)} where series = ${series}`.execute(tx)
  })
  return { ...forecast, madeAt }
}

/** Days of the city in which there are readings. */
const daysOf = ({ at }: Readings): number =>
  new Set(Array.from({ length: at.length }, (_, place) => Math.floor(((at[place] as number) + 8 * 3_600_000) / dayMs)))
    .size // within the readings

/** Series whose forecast somebody wants and that is older than `age` ms. */
export async function wantedForecasts(db: Db, now: number, age: number): Promise<readonly number[]> {
  const { rows } = await sql<{ series: number }>`select series from insight.forecast_wish
    where wanted_until > ${new Date(now)} and (made_at is null or made_at < ${new Date(now - age)})
    order by made_at nulls first limit 50`.execute(db)
  return rows.map(({ series }) => series)
}

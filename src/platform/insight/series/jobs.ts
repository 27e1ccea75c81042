import { Type } from 'typebox'
import { type Job, job } from '../../base/index.ts'
import { changedSeries, forecastNow, type LookParts, lookAt, wantedForecasts } from './look.ts'

/** One run looks at series for so long, ms, of every five minutes: the rest of the time belongs to people. */
const longestRun = 75_000
const atOnce = 50
const hours = 3_600_000

/** Looks at series that changed, and keeps wanted forecasts fresh. */
export function seriesJobs(parts: LookParts): readonly Job[] {
  const { db, now, log } = parts.base
  return [
    job({
      name: 'insight.series',
      cron: '*/5 * * * *',
      attempts: 1,
      payload: Type.Object({}),
      run: async (_, { signal }) => {
        const until = performance.now() + longestRun
        for (
          let some = await changedSeries(db, now(), atOnce);
          some.length > 0;
          some = await changedSeries(db, now(), atOnce)
        )
          for (const series of some) {
            if (performance.now() > until) return
            await lookAt(parts, series, signal)
          }
      },
    }),
    job({
      name: 'insight.forecasts',
      cron: '12 * * * *',
      attempts: 1,
      payload: Type.Object({}),
      run: async (_, { signal }) => {
        const until = performance.now() + longestRun
        for (const series of await wantedForecasts(db, now(), 6 * hours)) {
          if (performance.now() > until) return
          try {
            await forecastNow(parts, series, { signal, isAsked: false })
          } catch (error) {
            if (signal.aborted) throw error
            // It is tried again in an hour; the others are not to wait for it.
            log.error('a series could not be forecast', { series, error })
          }
        }
      },
    }),
  ]
}

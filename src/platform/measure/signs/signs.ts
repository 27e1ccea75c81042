import { Type } from 'typebox'
import { type Finding, type Http, type Job, job } from '../../base/index.ts'
import type { Parts } from '../api/asked.ts'
import { computeSigns, dueSigns } from './compute.ts'
import { diagnosisRoutes } from './diagnosis-routes.ts'
import { brokenLogs } from './duty-log.ts'
import { dutyRoutes } from './duty-routes.ts'
import { fillPast } from './fill-past.ts'
import type { SignParts } from './parts.ts'
import { signRoutes } from './sign-routes.ts'
import { SignShelf } from './sign-shelf.ts'
import { ValueSeries } from './value-series.ts'

/** The vital signs of the city as the measure room runs them. */
export type Signs = {
  routes(http: Http): void
  readonly jobs: readonly Job[]
  checks(): Promise<readonly Finding[]>
}

/** Signs (城市生命体征): computed every minute where their period is over, shown, diagnosed, watched over. */
export function makeSigns(parts: SignParts, counting: Parts): Signs {
  const { base, world } = parts
  const profiles = new Map([...world.things.fleet.profiles].map(([name, { profile }]) => [name, profile]))
  const shelf = new SignShelf(base, world.declared, profiles)
  const series = new ValueSeries(parts)
  return {
    routes: (http) => {
      const all = { ...parts, shelf, series }
      signRoutes(http, all)
      diagnosisRoutes(http, all, counting)
      dutyRoutes(http, all)
    },
    jobs: [
      job({
        name: 'measure.signs',
        cron: '* * * * *',
        // What is missed is computed by the next minute.
        attempts: 1,
        payload: Type.Object({}),
        run: async (_, { log }) => {
          const at = Math.floor(base.now() / 60_000) * 60_000
          const begun = performance.now()
          const due = await dueSigns(parts, shelf, at)
          const values = await computeSigns(parts, { shelf, series }, due, at)
          await fillPast(parts, { shelf, series }, at)
          const milliseconds = Math.round(performance.now() - begun)
          if (milliseconds > 20_000) log.warn('signs took long to compute', { signs: due.length, values, milliseconds })
        },
      }),
    ],
    checks: async () => {
      const broken = await brokenLogs(base.db)
      const what = { zh: '值班日志', en: 'Duty log' }
      if (broken.length === 0)
        return [{ what, state: 'well', says: { zh: '完整，无改动', en: 'whole, nothing was changed' } }]
      const places = broken.join(' ')
      return [
        {
          ...{ what, state: 'ill' },
          says: { zh: `以下区划的日志被改动或缺条：${places}`, en: `changed, or entries missing, of ${places}` },
          todo: { zh: '与备份比对，查审计记录', en: 'Compare with a backup, look at the audit trail' },
        },
      ]
    },
  }
}

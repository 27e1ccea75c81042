import { sql } from 'kysely'
import type { Permission } from '../../../kernel/access/index.ts'
import type { Base, Finding, Http, Job } from '../../base/index.ts'
import { seriesJobs } from './jobs.ts'
import { seriesPermissions } from './permissions.ts'
import type { SeriesSight } from './questions.ts'
import { seriesReport } from './report.ts'
import { seriesRoutes } from './routes.ts'
import type { SeriesSource } from './source.ts'
import { SeriesThread } from './thread/series-thread.ts'

/** What of the twin series are looked at with: its observations, and who sees what. */
export type SeriesDoors = { readonly observations: SeriesSource; readonly sight: SeriesSight }

/** The part of the insight room that looks at series. */
export type SeriesPart = {
  readonly permissions: readonly Permission[]
  readonly jobs: readonly Job[]
  routes(http: Http): void
  checks(): Promise<readonly Finding[]>
  /** Lines for the local operator: every series with a forecast or anomalies, and how far these are to be trusted. */
  report(): AsyncIterable<string>
  stop(): Promise<void>
}

/** Series that wait longer than this, ms, mean that nobody looks. */
const patience = 24 * 3_600_000

/** Anomalies and forecasts of the twin's series. */
export function seriesPart(base: Base, { observations: source, sight }: SeriesDoors): SeriesPart {
  const thread = new SeriesThread()
  const parts = { base, source, thread }
  return {
    permissions: Object.values(seriesPermissions),
    jobs: seriesJobs(parts),
    routes: (http) => seriesRoutes(http, { ...parts, sight }),
    report: () => seriesReport(base.db),
    checks: async () => [await looks(base)],
    stop: () => thread.stop(),
  }
}

async function looks({ db, now }: Base): Promise<Finding> {
  const { rows } = await sql<{ late: number; troubled: number; all: number }>`select count(*)::int as all,
      count(*) filter (where k.series is null or l.at > k.seen_until + interval '1 day'
        and k.looked_at < ${new Date(now() - patience)})::int as late,
      count(k.trouble)::int as troubled
    from twin.latest l left join insight.series_look k on k.series = l.series`.execute(db)
  const { late = 0, troubled = 0, all = 0 } = rows[0] ?? {}
  const isBehind = late > all / 2
  return {
    what: { zh: '序列分析', en: 'Series looked at' },
    state: isBehind || troubled > 0 ? 'watch' : 'well',
    says: {
      zh: `共 ${all} 个序列，${late} 个一天未分析，${troubled} 个分析失败`,
      en: `${all} series, ${late} not looked at for a day, ${troubled} failed`,
    },
    ...((isBehind || troubled > 0) && {
      todo: { zh: '检查后台任务与错误日志', en: 'See whether background jobs run, and the log of errors' },
    }),
  }
}

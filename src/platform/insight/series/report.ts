import { sql } from 'kysely'
import type { Db } from '../../base/index.ts'
import { anomalyKinds } from './anomalies/anomaly.ts'
import type { Forecast } from './forecast/forecast.ts'

type Row = {
  series: number
  entity: string
  name: string
  counts: Record<string, number> | null
  open: Record<string, number> | null
  said: number
  forecast: Forecast | null
}

const figure = (value: number | null | undefined): string =>
  value === null || value === undefined || Number.isNaN(value) ? '-' : value.toPrecision(3)

const page = 200

/** A line each series that was looked at: readings, anomalies by kind, opinions, and the forecast's error beside the naive one's. */
export async function* seriesReport(db: Db): AsyncIterable<string> {
  yield [
    'series',
    'entity',
    'attribute',
    'readings',
    'missing',
    ...anomalyKinds,
    'opinions',
    'model',
    'MAE',
    'MASE',
    'naive MAE',
    'coverage',
  ].join('\t')
  for (let after = 0; ; ) {
    const { rows } = await sql<Row>`select k.series, e.id as entity, s.name, k.counts,
        (select jsonb_object_agg(kind, n) from (select kind, count(*) as n from insight.anomaly a
          where a.series = k.series and a.state <> 'dismissed' group by kind) by_kind) as open,
        (select count(*)::int from insight.anomaly_opinion o where o.series = k.series) as said,
        (select forecast from insight.forecast f where f.series = k.series order by made_at desc limit 1) as forecast
      from insight.series_look k join twin.series s on s.id = k.series join twin.entity e on e.key = s.entity
      where k.series > ${after} order by k.series limit ${page}`.execute(db)
    for (const { series, entity, name, counts, open, said, forecast } of rows) {
      const cells = [series, entity, name.split(/[/#]/).at(-1) ?? name, counts?.given ?? 0, counts?.missing ?? 0]
      const found = anomalyKinds.map((kind) => open?.[kind] ?? 0)
      const error = [forecast?.error.mae, forecast?.error.mase, forecast?.naive.mae, forecast?.coverage].map(figure)
      yield [...cells, ...found, said, forecast?.model ?? '-', ...error].join('\t')
    }
    after = rows.at(-1)?.series ?? 0
    if (rows.length < page) return
  }
}

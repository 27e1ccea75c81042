import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { JSX } from 'react'
import { askForecast, judgeAnomaly, type WatchedSeries, watchedQuery } from '../api/series.ts'
import { Button, ButtonLink, notify, sayWhen, Trouble, useSay } from '../kit/index.ts'
import { hasRole, useSession } from '../shell/session.ts'
import { useDesk } from '../shell/use-desk.ts'
import { anomalyKinds } from './anomaly-kinds.ts'
import styles from './map-desk.module.css'

/** What the city says of a series: what is unusual in it, which a person may contest, and how far its forecast is to be trusted. */
export function SeriesInsight({
  series,
  watched: { anomalies, forecast },
  unit,
}: {
  readonly series: number
  readonly watched: WatchedSeries
  readonly unit: string
}): JSX.Element {
  const say = useSay()
  const desk = useDesk()
  const client = useQueryClient()
  const session = useSession()
  const mayJudge = hasRole(session, 'dispatcher', 'supervisor', 'duty-officer', 'data-officer', 'administrator')
  const anew = (): Promise<void> => client.invalidateQueries({ queryKey: watchedQuery(series).queryKey })
  const judging = useMutation({
    mutationFn: ({ id, says }: { readonly id: string; readonly says: 'not-anomaly' | 'withdrawn' }) =>
      judgeAnomaly(id, says),
    onSuccess: async () => {
      await anew()
      notify({ zh: '已记下，以后会照此判断', en: 'Noted; what was said is learnt from' })
    },
  })
  const asking = useMutation({ mutationFn: () => askForecast(series), onSuccess: anew })
  const number = (value: number | null): string =>
    value === null ? '—' : `${value.toLocaleString(say.tag, { maximumFractionDigits: 2 })} ${unit}`.trim()
  return (
    <div className={styles.insight}>
      {anomalies.length > 0 ? (
        <>
          <h3>{say({ zh: '异常', en: 'Anomalies' })}</h3>
          <ul className={styles.relations}>
            {anomalies.slice(0, 6).map((one) => (
              <li key={one.id}>
                <strong>{say(anomalyKinds[one.kind])}</strong> {sayWhen(say, one.from)} ·{' '}
                {say(
                  { zh: '见到 {seen}，预期 {expected}', en: 'saw {seen}, expected {expected}' },
                  { seen: number(one.evidence.seen), expected: number(one.evidence.expected) },
                )}{' '}
                {one.state === 'dismissed' ? (
                  <span className={styles.quiet}>{say({ zh: '已排除', en: 'put aside' })}</span>
                ) : null}
                {mayJudge ? (
                  <Button
                    size="s"
                    tone="quiet"
                    busy={judging.isPending && judging.variables.id === one.id}
                    onClick={() =>
                      judging.mutate({ id: one.id, says: one.state === 'dismissed' ? 'withdrawn' : 'not-anomaly' })
                    }
                  >
                    {one.state === 'dismissed'
                      ? say({ zh: '撤回', en: 'Take back' })
                      : say({ zh: '这不是异常', en: 'Not an anomaly' })}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {forecast ? (
        <p className={styles.quiet}>
          {say(
            {
              zh: '预测模型 {model}；回测平均误差 {error}（最简单的办法 {naive}）；{level} 的区间实际包住 {coverage}；回测 {n} 次',
              en: 'Forecast by {model}; mean error in back-tests {error} (the simplest way: {naive}); intervals of {level} held {coverage}; {n} back-tests',
            },
            {
              ...{ model: forecast.model, error: number(forecast.error.mae), naive: number(forecast.naive.mae) },
              level: forecast.level.toLocaleString(say.tag, { style: 'percent' }),
              coverage: forecast.coverage?.toLocaleString(say.tag, { style: 'percent' }) ?? '—',
              n: forecast.rehearsals,
            },
          )}
        </p>
      ) : (
        <Button size="s" busy={asking.isPending} onClick={() => asking.mutate()}>
          {say({ zh: '预测', en: 'Forecast' })}
        </Button>
      )}
      <ButtonLink size="s" tone="quiet" icon="chart" to={`${desk}/anomalies/${series}`}>
        {say({ zh: '这个序列的全部', en: 'All of this series' })}
      </ButtonLink>
      {judging.error ? <Trouble error={judging.error} /> : null}
      {asking.error ? <Trouble error={asking.error} /> : null}
    </div>
  )
}

import { useQueries, useQuery } from '@tanstack/react-query'
import type { JSX, ReactNode } from 'react'
import { Link } from 'react-router'
import { type CasesBehind, casesAddress, figuresQuery, type Share, seriesQuery } from '../api/measure.ts'
import { Spark } from '../kit/chart/index.ts'
import { DemoMark, Loading, sayInstant, Trouble, useSay } from '../kit/index.ts'
import styles from './cockpit.module.css'

const day = 86_400_000

/** The hotline's figures for the period, each with its last weeks beside it and its cases behind it. */
export function FiguresPanel({ from, to }: { readonly from: string; readonly to: string }): JSX.Element {
  const say = useSay()
  const figures = useQuery({ ...figuresQuery('channel', { from, to }), refetchInterval: 5 * 60_000 })
  const since = new Date(Date.parse(to) - 8 * 7 * day).toISOString()
  const names = figures.data?.figures.map((figure) => figure.name) ?? []
  const lines = useQueries({ queries: names.map((name) => seriesQuery(name, 'week', { from: since, to })) })
  const data = figures.data
  return (
    <section className={styles.panel}>
      <h2>
        <Link to="/city/figures">{say({ zh: '指标', en: 'Figures' })}</Link>{' '}
        {data && data.total.demo > 0 ? <DemoMark /> : null}
      </h2>
      {figures.error ? <Trouble error={figures.error} again={() => void figures.refetch()} /> : null}
      {figures.isPending ? <Loading lines={5} /> : null}
      <ul className={styles.figures}>
        {data?.figures.map((figure, index) => {
          const share = data.total.figures[figure.name]
          const points = lines[index]?.data?.points ?? []
          return (
            <li key={figure.name} className={styles.figure}>
              <span>
                <span title={say(figure.definition)}>{say(figure.title)}</span>
                <br />
                <small>
                  {share ? <Cases share={share} figure={figure.figure} filter={data.total.filter} /> : null}
                  {figure.target === undefined
                    ? ''
                    : say({ zh: ' · 目标 {target}', en: ' · target {target}' }, { target: figure.target })}
                </small>
              </span>
              <span className={styles.end}>
                {share && share.value !== null ? (
                  <Link
                    to={casesAddress(data.total.filter, { figure: figure.figure, met: false })}
                    title={say({ zh: '打开没有做到的', en: 'Open those that were not' })}
                  >
                    {share.value.toFixed(1)}
                    <span className={styles.unit}>%</span>
                  </Link>
                ) : (
                  <small>{say({ zh: '还没有', en: 'none yet' })}</small>
                )}
                <Spark values={points.map((point) => point.value)} />
              </span>
            </li>
          )
        })}
      </ul>
      {data ? (
        <p className={styles.source}>
          {say(data.source)}
          {say({ zh: '；', en: '; ' })}
          {say(
            { zh: '统计于 {at}；细线为近八周。', en: 'counted {at}; the lines show eight weeks.' },
            { at: sayInstant(say, data.asOf) },
          )}
        </p>
      ) : null}
    </section>
  )
}

/** How many met it, of how many: both open their cases. */
function Cases({
  share,
  figure,
  filter,
}: {
  readonly share: Share
  readonly figure: string
  readonly filter: CasesBehind
}): JSX.Element {
  const say = useSay()
  const { numerator: met, denominator: of } = share
  const opens = (n: number, words: string, more: Readonly<Record<string, boolean>>): ReactNode =>
    n === 0 ? (
      words
    ) : (
      <Link to={casesAddress(filter, { figure, ...more })} className={styles.cases}>
        {words}
      </Link>
    )
  return (
    <>
      {opens(met, String(met), { met: true })}
      {say({ zh: ' / ', en: ' of ' })}
      {opens(of, say.count(of, { zh: '{n} 件', en: { one: '{n} case', other: '{n} cases' } }), {})}
    </>
  )
}

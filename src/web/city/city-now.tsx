import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { type Counted, casesPage, situationQuery } from '../api/measure.ts'
import { Loading, sayInstant, Trouble, useSay } from '../kit/index.ts'
import styles from './city-desk.module.css'

/** What is new, late, urgent, and what waits for somebody's decision. */
export function CityNow(): JSX.Element {
  const say = useSay()
  const { data, error, refetch } = useQuery(situationQuery)
  const heading = <h2>{say({ zh: '此刻', en: 'Now' })}</h2>
  if (error)
    return (
      <section className={styles.panel}>
        {heading}
        <Trouble error={error} again={() => void refetch()} />
      </section>
    )
  if (!data)
    return (
      <section className={styles.panel}>
        {heading}
        <Loading lines={4} />
      </section>
    )
  const waiting = data.waiting.filter((one) => one.count > 0)
  return (
    <section className={`${styles.panel} ${styles.now}`}>
      {heading}
      <ul className={styles.numbers}>
        <Count counted={data.lastHour} words={say({ zh: '近 1 小时新增', en: 'new in the last hour' })} />
        <Count counted={data.lastDay} words={say({ zh: '近 24 小时新增', en: 'new in 24 hours' })} />
        <Count counted={data.late} words={say({ zh: '超期未办结', en: 'overdue' })} urgent />
        <Count counted={data.urgent} words={say({ zh: '紧急未办结', en: 'urgent, open' })} urgent />
      </ul>
      <h3>{say({ zh: '等待决定', en: 'Waiting for a decision' })}</h3>
      {waiting.length === 0 ? (
        <p className={styles.quiet}>{say({ zh: '没有等待决定的事', en: 'Nothing waits for a decision' })}</p>
      ) : (
        <ul className={styles.lines}>
          {waiting.map((one) => (
            <li key={one.title.en}>
              <Link to={`/desk/${String(one.filter.view)}`}>
                <span>{say(one.title)}</span>
                <strong>
                  {one.count}
                  {one.most ? '+' : ''}
                </strong>
              </Link>
            </li>
          ))}
        </ul>
      )}
      <p className={styles.source}>
        {say({ zh: '本级及以下全部事项', en: 'All cases here and below' })} ·{' '}
        <time dateTime={data.asOf}>{sayInstant(say, data.asOf)}</time>
      </p>
    </section>
  )
}

function Count({
  counted,
  words,
  urgent = false,
}: {
  readonly counted: Counted
  readonly words: string
  readonly urgent?: boolean
}): JSX.Element {
  const say = useSay()
  return (
    <li>
      <Link to={casesPage(counted.filter)} className={urgent && counted.count > 0 ? styles.urgent : undefined}>
        <strong>{counted.count}</strong>
        <span className={styles.unit}>{say({ zh: '件', en: '' })}</span>
        <span className={styles.words}>{words}</span>
      </Link>
    </li>
  )
}

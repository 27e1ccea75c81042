import type { JSX } from 'react'
import { Link } from 'react-router'
import { type Counted, casesAddress, type Situation } from '../api/measure.ts'
import { Loading, sayTime, useSay } from '../kit/index.ts'
import { UnansweredCount } from '../responsibility/unanswered-count.tsx'
import styles from './cockpit.module.css'

/** New, urgent, late, and what waits for a decision: counted now, each opening its cases. */
export function NowPanel({ situation }: { readonly situation: Situation | undefined }): JSX.Element {
  const say = useSay()
  const number = new Intl.NumberFormat(say.tag)
  const one = (words: string, counted: Counted, urgent = false): JSX.Element => (
    <Link
      to={casesAddress(counted.filter)}
      className={`${styles.number} ${urgent && counted.count > 0 ? styles.urgent : ''}`}
    >
      <strong>{number.format(counted.count)}</strong>
      <span>{words}</span>
    </Link>
  )
  if (!situation)
    return (
      <section className={styles.panel}>
        <Loading />
      </section>
    )
  return (
    <section className={styles.panel}>
      <h2>{say({ zh: '此刻', en: 'Now' })}</h2>
      <div className={styles.numbers}>
        {one(say({ zh: '一小时内新增（件）', en: 'new in the last hour' }), situation.lastHour)}
        {one(say({ zh: '24 小时新增（件）', en: 'new in 24 hours' }), situation.lastDay)}
        {one(say({ zh: '紧急在办（件）', en: 'urgent, in hand' }), situation.urgent, true)}
        {one(say({ zh: '超期在办（件）', en: 'overdue, in hand' }), situation.late, true)}
      </div>
      {situation.waiting.some((waits) => waits.count > 0) ? (
        <ul className={styles.waiting}>
          {situation.waiting
            .filter((waits) => waits.count > 0)
            .map((waits) => (
              <li key={waits.title.en}>
                <Link to={casesAddress(waits.filter)}>
                  <span>{say(waits.title)}</span>
                  <strong>
                    {number.format(waits.count)}
                    {waits.most ? '+' : ''}
                  </strong>
                </Link>
              </li>
            ))}
        </ul>
      ) : null}
      <UnansweredCount className={styles.unanswered} />
      <p className={styles.source}>
        {say(
          { zh: '本市事项记录，{time} 统计', en: 'Case records of this city, counted at {time}' },
          { time: sayTime(say, situation.asOf) },
        )}
      </p>
    </section>
  )
}

import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { casesAddress, seriesQuery } from '../api/measure.ts'
import { sayDay, sayTime, sayWhen, useSay } from '../kit/index.ts'
import styles from './cockpit.module.css'

/** How many came in, hour by hour or day by day; each bar opens its cases. */
export function Arrivals({
  from,
  to,
  step,
}: {
  readonly from: string
  readonly to: string
  readonly step: 'hour' | 'day' | 'week'
}): JSX.Element | null {
  const say = useSay()
  const { data } = useQuery({ ...seriesQuery('received', step, { from, to }), refetchInterval: 60_000 })
  if (!data || data.points.length === 0) return null
  const highest = Math.max(1, ...data.points.map((point) => point.numerator))
  const all = data.points.reduce((sum, point) => sum + point.numerator, 0)
  const name = (at: string): string => (step === 'hour' ? sayTime(say, at) : sayDay(say, at))
  return (
    <section className={styles.arrivals} aria-label={say({ zh: '受理量', en: 'Arrivals' })}>
      <p className={styles.arrivalsHead}>
        <strong>
          {say.count(all, { zh: '受理 {n} 件', en: { one: '{n} case came in', other: '{n} cases came in' } })}
        </strong>
        <span>
          {step === 'hour'
            ? say({ zh: '每小时，最高 {n}', en: 'by hour, {n} at most' }, { n: highest })
            : step === 'day'
              ? say({ zh: '每天，最高 {n}', en: 'by day, {n} at most' }, { n: highest })
              : say({ zh: '每周，最高 {n}', en: 'by week, {n} at most' }, { n: highest })}
        </span>
      </p>
      <div className={styles.strip}>
        <div>
          <div className={styles.bars}>
            {data.points.map((point) => {
              const words = say(
                { zh: '{when} 起 {n} 件', en: 'from {when}: {n}' },
                { when: sayWhen(say, point.from), n: point.numerator },
              )
              return (
                <Link
                  key={point.from}
                  to={casesAddress(data.filter, { from: point.from, to: point.to })}
                  title={words}
                  aria-label={words}
                >
                  <span style={{ height: `${(100 * point.numerator) / highest}%` }} />
                </Link>
              )
            })}
          </div>
          <p className={styles.axis} aria-hidden="true">
            <span>{name(data.from)}</span>
            <span>{name(data.points.at(-1)?.from ?? data.to)}</span>
          </p>
        </div>
      </div>
    </section>
  )
}

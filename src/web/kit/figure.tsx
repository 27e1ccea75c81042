import type { JSX, ReactNode } from 'react'
import { Link } from 'react-router'
import { sayInstant } from './dates.ts'
import { DemoMark } from './demo-mark.tsx'
import styles from './figure.module.css'
import { Heard } from './heard.tsx'
import { useSay } from './use-say.ts'

/**
 * A number that can be trusted: what it says, its unit, from what and when it was counted, and a way to what it is made
 * of. No number stands on a page without these.
 */
export function Figure({
  title,
  value,
  unit,
  source,
  at,
  opens,
  change,
  spark,
  demo = false,
  size = 'm',
}: {
  readonly title: string
  /** Already formatted; `null` when there is nothing to count, which is said and never shown as zero. */
  readonly value: string | null
  readonly unit?: string
  /** What was counted: `412 / 438 件` or the name of a data set. */
  readonly source: ReactNode
  /** When it was counted. */
  readonly at: string | number
  /** Where its cases, rows or sensors are listed. */
  readonly opens?: string
  readonly change?: ReactNode
  readonly spark?: ReactNode
  readonly demo?: boolean
  readonly size?: 'm' | 'l'
}): JSX.Element {
  const say = useSay()
  const number =
    value === null ? (
      <span className={styles.none}>{say({ zh: '暂无', en: 'none yet' })}</span>
    ) : (
      <>
        <span className={styles.value}>{value}</span>
        {unit ? <span className={styles.unit}>{unit}</span> : null}
      </>
    )
  return (
    <figure className={`${styles.figure} ${styles[size]}`}>
      <figcaption className={styles.title}>
        {title}
        {demo ? <DemoMark /> : null}
      </figcaption>
      <p className={styles.number}>
        {opens && value !== null ? (
          <Link to={opens} className={styles.open}>
            {number}
            <Heard>{say({ zh: '，{title}，打开明细', en: ', {title}, open what it is made of' }, { title })}</Heard>
          </Link>
        ) : (
          number
        )}
        {change ? <span className={styles.change}>{change}</span> : null}
      </p>
      {spark}
      <p className={styles.source}>
        <span>{source}</span> <time dateTime={new Date(at).toISOString()}>{sayInstant(say, at)}</time>
      </p>
    </figure>
  )
}

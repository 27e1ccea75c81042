import type { JSX } from 'react'
import { sayDate, sayTime, useNow, useSay } from '../kit/index.ts'
import styles from './city-frame.module.css'

/** The city's date and time, for those who look from afar. */
export function Clock(): JSX.Element {
  const say = useSay()
  const now = useNow()
  return (
    <time dateTime={new Date(now).toISOString()} className={styles.clock}>
      <span>{sayDate(say, now)}</span>
      <strong>{sayTime(say, now)}</strong>
    </time>
  )
}

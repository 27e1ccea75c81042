import { type JSX, useEffect, useState } from 'react'
import { Link } from 'react-router'
import { sayDate, useSay } from '../kit/index.ts'
import { onChanged, type Receipt, receipts } from '../offline/index.ts'
import styles from './recent-reports.module.css'

/** What this device sent, newest first; read again whenever it changes. */
export function useReceipts(): readonly Receipt[] {
  const [all, setAll] = useState<readonly Receipt[]>([])
  useEffect(() => {
    let here = true
    const read = (): void => {
      receipts().then(
        (found) => here && setAll(found),
        () => here && setAll([]), // a browser without IndexedDB remembers nothing
      )
    }
    read()
    const stop = onChanged(read)
    return () => {
      here = false
      stop()
    }
  }, [])
  return all
}

/** The latest reports from this device, so that they are found again without a number. */
export function RecentReports(): JSX.Element | null {
  const say = useSay()
  const all = useReceipts()
  if (all.length === 0) return null
  return (
    <section className={styles.recent}>
      <h2>{say({ zh: '您在本机反映过的', en: 'Reported from this device' })}</h2>
      <ul>
        {all.slice(0, 3).map((receipt) => (
          <li key={receipt.code}>
            <Link to={`/t/${receipt.code}`}>{receipt.title}</Link>
            <span>{sayDate(say, receipt.at)}</span>
          </li>
        ))}
      </ul>
      {all.length > 3 ? <Link to="/mine">{say({ zh: '全部', en: 'All of them' })}</Link> : null}
    </section>
  )
}

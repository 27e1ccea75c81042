import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link } from 'react-router'
import { casesPage, situationQuery } from '../api/measure.ts'
import { Loading, sayWhen, useSay } from '../kit/index.ts'
import styles from './city-desk.module.css'

/** The same matter at the same place again and again. */
export function CityRepeats(): JSX.Element {
  const say = useSay()
  const { data } = useQuery(situationQuery)
  return (
    <section className={`${styles.panel} ${styles.topics}`}>
      <h2>{say({ zh: '同地同事重复反映', en: 'Same matter, same place, again' })}</h2>
      {data === undefined ? (
        <Loading lines={3} />
      ) : data.repeated.length === 0 ? (
        <p className={styles.quiet}>{say({ zh: '没有', en: 'None' })}</p>
      ) : (
        <ul className={styles.lines}>
          {data.repeated.slice(0, 8).map((one) => (
            <li key={one.newest.id}>
              <Link to={casesPage(one.filter)}>
                <span>
                  {one.newest.title}
                  <small>
                    {say(one.title)} · {sayWhen(say, one.last)}
                  </small>
                </span>
                <strong>{one.reports}</strong>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

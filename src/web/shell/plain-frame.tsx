import type { JSX, ReactNode } from 'react'
import { Link } from 'react-router'
import { Brand, CareSwitch, LanguageSwitch, ThemeSwitch, useSay } from '../kit/index.ts'
import styles from './plain-frame.module.css'
import { useSession } from './session.ts'

/** A page that belongs to no desk (signing in, what waits to be sent): the city's mark, the switches, the page. */
export function PlainFrame({ children }: { readonly children: ReactNode }): JSX.Element {
  const say = useSay()
  const session = useSession()
  return (
    <>
      <header className={styles.top} data-print="no">
        <Link to="/" className={styles.brand}>
          <Brand city={session && say(session.city.title)} />
        </Link>
        <span className={styles.switches}>
          <CareSwitch />
          <LanguageSwitch />
          <ThemeSwitch />
        </span>
      </header>
      <main id="main" tabIndex={-1} className={styles.main}>
        {children}
      </main>
    </>
  )
}

import { type JSX, useEffect } from 'react'
import { Link, NavLink, Outlet, useLocation } from 'react-router'
import { Brand, dim, LanguageSwitch, ShortcutKeys, ThemeSwitch, useSay } from '../kit/index.ts'
import { AccountMenu } from '../shell/account-menu.tsx'
import { NotYours } from '../shell/not-yours.tsx'
import { useSession } from '../shell/session.ts'
import { SignInWall } from '../shell/sign-in-wall.tsx'
import styles from './city-frame.module.css'
import { closedWay, waysOf } from './city-ways.ts'
import { Clock } from './clock.tsx'

/** The cockpit: dark unless one says otherwise, a thin bar, the rest is the city. */
export function CityFrame(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const closed = closedWay(session, useLocation().pathname)
  useEffect(() => {
    dim(true)
    return () => dim(false)
  }, [])
  return (
    <SignInWall>
      <div className={styles.frame} data-desk="city">
        <header className={styles.top} data-print="no">
          <Link to="/city" className={styles.brand}>
            <Brand city={session && say(session.city.title)} />
          </Link>
          <nav aria-label={say({ zh: '值守', en: 'Watch' })} className={styles.nav}>
            {waysOf(session).map(({ to, words }) => (
              <NavLink key={to} to={to} end={to === '/city'}>
                {say(words)}
              </NavLink>
            ))}
          </nav>
          <span className={styles.tools}>
            <Clock />
            <LanguageSwitch />
            <ThemeSwitch />
            <AccountMenu />
          </span>
        </header>
        <main id="main" tabIndex={-1} className={styles.main}>
          {closed ? <NotYours title={say(closed.words)} /> : <Outlet />}
        </main>
        <ShortcutKeys />
      </div>
    </SignInWall>
  )
}

import { type JSX, useEffect } from 'react'
import { Link, NavLink, Outlet } from 'react-router'
import { Brand, dim, LanguageSwitch, ShortcutKeys, ThemeSwitch, useSay } from '../kit/index.ts'
import { AccountMenu } from '../shell/account-menu.tsx'
import { useSession } from '../shell/session.ts'
import { SignInWall } from '../shell/sign-in-wall.tsx'
import styles from './city-frame.module.css'
import { Clock } from './clock.tsx'

/** The cockpit: dark unless one says otherwise, a thin bar, the rest is the city. */
export function CityFrame(): JSX.Element {
  const say = useSay()
  const session = useSession()
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
            <NavLink to="/city" end>
              {say({ zh: '此刻', en: 'Now' })}
            </NavLink>
            <NavLink to="/city/signs">{say({ zh: '体征', en: 'Signs' })}</NavLink>
            <NavLink to="/city/duty">{say({ zh: '值班', en: 'Duty' })}</NavLink>
            <NavLink to="/city/response">{say({ zh: '应急', en: 'Emergencies' })}</NavLink>
            <NavLink to="/city/map">{say({ zh: '地图', en: 'Map' })}</NavLink>
            <NavLink to="/city/figures">{say({ zh: '指标', en: 'Figures' })}</NavLink>
          </nav>
          <span className={styles.tools}>
            <Clock />
            <LanguageSwitch />
            <ThemeSwitch />
            <AccountMenu />
          </span>
        </header>
        <main id="main" tabIndex={-1} className={styles.main}>
          <Outlet />
        </main>
        <ShortcutKeys />
      </div>
    </SignInWall>
  )
}

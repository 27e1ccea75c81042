import { type JSX, type ReactNode, useState } from 'react'
import { Link, NavLink, Outlet, useLocation } from 'react-router'
import {
  Brand,
  CareSwitch,
  DemoMark,
  Icon,
  LanguageSwitch,
  ThemeSwitch,
  useMedia,
  usePreferences,
  useSay,
} from '../kit/index.ts'
import { AccountMenu } from '../shell/account-menu.tsx'
import { useSession } from '../shell/session.ts'
import { CareBar } from './care-bar.tsx'
import styles from './citizen-frame.module.css'

/** The citizen's desk: header with the five ways, the page, the foot. In care mode only what one task needs. */
export function CitizenFrame(): JSX.Element {
  const { care } = usePreferences()
  return (
    <div className={styles.frame}>
      {care ? <CareHeader /> : <Header />}
      <main id="main" tabIndex={-1} className={styles.main}>
        <Outlet />
      </main>
      {care ? <CareBar /> : <Footer />}
    </div>
  )
}

/** Where the header keeps to one line by a shorter mark. */
const phone = '(max-width: 30rem)'

function useCity(): string | undefined {
  const say = useSay()
  const session = useSession()
  return session && say(session.city.title)
}

function Header(): JSX.Element {
  const say = useSay()
  const city = useCity()
  const demo = useSession()?.demo
  const narrow = useMedia(phone)
  // The menu is open at one address; going anywhere closes it.
  const { pathname } = useLocation()
  const [openAt, setOpenAt] = useState<string>()
  const open = openAt === pathname
  return (
    <header className={styles.header} data-print="no">
      <Link to="/" className={styles.brand}>
        <Brand city={city} />
      </Link>
      {demo ? <DemoMark short={narrow} /> : null}
      <button
        type="button"
        className={styles.menu}
        aria-expanded={open}
        aria-controls="citizen-ways"
        onClick={() => setOpenAt(open ? undefined : pathname)}
      >
        <Icon name={open ? 'cross' : 'list'} />
        {say({ zh: '菜单', en: 'Menu' })}
      </button>
      <div id="citizen-ways" className={`${styles.ways} ${open ? styles.open : ''}`}>
        <nav aria-label={say({ zh: '主要', en: 'Main' })} className={styles.nav}>
          <Way to="/services">{say({ zh: '办事', en: 'Services' })}</Way>
          <Way to="/report">{say({ zh: '诉求', en: 'Report' })}</Way>
          <Way to="/mine">{say({ zh: '我的', en: 'Mine' })}</Way>
          <Way to="/around">{say({ zh: '城市', en: 'Around' })}</Way>
        </nav>
        <div className={styles.switches}>
          <CareSwitch />
          <LanguageSwitch />
          <ThemeSwitch />
          <AccountMenu />
        </div>
      </div>
    </header>
  )
}

const Way = ({ to, children }: { readonly to: string; readonly children: ReactNode }): JSX.Element => (
  <NavLink to={to}>{children}</NavLink>
)

function CareHeader(): JSX.Element {
  const say = useSay()
  const demo = useSession()?.demo
  const narrow = useMedia(phone)
  const home = useLocation().pathname === '/'
  const city = useCity()
  return (
    <header className={styles.careHeader} data-print="no">
      {home ? (
        <Brand city={city} />
      ) : (
        <Link to="/" className={styles.careHome}>
          <Icon name="home" />
          {say({ zh: '回首页', en: 'Home' })}
        </Link>
      )}
      {demo ? <DemoMark short={narrow} /> : null}
      <span className={styles.switches}>
        <LanguageSwitch />
        <ThemeSwitch />
        <CareSwitch />
      </span>
    </header>
  )
}

function Footer(): JSX.Element {
  const say = useSay()
  return (
    <footer className={styles.footer} data-print="no">
      <p>
        <a href="tel:12345" className={styles.call}>
          <Icon name="phone" />
          {say({ zh: '不方便上网？拨打 12345', en: 'Rather speak to somebody? Call 12345' })}
        </a>
      </p>
      <ul>
        <li>
          <Link to="/notices">{say({ zh: '公告', en: 'Notices' })}</Link>
        </li>
        <li>
          <Link to="/accessibility">{say({ zh: '无障碍说明', en: 'Accessibility' })}</Link>
        </li>
        <li>
          <a href="/docs">{say({ zh: '开放接口', en: 'Open interfaces' })}</a>
        </li>
        <li>{say({ zh: '开源 · Apache-2.0', en: 'Open source · Apache-2.0' })}</li>
      </ul>
    </footer>
  )
}

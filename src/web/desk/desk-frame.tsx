import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, NavLink, Outlet, useNavigate } from 'react-router'
import { cameraWaitingQuery } from '../api/camera.ts'
import { countsQuery } from '../api/cases.ts'
import {
  Brand,
  Icon,
  type IconName,
  LanguageSwitch,
  Page,
  ShortcutKeys,
  ThemeSwitch,
  useSay,
  useShortcuts,
} from '../kit/index.ts'
import { AccountMenu } from '../shell/account-menu.tsx'
import { hasRole, useSession } from '../shell/session.ts'
import { SignInWall } from '../shell/sign-in-wall.tsx'
import styles from './desk-frame.module.css'
import { InboxBell } from './inbox-bell.tsx'
import { type DeskView, viewsFor } from './views.ts'

/** The workbench: what there is to do on the left (below, on a phone), the work in the middle. */
export function DeskFrame(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const navigate = useNavigate()
  useShortcuts({ zh: '工作台', en: 'Workbench' }, [
    { keys: 'g m', words: { zh: '我的工作', en: 'My work' }, run: () => void navigate('/desk/mine') },
    { keys: 'g b', words: { zh: '本级及以下', en: 'Mine and below' }, run: () => void navigate('/desk/below') },
    { keys: 'g l', words: { zh: '超期', en: 'Overdue' }, run: () => void navigate('/desk/late') },
    { keys: 'g i', words: { zh: '消息', en: 'Messages' }, run: () => void navigate('/desk/inbox') },
    {
      keys: 'g e',
      words: { zh: '话务录入', en: 'Take a call' },
      run: () => void navigate('/desk/entry'),
      off: !hasRole(session, 'operator'),
    },
  ])
  return (
    <SignInWall>
      <div className={styles.frame}>
        <aside className={styles.rail} data-print="no">
          <Link to="/desk" className={styles.brand}>
            <Brand city={session && say(session.city.title)} />
          </Link>
          <Ways />
        </aside>
        <header className={styles.top} data-print="no">
          <Link to="/desk" className={styles.topBrand}>
            <Brand quiet />
          </Link>
          <span className={styles.tools}>
            <InboxBell />
            <LanguageSwitch />
            <ThemeSwitch />
            <AccountMenu />
          </span>
        </header>
        <main id="main" tabIndex={-1} className={styles.main}>
          <Outlet />
        </main>
        <PhoneBar />
        <ShortcutKeys />
      </div>
    </SignInWall>
  )
}

function Ways(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const { lists, tools } = viewsFor(session)
  // What a camera saw is for nobody until somebody looks: how many wait stands where he works.
  const isWatching = tools.some(({ to }) => to === '/desk/camera')
  const { data: seen } = useQuery({ ...cameraWaitingQuery, enabled: isWatching })
  return (
    <nav aria-label={say({ zh: '工作台', en: 'Workbench' })} className={styles.ways}>
      {lists.length > 0 ? <Counted views={lists} /> : null}
      {tools.length > 0 ? (
        <ul className={styles.group}>
          {tools.map((tool) => (
            <li key={tool.to}>
              <Way
                to={tool.to}
                icon={tool.icon}
                words={say(tool.words)}
                count={tool.to === '/desk/camera' && seen !== undefined ? String(seen) : undefined}
              />
            </li>
          ))}
        </ul>
      ) : null}
    </nav>
  )
}

function Counted({ views }: { readonly views: readonly DeskView[] }): JSX.Element {
  const say = useSay()
  const { data } = useQuery({ ...countsQuery, refetchInterval: 60_000 })
  const counted = (view: string): string | undefined => {
    const n = data?.counts[view]
    if (n === undefined) return undefined
    return n >= (data?.most ?? Number.POSITIVE_INFINITY) ? `${n}+` : String(n)
  }
  return (
    <ul className={styles.group}>
      {views.map((view) => (
        <li key={view.to}>
          <Way
            to={view.to}
            icon={view.icon}
            words={say(view.words)}
            count={counted(view.view)}
            urgent={view.view === 'late'}
          />
        </li>
      ))}
    </ul>
  )
}

function Way({
  to,
  icon,
  words,
  count,
  urgent = false,
}: {
  readonly to: string
  readonly icon: IconName
  readonly words: string
  readonly count?: string | undefined
  readonly urgent?: boolean
}): JSX.Element {
  return (
    <NavLink to={to} end={to === '/desk/patrol'} className={styles.way ?? ''}>
      <Icon name={icon} />
      <span className={styles.words}>{words}</span>
      {count === undefined ? null : (
        <span className={`${styles.count} ${urgent && count !== '0' ? styles.urgent : ''}`}>{count}</span>
      )}
    </NavLink>
  )
}

/** On a phone, the three ways that street staff need, where the thumb is. */
function PhoneBar(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const { lists, tools } = viewsFor(session)
  return (
    <nav className={styles.phone} aria-label={say({ zh: '常用', en: 'Often used' })} data-print="no">
      {lists.length === 0 ? (
        // Who looks after data, the machinery or the books has no lists: his first tools stand here.
        tools.slice(0, 2).map((tool) => (
          <NavLink key={tool.to} to={tool.to}>
            <Icon name={tool.icon} />
            {say(tool.words)}
          </NavLink>
        ))
      ) : (
        <>
          <NavLink to="/desk/mine">
            <Icon name="list" />
            {say({ zh: '我的', en: 'Mine' })}
          </NavLink>
          {hasRole(session, 'operator', 'sorter') ? (
            <NavLink to="/desk/entry">
              <Icon name="phone" />
              {say({ zh: '录入', en: 'Enter' })}
            </NavLink>
          ) : hasRole(session, 'grid-member') ? (
            <NavLink to="/desk/patrol">
              <Icon name="flag" />
              {say({ zh: '巡查', en: 'Patrol' })}
            </NavLink>
          ) : (
            <NavLink to="/desk/help">
              <Icon name="people" />
              {say({ zh: '会办', en: 'Help' })}
            </NavLink>
          )}
        </>
      )}
      <NavLink to="/outbox">
        <Icon name="sync" />
        {say({ zh: '待发送', en: 'Outbox' })}
      </NavLink>
      <NavLink to="/desk/more">
        <Icon name="table" />
        {say({ zh: '更多', en: 'More' })}
      </NavLink>
    </nav>
  )
}

/** All the ways of the workbench as a page, for the phone. */
export function DeskMore(): JSX.Element {
  const say = useSay()
  return (
    <Page title={say({ zh: '工作台', en: 'Workbench' })}>
      <div className={styles.more}>
        <Ways />
      </div>
    </Page>
  )
}

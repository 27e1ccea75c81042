import { type JSX, Suspense } from 'react'
import { Outlet, ScrollRestoration, useLocation, useNavigation } from 'react-router'
import { DemoStrip, Notices, SkipLinks } from '../kit/index.ts'
import { ConnectionBar } from './connection-bar.tsx'
import styles from './frame.module.css'
import { useSession } from './session.ts'
import { StaleOffer } from './stale-offer.tsx'

/** What every page stands in: skip links, the demonstration strip, news of the connection and of a newer version. */
export function Frame(): JSX.Element {
  const session = useSession()
  // Citizens see the mark beside the city's name: a strip that comes late would push their page down while they read.
  const atDesk = /^\/(desk|city|admin)(\/|$)/.test(useLocation().pathname)
  const going = useNavigation().state !== 'idle'
  return (
    <>
      <SkipLinks />
      {going ? <div className={styles.going} aria-hidden="true" /> : null}
      {session?.demo && atDesk ? <DemoStrip /> : null}
      <StaleOffer />
      <ConnectionBar />
      <Suspense>
        <Outlet />
      </Suspense>
      <Notices />
      <ScrollRestoration />
    </>
  )
}

import type { JSX, ReactNode } from 'react'
import { Navigate, Outlet } from 'react-router'
import { Loading, Page, useSay, ViewTabs } from '../kit/index.ts'
import { useSession } from '../shell/session.ts'
import styles from './account.module.css'

/** The pages of one's own account, for whoever is signed in. */
export function AccountFrame(): JSX.Element {
  const session = useSession()
  const say = useSay()
  if (session === undefined)
    return (
      <Page title={say({ zh: '账户与安全', en: 'Account and security' })}>
        <Loading />
      </Page>
    )
  if (session.actor.kind !== 'person') return <Navigate to="/sign-in?to=/account" replace />
  return <Outlet />
}

/** One page of the account with the ways to the others. */
export function AccountPage({
  title,
  children,
}: {
  readonly title: string
  readonly children: ReactNode
}): JSX.Element {
  const say = useSay()
  return (
    <Page
      title={title}
      above={
        <div className={styles.tabs}>
          <ViewTabs
            label={say({ zh: '账户', en: 'Account' })}
            views={[
              { to: '/account', words: say({ zh: '我的信息', en: 'My data' }), end: true },
              { to: '/account/security', words: say({ zh: '登录与安全', en: 'Signing in' }) },
              { to: '/account/privacy', words: say({ zh: '查阅记录与申请', en: 'Who read it' }) },
              { to: '/account/notices', words: say({ zh: '通知方式', en: 'How I am told' }) },
            ]}
          />
        </div>
      }
    >
      {children}
    </Page>
  )
}

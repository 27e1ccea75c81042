import { useQuery } from '@tanstack/react-query'
import type { JSX, ReactNode } from 'react'
import { Navigate, useLocation } from 'react-router'
import { sessionQuery } from '../api/session.ts'
import { ButtonLink, Empty, Loading, Page, Trouble, useSay } from '../kit/index.ts'
import { isStaff } from './session.ts'

/** What stands before a desk of officials: who is not signed in signs in and comes back; who holds no post is told so. */
export function SignInWall({ children }: { readonly children: ReactNode }): JSX.Element {
  const say = useSay()
  const location = useLocation()
  const session = useQuery(sessionQuery)
  const to = encodeURIComponent(location.pathname + location.search)
  if (session.data?.actor.kind === 'anonymous') return <Navigate to={`/sign-in?to=${to}`} replace />
  if (session.data && isStaff(session.data)) return <>{children}</>
  return (
    <main id="main">
      <Page title={say({ zh: '工作台', en: 'Workbench' })}>
        {session.error ? <Trouble error={session.error} again={() => void session.refetch()} /> : null}
        {session.isPending ? <Loading /> : null}
        {session.data ? (
          <Empty
            icon="person"
            title={say({ zh: '您没有岗位', en: 'You hold no post' })}
            action={<ButtonLink to="/">{say({ zh: '回首页', en: 'Home' })}</ButtonLink>}
          >
            {say({ zh: '这里是工作人员的页面。', en: 'This page is for officials.' })}
          </Empty>
        ) : null}
      </Page>
    </main>
  )
}

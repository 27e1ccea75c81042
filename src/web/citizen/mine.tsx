import { useInfiniteQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { myCasesQuery } from '../api/cases.ts'
import { CaseNumber } from '../case/index.ts'
import { Button, ButtonLink, Empty, Loading, Page, Section, sayDate, Trouble, useSay } from '../kit/index.ts'
import { forgetReceipts } from '../offline/index.ts'
import { useSession } from '../shell/session.ts'
import { CaseLine, CaseLines } from './case-lines.tsx'
import { useReceipts } from './recent-reports.tsx'

/** What one reported: from the account when signed in, and from this device in any case. */
export function Mine(): JSX.Element {
  const say = useSay()
  const session = useSession()
  const signedIn = session !== undefined && session.actor.kind === 'person'
  const device = useReceipts()
  return (
    <Page
      title={say({ zh: '我的诉求', en: 'My reports' })}
      actions={
        <ButtonLink to="/report" tone="primary" icon="plus">
          {say({ zh: '反映一件事', en: 'Report something' })}
        </ButtonLink>
      }
    >
      {signedIn ? <Account /> : null}
      {device.length > 0 ? (
        <Section
          title={say({ zh: '在本机反映过的', en: 'Reported from this device' })}
          actions={
            <Button tone="quiet" size="s" onClick={() => void forgetReceipts()}>
              {say({ zh: '从本机清除', en: 'Forget on this device' })}
            </Button>
          }
        >
          <CaseLines>
            {device.map((receipt) => (
              <CaseLine key={receipt.code} to={`/t/${receipt.code}`} title={receipt.title}>
                <CaseNumber number={receipt.number} />
                <span>{sayDate(say, receipt.at)}</span>
              </CaseLine>
            ))}
          </CaseLines>
        </Section>
      ) : null}
      {!signedIn && device.length === 0 ? (
        <Empty
          title={say({ zh: '本机还没有反映过什么', en: 'Nothing was reported from this device' })}
          action={
            <ButtonLink to="/sign-in?to=/mine">
              {say({ zh: '登录后看全部', en: 'Sign in to see all of yours' })}
            </ButtonLink>
          }
        >
          {say({ zh: '登录后，在别处反映的也能看到。', en: 'Signed in, you see what you reported elsewhere too.' })}
        </Empty>
      ) : null}
    </Page>
  )
}

function Account(): JSX.Element {
  const say = useSay()
  const cases = useInfiniteQuery(myCasesQuery)
  const items = cases.data?.pages.flatMap((page) => page.items) ?? []
  if (cases.isPending) return <Loading />
  return (
    <>
      {cases.error ? <Trouble error={cases.error} again={() => void cases.refetch()} /> : null}
      {items.length === 0 && !cases.error ? (
        <Empty title={say({ zh: '您还没有反映过什么', en: 'You have not reported anything yet' })} />
      ) : (
        <CaseLines>
          {items.map((item) => (
            <CaseLine key={item.id} to={`/mine/${item.id}`} title={item.title} status={item.status} demo={item.demo}>
              <CaseNumber number={item.number} />
              <span>{sayDate(say, item.openedAt)}</span>
            </CaseLine>
          ))}
        </CaseLines>
      )}
      {cases.hasNextPage ? (
        <Button busy={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
          {say({ zh: '更早的', en: 'Earlier ones' })}
        </Button>
      ) : null}
    </>
  )
}

import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Navigate, useParams } from 'react-router'
import { caseQuery } from '../api/cases.ts'
import { Loading, Page, Trouble, useSay } from '../kit/index.ts'

/** One's own case, found through the account: its link is looked up, and the one page that tells of a case opens. */
export function OwnCase(): JSX.Element {
  const say = useSay()
  const { id = '' } = useParams()
  const found = useQuery(caseQuery(id))
  if (found.data) return <Navigate to={`/t/${found.data.code}`} replace />
  return (
    <Page
      title={say({ zh: '查看进展', en: 'Progress' })}
      back={{ to: '/mine', words: say({ zh: '我的诉求', en: 'My reports' }) }}
    >
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : <Loading />}
    </Page>
  )
}

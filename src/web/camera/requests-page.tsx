import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { viewRequestsQuery } from '../api/camera.ts'
import { Empty, Loading, Page, Section, Trouble, useSay } from '../kit/index.ts'
import styles from './camera.module.css'
import { CameraTabs } from './camera-tabs.tsx'
import { RequestCard } from './request-card.tsx'

/** Requests for full views: those that wait for the reader first, then his own and the others he may see. */
export function ViewRequests(): JSX.Element {
  const say = useSay()
  const requests = useQuery(viewRequestsQuery)
  const all = requests.data ?? []
  const mine = all.filter((one) => one.mayAnswer && one.state === 'asked')
  const others = all.filter((one) => !mine.includes(one))
  const groups = [
    { title: say({ zh: '等待您批准', en: 'Wait for your approval' }), rows: mine },
    { title: say({ zh: '其他申请', en: 'Other requests' }), rows: others },
  ].filter(({ rows }) => rows.length > 0)
  return (
    <Page title={say({ zh: '原图查看申请', en: 'Requests for full views' })} width="wide">
      <CameraTabs />
      {requests.isPending ? <Loading lines={4} /> : null}
      {requests.error ? <Trouble error={requests.error} again={() => void requests.refetch()} /> : null}
      {requests.data?.length === 0 ? (
        <Empty icon="eye" title={say({ zh: '没有查看原图的申请', en: 'Nobody asks for a full view' })} />
      ) : null}
      {groups.map(({ title, rows }) => (
        <Section key={title} title={title}>
          <ul className={styles.requests}>
            {rows.map((one) => (
              <li key={one.id}>
                <RequestCard request={one} isAlone />
              </li>
            ))}
          </ul>
        </Section>
      ))}
    </Page>
  )
}

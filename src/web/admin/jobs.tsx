import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { ActButton } from '../account/act-button.tsx'
import { workQuery } from '../api/admin.ts'
import { api } from '../api/client.ts'
import { Buttons, Empty, Loading, Page, Section, sayInstant, Table, Trouble, useSay } from '../kit/index.ts'
import styles from './admin.module.css'

/** Work that failed: jobs to run again or drop, events that did not arrive. What goes well is not listed. */
export function Jobs(): JSX.Element {
  const say = useSay()
  const work = useQuery({ ...workQuery, refetchInterval: 15_000 })
  const ways = (path: string, about: string): JSX.Element => (
    <Buttons>
      <ActButton
        words={say({ zh: '重试', en: 'Retry' })}
        label={say({ zh: '重试 {about}', en: 'Retry {about}' }, { about })}
        icon="sync"
        run={() => api<void>(`${path}/retry`, { method: 'POST' })}
        said={{ zh: '已重新排队', en: 'Queued again' }}
        touches={[workQuery.queryKey]}
      />
      <ActButton
        words={say({ zh: '放弃', en: 'Drop' })}
        label={say({ zh: '放弃 {about}', en: 'Drop {about}' }, { about })}
        tone="danger"
        ask={say({ zh: '它不会再被处理，不能恢复。', en: 'It will never be done; this cannot be undone.' })}
        run={() => api<void>(path, { method: 'DELETE' })}
        said={{ zh: '已放弃', en: 'Dropped' }}
        touches={[workQuery.queryKey]}
      />
    </Buttons>
  )
  const jobs = work.data?.jobs ?? []
  const letters = work.data?.letters ?? []
  return (
    <Page title={say({ zh: '后台任务', en: 'Jobs' })} width="wide">
      {work.error ? <Trouble error={work.error} again={() => void work.refetch()} /> : null}
      {work.isPending ? <Loading /> : null}
      {work.data && jobs.length === 0 && letters.length === 0 ? (
        <Empty
          icon="check"
          title={say({ zh: '没有出错的任务，没有未送达的事件', en: 'No job failed, every event arrived' })}
        />
      ) : null}
      {jobs.length > 0 ? (
        <Section title={say({ zh: '出过错的任务', en: 'Jobs that failed' })}>
          <Table
            caption={say({ zh: '出过错的任务', en: 'Jobs that failed' })}
            columns={[
              { key: 'name', title: say({ zh: '任务', en: 'Job' }), head: true, cell: (row) => row.name },
              {
                key: 'tries',
                title: say({ zh: '次数', en: 'Tries' }),
                number: true,
                cell: (row) => `${row.attempts} / ${row.mostAttempts}`,
              },
              {
                key: 'next',
                title: say({ zh: '下次', en: 'Next' }),
                cell: (row) => (row.gaveUp ? say({ zh: '已放弃自动重试', en: 'Gave up' }) : sayInstant(say, row.runAt)),
              },
              {
                key: 'fault',
                title: say({ zh: '错误', en: 'Fault' }),
                cell: (row) => <span className={styles.fault}>{row.fault}</span>,
              },
              {
                key: 'ways',
                title: say({ zh: '处理', en: 'Mend' }),
                cell: (row) => ways(`/api/system/jobs/${row.id}`, `${row.name} #${row.id}`),
              },
            ]}
            rows={jobs}
            keyOf={(row) => String(row.id)}
          />
        </Section>
      ) : null}
      {letters.length > 0 ? (
        <Section title={say({ zh: '未送达的事件', en: 'Events that did not arrive' })}>
          <Table
            caption={say({ zh: '未送达的事件', en: 'Events that did not arrive' })}
            columns={[
              { key: 'consumer', title: say({ zh: '接收方', en: 'For' }), head: true, cell: (row) => row.consumer },
              { key: 'type', title: say({ zh: '事件', en: 'Event' }), cell: (row) => `${row.type} · ${row.key}` },
              { key: 'tries', title: say({ zh: '次数', en: 'Tries' }), number: true, cell: (row) => row.attempts },
              { key: 'at', title: say({ zh: '时间', en: 'When' }), cell: (row) => sayInstant(say, row.deadAt) },
              {
                key: 'fault',
                title: say({ zh: '错误', en: 'Fault' }),
                cell: (row) => <span className={styles.fault}>{row.fault}</span>,
              },
              {
                key: 'ways',
                title: say({ zh: '处理', en: 'Mend' }),
                cell: (row) =>
                  ways(`/api/system/letters/${encodeURIComponent(row.consumer)}/${row.seq}`, `${row.type} ${row.seq}`),
              },
            ]}
            rows={letters}
            keyOf={(row) => `${row.consumer}${row.seq}`}
          />
        </Section>
      ) : null}
    </Page>
  )
}

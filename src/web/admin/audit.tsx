import { useInfiniteQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { type AuditFilter, auditQuery } from '../api/admin.ts'
import {
  Button,
  csvOf,
  download,
  Empty,
  Loading,
  Page,
  StateMark,
  sayInstant,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import styles from './admin.module.css'

/** Who read or changed what, in which post, for which purpose, with which outcome. Looking here is itself written down. */
export function Audit(): JSX.Element {
  const say = useSay()
  const [draft, setDraft] = useState<AuditFilter>({})
  const [filter, setFilter] = useState<AuditFilter>({})
  const audit = useInfiniteQuery(auditQuery(filter))
  const rows = audit.data?.pages.flatMap((page) => page.rows) ?? []
  const input = (name: keyof AuditFilter, words: string): JSX.Element => (
    <label>
      {words}
      <input
        value={draft[name] ?? ''}
        onChange={(event) => setDraft({ ...draft, [name]: event.target.value || undefined })}
      />
    </label>
  )
  const outcomes = {
    done: say({ zh: '完成', en: 'Done' }),
    denied: say({ zh: '拒绝', en: 'Denied' }),
    failed: say({ zh: '失败', en: 'Failed' }),
  }
  return (
    <Page
      title={say({ zh: '审计', en: 'Audit' })}
      lead={say({
        zh: '每一次读取个人信息、每一次改动。您的查阅也会记下。',
        en: 'Every reading of personal data, every change. Your looking is written down too.',
      })}
      width="wide"
    >
      <form
        className={styles.find}
        onSubmit={(event) => {
          event.preventDefault()
          setFilter(draft)
        }}
      >
        {input('actor', say({ zh: '谁（编号）', en: 'Who (id)' }))}
        {input('action', say({ zh: '做了什么', en: 'Action' }))}
        {input('resource', say({ zh: '对什么', en: 'On what' }))}
        <label>
          {say({ zh: '结果', en: 'Outcome' })}
          <select
            value={draft.outcome ?? ''}
            onChange={(event) => setDraft({ ...draft, outcome: event.target.value || undefined })}
          >
            <option value="">{say({ zh: '全部', en: 'All' })}</option>
            {Object.entries(outcomes).map(([value, words]) => (
              <option key={value} value={value}>
                {words}
              </option>
            ))}
          </select>
        </label>
        <Button type="submit" tone="primary" icon="search" busy={audit.isFetching}>
          {say({ zh: '查', en: 'Look' })}
        </Button>
        <Button
          icon="download"
          disabled={rows.length === 0}
          onClick={() =>
            download(
              'audit.csv',
              csvOf([
                ['at', 'actor', 'kind', 'post', 'action', 'resource', 'purpose', 'outcome', 'reason', 'facts'],
                ...rows.map((row) => [
                  row.at,
                  row.actor,
                  row.actorKind,
                  row.post ?? '',
                  row.action,
                  row.resource ?? '',
                  row.purpose ?? '',
                  row.outcome,
                  row.reason ?? '',
                  JSON.stringify(row.facts ?? {}),
                ]),
              ]),
            )
          }
        >
          CSV
        </Button>
      </form>
      {audit.error ? <Trouble error={audit.error} again={() => void audit.refetch()} /> : null}
      {audit.isPending ? <Loading lines={8} /> : null}
      {audit.data && rows.length === 0 ? (
        <Empty icon="eye" title={say({ zh: '没有相符的记录', en: 'Nothing matches' })} />
      ) : null}
      {rows.length > 0 ? (
        <Table
          caption={say({ zh: '审计记录', en: 'Audit' })}
          columns={[
            {
              key: 'at',
              title: say({ zh: '时间', en: 'When' }),
              head: true,
              cell: (row) => <span className="unit">{sayInstant(say, row.at)}</span>,
            },
            {
              key: 'who',
              title: say({ zh: '谁', en: 'Who' }),
              cell: (row) => <code title={row.actor}>{row.actor.slice(0, 13)}</code>,
            },
            { key: 'post', title: say({ zh: '岗位', en: 'Post' }), cell: (row) => row.post ?? row.actorKind },
            { key: 'action', title: say({ zh: '做了什么', en: 'Action' }), cell: (row) => row.action },
            {
              key: 'resource',
              title: say({ zh: '对什么', en: 'On what' }),
              cell: (row) => <code>{row.resource ?? ''}</code>,
            },
            { key: 'purpose', title: say({ zh: '目的', en: 'Purpose' }), cell: (row) => row.purpose ?? '' },
            {
              key: 'outcome',
              title: say({ zh: '结果', en: 'Outcome' }),
              cell: (row) => (
                <StateMark
                  shape={row.outcome === 'done' ? 'done' : row.outcome === 'denied' ? 'soon' : 'urgent'}
                  tone={row.outcome === 'done' ? 'plain' : row.outcome === 'denied' ? 'soon' : 'urgent'}
                >
                  {outcomes[row.outcome as keyof typeof outcomes] ?? row.outcome}
                </StateMark>
              ),
            },
            {
              key: 'facts',
              title: say({ zh: '要点', en: 'Facts' }),
              cell: (row) => (
                <span className={styles.facts}>{row.facts ? JSON.stringify(row.facts) : (row.reason ?? '')}</span>
              ),
            },
          ]}
          rows={rows}
          keyOf={(row) => row.id}
        />
      ) : null}
      {audit.hasNextPage ? (
        <Button busy={audit.isFetchingNextPage} onClick={() => void audit.fetchNextPage()}>
          {say({ zh: '更早的', en: 'Earlier' })}
        </Button>
      ) : null}
    </Page>
  )
}

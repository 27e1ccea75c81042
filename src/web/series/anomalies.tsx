import { useInfiniteQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, useSearchParams } from 'react-router'
import { type AnomalyKind, type AnomalyState, anomaliesQuery } from '../api/series.ts'
import { Button, Empty, Loading, Page, Segments, sayInstant, saySpan, Table, Trouble, useSay } from '../kit/index.ts'
import styles from './series.module.css'
import { kindWords, sayEvidence, sayOwner, stateWords } from './series-words.ts'
import { useMeasureNames } from './use-measure-names.ts'
import { Verdict } from './verdict.tsx'

/** What is unusual in the city's series now: what it is, why, and a place to say whether that is right. */
export function Anomalies(): JSX.Element {
  const say = useSay()
  const names = useMeasureNames()
  const [asked, setAsked] = useSearchParams()
  const state = asked.get('state') ?? 'open'
  const kind = asked.get('kind') ?? ''
  const found = useInfiniteQuery(
    anomaliesQuery({ state: state === 'all' ? undefined : state, kind: kind || undefined }),
  )
  const rows = found.data?.pages.flatMap((page) => page.items) ?? []
  const set = (name: string, value: string): void =>
    setAsked(
      (now) => {
        now.set(name, value)
        return now
      },
      { replace: true },
    )
  return (
    <Page
      title={say({ zh: '序列异常', en: 'Anomalies of series' })}
      lead={say({
        zh: '读数里不寻常的地方。系统不据此做任何事；您说“不是异常”，以后就照此判断。',
        en: 'What is unusual in the readings. Nothing is done by it; when you say “not an anomaly”, the city judges by that from then on.',
      })}
      width="wide"
    >
      <div className={styles.bar}>
        <Segments
          label={say({ zh: '哪些', en: 'Which' })}
          value={state}
          onChange={(value) => set('state', value)}
          options={[
            ...(Object.keys(stateWords) as AnomalyState[]).map((one) => ({
              value: one,
              words: say(stateWords[one].words),
            })), // its own keys
            { value: 'all', words: say({ zh: '全部', en: 'All' }) },
          ]}
        />
        <Segments
          label={say({ zh: '种类', en: 'Kind' })}
          value={kind}
          onChange={(value) => set('kind', value)}
          options={[
            { value: '', words: say({ zh: '各种', en: 'Every kind' }) },
            ...(Object.keys(kindWords) as AnomalyKind[]).map((one) => ({ value: one, words: say(kindWords[one]) })), // its own keys
          ]}
        />
      </div>
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading lines={8} /> : null}
      {found.data && rows.length === 0 ? (
        <Empty icon="pulse" title={say({ zh: '没有这样的异常', en: 'There is none of these' })} />
      ) : null}
      {rows.length > 0 ? (
        <Table
          caption={say({ zh: '序列异常', en: 'Anomalies of series' })}
          rows={rows}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'series',
              title: say({ zh: '序列', en: 'Series' }),
              head: true,
              cell: (row) => <Link to={String(row.series)}>{sayOwner(say, row, names)}</Link>,
            },
            { key: 'kind', title: say({ zh: '种类', en: 'Kind' }), cell: (row) => say(kindWords[row.kind]) },
            {
              key: 'why',
              title: say({ zh: '为什么不寻常', en: 'Why it is unusual' }),
              cell: (row) => sayEvidence(say, row),
            },
            { key: 'at', title: say({ zh: '到', en: 'Until' }), cell: (row) => sayInstant(say, row.to) },
            {
              key: 'lasted',
              title: say({ zh: '持续', en: 'Lasted' }),
              cell: (row) =>
                row.from === row.to
                  ? say({ zh: '一个读数', en: 'one reading' })
                  : saySpan(say, Date.parse(row.to) - Date.parse(row.from)),
            },
            {
              key: 'score',
              title: say({ zh: '超界倍数', en: 'Times its limit' }),
              number: true,
              cell: (row) => row.score.toLocaleString(say.tag, { maximumFractionDigits: 1 }),
            },
            {
              key: 'verdict',
              title: say({ zh: '是不是', en: 'Is it one?' }),
              cell: (row) => <Verdict anomaly={row} />,
            },
          ]}
        />
      ) : null}
      {found.hasNextPage ? (
        <Button busy={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {say({ zh: '更多', en: 'More' })}
        </Button>
      ) : null}
    </Page>
  )
}

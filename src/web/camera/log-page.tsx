import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { cameraKindFacts, viewPurposes } from '../../kernel/camera/index.ts'
import { type ViewRequestRow, viewLogQuery } from '../api/camera.ts'
import { Button, csvOf, download, Loading, Page, StateMark, sayInstant, Table, Trouble, useSay } from '../kit/index.ts'
import styles from './camera.module.css'
import { postWords } from './request-card.tsx'
import { requestLook } from './words.ts'

/** For auditors: who asked to see a picture in full, what for, who approved, each view. The pictures are not here. */
export function ViewLog(): JSX.Element {
  const say = useSay()
  const log = useQuery(viewLogQuery)
  const rows = log.data ?? []
  const asCsv = () =>
    download(
      'full-views.csv',
      csvOf([
        [
          'event',
          'kind',
          'purpose',
          'words',
          'case',
          'asked by',
          'asked at',
          'state',
          'answered by',
          'answered at',
          'views',
        ],
        ...rows.map((one) => [
          ...[
            one.event,
            one.kind,
            one.purpose,
            one.words,
            one.caseNumber ?? '',
            one.askedByName,
            one.askedAt,
            one.state,
          ],
          ...[one.answeredByName ?? '', one.answeredAt ?? '', one.views.map(({ mark }) => mark).join('; ')],
        ]),
      ]),
    )
  return (
    <Page
      title={say({ zh: '原图查看记录', en: 'Log of full views' })}
      width="wide"
      lead={say({
        zh: '每次申请、批准和查看。原图不对审计员开放。',
        en: 'Every request, approval and view. The whole pictures are not open to auditors.',
      })}
      actions={
        rows.length > 0 ? (
          <Button icon="download" onClick={asCsv}>
            {say({ zh: '下载 CSV', en: 'Download as CSV' })}
          </Button>
        ) : null
      }
    >
      {log.isPending ? <Loading lines={6} /> : null}
      {log.error ? <Trouble error={log.error} again={() => void log.refetch()} /> : null}
      {log.data ? (
        <Table<ViewRequestRow>
          caption={say({ zh: '原图查看申请', en: 'Requests for full views' })}
          keyOf={(row) => row.id}
          rows={rows}
          columns={[
            {
              key: 'at',
              title: say({ zh: '申请时间', en: 'Asked at' }),
              head: true,
              cell: (row) => sayInstant(say, row.askedAt),
            },
            {
              key: 'event',
              title: say({ zh: '事件', en: 'Event' }),
              cell: (row) => `${say(cameraKindFacts[row.kind].title)}${row.address ? ` · ${row.address}` : ''}`,
            },
            {
              key: 'asker',
              title: say({ zh: '申请人', en: 'Asked by' }),
              cell: (row) => `${row.askedByName} · ${postWords(say, row.askedPost)}`,
            },
            {
              key: 'purpose',
              title: say({ zh: '目的', en: 'Purpose' }),
              cell: (row) => (
                <>
                  {say(viewPurposes[row.purpose].title)}
                  <br />
                  <span className={styles.quiet}>{[row.caseNumber ?? '', row.words].filter(Boolean).join(' · ')}</span>
                </>
              ),
            },
            {
              key: 'state',
              title: say({ zh: '状态', en: 'State' }),
              cell: (row) => (
                <StateMark shape={requestLook[row.state].shape} tone={requestLook[row.state].tone}>
                  {say(requestLook[row.state].words)}
                </StateMark>
              ),
            },
            {
              key: 'answer',
              title: say({ zh: '答复', en: 'Answered' }),
              cell: (row) =>
                row.answeredByName
                  ? [
                      row.answeredByName,
                      postWords(say, row.answeredPost),
                      row.answeredAt ? sayInstant(say, row.answeredAt) : '',
                      row.answer ?? '',
                    ].join(' · ')
                  : '—',
            },
            {
              key: 'views',
              title: say({ zh: '查看', en: 'Views' }),
              cell: (row) =>
                row.views.length === 0 ? (
                  '—'
                ) : (
                  <ul>
                    {row.views.map(({ at, mark }) => (
                      <li key={mark}>
                        {sayInstant(say, at)} <span className={styles.code}>{mark.split(' · ').at(-1)}</span>
                      </li>
                    ))}
                  </ul>
                ),
            },
          ]}
        />
      ) : null}
    </Page>
  )
}

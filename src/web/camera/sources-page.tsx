import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { cameraKindFacts } from '../../kernel/camera/index.ts'
import {
  type CameraPrecision,
  type CameraSource,
  cameraPrecisionQuery,
  cameraRefusalsQuery,
  cameraSourcesQuery,
} from '../api/camera.ts'
import {
  Button,
  DemoMark,
  Empty,
  Loading,
  Page,
  Section,
  StateMark,
  sayDay,
  sayInstant,
  sayWhen,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import styles from './camera.module.css'
import { CameraTabs } from './camera-tabs.tsx'
import { CloseSource, NewKey, RegisterSource, RevokeKey } from './source-dialogs.tsx'
import { TermsPart } from './terms-part.tsx'

/** A share of fewer decisions than this says little. */
const fewest = 10
/** A source that is right less often than this about something wastes the time of those who look. */
const poor = 0.5

/** Analytics systems: their keys, how often they are right, what of theirs was not taken. No pictures. */
export function CameraSources(): JSX.Element {
  const say = useSay()
  const sources = useQuery(cameraSourcesQuery)
  const precision = useQuery(cameraPrecisionQuery)
  return (
    <Page
      title={say({ zh: '视频分析来源', en: 'Analytics sources' })}
      width="wide"
      actions={sources.data?.mayRegister ? <RegisterSource /> : null}
    >
      <CameraTabs />
      {sources.isPending ? <Loading lines={5} /> : null}
      {sources.error ? <Trouble error={sources.error} again={() => void sources.refetch()} /> : null}
      {sources.data?.items.length === 0 ? (
        <Empty icon="camera" title={say({ zh: '还没有登记来源', en: 'No source is registered' })} />
      ) : null}
      {precision.error ? <Trouble error={precision.error} /> : null}
      {(sources.data?.items ?? []).map((source) => (
        <SourcePart
          key={source.id}
          source={source}
          precision={(precision.data ?? []).filter((one) => one.source === source.id)}
        />
      ))}
      <TermsPart />
    </Page>
  )
}

function SourcePart({
  source,
  precision,
}: {
  readonly source: CameraSource
  readonly precision: readonly CameraPrecision[]
}): JSX.Element {
  const say = useSay()
  const isOpen = source.closedAt === null
  return (
    <Section
      title={source.name}
      actions={
        source.mayKeep && isOpen ? (
          <span className={styles.pair}>
            <NewKey source={source.id} />
            <CloseSource source={source.id} />
          </span>
        ) : null
      }
    >
      <p>
        <StateMark shape={isOpen ? 'working' : 'closed'} tone={isOpen ? 'active' : 'still'}>
          {isOpen ? say({ zh: '使用中', en: 'In use' }) : say({ zh: '已停用', en: 'Closed' })}
        </StateMark>{' '}
        <span className={styles.code}>{source.id}</span> · {say(source.officeTitle)}{' '}
        {source.isDemo ? <DemoMark /> : null}
        {source.closeReason ? <span className={styles.quiet}> {source.closeReason}</span> : null}
      </p>
      <div className={styles.gap}>
        <PrecisionTable name={source.name} precision={precision} />
      </div>
      <div className={styles.gap}>
        <Keys source={source} />
      </div>
      <Refusals source={source} />
    </Section>
  )
}

const shareOf = ({ confirmed, rejected }: CameraPrecision): number | undefined =>
  confirmed + rejected === 0 ? undefined : confirmed / (confirmed + rejected)

function PrecisionTable({
  name,
  precision,
}: {
  readonly name: string
  readonly precision: readonly CameraPrecision[]
}): JSX.Element {
  const say = useSay()
  const weeks = [...new Set(precision.flatMap(({ week }) => week ?? []))].sort().slice(-8)
  const weekOf = (kind: string, week: string): string => {
    const found = precision.find((one) => one.kind === kind && one.week === week)
    const share = found && shareOf(found)
    return share === undefined ? '—' : `${Math.round(share * 100)}%`
  }
  return (
    <Table<CameraPrecision>
      showCaption
      caption={say({ zh: '{name}：近八周的准确率', en: '{name}: how often it was right, eight weeks' }, { name })}
      keyOf={({ kind }) => kind}
      rows={precision.filter(({ week }) => week === null)}
      columns={[
        {
          key: 'kind',
          title: say({ zh: '种类', en: 'Kind' }),
          head: true,
          cell: ({ kind }) => say(cameraKindFacts[kind].title),
        },
        { key: 'share', title: say({ zh: '准确率', en: 'Right' }), number: true, cell: (row) => <Share row={row} /> },
        {
          key: 'confirmed',
          title: say({ zh: '确认', en: 'Confirmed' }),
          number: true,
          cell: ({ confirmed }) => confirmed,
        },
        { key: 'rejected', title: say({ zh: '驳回', en: 'Rejected' }), number: true, cell: ({ rejected }) => rejected },
        { key: 'expired', title: say({ zh: '过期', en: 'Lapsed' }), number: true, cell: ({ expired }) => expired },
        { key: 'waiting', title: say({ zh: '待确认', en: 'Waiting' }), number: true, cell: ({ waiting }) => waiting },
        ...weeks.map((week) => ({
          key: week,
          title: say(
            { zh: '{day} 当周', en: 'Week of {day}' },
            { day: sayDay(say, Date.parse(`${week}T00:00:00+08:00`)) },
          ),
          number: true,
          cell: ({ kind }: CameraPrecision) => weekOf(kind, week),
        })),
      ]}
    />
  )
}

/** The share of what was right among what people looked at; few and poor ones are said to be so. */
function Share({ row }: { readonly row: CameraPrecision }): JSX.Element {
  const say = useSay()
  const share = shareOf(row)
  const decided = row.confirmed + row.rejected
  if (share === undefined) return <>—</>
  return (
    <>
      {Math.round(share * 100)}%{' '}
      {decided < fewest ? (
        <span className={styles.quiet}>{say({ zh: '（样本少）', en: '(few)' })}</span>
      ) : share < poor ? (
        <StateMark shape="urgent" tone="urgent">
          {say({ zh: '偏低', en: 'Poor' })}
        </StateMark>
      ) : null}
    </>
  )
}

function Keys({ source }: { readonly source: CameraSource }): JSX.Element {
  const say = useSay()
  return (
    <Table
      showCaption
      caption={say({ zh: '{name}：公钥', en: '{name}: public keys' }, { name: source.name })}
      keyOf={({ kid }) => kid}
      rows={source.keys}
      columns={[
        {
          key: 'kid',
          title: say({ zh: '指纹', en: 'Thumbprint' }),
          head: true,
          cell: ({ kid }) => <span className={styles.code}>{kid}</span>,
        },
        { key: 'alg', title: say({ zh: '算法', en: 'Algorithm' }), cell: ({ alg }) => alg },
        { key: 'made', title: say({ zh: '登记', en: 'Registered' }), cell: ({ madeAt }) => sayInstant(say, madeAt) },
        {
          key: 'used',
          title: say({ zh: '最近使用', en: 'Last used' }),
          cell: ({ usedAt }) => (usedAt ? sayWhen(say, usedAt) : '—'),
        },
        {
          key: 'state',
          title: say({ zh: '状态', en: 'State' }),
          cell: ({ kid, revokedAt, revokeReason }) =>
            revokedAt ? (
              `${say({ zh: '已吊销', en: 'Revoked' })} · ${sayInstant(say, revokedAt)} · ${revokeReason ?? ''}`
            ) : source.mayKeep ? (
              <RevokeKey source={source.id} kid={kid} />
            ) : (
              say({ zh: '有效', en: 'Good' })
            ),
        },
      ]}
    />
  )
}

function Refusals({ source }: { readonly source: CameraSource }): JSX.Element | null {
  const say = useSay()
  const [isShown, setShown] = useState(false)
  const refusals = useQuery({ ...cameraRefusalsQuery(source.id), enabled: isShown })
  if (!isShown)
    return (
      <Button size="s" tone="quiet" onClick={() => setShown(true)}>
        {say({ zh: '查看被拒收的内容', en: 'What was not taken' })}
      </Button>
    )
  if (refusals.error) return <Trouble error={refusals.error} />
  return (
    <Table
      showCaption
      caption={say({ zh: '{name}：被拒收', en: '{name}: not taken' }, { name: source.name })}
      keyOf={({ at, code, external }) => `${at} ${code} ${external ?? ''}`}
      rows={refusals.data ?? []}
      columns={[
        { key: 'at', title: say({ zh: '时间', en: 'At' }), head: true, cell: ({ at }) => sayInstant(say, at) },
        { key: 'via', title: say({ zh: '通道', en: 'By' }), cell: ({ via }) => via.toUpperCase() },
        { key: 'external', title: say({ zh: '事件编号', en: 'Event' }), cell: ({ external }) => external ?? '—' },
        { key: 'says', title: say({ zh: '原因', en: 'Why' }), cell: ({ says }) => say(says) },
      ]}
    />
  )
}

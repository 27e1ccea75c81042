import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, useSearchParams } from 'react-router'
import { type SignNow, signsQuery } from '../api/signs.ts'
import {
  Button,
  csvOf,
  download,
  Loading,
  Page,
  Segments,
  sayInstant,
  sayTime,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { SignValue, StandingMark, saySources, standingLook } from './standing.tsx'

const shows = ['all', 'turned', 'absent'] as const
type Show = (typeof shows)[number]

const isShow = (text: string | null): text is Show => shows.some((one) => one === text)

/** Every sign there is: how it stands, from how many sources, or what would have to be connected. */
export function SignsPage(): JSX.Element {
  const say = useSay()
  const [search, setSearch] = useSearchParams()
  const asked = search.get('show')
  const show: Show = isShow(asked) ? asked : 'all'
  const signs = useQuery(signsQuery())
  const rows = (signs.data?.signs ?? []).filter(
    ({ isConnected, isPreparing, now }) =>
      show === 'all' || (show === 'absent' ? !isConnected && !isPreparing : now !== null && now.standing !== 'calm'),
  )
  const classOf = (sign: SignNow) => signs.data?.classes.find(({ code }) => code === sign.class)
  const stateOf = ({ isConnected, isPreparing, now }: SignNow) =>
    now
      ? say(standingLook[now.standing].words)
      : isConnected
        ? say({ zh: '此处无来源', en: 'no source here' })
        : isPreparing
          ? say({ zh: '准备中', en: 'being prepared' })
          : say({ zh: '未接入', en: 'not connected' })
  const lackOf = ({ isPreparing, needs }: SignNow) =>
    isPreparing && signs.data?.firstAt
      ? say({ zh: '{time} 首次计算', en: 'first computed at {time}' }, { time: sayTime(say, signs.data.firstAt) })
      : needs
        ? say(needs)
        : '—'
  const csv = (): string =>
    csvOf([
      [
        'code',
        say({ zh: '体征', en: 'Sign' }),
        say({ zh: '类别', en: 'Class' }),
        say({ zh: '值', en: 'Value' }),
        say({ zh: '单位', en: 'Unit' }),
        say({ zh: '状态', en: 'Standing' }),
        say({ zh: '来源数', en: 'Sources' }),
        say({ zh: '在报', en: 'Reporting' }),
        say({ zh: '时间', en: 'At' }),
      ],
      ...rows.map((sign) => [
        ...[
          sign.code,
          say(sign.title),
          say(classOf(sign)?.title ?? { zh: '', en: '' }),
          String(sign.now?.value ?? ''),
          say(sign.unit),
        ],
        ...[stateOf(sign), String(sign.now?.sources ?? 0), String(sign.now?.reporting ?? 0), sign.now?.at ?? ''],
      ]),
    ])
  return (
    <Page
      title={say({ zh: '城市体征目录', en: 'The vital signs' })}
      lead={signs.data ? `${say(signs.data.placeTitle)} · ${sayInstant(say, signs.data.asOf)}` : undefined}
      back={{ to: '/city', words: say({ zh: '此刻', en: 'Now' }) }}
      width="wide"
      actions={
        <>
          <Segments<Show>
            label={say({ zh: '看哪些', en: 'Which' })}
            value={show}
            onChange={(value) => setSearch(value === 'all' ? {} : { show: value }, { replace: true })}
            options={[
              { value: 'all', words: say({ zh: '全部', en: 'All' }) },
              { value: 'turned', words: say({ zh: '异常', en: 'Turned' }) },
              { value: 'absent', words: say({ zh: '未接入', en: 'Not connected' }) },
            ]}
          />
          <Button tone="quiet" icon="download" onClick={() => download('signs.csv', csv())}>
            CSV
          </Button>
        </>
      }
    >
      {signs.isPending ? <Loading lines={10} /> : null}
      {signs.error ? <Trouble error={signs.error} again={() => void signs.refetch()} /> : null}
      {signs.data ? (
        <Table
          caption={say({ zh: '体征', en: 'Signs' })}
          columns={[
            {
              key: 'title',
              title: say({ zh: '体征', en: 'Sign' }),
              head: true,
              cell: (row) => <Link to={`/city/signs/${row.code}`}>{say(row.title)}</Link>,
            },
            {
              key: 'value',
              title: say({ zh: '值', en: 'Value' }),
              number: true,
              cell: (row) => (row.now ? <SignValue sign={row} value={row.now.value} /> : '—'),
            },
            {
              key: 'state',
              title: say({ zh: '状态', en: 'Standing' }),
              cell: (row) => (row.now ? <StandingMark standing={row.now.standing} /> : stateOf(row)),
            },
            {
              key: 'class',
              title: say({ zh: '类别', en: 'Class' }),
              cell: (row) => say(classOf(row)?.title ?? { zh: '', en: '' }),
            },
            {
              key: 'sources',
              title: say({ zh: '来源，或所缺', en: 'Sources, or what it lacks' }),
              cell: (row) =>
                row.now
                  ? `${saySources(say, row.now)}${row.now.isSure ? '' : say({ zh: '，来源不足', en: ', too few' })}`
                  : lackOf(row),
            },
          ]}
          rows={rows}
          keyOf={(row) => row.code}
        />
      ) : null}
    </Page>
  )
}

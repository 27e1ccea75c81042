import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { type RoundState, roundWords } from '../../kernel/patrol/index.ts'
import { coverageQuery, findingsQuery, type Round } from '../api/patrol.ts'
import {
  ButtonLink,
  DemoMark,
  Loading,
  Page,
  Section,
  Segments,
  StateMark,
  sayDay,
  sayTime,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { FindingRow } from './finding-page.tsx'
import styles from './patrol.module.css'
import { roundLook, roundTime } from './words.ts'

const choices = ['all', 'missed', 'partly', 'walked', 'now'] as const

/** Who walked what when, and what was missed, for whoever stands over the grids: the last seven days. */
export function CoveragePage(): JSX.Element {
  const say = useSay()
  const coverage = useQuery({ ...coverageQuery, refetchInterval: 60_000 })
  const findings = useQuery(findingsQuery)
  const [only, setOnly] = useState<(typeof choices)[number]>('all')
  const items = (coverage.data?.items ?? []).filter(({ state }) => state !== 'coming')
  const count = (state: RoundState) => items.filter((one) => one.state === state).length
  const over = items.filter(({ state }) => state !== 'now').length
  return (
    <Page
      title={say({ zh: '巡查覆盖', en: 'Coverage of rounds' })}
      width="wide"
      lead={say(
        {
          zh: '近七天应巡 {over} 轮，走完 {walked} 轮，未走完 {partly} 轮，未巡 {missed} 轮。',
          en: 'Of {over} rounds due in seven days {walked} were walked, {partly} not finished, {missed} missed.',
        },
        {
          over,
          walked: items.filter(({ state }) => state === 'walked').length,
          partly: count('partly'),
          missed: count('missed'),
        },
      )}
      actions={
        <>
          <ButtonLink to="/desk/patrol/grids" icon="map">
            {say({ zh: '网格与排班', en: 'Grids and shifts' })}
          </ButtonLink>
          <ButtonLink to="/desk/patrol/routes" icon="list">
            {say({ zh: '路线', en: 'Routes' })}
          </ButtonLink>
        </>
      }
    >
      {coverage.isPending ? <Loading lines={6} /> : null}
      {coverage.error ? <Trouble error={coverage.error} again={() => void coverage.refetch()} /> : null}
      <Segments
        label={say({ zh: '轮次状态', en: 'How rounds stand' })}
        value={only}
        onChange={setOnly}
        options={choices.map((value) => ({
          value,
          words: value === 'all' ? say({ zh: '全部', en: 'All' }) : `${say(roundWords[value])} ${count(value)}`,
        }))}
      />
      <Rounds rounds={items.filter(({ state }) => only === 'all' || state === only)} />
      <Section title={say({ zh: '最近的发现', en: 'Recent findings' })}>
        <ul className={styles.list}>
          {(findings.data ?? []).slice(0, 20).map((one) => (
            <FindingRow key={one.id} finding={one} />
          ))}
        </ul>
      </Section>
    </Page>
  )
}

function Rounds({ rounds }: { readonly rounds: readonly Round[] }): JSX.Element {
  const say = useSay()
  return (
    <Table
      caption={say({ zh: '轮次', en: 'Rounds' })}
      rows={rounds.slice(0, 300)}
      keyOf={({ route, from }) => `${route} ${from}`}
      columns={[
        {
          key: 'route',
          title: say({ zh: '路线', en: 'Route' }),
          head: true,
          cell: (row) => (
            <>
              {row.title} {row.isDemo ? <DemoMark short /> : null}
            </>
          ),
        },
        { key: 'grid', title: say({ zh: '网格', en: 'Grid' }), cell: (row) => say(row.gridTitle) },
        { key: 'day', title: say({ zh: '日期', en: 'Day' }), cell: (row) => sayDay(say, row.from) },
        {
          key: 'time',
          title: say({ zh: '时段', en: 'Time' }),
          cell: (row) => roundTime(say, row),
        },
        {
          key: 'state',
          title: say({ zh: '状态', en: 'State' }),
          cell: (row) => <StateMark {...roundLook[row.state]}>{say(roundWords[row.state])}</StateMark>,
        },
        {
          key: 'stops',
          title: say({ zh: '点位', en: 'Stops' }),
          number: true,
          cell: (row) => `${row.visited.length} / ${row.stops}`,
        },
        { key: 'who', title: say({ zh: '谁', en: 'Who' }), cell: (row) => row.walkers.join('、') || '—' },
        {
          key: 'when',
          title: say({ zh: '首末点', en: 'First and last stop' }),
          cell: (row) => (row.firstAt && row.lastAt ? `${sayTime(say, row.firstAt)}–${sayTime(say, row.lastAt)}` : '—'),
        },
        { key: 'doubts', title: say({ zh: '存疑', en: 'Doubts' }), number: true, cell: (row) => row.doubts },
      ]}
    />
  )
}

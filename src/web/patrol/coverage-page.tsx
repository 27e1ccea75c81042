import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useSearchParams } from 'react-router'
import { coverageFigures, isShort, missWords, roundWords } from '../../kernel/patrol/index.ts'
import { coverageQuery, findingsQuery, type Round } from '../api/patrol.ts'
import {
  Button,
  ButtonLink,
  DemoMark,
  Loading,
  Page,
  type Say,
  Section,
  Segments,
  StateMark,
  sayDay,
  sayTime,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { ExplainDialog } from './explain-dialog.tsx'
import { FindingRow } from './finding-page.tsx'
import { NamedTitle } from './named-title.tsx'
import styles from './patrol.module.css'
import { roundLook, roundTime } from './words.ts'

const choices = ['all', 'short', 'missed', 'partly', 'walked', 'now'] as const
type Choice = (typeof choices)[number]

const chosenOf = (round: Round, only: Choice): boolean =>
  only === 'all' || (only === 'short' ? isShort(round.state) && !round.reason : round.state === only)

/** What of the rounds that were missed or not finished was explained, in words. */
function reasonsIn(say: Say, rounds: readonly Round[]): string {
  const { unexplained, reasons } = coverageFigures(rounds)
  return [
    ...reasons.map(([reason, n]) => say({ zh: '{why} {n}', en: '{why} {n}' }, { why: say(missWords[reason]), n })),
    ...(unexplained > 0 ? [say({ zh: '未说明 {n}', en: 'without a reason {n}' }, { n: unexplained })] : []),
  ].join(say({ zh: '，', en: ', ' }))
}

/** Who walked what when, what was missed and why, for whoever stands over the grids: the last seven days. */
export function CoveragePage(): JSX.Element {
  const say = useSay()
  const [search, setSearch] = useSearchParams()
  const coverage = useQuery({ ...coverageQuery, refetchInterval: 60_000 })
  const findings = useQuery(findingsQuery)
  const [explained, setExplained] = useState<Round>()
  const only = choices.find((one) => one === search.get('only')) ?? 'all'
  const grid = search.get('grid')
  const all = (coverage.data?.items ?? []).filter(({ state }) => state !== 'coming')
  const items = all.filter((one) => grid === null || one.grid === grid)
  const figures = coverageFigures(items)
  const why = reasonsIn(say, items)
  return (
    <Page
      title={say({ zh: '巡查覆盖', en: 'Coverage of rounds' })}
      width="wide"
      lead={
        say(
          {
            zh: '近七天应巡 {over} 轮，走完 {walked} 轮，未走完 {partly} 轮，未巡 {missed} 轮',
            en: 'Of {over} rounds due in seven days {walked} were walked, {partly} not finished, {missed} missed',
          },
          { over: figures.over, walked: figures.walked, partly: figures.partly, missed: figures.missed },
        ) + (why === '' ? say({ zh: '。', en: '.' }) : say({ zh: '（{why}）。', en: ' ({why}).' }, { why }))
      }
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
      {grid === null ? null : (
        <p>
          {say({ zh: '只看 {grid}', en: 'Only {grid}' }, { grid: say(items[0]?.gridTitle ?? { zh: grid, en: grid }) })}{' '}
          <Button size="s" tone="quiet" onClick={() => setSearch({ only })}>
            {say({ zh: '看全部网格', en: 'All grids' })}
          </Button>
        </p>
      )}
      <Segments
        label={say({ zh: '轮次状态', en: 'How rounds stand' })}
        value={only}
        onChange={(next) => setSearch({ only: next, ...(grid !== null && { grid }) }, { replace: true })}
        options={choices.map((value) => {
          const n = items.filter((one) => chosenOf(one, value)).length
          const words =
            value === 'all'
              ? { zh: '全部', en: 'All' }
              : value === 'short'
                ? { zh: '待说明', en: 'No reason yet' }
                : roundWords[value]
          return { value, words: value === 'all' ? say(words) : `${say(words)} ${n}` }
        })}
      />
      <Rounds rounds={items.filter((one) => chosenOf(one, only))} onExplain={setExplained} />
      <Section title={say({ zh: '最近的发现', en: 'Recent findings' })}>
        <ul className={styles.list}>
          {(findings.data ?? []).slice(0, 20).map((one) => (
            <FindingRow key={one.id} finding={one} />
          ))}
        </ul>
      </Section>
      {explained ? <ExplainDialog round={explained} onClose={() => setExplained(undefined)} /> : null}
    </Page>
  )
}

function Rounds({
  rounds,
  onExplain,
}: {
  readonly rounds: readonly Round[]
  readonly onExplain: (round: Round) => void
}): JSX.Element {
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
              <NamedTitle named={row} /> {row.isDemo ? <DemoMark short /> : null}
            </>
          ),
        },
        { key: 'grid', title: say({ zh: '网格', en: 'Grid' }), cell: (row) => say(row.gridTitle) },
        { key: 'day', title: say({ zh: '日期', en: 'Day' }), cell: (row) => sayDay(say, row.from) },
        { key: 'time', title: say({ zh: '时段', en: 'Time' }), cell: (row) => roundTime(say, row) },
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
        {
          key: 'why',
          title: say({ zh: '原因', en: 'Why' }),
          cell: (row) => (isShort(row.state) ? <Why round={row} onExplain={onExplain} /> : '—'),
        },
      ]}
    />
  )
}

/** Why a round was not walked whole, or a button to say it. */
function Why({ round, onExplain }: { readonly round: Round; readonly onExplain: (round: Round) => void }): JSX.Element {
  const say = useSay()
  const { reason } = round
  return (
    <>
      {reason ? `${say(missWords[reason.reason])} ${reason.note}` : ''}{' '}
      <Button
        size="s"
        tone="quiet"
        aria-label={say(
          { zh: '说明{day}{title}的原因', en: 'Say why {title} of {day} was missed' },
          { title: round.title, day: sayDay(say, round.from) },
        )}
        onClick={() => onExplain(round)}
      >
        {reason ? say({ zh: '更正', en: 'Correct it' }) : say({ zh: '说明', en: 'Say why' })}
      </Button>
    </>
  )
}

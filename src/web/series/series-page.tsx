import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { useParams } from 'react-router'
import { seriesReadingsQuery, type WatchedSeries, watchedQuery } from '../api/series.ts'
import { Chart, SpanFrame } from '../kit/chart/index.ts'
import {
  Facts,
  Loading,
  Message,
  Page,
  Section,
  sayInstant,
  saySpan,
  sayWhen,
  Table,
  Trouble,
  useSay,
} from '../kit/index.ts'
import { useDesk } from '../shell/use-desk.ts'
import { unitWords } from '../twin/unit-words.ts'
import { ForecastPart } from './forecast-part.tsx'
import styles from './series.module.css'
import { kindWords, sayEvidence, sayOwner } from './series-words.ts'
import { useMeasureNames } from './use-measure-names.ts'
import { Verdict } from './verdict.tsx'

/** One series: its readings, what was unusual in them, what is to be expected and how far to trust that, what people taught. */
export function SeriesPage(): JSX.Element {
  const say = useSay()
  const names = useMeasureNames()
  const { series = '' } = useParams()
  const desk = useDesk()
  const found = useQuery(watchedQuery(Number(series)))
  return (
    <Page
      title={found.data ? sayOwner(say, found.data, names) : say({ zh: '序列', en: 'Series' })}
      width="wide"
      back={{ to: `${desk}/anomalies`, words: say({ zh: '序列异常', en: 'Anomalies of series' }) }}
    >
      {found.error ? <Trouble error={found.error} again={() => void found.refetch()} /> : null}
      {found.isPending ? <Loading lines={8} /> : null}
      {found.data ? <Whole view={found.data} /> : null}
    </Page>
  )
}

function Whole({ view }: { readonly view: WatchedSeries }): JSX.Element {
  const say = useSay()
  const { look, anomalies } = view
  const learnt = anomalies.filter(({ stateBy }) => stateBy === 'learnt').length
  const counts = look?.counts ?? {}
  return (
    <>
      <Readings view={view} />
      <ForecastPart view={view} />
      <Section title={say({ zh: '不寻常的地方', en: 'What was unusual' })}>
        <Table
          caption={say({ zh: '不寻常的地方', en: 'What was unusual' })}
          rows={anomalies}
          keyOf={({ id }) => id}
          columns={[
            {
              key: 'kind',
              title: say({ zh: '种类', en: 'Kind' }),
              head: true,
              cell: (row) => say(kindWords[row.kind]),
            },
            {
              key: 'why',
              title: say({ zh: '为什么不寻常', en: 'Why it is unusual' }),
              cell: (row) => sayEvidence(say, row),
            },
            { key: 'from', title: say({ zh: '从', en: 'From' }), cell: (row) => sayInstant(say, row.from) },
            { key: 'to', title: say({ zh: '到', en: 'Until' }), cell: (row) => sayInstant(say, row.to) },
            {
              key: 'verdict',
              title: say({ zh: '是不是', en: 'Is it one?' }),
              cell: (row) => <Verdict anomaly={row} />,
            },
          ]}
        />
      </Section>
      <Section title={say({ zh: '怎么看的，学到了什么', en: 'How it was looked at, and what was learnt' })}>
        {look ? (
          <Facts
            facts={[
              [say({ zh: '上次查看', en: 'Looked at' }), sayWhen(say, look.lookedAt)],
              [say({ zh: '看到', en: 'As far as' }), sayInstant(say, look.seenUntil)],
              [say({ zh: '每格', en: 'In steps of' }), look.stepMs > 0 ? saySpan(say, look.stepMs) : '—'],
              ...Object.entries(counts).map(
                ([name, n]) => [say(countWords[name] ?? { zh: name, en: name }), n.toLocaleString(say.tag)] as const,
              ),
              [
                say({ zh: '人教过', en: 'Taught by people' }),
                say.count(look.learned, { zh: '{n} 次', en: { one: 'once', other: '{n} times' } }),
              ],
              [say({ zh: '据此不再提示', en: 'Put aside by that' }), learnt.toLocaleString(say.tag)],
            ]}
          />
        ) : (
          <p>{say({ zh: '还没有看过这个序列。', en: 'This series was not looked at yet.' })}</p>
        )}
        {look?.trouble ? (
          <Message tone="warning" title={say({ zh: '上次没能看完', en: 'The last look was not finished' })}>
            {look.trouble}
          </Message>
        ) : null}
      </Section>
    </>
  )
}

const countWords: Readonly<Record<string, { readonly zh: string; readonly en: string }>> = {
  given: { zh: '读数', en: 'Readings' },
  empty: { zh: '空的读数', en: 'Empty readings' },
  duplicate: { zh: '重复的', en: 'Repeated' },
  contrary: { zh: '互相矛盾的', en: 'Contradicting each other' },
  impossible: { zh: '不可能的值', en: 'Impossible values' },
  missing: { zh: '缺的格', en: 'Slots without a reading' },
}

const spans = {
  week: { hours: 168, step: 3_600 },
  month: { hours: 720, step: 3_600 },
  quarter: { hours: 2_160, step: 21_600 },
} as const

function Readings({ view }: { readonly view: WatchedSeries }): JSX.Element {
  const say = useSay()
  const [span, setSpan] = useState<keyof typeof spans>('month')
  const { hours, step } = spans[span]
  // A series that ended long ago is shown as of then.
  const last = view.look ? Date.parse(view.look.seenUntil) : Date.now()
  const till = (Math.floor(last / (step * 1_000)) + 1) * step * 1_000
  const from = till - hours * 3_600_000
  const readings = useQuery(
    seriesReadingsQuery(view.series, { step, from: new Date(from).toISOString(), to: new Date(till).toISOString() }),
  )
  const steps = readings.data?.steps ?? []
  const inSight = view.anomalies.filter(
    (one) => one.state !== 'dismissed' && Date.parse(one.to) >= from && Date.parse(one.from) < till,
  )
  const isOdd = (at: number): boolean =>
    inSight.some((one) => at + step * 1_000 > Date.parse(one.from) && at <= Date.parse(one.to))
  const value = (n: number): number => Number(n.toPrecision(6))
  return (
    <Section title={say({ zh: '读数', en: 'Readings' })}>
      <div className={styles.stack}>
        <SpanFrame
          label={say({ zh: '看多久', en: 'How far back' })}
          spans={['week', 'month', 'quarter']}
          span={span}
          onSpan={setSpan}
          found={{ ...readings, isEmpty: steps.length === 0, again: () => void readings.refetch() }}
        >
          <Chart
            question={say({ zh: '怎么变化，哪里不寻常？', en: 'How did it change, and where was it unusual?' })}
            answer={say.count(inSight.length, {
              zh: '其中 {n} 处不寻常',
              en: { one: 'one place is unusual', other: '{n} places are unusual' },
            })}
            file={`series-${view.series}`}
            source={say(
              { zh: '设备读数，每 {span} 的平均', en: 'Readings of the device, means of {span}' },
              { span: saySpan(say, step * 1_000) },
            )}
            spec={{
              kind: 'line',
              x: say({ zh: '时间', en: 'Time' }),
              unit: unitWords(view.unit),
              series: [
                {
                  name: say({ zh: '读数', en: 'Readings' }),
                  tone: 1,
                  points: steps.map(({ at, mean }) => ({ x: sayInstant(say, at), at, y: value(mean) })),
                },
                {
                  name: say({ zh: '不寻常', en: 'Unusual' }),
                  tone: 4,
                  dotted: true,
                  points: steps.map(({ at, mean }) => ({
                    x: sayInstant(say, at),
                    at,
                    y: isOdd(at) ? value(mean) : null,
                  })),
                },
              ],
            }}
          />
        </SpanFrame>
      </div>
    </Section>
  )
}

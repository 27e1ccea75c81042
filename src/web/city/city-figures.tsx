import { useQuery } from '@tanstack/react-query'
import { type JSX, useState } from 'react'
import { Link } from 'react-router'
import type { Language } from '../../kernel/words.ts'
import {
  type AboutFigure,
  casesPage,
  type Figures,
  type FiguresBy,
  figuresQuery,
  type Share,
  seriesQuery,
} from '../api/measure.ts'
import { Chart } from '../kit/chart/index.ts'
import {
  type Column,
  Figure,
  Loading,
  Segments,
  sayInstant,
  Table,
  Trouble,
  usePreferences,
  useSay,
} from '../kit/index.ts'
import styles from './city-desk.module.css'

const ways: readonly FiguresBy[] = ['office', 'division', 'class', 'channel']

const percent = (share: Share | undefined): string | null =>
  share?.value === null || share === undefined ? null : share.value.toFixed(1)

/** The five figures, over time, by place, office and class; each opens the cases that count. */
export function CityFigures({
  from,
  step,
}: {
  readonly from: string
  readonly step: 'hour' | 'day' | 'week'
}): JSX.Element {
  const say = useSay()
  const [by, setBy] = useState<FiguresBy>('division')
  const [chosen, setChosen] = useState<string>()
  const { data, error, refetch } = useQuery(figuresQuery(by, { from }))
  const heading = <h2>{say({ zh: '五项指标', en: 'Five figures' })}</h2>
  if (error)
    return (
      <section className={`${styles.panel} ${styles.figures}`}>
        {heading}
        <Trouble error={error} again={() => void refetch()} />
      </section>
    )
  if (!data)
    return (
      <section className={`${styles.panel} ${styles.figures}`}>
        {heading}
        <Loading lines={5} />
      </section>
    )
  const figure = data.figures.find((one) => one.name === chosen) ?? data.figures[1] ?? data.figures[0]
  return (
    <section className={`${styles.panel} ${styles.figures}`}>
      {heading}
      <div className={styles.five}>
        {data.figures.map((one) => (
          <FigureCard
            key={one.name}
            data={data}
            figure={one}
            chosen={one === figure}
            onChoose={() => setChosen(one.name)}
          />
        ))}
      </div>
      <div className={styles.split}>
        {figure ? <Over from={from} step={step} figure={figure} demo={data.total.demo > 0} /> : null}
        <div>
          <Segments<FiguresBy>
            label={say({ zh: '按什么看', en: 'By' })}
            value={by}
            options={ways.map((value) => ({ value, words: say(wayWords[value]) }))}
            onChange={setBy}
          />
          <ByGroup data={data} />
        </div>
      </div>
    </section>
  )
}

const wayWords = {
  office: { zh: '按机构', en: 'By office' },
  division: { zh: '按区划', en: 'By place' },
  class: { zh: '按分类', en: 'By class' },
  channel: { zh: '按渠道', en: 'By channel' },
  day: { zh: '按日', en: 'By day' },
  week: { zh: '按周', en: 'By week' },
} as const

function FigureCard({
  data,
  figure,
  chosen,
  onChoose,
}: {
  readonly data: Figures
  readonly figure: AboutFigure
  readonly chosen: boolean
  readonly onChoose: () => void
}): JSX.Element {
  const say = useSay()
  const share = data.total.figures[figure.name]
  const words = { met: share?.numerator ?? 0, of: share?.denominator ?? 0 }
  return (
    <div className={chosen ? styles.chosen : styles.card}>
      <Figure
        title={say(figure.title)}
        value={percent(share)}
        unit="%"
        source={say({ zh: '{met} / {of} 件', en: '{met} of {of} cases' }, words)}
        at={data.asOf}
        opens={casesPage(data.total.filter, { figure: figure.figure })}
        demo={data.total.demo > 0}
      />
      <p className={styles.ways}>
        <Link to={casesPage(data.total.filter, { figure: figure.figure, met: false })}>
          {say({ zh: '未达到 {n} 件', en: '{n} not met' }, { n: words.of - words.met })}
        </Link>
        <button type="button" aria-pressed={chosen} onClick={onChoose}>
          {say({ zh: '看走势', en: 'Over time' })}
        </button>
      </p>
      <p className={styles.definition}>{say(figure.definition)}</p>
    </div>
  )
}

const dayOf = (at: string, step: 'hour' | 'day' | 'week', language: Language): string => {
  const options: Intl.DateTimeFormatOptions =
    step === 'hour' ? { hour: '2-digit', minute: '2-digit' } : { month: 'numeric', day: 'numeric' }
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en-GB', {
    ...options,
    timeZone: 'Asia/Shanghai',
  }).format(new Date(at))
}

function Over({
  from,
  step,
  figure,
  demo,
}: {
  readonly from: string
  readonly step: 'hour' | 'day' | 'week'
  readonly figure: AboutFigure
  readonly demo: boolean
}): JSX.Element {
  const say = useSay()
  const { language } = usePreferences()
  const { data, error } = useQuery(seriesQuery(figure.name, step, { from }))
  if (error) return <Trouble error={error} />
  if (!data) return <Loading lines={4} />
  const known = data.points.filter((point) => point.value !== null)
  const [first, last] = [known[0], known.at(-1)]
  return (
    <Chart
      question={say({ zh: '{figure}怎样变化？', en: 'How does "{figure}" move?' }, { figure: say(figure.title) })}
      answer={
        first && last
          ? say(
              { zh: '从 {a}% 到 {b}%', en: 'From {a} % to {b} %' },
              { a: (first.value ?? 0).toFixed(1), b: (last.value ?? 0).toFixed(1) },
            )
          : say({ zh: '这段时间还没有可计算的事项', en: 'Nothing counts in this period yet' })
      }
      spec={{
        kind: 'line',
        x: say({ zh: '时间', en: 'Time' }),
        unit: '%',
        range: [0, 100],
        format: (value) => value.toFixed(0),
        series: [
          {
            name: say(figure.title),
            tone: 1,
            points: data.points.map((point) => ({ x: dayOf(point.from, step, language), y: point.value })),
          },
        ],
      }}
      source={`${say(data.source)} · ${sayInstant(say, data.asOf)}`}
      demo={demo}
      file={`shudu-${figure.name}`}
    />
  )
}

type Group = Figures['groups'][number]

function ByGroup({ data }: { readonly data: Figures }): JSX.Element {
  const say = useSay()
  const columns: Column<Group>[] = [
    { key: 'title', head: true, title: say(wayWords[data.by]), cell: (row) => say(row.title) },
    {
      key: 'received',
      number: true,
      title: say({ zh: '受理（件）', en: 'Received' }),
      cell: (row) => <Link to={casesPage(row.filter)}>{row.counts.received ?? 0}</Link>,
    },
    ...data.figures.map(
      (figure): Column<Group> => ({
        key: figure.name,
        number: true,
        title: `${say(figure.title)}（%）`,
        cell: (row) => {
          const value = percent(row.figures[figure.name])
          return value === null ? (
            '—'
          ) : (
            <Link to={casesPage(row.filter, { figure: figure.figure, met: false })}>{value}</Link>
          )
        },
      }),
    ),
  ]
  return (
    <>
      <Table
        caption={say({ zh: '五项指标分组', en: 'The five figures by group' })}
        columns={columns}
        rows={data.groups}
        keyOf={(row) => row.key}
      />
      <p className={styles.source}>
        {say(data.source)} · <time dateTime={data.asOf}>{sayInstant(say, data.asOf)}</time> ·{' '}
        {say({ zh: '百分数打开未达到的事项', en: 'a percentage opens the cases that did not meet it' })}
      </p>
    </>
  )
}

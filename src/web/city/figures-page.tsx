import { useQuery } from '@tanstack/react-query'
import type { JSX } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Words } from '../../kernel/words.ts'
import {
  type About,
  casesAddress,
  type Figures,
  figuresQuery,
  type Group,
  type GroupBy,
  type MeasureFilter,
  seriesQuery,
} from '../api/measure.ts'
import { Chart, type ChartSpec } from '../kit/chart/index.ts'
import {
  Button,
  DemoMark,
  Figure,
  Icon,
  Loading,
  Page,
  Section,
  Segments,
  sayDay,
  Table,
  Trouble,
  useNow,
  useSay,
} from '../kit/index.ts'
import styles from './figures-page.module.css'

const day = 86_400_000
/** What the rows of the table are. */
const groupWords: Readonly<Record<string, Words> & { readonly office: Words }> = {
  division: { zh: '地点', en: 'Place' },
  office: { zh: '机构', en: 'Office' },
  class: { zh: '分类', en: 'Class' },
  channel: { zh: '渠道', en: 'Channel' },
}

/** A line of shares may begin above zero, at a ten below its least value, so that its movement can be seen. */
function shareRange(values: readonly (number | null)[]): readonly [number, number] {
  const known = values.filter((value) => value !== null)
  const least = known.length > 0 ? Math.min(...known) : 0
  return [Math.max(0, Math.floor((least - 5) / 10) * 10), 100]
}

const groupings = ['division', 'office', 'class', 'channel'] as const

/** The figures by place, office, class and channel, over time; every number opens its cases, every group opens what is in it. */
export function FiguresPage(): JSX.Element {
  const say = useSay()
  const [asked, setAsked] = useSearchParams()
  const now = Math.floor(useNow() / 3_600_000) * 3_600_000
  const days = Number(asked.get('days') ?? 30)
  const by = groupings.find((one) => one === asked.get('by')) ?? 'division'
  const filter: MeasureFilter = {
    from: new Date(now - days * day).toISOString(),
    to: new Date(now + 3_600_000).toISOString(),
    office: asked.get('office') ?? undefined,
    class: asked.get('class') ?? undefined,
    division: asked.get('division') ?? undefined,
    channel: asked.get('channel') ?? undefined,
  }
  const set = (changes: Readonly<Record<string, string | undefined>>): void => {
    const next = new URLSearchParams(asked)
    for (const [name, value] of Object.entries(changes)) {
      if (value) next.set(name, value)
      else next.delete(name)
    }
    setAsked(next)
  }
  const figures = useQuery(figuresQuery(by, filter))
  const chosen = asked.get('figure') ?? figures.data?.figures[1]?.name ?? figures.data?.figures[0]?.name
  const narrowed = ['office', 'class', 'division', 'channel'].filter((name) => asked.has(name))
  return (
    <Page
      title={say({ zh: '指标', en: 'Figures' })}
      width="wide"
      actions={
        <>
          <Segments
            label={say({ zh: '多久', en: 'How long' })}
            value={String(days)}
            onChange={(value) => set({ days: value })}
            options={[
              { value: '7', words: say({ zh: '7 天', en: '7 days' }) },
              { value: '30', words: say({ zh: '30 天', en: '30 days' }) },
              { value: '90', words: say({ zh: '90 天', en: '90 days' }) },
              { value: '365', words: say({ zh: '一年', en: 'a year' }) },
            ]}
          />
          <Segments<GroupBy>
            label={say({ zh: '分组', en: 'By' })}
            value={by}
            onChange={(value) => set({ by: value })}
            options={[
              { value: 'division', words: say({ zh: '地点', en: 'Place' }) },
              { value: 'office', words: say({ zh: '机构', en: 'Office' }) },
              { value: 'class', words: say({ zh: '分类', en: 'Class' }) },
              { value: 'channel', words: say({ zh: '渠道', en: 'Channel' }) },
            ]}
          />
        </>
      }
    >
      {narrowed.length > 0 ? (
        <p>
          <Button
            tone="quiet"
            icon="back"
            onClick={() => set(Object.fromEntries(narrowed.map((name) => [name, undefined])))}
          >
            {say({ zh: '回到全部', en: 'Back to all' })}
          </Button>
        </p>
      ) : null}
      {figures.error ? <Trouble error={figures.error} again={() => void figures.refetch()} /> : null}
      {figures.isPending ? <Loading lines={8} /> : null}
      {figures.data ? (
        <FiguresBody
          data={figures.data}
          by={by}
          filter={filter}
          chosen={chosen}
          onChoose={(name) => set({ figure: name })}
          onOpen={(key) => set({ [by]: key })}
        />
      ) : null}
    </Page>
  )
}

function FiguresBody({
  data,
  by,
  filter,
  chosen,
  onChoose,
  onOpen,
}: {
  readonly data: Figures
  readonly by: GroupBy
  readonly filter: MeasureFilter
  readonly chosen: string | undefined
  readonly onChoose: (name: string) => void
  readonly onOpen: (key: string) => void
}): JSX.Element {
  const say = useSay()
  const about = data.figures.find((figure) => figure.name === chosen)
  return (
    <>
      <div className={styles.figures}>
        {data.figures.map((figure) => {
          const share = data.total.figures[figure.name]
          return (
            <div key={figure.name} className={figure.name === chosen ? styles.chosen : undefined}>
              <Figure
                title={say(figure.title)}
                value={share?.value === null || share === undefined ? null : share.value.toFixed(1)}
                unit="%"
                source={say(
                  { zh: '{met} / {of} 件', en: '{met} of {of}' },
                  { met: share?.numerator ?? 0, of: share?.denominator ?? 0 },
                )}
                at={data.asOf}
                opens={casesAddress(data.total.filter, { figure: figure.figure })}
                demo={data.total.demo > 0}
              />
              <Button tone="quiet" size="s" aria-pressed={figure.name === chosen} onClick={() => onChoose(figure.name)}>
                {say({ zh: '看这一项', en: 'Look at this' })}
              </Button>
            </div>
          )
        })}
      </div>
      {about ? <OneFigure data={data} about={about} filter={filter} /> : null}
      <Section title={say({ zh: '明细', en: 'In detail' })}>
        <Groups data={data} by={by} onOpen={onOpen} />
      </Section>
    </>
  )
}

/** Shares of fewer cases than these are not drawn. */
const fewest = 5

/** The chosen figure over the weeks and over the groups. */
function OneFigure({
  data,
  about,
  filter,
}: {
  readonly data: Figures
  readonly about: About
  readonly filter: MeasureFilter
}): JSX.Element {
  const say = useSay()
  const long = Date.parse(data.to) - Date.parse(data.from) > 60 * day
  const step = long ? 'week' : 'day'
  const series = useQuery(seriesQuery(about.name, step, filter))
  const title = say(about.title)
  // A day of one or two cases says nothing of how it goes; this morning least of all.
  const points = (series.data?.points ?? []).map((point) => ({
    x: sayDay(say, point.from),
    y: point.denominator >= fewest ? point.value : null,
  }))
  const source = `${say(data.source)} · ${say(about.definition)}`
  const target =
    about.target === undefined
      ? {}
      : { target: { value: about.target, words: say({ zh: '目标 {n}', en: 'Target {n}' }, { n: about.target }) } }
  const line: ChartSpec = {
    kind: 'line',
    x: step === 'week' ? say({ zh: '周', en: 'Week' }) : say({ zh: '日', en: 'Day' }),
    unit: '%',
    series: [
      {
        name: title,
        tone: 1,
        points,
      },
    ],
    format: (value) => value.toFixed(0),
    range: shareRange(points.map(({ y }) => y)),
    ...target,
  }
  const worst = [...data.groups]
    .filter(
      (group) => group.figures[about.name]?.value !== null && (group.figures[about.name]?.denominator ?? 0) >= fewest,
    )
    .sort((a, b) => (a.figures[about.name]?.value ?? 0) - (b.figures[about.name]?.value ?? 0))
    .slice(0, 12)
  const rows: ChartSpec = {
    kind: 'rows',
    x: say({ zh: '组', en: 'Group' }),
    unit: '%',
    range: [0, 100],
    format: (value) => value.toFixed(1),
    series: [
      {
        name: title,
        tone: 1,
        points: worst.map((group) => ({ x: say(group.title), y: group.figures[about.name]?.value ?? null })),
      },
    ],
    ...target,
  }
  return (
    <Section title={title}>
      <div className={styles.charts}>
        <Chart
          question={say({
            zh: '在变好吗？（至少 5 件的时段）',
            en: 'Is it getting better? (stretches of at least 5 cases)',
          })}
          spec={line}
          source={source}
          file={`${about.name}-series`}
          demo={data.total.demo > 0}
          height={280}
        />
        <Chart
          question={say({
            zh: '哪里最需要看一看？（至少 5 件，低的在前）',
            en: 'Where to look first? (at least 5 cases, lowest first)',
          })}
          spec={rows}
          source={source}
          file={`${about.name}-groups`}
          demo={data.total.demo > 0}
          height={Math.max(160, worst.length * 28 + 30)}
        />
      </div>
    </Section>
  )
}

function Groups({
  data,
  by,
  onOpen,
}: {
  readonly data: Figures
  readonly by: GroupBy
  readonly onOpen: (key: string) => void
}): JSX.Element {
  const say = useSay()
  const rows = [...data.groups].sort((a, b) => (b.counts.received ?? 0) - (a.counts.received ?? 0))
  return (
    <Table
      caption={say({ zh: '各组的数', en: 'The numbers by group' })}
      columns={[
        {
          key: 'title',
          title: say(groupWords[by] ?? groupWords.office),
          head: true,
          cell: (row: Group) => (
            <span className={styles.group}>
              {by === 'channel' ? (
                say(row.title)
              ) : (
                <button type="button" onClick={() => onOpen(row.key)}>
                  {say(row.title)}
                  <Icon name="right" size={1} />
                </button>
              )}
              {row.demo > 0 ? <DemoMark short /> : null}
            </span>
          ),
        },
        ...data.counts.map((count) => ({
          key: count.name,
          title: say(count.title),
          number: true,
          cell: (row: Group) => {
            const n = row.counts[count.name] ?? 0
            return n > 0 ? <Link to={casesAddress(row.filter, { figure: count.figure })}>{n}</Link> : n
          },
        })),
        ...data.figures.map((figure) => ({
          key: figure.name,
          title: `${say(figure.title)} %`,
          number: true,
          cell: (row: Group) => {
            const share = row.figures[figure.name]
            return share && share.value !== null ? (
              <Link
                to={casesAddress(row.filter, { figure: figure.figure, met: false })}
                title={`${share.numerator} / ${share.denominator}`}
              >
                {share.value.toFixed(1)}
              </Link>
            ) : (
              '—'
            )
          },
        })),
      ]}
      rows={rows}
      keyOf={(row) => row.key}
    />
  )
}

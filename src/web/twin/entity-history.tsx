import { useQuery } from '@tanstack/react-query'
import { type JSX, useMemo, useState } from 'react'
import { watchedQuery } from '../api/series.ts'
import { seriesQuery, type TwinPage } from '../api/twin.ts'
import { Chart, type ChartSpec } from '../kit/chart/index.ts'
import { Button, Loading, sayInstant, Trouble } from '../kit/index.ts'
import { isStaff, useSession } from '../shell/session.ts'
import { anomalyKinds } from './anomaly-kinds.ts'
import styles from './map-desk.module.css'
import { SeriesInsight } from './series-insight.tsx'
import { unitWords } from './unit-words.ts'
import { lastName, type Vocabulary } from './vocabulary.ts'

/** Points of a chart at most: a stretch of time is told in so many steps. */
const steps = 200

/** Seconds of a step so that a stretch has about so many; whole minutes. */
export const stepOf = (from: string, to: string): number =>
  Math.max(300, Math.ceil((Date.parse(to) - Date.parse(from)) / 1_000 / steps / 300) * 300)

/** How the numbers of a thing went over a stretch of time, one at a time, with what is unusual in them and what is to be expected. */
export function EntityHistory({
  page,
  category,
  from,
  to,
  vocabulary,
  onCompare,
}: {
  readonly page: TwinPage
  readonly category: string | undefined
  readonly from: string
  readonly to: string
  readonly vocabulary: Vocabulary
  /** Lays the number shown into the chart of several things. */
  readonly onCompare: (name: string) => void
}): JSX.Element | null {
  const { say } = vocabulary
  const [chosen, setChosen] = useState<string>()
  const series = page.series.filter(
    ({ name, dataset, till }) => dataset === '' && till !== null && !/\/(lng|lat)$/.test(name),
  )
  const shown =
    series.find(({ name }) => name === chosen) ?? series.find(({ name }) => !name.endsWith('batteryLevel')) ?? series[0]
  if (!shown) return null
  const nameOf = (name: string): string => vocabulary.attribute(name, category)
  return (
    <div className={styles.history}>
      <h3>{say({ zh: '历史', en: 'History' })}</h3>
      {series.length > 1 ? (
        <label>
          {say({ zh: '看哪一项', en: 'Which measure' })}
          <select value={shown.name} onChange={(event) => setChosen(event.target.value)}>
            {series.map(({ name }) => (
              <option key={name} value={name}>
                {nameOf(name)}
              </option>
            ))}
          </select>
        </label>
      ) : null}
      <OneSeries
        key={shown.name}
        id={page.entity.id}
        shown={shown}
        name={nameOf(shown.name)}
        from={from}
        to={to}
        vocabulary={vocabulary}
      />
      <Button size="s" tone="quiet" icon="chart" onClick={() => onCompare(lastName(shown.name))}>
        {say({ zh: '放入对比图', en: 'Into the chart of several' })}
      </Button>
    </div>
  )
}

function OneSeries({
  id,
  shown,
  name,
  from,
  to,
  vocabulary: { say },
}: {
  readonly id: string
  readonly shown: TwinPage['series'][number]
  readonly name: string
  readonly from: string
  readonly to: string
  readonly vocabulary: Vocabulary
}): JSX.Element {
  const mayWatch = isStaff(useSession())
  const found = useQuery(seriesQuery(id, { name: shown.name, from, till: to, step: stepOf(from, to) }))
  const watched = useQuery({ ...watchedQuery(shown.series), enabled: mayWatch })
  const unit = unitWords(shown.unit)
  const spec = useMemo((): ChartSpec => {
    const points = (found.data?.items ?? []).flatMap(({ at, mean }) =>
      typeof mean === 'number' ? [{ at: Date.parse(at), value: mean }] : [],
    )
    const instant = (at: number): string => sayInstant(say, new Date(at).toISOString())
    const last = points.at(-1)?.at ?? 0
    const forecast = (watched.data?.forecast?.points ?? []).filter(({ at, value }) => at > last && value !== null)
    const open = (watched.data?.anomalies ?? []).filter(({ state }) => state !== 'dismissed')
    const marks = open.flatMap((one) => {
      const there = points.filter(
        ({ at }) => at >= Date.parse(one.from) - 300_000 && at <= Date.parse(one.to) + 300_000,
      )
      const [first] = there
      return first ? [{ x: instant(first.at), at: first.at, y: first.value, words: say(anomalyKinds[one.kind]) }] : []
    })
    return {
      kind: 'line',
      x: say({ zh: '时间', en: 'Time' }),
      unit,
      marks,
      format: (value) => value.toLocaleString(say.tag, { maximumFractionDigits: 2 }),
      series: [
        {
          name,
          tone: 1,
          points: points.map(({ at, value }) => ({ x: instant(at), at, y: Math.round(value * 1_000) / 1_000 })),
        },
        ...(forecast.length === 0
          ? []
          : [
              {
                name: say({ zh: '预测', en: 'Forecast' }),
                tone: 2 as const,
                points: forecast.map(({ at, value, low, high }) => ({
                  x: instant(at),
                  at,
                  y: value,
                  ...(low !== null && high !== null && { low, high }),
                })),
              },
            ]),
      ],
    }
  }, [found.data, watched.data, say, unit, name])
  if (found.error) return <Trouble error={found.error} again={() => void found.refetch()} />
  if (!found.data) return <Loading lines={3} />
  if (found.data.items.length === 0) return <p>{say({ zh: '这段时间没有读数。', en: 'No readings in this time.' })}</p>
  return (
    <>
      <Chart
        question={say({ zh: '{name}怎么变化？', en: 'How did it change: {name}?' }, { name })}
        source={say({ zh: '城市孪生的历史', en: 'History of the city’s twin' }) + (unit ? ` · ${unit}` : '')}
        file={`${id}-${lastName(shown.name)}`}
        height={180}
        spec={spec}
      />
      {mayWatch && watched.data ? <SeriesInsight series={shown.series} watched={watched.data} unit={unit} /> : null}
    </>
  )
}

import { useQueries } from '@tanstack/react-query'
import type { JSX } from 'react'
import { pageQuery, seriesQuery } from '../api/twin.ts'
import { Chart, type ChartSpec } from '../kit/chart/index.ts'
import { Button, Loading, sayInstant, useSay } from '../kit/index.ts'
import { stepOf } from './entity-history.tsx'
import styles from './map-desk.module.css'
import type { MapView } from './map-view.ts'
import { unitWords } from './unit-words.ts'
import { useVocabulary } from './vocabulary.ts'

const tones = [1, 2, 3, 4, 5] as const

/** Numbers of several things in one chart, each named at its line; those of another unit in a chart of their own below it. */
export function CompareChart({
  charts,
  from,
  to,
  onChange,
}: {
  readonly charts: MapView['charts']
  readonly from: string
  readonly to: string
  readonly onChange: (charts: MapView['charts']) => void
}): JSX.Element {
  const say = useSay()
  const vocabulary = useVocabulary()
  const pages = useQueries({ queries: charts.map(({ id }) => ({ ...pageQuery(id), retry: false })) })
  const series = useQueries({
    queries: charts.map(({ id, name }) => ({
      ...seriesQuery(id, { name, from, till: to, step: stepOf(from, to) }),
      retry: false,
    })),
  })
  const lines = charts.map((one, index) => {
    const page = pages[index]?.data
    const category = page?.attributes.find(({ term }) => term === 'category')?.value
    const title = page?.entity.title ? say(page.entity.title) : one.id
    return {
      ...one,
      isThere: series[index]?.data !== undefined,
      tone: tones[index % tones.length] ?? 1,
      unit: unitWords(series[index]?.data?.unit),
      label: `${title} ${vocabulary.attribute(one.name, typeof category === 'string' ? category : undefined)}`,
      items: series[index]?.data?.items ?? [],
    }
  })
  const instants = [...new Set(lines.flatMap(({ items }) => items.map(({ at }) => at)))].sort()
  const specOf = (mine: typeof lines, unit: string): ChartSpec => ({
    kind: 'line',
    x: say({ zh: '时间', en: 'Time' }),
    unit,
    format: (value) => value.toLocaleString(say.tag, { maximumFractionDigits: 2 }),
    series: mine.map(({ label, tone, items }) => {
      const by = new Map(items.map(({ at, mean }) => [at, mean]))
      return {
        name: label,
        tone,
        points: instants.map((at) => ({ x: sayInstant(say, at), at: Date.parse(at), y: by.get(at) ?? null })),
      }
    }),
  })
  return (
    <section className={styles.compare} aria-label={say({ zh: '对比图', en: 'Chart of several' })}>
      <ul className={styles.legend}>
        {lines.map(({ id, name, label, tone }) => (
          <li key={`${name}~${id}`}>
            <i aria-hidden="true" style={{ background: `var(--series-${tone})` }} />
            {label}{' '}
            <Button
              size="s"
              tone="quiet"
              icon="cross"
              aria-label={say({ zh: '从图中移除 {label}', en: 'Take {label} out' }, { label })}
              onClick={() => onChange(charts.filter((one) => one.id !== id || one.name !== name))}
            >
              {say({ zh: '移除', en: 'Take out' })}
            </Button>
          </li>
        ))}
      </ul>
      {series.some(({ isLoading }) => isLoading) ? <Loading lines={3} /> : null}
      {[
        ...Map.groupBy(
          lines.filter(({ isThere }) => isThere),
          ({ unit }) => unit,
        ),
      ].map(([unit, mine]) => (
        <Chart
          key={unit}
          question={say({ zh: '它们怎么变化？', en: 'How did they change?' }) + (unit ? ` (${unit})` : '')}
          source={say({ zh: '城市孪生的历史', en: 'History of the city’s twin' })}
          file="compare"
          height={200}
          spec={specOf(mine, unit)}
        />
      ))}
    </section>
  )
}

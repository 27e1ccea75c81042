import { type JSX, type ReactNode, useEffect, useId, useRef, useState } from 'react'
import { Button } from '../button.tsx'
import { csvOf, download } from '../csv.ts'
import { sayDay, sayTime } from '../dates.ts'
import { DemoMark } from '../demo-mark.tsx'
import { isDark, usePreferences } from '../preferences.ts'
import { useSay } from '../use-say.ts'
import styles from './chart.module.css'
import { chartLook, optionOf } from './chart-option.ts'
import { type ChartSpec, tableOf } from './chart-spec.ts'

/**
 * A chart that answers the question written above it. The same numbers are in the table and the CSV; where they come
 * from stands below.
 */
export function Chart({
  question,
  answer,
  spec,
  source,
  height = 240,
  demo = false,
  file,
}: {
  readonly question: string
  /** The answer in one sentence, which is also what a screen reader gets of the picture. */
  readonly answer?: string
  readonly spec: ChartSpec
  readonly source: ReactNode
  /** Pixels at the ordinary scale. */
  readonly height?: number
  readonly demo?: boolean
  /** Name of the CSV file, without its ending. */
  readonly file: string
}): JSX.Element {
  const say = useSay()
  const id = useId()
  const [table, setTable] = useState(false)
  const rows = tableOf(spec)
  return (
    <figure className={styles.chart} aria-labelledby={id}>
      <figcaption className={styles.head}>
        <span id={id} className={styles.question}>
          {question}
        </span>
        {demo ? <DemoMark /> : null}
        {answer ? <span className={styles.answer}>{answer}</span> : null}
      </figcaption>
      {table ? (
        <ChartTable rows={rows} title={question} />
      ) : (
        <Picture spec={spec} label={answer ?? question} height={height} />
      )}
      <div className={styles.foot}>
        <span className={styles.source}>{source}</span>
        <span className={styles.ways} data-print="no">
          <Button
            tone="quiet"
            size="s"
            icon={table ? 'chart' : 'table'}
            aria-pressed={table}
            onClick={() => setTable(!table)}
          >
            {table ? say({ zh: '看图', en: 'Chart' }) : say({ zh: '看表', en: 'Table' })}
          </Button>
          <Button tone="quiet" size="s" icon="download" onClick={() => download(`${file}.csv`, csvOf(rows))}>
            CSV
          </Button>
        </span>
      </div>
    </figure>
  )
}

function Picture({
  spec,
  label,
  height,
}: {
  readonly spec: ChartSpec
  readonly label: string
  readonly height: number
}): JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const preferences = usePreferences()
  const look = `${isDark(preferences)}${preferences.care}`
  const say = useSay()
  const when = useRef((_: number): string => '')
  when.current = (instant) =>
    (instant + 8 * 3_600_000) % 86_400_000 === 0 ? sayDay(say, instant) : sayTime(say, instant)
  // biome-ignore lint/correctness/useExhaustiveDependencies: `look` stands for the tokens, which are read from the page
  useEffect(() => {
    const element = box.current
    if (!element) return
    let stop: (() => void) | undefined
    let here = true
    void import('./load-echarts.ts').then(({ echarts }) => {
      if (!here) return
      const chart = echarts.init(element, undefined, { renderer: 'svg' })
      const still = matchMedia('(prefers-reduced-motion: reduce)').matches
      chart.setOption(optionOf(spec, chartLook(), !still, when.current))
      const sizes = new ResizeObserver(() => chart.resize())
      sizes.observe(element)
      stop = () => {
        sizes.disconnect()
        chart.dispose()
      }
    })
    return () => {
      here = false
      stop?.()
    }
  }, [spec, look])
  return (
    <div ref={box} role="img" aria-label={label} className={styles.picture} style={{ height: `${height / 16}rem` }} />
  )
}

/** The numbers of a chart as a table. */
export function ChartTable({
  rows,
  title,
}: {
  readonly rows: readonly (readonly string[])[]
  readonly title: string
}): JSX.Element {
  const [head = [], ...body] = rows
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
    <section className={styles.table} tabIndex={0} aria-label={title}>
      <table>
        <thead>
          <tr>
            {head.map((cell, index) => (
              <th key={cell} scope="col" className={index > 0 ? styles.number : undefined}>
                {cell}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {body.map((row) => (
            <tr key={row[0]}>
              {row.map((cell, index) =>
                index === 0 ? (
                  <th key={head[index]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={head[index]} className={styles.number}>
                    {cell || '—'}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

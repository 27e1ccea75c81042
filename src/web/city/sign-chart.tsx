import { type JSX, useState } from 'react'
import type { SignBounds } from '../../kernel/signs/index.ts'
import type { SeriesForecast, SignHistory, SignName } from '../api/signs.ts'
import { ChartTable } from '../kit/chart/index.ts'
import { Button, csvOf, download, sayInstant, sayWhen, useMedia, useSay } from '../kit/index.ts'
import styles from './signs.module.css'
import { sayValue, standingLook } from './standing.tsx'

/** Lengths of the picture in its own units: on a phone it is drawn for its width, so that words stay as large. */
type Frame = { readonly width: number; readonly height: number; readonly right: number; readonly ticks: number }
const frames = {
  wide: { width: 960, height: 300, right: 116, ticks: 4 },
  narrow: { width: 400, height: 260, right: 84, ticks: 2 },
} as const satisfies Record<string, Frame>
const [left, top, bottom] = [8, 12, 26]
const levels = ['notice', 'warning', 'serious', 'critical'] as const

/** The past of a new sign is computed hour by hour: only longer silences break the line, ms. */
const leastGap = 65 * 60_000

type Slot = {
  readonly at: number
  readonly value: number | null
  readonly low?: number
  readonly high?: number
  readonly isForecast: boolean
}

const slotsOf = (history: SignHistory, forecast: SeriesForecast | undefined): readonly Slot[] => [
  ...history.points.map(({ at, mean, min, max }) => ({
    at: Date.parse(at),
    value: mean,
    low: min,
    high: max,
    isForecast: false,
  })),
  ...(forecast?.points ?? []).map(({ at, value, low, high }) => ({
    ...{ at, value, isForecast: true },
    ...(low !== null && high !== null && { low, high }),
  })),
]

/** The least and the greatest that are drawn: all values, and the nearest bounds, with a little room. */
function extent(slots: readonly Slot[], holding: readonly SignBounds[]): readonly [number, number] {
  const values = slots.flatMap(({ value, low, high }) =>
    [value, low, high].flatMap((one) => (one == null ? [] : [one])),
  )
  const nearest = holding.flatMap((one) => levels.flatMap((level) => one[level] ?? [])).slice(0, 2)
  const all = [...values, ...nearest]
  if (all.length === 0) return [0, 1]
  const [least, most] = [Math.min(...all), Math.max(...all)]
  const room = (most - least || Math.abs(most) || 1) * 0.08
  return [least >= 0 && least < most - least ? 0 : least - room, most + room]
}

/**
 * A sign over time as a line, with the bounds that held as steps of their own, what its steps ranged over as a band, and what is
 * foreseen as dashes with its interval. The same as a table and as CSV.
 */
export function SignChart({
  sign,
  history,
  forecast,
  holding,
  source,
  isOther = false,
}: {
  readonly sign: SignName
  readonly history: SignHistory
  readonly forecast: SeriesForecast | undefined
  readonly holding: readonly SignBounds[]
  readonly source: string
  /** The forecast is of a device, not of the sign itself: it does not go on from its line. */
  readonly isOther?: boolean
}): JSX.Element {
  const say = useSay()
  const [isTable, setTable] = useState(false)
  const slots = slotsOf(history, forecast)
  const last = history.points.at(-1)
  const unit = say(sign.unit)
  const rows = [
    [
      say({ zh: '时间', en: 'When' }),
      `${say(sign.title)}${unit ? ` (${unit})` : ''}`,
      say({ zh: '最低', en: 'least' }),
      say({ zh: '最高', en: 'most' }),
    ],
    ...slots.map(({ at, value, low, high, isForecast }) => [
      `${sayInstant(say, at)}${isForecast ? say({ zh: '（预测）', en: ' (foreseen)' }) : ''}`,
      ...[value, low, high].map((one) => (one == null ? '' : sayValue(say, one, sign.digits))),
    ]),
  ]
  const answer = last
    ? say(
        { zh: '最近一段平均 {value}{unit}，共 {n} 段', en: 'The last step is {value} {unit} on average; {n} steps' },
        { value: sayValue(say, last.mean, sign.digits), unit, n: history.points.length },
      )
    : say({ zh: '这段时间没有可靠的值', en: 'No value to rely upon in this time' })
  return (
    <figure className={styles.chart}>
      <figcaption>
        <strong>{say(sign.title)}</strong> <span className={styles.quiet}>{answer}</span>
      </figcaption>
      {isTable ? (
        <ChartTable rows={rows} title={say(sign.title)} />
      ) : (
        <Picture
          slots={slots}
          history={history}
          holding={holding}
          label={answer}
          digits={sign.digits}
          isOther={isOther}
        />
      )}
      <div className={styles.foot}>
        <span className={styles.quiet}>{source}</span>
        <span data-print="no">
          <Button
            tone="quiet"
            size="s"
            icon={isTable ? 'chart' : 'table'}
            aria-pressed={isTable}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? say({ zh: '看图', en: 'Chart' }) : say({ zh: '看表', en: 'Table' })}
          </Button>
          <Button tone="quiet" size="s" icon="download" onClick={() => download(`${sign.code}.csv`, csvOf(rows))}>
            CSV
          </Button>
        </span>
      </div>
    </figure>
  )
}

function Picture({
  slots,
  history,
  holding,
  label,
  digits,
  isOther,
}: {
  readonly slots: readonly Slot[]
  readonly history: SignHistory
  readonly holding: readonly SignBounds[]
  readonly label: string
  readonly digits: number
  readonly isOther: boolean
}): JSX.Element {
  const say = useSay()
  const frame: Frame = useMedia('(max-width: 40rem)') ? frames.narrow : frames.wide
  const { width, height, right, ticks: parts } = frame
  const from = Date.parse(history.from)
  const to = Math.max(Date.parse(history.to), slots.at(-1)?.at ?? 0)
  const [least, most] = extent(slots, holding)
  const x = (at: number) => left + ((at - from) / (to - from)) * (width - left - right)
  const y = (value: number) => top + (1 - (value - least) / (most - least)) * (height - top - bottom)
  const path = (of: readonly Slot[]) => lineOf(of, Math.max(history.step * 2_000, leastGap), x, y)
  const band = (of: readonly Slot[]) => {
    const edge = of.flatMap(({ at, low, high }) => (low === undefined || high === undefined ? [] : [{ at, low, high }]))
    if (edge.length < 2) return ''
    const above = edge.map(({ at, high }) => `${x(at).toFixed(1)} ${y(high).toFixed(1)}`)
    const below = edge.toReversed().map(({ at, low }) => `${x(at).toFixed(1)} ${y(low).toFixed(1)}`)
    return `M${[...above, ...below].join('L')}Z`
  }
  const past = slots.filter(({ isForecast }) => !isForecast)
  const ahead = slots.filter(({ isForecast }) => isForecast)
  const ticks = Array.from({ length: parts + 1 }, (_, part) => from + ((to - from) * part) / parts)
  return (
    <svg viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label} className={styles.picture}>
      {holding.flatMap((bounds) =>
        levels.flatMap((level) => {
          const bound = bounds[level]
          if (bound === undefined || bound < least || bound > most) return []
          const [at, end] = [y(bound), bounds.side === 'high' ? top : height - bottom]
          return (
            <g key={`${bounds.side}${level}`} data-level={level}>
              <rect
                x={left}
                width={width - left - right}
                y={Math.min(at, end)}
                height={Math.abs(end - at)}
                className={styles.zone}
              />
              <path
                d={boundPath(history, bounds.side, level, x, y, width - right) || `M${left} ${at}H${width - right}`}
                className={styles.bound}
              />
              <text x={width - right + 6} y={at + 4}>
                {say(standingLook[level].words)} {sayValue(say, bound, digits)}
              </text>
            </g>
          )
        }),
      )}
      {ticks.map((at, part) => (
        <text key={at} x={x(at)} y={height - 6} textAnchor={part === 0 ? 'start' : part === parts ? 'end' : 'middle'}>
          {sayWhen(say, at)}
        </text>
      ))}
      <text x={left} y={y(most) + 10}>
        {sayValue(say, most, digits)}
      </text>
      <text x={left} y={y(least) - 4}>
        {sayValue(say, least, digits)}
      </text>
      <path d={band(past)} className={styles.range} />
      <path d={band(ahead)} className={styles.interval} />
      <path d={path(past)} className={styles.line} />
      <path d={path(isOther ? ahead : [...past.slice(-1), ...ahead])} className={styles.foreseen} />
    </svg>
  )
}

/** A line through the values; it breaks where nothing came for longer than two steps. */
function lineOf(slots: readonly Slot[], gap: number, x: (at: number) => number, y: (value: number) => number): string {
  let line = ''
  let before: number | undefined
  for (const { at, value, isForecast } of slots) {
    if (value === null) continue
    const isOn = before !== undefined && (isForecast || at - before <= gap)
    line += `${isOn ? 'L' : 'M'}${x(at).toFixed(1)} ${y(value).toFixed(1)}`
    // A value alone is a short stroke.
    if (!isOn) line += 'h1'
    before = at
  }
  return line
}

/** The bound of a level over time, as it held at each step. */
function boundPath(
  { points }: SignHistory,
  side: SignBounds['side'],
  level: (typeof levels)[number],
  x: (at: number) => number,
  y: (value: number) => number,
  end: number,
): string {
  let line = ''
  for (const { at, bounds } of points) {
    const bound = bounds.find((one) => one.side === side)?.[level]
    if (bound === undefined) continue
    const here = Date.parse(at)
    line +=
      line === '' ? `M${x(here).toFixed(1)} ${y(bound).toFixed(1)}` : `H${x(here).toFixed(1)}V${y(bound).toFixed(1)}`
  }
  return line === '' ? '' : `${line}H${end}`
}

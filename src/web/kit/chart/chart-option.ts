import type { EChartsCoreOption } from 'echarts/core'
import { type ChartSpec, categoriesOf, isTimed } from './chart-spec.ts'
import { ahead, overTime, peakLabel, reachesEnd, stretchesOf } from './chart-time.ts'

/** Colours and type of a chart, read from the tokens in force. */
export type ChartLook = {
  readonly series: readonly string[]
  readonly ink: string
  readonly quiet: string
  readonly rule: string
  readonly paper: string
  readonly font: string
  /** Pixels. */
  readonly size: number
}

/** Reads the tokens as they are now. */
export function chartLook(): ChartLook {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    series: [1, 2, 3, 4, 5].map((tone) => token(`--series-${tone}`)),
    ink: token('--ink'),
    quiet: token('--ink-3'),
    rule: token('--rule'),
    paper: token('--raised'),
    font: getComputedStyle(document.body).fontFamily,
    size: Number.parseFloat(style.fontSize) * 0.8125,
  }
}

const colourOf = (look: ChartLook, tone: number): string => look.series[tone - 1] ?? look.ink

/**
 * The chart library's option for a spec: no legend where a direct label does, no grid but the zero line and quiet marks.
 * `when` says an instant (epoch ms) as short as an axis bears.
 */
export function optionOf(
  spec: ChartSpec,
  look: ChartLook,
  animate: boolean,
  when: (instant: number) => string,
): EChartsCoreOption {
  const write = spec.format ?? ((value: number) => String(value))
  const categories = categoriesOf(spec)
  const text = { color: look.quiet, fontFamily: look.font, fontSize: look.size }
  const flat = spec.kind === 'rows'
  const valueAxis = {
    type: 'value',
    min: spec.kind === 'line' ? spec.range?.[0] : Math.min(0, spec.range?.[0] ?? 0),
    max: spec.range?.[1],
    splitNumber: 3,
    scale: leavesZero(spec),
    axisLabel: { ...text, formatter: write },
    splitLine: { lineStyle: { color: look.rule } },
  }
  const categoryAxis = {
    type: 'category',
    data: categories,
    inverse: flat,
    axisLabel: {
      ...text,
      margin: 12,
      ...(flat && { color: look.ink, width: look.size * 12, overflow: 'truncate' }),
      hideOverlap: true,
    },
    axisLine: { lineStyle: { color: look.quiet }, onZero: true },
    axisTick: { show: false },
    boundaryGap: spec.kind !== 'line',
  }
  const timed = isTimed(spec)
  const timeAxis = {
    type: 'time',
    axisLabel: { ...text, margin: 12, formatter: (value: number) => when(value - ahead), hideOverlap: true },
    axisLine: { lineStyle: { color: look.quiet }, onZero: true },
    axisTick: { show: false },
    splitLine: { show: false },
    splitNumber: 4,
  }
  const widest = widestLabel(spec)
  return {
    useUTC: true,
    animation: animate,
    animationDuration: 180,
    textStyle: { fontFamily: look.font },
    grid: {
      left: 4,
      right:
        spec.kind === 'line' && (spec.series.length > 1 || hasBand(spec))
          ? widest * look.size + 24
          : flat
            ? look.size * 4
            : 12,
      top: 16,
      bottom: 4,
      containLabel: true,
    },
    tooltip: {
      trigger: 'axis',
      backgroundColor: look.paper,
      borderColor: look.rule,
      textStyle: { color: look.ink, fontFamily: look.font, fontSize: look.size },
      valueFormatter: (value: unknown) => (typeof value === 'number' ? `${write(value)} ${spec.unit}` : '—'),
    },
    xAxis: flat ? { ...valueAxis, show: false } : timed ? timeAxis : categoryAxis,
    yAxis: flat ? categoryAxis : valueAxis,
    series: [
      ...spec.series.flatMap((series, index) => seriesOf(spec, series, index, categories, look, write)),
      ...marksOf(spec, categories, look),
    ],
  }
}

/**
 * Lines that move little and far from zero, such as the pressure of the air, are drawn without it: with it nobody would
 * see them move. Bars never are, nor what is held against a declared range.
 */
export function leavesZero({ kind, series, range, target }: ChartSpec): boolean {
  if (kind !== 'line' || range) return false
  const values = series.flatMap(({ points }) => points.flatMap(({ y, low, high }) => [y, low, high]))
  const known = [...values, target?.value].filter((value) => typeof value === 'number')
  if (known.length === 0) return false
  const [least, most] = known.reduce(([a, b], one) => [Math.min(a, one), Math.max(b, one)], [Infinity, -Infinity])
  return least > 0 ? least > most / 2 : most < 0 && most < least / 2
}

function seriesOf(
  spec: ChartSpec,
  series: ChartSpec['series'][number],
  index: number,
  categories: readonly string[],
  look: ChartLook,
  write: (value: number) => string,
): readonly object[] {
  const colour = colourOf(look, series.tone)
  const by = new Map(series.points.map((point) => [point.x, point]))
  const timed = isTimed(spec)
  const data = timed ? overTime(series.points) : categories.map((x) => by.get(x)?.y ?? null)
  const label = { color: look.ink, fontFamily: look.font, fontSize: look.size }
  const target =
    spec.target && index === 0
      ? {
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { color: look.quiet, type: 'dashed' },
            label: { ...label, color: look.quiet, formatter: spec.target.words, position: 'insideEndTop' },
            data: [spec.kind === 'rows' ? { xAxis: spec.target.value } : { yAxis: spec.target.value }],
          },
        }
      : {}
  const bounds = boundsOf(spec, series, categories, colour, look)
  if (spec.kind === 'line')
    return [
      ...bounds,
      {
        type: 'line',
        name: series.name,
        data,
        color: colour,
        lineStyle: { width: 2.25 },
        symbol: 'circle',
        symbolSize: series.dotted ? 7 : 5,
        showSymbol: series.dotted ?? categories.length < 16,
        ...(timed &&
          spec.series.length > 1 &&
          !reachesEnd(spec, series) &&
          peakLabel(series, { ...label, color: colour })),
        connectNulls: false,
        // The library loses the place of the name at the end while a line with gaps grows.
        ...(data.some((one) => (typeof one === 'object' ? one?.[1] : one) == null) && { animation: false }),
        emphasis: { disabled: true },
        labelLayout: { moveOverlap: 'shiftY' },
        ...(spec.series.length > 1 &&
          (!timed || reachesEnd(spec, series)) && {
            endLabel: { ...label, show: true, formatter: series.name, color: colour, distance: 8 },
          }),
        ...target,
      },
    ]
  return [
    {
      type: 'bar',
      name: series.name,
      data,
      color: colour,
      barMaxWidth: spec.kind === 'rows' ? 18 : 36,
      emphasis: { disabled: true },
      label: {
        ...label,
        show: spec.kind === 'rows' || categories.length <= 12,
        position: spec.kind === 'rows' ? 'right' : 'top',
        formatter: ({ value }: { value: unknown }) => (typeof value === 'number' ? write(value) : ''),
      },
      ...target,
    },
  ]
}

/** Values that are pointed out: a triangle with its word above it. */
function marksOf(spec: ChartSpec, categories: readonly string[], look: ChartLook): readonly object[] {
  const { marks = [] } = spec
  if (marks.length === 0) return []
  const timed = isTimed(spec)
  return [
    {
      type: 'scatter',
      symbol: 'triangle',
      symbolSize: 10,
      color: look.ink,
      tooltip: { show: false },
      data: marks.map(({ x, at, y, words }) => ({
        value: [timed ? (at ?? 0) + ahead : categories.indexOf(x), y],
        name: words,
      })),
      label: {
        show: true,
        position: 'top',
        formatter: '{b}',
        color: look.ink,
        fontFamily: look.font,
        fontSize: look.size,
      },
      labelLayout: { hideOverlap: true },
    },
  ]
}

type Drawing = { value(index: number): number; coord(at: readonly number[]): readonly [number, number] }

/** Uncertainty: over a line a band from low to high, whose ends are named; at single values a whisker. */
function boundsOf(
  spec: ChartSpec,
  series: ChartSpec['series'][number],
  categories: readonly string[],
  colour: string,
  look: ChartLook,
): readonly object[] {
  const timed = isTimed(spec)
  const rows = series.points.flatMap(({ x, at = 0, low, high }) =>
    low === undefined || high === undefined ? [] : [[timed ? at + ahead : categories.indexOf(x), low, high] as const],
  )
  if (rows.length === 0) return []
  const isBand = spec.kind === 'line' && rows.length > 1
  const label = { fill: colour, fontFamily: look.font, fontSize: look.size }
  return [
    {
      type: 'custom',
      data: rows,
      encode: { x: 0, y: [1, 2] },
      silent: true,
      tooltip: { show: false },
      renderItem: ({ dataIndex }: { dataIndex: number }, api: Drawing) => {
        if (!isBand) {
          const [x, top] = api.coord([api.value(0), api.value(2)])
          const [, bottom] = api.coord([api.value(0), api.value(1)])
          return {
            type: 'line',
            shape: { x1: x, y1: top, x2: x, y2: bottom },
            style: { stroke: colour, lineWidth: 6, opacity: 0.22 },
          }
        }
        // The band is one shape, drawn with its first value.
        if (dataIndex > 0) return
        const [end] = [rows.at(-1) ?? [0, 0, 0]]
        const [[x, top], [, bottom]] = [api.coord([end[0], end[2]]), api.coord([end[0], end[1]])]
        // Apart from each other and from the name of the line between them, however narrow the band is.
        const [middle, apart] = [(top + bottom) / 2, look.size * 1.4]
        const ends = [
          { text: bandEnd(spec, '≤', end[2]), y: Math.min(top, middle - apart) },
          { text: bandEnd(spec, '≥', end[1]), y: Math.max(bottom, middle + apart) },
        ]
        return {
          type: 'group',
          children: [
            ...stretchesOf(rows, timed).map((some) => ({
              type: 'polygon',
              shape: {
                points: [
                  ...some.map(([x, , high]) => api.coord([x, high])),
                  ...some.map(([x, low]) => api.coord([x, low])).toReversed(),
                ],
              },
              style: { fill: colour, opacity: 0.2 },
            })),
            ...ends.map(({ text, y }) => ({
              type: 'text',
              x: x + 8,
              y,
              style: { ...label, text, verticalAlign: 'middle' },
            })),
          ],
        }
      },
    },
  ]
}

/** Has a line a band around it, whose ends are named beside it? */
const hasBand = ({ series }: ChartSpec): boolean =>
  series.some(({ points }) => points.filter(({ low, high }) => low !== undefined && high !== undefined).length > 1)

/** How an end of a band is named. */
const bandEnd = (spec: ChartSpec, sign: string, value: number): string => `${sign} ${(spec.format ?? String)(value)}`

/** Letters that a label is wide, counted as square ones. */
const widthOf = (text: string): number => [...text].reduce((sum, letter) => sum + (letter > '\u2e7f' ? 1 : 0.6), 0)

/** Letters that what stands to the right of the lines needs: their names and the ends of their bands. */
function widestLabel(spec: ChartSpec): number {
  const ends = spec.series.flatMap(({ points }) => {
    const last = points.findLast(({ high }) => high !== undefined)
    return last?.low === undefined || last.high === undefined
      ? []
      : [bandEnd(spec, '≥', last.low), bandEnd(spec, '≤', last.high)]
  })
  return Math.max(0, ...[...spec.series.map(({ name }) => name), ...ends].map(widthOf))
}

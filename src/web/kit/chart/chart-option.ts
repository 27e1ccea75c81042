import type { EChartsCoreOption } from 'echarts/core'
import { type ChartSpec, categoriesOf } from './chart-spec.ts'

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

/** The chart library's option for a spec: no legend where a direct label does, no grid but the zero line and quiet marks. */
export function optionOf(spec: ChartSpec, look: ChartLook, animate: boolean): EChartsCoreOption {
  const write = spec.format ?? ((value: number) => String(value))
  const categories = categoriesOf(spec)
  const text = { color: look.quiet, fontFamily: look.font, fontSize: look.size }
  const flat = spec.kind === 'rows'
  const valueAxis = {
    type: 'value',
    min: spec.kind === 'line' ? spec.range?.[0] : Math.min(0, spec.range?.[0] ?? 0),
    max: spec.range?.[1],
    splitNumber: 3,
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
  const widest = Math.max(0, ...spec.series.map((series) => [...series.name].length))
  return {
    animation: animate,
    animationDuration: 180,
    textStyle: { fontFamily: look.font },
    grid: {
      left: 4,
      right: spec.kind === 'line' && spec.series.length > 1 ? widest * look.size + 24 : flat ? look.size * 4 : 12,
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
    xAxis: flat ? { ...valueAxis, show: false } : categoryAxis,
    yAxis: flat ? categoryAxis : valueAxis,
    series: [
      ...spec.series.flatMap((series, index) => seriesOf(spec, series, index, categories, look, write)),
      ...marksOf(spec, categories, look),
    ],
  }
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
  const data = categories.map((x) => by.get(x)?.y ?? null)
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
  const bounds = boundsOf(series, categories, colour)
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
        symbolSize: 5,
        showSymbol: categories.length < 16,
        connectNulls: false,
        emphasis: { disabled: true },
        ...(spec.series.length > 1 && {
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
function marksOf({ marks = [] }: ChartSpec, categories: readonly string[], look: ChartLook): readonly object[] {
  if (marks.length === 0) return []
  return [
    {
      type: 'scatter',
      symbol: 'triangle',
      symbolSize: 10,
      color: look.ink,
      tooltip: { show: false },
      data: marks.map(({ x, y, words }) => ({ value: [categories.indexOf(x), y], name: words })),
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

/** Uncertainty as a whisker from low to high at each value that has one. */
function boundsOf(
  series: ChartSpec['series'][number],
  categories: readonly string[],
  colour: string,
): readonly object[] {
  const rows = series.points.flatMap(({ x, low, high }) =>
    low === undefined || high === undefined ? [] : [[categories.indexOf(x), low, high]],
  )
  if (rows.length === 0) return []
  return [
    {
      type: 'custom',
      data: rows,
      silent: true,
      tooltip: { show: false },
      renderItem: (
        _: unknown,
        api: { value(index: number): number; coord(at: readonly number[]): readonly number[] },
      ) => {
        const [x = 0, top = 0] = api.coord([api.value(0), api.value(2)])
        const [, bottom = 0] = api.coord([api.value(0), api.value(1)])
        return {
          type: 'line',
          shape: { x1: x, y1: top, x2: x, y2: bottom },
          style: { stroke: colour, lineWidth: 6, opacity: 0.22 },
        }
      },
    },
  ]
}

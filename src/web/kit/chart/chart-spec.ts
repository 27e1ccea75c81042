/** One value of a chart. `low` and `high` bound its uncertainty where it has one. `null` is "not known", never zero. */
export type ChartPoint = {
  readonly x: string
  /** Epoch ms. Where every value of a line chart has one, they lie as far apart as they came, and gaps stay gaps. */
  readonly at?: number
  readonly y: number | null
  readonly low?: number
  readonly high?: number
}

/** One line or set of bars. `tone` 1–5 picks its colour: the same thing has the same tone on every page. */
export type ChartSeries = {
  readonly name: string
  readonly tone: 1 | 2 | 3 | 4 | 5
  readonly points: readonly ChartPoint[]
  /** Its values are marked one by one: a single one would be no line. */
  readonly dotted?: true
}

/** What a chart shows; the picture, the table and the CSV are all made of this. */
export type ChartSpec = {
  readonly kind: 'line' | 'bar' | 'rows'
  /** Heading of the x column in the table. */
  readonly x: string
  readonly unit: string
  readonly series: readonly ChartSeries[]
  /** A declared target, drawn as a dashed line with its words. */
  readonly target?: { readonly value: number; readonly words: string }
  /** Single values that are pointed out, each with its word. */
  readonly marks?: readonly { readonly x: string; readonly at?: number; readonly y: number; readonly words: string }[]
  /** Least and greatest value of the axis; bars always begin at zero. */
  readonly range?: readonly [number, number]
  /** How a value is written, e.g. one decimal. */
  readonly format?: (value: number) => string
}

/** Do all values of a chart say when they were, so that it can be drawn over time? */
export const isTimed = ({ kind, series }: ChartSpec): boolean =>
  kind === 'line' &&
  series.some(({ points }) => points.length > 0) &&
  series.every(({ points }) => points.every(({ at }) => at !== undefined))

/** The x values in order of first appearance over all series. */
export const categoriesOf = (spec: ChartSpec): readonly string[] => [
  ...new Set(spec.series.flatMap((series) => series.points.map((point) => point.x))),
]

/** The table behind a chart: heading row, then a row an x value. Values not known are empty. */
export function tableOf(spec: ChartSpec): readonly (readonly string[])[] {
  const bounds = spec.series.some((series) => series.points.some((point) => point.low !== undefined))
  const head = [
    spec.x,
    ...spec.series.flatMap((series) => {
      const name = spec.unit ? `${series.name} (${spec.unit})` : series.name
      return bounds ? [name, `${series.name} ≥`, `${series.name} ≤`] : [name]
    }),
  ]
  const rows = categoriesOf(spec).map((x) => [
    x,
    ...spec.series.flatMap((series) => {
      const point = series.points.find((one) => one.x === x)
      const cells = [point?.y, point?.low, point?.high].slice(0, bounds ? 3 : 1)
      return cells.map((value) => (value === undefined || value === null ? '' : String(value)))
    }),
  ])
  return [head, ...rows]
}

import type { ChartPoint, ChartSpec } from './chart-spec.ts'

/** The city's clock is eight hours ahead of UTC: moved by them, the library's days and hours in UTC are the city's. */
export const ahead = 8 * 3_600_000

/** Values at their instants in the city's clock; a hole where far longer than usual nothing came. */
export function overTime(points: readonly ChartPoint[]): readonly (readonly [number, number | null])[] {
  const known = points.map(({ at = 0, y }) => [at + ahead, y] as const)
  const usual = usualGap(known.map(([at]) => at))
  return known.flatMap(([at, y], index) =>
    (known[index + 1]?.[0] ?? at) - at > 2.5 * usual
      ? [
          [at, y],
          [at + usual, null],
        ]
      : [[at, y]],
  )
}

/** Is the last value of a line the last of the chart? Then its name stands there, on free ground. */
export const reachesEnd = (spec: ChartSpec, { points }: ChartSpec['series'][number]): boolean => {
  const lastOf = (some: readonly ChartPoint[]): number =>
    some.findLast(({ y }) => y !== null)?.at ?? Number.NEGATIVE_INFINITY
  return lastOf(points) >= Math.max(...spec.series.map((one) => lastOf(one.points)))
}

/** The name of a line at its highest value, where it does not reach the end. */
export function peakLabel({ name, points }: ChartSpec['series'][number], label: object): object {
  const top = points.reduce<ChartPoint | undefined>(
    (most, one) => (one.y !== null && (most?.y ?? Number.NEGATIVE_INFINITY) < one.y ? one : most),
    undefined,
  )
  if (!top) return {}
  return {
    markPoint: {
      silent: true,
      symbol: 'circle',
      symbolSize: 1,
      label: { ...label, position: 'top', distance: 6, formatter: name },
      data: [{ coord: [(top.at ?? 0) + ahead, top.y] }],
    },
  }
}

/** A value of a band: where it lies, and between which numbers. */
export type Bound = readonly [x: number, low: number, high: number]

/** A band in the stretches in which its line is drawn: over time it has the line's holes. */
export function stretchesOf(rows: readonly Bound[], timed: boolean): readonly (readonly Bound[])[] {
  if (!timed) return [rows]
  const longest = 2.5 * usualGap(rows.map(([x]) => x))
  const found: Bound[][] = []
  for (const row of rows) {
    const last = found.at(-1)
    if (last && row[0] - (last.at(-1)?.[0] ?? row[0]) <= longest) last.push(row)
    else found.push([row])
  }
  return found
}

/** How far apart instants usually lie. */
function usualGap(instants: readonly number[]): number {
  const gaps = instants.slice(1).map((at, index) => at - (instants[index] ?? at))
  return gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0
}

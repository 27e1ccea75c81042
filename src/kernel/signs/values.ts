import type { Across, ReadingsSource, SignSource, Within } from './sign.ts'

/** Figures of the readings of one series in a window. */
export type WindowFigures = {
  readonly count: number
  readonly sum: number
  readonly min: number
  readonly max: number
  readonly first: number
  readonly last: number
}

/** What one device says for a sign: its value, or none while it is silent. */
export type DeviceValue = { readonly value: number | undefined; readonly per?: number | undefined }

/** The value of a place: how many sources it has, how many of them spoke. No value when nobody did. */
export type PlaceValue = { readonly value: number | undefined; readonly sources: number; readonly reporting: number }

/** The value of one window of readings; none with fewer readings than are needed. */
export function windowValue(figures: WindowFigures | undefined, within: Within, readings = 1): number | undefined {
  if (figures === undefined || figures.count < readings) return undefined
  switch (within) {
    case 'last':
      return figures.last
    case 'mean':
      return figures.sum / figures.count
    case 'min':
      return figures.min
    case 'max':
      return figures.max
    case 'sum':
      return figures.sum
    case 'change':
      // One reading says nothing of a change.
      return figures.count < 2 ? undefined : figures.last - figures.first
  }
}

/** Does a device's value count for a share or a count? */
export const counts = (value: number, { is }: Pick<ReadingsSource, 'is'>): boolean =>
  (is?.atLeast === undefined || value >= is.atLeast) && (is?.below === undefined || value < is.below)

/** The value of a place from those of its devices. */
export function placeValue(devices: readonly DeviceValue[], source: ReadingsSource): PlaceValue {
  const told = devices.filter((one) => one.value !== undefined && (source.across !== 'ratio' || one.per !== undefined))
  const values = told.map((one) => one.value as number) // those without were left out above
  const head = { sources: devices.length, reporting: told.length }
  if (values.length === 0) return { value: undefined, ...head }
  if (source.across === 'ratio') {
    const per = told.reduce((sum, one) => sum + (one.per ?? 0), 0)
    return { value: per === 0 ? undefined : (100 * total(values)) / per, ...head }
  }
  return { value: acrossOf(values, source.across, source), ...head }
}

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0)

function acrossOf(values: readonly number[], across: Exclude<Across, 'ratio'>, source: ReadingsSource): number {
  switch (across) {
    case 'mean':
      return total(values) / values.length
    case 'sum':
      return total(values)
    case 'min':
      return values.reduce((least, value) => Math.min(least, value))
    case 'max':
      return values.reduce((most, value) => Math.max(most, value))
    case 'count':
      return values.filter((value) => counts(value, source)).length
    case 'share':
      return (100 * values.filter((value) => counts(value, source)).length) / values.length
    case 'median':
      return (
        (nearestRank(values, 0.5) +
          -nearestRank(
            values.map((value) => -value),
            0.5,
          )) /
        2
      )
    case 'p90':
      return nearestRank(values, 0.9)
  }
}

/** The smallest value that at least this share of the values do not exceed. */
function nearestRank(values: readonly number[], share: number): number {
  const sorted = Float64Array.from(values).sort()
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] as number // at least one value
}

/** Could sources that are silent only make the value worse, were they heard? So it is of a highest or lowest value, a sum and a count. */
export function couldOnlyWorsen(source: SignSource): boolean {
  if (source.from === 'readings') return ['max', 'min', 'sum', 'count'].includes(source.across)
  return source.from === 'alarms' || (source.from === 'devices' && source.as === 'count')
}

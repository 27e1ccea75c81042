import type { Anomaly, AnomalyKind } from '../anomalies/anomaly.ts'
import { findAnomalies } from '../anomalies/find-anomalies.ts'
import { type Forecast, forecast } from '../forecast/forecast.ts'
import { type ReadingCounts, type Readings, type Regular, regularize, type SeriesNature } from '../shape/regular.ts'

/** A series to look at: its newest readings, and means over hours further back where it reports more often than that. */
export type SeriesTask = {
  readonly what: 'anomalies' | 'forecast'
  readonly fine: Readings
  readonly coarse?: Readings | undefined
  readonly nature: SeriesNature
}

/** What was found, and what the readings were like. */
export type SeriesAnswer = {
  readonly anomalies: readonly Anomaly[]
  readonly forecast?: Forecast | undefined
  /** Since when each kind was looked for, epoch ms; NaN where there was nothing. */
  readonly since: Readonly<Record<AnomalyKind, number>>
  readonly step: number
  readonly counts: ReadingCounts
}

/** Forecasts look at half hours at the finest. */
const finest = 30 * 60_000

/**
 * Does one task; pure. Of a series that reports more often than hourly, spikes and stuck stretches are looked for in the readings,
 * shifts and odd hours in the hours of months.
 */
export function work({ what, fine, coarse, nature }: SeriesTask): SeriesAnswer {
  const regular = regularize(fine, nature)
  const { step, counts } = regular
  const sinceOf = ({ at }: Regular) => at[0] ?? Number.NaN
  const own = sinceOf(regular)
  const since = { spike: own, stuck: own, shift: own, seasonal: own }
  if (what === 'forecast') {
    const hours = coarse ? regularize(coarse, nature) : regular
    const slow = hours.step < finest ? regularize(coarse ?? fine, nature, finest) : hours
    return { anomalies: [], since, forecast: forecast(slow, nature), step: slow.step, counts: slow.counts }
  }
  if (!coarse) return { anomalies: findAnomalies(regular), since, step, counts }
  const hours = regularize(coarse, nature)
  const quick = findAnomalies(regular, ['spike', 'stuck'])
  const slow = findAnomalies(hours, ['shift', 'seasonal'])
  return {
    anomalies: [...quick, ...slow].sort((one, other) => one.from - other.from),
    since: { ...since, shift: sinceOf(hours), seasonal: sinceOf(hours) },
    ...{ step, counts },
  }
}

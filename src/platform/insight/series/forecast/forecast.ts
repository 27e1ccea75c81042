import { decompose } from '../shape/decompose.ts'
import { nextSlots, type Regular, type SeriesNature, slice } from '../shape/regular.ts'
import { scaleOf } from '../shape/scale.ts'
import { bestOf, leastOrigins, meanError, type Rehearsal, rehearse, window } from './back-test.ts'
import { coverageOf, gatherErrors, intervalAt } from './intervals.ts'
import { isNaive, type ModelName } from './model.ts'
import { type NaiveSeason, predictAll } from './models.ts'

/** A value to come, with the interval it falls into with the chance that the forecast names. */
export type Point = { readonly at: number; readonly value: number; readonly low: number; readonly high: number }

/** How a model did on the newest third of the rehearsals, which had no part in choosing it. In the unit of the series. */
export type ModelError = {
  readonly model: ModelName
  readonly mae: number
  /** Error against that of repeating the season within what was learnt from: below 1 is better than that. */
  readonly mase: number
}

/** What is to be expected of a series, by whom, and how far this is to be trusted. */
export type Forecast = {
  readonly model: ModelName
  /** Length of a slot, ms. */
  readonly step: number
  readonly points: readonly Point[]
  /** Share of values that the interval is meant to hold, and the share it held in rehearsal. */
  readonly level: number
  readonly coverage: number
  /** The model offered, and the best naive one beside it. */
  readonly error: ModelError
  readonly naive: ModelError
  /** All models on the rehearsals that chose. */
  readonly tried: readonly ModelError[]
  readonly rehearsals: number
  /** Readings looked at, and slots in which none came. */
  readonly readings: number
  readonly missing: number
}

const level = 0.9
const latest = 3

/** Slots ahead: two days, or a fortnight of days. */
const horizonOf = ({ perDay }: Regular): number => (perDay > 0 ? Math.min(96, 2 * perDay) : 14)

/**
 * Forecasts a series. Models are chosen on the older two thirds of the rehearsals and measured on the newest third; one that does
 * not beat the better naive one on both is not offered, the naive one is. Nothing comes of a series with too little past.
 */
export function forecast(regular: Regular, nature: SeriesNature = {}): Forecast | undefined {
  const horizon = horizonOf(regular)
  const scale = scaleOf(regular.value)
  const learnt = slice(regular, Math.max(0, regular.at.length - 3 * window(regular)), regular.at.length)
  const season: NaiveSeason = decompose(learnt, learnt.value).hasWeek ? 7 : 1
  const rehearsals = rehearse(regular, horizon, season)
  if (rehearsals.length < leastOrigins) return undefined
  const cut = Math.ceil((rehearsals.length * 2) / latest)
  const older = rehearsals.slice(0, cut)
  // Those whose predicted slots reach into the older ones' are not of a time that those had not seen.
  const newest = rehearsals.slice(cut).filter(({ origin }) => origin >= (older.at(-1)?.origin ?? 0) + horizon)
  const measured = newest.length >= 3 ? newest : rehearsals.slice(cut)
  const naive = bestOf(older, isNaive)
  const learnable = bestOf(older, (name) => !isNaive(name))
  const beats = (on: readonly Rehearsal[]) => meanError(on, learnable) < meanError(on, naive)
  const model = beats(older) && beats(measured) ? learnable : naive
  const unit = seasonalChange(learnt, season)
  const errorOn =
    (on: readonly Rehearsal[]) =>
    (name: ModelName): ModelError => ({
      model: name,
      mae: meanError(on, name),
      mase: meanError(on, name) / unit,
    })
  const errors = gatherErrors(rehearsals, model, scale)
  const future = nextSlots(regular, horizon)
  const past = slice(regular, Math.max(0, regular.at.length - window(regular)), regular.at.length)
  // What never was below zero is not foretold to be.
  const least = nature.least ?? (regular.value.some((one) => one < 0) ? Number.NEGATIVE_INFINITY : 0)
  const bound = (value: number) => Math.max(least, Math.min(nature.most ?? Number.POSITIVE_INFINITY, value))
  const said = predictAll(season)(past, future)[model]
  return {
    ...{ model, step: regular.step, level, rehearsals: rehearsals.length },
    points: Array.from(future, (at, step) => {
      const predicted = said[step] as number // same length
      const [low, high] = intervalAt(errors, { predicted, step, level, scale })
      return { at, value: bound(predicted), low: bound(low), high: bound(high) }
    }),
    coverage: coverageOf(rehearsals, { name: model, level, scale, from: cut }),
    error: errorOn(measured)(model),
    naive: errorOn(measured)(naive),
    tried: Object.keys(rehearsals[0]?.said ?? {}).map((name) => errorOn(older)(name as ModelName)), // the keys are these
    readings: regular.counts.given,
    missing: regular.counts.missing,
  }
}

/** Mean change from one season to the next. */
function seasonalChange({ at, value, perDay }: Regular, season: NaiveSeason): number {
  const back = Math.max(1, perDay * season)
  let [sum, count] = [0, 0]
  for (let place = back; place < at.length; place += 1) {
    const change = Math.abs((value[place] as number) - (value[place - back] as number)) // both within the series
    if (Number.isNaN(change)) continue
    sum += change
    count += 1
  }
  return sum / count
}

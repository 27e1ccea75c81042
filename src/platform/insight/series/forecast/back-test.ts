import { type Regular, slice } from '../shape/regular.ts'
import { type ModelName, modelNames } from './model.ts'
import { type NaiveSeason, predictAll } from './models.ts'

/** What each model said from one place of the past about the slots after it, and what came. */
export type Rehearsal = {
  /** Place of the first slot that was predicted. */
  readonly origin: number
  readonly truth: Float64Array
  readonly said: Readonly<Record<ModelName, Float64Array>>
}

/** Places of the past from which is predicted, when there is room; the least that say anything. */
const origins = 36
export const leastOrigins = 12

/** Slots that models learn from: eight weeks. */
export const window = ({ perDay }: Regular): number => (perDay > 0 ? 56 * perDay : 400)

/** Slots without which nothing is predicted. */
const leastPast = ({ perDay }: Regular): number => (perDay > 0 ? 14 * perDay : 30)

/**
 * Predicts from many places of the past (rolling origin): at each, models see what lay before it and nothing else. The places lie
 * apart by a day and a part, so that every hour of the day has its turn, from the oldest to the newest.
 */
export function rehearse(regular: Regular, horizon: number, season: NaiveSeason): Rehearsal[] {
  const length = regular.at.length
  const least = leastPast(regular)
  const first = Math.max(least, length - window(regular) * 3)
  const room = length - horizon - first
  if (room <= 0) return []
  // At most a day and three tenths apart, so that the rehearsals are of the near past.
  const apart = Math.max(1, Math.min(Math.round(Math.max(1, regular.perDay) * 1.3), Math.floor(room / origins)))
  const predict = predictAll(season)
  const found: Rehearsal[] = []
  for (let turn = Math.min(origins, Math.floor(room / apart)); turn >= 0; turn -= 1) {
    const origin = length - horizon - turn * apart
    const past = slice(regular, Math.max(0, origin - window(regular)), origin)
    if (known(past.value) < least / 2) continue
    const truth = regular.value.slice(origin, origin + horizon)
    if (known(truth) < horizon / 4) continue
    found.push({ origin, truth, said: predict(past, regular.at.slice(origin, origin + horizon)) })
  }
  return found
}

const known = (values: Float64Array): number => values.reduce((sum, one) => sum + (Number.isNaN(one) ? 0 : 1), 0)

/** Mean absolute error of a model over rehearsals, in the unit of the series; NaN where it could not predict. */
export function meanError(rehearsals: readonly Rehearsal[], name: ModelName): number {
  let [sum, count] = [0, 0]
  for (const { truth, said } of rehearsals)
    truth.forEach((one, at) => {
      if (Number.isNaN(one)) return
      sum += Math.abs(one - (said[name][at] as number)) // same length
      count += 1
    })
  return sum / count
}

/** The model with the least error among these rehearsals. */
export function bestOf(rehearsals: readonly Rehearsal[], among: (name: ModelName) => boolean): ModelName {
  const names = modelNames.filter(among)
  return names.reduce((best, name) => (meanError(rehearsals, name) < meanError(rehearsals, best) ? name : best))
}

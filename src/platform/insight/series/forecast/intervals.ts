import { quantileOf } from '../shape/robust.ts'
import type { Scale } from '../shape/scale.ts'
import type { Rehearsal } from './back-test.ts'
import type { ModelName } from './model.ts'

/** How far off a model was: by step ahead its usual error, and the errors of all steps in these units, sorted. */
export type Errors = { readonly usual: Float64Array; readonly ordered: Float64Array }

/**
 * Gathers the errors of a model on the scale of the series. Errors of steps ahead are made alike by the usual error of the step
 * (and its neighbours), so that few rehearsals give many errors.
 */
export function gatherErrors(rehearsals: readonly Rehearsal[], name: ModelName, scale: Scale): Errors {
  const errors = rehearsals.map(({ truth, said }) =>
    truth.map((one, at) => scale.to(one) - scale.to(said[name][at] as number)),
  ) // same length
  const horizon = errors[0]?.length ?? 0
  const beside = Math.max(1, Math.round(horizon / 16))
  const usual = Float64Array.from({ length: horizon }, (_, step) => {
    let [sum, count] = [0, 0]
    for (const one of errors)
      for (let at = Math.max(0, step - beside); at <= Math.min(horizon - 1, step + beside); at += 1)
        if (!Number.isNaN(one[at])) {
          sum += Math.abs(one[at] as number) // within the horizon
          count += 1
        }
    return count > 0 ? sum / count : Number.NaN
  })
  const all = errors.flatMap((one) => [...one.map((error, at) => error / Math.max(usual[at] as number, 1e-12))]) // same length
  return { usual, ordered: Float64Array.from(all.filter((one) => !Number.isNaN(one))).sort() }
}

/**
 * Split-conformal interval around a prediction: the errors of the past, both sides apart, widened for their number, so that the
 * share `level` of coming values falls in as long as the future errs like the past. Rehearsals overlap, so coverage is measured.
 */
export function intervalAt(
  { usual, ordered }: Errors,
  { predicted, step, level, scale }: { predicted: number; step: number; level: number; scale: Scale },
): readonly [low: number, high: number] {
  const count = ordered.length
  const outside = (1 - level) / 2
  const widened = Math.min(1, (1 - outside) * (1 + 1 / Math.max(1, count)))
  const unit = usual[step] as number // a step of the horizon
  const at = scale.to(predicted)
  return [
    scale.back(at + quantileOf(ordered, 1 - widened) * unit),
    scale.back(at + quantileOf(ordered, widened) * unit),
  ]
}

/** Share of values that fell into the intervals that could have been drawn before each rehearsal, from the earlier ones alone. */
export function coverageOf(
  rehearsals: readonly Rehearsal[],
  { name, level, scale, from }: { name: ModelName; level: number; scale: Scale; from: number },
): number {
  let [inside, count] = [0, 0]
  const horizon = rehearsals[0]?.truth.length ?? 0
  for (let turn = from; turn < rehearsals.length; turn += 1) {
    const { origin, truth, said } = rehearsals[turn] as Rehearsal // within the list
    // What was predicted counts only once it came.
    const errors = gatherErrors(
      rehearsals.filter((one) => one.origin + horizon <= origin),
      name,
      scale,
    )
    if (errors.ordered.length === 0) continue
    truth.forEach((one, step) => {
      if (Number.isNaN(one)) return
      const [low, high] = intervalAt(errors, { predicted: said[name][step] as number, step, level, scale }) // same length
      if (one >= low && one <= high) inside += 1
      count += 1
    })
  }
  return count > 0 ? inside / count : Number.NaN
}

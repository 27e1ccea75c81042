import { readFileSync } from 'node:fs'
import { AutoETS, initSync as startEts } from '@bsull/augurs/ets'
import { MSTL, initSync as startMstl } from '@bsull/augurs/mstl'
import { decompose } from '../shape/decompose.ts'
import { scaleOf } from '../shape/scale.ts'
import type { Predict } from './model.ts'

let isStarted = false

/** Compiles both modules from the files of the package; nothing is downloaded. Takes some 20 ms, once a thread. */
function start(): void {
  if (isStarted) return
  const compiled = (name: string) =>
    new WebAssembly.Module(readFileSync(new URL(`${name}_bg.wasm`, import.meta.resolve(`@bsull/augurs/${name}`))))
  startMstl({ module: compiled('mstl') })
  startEts({ module: compiled('ets') })
  isStarted = true
}

/**
 * Seasonal-trend decomposition by loess with several seasons (MSTL), the rest by the best exponential smoothing (ETS), from augurs.
 * It knows no gaps: they are filled with season and the line between what lies on both sides.
 */
export const mstlEts: Predict = (past, future) => {
  start()
  const scale = scaleOf(past.value)
  const values = past.value.map((one) => scale.to(one))
  const { season, hasDay, hasWeek } = decompose(past, values)
  const filled = bridged(values.map((one, at) => one - (season[at] as number))).map(
    (one, at) => one + (season[at] as number),
  ) // same length
  const periods = [...(hasDay ? [past.perDay] : []), ...(hasWeek ? [7 * past.perDay] : [])]
  const model = periods.length > 0 ? MSTL.ets(periods, { impute: false }) : new AutoETS(1, 'ZZN')
  try {
    model.fit(filled)
    return Float64Array.from(model.predict(future.length).point, (one) => scale.back(one))
  } finally {
    model.free()
  }
}

/** Gaps as straight lines; before the first and after the last as these. */
function bridged(values: Float64Array): Float64Array {
  const result = values.slice()
  let last = -1
  for (let at = 0; at < values.length; at += 1) {
    if (Number.isNaN(values[at])) continue
    const to = values[at] as number // within the array
    const from = last < 0 ? to : (values[last] as number) // was there
    for (let gap = last + 1; gap < at; gap += 1) result[gap] = from + ((to - from) * (gap - last)) / (at - last)
    last = at
  }
  return last < 0 ? result.fill(0) : result.fill(values[last] as number, last + 1) // was there
}

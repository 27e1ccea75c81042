import { decompose } from '../shape/decompose.ts'
import { type Regular, weekSlots } from '../shape/regular.ts'
import { scaleOf } from '../shape/scale.ts'

/** A series as the detectors look at it: on its own scale, taken apart. */
export type View = {
  readonly at: Float64Array
  /** As it came, in its unit; NaN where nothing did. */
  readonly value: Float64Array
  /** On the scale of the models: value there, level + season, season alone, and what is left. */
  readonly scaled: Float64Array
  readonly model: Float64Array
  readonly season: Float64Array
  readonly rest: Float64Array
  /** What is left of the values as they came. */
  readonly plainRest: Float64Array
  readonly slots: Int32Array
  readonly perDay: number
  readonly step: number
  readonly zone: number
  /** Nearly always one and the same value (rain): only what is stuck elsewhere is looked for. */
  readonly isSparse: boolean
  back(scaled: number): number
}

/** A series with one value in more than this share of its readings has no usual swing. */
const sparse = 0.5

/** Takes a regular series apart for the detectors. */
export function viewOf(regular: Regular): View {
  const { at, value, perDay, step, zone } = regular
  const scale = scaleOf(value)
  const scaled = value.map((one) => scale.to(one))
  const { level, season, rest } = decompose(regular, scaled)
  const plainRest = scale.kind === 'plain' ? rest : decompose(regular, value).rest
  return {
    ...{ at, value, scaled, season, rest, plainRest, perDay, step, zone },
    model: level.map((one, place) => one + (season[place] as number)), // same length
    slots: perDay > 0 ? weekSlots(regular, at) : new Int32Array(at.length),
    isSparse: commonest(value) > sparse,
    back: scale.back,
  }
}

function commonest(values: Float64Array): number {
  const counts = new Map<number, number>()
  let all = 0
  let most = 0
  for (const value of values) {
    if (Number.isNaN(value)) continue
    const count = (counts.get(value) ?? 0) + 1
    counts.set(value, count)
    most = Math.max(most, count)
    all += 1
  }
  return all === 0 ? 0 : most / all
}

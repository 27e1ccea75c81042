import { medianOf } from '../twin/index.ts'

/** Since when a series is another: the slot that the change begins at, the medians before and after, and how clear it is. */
export type ChangePoint = {
  readonly at: number
  readonly before: number
  readonly after: number
  /** The step as a multiple of the usual swing (median absolute deviation, scaled) around both medians. */
  readonly size: number
}

/** Slots that each side of a change needs, and the least size that is told. */
const leastSide = 4
const leastSize = 3

/**
 * Where a series on an even grid changed its level: the split that leaves the least absolute distance to the medians of both sides.
 * Robust against single wild values; gaps (NaN) are passed over. Told only when the step stands clear of the usual swing.
 */
export function changePoint(values: Float64Array): ChangePoint | undefined {
  let best: { at: number; cost: number; before: number; after: number } | undefined
  for (let at = leastSide; at <= values.length - leastSide; at += 1) {
    const [one, other] = [values.subarray(0, at), values.subarray(at)]
    if (told(one) < leastSide || told(other) < leastSide || Number.isNaN(values[at])) continue
    const [before, after] = [medianOf(one), medianOf(other)]
    const cost = distance(one, before) + distance(other, after)
    if (!best || cost < best.cost) best = { at, cost, before, after }
  }
  if (!best) return undefined
  const { at, before, after } = best
  const swing = 1.4826 * medianOf(values.map((value, i) => Math.abs(value - (i < at ? before : after))))
  const step = Math.abs(after - before)
  const size = step === 0 ? 0 : swing === 0 ? Number.POSITIVE_INFINITY : step / swing
  return size < leastSize ? undefined : { at, before, after, size: Math.min(size, 999) }
}

const told = (values: Float64Array): number => values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : 1), 0)

const distance = (values: Float64Array, middle: number): number =>
  values.reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : Math.abs(value - middle)), 0)

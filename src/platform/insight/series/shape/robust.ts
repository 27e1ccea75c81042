/** The finite values among these, in order of size. */
export function sorted(values: Iterable<number>): Float64Array {
  const kept: number[] = []
  for (const value of values) if (Number.isFinite(value)) kept.push(value)
  return Float64Array.from(kept).sort()
}

/** Quantile of values that are sorted, with linear interpolation; NaN of none. */
export function quantileOf(ordered: ArrayLike<number>, share: number): number {
  if (ordered.length === 0) return Number.NaN
  const at = (ordered.length - 1) * Math.min(1, Math.max(0, share))
  const low = Math.floor(at)
  const one = ordered[low] as number // low lies within the array
  const other = ordered[Math.min(low + 1, ordered.length - 1)] as number // so does the next, at most the last
  return one + (other - one) * (at - low)
}

/** Median of the finite values; NaN of none. */
export const median = (values: Iterable<number>): number => quantileOf(sorted(values), 0.5)

/** A normal distribution's standard deviation is this many median absolute deviations. */
const normal = 1.4826

/**
 * Spread by the median absolute deviation, scaled to a standard deviation of normal values. Where more than half are equal it
 * falls back to the mean absolute deviation, so that it is zero only when all are.
 */
export function spread(values: Iterable<number>, centre?: number): number {
  const ordered = sorted(values)
  if (ordered.length === 0) return Number.NaN
  const middle = centre ?? quantileOf(ordered, 0.5)
  const away = ordered.map((value) => Math.abs(value - middle))
  let total = 0
  for (const one of away) total += one
  const mad = quantileOf(away.sort(), 0.5)
  return mad > 0 ? mad * normal : (total / away.length) * 1.2533
}

/**
 * The size above which only a share `rarity` of values is expected, judged by the tail they have: a Weibull tail laid through two
 * quantiles. It stays below the highest 3 %, so that what is looked for does not lift its own limit. Sizes must not be negative.
 */
export function tailLimit(
  sizes: Iterable<number>,
  rarity: number,
  [near, far]: readonly [number, number] = [0.8, 0.97],
): number {
  const ordered = sorted(sizes)
  const [one, other] = [quantileOf(ordered, near), quantileOf(ordered, far)]
  if (!(one > 0) || !(other > one)) return Number.POSITIVE_INFINITY
  const power = Math.log(Math.log(1 - far) / Math.log(1 - near)) / Math.log(other / one)
  return one * (Math.log(rarity) / Math.log(1 - near)) ** (1 / power)
}

/**
 * Median over a window of `before` values up to and with each place and `after` behind it; NaN where fewer than `least` of
 * them are there.
 */
export function rollingMedian(values: ArrayLike<number>, before: number, after: number, least: number): Float64Array {
  const result = new Float64Array(values.length).fill(Number.NaN)
  const window: number[] = []
  const enter = (value: number | undefined) => {
    if (value !== undefined && Number.isFinite(value)) window.splice(placeOf(window, value), 0, value)
  }
  const leave = (value: number | undefined) => {
    if (value !== undefined && Number.isFinite(value)) window.splice(placeOf(window, value), 1)
  }
  for (let at = 0; at < Math.min(after, values.length); at += 1) enter(values[at])
  for (let at = 0; at < values.length; at += 1) {
    enter(values[at + after])
    leave(values[at - before])
    if (window.length >= Math.max(1, least)) result[at] = quantileOf(window, 0.5)
  }
  return result
}

/** Where a value stands, or would stand, in sorted values: before the first that is not smaller. */
function placeOf(ordered: readonly number[], value: number): number {
  let [low, high] = [0, ordered.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((ordered[middle] as number) < value)
      low = middle + 1 // middle lies between low and high
    else high = middle
  }
  return low
}

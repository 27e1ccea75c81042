import { medianOf, ranks } from './ranks.ts'

/** A series on the same even grid as the one it is held against; NaN where nothing came. */
export type MovingSeries<Id> = { readonly id: Id; readonly values: Float64Array }

/** A series that moved with a sign (体征) while this went over its limit. */
export type Moved<Id> = {
  readonly id: Id
  /** Rank correlation (Spearman) at the best lag, −1 to 1. */
  readonly correlation: number
  /** Slots by which the other one went ahead of the sign; negative when it followed. What leads may be a cause, no more. */
  readonly lead: number
  /** Chance of a correlation this strong at any of the lags, were there no link. */
  readonly chance: number
  /** Pairs of readings compared. */
  readonly pairs: number
}

/** The window of the breach on the grid, `[from, to)`, and how far lags, seasons and the usual course reach, in slots. */
export type MovedQuestion = {
  readonly from: number
  readonly to: number
  readonly mostLag: number
  /** Width of the rolling median that is taken out as the usual course; at least three times the window. */
  readonly course: number
  /** Slots of a day, whose usual hours are taken out; 0 where there are none. */
  readonly season: number
  /** Share of wrong ones that is put up with among those named (default 0.05). */
  readonly wrong?: number
}

/** Fewer pairs say nothing. */
const leastPairs = 8

/**
 * Which other series moved in the window in which a sign went over its limit: rank correlation (Spearman) at the best of the lags,
 * over what is new in each reading. Taken out before, robustly: the usual course (rolling median), the usual hours (median of each
 * slot of the day) and what a reading keeps of the last one (autoregression of the first order), since series that grow, keep
 * the same hours or merely drift seem linked when they are not. The choice of lags is paid for (Šidák), and among all series
 * tried the share of wrong ones is held down (Benjamini and Hochberg 1995). Pure. What moved first is not thereby a cause.
 */
export function whatElseMoved<Id>(
  sign: Float64Array,
  others: readonly MovingSeries<Id>[],
  question: MovedQuestion,
): Moved<Id>[] {
  const own = news(sign, question)
  const tried = others.flatMap(({ id, values }) => {
    const best = bestLag(own, news(values, question), question)
    return best ? [{ id, ...best, chance: chanceOf(best.correlation, best.pairs, question.mostLag) }] : []
  })
  tried.sort((one, other) => one.chance - other.chance)
  const wrong = question.wrong ?? 0.05
  const last = tried.findLastIndex(({ chance }, at) => chance <= (wrong * (at + 1)) / tried.length)
  return tried.slice(0, last + 1)
}

/** What is new in each reading: without course, hours, and what it keeps of the last. */
function news(values: Float64Array, { course, season, from, to }: MovedQuestion): Float64Array {
  const flat = withoutHours(withoutCourse(values, course), season, from, to)
  const kept = keptOf(flat)
  return flat.map((value, at) => value - kept * (flat[at - 1] ?? Number.NaN))
}

/** Values less the median around them. */
function withoutCourse(values: Float64Array, width: number): Float64Array {
  const half = Math.max(1, Math.floor(width / 2))
  return values.map((value, at) => value - medianOf(values.subarray(Math.max(0, at - half), at + half)))
}

/** Values less the median of their slot of the day, learnt outside of the window. */
function withoutHours(values: Float64Array, season: number, from: number, to: number): Float64Array {
  if (season < 2) return values
  const usual = Float64Array.from({ length: season }, (_, slot) => {
    const middle = medianOf(values.filter((_one, at) => at % season === slot && (at < from || at >= to)))
    return Number.isNaN(middle) ? 0 : middle
  })
  return values.map((value, at) => value - (usual[at % season] as number)) // a slot of the day
}

/** Share of a reading that is kept by the next: by ranks, so that wild values do not decide. */
function keptOf(values: Float64Array): number {
  const pairs = values
    .map((_, at) => at)
    .filter((at) => at > 0 && !Number.isNaN(values[at]) && !Number.isNaN(values[at - 1]))
  if (pairs.length < leastPairs) return 0
  const one = ranks(Array.from(pairs, (at) => values[at] as number)) // within the values
  const before = ranks(Array.from(pairs, (at) => values[at - 1] as number)) // within the values
  // Pearson's coefficient of a normal pair by Spearman's.
  return 2 * Math.sin((Math.PI / 6) * pearson(one, before))
}

function bestLag(own: Float64Array, other: Float64Array, { from, to, mostLag }: MovedQuestion) {
  let best: { correlation: number; lead: number; pairs: number } | undefined
  for (let lead = -mostLag; lead <= mostLag; lead += 1) {
    const one: number[] = []
    const another: number[] = []
    for (let at = from; at < to; at += 1) {
      const [a, b] = [own[at], other[at - lead]]
      if (a === undefined || b === undefined || Number.isNaN(a) || Number.isNaN(b)) continue
      one.push(a)
      another.push(b)
    }
    if (one.length < Math.max(leastPairs, (to - from) / 3)) continue
    const correlation = pearson(ranks(one), ranks(another))
    if (!best || Math.abs(correlation) > Math.abs(best.correlation)) best = { correlation, lead, pairs: one.length }
  }
  return best
}

function pearson(one: Float64Array, other: Float64Array): number {
  const middle = (one.length - 1) / 2
  let [both, first, second] = [0, 0, 0]
  for (let at = 0; at < one.length; at += 1) {
    const [a, b] = [(one[at] as number) - middle, (other[at] as number) - middle] // same length
    both += a * b
    first += a * a
    second += b * b
  }
  return first === 0 || second === 0 ? 0 : both / Math.sqrt(first * second)
}

/** Two-sided chance of a rank correlation of independent values (Fisher's transformation), for the best of the lags (Šidák). */
function chanceOf(correlation: number, pairs: number, mostLag: number): number {
  const z = Math.abs(Math.atanh(Math.min(0.999_999, Math.abs(correlation)))) * Math.sqrt(Math.max(1, pairs - 3) / 1.06)
  return 1 - (1 - twoSided(z)) ** (2 * mostLag + 1)
}

/** Two tails of the normal distribution (Abramowitz and Stegun 7.1.26, error under 1.5e-7). */
function twoSided(z: number): number {
  const t = 1 / (1 + (0.3275911 * z) / Math.SQRT2)
  const sum = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
  return Math.min(1, sum * Math.exp((-z * z) / 2))
}

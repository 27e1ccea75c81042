/** Scores of one message, one for each class, made into probabilities that sum to 1. `temperature` > 1 is more modest. */
export function probabilities(scores: Float64Array, temperature: number): Float64Array {
  let top = Number.NEGATIVE_INFINITY
  for (const score of scores) if (score > top) top = score
  const raised = scores.map((score) => Math.exp((score - top) / temperature))
  const sum = raised.reduce((total, value) => total + value, 0)
  return raised.map((value) => value / sum)
}

/**
 * The temperature at which scores of messages *not* used for learning tell the truth best (least mean log loss;
 * Guo et al., "On calibration of modern neural networks", ICML 2017). Golden-section search on its logarithm.
 */
export function fitTemperature(scores: readonly Float64Array[], truth: ArrayLike<number>): number {
  const loss = (logarithm: number) => {
    const temperature = Math.exp(logarithm)
    let sum = 0
    scores.forEach((row, at) => {
      sum -= Math.log(Math.max(probabilities(row, temperature)[truth[at] ?? 0] ?? 0, 1e-12))
    })
    return sum
  }
  const golden = (Math.sqrt(5) - 1) / 2
  let low = Math.log(0.02)
  let high = Math.log(20)
  for (let turn = 0; turn < 30; turn++) {
    const left = high - golden * (high - low)
    const right = low + golden * (high - low)
    if (loss(left) < loss(right)) high = right
    else low = left
  }
  return Math.exp((low + high) / 2)
}

/** One bin of a reliability table: what was promised on average, what came true, how many. */
export type ReliabilityBin = {
  readonly from: number
  readonly promised: number
  readonly true: number
  readonly count: number
}

/** How well promised confidence agrees with what came true, in ten bins of equal width. */
export type Calibration = {
  /** Expected calibration error: mean distance of promise and truth, weighed by the messages in a bin; 0 is perfect. */
  readonly error: number
  readonly bins: readonly ReliabilityBin[]
}

/** Compares the confidence of the chosen classes with whether they were right. */
export function calibrationOf(confidence: ArrayLike<number>, isRight: ArrayLike<boolean>): Calibration {
  const width = 10
  const bins = Array.from({ length: width }, (_, bin) => ({ from: bin / width, promised: 0, true: 0, count: 0 }))
  for (let at = 0; at < confidence.length; at++) {
    const promise = confidence[at] ?? 0
    const bin = bins[Math.min(width - 1, Math.floor(promise * width))]
    if (bin === undefined) continue
    bin.count++
    bin.promised += promise
    bin.true += isRight[at] ? 1 : 0
  }
  const filled = bins.filter((bin) => bin.count > 0)
  const gap = filled.reduce((sum, bin) => sum + Math.abs(bin.promised - bin.true), 0)
  return {
    error: confidence.length === 0 ? 0 : gap / confidence.length,
    bins: filled.map((bin) => ({ ...bin, promised: bin.promised / bin.count, true: bin.true / bin.count })),
  }
}

/** What a bar of confidence lets through: the share of messages at or above it, and how many of those are right. */
export type Bar = { readonly least: number; readonly share: number; readonly accuracy: number }

const bars = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95] as const

/** For a city that must choose a bar: what each would let through. */
export function barsOf(confidence: ArrayLike<number>, isRight: ArrayLike<boolean>): readonly Bar[] {
  return bars.map((least) => {
    let above = 0
    let right = 0
    for (let at = 0; at < confidence.length; at++) {
      if ((confidence[at] ?? 0) < least) continue
      above++
      if (isRight[at]) right++
    }
    return { least, share: above / Math.max(1, confidence.length), accuracy: above === 0 ? 0 : right / above }
  })
}

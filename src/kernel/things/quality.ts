import type { ClockRule, Measure } from './profile.ts'

/**
 * What is known against a value, as bits of one small number; 0 is good. Kept with every observation.
 * Values with `outOfRange` or `unit` are read by no rule, mean or forecast.
 */
export const quality = {
  good: 0,
  /** Outside what can be true. */
  outOfRange: 1,
  /** Outside, and a thousand times too large or too small: another unit, most likely. */
  unit: 2,
  /** A larger change than is believable. */
  jump: 4,
  /** The device's clock was wrong: the instant is the one at which it was received. */
  clock: 8,
  /** Came more than an hour late. */
  late: 16,
} as const

/** Bits that keep a value out of rules, means and forecasts. */
export const unfit: number = quality.outOfRange | quality.unit

/** Words for each bit, for screens and downloads. */
export const qualityWords = {
  outOfRange: { zh: '超出量程', en: 'out of range' },
  unit: { zh: '疑似单位错误', en: 'the unit seems wrong' },
  jump: { zh: '跳变', en: 'a jump' },
  clock: { zh: '设备时钟错误，以接收时间为准', en: 'clock off: taken at the time received' },
  late: { zh: '迟到', en: 'late' },
} as const

/** What is found against a value by itself. */
export function valueQuality(measure: Measure, value: number): number {
  const { range } = measure
  if (range === undefined || (value >= range[0] && value <= range[1])) return quality.good
  const [low, high] = range
  const fits = (other: number) => other >= low && other <= high
  const bound = Math.max(Math.abs(low), Math.abs(high))
  const isThousandfold = Math.abs(value) > bound * 8 && fits(value / 1_000)
  return isThousandfold || (Math.abs(value) * 100 < Math.abs(low) && fits(value * 1_000))
    ? quality.outOfRange | quality.unit
    : quality.outOfRange
}

/** Is the change since the last reading larger than can be believed? Both instants in epoch milliseconds. */
export function isJump(measure: Measure, value: number, at: number, last: number, lastAt: number): boolean {
  if (measure.jump === undefined || !(at > lastAt)) return false
  // Within a minute the whole step is allowed: devices round and send in bursts.
  const minutes = Math.max(1, (at - lastAt) / 60_000)
  return minutes < 60 && Math.abs(value - last) > measure.jump * minutes
}

const hour = 3_600_000

/**
 * What the clock rule says of an instant: the instant to keep and its bits, or `undefined` when the reading is refused.
 * All in epoch milliseconds.
 */
export function judgeInstant(rule: ClockRule, at: number, received: number): { at: number; bits: number } | undefined {
  if (at > received + rule.ahead * 1_000 || at < received - rule.behind * 1_000)
    return rule.otherwise === 'received' ? { at: received, bits: quality.clock } : undefined
  return { at, bits: at < received - hour ? quality.late : quality.good }
}

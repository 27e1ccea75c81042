/** Kinds of anomaly: level shift (水平突变), spike (尖峰), stuck (卡死), seasonal outlier (时段异常). */
export const anomalyKinds = ['shift', 'spike', 'stuck', 'seasonal'] as const

/** One of the kinds. */
export type AnomalyKind = (typeof anomalyKinds)[number]

/** Something unusual in a series. */
export type Anomaly = {
  readonly kind: AnomalyKind
  /** First and last reading of it, instants in ms. */
  readonly from: number
  readonly to: number
  /** How far beyond the limit of its kind: 1 is just at it. */
  readonly score: number
  /** Up, down, or neither. */
  readonly direction: 1 | -1 | 0
  /** Where in the local week it lies: minutes since Monday 00:00 of its first reading. */
  readonly weekMinute: number
  readonly evidence: Evidence
}

/** What a person may check for himself. Values in the unit of the series. */
export type Evidence = {
  /** The value seen (the typical one of a stretch), and what was to be expected there. */
  readonly seen: number
  readonly expected: number
  /** Readings in it. */
  readonly readings: number
  /** The statistic, and the limit it went over, both in usual swings of the series. */
  readonly size: number
  readonly limit: number
}

/** An anomaly by places on the grid, before it is put into words of time. */
export type Stretch = Omit<Anomaly, 'from' | 'to' | 'weekMinute'> & { readonly first: number; readonly last: number }

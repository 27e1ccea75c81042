import { type Anomaly, type AnomalyKind, anomalyKinds } from '../anomalies/anomaly.ts'
import { median } from '../shape/robust.ts'

/** What of an anomaly is remembered with a person's opinion of it. */
export type Pattern = Pick<Anomaly, 'kind' | 'direction' | 'weekMinute' | 'score'> & {
  readonly seen: number
  /** Null for kinds that expect nothing in particular. */
  readonly expected: number | null
  readonly readings: number
  readonly size: number
}

/** A person's opinion of one anomaly of a series, as it stands. */
export type Opinion = { readonly id: string; readonly isAnomaly: boolean; readonly pattern: Pattern }

/** What a series was taught: patterns that are none, and bars that were raised. */
export type Learned = {
  /** Patterns that are not to be raised again, each with the opinion it comes from. */
  readonly masks: readonly { readonly opinion: string; readonly pattern: Pattern }[]
  /** Scores below these are not raised; 1 where nothing was learnt. */
  readonly bars: Readonly<Record<AnomalyKind, number>>
}

/** A pattern a quarter stronger is another one. */
const stronger = 1.25
/** So many "not an anomaly" of one kind raise its bar, to the middle of them, never above this. */
const enough = 3
const highestBar = 2
/** Minutes that a daily routine may be off. */
const punctual = 90

/**
 * What follows from people's opinions of a series (a pure fold: taking an opinion back undoes what it taught). One "not an
 * anomaly" masks what looks the same; three of a kind raise the bar of that kind, but never above what somebody called one.
 */
export function learn(opinions: readonly Opinion[]): Learned {
  const masks = opinions.filter(({ isAnomaly }) => !isAnomaly).map(({ id, pattern }) => ({ opinion: id, pattern }))
  const barOf = (kind: AnomalyKind): number => {
    const scores = (isAnomaly: boolean) =>
      opinions
        .filter((one) => one.isAnomaly === isAnomaly && one.pattern.kind === kind)
        .map(({ pattern }) => pattern.score)
    const dismissed = scores(false)
    if (dismissed.length < enough) return 1
    return Math.max(1, Math.min(median(dismissed), highestBar, ...scores(true)))
  }
  const bars = Object.fromEntries(anomalyKinds.map((kind) => [kind, barOf(kind)])) as Record<AnomalyKind, number> // every kind is there
  return { masks, bars }
}

/** Why an anomaly is not to be raised: the opinion that masks it, or `bar`; `undefined` when it is to be. */
export function silencedBy(learned: Learned, anomaly: Pattern): string | undefined {
  const mask = learned.masks.find(({ pattern }) => isAlike(anomaly, pattern))
  if (mask) return mask.opinion
  return anomaly.score < learned.bars[anomaly.kind] ? 'bar' : undefined
}

/** What is remembered of an anomaly. */
export const patternOf = ({ kind, direction, weekMinute, score, evidence }: Anomaly): Pattern => {
  const { seen, expected, readings, size } = evidence
  return {
    kind,
    direction,
    weekMinute,
    score,
    seen,
    expected: Number.isNaN(expected) ? null : expected,
    readings,
    size,
  }
}

/** Is this the pattern that was dismissed, and not a stronger one, another direction, another hour or another level? */
function isAlike(one: Pattern, known: Pattern): boolean {
  if (one.kind !== known.kind || one.direction !== known.direction || one.size > known.size * stronger) return false
  switch (one.kind) {
    case 'spike':
      return apart(one.weekMinute, known.weekMinute, 1_440) <= punctual
    case 'seasonal':
      // A day around it is looked at, so its beginning says little; the weekday does.
      return apart(one.weekMinute, known.weekMinute, 10_080) <= 720
    case 'stuck':
      return one.seen === known.seen
    case 'shift': {
      const step = Math.abs(known.seen - (known.expected ?? 0)) / 4
      const near = (a: number | null, b: number | null) => Math.abs((a ?? 0) - (b ?? 0)) <= step
      return near(one.seen, known.seen) && near(one.expected, known.expected)
    }
  }
}

/** Distance on a circle of minutes. */
function apart(one: number, other: number, round: number): number {
  const distance = Math.abs(one - other) % round
  return Math.min(distance, round - distance)
}

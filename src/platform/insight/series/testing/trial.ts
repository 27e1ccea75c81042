import { type AnomalyKind, anomalyKinds } from '../anomalies/anomaly.ts'
import { findAnomalies } from '../anomalies/find-anomalies.ts'
import type { Regular } from '../shape/regular.ts'
import { type Injected, inject, type Sizes, seeded } from './inject.ts'

/** A stretch that a detector raised, by instants. */
export type Alarm = { readonly kind?: AnomalyKind; readonly from: number; readonly to: number }

/** What a detector did with injected anomalies of one kind. */
export type Score = {
  injected: number
  /** Found at all; found and called by the right kind. */
  found: number
  named: number
  /** Alarms in series with injections that touch none of these, and of them those that the clean series raises too. */
  other: number
  natural: number
  alarms: number
}

/** The rule that everybody knows: more than three standard deviations from the mean; neighbouring readings are one alarm. */
export function threeSigma({ at, value }: Regular): Alarm[] {
  let [sum, squares, count] = [0, 0, 0]
  for (const one of value)
    if (!Number.isNaN(one)) {
      sum += one
      squares += one * one
      count += 1
    }
  const mean = sum / count
  const sigma = Math.sqrt(squares / count - mean * mean)
  const alarms: { from: number; to: number }[] = []
  let last = -9
  for (let place = 0; place < value.length; place += 1) {
    if (!(Math.abs((value[place] as number) - mean) > 3 * sigma)) continue
    const open = alarms.at(-1)
    if (open && place - last <= 2) open.to = at[place] as number
    else alarms.push({ from: at[place] as number, to: at[place] as number })
    last = place
  }
  return alarms
}

/** Our detectors as a function of a series. */
export const ours = (regular: Regular): readonly Alarm[] => findAnomalies(regular)

/** Injects each kind on its own into each series, several times over, and counts what a detector makes of it. */
export function trial(
  all: readonly Regular[],
  detect: (regular: Regular) => readonly Alarm[],
  { rounds, count, sizes }: { readonly rounds: number; readonly count: number; readonly sizes: Sizes },
): Record<AnomalyKind, Score> {
  const none = (): Score => ({ injected: 0, found: 0, named: 0, other: 0, natural: 0, alarms: 0 })
  const scores = { shift: none(), spike: none(), stuck: none(), seasonal: none() }
  all.forEach((regular, which) => {
    const clean = detect(regular)
    for (const kind of anomalyKinds)
      for (let round = 0; round < rounds; round += 1) {
        const made = inject(regular, kind, { count, sizes, random: seeded(which * 1000 + round * 7 + 1) })
        tally(scores[kind], detect(made.regular), made, clean)
      }
  })
  return scores
}

function tally(
  score: Score,
  alarms: readonly Alarm[],
  { regular, injected }: { readonly regular: Regular; readonly injected: readonly Injected[] },
  clean: readonly Alarm[],
): void {
  const { at, step } = regular
  const stretches = injected.map(({ kind, first, last }) => ({
    kind,
    from: at[first] as number,
    // A shift is seen where it begins, or where it ends: days later it is the level.
    to: at[kind === 'shift' ? first : last] as number,
    end: at[last] as number,
  }))
  const slack = (kind: AnomalyKind) => step * (kind === 'shift' ? 12 : 2)
  const touches = (alarm: Alarm, from: number, to: number, near: number) =>
    alarm.from <= to + near && alarm.to >= from - near
  score.injected += stretches.length
  for (const { kind, from, to } of stretches) {
    const hits = alarms.filter((alarm) => touches(alarm, from, to, slack(kind)))
    if (hits.length > 0) score.found += 1
    if (hits.some((alarm) => alarm.kind === undefined || alarm.kind === kind)) score.named += 1
  }
  score.alarms += alarms.length
  for (const alarm of alarms) {
    if (stretches.some(({ kind, from, end }) => touches(alarm, from, end, slack(kind)))) continue
    score.other += 1
    if (clean.some((one) => touches(one, alarm.from, alarm.to, step))) score.natural += 1
  }
}

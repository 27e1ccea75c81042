import { hasRealData } from '../src/platform/base/testing.ts'
import { type AnomalyKind, anomalyKinds } from '../src/platform/insight/series/anomalies/anomaly.ts'
import { forecast } from '../src/platform/insight/series/forecast/forecast.ts'
import { type Regular, regularize, slice } from '../src/platform/insight/series/shape/regular.ts'
import {
  beijingAir,
  parking,
  type RealSeries,
  shanghaiAir,
} from '../src/platform/insight/series/testing/real-series.ts'
import { ours, type Score, threeSigma, trial } from '../src/platform/insight/series/testing/trial.ts'
import type { Bench, BenchResult } from './bench.ts'

/** Readings of each series that anomalies are put into, the newest: 250 days of hours. */
const part = 6_000
const sizes = [
  { shift: 3, spike: 4 },
  { shift: 5, spike: 8 },
] as const

const share = (one: number, of: number): string => (of === 0 ? '-' : (one / of).toFixed(2))

/** Harmonic mean of recall by the right name and precision, every alarm that touches no injection counted as wrong. */
function together(scores: Record<AnomalyKind, Score>): number {
  const all = Object.values(scores)
  const sum = (of: (score: Score) => number) => all.reduce((total, score) => total + of(score), 0)
  const recall = sum(({ named }) => named) / sum(({ injected }) => injected)
  const precision =
    sum(({ alarms, other }) => alarms - other) /
    Math.max(
      1,
      sum(({ alarms }) => alarms),
    )
  return recall + precision === 0 ? 0 : (2 * recall * precision) / (recall + precision)
}

function figuresOf(scores: Record<AnomalyKind, Score>, who: string): Record<string, string> {
  return Object.fromEntries(
    anomalyKinds.map((kind) => {
      const { injected, found, named, alarms, other, natural } = scores[kind]
      const says = `recall ${share(found, injected)}, rightly named ${share(named, injected)}, precision ${share(alarms - other, alarms)}; without what the untouched series raises too ${share(alarms - other, alarms - natural)} (${injected} injected)`
      return [`${who}, ${kind}`, says]
    }),
  )
}

function anomalies(name: string, all: readonly Regular[], size: (typeof sizes)[number], rounds: number): BenchResult {
  const options = { rounds, count: (all[0]?.at.length ?? 0) > 3_000 ? 6 : 2, sizes: size }
  const started = performance.now()
  const own = trial(all, ours, options)
  const took = performance.now() - started
  const rule = trial(all, threeSigma, options)
  const [mine, theirs] = [together(own), together(rule)]
  const untouched = all.reduce((sum, regular) => sum + ours(regular).length, 0)
  const slots = all.reduce((sum, { at }) => sum + at.length, 0)
  return {
    what: `anomalies put into ${name}: spikes of ${size.spike}, shifts of ${size.shift} swings, stuck a day, days turned by half`,
    baseline: 'three standard deviations from the mean (F1; alarms of the untouched series count as wrong)',
    ratio: mine / Math.max(theirs, 1e-3),
    mark: 'twice the F1 of the rule',
    reached: mine >= 2 * theirs,
    figures: {
      'F1, ours': mine.toFixed(3),
      'F1, rule': theirs.toFixed(3),
      ...figuresOf(own, 'ours'),
      ...figuresOf(rule, 'rule'),
      'alarms in the untouched series': `${untouched} in ${slots} slots`,
      'ms a 1,000 slots': (took / ((slots * (1 + rounds * 4)) / 1_000)).toFixed(1),
    },
  }
}

function forecasts(name: string, all: readonly RealSeries[]): BenchResult {
  const lines: Record<string, string> = {}
  const ratios: number[] = []
  const held: number[] = []
  const started = performance.now()
  for (const { name: one, readings, nature } of all) {
    const made = forecast(regularize(readings, nature), nature)
    if (!made) {
      lines[one] = 'too little past: nothing is offered'
      continue
    }
    const { model, error, naive, coverage, rehearsals } = made
    ratios.push(error.mae / naive.mae)
    held.push(coverage)
    lines[one] =
      `${model}: MAE ${error.mae.toPrecision(3)}, MASE ${error.mase.toFixed(2)}; ${naive.model} ${naive.mae.toPrecision(3)}; coverage ${coverage.toFixed(2)} of 0.90; ${rehearsals} rehearsals`
  }
  const ratio = Math.exp(ratios.reduce((sum, one) => sum + Math.log(one), 0) / ratios.length)
  const mean = held.reduce((sum, one) => sum + one, 0) / held.length
  return {
    what: `forecasts two days ahead, ${name}: error on rehearsals that did not choose the model`,
    baseline: 'the better of seasonal-naive and last value, on the same rehearsals (geometric mean over series)',
    ratio,
    mark: 'error below that of the naive by a tenth, mean coverage within 0.05 of 0.90',
    reached: ratio <= 0.9 && Math.abs(mean - 0.9) <= 0.05,
    figures: {
      ...lines,
      'mean coverage': mean.toFixed(3),
      's a series': ((performance.now() - started) / 1_000 / all.length).toFixed(1),
    },
  }
}

/** Anomalies put into real series at known places, and forecasts of these series rehearsed from many places of the past. */
export const bench: Bench = {
  says: 'anomalies and forecasts on real series, against the three-sigma rule and the naive forecasts',
  run: async (size = 1) => {
    if (!hasRealData) throw new Error('The real series are not here: ../shared/data/sensors')
    const newest = ({ readings, nature }: RealSeries) => {
      const regular = regularize(readings, nature)
      return slice(regular, Math.max(0, regular.at.length - part), regular.at.length)
    }
    const air = [...shanghaiAir(), ...beijingAir()]
    const lots = parking()
    const groups: readonly (readonly [string, readonly Regular[]])[] = [
      ['fine dust (no season)', air.filter(({ name }) => name.startsWith('PM')).map(newest)],
      ['gases and temperature', air.filter(({ name }) => !name.startsWith('PM')).map(newest)],
      ['car parks', lots.map(newest).filter(({ value }) => value.length > 1_000)],
    ]
    return [
      ...groups.flatMap(([name, all]) => sizes.map((one) => anomalies(name, all, one, size))),
      forecasts('air', air),
      forecasts('car parks', lots),
    ]
  },
}

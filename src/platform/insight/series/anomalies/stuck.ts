import { quantileOf } from '../shape/robust.ts'
import type { Stretch } from './anomaly.ts'
import type { View } from './view.ts'

/** No shorter run is ever called stuck. */
const leastRun = 6
/** From so many runs on a value speaks for itself. */
const manyRuns = 8
/** One false alarm in so many readings, were repeats independent. */
const rarity = 1 / 20_000
/** Other days that a stretch is held against, on either side, and how many must be there to say anything. */
const nearDays = 14
const leastOthers = 3

/**
 * Stuck (卡死): the same value again and again, longer than chance explains with the resolution that the series has. How often a value
 * repeats is counted for each value apart: zero repeats for days in a rain gauge and hardly ever in a thermometer; and only
 * runs go beyond the limit that are also longer than all but a few of the runs the series is used to, and more than twice as long
 * as what other days have at that hour: a smooth course stands still at its top and its foot every day. Before there are such
 * days nothing is called stuck.
 */
export function findStuck({ value, perDay }: Pick<View, 'value' | 'perDay'>): Stretch[] {
  const runs = runsOf(value)
  const own = new Map<number, Run[]>()
  for (const run of runs) {
    const group = own.get(run.value)
    if (group) group.push(run)
    else own.set(run.value, [run])
  }
  // What is usual in the series is asked of its other values: the commonest one (no rain) is a matter of its own.
  const commonest = [...own.values()].reduce((most, group) => (group.length > most.length ? group : most), [])
  const rest = runs.filter((run) => run.value !== commonest[0]?.value)
  const all = repeatsOf(rest)
  const shape = { value, perDay }
  // A shower is held against showers, not against the dry days around it.
  const [isUsual, isUsualElse] = [otherDays(runs, shape), otherDays(rest, shape)]
  const found: Stretch[] = []
  for (const [seen, group] of own) {
    const longest = group.reduce((most, { readings }) => Math.max(most, readings), 0)
    if (longest < leastRun) continue
    // What never moved otherwise (a door that stays shut, the number of places) is not stuck: nothing says that it should move.
    if (runs.length - group.length < manyRuns) continue
    // Few runs of a value say little about it: they are drawn towards what is usual in the series.
    const weight = group.length >= manyRuns ? 1 : group.length / (group.length + 20)
    const repeats = repeatsOf(group) * weight + all * (1 - weight)
    const chance = Math.log((1 - repeats) / rarity) / Math.max(Math.log(1 / repeats), 1e-9)
    // Values with many runs show themselves how long these get: weather and routine are not independent draws.
    const used =
      group.length >= 8
        ? 2 *
          quantileOf(
            group.map((run) => run.readings).sort((a, b) => a - b),
            0.9,
          )
        : 0
    const limit = Math.max(leastRun, chance, used)
    for (const { first, last, readings } of group) {
      if (readings < limit || (group === commonest ? isUsual : isUsualElse)(first, last, readings)) continue
      found.push({
        ...{ kind: 'stuck', first, last, direction: 0, score: readings / limit },
        evidence: { seen, expected: Number.NaN, readings, size: readings, limit },
      })
    }
  }
  return found.sort((one, other) => one.first - other.first)
}

/** Is a stretch of so many readings no more than what other days have at its hours? So it is while there are too few of these. */
function otherDays(
  runs: readonly Run[],
  { value, perDay }: Pick<View, 'value' | 'perDay'>,
): (first: number, last: number, readings: number) => boolean {
  if (perDay === 0) return () => false
  const slots = value.length
  // Where something was reported its stretch is told, of other values none; where nothing was, nothing can be held against it.
  const lengths = Int32Array.from(value, (one) => (Number.isNaN(one) ? -1 : 0))
  for (const { first, last, readings } of runs) lengths.fill(readings, first, last + 1)
  return (first, last, readings) => {
    const others: number[] = []
    const length = Math.min(perDay, last - first + 1)
    // Days that the stretch itself reaches into are no others.
    const own = Math.ceil((last - first + 1) / perDay)
    for (let day = -nearDays; day < own + nearDays; day += 1) {
      const from = first + day * perDay
      const till = from + length
      if (from < 0 || till > slots || (till > first && from <= last)) continue
      const longest = lengths.subarray(from, till).reduce((most, one) => Math.max(most, one), -1)
      if (longest >= 0) others.push(longest)
    }
    if (others.length < leastOthers) return true
    return readings <= 2 * quantileOf(Float64Array.from(others).sort(), 0.5)
  }
}

type Run = { readonly value: number; readonly first: number; readonly last: number; readonly readings: number }

/** Stretches of one value; slots in which nothing came neither break nor lengthen them. */
function runsOf(value: Float64Array): Run[] {
  const runs: Run[] = []
  let run: { value: number; first: number; last: number; readings: number } | undefined
  for (let at = 0; at < value.length; at += 1) {
    const one = value[at] as number // within the array
    if (Number.isNaN(one)) continue
    if (run?.value === one) {
      run.last = at
      run.readings += 1
      continue
    }
    if (run) runs.push(run)
    run = { value: one, first: at, last: at, readings: 1 }
  }
  return run ? [...runs, run] : runs
}

/**
 * Chance that a reading is followed by the same value: by the shorter nine tenths of the runs, so that stuck stretches do not count,
 * or by how long these get, where that says more (a tenth of geometric runs is longer than L when the chance is 0.1^(1/L)).
 */
function repeatsOf(runs: readonly Run[]): number {
  const lengths = runs.map(({ readings }) => readings).sort((one, other) => one - other)
  const kept = lengths.slice(0, Math.max(1, Math.ceil(lengths.length * 0.9)))
  const readings = kept.reduce((sum, length) => sum + length, 0)
  const mean = (readings - kept.length + 0.5) / (readings + 1)
  return lengths.length < manyRuns ? mean : Math.max(mean, 0.1 ** (1 / quantileOf(lengths, 0.9)))
}

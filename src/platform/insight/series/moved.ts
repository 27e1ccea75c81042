import { whatElseMoved } from '../../../kernel/twin/index.ts'
import type { SeriesSource } from './source.ts'

/** Readings before the window that show what is usual, as a multiple of its length; and at least so many days. */
const before = 10
const leastDays = 14
const day = 86_400_000
const hour = 3_600_000
const finest = 5 * 60_000

/** Series that moved with one in a window (epoch ms), on a grid of at least five minutes: see `whatElseMoved`. */
export async function movedWith(
  source: SeriesSource,
  {
    series,
    others,
    from,
    to,
  }: { readonly series: number; readonly others: readonly number[]; readonly from: number; readonly to: number },
) {
  const start = from - Math.max(before * (to - from), leastDays * day)
  // Enough slots in the window to compare, and few enough in all.
  const step = to - from >= 24 * hour ? hour : Math.max(finest, ...[900_000].filter((one) => to - from >= 24 * one))
  const slots = Math.floor((to + 6 * step - start) / step)
  const grid = async (one: number): Promise<Float64Array> => {
    const steps = await source.steps({ series: [one], from: start, till: start + slots * step, step: step / 1_000 })
    const values = new Float64Array(slots).fill(Number.NaN)
    for (const { at, sum, count } of steps) {
      const place = Math.floor((at - start) / step)
      if (place >= 0 && place < slots) values[place] = sum / count
    }
    return values
  }
  const sign = await grid(series)
  const against: { id: number; values: Float64Array }[] = []
  for (const id of others) against.push({ id, values: await grid(id) })
  const [first, last] = [Math.floor((from - start) / step), Math.ceil((to - start) / step)]
  const moved = whatElseMoved(sign, against, {
    ...{ from: first, to: last, mostLag: Math.max(1, Math.min(6, Math.floor((last - first) / 4))) },
    ...{ course: 3 * (last - first), season: Math.round(day / step) },
  })
  return { step, moved }
}

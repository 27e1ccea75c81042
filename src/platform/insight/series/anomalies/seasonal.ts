import { median, rollingMedian, spread } from '../shape/robust.ts'
import type { Stretch } from './anomaly.ts'
import type { View } from './view.ts'

/** Limits in usual swings of the statistic itself: for the shape of a day, and for a day that lies off as a whole. */
const shapeLimit = 6
const offLimit = 8
/** One wild reading is a spike; it counts no more than this in the day around it. */
const mostOne = 5

/**
 * Seasonal outliers (时段异常): a day whose values occur, but not at these hours: a holiday's morning, a lamp that burns by day. Two
 * statistics over the day around each place, each in its own usual swing: how far its hours lie from season and level, and how
 * far from these and from the day's own middle (its shape).
 */
export function findSeasonal(view: View): Stretch[] {
  const { rest, perDay, value, model } = view
  if (perDay < 6 || rest.length < 14 * perDay) return []
  const away = inSwings(view)
  const half = Math.floor(perDay / 2)
  const middle = rollingMedian(away, perDay - half, half, Math.ceil(perDay / 3))
  const shape = standing(
    meanAround(
      away.map((one, at) => Math.abs(one - (middle[at] as number))),
      half,
    ),
  ) // same length
  const off = standing(meanAround(away.map(Math.abs), half))
  const size = shape.map((one, at) => Math.max(one / shapeLimit, (off[at] as number) / offLimit)) // same length
  const found: Stretch[] = []
  for (let at = 0; at < size.length; at += 1) {
    if (!((size[at] as number) > 1)) continue // NaN is not beyond
    let [first, last, top] = [at, at, at]
    for (; (size[last + 1] ?? 0) > 1; last += 1) if ((size[last + 1] as number) > (size[top] as number)) top = last + 1
    at = last
    first = Math.max(0, Math.min(first, top - half + 1))
    last = Math.min(size.length - 1, Math.max(last, top + half - 1))
    const inside = away.subarray(first, last + 1)
    const sum = inside.reduce((total, one) => total + (Number.isNaN(one) ? 0 : Math.sign(one)), 0)
    // The reading that lies farthest off stands for it.
    let worst = top
    for (let place = first; place <= last; place += 1)
      if (Math.abs(away[place] as number) > Math.abs(away[worst] as number) || Number.isNaN(away[worst])) worst = place
    const reached = size[top] as number
    const isShape = (shape[top] as number) / shapeLimit >= (off[top] as number) / offLimit
    const limit = isShape ? shapeLimit : offLimit
    found.push({
      ...{ kind: 'seasonal', first, last, score: reached },
      direction: Math.abs(sum) > inside.length / 2 ? (Math.sign(sum) as 1 | -1) : 0,
      evidence: {
        ...{ seen: value[worst] as number, expected: view.back(model[worst] as number) },
        ...{ readings: last - first + 1, size: reached * limit, limit },
      },
    })
  }
  return found
}

/** What is left of each reading, in the usual swing of its time of day. */
function inSwings({ rest, slots, perDay }: View): Float64Array {
  const floor = spread(rest) / 3
  const swing = Array.from(
    { length: perDay },
    (_, slot) => Math.max(floor, spread(rest.filter((_one, at) => (slots[at] as number) % perDay === slot)) || 0), // same length
  )
  const most = (one: number) => Math.max(-mostOne, Math.min(mostOne, one))
  return rest.map((one, at) => most(one / (swing[(slots[at] as number) % perDay] as number))) // a slot of the day
}

/** Mean over the day around each place; NaN where less than half of it is there. */
function meanAround(values: Float64Array, half: number): Float64Array {
  let [sum, count] = [0, 0]
  const take = (one: number | undefined, way: 1 | -1) => {
    if (one === undefined || Number.isNaN(one)) return
    sum += way * one
    count += way
  }
  for (let at = 0; at < half; at += 1) take(values[at], 1)
  return values.map((_, at) => {
    take(values[at + half], 1)
    take(values[at - half], -1)
    return count >= half ? sum / count : Number.NaN
  })
}

function standing(values: Float64Array): Float64Array {
  const centre = median(values)
  const swing = spread(values, centre)
  return values.map((one) => (one - centre) / swing)
}

import { median, spread, tailLimit } from '../shape/robust.ts'
import type { Stretch } from './anomaly.ts'
import type { View } from './view.ts'

/** Readings on each side that a reading is held against, and the longest run that is called a spike. */
const beside = 3
const longest = 3
/** Even the calmest series must leave its usual swing by so many of them. */
const least = 5
/** A share of readings that may lie beyond the limit by the series' own tail. */
const rarity = 1 / 2_000

/**
 * Spikes: up to three readings that leave what lies before and what lies after them, season taken out. The lesser of both
 * distances counts, in the usual swing of that time of day: a rise that stays is none. The limit follows the tail that
 * the series itself has. The newest readings have nothing after them yet and must go half as far again.
 */
export function findSpikes(view: View): Stretch[] {
  const { plainRest, slots, value } = view
  const jump = plainRest.map((one, at) => lonely(plainRest, one, at))
  const swing = swingBySlot(jump, slots, view.perDay)
  const size = jump.map((one, at) => one / (swing[at] as number)) // same length
  const limit = Math.max(least, tailLimit(size.map(Math.abs), rarity))
  const found: Stretch[] = []
  for (let at = 0; at < size.length; at += 1) {
    const first = at
    const sign = Math.sign(size[at] as number) as 1 | -1 | 0 // at lies within; the sign of NaN is caught below
    const beyond = (place: number) =>
      (size[place] ?? 0) * sign > (place > size.length - 1 - beside ? limit * 1.5 : limit)
    if (sign === 0 || !beyond(at)) continue
    let top = at
    while (beyond(at + 1)) {
      at += 1
      if (Math.abs(size[at] as number) > Math.abs(size[top] as number)) top = at
    }
    if (at - first >= longest) continue
    const reached = Math.abs(size[top] as number)
    found.push({
      ...{ kind: 'spike', first, last: at, direction: sign, score: reached / limit },
      evidence: {
        ...{ seen: value[top] as number, expected: (value[top] as number) - (jump[top] as number) },
        ...{ readings: at - first + 1, size: reached, limit },
      },
    })
  }
  return found
}

/** Distance from the nearer of both sides; zero where the reading lies between them, NaN where a side is not known. */
function lonely(rest: Float64Array, one: number, at: number): number {
  const before = one - besides(rest, at, -1)
  const after = at + 1 >= rest.length ? before : one - besides(rest, at, 1)
  if (Number.isNaN(before) || Number.isNaN(after)) return Number.NaN
  return before * after <= 0 ? 0 : Math.sign(before) * Math.min(Math.abs(before), Math.abs(after))
}

/** Median of the nearest readings on one side; a gap of more than twice as many slots hides what was there. */
function besides(rest: Float64Array, at: number, way: 1 | -1): number {
  const near: number[] = []
  for (let step = 1; step <= 2 * beside && near.length < beside; step += 1) {
    const one = rest[at + way * step]
    if (one !== undefined && !Number.isNaN(one)) near.push(one)
  }
  return near.length === 0 ? Number.NaN : median(near)
}

/** Spread at each time of day, drawn towards that of the whole day; zeros are readings between their sides and say nothing. */
function swingBySlot(values: Float64Array, slots: Int32Array, perDay: number): Float64Array {
  const known = (value: number) => !Number.isNaN(value) && value !== 0
  const whole = spread(values.filter(known), 0)
  if (perDay === 0) return values.map(() => whole)
  const bySlot = Array.from({ length: perDay }, (_, slot) => {
    const own = values.filter((value, at) => (slots[at] as number) % perDay === slot && known(value)) // same length
    const share = own.length / (own.length + 30)
    return share * (own.length > 0 ? spread(own, 0) : 0) + (1 - share) * whole
  })
  return values.map((_, at) => Math.max(whole / 3, bySlot[(slots[at] as number) % perDay] as number)) // a slot of the day
}

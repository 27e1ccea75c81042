import { costOf, type Errand, type Ground, type Way, waitWeight, wayOf, wayWeight } from './problem.ts'

/** What pricing found for one crew. */
export type Priced = {
  /** No way of this crew costs less than this after the prices are taken off; exact for ways that may come back to an errand after a third. */
  readonly least: number
  /** Ways that cost less than nothing after the prices are taken off, cheapest first; each goes anywhere once. */
  readonly ways: readonly { readonly way: Way; readonly cost: number; readonly reduced: number }[]
}

// Labels by errand and minute, two each: the cheapest, and the cheapest that came from another errand, so that no way goes there and straight back.
type Labels = {
  readonly cost: Float64Array
  readonly from: Int32Array
  readonly parent: Int32Array
}

const none = -1

function put({ cost, from, parent }: Labels, slot: number, value: number, pred: number, before: number): boolean {
  const [first, second] = [slot * 2, slot * 2 + 1]
  if (value < (cost[first] as number)) {
    if (from[first] !== pred) {
      cost[second] = cost[first] as number
      from[second] = from[first] as number
      parent[second] = parent[first] as number
    }
    cost[first] = value
    from[first] = pred
    parent[first] = before
    return true
  }
  if (from[first] !== pred && value < (cost[second] as number)) {
    cost[second] = value
    from[second] = pred
    parent[second] = before
    return true
  }
  return false
}

/** How pricing is done. */
export type Pricing = {
  /** Most ways that are given. */
  readonly most: number
  /** Minutes that are taken as one: 1 is exact and gives a bound, more is faster and finds good ways. */
  readonly grain: number
}

/**
 * The cheapest ways of one crew when every errand pays a price (column generation's pricing): dynamic programming over errands
 * and minutes, without ways that go to and straight back. `most` ways are given.
 */
export function priceWays(ground: Ground, crew: number, prices: Float64Array, { most, grain }: Pricing): Priced {
  const { problem, open, liked } = ground
  const who = problem.crews[crew]
  const mine = open[crew]
  if (!who || !mine || mine.length === 0 || who.until <= who.from) return { least: 0, ways: [] }
  const step = (minutes: number) => Math.round(minutes / grain)
  const [count, span] = [mine.length, Math.floor((who.until - who.from) / grain) + 1]
  const cells = count * span
  const labels: Labels = {
    cost: new Float64Array(cells * 2).fill(Number.POSITIVE_INFINITY),
    from: new Int32Array(cells * 2).fill(none),
    parent: new Int32Array(cells * 2).fill(none),
  }
  const { cost, from } = labels
  const tasks = Array.from(mine, (index) => problem.errands[index] as Errand) // indexes of errands
  const worth = Float64Array.from(mine, (index) => (liked[crew]?.[index] ?? 0) - (prices[index] ?? 0))
  const way = new Int32Array(count * count)
  for (let i = 0; i < count; i += 1)
    for (let j = 0; j < count; j += 1)
      if (i !== j) way[i * count + j] = step(wayOf(ground, crew, mine[i] as number, mine[j] as number))
  const ready = Int32Array.from(tasks, (one) => step(one.ready - who.from))
  const work = Int32Array.from(tasks, (one) => Math.max(1, step(one.work)))
  const due = Float64Array.from(tasks, (one) => (one.due - who.from) / grain)
  const weight = Float64Array.from(tasks, (one) => one.weight * grain)
  const isNew = new Uint8Array(cells)
  const reach = (j: number, leave: number, minutes: number, base: number, pred: number, before: number) => {
    const end = Math.max(leave + minutes, ready[j] as number) + (work[j] as number)
    if (end >= span) return
    const value =
      base +
      (weight[j] as number) * (Math.max(0, end - (due[j] as number)) + waitWeight * (end - (ready[j] as number))) +
      wayWeight * grain * minutes +
      (worth[j] as number)
    const slot = end * count + j
    if (put(labels, slot, value, pred, before)) isNew[slot] = 1
  }
  for (let j = 0; j < count; j += 1) reach(j, 0, step(wayOf(ground, crew, none, mine[j] as number)), 0, none, none)
  for (let minute = 1; minute < span; minute += 1)
    for (let i = 0; i < count; i += 1) {
      const slot = minute * count + i
      const earlier = slot - count
      // Who was there a minute ago may have waited.
      for (let half = 0; half < 2; half += 1)
        if ((cost[earlier * 2 + half] as number) < Number.POSITIVE_INFINITY)
          put(
            labels,
            slot,
            cost[earlier * 2 + half] as number,
            from[earlier * 2 + half] as number,
            labels.parent[earlier * 2 + half] as number,
          )
      if (isNew[slot] === 0) continue
      const [best, second] = [cost[slot * 2] as number, cost[slot * 2 + 1] as number]
      const avoid = from[slot * 2] as number
      for (let j = 0; j < count; j += 1) {
        if (j === i) continue
        const half = j === avoid ? 1 : 0
        const base = half === 1 ? second : best
        if (base < Number.POSITIVE_INFINITY) reach(j, minute, way[i * count + j] as number, base, i, slot * 2 + half)
      }
    }
  return {
    least: Math.min(0, leastOf(cost, cells)),
    ways: waysOf(ground, crew, labels, { mine, count, span, prices, most }),
  }
}

const leastOf = (cost: Float64Array, cells: number): number => {
  let least = Number.POSITIVE_INFINITY
  for (let slot = 0; slot < cells; slot += 1) least = Math.min(least, cost[slot * 2] as number)
  return least
}

type Found = { mine: Int32Array; count: number; span: number; prices: Float64Array; most: number }

/** The cheapest way to end at each errand, unrolled; errands met twice are gone to once. */
function waysOf(ground: Ground, crew: number, { cost, parent }: Labels, { mine, count, span, prices, most }: Found) {
  const ends: { label: number; value: number }[] = []
  for (let i = 0; i < count; i += 1) {
    // Waiting carries labels on, so the last minute holds the best of the errand.
    const label = ((span - 1) * count + i) * 2
    const value = cost[label] as number
    if (value < -1e-6) ends.push({ label, value })
  }
  ends.sort((a, b) => a.value - b.value)
  const seen = new Set<string>()
  const ways: { way: Way; cost: number; reduced: number }[] = []
  for (const { label } of ends) {
    if (ways.length >= most) break
    const stops: number[] = []
    for (let at = label; at !== none; at = parent[at] as number) stops.push(mine[(at >> 1) % count] as number)
    stops.reverse()
    const once = stops.filter((stop, index) => stops.indexOf(stop) === index)
    const key = once.join()
    if (seen.has(key)) continue
    seen.add(key)
    const whole = costOf(ground, { crew, stops: once })
    const reduced = whole - once.reduce((sum, stop) => sum + (prices[stop] ?? 0), 0)
    if (reduced < -1e-6) ways.push({ way: { crew, stops: once }, cost: whole, reduced })
  }
  return ways
}

/** No plan costs less than this, whatever the prices are (Lagrange): what is paid, less what crews and leaving could gain at best. */
export function lowerBound(prices: Float64Array, least: readonly number[], leaving: Float64Array): number {
  const paid = prices.reduce((sum, price, errand) => sum + price + Math.min(0, (leaving[errand] ?? 0) - price), 0)
  return least.reduce((sum, one) => sum + Math.min(0, one), paid)
}

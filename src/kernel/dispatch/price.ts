import { type Errand, type Ground, minutesFor, wayOf } from './problem.ts'
import type { Terms } from './terms.ts'

/** A way that pricing found, as it was counted: it may come back to an errand after a third, and is cheaper than any real one. */
export type PricedWay = { readonly stops: readonly number[]; readonly cost: number }

/** What pricing found for one crew. */
export type Priced = {
  /** No way of this crew costs less than this after the prices are taken off: true in steps of one minute, near in coarser ones. */
  readonly least: number
  /** Ways that cost less than their prices, the one that gains most first. */
  readonly ways: readonly PricedWay[]
}

/** What is asked of pricing. */
export type Asked = {
  /** What each errand pays. */
  readonly prices: Float64Array
  readonly terms: Terms
  /** Most ways that are given. */
  readonly most: number
}

const nobody = -1

// By errand and step, two each: the cheapest so far, and the cheapest that came from another errand, so that no way goes there and
// straight back. `at` is the step in which it was reached; later steps only wait.
type Labels = {
  readonly best: Float64Array
  readonly second: Float64Array
  readonly from: Int16Array
  readonly other: Int16Array
  readonly at: Int16Array
  readonly otherAt: Int16Array
}

const labelsFor = (cells: number): Labels => ({
  ...{ best: new Float64Array(cells), second: new Float64Array(cells) },
  ...{ from: new Int16Array(cells), other: new Int16Array(cells) },
  ...{ at: new Int16Array(cells), otherAt: new Int16Array(cells) },
})

/** An errand that is worth going to at its price, in steps of the crew's shift: first and last step in which it may end. */
type Task = {
  readonly errand: number
  readonly what: Errand
  readonly room: number
  readonly way: number
  readonly first: number
  readonly last: number
}

/** Steps and metres from every task to every other, by the one that is gone to. */
type Legs = { readonly from: Int32Array; readonly cost: Float64Array }

/**
 * The cheapest ways of crews when every errand pays a price (column generation's pricing): dynamic programming over errands and steps
 * of `grain` minutes. In whole minutes it is exact for ways that may come back to an errand after a third, and so a bound; in coarser
 * steps it is near, and quick. An errand is left out once it costs more than it pays: without it a way is cheaper.
 */
export class Pricer {
  readonly #ground: Ground
  readonly #grain: number
  #labels = labelsFor(0)

  constructor(ground: Ground, grain: number) {
    this.#ground = ground
    this.#grain = grain
  }

  /** Ways of one crew. */
  price(crew: number, asked: Asked): Priced {
    const { prices, terms } = asked
    const who = this.#ground.problem.crews[crew]
    if (!who || who.until <= who.from) return { least: 0, ways: [] }
    const steps = Math.floor((who.until - who.from) / this.#grain) + 1
    const tasks = this.#tasks(crew, steps, prices, terms)
    const legs = tasks.map((task) => this.#legs(crew, tasks, task, steps, terms))
    this.#fill(tasks, legs, who.from, steps, terms)
    return this.#found(tasks, crew, steps, asked)
  }

  /** The errands that pay more than they cost this crew, by the step in which they may end first. */
  #tasks(crew: number, steps: number, prices: Float64Array, terms: Terms): readonly Task[] {
    const { problem, open, liked } = this.#ground
    const from = problem.crews[crew]?.from ?? 0
    const tasks: Task[] = []
    for (const errand of open[crew] ?? []) {
      const what = problem.errands[errand] as Errand // an index of an errand
      const room = (prices[errand] ?? 0) - (terms.isWished ? (liked[crew]?.[errand] ?? 0) : 0)
      const way = wayOf(this.#ground, crew, nobody, errand)
      const first = Math.max(1, Math.round((Math.max(way, what.ready - from) + what.work) / this.#grain))
      // A minute of way more than it is worth: rounded ways may be a minute longer without a stop between.
      const last = Math.ceil((lastWorth(what, room + terms.way, terms) - from) / this.#grain)
      if (first < steps && last >= first)
        tasks.push({ errand, what, room, way, first, last: Math.min(last, steps - 1) })
    }
    return tasks.sort((a, b) => a.first - b.first)
  }

  /** Where the label stands from which a task is reached, before its step is added. */
  #legs(crew: number, tasks: readonly Task[], to: Task, steps: number, terms: Terms): Legs {
    const { metres, problem } = this.#ground
    const [count, speed] = [problem.errands.length, problem.crews[crew]?.speed ?? 1]
    const [from, cost] = [new Int32Array(tasks.length), new Float64Array(tasks.length)]
    for (let index = 0; index < tasks.length; index += 1) {
      const minutes = minutesFor(metres[(tasks[index] as Task).errand * count + to.errand] as number, speed) // an index of a task
      const isReached = tasks[index] !== to
      const gone = Math.max(1, Math.round((minutes + to.what.work) / this.#grain))
      from[index] = index * 2 * steps + steps - Math.min(steps, gone)
      cost[index] = isReached ? minutes * terms.way : Number.POSITIVE_INFINITY
    }
    return { from, cost }
  }

  /** Fills the labels, step by step. */
  #fill(tasks: readonly Task[], legs: readonly Legs[], begins: number, steps: number, terms: Terms): void {
    const cells = tasks.length * 2 * steps
    if (this.#labels.best.length < cells) this.#labels = labelsFor(cells)
    const { best, second } = this.#labels
    tasks.forEach(({ first }, index) => {
      const row = index * 2 * steps
      // Before it can end nothing is there; a shift's length of it stands before each row, so that no leg reaches into another.
      best.fill(Number.POSITIVE_INFINITY, row, row + steps + first)
      second.fill(Number.POSITIVE_INFINITY, row, row + steps + first)
    })
    const final = tasks.reduce((most, { last }) => Math.max(most, last), nobody)
    let begun = 0
    for (let step = 0; step <= final; step += 1) {
      while (begun < tasks.length && (tasks[begun] as Task).first < step) begun += 1
      for (let index = 0; index < tasks.length; index += 1) {
        const task = tasks[index] as Task // an index of a task
        if (task.first > step) break
        if (task.last < step) continue
        const end = begins + step * this.#grain
        const { due, weight, ready } = task.what
        const cost = weight * (Math.max(0, end - due) + terms.wait * (end - ready)) - task.room
        const start = task.first === step ? task.way * terms.way : Number.POSITIVE_INFINITY
        this.#reach(legs[index] as Legs, index, { step, steps, cost, start, begun })
        if (step === task.last) this.#wait(index * 2 * steps + steps + step, (index + 1) * 2 * steps)
      }
    }
  }

  /** The cheapest ways to end a task in a step, from those that were begun before. */
  #reach({ from: legFrom, cost: legCost }: Legs, index: number, { step, steps, cost, start, begun }: Step): void {
    const { best, second, from } = this.#labels
    let one = start
    let two = Number.POSITIVE_INFINITY
    let by = nobody
    let next = nobody
    for (let prior = 0; prior < begun; prior += 1) {
      const slot = (legFrom[prior] as number) + step
      const value = ((from[slot] === index ? second[slot] : best[slot]) as number) + (legCost[prior] as number)
      if (value >= two) continue
      if (value < one) {
        two = one
        next = by
        one = value
        by = prior
      } else {
        two = value
        next = prior
      }
    }
    const isFirst = start < Number.POSITIVE_INFINITY
    put(this.#labels, index * 2 * steps + steps + step, { step, isFirst, one: one + cost, by, two: two + cost, next })
  }

  /** Whoever has ended a task may wait where he is until the shift is over. */
  #wait(slot: number, end: number): void {
    for (const row of Object.values(this.#labels)) row.fill(row[slot] as number, slot + 1, end)
  }

  /** The cheapest way to end at each task, unrolled. */
  #found(tasks: readonly Task[], crew: number, steps: number, { prices, most }: Asked): Priced {
    const { best } = this.#labels
    const ends = tasks
      .map((_, index) => ({ index, value: best[(index + 1) * 2 * steps - 1] as number }))
      .filter(({ value }) => value < -1e-9)
      .sort((a, b) => a.value - b.value)
    const ways = ends.slice(0, most).map(({ index, value }) => {
      const stops = this.#unrolled(tasks, crew, steps, index)
      return { stops, cost: stops.reduce((sum, stop) => sum + (prices[stop] ?? 0), value) }
    })
    return { least: ends[0]?.value ?? 0, ways }
  }

  /** The errands of the way that ends at a task, first to last. */
  #unrolled(tasks: readonly Task[], crew: number, steps: number, end: number): readonly number[] {
    const { from, other, at, otherAt } = this.#labels
    const stops: number[] = []
    let [index, step, isOther] = [end, steps - 1, false]
    while (index >= 0) {
      const slot = index * 2 * steps + steps + step
      const to = tasks[index] as Task // an index of a task
      const before = (isOther ? other : from)[slot] as number
      stops.push(to.errand)
      const prior = tasks[before]
      if (!prior) break
      const minutes = wayOf(this.#ground, crew, prior.errand, to.errand) + to.what.work
      step = ((isOther ? otherAt : at)[slot] as number) - Math.max(1, Math.round(minutes / this.#grain))
      isOther = from[before * 2 * steps + steps + step] === index
      index = before
    }
    return stops.reverse()
  }
}

/** One step of one task: what ending then costs, what is paid for going there first, how many tasks may have been ended before. */
type Step = {
  readonly step: number
  readonly steps: number
  readonly cost: number
  readonly start: number
  readonly begun: number
}

/** What was found in one step: the cheapest and from where, and the cheapest from elsewhere. */
type Fresh = {
  readonly step: number
  readonly isFirst: boolean
  readonly one: number
  readonly by: number
  readonly two: number
  readonly next: number
}

/** Writes a step: what was found in it, or what waited since the one before it where that is cheaper. */
function put(labels: Labels, slot: number, { step, isFirst, one, by, two, next }: Fresh): void {
  const was = slot - 1
  const old = isFirst ? Number.POSITIVE_INFINITY : (labels.best[was] as number)
  const oldFrom = isFirst ? nobody : (labels.from[was] as number)
  const isBetter = isFirst || one < old
  labels.best[slot] = isBetter ? one : old
  labels.from[slot] = isBetter ? by : oldFrom
  labels.at[slot] = isBetter ? step : (labels.at[was] as number)
  // The second comes from elsewhere than the best: the one that lost, where it does, and else the seconds of both.
  if (isFirst) putSecond(labels, slot, two, next, step)
  else if (by === oldFrom) keepSecond(labels, slot, two, next, step)
  else if (isBetter && old <= two) putSecond(labels, slot, old, oldFrom, labels.at[was] as number)
  else if (isBetter) putSecond(labels, slot, two, next, step)
  else keepSecond(labels, slot, one, by, step)
}

function putSecond({ second, other, otherAt }: Labels, slot: number, value: number, from: number, step: number): void {
  second[slot] = value
  other[slot] = from
  otherAt[slot] = step
}

/** The second of the step before, unless this is cheaper. */
function keepSecond(labels: Labels, slot: number, value: number, from: number, step: number): void {
  const was = slot - 1
  if (value < (labels.second[was] as number)) putSecond(labels, slot, value, from, step)
  else putSecond(labels, slot, labels.second[was] as number, labels.other[was] as number, labels.otherAt[was] as number)
}

/** The latest minute at which an errand still costs less than `room`. */
function lastWorth({ due, ready, weight }: Errand, room: number, { wait }: Terms): number {
  if (wait > 0) {
    const inTime = ready + room / (weight * wait)
    return inTime <= due ? inTime : (room / weight + due + wait * ready) / (1 + wait)
  }
  return room > 0 ? due + room / weight : Number.NEGATIVE_INFINITY
}

/** No plan costs less than this, whatever the prices are (Lagrange): what is paid, less what crews and leaving could gain at best. */
export function lowerBound(prices: Float64Array, least: readonly number[], leaving: Float64Array): number {
  const paid = prices.reduce((sum, price, errand) => sum + Math.min(price, leaving[errand] ?? 0), 0)
  return least.reduce((sum, one) => sum + Math.min(0, one), paid)
}

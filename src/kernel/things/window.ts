import type { Aggregate } from './alarm.ts'

/** A window is kept in so many slots: it slides by a twentieth of its length. */
const slots = 20
/** Numbers a slot: count, sum, min, max, first, last, not zero. */
const width = 7

/**
 * Readings of the last so many milliseconds, kept as figures of slots: constant memory, whatever the rate.
 * Readings are added in the order of their instants; the window reaches back from the newest, to within a slot.
 */
export class SlidingWindow {
  readonly #slotMs: number
  readonly #figures = new Float64Array(slots * width)
  readonly #number = new Float64Array(slots).fill(Number.NEGATIVE_INFINITY)
  #newest = Number.NEGATIVE_INFINITY

  constructor(windowMs: number) {
    this.#slotMs = windowMs / slots
  }

  add(at: number, value: number): void {
    const number = Math.floor(at / this.#slotMs)
    const slot = ((number % slots) + slots) % slots
    const base = slot * width
    const all = this.#figures
    this.#newest = number
    if (this.#number[slot] !== number) {
      this.#number[slot] = number
      all[base] = 1
      for (let i = 1; i < 6; i++) all[base + i] = value
      all[base + 6] = value === 0 ? 0 : 1
      return
    }
    // Every index lies within the array by its construction.
    const at0 = (i: number) => all[base + i] as number
    all[base] = at0(0) + 1
    all[base + 1] = at0(1) + value
    all[base + 2] = Math.min(at0(2), value)
    all[base + 3] = Math.max(at0(3), value)
    all[base + 5] = value
    all[base + 6] = at0(6) + (value === 0 ? 0 : 1)
  }

  /** Number of readings in the window. */
  get count(): number {
    return this.#fold(0, (sum, base) => sum + (this.#figures[base] as number)) // within the array
  }

  /** The aggregate of the window; NaN without readings. */
  value(aggregate: Aggregate): number {
    const at = (base: number, i: number) => this.#figures[base + i] as number // within the array
    const sum = (i: number) => this.#fold(0, (all, base) => all + at(base, i))
    const count = this.count
    if (aggregate === 'count') return count
    if (count === 0) return Number.NaN
    switch (aggregate) {
      case 'sum':
        return sum(1)
      case 'mean':
        return sum(1) / count
      case 'share':
        return sum(6) / count
      case 'min':
        return this.#fold(Number.POSITIVE_INFINITY, (least, base) => Math.min(least, at(base, 2)))
      case 'max':
        return this.#fold(Number.NEGATIVE_INFINITY, (most, base) => Math.max(most, at(base, 3)))
      case 'last':
      case 'change': {
        const last = at(this.#slotOf(this.#newest) * width, 5)
        return aggregate === 'last' ? last : last - this.#first()
      }
    }
  }

  #first(): number {
    for (let number = this.#newest - slots + 1; number <= this.#newest; number++) {
      const slot = this.#slotOf(number)
      if (this.#number[slot] === number) return this.#figures[slot * width + 4] as number // within the array
    }
    return Number.NaN
  }

  #slotOf(number: number): number {
    return ((number % slots) + slots) % slots
  }

  #fold(start: number, step: (all: number, base: number) => number): number {
    let all = start
    for (let slot = 0; slot < slots; slot++)
      // A number is within the array; a slot is of this window when it is not older than its length.
      if ((this.#number[slot] as number) > this.#newest - slots) all = step(all, slot * width)
    return all
  }
}

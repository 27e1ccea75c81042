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
    return this.#sum(0)
  }

  /** The aggregate of the window; NaN without readings. It runs once a reading: loops over numbers, nothing that is made anew. */
  value(aggregate: Aggregate): number {
    const count = this.count
    if (aggregate === 'count') return count
    if (count === 0) return Number.NaN
    switch (aggregate) {
      case 'sum':
        return this.#sum(1)
      case 'mean':
        return this.#sum(1) / count
      case 'share':
        return this.#sum(6) / count
      case 'min':
        return this.#least()
      case 'max':
        return this.#most()
      case 'last':
      case 'change': {
        const last = this.#figures[this.#slotOf(this.#newest) * width + 5] as number // within the array
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

  /** A slot is of this window when it is not older than its length. */
  #isWithin(slot: number): boolean {
    return (this.#number[slot] as number) > this.#newest - slots // within the array
  }

  #sum(figure: number): number {
    let all = 0
    for (let slot = 0; slot < slots; slot++)
      if (this.#isWithin(slot)) all += this.#figures[slot * width + figure] as number // within the array
    return all
  }

  #least(): number {
    let least = Number.POSITIVE_INFINITY
    for (let slot = 0; slot < slots; slot++)
      if (this.#isWithin(slot)) least = Math.min(least, this.#figures[slot * width + 2] as number) // within the array
    return least
  }

  #most(): number {
    let most = Number.NEGATIVE_INFINITY
    for (let slot = 0; slot < slots; slot++)
      if (this.#isWithin(slot)) most = Math.max(most, this.#figures[slot * width + 3] as number) // within the array
    return most
  }
}

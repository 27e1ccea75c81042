/** Rows of a sparse matrix: row `i` holds `columns[starts[i]…starts[i+1])` with their `values`. */
export type Rows = {
  readonly count: number
  readonly width: number
  readonly starts: Int32Array
  readonly columns: Int32Array
  readonly values: Float32Array
}

/** A growing array of 32-bit numbers, because a push onto a plain array of 20 million numbers is what runs out of memory first. */
export class Growing<Kind extends Int32Array | Float32Array> {
  #held: Kind
  #length = 0
  readonly #make: (size: number) => Kind

  constructor(make: (size: number) => Kind) {
    this.#make = make
    this.#held = make(1024)
  }

  get length(): number {
    return this.#length
  }

  push(value: number): void {
    if (this.#length === this.#held.length) {
      const wider = this.#make(this.#held.length * 2)
      wider.set(this.#held)
      this.#held = wider
    }
    this.#held[this.#length++] = value
  }

  /** A copy of exactly what was pushed. */
  toArray(): Kind {
    const exact = this.#make(this.#length)
    exact.set(this.#held.subarray(0, this.#length))
    return exact
  }
}

/** Builds rows one after another. */
export class RowsBuilder {
  readonly #starts = new Growing((size) => new Int32Array(size))
  readonly #columns = new Growing((size) => new Int32Array(size))
  readonly #values = new Growing((size) => new Float32Array(size))

  constructor() {
    this.#starts.push(0)
  }

  /** Adds an entry to the row under way. */
  add(column: number, value: number): void {
    this.#columns.push(column)
    this.#values.push(value)
  }

  /** Closes the row under way, an empty one too. */
  endRow(): void {
    this.#starts.push(this.#columns.length)
  }

  build(width: number): Rows {
    const starts = this.#starts.toArray()
    return {
      count: starts.length - 1,
      width,
      starts,
      columns: this.#columns.toArray(),
      values: this.#values.toArray(),
    }
  }
}

/**
 * Observations by column: four numbers a row, no object each. `at` in epoch milliseconds; `quality` as kernel/things says.
 * Only the first `length` rows count.
 */
export type ObservationColumns = {
  readonly series: Int32Array
  readonly at: Float64Array
  readonly value: Float64Array
  readonly quality: Uint8Array
  readonly length: number
}

/** Columns that grow: what a writer of batches fills. */
export class ColumnBatch implements ObservationColumns {
  series: Int32Array
  at: Float64Array
  value: Float64Array
  quality: Uint8Array
  length = 0

  constructor(capacity = 1_024) {
    this.series = new Int32Array(capacity)
    this.at = new Float64Array(capacity)
    this.value = new Float64Array(capacity)
    this.quality = new Uint8Array(capacity)
  }

  add(series: number, at: number, value: number, quality: number): void {
    const { length } = this
    if (length === this.series.length) this.#grow()
    this.series[length] = series
    this.at[length] = at
    this.value[length] = value
    this.quality[length] = quality
    this.length = length + 1
  }

  /** Nothing is in it any more; its room stays. */
  clear(): void {
    this.length = 0
  }

  get capacity(): number {
    return this.series.length
  }

  #grow(): void {
    const capacity = this.capacity * 2
    const series = new Int32Array(capacity)
    const at = new Float64Array(capacity)
    const value = new Float64Array(capacity)
    const quality = new Uint8Array(capacity)
    series.set(this.series)
    at.set(this.at)
    value.set(this.value)
    quality.set(this.quality)
    Object.assign(this, { series, at, value, quality })
  }
}

/** Some rows of columns, without copying. */
export const sliceColumns = (all: ObservationColumns, from: number, to: number): ObservationColumns => ({
  series: all.series.subarray(from, to),
  at: all.at.subarray(from, to),
  value: all.value.subarray(from, to),
  quality: all.quality.subarray(from, to),
  length: Math.min(to, all.length) - from,
})

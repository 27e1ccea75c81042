/** Ranks from 0, equal values sharing the mean of theirs. */
export function ranks(values: readonly number[]): Float64Array {
  const order = values.map((_, at) => at).sort((one, other) => (values[one] as number) - (values[other] as number)) // places of these values
  const result = new Float64Array(values.length)
  for (let at = 0; at < order.length; ) {
    let end = at + 1
    while (end < order.length && values[order[end] as number] === values[order[at] as number]) end += 1 // within the order
    for (let place = at; place < end; place += 1) result[order[place] as number] = (at + end - 1) / 2 // within the order
    at = end
  }
  return result
}

/** Median of the values that are there; NaN of none. */
export function medianOf(values: Float64Array): number {
  const kept = values.filter((one) => !Number.isNaN(one)).sort()
  const half = kept.length >>> 1
  if (kept.length === 0) return Number.NaN
  return kept.length % 2 === 1 ? (kept[half] as number) : ((kept[half - 1] as number) + (kept[half] as number)) / 2 // within
}

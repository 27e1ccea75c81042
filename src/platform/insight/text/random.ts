/** A stream of numbers in [0, 1) that is the same for the same seed on every machine (mulberry32). */
export type Random = () => number

/** Opens a stream. The seed is any integer; only its low 32 bits count. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Shuffles in place (Fisher–Yates) and returns the same array. */
export function shuffled<List extends Int32Array | number[]>(list: List, random: Random): List {
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const held = list[last] ?? 0
    list[last] = list[other] ?? 0
    list[other] = held
  }
  return list
}

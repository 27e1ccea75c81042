import type { Random } from '../../../kernel/codes/index.ts'

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

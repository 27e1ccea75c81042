import { seeded } from '../../../kernel/codes/index.ts'
import { shuffled } from './shuffle.ts'

/**
 * Deals messages into `count` folds so that every class is spread evenly (stratified) and messages of one group
 * (near-duplicates) lie in one fold. Returns the fold of each message.
 */
export function dealFolds(
  classes: ArrayLike<number>,
  groups: ArrayLike<number>,
  count: number,
  seed: number,
): Int32Array {
  const random = seeded(seed)
  const folds = new Int32Array(classes.length)
  const byClass = new Map<number, number[]>()
  for (let at = 0; at < classes.length; at++) {
    const known = byClass.get(classes[at] ?? 0)
    if (known) known.push(at)
    else byClass.set(classes[at] ?? 0, [at])
  }
  for (const members of byClass.values()) {
    const offset = Math.floor(random() * count)
    shuffled(members, random).forEach((message, place) => {
      folds[message] = (place + offset) % count
    })
  }
  for (let at = 0; at < classes.length; at++) folds[at] = folds[groups[at] ?? at] ?? 0
  return folds
}

/** A source of numbers in [0, 1). Give a seeded one and the same things come out again. */
export type Random = () => number

/**
 * Numbers in [0, 1) that repeat for the same seed on every machine (generator sfc32 by Chris Doty-Humphrey, public domain;
 * seed text hashed by FNV-1a). For demonstration data and tests; never for secrets.
 */
export function seeded(seed: string | number): Random {
  let a = hash(`${seed}/a`)
  let b = hash(`${seed}/b`)
  let c = hash(`${seed}/c`)
  let counter = 1
  const next = () => {
    const sum = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = ((c << 21) | (c >>> 11)) + sum
    c |= 0
    return (sum >>> 0) / 4_294_967_296
  }
  for (let warm = 0; warm < 12; warm += 1) next()
  return next
}

function hash(text: string): number {
  let value = 0x811c9dc5
  for (let index = 0; index < text.length; index += 1) {
    value = Math.imul(value ^ text.charCodeAt(index), 0x01000193)
  }
  return value | 0
}

/** A whole number from `min` to `max`, both included. */
export const randomWhole = (random: Random, min: number, max: number): number =>
  min + Math.floor(random() * (max - min + 1))

/** One of the items. The list must not be empty. */
export function randomOf<T>(random: Random, items: readonly [T, ...T[]] | readonly T[]): T {
  const item = items[Math.floor(random() * items.length)]
  if (item === undefined) throw new RangeError('randomOf needs at least one item')
  return item
}

/** So many characters out of an alphabet. */
export const randomText = (random: Random, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('')

/** Features of a text by number, rising, and how often each occurs. */
export type Occurrences = { readonly features: Int32Array; readonly counts: Float32Array }

/** The vector of what a message is about, of length 1: features by number, rising, with their weight. */
export type Matter = { readonly features: Int32Array; readonly weights: Float32Array }

/** See `rarityOf`. */
const few = 100
const unsent = 10

/** Numbers the features of a stream and counts in how many messages each occurs. */
export class Vocabulary {
  #messages = 0
  readonly #numbers = new Map<string, number>()
  readonly #names: string[] = []
  readonly #frequency: number[] = []

  get messages(): number {
    return this.#messages
  }

  /** The feature with a number. */
  nameOf(feature: number): string {
    return this.#names[feature] ?? ''
  }

  /** In how many messages a feature occurs. */
  frequencyOf(feature: number): number {
    return this.#frequency[feature] ?? 0
  }

  /** Numbers the counts of a text; a feature not seen before gets a number when `isNew` is allowed, else it is left out. */
  number(counts: ReadonlyMap<string, number>, isNew: 'learn' | 'skip'): Occurrences {
    const numbered: [number, number][] = []
    for (const [feature, count] of counts) {
      const number = isNew === 'learn' ? this.#numberOf(feature) : this.#numbers.get(feature)
      if (number !== undefined) numbered.push([number, count])
    }
    numbered.sort(([one], [other]) => one - other)
    return {
      features: Int32Array.from(numbered, ([feature]) => feature),
      counts: Float32Array.from(numbered, ([, count]) => count),
    }
  }

  /** Counts one more message by the features it has, title and body together. */
  countMessage(features: ReadonlySet<number>): void {
    this.#messages++
    for (const feature of features) this.#frequency[feature] = this.frequencyOf(feature) + 1
  }

  /**
   * What a feature is worth: ln((1 + N) / (1 + n)), with a few messages added that nobody sent, because what all of the
   * first three say is not what everybody says. A feature of one message alone likens
   * it to nothing, but counts for its length: fully while messages are few, when most of what they say has been said once;
   * hardly at all when they are many, when most such features are slips of the pen.
   */
  rarityOf(feature: number): number {
    const count = this.frequencyOf(feature)
    const rarity = Math.log((1 + this.#messages + unsent) / (1 + count))
    return count > 1 ? rarity : rarity * (few / (this.#messages + few))
  }

  #numberOf(feature: string): number {
    const known = this.#numbers.get(feature)
    if (known !== undefined) return known
    this.#numbers.set(feature, this.#names.length)
    this.#names.push(feature)
    return this.#names.length - 1
  }
}

const bodyShare = 0.7

/** Weighs a message: title and body each of length 1, the body at 0.7, the sum of length 1; empty when nothing in it is shared. */
export function weighMatter(title: Occurrences, body: Occurrences, vocabulary: Vocabulary): Matter {
  const sum = new Map<number, number>()
  addPart(sum, title, 1, vocabulary)
  addPart(sum, body, bodyShare, vocabulary)
  const entries = [...sum].sort(([one], [other]) => one - other)
  const length = lengthOf(entries.map(([, weight]) => weight)) || 1
  return {
    features: Int32Array.from(entries, ([feature]) => feature),
    weights: Float32Array.from(entries, ([, weight]) => weight / length),
  }
}

const lengthOf = (weights: readonly number[]): number =>
  Math.sqrt(weights.reduce((sum, weight) => sum + weight * weight, 0))

function addPart(sum: Map<number, number>, part: Occurrences, share: number, vocabulary: Vocabulary): void {
  const weights = Array.from(
    part.features,
    (feature, at) => (1 + Math.log(part.counts[at] ?? 1)) * vocabulary.rarityOf(feature),
  )
  const length = lengthOf(weights)
  if (length === 0) return
  part.features.forEach((feature, at) => {
    const weight = weights[at] ?? 0
    if (weight > 0) sum.set(feature, (sum.get(feature) ?? 0) + (share * weight) / length)
  })
}

/** Cosine of two matters, 0…1. */
export function likenessOf(one: Matter, other: Matter): number {
  let sum = 0
  let left = 0
  let right = 0
  while (left < one.features.length && right < other.features.length) {
    const difference = (one.features[left] ?? 0) - (other.features[right] ?? 0)
    if (difference === 0) sum += (one.weights[left++] ?? 0) * (other.weights[right++] ?? 0)
    else if (difference < 0) left++
    else right++
  }
  return sum
}

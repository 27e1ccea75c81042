import type { Classifier } from './classifier.ts'

/** What one word did: positive spoke for the class, negative against it. */
export type WeighedWord = { readonly word: string; readonly weight: number }

/** Why a class got its score: `words` + `rest` + `bias` = `score`, to rounding. */
export type Explanation = {
  readonly words: readonly WeighedWord[]
  /** What all words not listed did together. */
  readonly rest: number
  /** What the class starts with before anything is read. */
  readonly bias: number
  readonly score: number
}

const mostWords = 12

/**
 * The words of a message that weighed for or against a class, heaviest first. The model also weighs single characters
 * and pairs; what they did is credited in equal parts to the longer words of the message that contain them, so that a
 * person reads words; pairs that belong to no word (the end of one and the start of the next) go into `rest`, so that
 * nothing is lost from the sum.
 */
export function explain(classifier: Classifier, vector: ReadonlyMap<number, number>, chosen: number): Explanation {
  const own = new Map<string, number>()
  const isWhole = new Set<string>()
  let score = classifier.bias[chosen] ?? 0
  for (const [column, value] of vector) {
    const weight = value * (classifier.weights[column * classifier.classes + chosen] ?? 0)
    const feature = classifier.features[column] ?? ''
    const word = feature.slice(1)
    if (feature.startsWith('w')) isWhole.add(word)
    own.set(word, (own.get(word) ?? 0) + weight)
    score += weight
  }
  const words = creditToLonger(own).toSorted(heavierFirst)
  const listed = words.filter(({ word }) => isWhole.has(word)).slice(0, mostWords)
  const bias = classifier.bias[chosen] ?? 0
  return { words: listed, rest: score - bias - listed.reduce((sum, { weight }) => sum + weight, 0), bias, score }
}

const heavierFirst = (one: WeighedWord, other: WeighedWord): number =>
  Math.abs(other.weight) - Math.abs(one.weight) || (one.word < other.word ? -1 : 1)

function creditToLonger(own: ReadonlyMap<string, number>): WeighedWord[] {
  const sums = new Map(own)
  const containing = wordsContaining(own)
  const shortFirst = [...own.keys()].toSorted((one, other) => one.length - other.length)
  for (const short of shortFirst) {
    const longer = containing.get(short)
    if (longer === undefined) continue
    const share = (sums.get(short) ?? 0) / longer.length
    for (const word of longer) sums.set(word, (sums.get(word) ?? 0) + share)
    sums.delete(short)
  }
  return [...sums].map(([word, weight]) => ({ word, weight }))
}

/** For each term that is a proper part of others, those others. */
function wordsContaining(own: ReadonlyMap<string, number>): Map<string, string[]> {
  const containing = new Map<string, string[]>()
  for (const word of own.keys()) {
    for (const part of properParts(word)) {
      if (!own.has(part)) continue
      const known = containing.get(part)
      if (known) known.push(word)
      else containing.set(part, [word])
    }
  }
  return containing
}

function properParts(word: string): Set<string> {
  const parts = new Set<string>()
  for (let length = 1; length < word.length; length++) {
    for (let at = 0; at + length <= word.length; at++) parts.add(word.slice(at, at + length))
  }
  return parts
}

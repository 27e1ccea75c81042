import type { Matter, Vocabulary } from './matter.ts'

/** A word and how much it weighs. */
export type WeighedWord = { readonly word: string; readonly weight: number }

/** Whole words that two matters share, those that make them alike first. */
export function sharedWords(one: Matter, other: Matter, vocabulary: Vocabulary, most: number): WeighedWord[] {
  const weights = new Map(Array.from(other.features, (feature, at) => [feature, other.weights[at] ?? 0]))
  const shared: WeighedWord[] = []
  one.features.forEach((feature, at) => {
    const weight = (one.weights[at] ?? 0) * (weights.get(feature) ?? 0)
    const name = vocabulary.nameOf(feature)
    if (weight > 0 && name.startsWith('w')) shared.push({ word: name.slice(1), weight })
  })
  return withoutParts(shared).slice(0, most)
}

/** Heaviest first, words that are part of a heavier or longer listed one left out. */
export function withoutParts(words: readonly WeighedWord[]): WeighedWord[] {
  const sorted = words.toSorted((one, other) => other.weight - one.weight || (one.word < other.word ? -1 : 1))
  return sorted.filter(({ word }) => !words.some((longer) => longer.word !== word && longer.word.includes(word)))
}

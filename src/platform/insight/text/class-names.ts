import { countMessage } from './features.ts'
import { cleanText, type Message } from './message.ts'
import { isWord, searchWords } from './words.ts'

/** A class of a taxonomy with the words that speak for it: its own name, level by level, and words declared beside it. */
export type NamedClass = { readonly path: readonly string[]; readonly words: readonly string[] }

/** A class whose name speaks for it: how strongly (0…1, no probability), and which words. */
export type NameMatch = {
  readonly path: readonly string[]
  readonly strength: number
  readonly words: readonly string[]
}

/** Finds classes by their names, for taxonomies and levels nobody has given examples of yet. */
export type NameMatcher = {
  /** Classes at or below `under` whose words occur in the message, strongest first, at most `most`. */
  match(message: Message, under: readonly string[], most: number): NameMatch[]
}

const inTitle = 3

/** Prepares a taxonomy for matching by names; the deeper a level, the more its own words weigh. */
export function nameMatcher(classes: readonly NamedClass[]): NameMatcher {
  const prepared = classes.map((one) => ({ path: one.path, words: wordsOf(one) }))
  const carriers = new Map<string, number>()
  for (const { words } of prepared) for (const word of words.keys()) carriers.set(word, (carriers.get(word) ?? 0) + 1)
  const rarity = (word: string) => Math.log((1 + prepared.length) / (carriers.get(word) ?? 1))
  return {
    match(message, under, most) {
      const { title, body } = countMessage(message)
      const occurs = (word: string) => (title.has(`w${word}`) ? inTitle : body.has(`w${word}`) ? 1 : 0)
      return prepared
        .filter(({ path }) => under.every((name, level) => path[level] === name))
        .map(({ path, words }) => {
          const hits = [...words].filter(([word]) => occurs(word) > 0)
          const sum = hits.reduce((total, [word, weight]) => total + weight * rarity(word) * occurs(word), 0)
          return { path, strength: sum / (sum + 10), words: hits.map(([word]) => word) }
        })
        .filter(({ strength }) => strength > 0)
        .toSorted((one, other) => other.strength - one.strength || one.path.length - other.path.length)
        .slice(0, most)
    },
  }
}

/** The words of a class: of its last level in full, of levels above at half each level up, declared words in full. */
function wordsOf({ path, words }: NamedClass): Map<string, number> {
  const weighed = new Map<string, number>()
  const add = (text: string, weight: number) => {
    for (const word of searchWords(cleanText(text))) {
      if (word.length > 1 && isWord(word)) weighed.set(word, Math.max(weighed.get(word) ?? 0, weight))
    }
  }
  path.forEach((name, level) => {
    add(name, 0.5 ** (path.length - 1 - level))
  })
  for (const word of words) add(word, 1)
  return weighed
}

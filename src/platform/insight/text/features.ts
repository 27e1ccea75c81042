import { cleanText, hiddenDivision, type Message, titleOf } from './message.ts'
import { isWord, searchWords } from './words.ts'

/** How often each feature occurs in a text. A feature is `w` + word or `c` + one or two neighbouring characters. */
export type Counts = ReadonlyMap<string, number>

/** The features of the two parts of a message, kept apart because they are weighed apart. */
export type MessageCounts = { readonly title: Counts; readonly body: Counts }

/** Longest body that is read, in characters; what a citizen complains of stands before that, and a book pasted in must not stall the city. */
const longestBody = 8000

/**
 * Features of one text: words of two characters and more, and all single characters and pairs inside runs of
 * Chinese characters, which carry what the segmenter cuts wrongly. Numbers, marks and hidden division names are left out.
 */
export function countFeatures(text: string): Counts {
  const counts = new Map<string, number>()
  const count = (feature: string) => counts.set(feature, (counts.get(feature) ?? 0) + 1)
  const cleaned = cleanText(text).slice(0, longestBody).replace(hiddenDivision, '§')
  for (const word of searchWords(cleaned)) if (word.length > 1 && isWord(word)) count(`w${word}`)
  for (const [run] of cleaned.matchAll(/\p{Script=Han}+/gu)) {
    for (let at = 0; at < run.length; at++) {
      count(`c${run[at]}`)
      if (at + 1 < run.length) count(`c${run.slice(at, at + 2)}`)
    }
  }
  return counts
}

/** Features of a message: title and body apart; a message without a title lends its first clause. */
export function countMessage(message: Message): MessageCounts {
  return { title: countFeatures(titleOf(message)), body: countFeatures(message.text) }
}

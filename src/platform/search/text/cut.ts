import { segmenter } from '../../insight/index.ts'

/** A text as it is searched: half-width and small, with the place of each of its units in the original. */
type Plain = { readonly text: string; readonly origin: readonly number[] }

/** Makes a text comparable. `origin[i]` is the UTF-16 offset of unit `i` in the original; one more entry for its end. */
export function plainOf(original: string): Plain {
  let text = ''
  const origin: number[] = []
  let at = 0
  for (const point of original) {
    const plain = point.normalize('NFKC').toLowerCase()
    for (let unit = 0; unit < plain.length; unit += 1) origin.push(at)
    text += plain
    at += point.length
  }
  origin.push(at)
  return { text, origin }
}

/** A piece of plain text: a run of Chinese characters, or a word of letters and digits. Offsets in UTF-16 units. */
export type Run = { readonly kind: 'han' | 'word'; readonly text: string; readonly at: number }

const runs =
  /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+(?:[-._/](?:(?!\p{Script=Han})[\p{L}\p{N}\p{M}])+)*/gu
const han = /^\p{Script=Han}/u

/** The runs of a plain text; marks and blanks fall away. */
export const runsOf = (plain: string): readonly Run[] =>
  Array.from(plain.matchAll(runs), ({ 0: text, index }) => ({ kind: han.test(text) ? 'han' : 'word', text, at: index }))

/** A word of a run of Chinese characters, with its offset in the run. */
export type Word = { readonly text: string; readonly at: number }

/**
 * Cuts a run of Chinese characters into words of the dictionary, each character in one of them; what it does not know
 * falls into single characters. Guessing at unknown words (HMM) is off: it cuts the same words differently by what
 * stands around them (道路|灯不亮, but 路灯).
 */
export function wordsOf(run: string): readonly Word[] {
  let at = 0
  return segmenter()
    .cut(run, false)
    .map((text) => {
      const word = { text, at }
      at += text.length
      return word
    })
}

/** Letters and digits of a word that is joined by marks: `a-12` has `a` and `12`. */
export const partsOf = (word: string): readonly string[] => (/[-._/]/.test(word) ? word.split(/[-._/]+/) : [])

import { plainOf } from './cut.ts'
import type { Term } from './query.ts'

/** Where in a text a term stands: UTF-16 offsets, the end not included. */
export type Mark = readonly [from: number, to: number]

/** A text with the places to be marked. */
export type Marked = { readonly text: string; readonly marks: readonly Mark[] }

const isWordPart = (unit: string | undefined): boolean => unit !== undefined && /[\p{L}\p{N}\p{M}]/u.test(unit)

/** Finds the terms in a text, in order, what overlaps joined. */
export function marksIn(text: string, terms: readonly Term[]): readonly Mark[] {
  const { text: plain, origin } = plainOf(text)
  const found: [number, number][] = []
  for (const { text: term, kind } of terms) {
    for (let at = plain.indexOf(term); at >= 0; at = plain.indexOf(term, at + 1)) {
      const to = at + term.length
      const startsInWord = kind !== 'han' && isWordPart(plain[at - 1]) && !/\p{Script=Han}/u.test(plain[at - 1] ?? '')
      const endsInWord = kind === 'word' && isWordPart(plain[to]) && !/\p{Script=Han}/u.test(plain[to] ?? '')
      // a character may have become several, so the end is where the next one begins
      if (!startsInWord && !endsInWord) found.push([origin[at] ?? 0, endOf(origin, to)])
    }
  }
  return joined(found)
}

const endOf = (origin: readonly number[], to: number): number => {
  const last = origin[to - 1] ?? 0
  for (let at = to; at < origin.length; at += 1) if ((origin[at] ?? 0) > last) return origin[at] ?? 0
  return last
}

function joined(found: readonly (readonly [number, number])[]): readonly Mark[] {
  const marks: [number, number][] = []
  for (const [from, to] of [...found].sort((one, other) => one[0] - other[0])) {
    const last = marks.at(-1)
    if (last && from <= last[1]) last[1] = Math.max(last[1], to)
    else marks.push([from, to])
  }
  return marks
}

/** Characters before the first mark, and at most in all. */
const lead = 16
const longest = 100

/** The part of a long text around the first mark, cut between characters; what was cut is shown by `…`. */
export function excerptOf(text: string, terms: readonly Term[]): Marked {
  const [first] = marksIn(text, terms)
  const from = start(text, Math.max(0, (first?.[0] ?? 0) - lead))
  const to = start(text, Math.min(text.length, from + longest))
  const cut = `${from > 0 ? '…' : ''}${text.slice(from, to).replace(/\s+/g, ' ')}${to < text.length ? '…' : ''}`
  return { text: cut, marks: marksIn(cut, terms) }
}

/** The offset, or the one before where it would cut a character in two. */
const start = (text: string, at: number): number =>
  at > 0 && at < text.length && /[\uDC00-\uDFFF]/.test(text[at] ?? '') ? at - 1 : at

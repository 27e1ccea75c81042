import { partsOf, plainOf, runsOf, wordsOf } from './cut.ts'

/** How texts are cut into words now; a change here lets every document be made anew. */
export const scheme = 1

/** Longest text that is searched, in UTF-16 units; PostgreSQL keeps positions up to 16,383. */
export const longestText = 16_000

/** Most places of one word that PostgreSQL keeps. */
const mostPlaces = 200

/** How much a place weighs: A words of the title, B words of the body, C and D character pairs that are no words. */
type Weight = 'A' | 'B' | 'C' | 'D'

/**
 * A document as PostgreSQL's `tsvector`, written out. Words come from a dictionary; beside them stands every pair of
 * neighbouring Chinese characters, so that what the dictionary cuts otherwise is found too (路灯 in 道路灯不亮).
 * Positions count characters, so that `<->` means next to each other.
 */
export function vectorOf(title: string, body: string): string {
  const places = new Map<string, string[]>()
  collect(title, 0, 'A', 'C', places)
  collect(body, title.length + 10, 'B', 'D', places)
  return Array.from(places, ([lexeme, at]) => `'${quoted(lexeme)}':${at.join(',')}`).join(' ')
}

const quoted = (lexeme: string): string => lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")

function collect(text: string, offset: number, forWord: Weight, forPair: Weight, into: Map<string, string[]>): void {
  const put = (lexeme: string, at: number, weight: Weight): void => {
    const position = offset + at + 1
    if (position > longestText) return
    const places = into.get(lexeme)
    if (!places) into.set(lexeme, [`${position}${weight}`])
    else if (places.length < mostPlaces) places.push(`${position}${weight}`)
  }
  for (const run of runsOf(plainOf(text.slice(0, longestText)).text)) {
    if (run.kind === 'word') {
      for (const one of [run.text, ...partsOf(run.text)]) put(one, run.at, forWord)
      continue
    }
    const words = wordsOf(run.text)
    const starts = new Set(words.filter((word) => word.text.length === 2).map((word) => word.at))
    for (const word of words) if (word.text.length > 2) put(word.text, run.at + word.at, forWord)
    const points = [...run.text]
    let at = 0
    for (const [index, point] of points.entries()) {
      const next = points[index + 1]
      // the last character stands alone, so that a search for it finds it too
      put(next === undefined ? point : point + next, run.at + at, starts.has(at) ? forWord : forPair)
      at += point.length
    }
  }
}

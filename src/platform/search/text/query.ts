import { plainOf, runsOf, wordsOf } from './cut.ts'

/** One thing that is looked for: its plain text, and how PostgreSQL is asked for it. */
export type Term = { readonly text: string; readonly kind: 'han' | 'word' | 'prefix'; readonly lexemes: string }

/** A search as PostgreSQL's `tsquery`: all of its terms, or any of them; `rank` prefers what has them in one piece. */
export type SearchQuery = {
  readonly terms: readonly Term[]
  readonly all: string
  readonly any: string
  readonly rank: string
}

/** Words that say nothing of what is looked for, left out where others remain. */
const empty = new Set(
  '的 了 吗 呢 啊 吧 呀 和 与 及 在 是 有 我 你 您 他 她 它 我们 这 那 这个 那个 怎么 怎样 怎么办 如何 什么 哪里 哪儿 请 请问 一下 可以 能 想 要 就 都 也 还 the a an of in on at to for is are and or my how what where'.split(
    ' ',
  ),
)

/** Most terms of a search. */
const mostTerms = 16

const quoted = (lexeme: string): string => `'${lexeme.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`

/** Pairs of neighbouring characters, which must stand next to each other in the text too. */
function chained(word: string): string {
  const points = [...word]
  if (points.length === 1) return `${quoted(word)}:*`
  const pairs = points.slice(0, -1).map((point, index) => quoted(point + (points[index + 1] ?? '')))
  return pairs.length === 1 ? (pairs[0] ?? '') : `(${quoted(word)} | (${pairs.join(' <-> ')}))`
}

/** Words of a run; neighbouring characters that are no word by themselves are one: names the dictionary does not know. */
function looked(run: string): readonly string[] {
  const words: string[] = []
  let isOpen = false
  for (const { text } of wordsOf(run)) {
    const isSingle = [...text].length === 1 && !empty.has(text)
    if (isSingle && isOpen) words[words.length - 1] += text
    else words.push(text)
    isOpen = isSingle
  }
  return words
}

/** Reads what somebody typed; nothing to look for gives no terms. */
export function queryOf(typed: string): SearchQuery {
  const runs = runsOf(plainOf(typed.slice(0, 200)).text)
  const read = runs.flatMap((run, index): Term[] => {
    if (run.kind === 'han') return looked(run.text).map((text) => ({ text, kind: 'han', lexemes: chained(text) }))
    // while it is being typed the last word may go on; numbers are exact
    const isOpen = index === runs.length - 1 && /^\p{L}{3,}$/u.test(run.text)
    return [{ text: run.text, kind: isOpen ? 'prefix' : 'word', lexemes: `${quoted(run.text)}${isOpen ? ':*' : ''}` }]
  })
  const telling = read.filter(({ text, kind }) => !empty.has(text) && !(kind === 'han' && [...text].length === 1))
  const known = telling.length > 0 ? telling : read
  const terms = [...new Map(known.map((term) => [term.lexemes, term])).values()].slice(0, mostTerms)
  const join = (sign: string): string => terms.map((term) => term.lexemes).join(sign)
  const whole = runs.filter(({ kind, text }) => kind === 'han' && text.length > 2 && text.length <= 12)
  const rank = [...new Set([...terms.map(({ lexemes }) => lexemes), ...whole.map(({ text }) => chained(text))])]
  return { terms, all: join(' & '), any: join(' | '), rank: rank.join(' | ') }
}

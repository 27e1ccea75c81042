import { createHash } from 'node:crypto'
import { normalName } from './header.ts'
import type { ColumnGuess, ColumnMatch, Header, TargetField } from './model.ts'

/** Guesses below this are not made: a wrong column is worse than an open one. */
const LEAST = 0.45

/**
 * Guesses which column fills which field, from the headers in Chinese or English and from what the columns hold. Each
 * column serves at most one field and the other way round; the best pairs are taken first. A person may correct it.
 */
export function guessColumns(
  headers: readonly Header[],
  guesses: readonly ColumnGuess[],
  fields: readonly TargetField[],
): ColumnMatch[] {
  const pairs = headers.flatMap((header) => fields.map((field) => weigh(header, guesses[header.column], field)))
  pairs.sort((a, b) => b.confidence - a.confidence || a.column - b.column)
  const taken = new Set<number>()
  const filled = new Set<string>()
  const matches: ColumnMatch[] = []
  for (const pair of pairs) {
    if (pair.confidence < LEAST || taken.has(pair.column) || filled.has(pair.field)) continue
    taken.add(pair.column)
    filled.add(pair.field)
    matches.push(pair)
  }
  return matches.sort((a, b) => a.column - b.column)
}

function weigh(header: Header, guess: ColumnGuess | undefined, field: TargetField): ColumnMatch {
  const name = nameLikeness(header.original, field)
  const type = typeLikeness(guess, field)
  const confidence = Math.round(name.score * type * 100) / 100
  const doubt = type < 1 ? { zh: '；但内容不太像', en: '; but the content looks different' } : { zh: '', en: '' }
  return {
    column: header.column,
    header: header.name,
    field: field.key,
    confidence,
    why: { zh: `${name.zh}${doubt.zh}`, en: `${name.en}${doubt.en}` },
  }
}

function nameLikeness(header: string, field: TargetField): { score: number; zh: string; en: string } {
  const name = normalName(header)
  let best = { score: 0, zh: '', en: '' }
  if (name === '') return best
  for (const synonym of [field.key, field.title.zh, field.title.en, ...field.synonyms]) {
    const known = normalName(synonym)
    const score = name === known ? 1 : 0.85 * likeness(name, known)
    if (score > best.score) {
      const exact = score === 1
      best = {
        score,
        zh: exact ? `列名“${header}”` : `列名“${header}”近似“${synonym}”`,
        en: exact ? `header "${header}"` : `header "${header}" resembles "${synonym}"`,
      }
    }
  }
  return best
}

/** How alike two names are, 0 to 1: shared pairs of neighbouring characters (Dice), or one wholly inside the other. */
function likeness(a: string, b: string): number {
  if (a.length < 2 || b.length < 2) return 0
  const [short, long] = a.length < b.length ? [a, b] : [b, a]
  const inside = long.includes(short) ? 0.55 + 0.45 * (short.length / long.length) : 0
  const pairs = (text: string) => Array.from({ length: text.length - 1 }, (_, i) => text.slice(i, i + 2))
  const left = pairs(long)
  let shared = 0
  for (const pair of pairs(short)) {
    const at = left.indexOf(pair)
    if (at >= 0) {
      left.splice(at, 1)
      shared++
    }
  }
  return Math.max(inside, (2 * shared) / (a.length + b.length - 2))
}

/** How well the content suits the field: 1 when the type is one of the field's, less when it is another. */
function typeLikeness(guess: ColumnGuess | undefined, field: TargetField): number {
  if (!guess || guess.type === 'empty') return 0.9
  if (field.types.includes(guess.type)) return 1
  if (field.types.includes('text')) return 0.95
  const near = guess.type === 'integer' && (field.types.includes('decimal') || field.types.includes('code'))
  if (near || (guess.type === 'date' && field.types.includes('instant'))) return 1
  return 0.5
}

/** A fingerprint of headers by which a mapping is remembered: their compared forms in order, SHA-256, first 32 hex digits. */
export function headerFingerprint(headers: readonly Header[]): string {
  const names = headers.map((header) => normalName(header.original)).join('\u001f')
  return createHash('sha256').update(names).digest('hex').slice(0, 32)
}

import type { Guess, SortingSuggestion, Twin } from '../api/insight.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A guess of the kept suggestion: a bare value, or a value with its confidence and reasons. */
function guessOf(value: unknown): Guess | undefined {
  if (typeof value === 'string' && value !== '') return { value }
  if (!isObject(value) || typeof value.value !== 'string' || value.value === '') return undefined
  return value as unknown as Guess // the keeper of suggestions writes guesses in this shape
}

const isTwin = (value: unknown): value is Twin =>
  isObject(value) && typeof value.id === 'string' && typeof value.title === 'string'

/** The suggestion of a case as the sorter sees it; what is not understood is left out, never guessed. */
export function readSuggestion(raw: Readonly<Record<string, unknown>>): SortingSuggestion {
  const fields = isObject(raw.fields) ? raw.fields : {}
  const guesses = Object.entries(fields).flatMap(([name, value]) => {
    const guess = guessOf(value)
    return guess ? [[name, guess] as const] : []
  })
  return {
    fields: Object.fromEntries(guesses),
    twins: Array.isArray(raw.twins) ? raw.twins.filter(isTwin) : [],
    isSure: raw.isSure === true,
    ...(typeof raw.model === 'string' && { model: raw.model }),
  }
}

import type { Guess, SortingSuggestion, Twin } from '../api/insight.ts'

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const isGuess = (value: unknown): value is Guess =>
  isObject(value) && typeof value.value === 'string' && value.value !== ''

const isTwin = (value: unknown): value is Twin =>
  isObject(value) &&
  typeof value.id === 'string' &&
  typeof value.title === 'string' &&
  typeof value.likeness === 'number'

/** The part of a kept suggestion that the sorter sees. */
export type ShownSuggestion = Pick<SortingSuggestion, 'fields' | 'twins' | 'topic' | 'isSure' | 'unsure'>

/**
 * A suggestion as it is kept with its case. Cases keep what was suggested in their time: what a later page does not
 * understand is left out, never guessed.
 */
export function readSuggestion(raw: Readonly<Record<string, unknown>>): ShownSuggestion {
  const fields = isObject(raw.fields) ? Object.entries(raw.fields).filter(([, value]) => isGuess(value)) : []
  const { unsure, topic } = raw
  return {
    fields: Object.fromEntries(fields) as Readonly<Record<string, Guess>>, // filtered by `isGuess`
    twins: Array.isArray(raw.twins) ? raw.twins.filter(isTwin) : [],
    topic:
      isObject(topic) && typeof topic.id === 'string' && typeof topic.title === 'string'
        ? { id: topic.id, title: topic.title, messages: Number(topic.messages) }
        : null,
    isSure: raw.isSure === true,
    unsure:
      isObject(unsure) && typeof unsure.zh === 'string' && typeof unsure.en === 'string'
        ? { zh: unsure.zh, en: unsure.en }
        : null,
  }
}

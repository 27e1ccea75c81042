import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** One thing the city guesses about a message: a value, how sure (0 to 1), and what weighed. */
export type Guess = {
  readonly value: string
  readonly confidence?: number
  /** Words of the message that weighed most, with their weight. */
  readonly words?: readonly { readonly word: string; readonly weight: number }[]
  /** Or the reason in a sentence. */
  readonly why?: Words
  /** What else it might be. */
  readonly others?: readonly { readonly value: string; readonly confidence: number }[]
}

/** An earlier case that may be about the same thing. */
export type Twin = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly likeness: number
  readonly metres?: number
}

/** What is suggested to the sorter for one message. */
export type SortingSuggestion = {
  /** By the name of the field of the sorting step: class, kind, urgency, office… */
  readonly fields: Readonly<Record<string, Guess>>
  readonly twins: readonly Twin[]
  /** Sure enough, by the pack's own declaration, to be done without a person. */
  readonly isSure: boolean
  readonly model?: string
}

/** A topic that forms: merged messages about the same thing. */
export type Topic = {
  readonly id: string
  readonly title: string
  readonly cases: number
  readonly from: string
  readonly to: string
  /** Cases of the last day against the daily mean before. */
  readonly growth?: number
  readonly place?: string
  readonly point?: readonly [number, number]
  readonly words?: readonly string[]
  readonly samples?: readonly { readonly id: string; readonly title: string }[]
  readonly demo?: boolean
}

/** Topics as they form, hottest first. */
export const topicsQuery = (from?: string, to?: string) =>
  queryOptions({
    queryKey: ['insight', 'topics', from, to],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly Topic[]; readonly at: string }>('/api/insight/topics', {
        signal,
        query: { from, to },
      }),
    staleTime: 60_000,
    retry: false,
  })

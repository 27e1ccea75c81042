import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** One thing the city guesses about a message: a value, how sure (0 to 1), and what weighed. */
export type Guess = {
  readonly value: string
  readonly confidence?: number
  /** Words of the message that weighed for it (positive) or against it. */
  readonly words?: readonly { readonly word: string; readonly weight: number }[]
  /** Or the reason in a sentence. */
  readonly why?: Words
  /** What else it might be, likeliest first. */
  readonly others?: readonly { readonly value: string; readonly confidence: number }[]
}

/** An earlier case that is probably about the same thing, and why. */
export type Twin = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly status: string
  readonly openedAt: string
  readonly reports: number
  /** 0 to 1; no probability. */
  readonly likeness: number
  /** Words and places that both name. */
  readonly words: readonly string[]
  readonly places: readonly string[]
  readonly metres?: number
  readonly days: number
}

/** What is suggested for the sorting of one message. */
export type SortingSuggestion = {
  readonly madeAt: string
  /** Version of the model of classes; absent while there is none. */
  readonly model?: string
  /** By the name of the field of the sorting step; one key accepts them all. */
  readonly fields: Readonly<Record<string, Guess>>
  readonly twins: readonly Twin[]
  readonly topic: { readonly id: string; readonly title: string; readonly messages: number } | null
  /** Sure enough, by the pack's own bar; else `unsure` says why not. */
  readonly isSure: boolean
  readonly unsure: Words | null
}

/** A topic as it forms: messages about the same thing. */
export type Topic = {
  readonly id: string
  readonly title: string
  readonly cases: number
  readonly votes: number
  readonly from: string
  readonly to: string
  readonly heat: number
  /** Messages of the last day against the daily mean of the six days before. */
  readonly growth: number
  readonly lastDay: number
  readonly thisWeek: number
  readonly lastWeek: number
  readonly place?: string
  readonly point?: readonly [number, number]
  readonly words: readonly string[]
  readonly places: readonly { readonly name: string; readonly messages: number }[]
  readonly samples: readonly { readonly id: string; readonly title: string }[]
  readonly demo: boolean
}

/** Topics with a message in the period, hottest first, as things stood at its end. */
export const topicsQuery = (from?: string, to?: string) =>
  queryOptions({
    queryKey: ['insight', 'topics', from, to],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly Topic[]; readonly at: string }>('/api/insight/topics', {
        signal,
        query: { from, to },
      }),
    staleTime: 60_000,
  })

/** A topic with all its messages and how many came on each day. */
export type TopicWhole = Topic & {
  readonly list: readonly {
    readonly id: string
    readonly number: string
    readonly title: string
    readonly class: string | null
    readonly status: string
    readonly openedAt: string
    readonly votes: number
    readonly demo: boolean
  }[]
  readonly days: readonly { readonly day: string; readonly messages: number }[]
}

/** One topic. */
export const topicQuery = (id: string) =>
  queryOptions({
    queryKey: ['insight', 'topics', id],
    queryFn: ({ signal }) => api<TopicWhole>(`/api/insight/topics/${id}`, { signal }),
    staleTime: 60_000,
  })

/** Letters that are asked by: each takes nine bytes of an address, and servers take 16 kB. */
const mostAsked = 1_000

/** What was already reported that is probably the same thing; only what may be shown, never who. */
export const similarQuery = (asked: {
  readonly text: string
  readonly pack: string
  readonly point?: readonly [number, number] | undefined
}) =>
  queryOptions({
    queryKey: ['insight', 'similar', asked],
    queryFn: ({ signal }) =>
      api<readonly (Twin & { readonly demo: boolean })[]>('/api/insight/similar', {
        signal,
        query: { text: asked.text.slice(0, mostAsked), pack: asked.pack, lng: asked.point?.[0], lat: asked.point?.[1] },
      }),
    enabled: asked.text.trim().length >= 4,
    staleTime: 60_000,
    retry: false,
  })

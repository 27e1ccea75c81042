import { infiniteQueryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** Places to mark in a text: from and to, in UTF-16 units, the end not included. */
export type Marks = readonly (readonly [number, number])[]

/** One thing found: a service, a case, an office, a place. `to` is a path of this application. */
export type Found = {
  readonly kind: string
  readonly id: string
  readonly title: Words
  readonly text?: Words
  readonly marks: {
    readonly title: { readonly zh: Marks; readonly en: Marks }
    readonly text: { readonly zh: Marks; readonly en: Marks }
  }
  readonly status?: string
  readonly to: string
  readonly at: string
  readonly demo: boolean
}

/** A page of what was found. `isLoose`: nothing has all the words, these have some of them. */
export type FoundPage = {
  readonly items: readonly Found[]
  readonly terms: readonly string[]
  readonly isLoose: boolean
  readonly next?: string
}

/** What the city finds for some words, as far as the person may see it. */
export const searchQuery = (q: string) =>
  infiniteQueryOptions({
    queryKey: ['search', q],
    queryFn: ({ signal, pageParam }) =>
      api<FoundPage>('/api/search', { signal, query: { q: q.slice(0, 200), after: pageParam } }),
    initialPageParam: undefined as string | undefined, // the first page has no cursor
    getNextPageParam: (page) => page.next,
    enabled: q !== '',
    staleTime: 60_000,
  })

import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** One thing found: a service, a case, an office, a place. `to` is a path of this application. */
export type Found = {
  readonly kind: string
  readonly id: string
  readonly title: Words
  readonly text?: Words
  readonly status?: string
  readonly to: string
}

/** What the city finds for some words, as far as the person may see it. */
export const searchQuery = (q: string) =>
  queryOptions({
    queryKey: ['search', q],
    queryFn: ({ signal }) => api<{ readonly items: readonly Found[] }>('/api/search', { signal, query: { q } }),
    enabled: q !== '',
    staleTime: 60_000,
  })

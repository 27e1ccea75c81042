import { queryOptions } from '@tanstack/react-query'
import type { Level } from '../../kernel/access/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** An office of the city as everybody who works in it may know it. */
export type Office = {
  readonly id: string
  readonly path: string
  readonly level: Level
  readonly title: Words
  readonly parent?: string | null
  readonly division?: string | null
}

/** The tree of offices. */
export const officesQuery = queryOptions({
  queryKey: ['offices'],
  queryFn: ({ signal }) => api<{ readonly items: readonly Office[] }>('/api/offices', { signal }),
  staleTime: 10 * 60_000,
})

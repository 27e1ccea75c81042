import { queryOptions } from '@tanstack/react-query'
import type { Pack } from '../../kernel/pack/index.ts'
import { api } from './client.ts'

/** What a list of packs shows. */
export type PackSummary = Pick<Pack, 'name' | 'title' | 'about' | 'area' | 'owner' | 'hash' | 'begunBy'>

/** The packs that run in this city. */
export const packsQuery = queryOptions({
  queryKey: ['packs'],
  queryFn: ({ signal }) => api<readonly PackSummary[]>('/api/packs', { signal }),
  staleTime: 10 * 60_000,
})

/** Those of them that somebody may begin: not what the city opens by itself. */
export const offeredPacksQuery = {
  ...packsQuery,
  select: (packs: readonly PackSummary[]) => packs.filter(({ begunBy }) => begunBy === undefined),
}

/** One pack whole: its form, steps, taxonomies, templates, words. By name (current content) or by content hash. */
export const packQuery = (name: string) =>
  queryOptions({
    queryKey: ['packs', name],
    queryFn: ({ signal }) => api<Pack>(`/api/packs/${encodeURIComponent(name)}`, { signal }),
    staleTime: 10 * 60_000,
    enabled: name !== '',
  })

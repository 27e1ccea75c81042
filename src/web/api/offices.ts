import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Level } from '../../kernel/access/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** An office of the city, as everybody may know it. */
export type Office = {
  readonly id: string
  readonly path: string
  readonly parent?: string
  readonly level: Level
  readonly kind: string
  readonly division?: string
  readonly title: Words
  readonly openSince: string
  readonly abolishedAt?: string
  readonly successor?: string
  /** How many open offices stand right below. */
  readonly children: number
}

/** Offices whose title contains a text, within a part of the tree. */
export const officesQuery = (filter: {
  readonly text?: string
  readonly within?: string
  readonly parent?: string
  readonly limit?: number
}) =>
  queryOptions({
    queryKey: ['offices', filter],
    queryFn: ({ signal }) => api<Offices>('/api/offices', { signal, query: filter }),
    staleTime: 10 * 60_000,
    placeholderData: keepPreviousData,
  })

type Offices = { readonly items: readonly Office[]; readonly more: boolean }

/** City, district and street offices by id: enough to put names to nearly everything. Grids and committees are named street by street. */
export const officeNamesQuery = queryOptions({
  queryKey: ['offices', 'names'],
  queryFn: async ({ signal }) => {
    const levels = await Promise.all(
      (['city', 'district', 'street'] as const).map((level) =>
        api<Offices>('/api/offices', { signal, query: { level, limit: 1000 } }),
      ),
    )
    return new Map(levels.flatMap(({ items }) => items).map((office) => [office.id, office]))
  },
  staleTime: 60 * 60_000,
})

/** Somebody who works in the city, as colleagues may look him up. */
export type Colleague = {
  readonly id: string
  readonly name: string
  readonly posts: readonly { readonly office: string; readonly title: Words }[]
}

/** Officials by a part of their name or login, within a part of the tree. */
export const colleaguesQuery = (text: string, within: string) =>
  queryOptions({
    queryKey: ['colleagues', text, within],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly Colleague[] }>('/api/colleagues', {
        signal,
        query: { within, limit: 40, ...(text !== '' && { text }) },
      }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  })

import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** A signal that nobody answers for, or of which a person decided. Instants ISO. */
export type Unanswered = {
  readonly id: string
  readonly source: string
  readonly kind: string
  readonly title: Words
  readonly text: Words
  readonly at: string
  readonly class: string | null
  readonly address: string | null
  readonly division: string | null
  readonly ownership: string | null
  readonly isDemo: boolean
  readonly reason: Words
  readonly pack: string | null
  readonly decidedAt: string | null
  readonly decidedByName: string | null
  readonly decision: string | null
  readonly note: string | null
  readonly case: { readonly id: string; readonly number: string } | null
}

/** Signals that wait for somebody, or those that were decided on; how many wait. */
export const unansweredQuery = (decided: boolean) =>
  queryOptions({
    queryKey: ['unanswered', decided],
    queryFn: ({ signal }) =>
      api<{ items: readonly Unanswered[]; count: number; most: number }>('/api/unanswered', {
        signal,
        query: { decided },
      }),
    refetchInterval: 60_000,
  })

/** How many wait for somebody. */
export const unansweredCountQuery = queryOptions({
  queryKey: ['unanswered', 'count'],
  queryFn: ({ signal }) => api<{ count: number; most: number }>('/api/unanswered/count', { signal }),
  refetchInterval: 60_000,
})

/** Gives signals to a scenario, or to an office. */
export const giveUnanswered = (
  ids: readonly string[],
  given: { readonly pack?: string; readonly office?: string; readonly note: string },
) =>
  api<{ given: number; left: number; cases: readonly { readonly id: string; readonly number: string }[] }>(
    '/api/unanswered/give',
    { method: 'POST', body: { ids, ...given } },
  )

/** Dismisses signals with the reason. */
export const dismissUnanswered = (ids: readonly string[], note: string) =>
  api<{ dismissed: number }>('/api/unanswered/dismiss', { method: 'POST', body: { ids, note } })

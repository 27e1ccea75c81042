import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** What a look at one part of the machinery found. */
export type Finding = {
  readonly what: Words
  readonly state: 'well' | 'watch' | 'ill'
  readonly says: Words
  readonly todo?: Words
}

/** A job that failed at least once. */
export type TroubledJob = {
  readonly id: number
  readonly name: string
  readonly attempts: number
  readonly mostAttempts: number
  readonly runAt: string
  readonly gaveUp: boolean
  readonly fault: string | null
}

/** An event that a consumer could not take. */
export type DeadLetter = {
  readonly consumer: string
  readonly seq: number
  readonly event: string
  readonly type: string
  readonly key: string
  readonly fault: string
  readonly attempts: number
  readonly deadAt: string
}

/** One row of the audit. */
export type AuditRow = {
  readonly id: string
  readonly at: string
  readonly actor: string
  readonly actorKind: string
  readonly post: string | null
  readonly onBehalfOf: string | null
  readonly action: string
  readonly purpose: string | null
  readonly resource: string | null
  readonly outcome: string
  readonly reason: string | null
  readonly facts: Readonly<Record<string, unknown>> | null
  readonly request: string | null
  readonly addressHash: string | null
}

/** One right and who has it. */
export type Right = {
  readonly action: string
  readonly title: Words
  readonly scope: string
  readonly grade: 'public' | 'internal' | 'personal' | 'sensitive'
  readonly changes: boolean
  readonly grants: readonly { readonly who: string; readonly relation: string; readonly levels?: readonly string[] }[]
}

/** What an auditor looks for. */
export type AuditQuestion = {
  readonly actor?: string
  readonly resource?: string
  readonly action?: string
  readonly outcome?: string
  readonly from?: string
  readonly to?: string
}

/** How the machinery is, part by part; asked anew every half minute. */
export const healthQuery = queryOptions({
  queryKey: ['admin', 'health'],
  queryFn: ({ signal }) =>
    api<{ readonly version: string; readonly demo: boolean; readonly findings: readonly Finding[] }>(
      '/api/system/health',
      { signal },
    ),
  refetchInterval: 30_000,
})

/** Jobs that failed and events that were not taken. */
export const troubledWorkQuery = queryOptions({
  queryKey: ['admin', 'work'],
  queryFn: ({ signal }) =>
    api<{ readonly jobs: readonly TroubledJob[]; readonly letters: readonly DeadLetter[] }>('/api/system/work', {
      signal,
    }),
  refetchInterval: 30_000,
})

/** Lets a job run again now. */
export const retryJob = (id: number): Promise<void> => api<void>(`/api/system/jobs/${id}/retry`, { method: 'POST' })

/** Gives a job up. */
export const dropJob = (id: number): Promise<void> => api<void>(`/api/system/jobs/${id}`, { method: 'DELETE' })

const letterPath = ({ consumer, seq }: DeadLetter): string =>
  `/api/system/letters/${encodeURIComponent(consumer)}/${seq}`

/** Delivers an event again. */
export const retryLetter = (letter: DeadLetter): Promise<void> =>
  api<void>(`${letterPath(letter)}/retry`, { method: 'POST' })

/** Gives a delivery up. */
export const dropLetter = (letter: DeadLetter): Promise<void> => api<void>(letterPath(letter), { method: 'DELETE' })

const auditPage = 100

/** The audit, newest first. */
export const auditQuery = (asked: AuditQuestion) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'audit', asked],
    initialPageParam: undefined as string | undefined, // the first page has no row before it
    queryFn: ({ signal, pageParam }) =>
      api<{ readonly rows: readonly AuditRow[] }>('/api/system/audit', {
        signal,
        query: { ...asked, before: pageParam, limit: auditPage },
      }),
    getNextPageParam: ({ rows }) => (rows.length < auditPage ? undefined : rows.at(-1)?.id),
  })

/** Every right of every room. */
export const rightsQuery = queryOptions({
  queryKey: ['admin', 'rights'],
  queryFn: ({ signal }) => api<{ readonly rights: readonly Right[] }>('/api/system/rights', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

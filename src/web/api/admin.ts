import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { Level, Role } from '../../kernel/access/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'
import type { Office } from './offices.ts'

/** A post with its term. */
export type HeldPost = {
  readonly id: string
  readonly office: string
  readonly path: string
  readonly level: Level
  readonly role: Role
  readonly title: Words
  readonly from: string
  readonly until?: string
}

/** A person as lists show one: personal fields masked. */
export type Person = {
  readonly id: string
  readonly kind: 'resident' | 'official' | 'service'
  readonly name: string
  readonly login?: string
  readonly locale: 'zh' | 'en'
  readonly status: 'active' | 'inactive' | 'erased'
  readonly phone?: string
  readonly posts: readonly HeldPost[]
}

/** People by the beginning of a name or login, page after page. */
export const peopleQuery = (text: string, kind: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'people', text, kind],
    queryFn: ({ signal, pageParam }) =>
      api<{ readonly items: readonly Person[]; readonly next?: string }>('/api/admin/people', {
        signal,
        query: { text, kind, after: pageParam },
      }),
    initialPageParam: undefined as string | undefined, // the first page has no cursor
    getNextPageParam: (page) => page.next,
    placeholderData: keepPreviousData,
  })

/** One person. */
export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['admin', 'person', id],
    queryFn: ({ signal }) => api<Person>(`/api/admin/people/${id}`, { signal }),
  })

/** A one-time link to set a password; shown once. */
export type PasswordLink = { readonly link: string; readonly endsAt: string }

/** Offices right below one (the whole tree's root when none is named). */
export const officeTreeQuery = (parent: string | undefined) =>
  queryOptions({
    queryKey: ['admin', 'offices', parent],
    queryFn: ({ signal }) =>
      api<{ readonly parent?: Office; readonly items: readonly Office[] }>('/api/admin/offices', {
        signal,
        query: { parent },
      }),
  })

/** An office and what became of it over time. */
export const officeQuery = (id: string) =>
  queryOptions({
    queryKey: ['admin', 'office', id],
    queryFn: ({ signal }) =>
      api<{
        readonly office: Office
        readonly history: readonly {
          readonly at: string
          readonly what: string
          readonly before: Readonly<Record<string, unknown>>
          readonly after: Readonly<Record<string, unknown>>
        }[]
      }>(`/api/admin/offices/${id}`, { signal }),
  })

/** A content of a pack and how many open cases are pinned to it. */
export type PackUse = {
  readonly name: string
  readonly hash: string
  readonly title: Words
  readonly isCurrent: boolean
  readonly installedAt: string
  readonly installedBy: string
  readonly open: number
}

/** How packs are used. */
export const packUseQuery = queryOptions({
  queryKey: ['admin', 'packs'],
  queryFn: ({ signal }) => api<readonly PackUse[]>('/api/admin/packs', { signal }),
})

/** What moving open cases to the current content would do, or did. */
export type MigrationReport = {
  readonly pack: string
  readonly hash: string
  readonly open: number
  readonly moved: number
  readonly stuck: readonly { readonly id: string; readonly number: string }[]
  readonly applied: boolean
}

/** Something that was looked at, and how it stands. */
export type Finding = {
  readonly what: Words
  readonly state: 'well' | 'watch' | 'ill'
  readonly says: Words
  readonly todo?: Words
}

/** How the machinery stands. */
export const healthQuery = queryOptions({
  queryKey: ['system', 'health'],
  queryFn: ({ signal }) =>
    api<{ readonly version: string; readonly demo: boolean; readonly findings: readonly Finding[] }>(
      '/api/system/health',
      { signal },
    ),
})

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

/** An event that could not be delivered within the house. */
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

/** Work that went wrong. */
export const workQuery = queryOptions({
  queryKey: ['system', 'work'],
  queryFn: ({ signal }) =>
    api<{ readonly jobs: readonly TroubledJob[]; readonly letters: readonly DeadLetter[] }>('/api/system/work', {
      signal,
    }),
})

/** One line of the audit. */
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
}

/** What an auditor looks for. */
export type AuditFilter = {
  readonly actor?: string | undefined
  readonly resource?: string | undefined
  readonly action?: string | undefined
  readonly outcome?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const auditPage = 100

/** The audit, newest first. */
export const auditQuery = (filter: AuditFilter) =>
  infiniteQueryOptions({
    queryKey: ['system', 'audit', filter],
    queryFn: ({ signal, pageParam }) =>
      api<{ readonly rows: readonly AuditRow[] }>('/api/system/audit', {
        signal,
        query: { ...filter, limit: auditPage, before: pageParam },
      }),
    initialPageParam: undefined as string | undefined, // the first page has no cursor
    getNextPageParam: (page) => (page.rows.length < auditPage ? undefined : page.rows.at(-1)?.id),
  })

/** One right: who may do it, standing how to the thing. */
export type Right = {
  readonly action: string
  readonly title: Words
  readonly scope: string
  readonly grade: string
  readonly changes: boolean
  readonly grants: readonly { readonly who: string; readonly relation: string; readonly levels?: readonly string[] }[]
}

/** The table of rights. */
export const rightsQuery = queryOptions({
  queryKey: ['system', 'rights'],
  queryFn: ({ signal }) => api<{ readonly rights: readonly Right[] }>('/api/system/rights', { signal }),
})

/** A message that would have been sent outside. */
export type Sandboxed = {
  readonly id: string
  readonly channel: string
  readonly template: string
  readonly about: string
  readonly state: string
  readonly shownTo?: string
  readonly title?: string
  readonly text?: string
  readonly link?: string
  readonly fault?: string
  readonly isDemo: boolean
  readonly madeAt: string
}

/** What would have been sent, newest first. */
export const sandboxQuery = (channel: string | undefined) =>
  infiniteQueryOptions({
    queryKey: ['notify', 'sandbox', channel],
    queryFn: ({ signal, pageParam }) =>
      api<{ readonly items: readonly Sandboxed[]; readonly next?: string }>('/api/notify/sandbox', {
        signal,
        query: { channel, before: pageParam },
      }),
    initialPageParam: undefined as string | undefined, // the first page has no cursor
    getNextPageParam: (page) => page.next,
  })

/** Where each channel goes. */
export const channelsQuery = queryOptions({
  queryKey: ['notify', 'channels'],
  queryFn: ({ signal }) =>
    api<{ readonly items: readonly { readonly channel: string; readonly goesTo: 'provider' | 'sandbox' }[] }>(
      '/api/notify/channels',
      { signal },
    ),
})

/** A subscription of an outside system. */
export type Hook = {
  readonly id: string
  readonly title: string
  readonly url: string
  readonly types: readonly string[]
  readonly madeAt: string
  readonly closedAt?: string
  readonly closedWhy?: string
  readonly failures: number
  readonly waiting: number
  readonly dead: number
}

/** Subscriptions, and the kinds of events there are. */
export const hooksQuery = queryOptions({
  queryKey: ['notify', 'hooks'],
  queryFn: ({ signal }) =>
    api<{ readonly items: readonly Hook[]; readonly types: readonly string[] }>('/api/notify/hooks', { signal }),
})

/** A bearer token of an outside program. */
export type Token = {
  readonly id: string
  readonly person: string
  readonly name: string
  readonly title: string
  readonly scopes: readonly string[]
  readonly madeAt: string
  readonly endsAt: string
  readonly usedAt?: string
}

/** Tokens, and the scopes there are. */
export const tokensQuery = queryOptions({
  queryKey: ['admin', 'tokens'],
  queryFn: ({ signal }) =>
    api<{ readonly items: readonly Token[]; readonly scopes: readonly string[] }>('/api/admin/tokens', { signal }),
})

/** A version of a model and how well it does. */
export type ModelVersion = {
  readonly version: string
  readonly pack: string
  readonly field: string
  readonly madeAt: string
  readonly madeBy: string
  readonly isActive: boolean
  readonly activatedAt: string | null
  readonly messages: number
  readonly classes: number
  readonly folds: number
  readonly accuracy: number
  readonly macroF1: number
  readonly calibrationError: number
}

/** Versions of models, newest first. */
export const modelsQuery = queryOptions({
  queryKey: ['insight', 'models'],
  queryFn: ({ signal }) => api<readonly ModelVersion[]>('/api/insight/models', { signal }),
})

/** One version with its questions of risk and its figures by class. */
export const modelQuery = (version: string) =>
  queryOptions({
    queryKey: ['insight', 'models', version],
    queryFn: ({ signal }) =>
      api<
        ModelVersion & {
          readonly hash: string
          readonly card: unknown
          readonly risk: readonly { readonly question: Words; readonly answer: Words }[]
        }
      >(`/api/insight/models/${encodeURIComponent(version)}`, { signal }),
  })

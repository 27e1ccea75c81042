import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { CaseEvent, CaseState, Offer } from '../../kernel/flow/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** One line of a work list. Instants are ISO, UTC. */
export type CaseRow = {
  readonly id: string
  /** The task within the case that the line is about; nothing in lists of whole cases. */
  readonly task: string | null
  readonly number: string
  readonly title: string
  /** In English, where a machine told of the case. */
  readonly titleEn: string | null
  readonly pack: string
  readonly status: CaseState['status']
  readonly taskStatus: string | null
  readonly step: string | null
  readonly office: string | null
  /** Path of that office. */
  readonly officePath: string | null
  readonly kind: string | null
  readonly class: string | null
  /** 0 ordinary, 1 urgent, 2 emergency. */
  readonly urgency: number
  readonly address: string | null
  readonly division: string | null
  readonly channel: string
  readonly dueAt: string | null
  readonly openedAt: string
  readonly closedAt: string | null
  readonly isOverdue: boolean
  readonly supervised: boolean
  readonly returns: number
  readonly nudges: number
  /** How many people reported it: itself and those joined into it. */
  readonly reports: number
  readonly rating: number | null
  readonly seq: number
  readonly demo: boolean
}

/** A page of a list. */
export type CasePage = { readonly items: readonly CaseRow[]; readonly next: string | null }

/** The lists of a desk. */
export const listViews = [
  'mine',
  'below',
  'late',
  'soon',
  'returned',
  'help',
  'extension',
  'supervised',
  'cases',
] as const

/** One of the lists. */
export type ListView = (typeof listViews)[number]

/** What narrows a list. */
export type CaseFilter = {
  readonly view?: ListView
  readonly class?: string | undefined
  readonly office?: string | undefined
  readonly division?: string | undefined
  readonly kind?: string | undefined
  readonly pack?: string | undefined
  readonly status?: string | undefined
  /** The cases behind a figure, those that met it or those that did not. */
  readonly figure?: string | undefined
  readonly met?: boolean | undefined
  readonly urgency?: number | undefined
  readonly channel?: string | undefined
  readonly below?: boolean | undefined
  readonly counted?: boolean | undefined
  /** West, south, east, north in degrees, joined by commas. */
  readonly box?: string | undefined
  /** Just these cases, joined by commas. */
  readonly ids?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
  /** How many on one page; 50 where it is not said. */
  readonly limit?: number
}

/** A file of a case. */
export type CaseFile = {
  readonly id: string
  readonly name?: string
  readonly media?: string
  readonly bytes?: number
  readonly width?: number | null
  readonly height?: number | null
}

/** A case that was joined into another. */
export type JoinedCase = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly channel: string
  readonly openedAt: string
  readonly address: string | null
}

/** A case whole: its state, its log, what this person may do now, and what stands beside it. */
export type CaseView = {
  readonly case: CaseState
  readonly events: readonly CaseEvent[]
  readonly may: readonly Offer[]
  readonly personal: Readonly<Record<string, unknown>>
  readonly files: readonly CaseFile[]
  readonly code: string
  readonly suggestion: Readonly<Record<string, unknown>> | null
  readonly joined: readonly JoinedCase[]
}

/** Cases by filter, page after page. */
export const casesQuery = (filter: CaseFilter) =>
  infiniteQueryOptions({
    queryKey: ['cases', filter],
    queryFn: ({ signal, pageParam }) =>
      api<CasePage>('/api/cases', { signal, query: { ...filter, cursor: pageParam } }),
    initialPageParam: undefined as string | undefined, // the first page has no cursor
    getNextPageParam: (page) => page.next ?? undefined,
    staleTime: 10_000,
  })

/** How many are in each list; counting stops at `most`. */
export const countsQuery = queryOptions({
  queryKey: ['cases', 'counts'],
  queryFn: ({ signal }) =>
    api<{ readonly counts: Readonly<Record<string, number>>; readonly most: number }>('/api/cases/counts', { signal }),
  staleTime: 15_000,
})

/** What the signed-in person reported. */
export const myCasesQuery = infiniteQueryOptions({
  queryKey: ['cases', 'my'],
  queryFn: ({ signal, pageParam }) => api<CasePage>('/api/my/cases', { signal, query: { cursor: pageParam } }),
  initialPageParam: undefined as string | undefined, // the first page has no cursor
  getNextPageParam: (page) => page.next ?? undefined,
  staleTime: 10_000,
})

/** One case. */
export const caseQuery = (id: string) =>
  queryOptions({
    queryKey: ['case', id],
    queryFn: ({ signal }) => api<CaseView>(`/api/cases/${id}`, { signal }),
    staleTime: 5_000,
  })

/** A public summary of a case near a point. */
export type NearCase = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly titleEn: string | null
  readonly class: string | null
  readonly status: string
  readonly openedAt: string
  readonly reports: number
  readonly metres: number
  readonly point: readonly [number, number]
  readonly demo: boolean
}

/** What was already reported within `radius` metres in the last `days`. */
export const nearQuery = (point: readonly [number, number] | undefined, radius: number, days = 30) =>
  queryOptions({
    queryKey: ['near', point, radius, days],
    queryFn: ({ signal }) =>
      api<readonly NearCase[]>('/api/cases/near', {
        signal,
        query: { lng: point?.[0], lat: point?.[1], radius, days },
      }),
    enabled: point !== undefined,
    staleTime: 60_000,
  })

/** The answer to a report: its number for people, its secret short code for the link. */
export type Opened = { readonly id: string; readonly number: string; readonly code: string; readonly seq: number }

/** One case in plain words, as its reporter sees it by the secret short code. Times are epoch milliseconds. */
export type TrackView = {
  readonly number: string
  readonly pack: string
  readonly packTitle: Words
  readonly title: string
  /** The reporter's own words in full; `title` is cut for lists. */
  readonly text?: string
  readonly status: CaseState['status']
  readonly openedAt: number
  readonly closedAt?: number
  readonly seq: number
  readonly waitsFor?: { readonly office?: Words; readonly step: Words; readonly dueAt?: number }
  readonly steps: readonly {
    readonly step: string
    readonly title: Words
    readonly status: string
    readonly office?: Words
    readonly since?: number
    readonly dueAt?: number
    readonly doneAt?: number
  }[]
  readonly events: readonly {
    readonly at: number
    readonly type: string
    readonly title: Words
    readonly text?: string
    readonly office?: Words
    readonly files?: readonly string[]
    readonly isMine: boolean
  }[]
  readonly question?: { readonly text: string; readonly askedAt: number }
  readonly reply?: string
  readonly rating?: number
  readonly files: readonly string[]
  readonly joinedInto?: string
  readonly demo: boolean
  readonly may: readonly Offer[]
}

/** The public view of one case. */
export const trackQuery = (code: string) =>
  queryOptions({
    queryKey: ['track', code],
    queryFn: ({ signal }) => api<TrackView>(`/api/track/${encodeURIComponent(code)}`, { signal }),
    staleTime: 5_000,
  })

/** Joins somebody else's report near by: a small case of one's own that follows the other. */
export const joinCase = (id: string, actionId: string): Promise<Opened> =>
  api<Opened>(`/api/cases/${id}/join`, { method: 'POST', body: { actionId } })

/** What a telephone number reported before, newest first; for operators. */
export const callerQuery = (phone: string) =>
  queryOptions({
    queryKey: ['callers', phone],
    queryFn: ({ signal }) => api<{ readonly items: readonly CaseRow[] }>('/api/callers', { signal, query: { phone } }),
    enabled: phone !== '',
    staleTime: 60_000,
  })

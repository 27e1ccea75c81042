import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { CaseEvent, CaseState, Offer } from '../../kernel/flow/index.ts'
import type { PlaceValue } from '../../kernel/record/index.ts'
import { api } from './client.ts'

/** One line of a work list. */
export type CaseRow = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly pack: string
  readonly status: CaseState['status']
  readonly step: string | null
  readonly office: string | null
  readonly holder?: string | null
  readonly dueAt: string | null
  /** 0 ordinary, 1 soon, 2 urgent. */
  readonly urgency: number
  readonly class: string | null
  readonly place: PlaceValue | null
  readonly openedAt: string
  readonly seq: number
  readonly demo: boolean
}

/** A page of a work list, with the counts beside its views. */
export type CasePage = {
  readonly items: readonly CaseRow[]
  readonly next: string | null
  readonly counts: Readonly<Record<string, number>>
}

/** What a list is asked by. `view` picks whose: mine, office, below, late, unsorted… */
export type CaseFilter = {
  readonly view?: string
  readonly class?: string
  readonly office?: string
  readonly q?: string
  readonly sort?: string
  readonly status?: string
  readonly from?: string
  readonly to?: string
  readonly [more: string]: string | undefined
}

/** A case whole: its state, its log, what this person may do now. */
export type CaseView = {
  readonly case: CaseState
  readonly events: readonly CaseEvent[]
  readonly may: readonly Offer[]
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
  readonly status: string
  readonly metres: number
  readonly openedAt: string
  readonly reports?: number
  readonly place?: PlaceValue
  readonly demo?: boolean
}

/** What was already reported within `radius` metres. */
export const nearQuery = (point: readonly [number, number] | undefined, radius: number) =>
  queryOptions({
    queryKey: ['near', point, radius],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly NearCase[] }>('/api/cases/near', {
        signal,
        query: { lng: point?.[0], lat: point?.[1], radius },
      }),
    enabled: point !== undefined,
    staleTime: 60_000,
  })

/** The answer to a report: its number for people, its secret short code for the link. */
export type Opened = { readonly id: string; readonly number: string; readonly code: string; readonly seq: number }

/** One case in plain words, as its reporter sees it by the secret short code. */
export type TrackView = {
  readonly case: CaseState
  readonly events: readonly CaseEvent[]
  readonly may: readonly Offer[]
}

/** The public view of one case. */
export const trackQuery = (code: string) =>
  queryOptions({
    queryKey: ['track', code],
    queryFn: ({ signal }) => api<TrackView>(`/api/track/${encodeURIComponent(code)}`, { signal }),
    staleTime: 5_000,
  })

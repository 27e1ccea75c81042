import { queryOptions } from '@tanstack/react-query'
import type { Area } from '../../kernel/place/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** Something told to everybody inside an area; instants ISO, degrees of WGS 84. */
export type PublicNotice = {
  readonly id: string
  readonly title: Words
  readonly text: Words
  /** The place in words. */
  readonly where: Words
  readonly divisions: readonly string[]
  readonly area: Area | null
  readonly point: readonly [number, number] | null
  readonly metres: number | null
  readonly isExercise: boolean
  readonly demo: boolean
  readonly publishedAt: string
  readonly untilAt: string | null
  readonly endedAt: string | null
  readonly endText: Words | null
  /** Does it concern the place that was asked for? */
  readonly isHere: boolean | null
}

/** A place of which one is told. */
export type WatchedPlace = {
  readonly id: string
  readonly title: string
  readonly lng: number
  readonly lat: number
}

/** Notices that stand and those that ended within a day; with a place, whether they concern it. */
export const publicNoticesQuery = (near?: readonly [number, number]) =>
  queryOptions({
    queryKey: ['public-notices', near?.join() ?? ''],
    queryFn: ({ signal }) =>
      api<readonly PublicNotice[]>('/api/notify/public-notices', { signal, query: { near: near?.join(',') } }),
    refetchInterval: 60_000,
    staleTime: 30_000,
    retry: false,
  })

/** One's own watched places. */
export const placesQuery = queryOptions({
  queryKey: ['watched-places'],
  queryFn: ({ signal }) => api<readonly WatchedPlace[]>('/api/notify/places', { signal }),
  retry: false,
})

/** Watches a place; refused unless the person agrees. */
export const watchPlace = (title: string, [lng, lat]: readonly [number, number], agrees: boolean) =>
  api<unknown>('/api/notify/places', { method: 'POST', body: { title, lng, lat, agrees } })

/** Stops watching a place of one's own. */
export const stopWatching = (id: string) => api<unknown>(`/api/notify/places/${id}`, { method: 'DELETE' })

/** What the link of a message stops. */
export const stopQuery = (code: string) =>
  queryOptions({
    queryKey: ['stop', code],
    queryFn: ({ signal }) => api<{ readonly title: string }>(`/api/notify/places/stop/${code}`, { signal }),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Stops it. */
export const stopByCode = (code: string) => api<unknown>(`/api/notify/places/stop/${code}`, { method: 'POST' })

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** What can be unusual in a series. */
export type AnomalyKind = 'shift' | 'spike' | 'stuck' | 'seasonal'
/** What people said of it, or what follows from it. */
export type AnomalyState = 'open' | 'confirmed' | 'dismissed'

/** What a series belongs to. */
export type SeriesOwner = {
  readonly series: number
  readonly entity: string
  readonly title: Words | null
  readonly types: readonly string[]
  readonly name: string
  readonly unit: string | null
}

/** Something unusual; numbers in the unit of the series. */
export type Anomaly = SeriesOwner & {
  readonly id: string
  readonly kind: AnomalyKind
  readonly from: string
  readonly to: string
  /** 1 is just at the limit of its kind. */
  readonly score: number
  readonly direction: number
  readonly evidence: {
    readonly seen: number | null
    readonly expected: number | null
    readonly readings: number | null
    readonly size: number | null
    readonly limit: number | null
  }
  readonly state: AnomalyState
  readonly stateBy: string | null
  readonly because: string | null
  readonly foundAt: string
}

/** The error of a way to forecast, in the unit of the series; `mase` over that of the naive one within the past. */
export type ForecastError = { readonly model: string; readonly mae: number | null; readonly mase: number | null }

/** What is to be expected. Instants epoch ms. */
export type Forecast = {
  readonly model: string
  readonly madeAt: string
  readonly step: number
  readonly points: readonly {
    readonly at: number
    readonly value: number | null
    readonly low: number | null
    readonly high: number | null
  }[]
  readonly level: number
  readonly coverage: number | null
  readonly error: ForecastError
  readonly naive: ForecastError
  readonly tried: readonly ForecastError[]
  readonly rehearsals: number
  readonly readings: number
  readonly missing: number
}

/** One series with what is unusual in it and what is to be expected. */
export type WatchedSeries = SeriesOwner & {
  readonly look: {
    readonly lookedAt: string
    readonly seenUntil: string
    readonly stepMs: number
    readonly counts: Readonly<Record<string, number>>
    /** Version of what people taught it: how many opinions stand. */
    readonly learned: number
    readonly trouble: string | null
  } | null
  readonly anomalies: readonly Anomaly[]
  readonly forecast: Forecast | null
}

/** Which anomalies are asked for. */
export type AnomalyFilter = { readonly state?: string | undefined; readonly kind?: string | undefined }

/** Anomalies, those that ended last first, page after page. */
export const anomaliesQuery = (filter: AnomalyFilter) =>
  infiniteQueryOptions({
    queryKey: ['series', 'anomalies', filter],
    queryFn: ({ signal, pageParam }) =>
      api<{ readonly items: readonly Anomaly[]; readonly next?: string }>('/api/insight/anomalies', {
        signal,
        query: { ...filter, after: pageParam, limit: 50 },
      }),
    initialPageParam: undefined as string | undefined, // the first page has nothing before it
    getNextPageParam: ({ next }) => next,
    refetchInterval: 60_000,
  })

/** One series: what is unusual in it, and what is to be expected. */
export const watchedQuery = (series: number) =>
  queryOptions({
    queryKey: ['series', series],
    queryFn: ({ signal }) => api<WatchedSeries>(`/api/insight/series/${series}`, { signal }),
    staleTime: 30_000,
    retry: false,
  })

/** Readings of a series in steps of so many seconds. Instants epoch ms. */
export const seriesReadingsQuery = (
  series: number,
  asked: { readonly from: string; readonly to: string; readonly step: number },
) =>
  queryOptions({
    queryKey: ['series', series, 'readings', asked],
    queryFn: ({ signal }) =>
      api<{
        readonly steps: readonly {
          readonly at: number
          readonly mean: number
          readonly min: number
          readonly max: number
        }[]
      }>(`/api/insight/series/${series}/readings`, { signal, query: asked }),
    staleTime: 60_000,
  })

/** Says whether it is an anomaly, or takes back what was said. */
export const judgeAnomaly = (
  id: string,
  says: 'anomaly' | 'not-anomaly' | 'withdrawn',
): Promise<{ readonly state: AnomalyState; readonly alike: number }> =>
  api(`/api/insight/anomalies/${id}/verdict`, { method: 'POST', body: { says } })

/** Asks for a forecast now; it is rehearsed on the past first and takes some seconds. */
export const askForecast = (series: number): Promise<Forecast> =>
  api(`/api/insight/series/${series}/forecast`, { method: 'POST' })

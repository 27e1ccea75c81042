import { queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

/** What is unusual in a series. */
export type Anomaly = {
  readonly id: string
  readonly kind: 'shift' | 'spike' | 'stuck' | 'seasonal'
  readonly from: string
  readonly to: string
  readonly score: number
  readonly evidence: { readonly seen: number | null; readonly expected: number | null }
  readonly state: 'open' | 'confirmed' | 'dismissed'
}

/** What is to be expected of a series, and how far off that was in rehearsal. Instants epoch ms. */
export type Forecast = {
  readonly model: string
  readonly madeAt: string
  readonly points: readonly {
    readonly at: number
    readonly value: number | null
    readonly low: number | null
    readonly high: number | null
  }[]
  readonly level: number
  readonly coverage: number | null
  readonly error: { readonly mae: number | null }
  readonly naive: { readonly mae: number | null }
  readonly rehearsals: number
}

/** What the city says of one series. */
export type WatchedSeries = { readonly anomalies: readonly Anomaly[]; readonly forecast: Forecast | null }

/** Anomalies and forecast of a series. */
export const watchedQuery = (series: number) =>
  queryOptions({
    queryKey: ['insight', 'series', series],
    queryFn: ({ signal }) => api<WatchedSeries>(`/api/insight/series/${series}`, { signal }),
    staleTime: 30_000,
    retry: false,
  })

/** Asks for a forecast now; it is rehearsed on the past first and takes some seconds. */
export const askForecast = (series: number): Promise<Forecast> =>
  api(`/api/insight/series/${series}/forecast`, { method: 'POST' })

/** Says whether an anomaly is one; what is said is learnt from. */
export const judgeAnomaly = (id: string, says: 'anomaly' | 'not-anomaly' | 'withdrawn'): Promise<unknown> =>
  api(`/api/insight/anomalies/${id}/verdict`, { method: 'POST', body: { says } })

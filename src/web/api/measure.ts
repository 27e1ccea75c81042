import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import type { ListView } from './cases.ts'
import { api } from './client.ts'

/** The query of a list of cases that has exactly as many rows as a number says. */
export type CasesBehind = { readonly view: ListView } & Readonly<Record<string, string | number | boolean | undefined>>

/** A share of cases in percent; `null` while nothing counts. */
export type Share = { readonly numerator: number; readonly denominator: number; readonly value: number | null }

/** The numbers of one group of cases. */
export type Numbers = {
  readonly counts: Readonly<Record<string, number>>
  /** How many of the received are generated. */
  readonly demo: number
  readonly figures: Readonly<Record<string, Share>>
  readonly filter: CasesBehind
}

/** A group with its name. */
export type Group = Numbers & { readonly key: string; readonly title: Words }

/** What a figure or count is. */
export type About = {
  readonly name: string
  /** Added to a filter as `figure`, it lists the cases that count. */
  readonly figure: string
  readonly title: Words
  readonly definition: Words
  readonly unit: Words
  readonly target?: number
}

/** How a question is put. Instants ISO, UTC. */
export type MeasureFilter = {
  readonly from?: string | undefined
  readonly to?: string | undefined
  readonly office?: string | undefined
  readonly class?: string | undefined
  readonly division?: string | undefined
  readonly channel?: string | undefined
}

/** By what cases are grouped. */
export type GroupBy = 'office' | 'division' | 'class' | 'channel' | 'day' | 'week'

/** Figures and counts, in all and by group. */
export type Figures = {
  readonly asOf: string
  readonly from: string
  readonly to: string
  readonly by: string
  readonly source: Words
  readonly figures: readonly About[]
  readonly counts: readonly About[]
  readonly total: Numbers
  readonly groups: readonly Group[]
}

/** Figures by office, division, class, channel, day or week. */
export const figuresQuery = (by: GroupBy, filter: MeasureFilter) =>
  queryOptions({
    queryKey: ['measure', 'figures', by, filter],
    queryFn: ({ signal }) => api<Figures>('/api/measure/figures', { signal, query: { by, ...filter } }),
    staleTime: 60_000,
  })

/** A figure over time. */
export type Series = {
  readonly asOf: string
  readonly from: string
  readonly to: string
  readonly step: string
  readonly source: Words
  readonly figure: About
  readonly filter: CasesBehind
  readonly points: readonly ({ readonly from: string; readonly to: string } & Share)[]
}

/** A figure or count by hour, day or week. */
export const seriesQuery = (figure: string, step: 'hour' | 'day' | 'week', filter: MeasureFilter) =>
  queryOptions({
    queryKey: ['measure', 'series', figure, step, filter],
    queryFn: ({ signal }) => api<Series>('/api/measure/series', { signal, query: { figure, step, ...filter } }),
    staleTime: 60_000,
  })

/** A case as a point of the map. */
export type PointCase = {
  readonly id: string
  readonly number: string
  readonly title: string
  readonly titleEn: string | null
  readonly point: readonly [number, number]
  readonly class: string | null
  readonly status: string
  readonly urgency: number
  readonly openedAt: string
  readonly late: boolean
  readonly reports: number
  readonly demo: boolean
}

/** What the map shows. */
export type MapView = {
  readonly asOf: string
  readonly from: string
  readonly to: string
  readonly source: Words
  readonly total: number
  /** Cases in the box that are not among the points. */
  readonly leftOut: number
  readonly filter: CasesBehind
  readonly points?: readonly PointCase[]
  readonly divisions?: readonly Group[]
}

/** Cases of a period in a box, as points or by division. */
export const mapQuery = (
  as: 'points' | 'districts' | 'streets',
  filter: MeasureFilter & { readonly bbox?: string; readonly limit?: number },
) =>
  queryOptions({
    queryKey: ['measure', 'map', as, filter],
    queryFn: ({ signal }) => api<MapView>('/api/measure/map', { signal, query: { as, ...filter } }),
    staleTime: 30_000,
  })

/** A number of cases that opens them. */
export type Counted = { readonly count: number; readonly filter: CasesBehind }

/** Something that was reported more than once of late. */
export type Repeat = {
  readonly class: string | null
  readonly title: Words
  readonly point: readonly [number, number]
  readonly cases: number
  readonly reports: number
  readonly first: string
  readonly last: string
  readonly newest: {
    readonly id: string
    readonly number: string
    readonly title: string
    readonly titleEn: string | null
  }
  readonly leftOut: number
  readonly filter: CasesBehind
}

/** The situation at this moment. */
export type Situation = {
  readonly asOf: string
  readonly lastHour: Counted
  readonly lastDay: Counted
  readonly late: Counted
  readonly urgent: Counted
  readonly waiting: readonly (Counted & { readonly title: Words; readonly most: boolean })[]
  readonly repeated: readonly Repeat[]
}

/** Now: new, late, repeated, waiting for a decision. */
export const situationQuery = queryOptions({
  queryKey: ['measure', 'now'],
  queryFn: ({ signal }) => api<Situation>('/api/measure/now', { signal }),
  staleTime: 20_000,
})

/** The address of the list behind a number. */
export function casesAddress(
  { view, ...filter }: CasesBehind,
  more: Readonly<Record<string, string | boolean>> = {},
): string {
  const entries = Object.entries({ ...filter, ...more }).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  return `/desk/${view}${entries.length > 0 ? `?${new URLSearchParams(entries)}` : ''}`
}

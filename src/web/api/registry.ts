import { queryOptions } from '@tanstack/react-query'
import type { FeatureCollection } from '../../kernel/place/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** A division of the city: district, street or town, committee. */
export type Division = {
  readonly code: string
  readonly title: Words
  readonly level: string
  readonly parent?: string
  readonly centre?: readonly [number, number]
}

/** A place found for words. */
export type FoundPlace = {
  readonly address: string
  readonly point: readonly [number, number]
  readonly division?: string
  /** 0 to 1: how sure. */
  readonly confidence?: number
}

/** Divisions under one, or the districts. */
export const divisionsQuery = (under?: string) =>
  queryOptions({
    queryKey: ['divisions', under ?? ''],
    queryFn: ({ signal }) =>
      api<{ readonly items: readonly Division[] }>('/api/registry/divisions', { signal, query: { under } }),
    staleTime: 60 * 60_000,
  })

/** A layer of the base map as GeoJSON, WGS 84. */
export const layerQuery = (name: string) =>
  queryOptions({
    queryKey: ['layer', name],
    queryFn: ({ signal }) => api<FeatureCollection>(`/api/registry/layers/${name}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })

/** Places that a typed address may mean, best first. */
export const geocode = (q: string, signal?: AbortSignal): Promise<{ readonly items: readonly FoundPlace[] }> =>
  api('/api/registry/geocode', { query: { q }, ...(signal && { signal }) })

/** What lies at a point: its division and nearest address. */
export const reverse = (point: readonly [number, number], signal?: AbortSignal): Promise<Partial<FoundPlace>> =>
  api('/api/registry/reverse', { query: { lng: point[0], lat: point[1] }, ...(signal && { signal }) })

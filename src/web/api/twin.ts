import { queryOptions } from '@tanstack/react-query'
import type { Bounds } from '../../kernel/place/index.ts'
import type { AnyShape, LayerScale } from '../../kernel/twin/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** A layer that the city declares, or an imported file brought. */
export type TwinLayer = {
  readonly id: string
  readonly title: Words
  readonly clusters: boolean
  readonly attributes?: readonly string[]
  /** Files that were taken in lie below `/layers`. */
  readonly scope?: string
  /** What the colour of its things says. */
  readonly scale?: LayerScale
}

/** Layers of the twin. */
export const twinLayersQuery = queryOptions({
  queryKey: ['twin', 'layers'],
  queryFn: ({ signal }) => api<{ readonly items: readonly TwinLayer[] }>('/api/twin/layers', { signal }),
  staleTime: 5 * 60_000,
})

/** A thing of a layer as OGC API – Features gives it: what it says of itself by name. */
export type TwinFeature = {
  readonly id: string
  readonly geometry: AnyShape | null
  readonly properties: Readonly<Record<string, unknown>>
}

/** Features of a layer (OGC 17-069r4 §7.15). */
export type TwinFeatures = {
  readonly features: readonly TwinFeature[]
  readonly numberMatched?: number
  readonly timeStamp?: string
}

/** Things of a layer within a frame. */
export const twinFeatures = (
  layer: string,
  query: Readonly<Record<string, string | number>>,
  signal: AbortSignal,
): Promise<TwinFeatures> =>
  api(`/ogc/features/collections/${encodeURIComponent(layer)}/items`, { query: { ...query, f: 'json' }, signal })

/** One attribute of an entity, normalized (ETSI GS CIM 009, clause 4.5). */
export type TwinAttribute = {
  readonly type: string
  readonly value?: unknown
  readonly object?: string | readonly string[]
  readonly languageMap?: Readonly<Record<string, string>>
  readonly vocab?: string | readonly string[]
  readonly json?: unknown
  readonly unitCode?: string
  readonly observedAt?: string
}

/** An entity as NGSI-LD gives it: `id`, `type`, and attributes by name. */
export type TwinEntity = { readonly id: string; readonly type: string | readonly string[] } & Readonly<
  Record<string, unknown>
>

/** The present state of one entity. */
export const entityQuery = (id: string) =>
  queryOptions({
    queryKey: ['twin', 'entity', id],
    queryFn: ({ signal }) => api<TwinEntity>(`/ngsi-ld/v1/entities/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: 30_000,
  })

/** The present state of one entity where the asker may see it; nothing otherwise. */
export const seenEntityQuery = (id: string) =>
  queryOptions({
    queryKey: ['twin', 'seen', id],
    queryFn: async ({ signal }) =>
      (await api<readonly TwinEntity[]>('/ngsi-ld/v1/entities', { signal, query: { id, local: 'true' } }))[0] ?? null,
    refetchInterval: 15_000,
  })

/** How an attribute went: values with their instants (clause 4.5.9). */
export type Evolution = { readonly values: readonly (readonly [value: unknown, at: string])[] }

/** An entity's evolution: attributes by name, each with values where it has any. */
export type EvolvedEntity = { readonly id: string } & Readonly<Record<string, unknown>>

const isEvolution = (given: unknown): given is Evolution =>
  typeof given === 'object' && given !== null && 'values' in given && Array.isArray(given.values)

/** The attributes of an evolution that have values. */
export const evolutionsOf = (entity: EvolvedEntity): readonly (readonly [name: string, evolution: Evolution])[] =>
  Object.entries(entity).flatMap(([name, given]) => {
    const [one] = [given].flat()
    return isEvolution(one) ? [[name, one] as const] : []
  })

/** How an entity went between two instants. */
export const evolutionQuery = (id: string, from: string, to: string) =>
  queryOptions({
    queryKey: ['twin', 'evolution', id, from, to],
    queryFn: ({ signal }) =>
      api<EvolvedEntity>(`/ngsi-ld/v1/temporal/entities/${encodeURIComponent(id)}`, {
        signal,
        query: { timerel: 'between', timeAt: from, endTimeAt: to, format: 'temporalValues' },
      }),
    staleTime: 60_000,
  })

/** What was last known of an entity at an instant: the next millisecond is the first that is not before itself. */
export const stateBeforeQuery = (id: string, at: string) =>
  queryOptions({
    queryKey: ['twin', 'before', id, at],
    queryFn: ({ signal }) =>
      api<EvolvedEntity>(`/ngsi-ld/v1/temporal/entities/${encodeURIComponent(id)}`, {
        signal,
        query: {
          timerel: 'before',
          timeAt: new Date(Date.parse(at) + 1).toISOString(),
          lastN: 1,
          format: 'temporalValues',
        },
      }),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** A thing as it was at a moment: attributes by expanded name. */
export type PastFeature = {
  readonly id: string
  readonly geometry: AnyShape
  readonly properties: {
    readonly title: Words | null
    readonly types: readonly string[]
    readonly values: Readonly<Record<string, unknown>>
    /** When its newest reading until then was taken, ISO instant. */
    readonly readAt?: string
  }
}

/** What of a layer stood in a frame at a moment. */
export const stateAt = (
  query: Readonly<Record<string, string | number>>,
  signal: AbortSignal,
): Promise<{ readonly at: string; readonly hasMore: boolean; readonly features: readonly PastFeature[] }> =>
  api('/api/twin/state', { query, signal })

/** Where all things of a layer in a frame, at a moment or now, come as a file however many they are. */
export const layerCsv = (layer: string, bbox: string, at: number | undefined): string =>
  `/api/twin/layers/${encodeURIComponent(layer)}/things.csv?${new URLSearchParams({ bbox, ...(at !== undefined && { at: new Date(at).toISOString() }) })}`

/** How many things of a layer lie in a frame now. */
export const countQuery = (layer: string, bbox: string) =>
  queryOptions({
    queryKey: ['twin', 'count', layer, bbox],
    queryFn: async ({ signal }) => (await twinFeatures(layer, { bbox, limit: 1 }, signal)).numberMatched ?? null,
    staleTime: 20_000,
    refetchInterval: 60_000,
  })

/** Where the things of a layer are; nothing where there are none (OGC 17-069r4 §7.14.1). */
export const layerExtentQuery = (layer: string) =>
  queryOptions({
    queryKey: ['twin', 'extent', layer],
    queryFn: async ({ signal }) => {
      const { extent } = await api<{ readonly extent?: { readonly spatial?: { readonly bbox?: readonly Bounds[] } } }>(
        `/ogc/features/collections/${encodeURIComponent(layer)}`,
        { query: { f: 'json' }, signal },
      )
      return extent?.spatial?.bbox?.[0] ?? null
    },
    staleTime: 60_000,
  })

/** Something that a thing leads to, or that leads to it. */
export type TwinRelation = {
  readonly name: string
  readonly id: string
  readonly title: Words | null
  readonly types: readonly string[]
}

/** A number of a thing over time. */
export type TwinSeries = {
  readonly series: number
  readonly name: string
  readonly dataset: string
  readonly unit: string | null
  readonly from: string | null
  readonly till: string | null
}

/** One attribute as the page of a thing tells it. */
export type PageAttribute = {
  readonly name: string
  readonly term: string
  readonly kind: string
  readonly value: unknown
  readonly dataset: string
  readonly unit?: string
  readonly observedAt?: string
  readonly modifiedAt?: string
}

/** All that is known of a thing. */
export type TwinPage = {
  readonly entity: {
    readonly id: string
    readonly types: readonly string[]
    readonly scope: readonly string[]
    readonly path: string | null
    readonly division: string | null
    readonly title: Words | null
    readonly source: string | null
    readonly lineage: Readonly<Record<string, unknown>> | null
    readonly isDemo: boolean
    readonly createdAt: string
    readonly modifiedAt: string
  }
  readonly place: AnyShape | null
  readonly attributes: readonly PageAttribute[]
  readonly belongsTo: readonly TwinRelation[]
  readonly parts: readonly TwinRelation[]
  readonly leadsTo: readonly TwinRelation[]
  readonly dependents: readonly TwinRelation[]
  readonly series: readonly TwinSeries[]
  /** Codes that were given to it, by scheme. */
  readonly codes: readonly { readonly scheme: string; readonly code: string }[]
}

const thingAt = (id: string): string => `/api/twin/entities/${encodeURIComponent(id)}`

/** The page of a thing; read anew while it is looked at. */
export const pageQuery = (id: string) =>
  queryOptions({
    queryKey: ['twin', 'page', id],
    queryFn: ({ signal }) => api<TwinPage>(thingAt(id), { signal }),
    refetchInterval: 5_000,
  })

/** Numbers of a thing: single readings, or steps of so many seconds. */
export type SeriesItem = {
  readonly at: string
  readonly value?: number
  readonly mean?: number | null
  readonly min?: number
  readonly max?: number
}

/** A number of a thing between two instants. */
export const seriesQuery = (
  id: string,
  asked: { readonly name: string; readonly from: string; readonly till: string; readonly step?: number },
) =>
  queryOptions({
    queryKey: ['twin', 'series', id, asked],
    queryFn: ({ signal }) =>
      api<{ readonly unit: string | null; readonly items: readonly SeriesItem[] }>(`${thingAt(id)}/series`, {
        signal,
        query: asked,
      }),
    staleTime: 30_000,
    refetchInterval: 60_000,
  })

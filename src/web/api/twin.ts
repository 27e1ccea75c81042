import { queryOptions } from '@tanstack/react-query'
import type { AnyShape } from '../../kernel/twin/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** A layer that the city declares, or an imported file brought. */
export type TwinLayer = {
  readonly id: string
  readonly title: Words
  readonly clusters: boolean
  readonly attributes?: readonly string[]
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

/** What was last known of an entity before an instant. */
export const stateBeforeQuery = (id: string, at: string) =>
  queryOptions({
    queryKey: ['twin', 'before', id, at],
    queryFn: ({ signal }) =>
      api<EvolvedEntity>(`/ngsi-ld/v1/temporal/entities/${encodeURIComponent(id)}`, {
        signal,
        query: { timerel: 'before', timeAt: at, lastN: 1, format: 'temporalValues' },
      }),
    staleTime: Number.POSITIVE_INFINITY,
  })

/** Most entities of one answer. */
const page = 1_000

/** What was last known of every entity before an instant, by id. */
export async function statesBefore(at: string, signal: AbortSignal): Promise<ReadonlyMap<string, EvolvedEntity>> {
  const found = new Map<string, EvolvedEntity>()
  for (let offset = 0; ; offset += page) {
    const entities = await api<readonly EvolvedEntity[]>('/ngsi-ld/v1/temporal/entities', {
      signal,
      query: {
        ...{ type: '*', timerel: 'before', timeAt: at, lastN: 1, format: 'temporalValues', limit: page, offset },
        local: true,
      },
    })
    for (const entity of entities) found.set(entity.id, entity)
    if (entities.length < page) return found
  }
}

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Datum } from '../../kernel/place/index.ts'
import type { AnyShape } from '../../kernel/twin/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'
import { sendForm } from './send-form.ts'

/** How a column may be read. */
export type ColumnKind = 'text' | 'number' | 'yes-no' | 'instant'

/** What was chosen for a column. */
export type ColumnChoice = {
  readonly isLeftOut?: boolean
  readonly name?: string
  readonly kind?: ColumnKind
  readonly unit?: string
}

/** In which system coordinates stand. */
export type Reference =
  | { readonly kind: 'datum'; readonly datum: Datum }
  | { readonly kind: 'epsg'; readonly code: number }
  | { readonly kind: 'wkt'; readonly text: string }

/** What is wrong with one thing of a file. */
export type FeatureFault = {
  readonly row: number
  readonly field?: string
  readonly found?: string
  readonly says: Words
  readonly mend: Words
}

/** What was seen of a file before anything was written. */
export type LayerPreview = {
  readonly recognised: string
  readonly lacks?: 'columns'
  readonly reference: Reference
  readonly why: Words
  readonly isSure: boolean
  readonly columns: readonly {
    readonly name: string
    readonly kind: ColumnKind | 'other'
    readonly filled: number
    readonly examples: readonly string[]
  }[]
  readonly kinds: readonly string[]
  readonly seen: number
  readonly faulty: number
  readonly faults: readonly FeatureFault[]
  readonly extent: readonly [number, number, number, number] | null
  readonly outside: number | null
  readonly drawn: readonly {
    readonly row: number
    readonly title: Words | null
    readonly shape: AnyShape
    readonly isOutside: boolean
  }[]
  readonly addresses: {
    readonly compared: number
    readonly fits: readonly { readonly datum: Datum; readonly metres: number }[]
    /** What they clearly speak for against the datum taken. */
    readonly better?: Datum
  } | null
  readonly notes: readonly Words[]
}

/** How an import stands. */
export type LayerState = 'waiting' | 'running' | 'done' | 'failed' | 'cancelled' | 'undoing' | 'undone'

/** An import as the list shows it. */
export type LayerImportBrief = {
  readonly id: string
  readonly layer: string
  readonly state: LayerState
  readonly fileName: string
  readonly bytes: number
  readonly format: string
  readonly madeAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
  /** 0 to 1. */
  readonly progress: number
  readonly counts: {
    readonly read: number
    readonly imported: number
    readonly already: number
    readonly refused: number
  }
  readonly failure: { readonly says: Words; readonly todo: Words } | null
  readonly undone: { readonly removed: number; readonly restored: number; readonly kept: number } | null
  readonly settings: {
    readonly type: string
    readonly isOpen: boolean
    readonly datum?: Datum
    readonly epsg?: number
    readonly format?: string
    readonly idField?: string
    readonly lngField?: string
    readonly latField?: string
    readonly path?: string
    readonly link?: string
    readonly columns?: Readonly<Record<string, ColumnChoice>>
  }
}

/** An import with what was seen of its file. */
export type LayerImport = LayerImportBrief & { readonly preview: LayerPreview }

/** What a person may choose; `null` takes a choice back. */
export type LayerChoices = { readonly [K in keyof LayerImport['settings']]?: LayerImport['settings'][K] | null }

/** Imports of files of things, newest first, and the kinds of file that can be read. */
export const layerImportsQuery = queryOptions({
  queryKey: ['layer-imports'],
  queryFn: ({ signal }) =>
    api<{
      readonly items: readonly LayerImportBrief[]
      readonly formats: readonly { readonly format: string; readonly title: Words }[]
    }>('/api/twin/imports', { signal }),
  staleTime: 5_000,
})

/** One import. */
export const layerImportQuery = (id: string) =>
  queryOptions({
    queryKey: ['layer-imports', id],
    queryFn: ({ signal }) => api<LayerImport>(`/api/twin/imports/${id}`, { signal }),
    staleTime: 1_000,
  })

/** What an import brought, page after page. */
export const importedThingsQuery = (id: string) =>
  infiniteQueryOptions({
    queryKey: ['layer-imports', id, 'things'],
    queryFn: ({ signal, pageParam }) =>
      api<{
        readonly items: readonly {
          readonly id: string
          readonly types: readonly string[]
          readonly title: Words | null
          readonly row: number | null
        }[]
        readonly next: number | null
      }>(`/api/twin/imports/${id}/things`, { signal, query: { after: pageParam, limit: 20 } }),
    initialPageParam: 0,
    getNextPageParam: ({ next }) => next ?? undefined,
  })

/** Brings a file of things; nothing becomes an entity yet. */
export function sendLayer(layer: string, file: File, onProgress: (share: number) => void): Promise<LayerImport> {
  const body = new FormData()
  // The server reads fields before the file.
  body.append('layer', layer)
  body.append('file', file, file.name)
  return sendForm('/api/twin/imports', body, onProgress)
}

/** Looks at a tile set where it is served. */
export const linkLayer = (layer: string, link: string): Promise<LayerImport> =>
  api<LayerImport>('/api/twin/imports/link', { method: 'POST', body: { layer, link } })

/** Chooses how a file is read; gives the look at it anew. */
export const changeLayer = (id: string, choices: LayerChoices): Promise<LayerImport> =>
  api<LayerImport>(`/api/twin/imports/${id}`, { method: 'PATCH', body: choices })

/** Starts, stops or takes back an import. */
export const actOnLayer = (id: string, act: 'start' | 'cancel' | 'undo'): Promise<LayerImport> =>
  api<LayerImport>(`/api/twin/imports/${id}/${act}`, { method: 'POST' })

import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'
import { sendForm } from './send-form.ts'

/** A kind of thing that files bring, with the fields its columns may fill. */
export type ImportKind = {
  readonly name: string
  readonly title: Words
  readonly fields: readonly { readonly key: string; readonly title: Words; readonly required: boolean }[]
}

/** Something wrong or worth saying, and in which rows. */
export type ImportProblem = {
  readonly code: string
  readonly field?: string
  readonly found?: string
  readonly says: Words
  readonly mend?: Words
  readonly refuses: boolean
  readonly count: number
  readonly rows: readonly number[]
}

/** An import: what was found in the file, what was chosen, how far it is. */
export type ImportView = {
  readonly id: string
  readonly what: string
  readonly state: string
  readonly fileName: string
  readonly bytes: number
  readonly profile: string | null
  readonly madeAt: string
  readonly startedAt: string | null
  readonly endedAt: string | null
  /** 0 to 1. */
  readonly progress: number
  readonly lastRow: number
  readonly counts: {
    readonly read: number
    readonly imported: number
    readonly already: number
    readonly refused: number
    readonly noted: number
  }
  readonly classified: number
  readonly failure: { readonly says: Words; readonly todo: Words } | null
  readonly table: {
    readonly format: string
    readonly headerRow: number | null
    readonly header: { readonly confidence: number; readonly why: Words }
    readonly titles: readonly string[]
    readonly encoding?: string
    readonly encodingFinding?: { readonly confidence: number; readonly why: Words }
    readonly separator?: string
    readonly sheet?: string
    readonly sheets?: readonly { readonly name: string; readonly hidden: boolean }[]
  }
  readonly columns: readonly {
    readonly name: string
    readonly type: string
    readonly filled: number
    readonly empty: number
    readonly distinct: number
    readonly examples: readonly string[]
  }[]
  readonly settings: {
    readonly columns: Readonly<Record<string, string>>
    readonly source: string
    readonly pack: string
    readonly treat: 'auto' | 'history'
    readonly datum: string
  }
  readonly preview: {
    readonly rows: readonly { readonly row: number; readonly cells: readonly string[] }[]
    readonly matches: readonly {
      readonly field: string
      readonly column: string
      readonly confidence: number
      readonly why: Words
    }[]
    readonly problems: readonly ImportProblem[]
    readonly missing: readonly string[]
    readonly ambiguous: readonly {
      readonly field: string
      readonly column: string
      readonly examples: readonly string[]
    }[]
    readonly notes: readonly Words[]
    readonly checked: number
    readonly refused: number
  }
}

/** What a person may choose about a file. */
export type ImportChoices = {
  readonly profile?: string
  readonly table?: {
    readonly encoding?: string
    readonly separator?: string
    readonly header?: number | 'none'
    readonly sheet?: string
  }
  readonly columns?: Readonly<Record<string, string>>
  readonly habits?: Readonly<Record<string, { readonly order?: 'mdy' | 'dmy' }>>
  readonly source?: string
  readonly treat?: 'auto' | 'history'
  readonly datum?: string
}

/** A remembered way to read files with the same headings. */
export type ImportProfile = { readonly name: string; readonly what: string; readonly title: Words }

/** What can be imported. */
export const importKindsQuery = queryOptions({
  queryKey: ['imports', 'kinds'],
  queryFn: ({ signal }) => api<readonly ImportKind[]>('/api/imports/kinds', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Remembered ways to read files. */
export const importProfilesQuery = queryOptions({
  queryKey: ['imports', 'profiles'],
  queryFn: ({ signal }) => api<readonly ImportProfile[]>('/api/import-profiles', { signal }),
  staleTime: 60_000,
})

/** Imports, newest first. */
export const importsQuery = queryOptions({
  queryKey: ['imports'],
  queryFn: ({ signal }) => api<{ readonly items: readonly ImportView[] }>('/api/imports', { signal }),
  staleTime: 5_000,
})

/** One import. */
export const importQuery = (id: string) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) => api<ImportView>(`/api/imports/${id}`, { signal }),
    staleTime: 1_000,
  })

/** Chooses how a file is read; gives the look at it anew. */
export const changeImport = (id: string, choices: ImportChoices): Promise<ImportView> =>
  api<ImportView>(`/api/imports/${id}`, { method: 'PATCH', body: choices })

/** Starts an import or goes on with it. */
export const startImport = (id: string): Promise<ImportView> =>
  api<ImportView>(`/api/imports/${id}/start`, { method: 'POST' })

/** Stops an import; what came in stays. */
export const cancelImport = (id: string): Promise<ImportView> =>
  api<ImportView>(`/api/imports/${id}/cancel`, { method: 'POST' })

/** Remembers how this file was read, for files with the same headings. */
export const keepProfile = (name: string, title: string, id: string): Promise<void> =>
  api<void>(`/api/import-profiles/${name}`, { method: 'PUT', body: { import: id, title } })

/** Sends a file, telling how far it is (0 to 1). @throws ApiProblem, NoConnection */
export function sendImport(what: string, file: File, onProgress: (share: number) => void): Promise<ImportView> {
  const body = new FormData()
  body.append('file', file, file.name)
  return sendForm(`/api/imports?what=${encodeURIComponent(what)}`, body, onProgress)
}

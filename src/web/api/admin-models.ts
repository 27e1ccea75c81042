import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** One version of a model that reads messages. Shares are 0 to 1, measured on messages it was not trained on. */
export type Model = {
  readonly version: string
  readonly pack: string
  readonly field: string
  readonly madeAt: string
  readonly madeBy: string
  readonly isActive: boolean
  readonly activatedAt: string | null
  readonly messages: number
  readonly classes: number
  readonly folds: number
  readonly accuracy: number
  readonly macroF1: number
  readonly calibrationError: number
}

/** The same with its risk card. */
export type ModelWhole = Model & {
  readonly hash: string
  readonly risk: readonly { readonly question: Words; readonly answer: Words }[]
}

/** Versions of models, newest first. */
export const modelsQuery = queryOptions({
  queryKey: ['admin', 'models'],
  queryFn: ({ signal }) => api<readonly Model[]>('/api/insight/models', { signal }),
})

/** One version. */
export const modelQuery = (version: string) =>
  queryOptions({
    queryKey: ['admin', 'models', version],
    queryFn: ({ signal }) => api<ModelWhole>(`/api/insight/models/${encodeURIComponent(version)}`, { signal }),
  })

/** Puts a version to use; `hold` keeps it until somebody lets go of it. */
export const activateModel = (version: string, hold: boolean): Promise<Model> =>
  api<Model>(`/api/insight/models/${encodeURIComponent(version)}/activate`, { method: 'POST', body: { hold } })

/** Orders training now. */
export const trainModels = (): Promise<unknown> => api('/api/insight/train', { method: 'POST' })

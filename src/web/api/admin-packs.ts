import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** One content of a pack and how many open cases live by it. */
export type PackUse = {
  readonly name: string
  readonly hash: string
  readonly title: Words
  readonly isCurrent: boolean
  readonly installedAt: string
  readonly installedBy: string
  readonly open: number
}

/** What moving open cases to the current content would do, or did. */
export type MigrationReport = {
  readonly pack: string
  readonly hash: string
  readonly open: number
  readonly moved: number
  readonly stuck: readonly {
    readonly id: string
    readonly number: string
    readonly faults: readonly { readonly field?: string; readonly says: Words }[]
  }[]
  readonly applied: boolean
}

/** Which content of which pack is installed, and what hangs on it. */
export const packUseQuery = queryOptions({
  queryKey: ['admin', 'packs'],
  queryFn: ({ signal }) => api<readonly PackUse[]>('/api/admin/packs', { signal }),
})

/** Installs a pack from its declaration. */
export const installPack = (
  declaration: unknown,
): Promise<{ readonly name: string; readonly hash: string; readonly result: string }> =>
  api('/api/admin/packs', { method: 'POST', body: declaration })

/** Moves open cases to the current content, or only tells what would happen. */
export const migratePack = (name: string, apply: boolean): Promise<MigrationReport> =>
  api<MigrationReport>(`/api/admin/packs/${encodeURIComponent(name)}/migrate`, { method: 'POST', body: { apply } })

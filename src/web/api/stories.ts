import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** One view of a story: where the map stands, and what is said of it. */
export type StoryView = { readonly address: string; readonly words: Words }

/** What is kept of a story. */
export type StoryDraft = { readonly title: Words; readonly views: readonly StoryView[]; readonly isShared: boolean }

/** Several views of the map in order, each with words. */
export type Story = StoryDraft & {
  readonly id: string
  readonly version: number
  readonly changedAt: string
  readonly isOwn: boolean
}

/** One's own stories and those that are shared. */
export const storiesQuery = queryOptions({
  queryKey: ['twin', 'stories'],
  queryFn: ({ signal }) => api<{ readonly items: readonly Story[] }>('/api/twin/stories', { signal }),
})

/** One story. */
export const storyQuery = (id: string) =>
  queryOptions({
    queryKey: ['twin', 'stories', id],
    queryFn: ({ signal }) => api<Story>(`/api/twin/stories/${id}`, { signal }),
    retry: false,
  })

/** Begins a story. */
export const beginStory = (story: StoryDraft): Promise<{ readonly id: string }> =>
  api('/api/twin/stories', { method: 'POST', body: story })

/** Keeps what was changed of one's own story. */
export const keepStory = ({ id, version, title, views, isShared }: Story): Promise<void> =>
  api(`/api/twin/stories/${id}`, { method: 'PUT', body: { version, title, views, isShared } })

/** Takes one's own story away. */
export const dropStory = (id: string): Promise<void> => api(`/api/twin/stories/${id}`, { method: 'DELETE' })

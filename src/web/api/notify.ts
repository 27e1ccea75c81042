import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** One message in one's inbox. */
export type Notice = {
  readonly id: string
  readonly title: Words
  readonly text: Words
  readonly at: string
  readonly readAt?: string
  readonly link?: string
  readonly isUrgent: boolean
}

/** One's messages, newest first. */
export const inboxQuery = queryOptions({
  queryKey: ['inbox'],
  queryFn: ({ signal }) =>
    api<{ readonly items: readonly Notice[]; readonly unread: number }>('/api/notify/inbox', { signal }),
  staleTime: 30_000,
  retry: false,
})

/** How many of one's messages are unread, counted up to a hundred. */
export const unreadQuery = queryOptions({
  queryKey: ['inbox', 'count'],
  queryFn: ({ signal }) => api<{ readonly unread: number }>('/api/notify/inbox/count', { signal }),
  staleTime: 30_000,
  retry: false,
})

/** Marks messages as read: those named, or all up to one. */
export const markRead = (which: { readonly ids: readonly string[] } | { readonly upTo: string }): Promise<unknown> =>
  api('/api/notify/inbox/read', { method: 'POST', body: which })

import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** One message in one's inbox. */
export type Notice = {
  readonly id: string
  readonly title: Words
  readonly text: Words
  readonly at: string
  readonly readAt?: string | null
  readonly link?: string | null
  readonly demo?: boolean
}

/** One's messages, newest first. */
export const inboxQuery = queryOptions({
  queryKey: ['inbox'],
  queryFn: ({ signal }) =>
    api<{ readonly items: readonly Notice[]; readonly unread: number }>('/api/notify/inbox', { signal }),
  staleTime: 30_000,
  retry: false,
})

/** Marks messages as read; all of them when none is named. */
export const markRead = (ids?: readonly string[]): Promise<void> =>
  api<void>('/api/notify/inbox/read', { method: 'POST', body: ids ? { ids } : {} })

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { OutsideChannel } from './account.ts'
import { api } from './client.ts'

/** A message on its way out, or in the sandbox with what it would have said. */
export type SentMessage = {
  readonly id: string
  readonly channel: OutsideChannel
  readonly template: string
  readonly about: string
  readonly state: 'waiting' | 'sent' | 'sandboxed' | 'failed' | 'dropped'
  readonly attempts: number
  readonly shownTo?: string
  readonly fault?: string
  readonly isDemo: boolean
  readonly madeAt: string
  readonly doneAt?: string
  readonly title?: string
  readonly text?: string
  readonly link?: string
}

/** How a provider's interface is called: address, headers and body with gaps. */
export type Adapter = {
  readonly method: 'POST' | 'PUT' | 'GET'
  readonly url: string
  readonly encoding: 'json' | 'form' | 'none'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** A channel and where its messages go now. */
export type ChannelState = {
  readonly channel: OutsideChannel
  readonly goesTo: 'provider' | 'sandbox'
  readonly kept?: {
    readonly adapter: Adapter
    readonly secretNames: readonly string[]
    readonly changedBy: string
    readonly changedAt: string
  }
}

/** A subscription of an outside system. */
export type Hook = {
  readonly id: string
  readonly title: string
  readonly url: string
  readonly types: readonly string[]
  readonly packs: readonly string[]
  readonly madeAt: string
  readonly closedAt?: string
  readonly closedWhy?: string
  readonly failures: number
  readonly openUntil?: string
  readonly waiting: number
  readonly dead: number
}

/** One delivery to a subscription. */
export type Delivery = {
  readonly id: string
  readonly type: string
  readonly about: string
  readonly state: 'waiting' | 'done' | 'dead'
  readonly attempts: number
  readonly madeAt: string
  readonly dueAt: string
  readonly status?: number
  readonly fault?: string
  readonly doneAt?: string
}

type Page<T> = { readonly items: readonly T[]; readonly next?: string }

const pages = <T>(key: readonly unknown[], path: string, query: Readonly<Record<string, string | undefined>>) =>
  infiniteQueryOptions({
    queryKey: [...key, query],
    initialPageParam: undefined as string | undefined, // the first page has nothing before it
    queryFn: ({ signal, pageParam }) => api<Page<T>>(path, { signal, query: { ...query, before: pageParam } }),
    getNextPageParam: ({ next }) => next,
  })

/** What was sent outside, without contents, newest first. */
export const messagesQuery = (channel?: string, state?: string) =>
  pages<SentMessage>(['admin', 'messages'], '/api/notify/messages', { channel, state })

/** What would have been sent, with contents, where no provider is set up. */
export const sandboxQuery = (channel?: string) =>
  pages<SentMessage>(['admin', 'sandbox'], '/api/notify/sandbox', { channel })

/** Deliveries to one subscription, newest first. */
export const deliveriesQuery = (hook: string, state?: string) =>
  pages<Delivery>(['admin', 'hooks', hook, 'deliveries'], `/api/notify/hooks/${hook}/deliveries`, { state })

/** The channels and where they go. */
export const channelsQuery = queryOptions({
  queryKey: ['admin', 'channels'],
  queryFn: ({ signal }) => api<{ readonly items: readonly ChannelState[] }>('/api/notify/channels', { signal }),
})

/** Sets up how a channel reaches its provider. A text sets a secret, `null` removes it; those not named stay. */
export const keepChannel = (
  channel: string,
  adapter: unknown,
  secrets: Readonly<Record<string, string | null>>,
): Promise<unknown> => api(`/api/notify/channels/${channel}`, { method: 'PUT', body: { adapter, secrets } })

/** Sends a channel to the sandbox again. */
export const dropChannel = (channel: string): Promise<void> =>
  api<void>(`/api/notify/channels/${channel}`, { method: 'DELETE' })

/** Sends one message to try a channel. */
export const tryChannel = (
  channel: string,
  to: { readonly phone?: string; readonly email?: string },
): Promise<{ readonly goesTo: string; readonly providerId?: string }> =>
  api(`/api/notify/channels/${channel}/test`, { method: 'POST', body: to })

/** Subscriptions of outside systems, and what can be subscribed to. */
export const hooksQuery = queryOptions({
  queryKey: ['admin', 'hooks'],
  queryFn: ({ signal }) =>
    api<{ readonly items: readonly Hook[]; readonly types: readonly string[] }>('/api/notify/hooks', { signal }),
})

/** Adds a subscription; its secret is shown this once. */
export const addHook = (body: object): Promise<{ readonly id: string; readonly secret: string }> =>
  api('/api/notify/hooks', { method: 'POST', body })

/** Changes, closes or opens a subscription. */
export const changeHook = (id: string, body: object): Promise<Hook> =>
  api<Hook>(`/api/notify/hooks/${id}`, { method: 'PATCH', body })

/** Removes a subscription. */
export const removeHook = (id: string): Promise<void> => api<void>(`/api/notify/hooks/${id}`, { method: 'DELETE' })

/** Gives a subscription a new secret. */
export const renewHookSecret = (id: string): Promise<{ readonly secret: string }> =>
  api(`/api/notify/hooks/${id}/secret`, { method: 'POST' })

/** Sends one delivery to try a subscription; gives the status of the answer. */
export const tryHook = (id: string): Promise<{ readonly status: number }> =>
  api(`/api/notify/hooks/${id}/test`, { method: 'POST' })

/** Sends a dead delivery again. */
export const retryDelivery = (hook: string, delivery: string): Promise<void> =>
  api<void>(`/api/notify/hooks/${hook}/deliveries/${delivery}/retry`, { method: 'POST' })

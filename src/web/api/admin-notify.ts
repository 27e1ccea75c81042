import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { OutsideChannel } from './account.ts'
import { api } from './client.ts'

/** A message on its way out; no contents, the address masked. */
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
  pages<SentMessage>(['notify', 'messages'], '/api/notify/messages', { channel, state })

/** Sends a message that failed again. */
export const sendAgain = (id: string): Promise<void> =>
  api<void>(`/api/notify/messages/${id}/again`, { method: 'POST' })

/** Deliveries to one subscription, newest first. */
export const deliveriesQuery = (hook: string, state?: string) =>
  pages<Delivery>(['notify', 'hooks', hook, 'deliveries'], `/api/notify/hooks/${hook}/deliveries`, { state })

/** The channels, where they go and how they were set up. */
export const channelSettingsQuery = queryOptions({
  queryKey: ['notify', 'channels', 'whole'],
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

/** Gives a subscription a new secret. */
export const renewHookSecret = (id: string): Promise<{ readonly secret: string }> =>
  api(`/api/notify/hooks/${id}/secret`, { method: 'POST' })

/** Sends one delivery to try a subscription; gives the status of the answer. */
export const tryHook = (id: string): Promise<{ readonly status: number }> =>
  api(`/api/notify/hooks/${id}/test`, { method: 'POST' })

/** Sends a dead delivery again. */
export const retryDelivery = (hook: string, delivery: string): Promise<void> =>
  api<void>(`/api/notify/hooks/${hook}/deliveries/${delivery}/retry`, { method: 'POST' })

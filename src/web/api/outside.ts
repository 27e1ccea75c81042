import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { api } from './client.ts'

/** How deliveries go. */
type Delivery = {
  readonly status?: 'ok' | 'failed'
  readonly timesSent?: number
  readonly timesFailed?: number
  readonly lastSuccess?: string
  readonly lastFailure?: string
}

/** A subscription of an outside system to changes of the twin (NGSI-LD), as far as the screen shows it. */
export type TwinSubscription = {
  readonly id: string
  readonly subscriptionName?: string
  readonly description?: string
  readonly entities?: readonly { readonly type?: string; readonly id?: string }[]
  readonly watchedAttributes?: readonly string[]
  readonly isActive?: boolean
  readonly status?: 'active' | 'paused' | 'expired'
  readonly expiresAt?: string
  readonly notification: Delivery & { readonly endpoint: { readonly uri: string } }
}

/** Another system that answers for entities (NGSI-LD context source), as far as the screen shows it. */
export type FederatedSource = Delivery & {
  readonly id: string
  readonly registrationName?: string
  readonly endpoint: string
  readonly mode?: string
  readonly expiresAt?: string
  readonly information?: readonly { readonly entities?: readonly { readonly type?: string; readonly id?: string }[] }[]
}

/** A notification that waits or was given up. */
export type Letter = {
  readonly id: string
  readonly tenant: string
  readonly subscription: string
  readonly receiver: string
  readonly state: 'waiting' | 'dead'
  readonly attempts: number
  readonly fault?: string
  readonly dueAt: string
  readonly madeAt: string
  readonly entities: readonly string[]
}

const root = '/ngsi-ld/v1'

/** Subscriptions of outside systems that one may see. */
export const twinSubscriptionsQuery = queryOptions({
  queryKey: ['outside', 'subscriptions'],
  queryFn: ({ signal }) => api<readonly TwinSubscription[]>(`${root}/subscriptions`, { signal, query: { limit: 100 } }),
  refetchInterval: 15_000,
})

/** Other systems that answer for entities. */
export const federatedSourcesQuery = queryOptions({
  queryKey: ['outside', 'sources'],
  queryFn: ({ signal }) =>
    api<readonly FederatedSource[]>(`${root}/csourceRegistrations`, { signal, query: { type: '*', limit: 100 } }),
  refetchInterval: 30_000,
})

/** Notifications by their state, newest first. */
export const lettersQuery = (state: Letter['state']) =>
  infiniteQueryOptions({
    queryKey: ['outside', 'letters', state],
    queryFn: ({ signal, pageParam }) =>
      api<{ readonly items: readonly Letter[]; readonly next?: string }>('/api/twin/notifications', {
        signal,
        query: { state, before: pageParam, limit: 30 },
      }),
    initialPageParam: undefined as string | undefined, // the first page has nothing before it
    getNextPageParam: ({ next }) => next,
    refetchInterval: 15_000,
  })

/** Sends a dead letter again, or drops it. */
export const actOnLetter = (id: string, act: 'retry' | 'drop'): Promise<{ readonly count: number }> =>
  act === 'retry'
    ? api(`/api/twin/notifications/${id}/retry`, { method: 'POST' })
    : api(`/api/twin/notifications/${id}`, { method: 'DELETE' })

/** Sends all dead letters of a subscription again, or drops them. */
export const actOnLetters = (subscription: string, act: 'retry' | 'drop'): Promise<{ readonly count: number }> =>
  api(`/api/twin/notifications/${act}`, { method: 'POST', body: { subscription } })

/** Lets a subscription rest, or go on. */
export const setSubscription = (id: string, isActive: boolean): Promise<void> =>
  api(`${root}/subscriptions/${encodeURIComponent(id)}`, { method: 'PATCH', body: { isActive } })

/** Ends a subscription. */
export const endSubscription = (id: string): Promise<void> =>
  api(`${root}/subscriptions/${encodeURIComponent(id)}`, { method: 'DELETE' })

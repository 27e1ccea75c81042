import { queryOptions } from '@tanstack/react-query'
import type { Role } from '../../kernel/access/index.ts'
import { api } from './client.ts'

/** A request about personal data (PIPL articles 46 and 47) and its answer. */
export type DataRequest = {
  readonly id: string
  readonly person: string
  readonly name: string
  readonly kind: 'correct' | 'delete'
  readonly says: string
  readonly wanted: { readonly name?: string } & Readonly<Record<string, string | null | undefined>>
  readonly madeAt: string
  readonly answeredAt?: string
  readonly granted?: boolean
  readonly answer?: string
}

/** Personal fields in full. */
export type Personal = { readonly phone?: string; readonly email?: string; readonly citizenNumber?: string }

/** A firm and who acts for it. */
export type Firm = {
  readonly id: string
  readonly creditCode: string
  readonly name: string
  readonly status: 'active' | 'closed'
  readonly agents: readonly {
    readonly person: string
    readonly name: string
    readonly kind: 'legal-representative' | 'agent'
  }[]
}

/** Somebody acts for somebody absent. */
export type Delegation = {
  readonly id: string
  readonly absent: { readonly id: string; readonly name: string }
  readonly deputy: { readonly id: string; readonly name: string }
  readonly posts: readonly { readonly id: string; readonly office: string; readonly role: Role }[]
  readonly from: string
  readonly until: string
  readonly reason: string
  readonly revokedAt?: string
}

type Items<T> = { readonly items: readonly T[] }
/** Reads personal fields in full; the reading is logged and the person sees it. */
export const readPersonal = (id: string): Promise<Personal> => api<Personal>(`/api/admin/people/${id}/personal`)

/** Delegations in one's part of the tree: those that hold or will hold; with `all`, those that are over too. */
export const delegationsQuery = (all: boolean) =>
  queryOptions({
    queryKey: ['admin', 'delegations', all],
    queryFn: ({ signal }) => api<Items<Delegation>>('/api/admin/delegations', { signal, query: { all } }),
  })

/** Lets a deputy act for somebody absent. */
export const makeDelegation = (body: object): Promise<{ readonly id: string }> =>
  api('/api/admin/delegations', { method: 'POST', body })

/** Ends a delegation. */
export const revokeDelegation = (id: string): Promise<void> =>
  api<void>(`/api/admin/delegations/${id}`, { method: 'DELETE' })

/** Firms whose name begins with a text, or of that code. */
export const firmsQuery = (text: string) =>
  queryOptions({
    queryKey: ['admin', 'firms', text],
    queryFn: ({ signal }) => api<Items<Firm>>('/api/admin/firms', { signal, query: { text } }),
    enabled: text !== '',
  })

/** Enters a firm. */
export const enterFirm = (creditCode: string, name: string): Promise<Firm> =>
  api<Firm>('/api/admin/firms', { method: 'POST', body: { creditCode, name } })

/** Sets who acts for a firm. */
export const setAgents = (id: string, agents: readonly { readonly person: string; readonly kind: string }[]) =>
  api<Firm>(`/api/admin/firms/${id}/agents`, { method: 'PUT', body: { agents } })

/** What people ask about their own data. */
export const dataRequestsQuery = queryOptions({
  queryKey: ['admin', 'data-requests'],
  queryFn: ({ signal }) => api<Items<DataRequest>>('/api/admin/data-requests', { signal }),
})

/** Answers such a request. */
export const answerDataRequest = (id: string, granted: boolean, answer: string): Promise<DataRequest> =>
  api<DataRequest>(`/api/admin/data-requests/${id}/answer`, { method: 'POST', body: { granted, answer } })

import { queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** An application that signs people in here (OpenID Connect). */
export type Client = {
  readonly id: string
  readonly title: Words
  readonly isConfidential: boolean
  readonly redirectUris: readonly string[]
  readonly scopes: readonly string[]
  readonly isTrusted: boolean
  readonly madeAt: string
  readonly closedAt?: string
}

/** Applications, closed ones too, and the scopes there are. */
export const clientsQuery = queryOptions({
  queryKey: ['admin', 'clients'],
  queryFn: ({ signal }) =>
    api<{ readonly items: readonly Client[]; readonly scopes: readonly string[] }>('/api/admin/clients', { signal }),
})

/** Registers an application; a confidential one gets its secret this once. */
export const addClient = (body: object): Promise<{ readonly id: string; readonly secret?: string }> =>
  api('/api/admin/clients', { method: 'POST', body })

/** Gives an application a new secret. */
export const renewClientSecret = (id: string): Promise<{ readonly id: string; readonly secret?: string }> =>
  api(`/api/admin/clients/${id}/secret`, { method: 'POST' })

/** Closes an application. */
export const closeClient = (id: string): Promise<Client> =>
  api<Client>(`/api/admin/clients/${id}`, { method: 'DELETE' })

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Level, Role } from '../../kernel/access/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { DataRequest } from './account.ts'
import { api } from './client.ts'
import type { Office } from './offices.ts'

/** A post with its term. */
export type HeldPost = {
  readonly id: string
  readonly office: string
  readonly path: string
  readonly level: Level
  readonly role: Role
  readonly title: Words
  readonly from: string
  readonly until?: string
}

/** A person as lists show one: the telephone masked. */
export type Person = {
  readonly id: string
  readonly kind: 'resident' | 'official' | 'service'
  readonly name: string
  readonly login?: string
  readonly locale: 'zh' | 'en'
  readonly status: 'active' | 'inactive' | 'erased'
  readonly phone?: string
  readonly posts: readonly HeldPost[]
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

/** A one-time link: path and fragment. */
export type OnceLink = { readonly link: string; readonly endsAt: string }

/** A post somebody is to hold. */
export type WantedPost = { readonly office: string; readonly role: Role }

type Items<T> = { readonly items: readonly T[] }
type Page<T> = Items<T> & { readonly next?: string }

/** What narrows a list of people. */
export type PeopleFilter = {
  readonly text?: string
  readonly kind?: string
  readonly status?: string
  readonly within?: string
}

/** People by the beginning of a name or login, or a whole telephone number. */
export const peopleQuery = (filter: PeopleFilter) =>
  infiniteQueryOptions({
    queryKey: ['admin', 'people', filter],
    initialPageParam: undefined as string | undefined, // the first page has no cursor
    queryFn: ({ signal, pageParam }) =>
      api<Page<Person>>('/api/admin/people', { signal, query: { ...filter, after: pageParam, limit: 50 } }),
    getNextPageParam: ({ next }) => next,
  })

/** One person. */
export const personQuery = (id: string) =>
  queryOptions({
    queryKey: ['admin', 'people', id],
    queryFn: ({ signal }) => api<Person>(`/api/admin/people/${id}`, { signal }),
  })

/** Reads personal fields in full; the reading is logged and the person sees it. */
export const readPersonal = (id: string): Promise<Personal> => api<Personal>(`/api/admin/people/${id}/personal`)

/** Enters a person. */
export const enterPerson = (body: object): Promise<{ readonly id: string; readonly link?: OnceLink }> =>
  api('/api/admin/people', { method: 'POST', body })

/** Changes name, login, language or personal fields. */
export const changePerson = (id: string, body: object): Promise<Person> =>
  api<Person>(`/api/admin/people/${id}`, { method: 'PATCH', body })

/** Sets which posts somebody holds; those left out end. */
export const setPosts = (id: string, posts: readonly WantedPost[]): Promise<Person> =>
  api<Person>(`/api/admin/people/${id}/posts`, { method: 'PUT', body: { posts } })

/** Lets somebody act, or no longer. */
export const setStatus = (id: string, status: 'active' | 'inactive'): Promise<Person> =>
  api<Person>(`/api/admin/people/${id}/status`, { method: 'POST', body: { status } })

/** Signs somebody out everywhere. */
export const signOutPerson = (id: string): Promise<void> =>
  api<void>(`/api/admin/people/${id}/sign-out`, { method: 'POST' })

/** A one-time link by which somebody sets a password; the ones before are void. */
export const newPasswordLink = (id: string): Promise<OnceLink> =>
  api<OnceLink>(`/api/admin/people/${id}/password-link`, { method: 'POST' })

/** The offices right below one; without one, the root. */
export const officeChildrenQuery = (parent?: string) =>
  queryOptions({
    queryKey: ['admin', 'offices', 'children', parent ?? ''],
    queryFn: ({ signal }) => api<Items<Office>>('/api/admin/offices', { signal, query: { parent } }),
  })

/** One office and what became of it over time. */
export const officeHistoryQuery = (id: string) =>
  queryOptions({
    queryKey: ['admin', 'offices', id],
    queryFn: ({ signal }) =>
      api<{
        readonly office: Office
        readonly history: readonly {
          readonly at: string
          readonly what: string
          readonly before: Readonly<Record<string, unknown>>
          readonly after: Readonly<Record<string, unknown>>
        }[]
      }>(`/api/admin/offices/${id}`, { signal }),
  })

/** Opens an office. */
export const openOffice = (body: object): Promise<Office> => api<Office>('/api/admin/offices', { method: 'POST', body })

/** Gives an office another name. */
export const renameOffice = (id: string, title: Words): Promise<Office> =>
  api<Office>(`/api/admin/offices/${id}`, { method: 'PATCH', body: { title } })

/** Puts an office under another. */
export const moveOffice = (id: string, parent: string): Promise<Office> =>
  api<Office>(`/api/admin/offices/${id}/move`, { method: 'POST', body: { parent } })

/** Abolishes an office; its work goes to the successor. */
export const abolishOffice = (id: string, body: object): Promise<Office> =>
  api<Office>(`/api/admin/offices/${id}/abolish`, { method: 'POST', body })

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

import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import type { Words } from '../../kernel/words.ts'
import type { Person } from './admin.ts'
import type { DataRequest, Firm, Personal } from './admin-people.ts'
import { api } from './client.ts'
import type { Session } from './session.ts'

/** One's own data, in full. */
export type Me = { readonly person: Person; readonly personal: Personal; readonly firms: readonly Firm[] }

/** A key that signs in without a password. */
export type Passkey = {
  readonly id: string
  readonly title: string
  readonly backedUp: boolean
  readonly madeAt: string
  readonly usedAt?: string
}

/** A device on which one is signed in. */
export type Device = {
  readonly id: string
  readonly method: string
  readonly device: string
  readonly address: string
  readonly createdAt: string
  readonly seenAt: string
  readonly endsAt: string
  readonly current: boolean
}

/** One reading or change of one's data by somebody else. */
export type LogLine = {
  readonly id: string
  readonly at: string
  readonly action: string
  readonly purpose?: string
  readonly outcome: string
  readonly by: string
  readonly post?: string
}

/** A way out of the house by which one is told; the inbox is always told. */
export type OutsideChannel = 'email' | 'sms' | 'webhook'

/** How one wants to be told. Quiet hours in minutes of the day, city time. */
export type Preference = {
  readonly channels: readonly OutsideChannel[]
  readonly quiet?: { readonly from: number; readonly to: number }
  readonly muted: readonly string[]
}

/** An application that sent somebody here to sign in or to allow something (OpenID Connect). */
export type Interaction = {
  readonly prompt: 'login' | 'consent'
  readonly client: { readonly id: string; readonly title: Words }
  readonly scopes: readonly string[]
}

type Items<T> = { readonly items: readonly T[] }

/** One's own data. */
export const meQuery = queryOptions({
  queryKey: ['me'],
  queryFn: ({ signal }) => api<Me>('/api/me', { signal }),
  staleTime: 30_000,
})

/** One's passkeys. */
export const passkeysQuery = queryOptions({
  queryKey: ['me', 'passkeys'],
  queryFn: ({ signal }) => api<Items<Passkey>>('/api/passkeys', { signal }),
})

/** Where one is signed in. */
export const devicesQuery = queryOptions({
  queryKey: ['me', 'devices'],
  queryFn: ({ signal }) => api<Items<Device>>('/api/sessions', { signal }),
})

const logPage = 30

/** Who read or changed one's data, newest first. */
export const ownLogQuery = infiniteQueryOptions({
  queryKey: ['me', 'log'],
  initialPageParam: undefined as string | undefined, // the first page has no line before it
  queryFn: ({ signal, pageParam }) =>
    api<Items<LogLine>>('/api/me/log', { signal, query: { limit: logPage, before: pageParam } }),
  getNextPageParam: ({ items }) => (items.length < logPage ? undefined : items.at(-1)?.id),
})

/** One's requests about personal data. */
export const ownRequestsQuery = queryOptions({
  queryKey: ['me', 'requests'],
  queryFn: ({ signal }) => api<Items<DataRequest>>('/api/me/requests', { signal }),
})

/** How one is told. */
export const preferenceQuery = queryOptions({
  queryKey: ['me', 'preference'],
  queryFn: ({ signal }) => api<Preference>('/api/notify/preference', { signal }),
})

/** Which application waits at an interaction. */
export const interactionQuery = (uid: string) =>
  queryOptions({
    queryKey: ['interactions', uid],
    queryFn: ({ signal }) => api<Interaction>(`/api/interactions/${encodeURIComponent(uid)}`, { signal }),
    staleTime: 0,
    retry: false,
  })

/** Changes what one may change by oneself. */
export const changeMe = (change: {
  readonly locale?: 'zh' | 'en'
  readonly phone?: string | null
  readonly email?: string | null
}): Promise<Me> => api<Me>('/api/me', { method: 'PATCH', body: change })

/** Changes one's password; everybody signed in elsewhere is signed out. */
export const changePassword = (password: string, current?: string): Promise<void> =>
  api<void>('/api/me/password', { method: 'POST', body: { password, ...(current ? { current } : {}) } })

/** Takes a passkey away. */
export const removePasskey = (id: string): Promise<void> =>
  api<void>(`/api/passkeys/${encodeURIComponent(id)}`, { method: 'DELETE' })

/** Signs out of one device. */
export const endDevice = (id: string): Promise<void> => api<void>(`/api/sessions/${id}`, { method: 'DELETE' })

/** Signs out of all devices but this one. */
export const endOtherDevices = (): Promise<{ readonly ended: number }> => api('/api/sessions', { method: 'DELETE' })

/** Asks to have data corrected or deleted. */
export const askAboutData = (request: {
  readonly kind: 'correct' | 'delete'
  readonly says: string
  readonly wanted?: Readonly<Record<string, string>>
}): Promise<{ readonly id: string }> => api('/api/me/requests', { method: 'POST', body: request })

/** Keeps how one wants to be told. */
export const keepPreference = (preference: Preference): Promise<Preference> =>
  api<Preference>('/api/notify/preference', { method: 'PUT', body: preference })

/** Whose link to set a password this is. @throws ApiProblem when it no longer holds */
export const checkPasswordLink = (secret: string): Promise<{ readonly login: string }> =>
  api('/api/password/check', { method: 'POST', body: { secret } })

/** Sets a password by a one-time link and signs in. */
export const spendPasswordLink = (secret: string, password: string): Promise<Session> =>
  api<Session>('/api/password', { method: 'POST', body: { secret, password } })

/** Makes the first administrator of an empty city and signs in. */
export const setUpCity = (body: {
  readonly code: string
  readonly name: string
  readonly login: string
  readonly password: string
}): Promise<Session> => api<Session>('/api/setup', { method: 'POST', body })

/** Answers an application; gives the address to go to. */
export const answerInteraction = (uid: string, allow: boolean): Promise<{ readonly to: string }> =>
  api(`/api/interactions/${encodeURIComponent(uid)}`, { method: 'POST', body: { allow } })

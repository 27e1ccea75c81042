import { queryOptions } from '@tanstack/react-query'
import type { Post, Role } from '../../kernel/access/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from './client.ts'

/** Who uses the application now, and the city it belongs to. */
export type Session = {
  readonly actor: {
    readonly id: string
    readonly kind: 'anonymous' | 'person' | 'service'
    readonly name: string
    readonly posts: readonly Post[]
  }
  /** A demonstration city: people can be chosen at sign-in, everything is marked. */
  readonly demo: boolean
  readonly version: string
  readonly city: {
    readonly title: Words
    /** WGS 84 degrees. */
    readonly centre: readonly [lng: number, lat: number]
    readonly bounds: readonly [west: number, south: number, east: number, north: number]
  }
}

/** One person of the demonstration city, to act as. */
export type DemoPerson = {
  readonly id: string
  readonly name: string
  readonly kind: 'resident' | 'official' | 'service'
  readonly note: Words
  readonly posts: readonly {
    readonly office: string
    readonly path: string
    readonly role: Role
    readonly title: Words
  }[]
}

/** The session, asked once a page load and again when a sign-in changed it. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => api<Session>('/api/session', { signal }),
  staleTime: 5 * 60_000,
})

/** Signs in with name and password. */
export const signIn = (login: string, password: string): Promise<Session> =>
  api<Session>('/api/session', { method: 'POST', body: { login, password } })

/** Signs out; gives the session of nobody. */
export const signOut = (): Promise<Session> => api<Session>('/api/session', { method: 'DELETE' })

/** The people of the demonstration city. */
export const demoPeopleQuery = queryOptions({
  queryKey: ['demo', 'people'],
  queryFn: ({ signal }) => api<{ readonly items: readonly DemoPerson[] }>('/api/demo/people', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

/** Acts as a person of the demonstration city. */
export const signInAs = (person: string): Promise<Session> =>
  api<Session>('/api/demo/session', { method: 'POST', body: { person } })

/** Is a first administrator still to be set up (an empty city without demonstration)? */
export const setUpQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => api<{ readonly needed: boolean }>('/api/setup', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
})

import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Level, Role } from '../../kernel/access/index.ts'
import { signOut as leave, type Session, sessionQuery } from '../api/session.ts'

/** The session as the screens use it. `undefined` until it was first read. */
export function useSession(): Session | undefined {
  return useQuery(sessionQuery).data
}

/** Does the signed-in person hold one of these roles in any post? */
export const hasRole = (session: Session | undefined, ...roles: readonly Role[]): boolean =>
  session?.actor.posts.some((post) => roles.includes(post.role)) ?? false

/** Does the person hold a role in a post of one of these levels? Of none: at any level. */
export const holds = (session: Session | undefined, role: Role, levels: readonly Level[]): boolean =>
  session?.actor.posts.some((post) => post.role === role && (levels.length === 0 || levels.includes(post.level))) ??
  false

/** Does the person work for the city at all? */
export const isStaff = (session: Session | undefined): boolean => (session?.actor.posts.length ?? 0) > 0

/** The desks a person may open, in the order they are offered. */
export function desksOf(session: Session | undefined): readonly ('desk' | 'city' | 'admin')[] {
  const works = hasRole(session, 'operator', 'sorter', 'dispatcher', 'clerk', 'grid-member', 'supervisor')
  const watches = hasRole(session, 'duty-officer', 'supervisor', 'dispatcher', 'data-officer')
  const runs = hasRole(session, 'administrator', 'auditor')
  return [
    ...(works ? (['desk'] as const) : []),
    ...(watches ? (['city'] as const) : []),
    // Who looks after data works at the desk too, on series, rules, maps and devices.
    ...(!works && hasRole(session, 'data-officer', 'duty-officer') ? (['desk'] as const) : []),
    ...(runs ? (['admin'] as const) : []),
  ]
}

/** Takes a new session into the application: what the earlier person had read is forgotten. */
export function enter(queries: QueryClient, session: Session): void {
  queries.clear()
  queries.setQueryData(sessionQuery.queryKey, session)
  // What the service worker kept for the earlier person must not be shown to this one.
  navigator.serviceWorker?.controller?.postMessage({ type: 'forget' })
}

/** Signs out and forgets. */
export function useSignOut(): () => Promise<void> {
  const queries = useQueryClient()
  return async () => enter(queries, await leave())
}

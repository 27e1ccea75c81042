import { useQuery } from '@tanstack/react-query'
import { routesQuery } from '../api/patrol.ts'
import { useSession } from '../shell/session.ts'

/** The street or district of somebody's posts, by the ids of his offices. */
export function useOwnDivision(): string | undefined {
  const paths = useSession()?.actor.posts.map(({ path }) => path) ?? []
  return paths
    .flatMap((path) => path.split('/').flatMap((part) => /^(\d{9}|\d{6})/.exec(part)?.[0] ?? []))
    .sort((a, b) => b.length - a.length)[0]
}

/** The street that somebody plans for: his own; for who stands above streets the one that has routes. */
export function useOwnStreet(): string | undefined {
  const own = useOwnDivision()
  const routes = useQuery(routesQuery).data ?? []
  return own?.length === 9 ? own : routes[0]?.grid.slice(0, 9)
}

import { type DueRound, dueRounds, inForce, type RoundState, roundState } from '../../kernel/patrol/index.ts'
import { cityZone } from '../../kernel/time/index.ts'
import type { Query } from '../base/index.ts'
import { type RouteVersion, routeVersions } from './routes.ts'
import { type Visit, visitsOf } from './visits.ts'

/** A round that was or is to be walked; instants in epoch milliseconds. */
export type Round = DueRound & {
  readonly route: RouteVersion
  readonly state: RoundState
  /** Ids of the stops that were visited in its time. */
  readonly visited: readonly string[]
  readonly visits: readonly Visit[]
}

/**
 * Rounds of a route that touch a time. A round is judged by the route as it was when the round began; one that began before the
 * route was there was never due.
 */
export function roundsOf(
  versions: readonly RouteVersion[],
  visits: readonly Visit[],
  { from, until, now }: { readonly from: number; readonly until: number; readonly now: number },
): readonly Round[] {
  const byRound = Map.groupBy(visits, ({ roundFrom }) => (roundFrom === null ? Number.NaN : Date.parse(roundFrom)))
  return versions.flatMap((route) => {
    if (!route.schedule || route.isClosed) return []
    return dueRounds(route.schedule, from, until, cityZone).flatMap((due): readonly Round[] => {
      // Another version was in force at its beginning, or none.
      const judged = inForce(versions, Math.max(due.from, versions[0]?.from ?? 0))
      if (judged !== route || due.until <= route.from) return []
      const own = byRound.get(due.from) ?? []
      const visited = route.stops.map(({ id }) => id).filter((id) => own.some(({ stop }) => stop === id))
      return [{ ...due, route, visits: own, visited, state: roundState(due, visited.length, route.stops.length, now) }]
    })
  })
}

/** Who walked what when, and what was missed: the rounds of the routes at or below some offices, the newest first. */
export async function coverageOf(
  on: Query,
  paths: readonly string[] | undefined,
  time: { readonly from: number; readonly until: number; readonly now: number },
): Promise<readonly Round[]> {
  const all = await routeVersions(on, paths)
  // A round that touches the time may have begun on the day before.
  const visits = Map.groupBy(
    await visitsOf(on, [...all.keys()], time.from - 86_400_000, time.until + 86_400_000),
    (one) => one.route,
  )
  return [...all]
    .flatMap(([id, versions]) => roundsOf(versions, visits.get(id) ?? [], time))
    .sort((a, b) => b.from - a.from || (a.route.title < b.route.title ? -1 : 1))
}

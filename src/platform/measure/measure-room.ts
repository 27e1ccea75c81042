import type { Base, Room } from '../base/index.ts'
import type { CasesRoom, Offices } from '../cases/index.ts'
import type { Parts } from './api/asked.ts'
import { figureRoutes } from './api/figure-routes.ts'
import { liveRoutes } from './api/live-routes.ts'
import { rollJob } from './count/roll.ts'
import { measureErrors } from './errors.ts'
import { permissions } from './permissions.ts'
import type { SignWorld } from './signs/parts.ts'
import { makeSigns } from './signs/signs.ts'
import { namesOf, type Titles } from './titles.ts'

/** What the measure room is joined with by the server. */
export type MeasureParts = {
  readonly cases: CasesRoom
  /** The tree of offices; the same that the cases room is given. */
  readonly offices: Pick<Offices, 'find' | 'findDuty' | 'title'>
  readonly titles: Titles
  /** What vital signs are computed over; without it there are none. */
  readonly signs?: SignWorld
}

/** The measure room: the figures of the hotline, the map and the situation, over the cases as they stand. */
export function measureRoom(base: Base, { cases, offices, titles, signs: world }: MeasureParts): Room {
  const parts: Parts = {
    base,
    cases,
    names: namesOf(titles, () => cases.shelf.current()),
    officePath: (id) => offices.find(id)?.path,
  }
  const placeTitle = (code: string) => titles.division?.(code) ?? { zh: code, en: code }
  const signs = world && makeSigns({ base, cases, offices, world, placeTitle }, parts)
  return {
    name: 'measure',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: measureErrors,
    routes: (http) => {
      figureRoutes(http, parts)
      liveRoutes(http, parts)
      signs?.routes(http)
    },
    jobs: [rollJob(base.db, base.now), ...(signs?.jobs ?? [])],
    ...(signs && { checks: signs.checks }),
  }
}

import type { Room } from '../base/index.ts'
import { crewRoutes } from './api/crew-routes.ts'
import { lessonRoutes } from './api/lesson-routes.ts'
import { planRoutes } from './api/plan-routes.ts'
import { roundRoutes } from './api/round-routes.ts'
import { dispatchErrors } from './errors.ts'
import type { DispatchParts } from './parts.ts'
import { permissions } from './permissions.ts'
import { followCases } from './round/follow-cases.ts'
import { DispatchSolver } from './solve/dispatch-solver.ts'

/** What the server joins this room with; the solver and its time have their usual values. */
export type DispatchRoomParts = Omit<DispatchParts, 'solver' | 'budget'> &
  Partial<Pick<DispatchParts, 'solver' | 'budget'>>

/** Milliseconds that the optimiser may take while a person waits. */
const patience = 4_000

/** The dispatch room: crews, plans of who goes where, rounds, overruling and what is learned from it. */
export function dispatchRoom(given: DispatchRoomParts): Room {
  const solver = given.solver ?? new DispatchSolver()
  const parts: DispatchParts = { budget: patience, ...given, solver }
  return {
    name: 'dispatch',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: dispatchErrors,
    routes: (http) => {
      planRoutes(http, parts)
      crewRoutes(http, parts)
      roundRoutes(http, parts)
      lessonRoutes(http, parts)
    },
    consumers: [followCases(parts.cases)],
    stop: () => solver.stop(),
  }
}

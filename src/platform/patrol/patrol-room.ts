import { Type } from 'typebox'
import { job, type Room } from '../base/index.ts'
import { censusRoutes } from './api/census-routes.ts'
import { componentRoutes } from './api/component-routes.ts'
import { gridRoutes } from './api/grid-routes.ts'
import { planRoutes } from './api/plan-routes.ts'
import { tableRoutes } from './api/table-routes.ts'
import { walkRoutes } from './api/walk-routes.ts'
import { patrolErrors } from './errors.ts'
import { tellMissed } from './missed.ts'
import type { PatrolParts } from './parts.ts'
import { permissions } from './permissions.ts'
import { shipTable } from './tables.ts'

/** The patrol room: grids with people and shifts, the city's table of classes, the census, routes, rounds and findings. */
export function patrolRoom(parts: PatrolParts): Room {
  const { base, table } = parts
  return {
    name: 'patrol',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: patrolErrors,
    routes: (http) => {
      tableRoutes(http, parts)
      censusRoutes(http, parts)
      componentRoutes(http, parts)
      gridRoutes(http, parts)
      walkRoutes(http, parts)
      planRoutes(http, parts)
    },
    jobs: [
      job({
        name: 'patrol.missed',
        cron: '*/5 * * * *',
        payload: Type.Object({}),
        run: async () => {
          await tellMissed(parts, parts.hours)
        },
      }),
    ],
    start: () => base.db.tx((tx) => shipTable(tx, table, '随系统提供，供本市修改', base.now())),
  }
}

import { sql } from 'kysely'
import { Type } from 'typebox'
import { errorTable } from '../../kernel/errors/index.ts'
import { type Base, type Job, job, type Room } from '../base/index.ts'
import { type Changes, makeChanges } from './changes.ts'
import { twinErrors } from './errors.ts'
import type { LayerDeclaration } from './features/layer.ts'
import { featureRoutes } from './features/routes.ts'
import { type LayerImports, layerErrors, layerJob, layerRoutes, makeLayerImports } from './imports/index.ts'
import { makeObservations, type Observations } from './observations/index.ts'
import { permissions } from './permissions.ts'
import { type Entities, makeEntities } from './store/entity-store.ts'
import { tileRoutes } from './tiles/routes.ts'

/** What the twin offers to rooms above it. */
export type Twin = {
  readonly entities: Entities
  readonly changes: Changes
  /** Numbers of devices over time. */
  readonly observations: Observations
  /** Files of things with places. */
  readonly layers: LayerImports
}

/** What the twin is told by the composition. */
export type TwinOptions = {
  /** The division that a point lies in. */
  divisionOf?(lng: number, lat: number): string | undefined
  /** Layers that packs declare. */
  readonly layers?: readonly LayerDeclaration[]
}

const partitionsJob = (base: Base): Job =>
  job({
    name: 'twin.partitions',
    payload: Type.Object({}),
    cron: '20 1 * * *',
    run: async () => {
      await sql`select twin.make_moment_partition((date_trunc('month', now()) + make_interval(months => ahead))::date)
        from generate_series(0, 2) ahead`.execute(base.db)
    },
  })

/** The twin: every thing of the city with its state, history, relations and geometry. */
export function twinRoom(base: Base, options: TwinOptions = {}): Room & Twin {
  const changes = makeChanges(base)
  const entities = makeEntities(base, changes)
  const observations = makeObservations(base)
  const layers = makeLayerImports({ base, entities, ...options })
  return {
    name: 'twin',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: errorTable({ ...twinErrors.entries, ...layerErrors.entries }),
    entities,
    changes,
    observations,
    layers,
    routes: (http) => {
      layerRoutes(http, base, layers)
      tileRoutes(http, base, options.layers ?? [])
      featureRoutes(http, base, options.layers ?? [])
    },
    jobs: [partitionsJob(base), ...observations.jobs, layerJob(layers)],
    start: () => observations.start(),
    stop: () => observations.stop(),
  }
}

import { sql } from 'kysely'
import { Type } from 'typebox'
import { errorTable } from '../../kernel/errors/index.ts'
import { type LayerDeclaration, ngsiErrors } from '../../kernel/twin/index.ts'
import { type Base, enqueue, type Job, job, outsideThrough, type Resolve, type Room } from '../base/index.ts'
import type { ThingFinder } from '../registry/index.ts'
import { type Changes, makeChanges } from './changes.ts'
import { refuseAddress, twinErrors } from './errors.ts'
import { featureRoutes } from './features/routes.ts'
import {
  type AddressFinder,
  type LayerImports,
  layerErrors,
  layerJob,
  layerLinkRoute,
  layerRoutes,
  layerUndoJob,
  makeLayerImports,
} from './imports/index.ts'
import { makeNgsi, type Ngsi } from './ngsild/make-ngsi.ts'
import { openFindings } from './ngsild/open-city.ts'
import { makeObservations, type Observations } from './observations/index.ts'
import { permissions } from './permissions.ts'
import { makeSensorThings, type SensorThings } from './sta/door.ts'
import { sensorThingsRoutes } from './sta/routes.ts'
import { type Entities, makeEntities } from './store/entity-store.ts'
import { askToTellOld, tellOldJob } from './store/tell-old.ts'
import { letterRoutes } from './subscriptions/letter-routes.ts'
import { forgetOldLetters, letterChecks } from './subscriptions/letters.ts'
import { cellFolder } from './tiles/fold-cells.ts'
import { LiveTiles } from './tiles/live-tiles.ts'
import { tileRoutes } from './tiles/routes.ts'
import { thingFinder } from './view/find-thing.ts'
import { type CodesOf, viewRoutes } from './view/routes.ts'
import { storyRoutes } from './view/stories.ts'

/** What the twin offers to rooms above it. */
export type Twin = {
  readonly entities: Entities
  readonly changes: Changes
  /** Numbers of devices over time. */
  readonly observations: Observations
  /** Files of things with places. */
  readonly layers: LayerImports
  /** OGC SensorThings beside its routes: messages by MQTT, what becomes of tasks. */
  readonly sensorThings: SensorThings
  /** Knows things by the codes they carry or were given. */
  readonly findByCode: ThingFinder
}

/** What the twin is told by the composition. */
export type TwinOptions = {
  /** The division that a point lies in. */
  divisionOf?(lng: number, lat: number): string | undefined
  /** Where an address is, as the city knows it: tells whether coordinates of a file fit the addresses beside them. */
  readonly findAddress?: AddressFinder
  /** The codes that were given to a thing. */
  readonly codesOf?: CodesOf
  /** Layers that packs declare. */
  readonly layers?: readonly LayerDeclaration[]
  /** Hosts, `name` or `name:port`, that may be called though they lie inside (`SHUDU_OUTSIDE_HOSTS`). */
  readonly allowedHosts?: ReadonlySet<string>
  /** Finds addresses of host names; the system's resolver unless told. */
  readonly resolve?: Resolve
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

const lettersJob = (base: Base): Job =>
  job({
    name: 'twin.letters',
    payload: Type.Object({}),
    cron: '40 1 * * *',
    run: () => forgetOldLetters(base.db),
  })

const snapshotsJobName = 'twin.snapshots'

const snapshotsJob = (ngsi: Ngsi): Job =>
  job({
    name: snapshotsJobName,
    payload: Type.Object({}),
    cron: '* * * * *',
    run: () => ngsi.tidySnapshots(),
  })

/** The twin: every thing of the city with its state, history, relations and geometry. */
export function twinRoom(base: Base, options: TwinOptions = {}): Room & Twin {
  const changes = makeChanges(base)
  const observations = makeObservations(base)
  const entities = makeEntities(base, changes, observations)
  const layers = makeLayerImports({ base, entities, ...options })
  const { allowedHosts = new Set<string>(), resolve } = options
  const outside = outsideThrough(allowedHosts, refuseAddress, { ...(resolve && { resolve }), allowPlain: true })
  const sensorThings = makeSensorThings({ base, entities, observations })
  const live = new LiveTiles({ base, changes, observations })
  const cells = cellFolder(base)
  const ngsi = makeNgsi({ base, entities, changes, observations, ...options })
  return {
    name: 'twin',
    migrations: new URL('./migrations/', import.meta.url),
    permissions: Object.values(permissions),
    errors: errorTable({ ...twinErrors.entries, ...ngsiErrors.entries, ...layerErrors.entries }),
    entities,
    changes,
    observations,
    layers,
    sensorThings,
    findByCode: thingFinder(base, entities),
    routes: (http) => {
      layerRoutes(http, base, layers)
      layerLinkRoute(http, outside, layers)
      tileRoutes(http, base, observations, options.layers ?? [], live)
      viewRoutes(http, { base, entities, observations, packs: options.layers ?? [], codesOf: options.codesOf })
      storyRoutes(http, base)
      featureRoutes(http, base, options.layers ?? [])
      ngsi.routes(http)
      letterRoutes(http, base)
      sensorThingsRoutes(http, { base, entities, observations, mqtt: sensorThings.mqttAt })
    },
    jobs: [
      partitionsJob(base),
      lettersJob(base),
      snapshotsJob(ngsi),
      tellOldJob(base),
      ...observations.jobs,
      layerJob(layers),
      layerUndoJob(layers),
    ],
    checks: async () => [...openFindings(base.config), ...(await letterChecks(base.db, base.now()))],
    start: async () => {
      if (base.config.openTwin)
        base.log.warn(
          'SHUDU_TWIN_OPEN: any program of the private network reads and writes /ngsi-ld/v1 without a token',
        )
      await observations.start()
      await askToTellOld(base)
      // Those that the end of the last process left unfilled.
      await enqueue(base.db, snapshotsJobName, {}, { key: snapshotsJobName })
      cells.start()
      ngsi.start()
    },
    stop: async () => {
      live.stop()
      await cells.stop()
      await ngsi.stop()
      await observations.stop()
    },
  }
}

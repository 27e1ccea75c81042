import { type Base, type Http, outsideThrough, type Resolve } from '../../base/index.ts'
import type { Changes } from '../changes.ts'
import { Contexts } from '../contexts/contexts.ts'
import { refuseAddress } from '../errors.ts'
import { completeEntities } from '../federation/complete-entities.ts'
import { Federation } from '../federation/federation.ts'
import { RemoteSubscriptions } from '../federation/remote-subscriptions.ts'
import { SourceNotices } from '../federation/source-notices.ts'
import type { Observations } from '../observations/index.ts'
import { Fillings, loseSnapshots } from '../snapshots/fillings.ts'
import { dropEnded } from '../snapshots/snapshots.ts'
import type { Entities } from '../store/entity-store.ts'
import { Deliverer } from '../subscriptions/deliver.ts'
import { ReadingChanges } from '../subscriptions/reading-changes.ts'
import { Subscriptions } from '../subscriptions/subscriptions.ts'
import { ngsiInterface } from './interface.ts'
import { root } from './paths.ts'
import type { NgsiServices } from './services.ts'
import { Tenants } from './tenants.ts'

/** What the interface is made of. */
export type NgsiParts = {
  readonly base: Base
  readonly entities: Entities
  readonly changes: Changes
  readonly observations: Observations
  readonly allowedHosts?: ReadonlySet<string>
  readonly resolve?: Resolve
}

/** The interface as the room runs it. */
export type Ngsi = { routes(http: Http): void; start(): void; stop(): Promise<void>; tidySnapshots(): Promise<void> }

/** The NGSI-LD interface with all that it keeps and runs. */
export function makeNgsi(parts: NgsiParts): Ngsi {
  const { base, entities, observations, allowedHosts = new Set(), resolve } = parts
  const outside = outsideThrough(allowedHosts, refuseAddress, { resolve, allowPlain: true })
  const home = () => base.config.publicUrl ?? `http://${base.config.host}:${base.config.port}`
  const contexts = new Contexts(base, outside, () => `${home()}${root}/jsonldContexts/`)
  const subscriptions = new Subscriptions(base, contexts, observations)
  entities.accompany((tx, changes) => subscriptions.note(tx, changes))
  const deliverer = new Deliverer(base, subscriptions, outside, observations)
  const readings = new ReadingChanges({ base, entities, observations, subscriptions })
  const tenants = new Tenants(base)
  const federation = new Federation(base, contexts, outside, home)
  const notices = new SourceNotices(base, contexts, subscriptions)
  const remote = new RemoteSubscriptions(base, federation, subscriptions, home)
  deliverer.onTurn = () => remote.retry()
  deliverer.complete = (live, data) => completeEntities(base, federation, observations, live, data)
  deliverer.onSourceTurn = (row) => notices.current(row, 'updated')
  const fillings = new Fillings({ base, outside })
  const services: NgsiServices = {
    base,
    entities,
    observations,
    contexts,
    tenants,
    subscriptions,
    federation,
    notices,
    remote,
    fillings,
    delivered: (tenant, subscription) => deliverer.settled(tenant, subscription),
    outside,
    home,
  }
  return {
    routes: (http) => ngsiInterface(http, services),
    start: () => {
      deliverer.start()
      readings.start()
    },
    tidySnapshots: async () => {
      await loseSnapshots({ base, outside })
      await dropEnded(base)
    },
    stop: async () => {
      await fillings.stop()
      await readings.stop()
      await deliverer.stop()
      await remote.settled()
    },
  }
}

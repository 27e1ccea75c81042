import type { Base, Outside } from '../../base/index.ts'
import type { Contexts } from '../contexts/contexts.ts'
import type { Federation } from '../federation/federation.ts'
import type { RemoteSubscriptions } from '../federation/remote-subscriptions.ts'
import type { SourceNotices } from '../federation/source-notices.ts'
import type { Observations } from '../observations/index.ts'
import type { Fillings } from '../snapshots/fillings.ts'
import type { Entities } from '../store/entity-store.ts'
import type { Subscriptions } from '../subscriptions/subscriptions.ts'
import type { Tenants } from './tenants.ts'

/** What the NGSI-LD interface stands on. */
export type NgsiServices = {
  readonly base: Base
  readonly entities: Entities
  readonly observations: Observations
  readonly contexts: Contexts
  readonly tenants: Tenants
  readonly subscriptions: Subscriptions
  readonly federation: Federation
  /** Tells of registrations that come, change and go. */
  readonly notices: SourceNotices
  /** Subscriptions held at registered sources. */
  readonly remote: RemoteSubscriptions
  /** Snapshots that are being filled. */
  readonly fillings: Fillings
  /** Is done when what is just being sent to a subscriber has been answered, or after a moment. */
  delivered(tenant: string, subscription: string): Promise<void>
  /** The way out to other systems. */
  readonly outside: Outside
  /** Address under which this city is reached, without trailing `/`. */
  home(): string
}

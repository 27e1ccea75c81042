import type { Static } from 'typebox'
import type { Base } from '../../base/index.ts'
import type { Twin } from '../../twin/index.ts'
import type { EnrolParts } from '../devices/enrol.ts'
import { ailmentsNow, lastHeard } from '../devices/health.ts'
import { getDevice } from '../devices/keep.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import type { DeviceBrief } from './device-schemas.ts'
import { resourceOf } from './seen.ts'

/** What the routes about devices stand on. */
export type DeviceParts = EnrolParts & { readonly twin: Twin; readonly base: Base }

/** The thing that a route decides upon: the device in its path. */
export const deviceAsked =
  (parts: DeviceParts) =>
  ({ params }: { params: { id: string } }) =>
    resourceOf(getDevice(parts, params.id))

/** A device as lists show it. */
export const briefOf = (
  { base, twin }: DeviceParts,
  device: LiveDevice,
  heard = lastHeard(device, twin.observations),
): Static<typeof DeviceBrief> => ({
  ...{
    id: device.id,
    entity: device.entityId,
    profile: device.ready.profile.name,
    state: device.state,
    path: device.path,
  },
  parent: device.parent?.id ?? null,
  heardAt: heard > 0 ? new Date(heard).toISOString() : null,
  ailments: device.state === 'active' ? [...ailmentsNow(device, twin.observations, base.now())] : [],
})

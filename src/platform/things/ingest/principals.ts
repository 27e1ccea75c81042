import { type Actor, decide } from '../../../kernel/access/index.ts'
import type { Base } from '../../base/index.ts'
import { type SensorThings, staTopics } from '../../twin/index.ts'
import type { Fleet } from '../devices/fleet.ts'
import { type LiveDevice, noteFault, noteHeard } from '../devices/runtime.ts'
import { isNarrower, type Principal, type Shown, type ShownCertificate } from '../mqtt/index.ts'
import { permissions } from '../permissions.ts'
import { commandTopic, purposeOf } from './topics.ts'

/** Who speaks MQTT with us: a device, or a program with a token. */
export type Speaker = Principal & { readonly device?: string; readonly actor?: Actor }

/** Finds the program behind a bearer token; `undefined` when the token is not good. */
export type FindProgram = (token: string) => Promise<Actor | undefined>

/** Does `device` speak for itself or through `by`? */
export const speaksFor = (device: LiveDevice | undefined, by: string): boolean =>
  device !== undefined && device.state === 'active' && (device.id === by || device.parent?.id === by)

/** Name of a device among the broker's principals. */
export const deviceName = (id: string): string => `device:${id}`

/** Milliseconds until a device may send on, by its own allowance; `scale` 0 lets everybody. Being too fast is noted with the device. */
export function paceOf(device: LiveDevice, now: number, scale: number): number {
  if (scale === 0) return 0
  const perMs = (device.ready.profile.most * scale) / 1_000
  const burst = perMs * 2_000
  device.tokens = Math.min(burst, device.tokens + (now - device.tokensAt) * perMs)
  device.tokensAt = now
  if (device.tokens >= 0) return 0
  noteFault(device, 'flood', `more than ${device.ready.profile.most} readings a second`, now)
  return Math.min(60_000, -device.tokens / perMs)
}

function deviceSpeaker(base: Base, fleet: Fleet, id: string): Speaker {
  // Most connections publish to one topic again and again: what it is about is read once.
  let lastTopic = ''
  let about: string | undefined
  let isReadings = false
  return {
    name: deviceName(id),
    device: id,
    mayPublish: (topic) => {
      if (topic !== lastTopic) {
        lastTopic = topic
        // What the city says to devices only the city says.
        const { device, kind } = purposeOf(topic)
        isReadings = kind === 'readings'
        about = device !== undefined && topic !== commandTopic(device) ? device : undefined
      }
      const self = fleet.find(id)
      if (about === undefined || self?.state !== 'active' || !speaksFor(fleet.find(about), id)) return false
      noteHeard(self, base.now())
      // Readings are counted one by one where they are taken; whatever else it sends counts as one.
      if (!isReadings) self.tokens -= 1
      return true
    },
    maySubscribe: (filter) => {
      const whose = filter.split('/')[1] ?? ''
      return speaksFor(fleet.find(whose), id) && isNarrower(filter, `things/${whose}/#`)
    },
    pace: () => {
      const device = fleet.find(id)
      return device === undefined ? 0 : paceOf(device, base.now(), base.config.rate)
    },
  }
}

const programSpeaker = (actor: Actor, fleet: Fleet, hearsSensorThings: boolean): Speaker => ({
  name: `program:${actor.id}`,
  actor,
  mayPublish: (topic) => {
    const purpose = purposeOf(topic)
    if (topic.startsWith('$')) return false
    return purpose.device === undefined || fleet.find(purpose.device)?.state === 'active'
  },
  maySubscribe: (filter) => (filter.startsWith(`${staTopics}/`) ? hearsSensorThings : !filter.startsWith('$')),
  pace: () => 0,
})

/** The active device that is known by a certificate; where the city names authorities, it must come from them. */
export function deviceByCertificate(
  { config }: Pick<Base, 'config'>,
  fleet: Fleet,
  certificate: ShownCertificate | undefined,
): LiveDevice | undefined {
  if (certificate === undefined || (config.mqttTls?.ca !== undefined && !certificate.isSigned)) return undefined
  const device = fleet.byCertificate(certificate.fingerprint)
  return device?.state === 'active' ? device : undefined
}

/**
 * Says who a client is: by the certificate it showed, by device id and secret as user name and password, or, for programs, by a
 * bearer token as password.
 */
export function makeAuthenticate(
  base: Base,
  fleet: Fleet,
  findProgram: FindProgram,
  sensorThings: Pick<SensorThings, 'mayHear'>,
) {
  return async ({ username, password, certificate }: Shown): Promise<Speaker | undefined> => {
    const shown = deviceByCertificate(base, fleet, certificate)
    if (shown) return deviceSpeaker(base, fleet, shown.id)
    if (password === undefined) return undefined
    const device = username === undefined ? undefined : fleet.find(username)
    if (device !== undefined) return fleet.isRight(device, password) ? deviceSpeaker(base, fleet, device.id) : undefined
    const actor = await findProgram(password)
    if (!actor || !decide(actor, permissions.report).allowed) return undefined
    return programSpeaker(actor, fleet, await sensorThings.mayHear(actor))
  }
}

import type { IConnackPacket } from 'mqtt-packet'
import { oldCode } from './reason.ts'
import type { Session } from './session.ts'

/** Largest packet of a known client, bytes. */
export const mostPacket = 1024 * 1024
/** Numbers that a client may give to topics. */
export const mostAliases = 32

/** CONNACK of MQTT 5 (clause 3.2): the client is known, and this is what it may count on. `assigned` is the name that it was given. */
export const welcome = (session: Session, isPresent: boolean, assigned: string | undefined): IConnackPacket => ({
  cmd: 'connack',
  sessionPresent: isPresent,
  reasonCode: 0,
  properties: {
    ...(assigned !== undefined && { assignedClientIdentifier: assigned }),
    maximumPacketSize: mostPacket,
    topicAliasMaximum: mostAliases,
    receiveMaximum: 65_535,
    sharedSubscriptionAvailable: true,
    ...(Number.isFinite(session.expiry) ? {} : { sessionExpiryInterval: 0xffffffff }),
  },
})

/** CONNACK of MQTT 3.1.1. */
export const oldWelcome = (isPresent: boolean): IConnackPacket => ({
  cmd: 'connack',
  sessionPresent: isPresent,
  returnCode: 0,
})

/** CONNACK that says no; `code` is a reason of MQTT 5, put into the few words of 3.1.1 for an old client. */
export const refusal = (code: number, isNew: boolean): IConnackPacket => ({
  cmd: 'connack',
  sessionPresent: false,
  ...(isNew ? { reasonCode: code } : { returnCode: oldCode(code) }),
})

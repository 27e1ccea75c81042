import type { Base } from '../../base/index.ts'
import type { Commands, Told } from '../commands/commands.ts'
import type { Fleet } from '../devices/fleet.ts'
import { reported } from '../devices/keep.ts'
import { type LiveDevice, noteFault, noteHeard } from '../devices/runtime.ts'
import type { Ingest, Receipt } from './ingest.ts'
import { paceOf } from './principals.ts'
import { purposeOf } from './topics.ts'

/** What a message by MQTT means, whichever broker it came by. */
export type Line = {
  /** @returns true when it is taken, `alone` when nobody else may hear it: `receipt` is told once it is kept (for QoS above 0) */
  take(topic: string, payload: Buffer, qos: number, receipt: Receipt, id: number): boolean | 'alone'
}

/** Who takes what devices send signed. @returns why it was not taken, if it was not; throws when it is to be sent again */
export type HearSigned = (payload: Buffer) => Promise<string | undefined>

/** What the line stands on. */
export type LineParts = {
  readonly base: Base
  readonly fleet: Fleet
  readonly ingest: Ingest
  commands(): Commands
  readonly signed: () => HearSigned | undefined
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function objectOf(device: LiveDevice, payload: Buffer, now: number): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'))
    if (isRecord(value)) return value
  } catch {
    // Told to the keeper of the device below, as any payload that cannot be read.
  }
  noteFault(device, 'garbage', `${payload.length} bytes that are not a JSON object`, now)
  return undefined
}

/** Takes messages of devices. */
export function makeLine({ base, fleet, ingest, commands, signed }: LineParts): Line {
  // Most connections publish to one topic again and again.
  let lastTopic = ''
  let last = purposeOf('')

  const later = (work: Promise<unknown>, qos: number, receipt: Receipt, id: number) => {
    work.then(
      () => (qos > 0 ? receipt.acknowledge(id) : undefined),
      (cause: unknown) => receipt.failed(cause),
    )
    return true
  }

  return {
    take: (topic, payload, qos, receipt, id) => {
      if (topic !== lastTopic) {
        lastTopic = topic
        last = purposeOf(topic)
      }
      const purpose = last
      if (purpose.kind === 'other') return false
      const device = fleet.find(purpose.device)
      if (device === undefined || device.state !== 'active') return false
      noteHeard(device, base.now())
      if (purpose.kind === 'readings') {
        const { taken, refused } = ingest.take(device, payload, purpose.format)
        const payer = device.parent ?? device
        payer.tokens -= taken + refused
        if (payer !== device) {
          // Its gateway is slowed down for all of them together; which one it was is to be seen all the same.
          device.tokens -= taken + refused
          paceOf(device, device.heard, base.config.rate)
        }
        if (qos > 0) ingest.expect(receipt, id)
        else ingest.schedule()
        return true
      }
      if (purpose.kind === 'signed') {
        const hear = signed()
        if (!hear) return false
        const heard = async () => {
          const why = await hear(payload)
          if (why !== undefined) noteFault(device, 'garbage', why.slice(0, 300), base.now())
        }
        later(heard(), qos, receipt, id)
        return 'alone'
      }
      const said = objectOf(device, payload, device.heard)
      if (said === undefined) return later(Promise.resolve(), qos, receipt, id)
      if (purpose.kind === 'report') {
        const { firmware, config } = said
        const report = {
          ...(typeof firmware === 'string' && { firmware: firmware.slice(0, 200) }),
          ...(isRecord(config) && { config }),
        }
        return later(reported({ base }, device, report), qos, receipt, id)
      }
      const state = said.state === 'refused' ? 'refused' : 'done'
      const isId = /^[0-9a-f-]{36}$/.test(purpose.command)
      return later(
        isId ? commands().answered(device, purpose.command, state, said.answer) : Promise.resolve(),
        qos,
        receipt,
        id,
      )
    },
  }
}

/** A command as the device reads it. */
export const commandPayload = (told: Told): Buffer => Buffer.from(JSON.stringify(told))

import {
  type Decoder,
  type DeviceProfile,
  decodersOf,
  type Measure,
  measureNames,
} from '../../../kernel/things/index.ts'

/** A profile made ready: decoders compiled, measures in the order of their indexes. */
export type ReadyProfile = {
  readonly profile: DeviceProfile
  readonly names: readonly string[]
  readonly measures: readonly Measure[]
  readonly decoders: ReadonlyMap<string, Decoder>
}

const readText = (bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')

/** Makes a profile ready. */
export const readyProfile = (profile: DeviceProfile): ReadyProfile => ({
  profile,
  names: measureNames(profile),
  measures: Object.values(profile.measures),
  decoders: decodersOf(profile, readText),
})

/** What was wrong lately with what a device sent; written down now and then. */
export type FaultCount = { count: number; at: number; detail: string }

/**
 * A device in memory: all that the way in needs, so that no reading asks the database. It is one object
 * for as long as the process lives: what changes is changed in it.
 */
export type LiveDevice = {
  readonly key: number
  readonly id: string
  readonly entity: number
  readonly entityId: string
  ready: ReadyProfile
  /** Series by index of measure; 0 where there is none. */
  series: Int32Array
  state: 'waiting' | 'active' | 'off' | 'revoked'
  secret: Buffer | undefined
  certificate: string | undefined
  path: string | null
  /** The division that it stands in, by its code. */
  division: string | null
  isDemo: boolean
  parent: LiveDevice | undefined
  /** Epoch ms when anything came from it; 0 for never. */
  heard: number
  faults: Map<string, FaultCount> | undefined
  clockFault: number | undefined
  garbage: number | undefined
  flood: number | undefined
  /** Whether it is down: the last look at its health found so, and it did not speak since. */
  isDown: boolean
  /** When the last reading of each measure came that told no instant of its own, epoch ms. */
  readonly received: Float64Array
  /** Tokens left of its allowance, and when they were counted. */
  tokens: number
  tokensAt: number
}

/**
 * The instant of a reading that tells none: that of its receipt, or the next free millisecond. Series and instant are what a reading is
 * known by: two that came in one millisecond are two.
 */
export function receiptAt(device: LiveDevice, measure: number, now: number): number {
  const at = Math.max(now, (device.received[measure] ?? 0) + 1)
  device.received[measure] = at
  return at
}

/** It spoke, for itself or for what stands behind it: it is not down. */
export function noteHeard(device: LiveDevice, now: number): void {
  device.heard = now
  device.isDown = false
}

/** Counts a fault; the detail of the last one stays. */
export function noteFault(device: LiveDevice, fault: string, detail: string, now: number): void {
  device.faults ??= new Map()
  const known = device.faults.get(fault)
  if (known) {
    known.count += 1
    known.at = now
    known.detail = detail
  } else device.faults.set(fault, { count: 1, at: now, detail })
  if (fault === 'clock' || fault === 'instant') device.clockFault = now
  else if (fault === 'flood') device.flood = now
  else device.garbage = now
}

/** Counts that could not be written down are added to those of meanwhile. */
export function putBack(device: LiveDevice, fault: string, { count, at, detail }: FaultCount): void {
  device.faults ??= new Map()
  const since = device.faults.get(fault)
  if (since) since.count += count
  else device.faults.set(fault, { count, at, detail })
}

import type { Base } from '../../base/index.ts'
import type { SensorThings } from '../../twin/index.ts'
import type { Told } from '../commands/commands.ts'
import type { Fleet } from '../devices/fleet.ts'
import type { LiveDevice } from '../devices/runtime.ts'
import type { Ingest } from './ingest.ts'
import type { Line } from './line.ts'
import type { FindProgram } from './principals.ts'

/** Where devices speak MQTT with the city. */
export type Door = {
  /** Ports that our own broker listens on. */
  readonly port: number | undefined
  readonly tlsPort: number | undefined
  /** The outside broker, without its password. */
  readonly outside: string | undefined
  hand(device: LiveDevice, told: Told, delivered: () => void): boolean
  /** Its secret was taken away or changed: its connection ends now. */
  banish(device: string): void
  /** Tokens of programs may no longer hold what they held: who speaks with one is asked anew. */
  lookAgain(): Promise<void>
  goOn(): void
  connections(): number
  stop(): Promise<void>
}

/** What a door stands on. */
export type DoorParts = {
  readonly base: Base
  readonly fleet: Fleet
  readonly ingest: Ingest
  readonly line: Line
  readonly findProgram: FindProgram
  readonly sensorThings: SensorThings
  /** A device listens for its commands. */
  readonly listens: (device: LiveDevice) => void
}

import type { Tx } from '../database/db.ts'

/** Something that happened in a room, told to other rooms after commit. */
export type Event<Payload = unknown> = {
  /** UUIDv7; consumers are idempotent by it. */
  readonly id: string
  /** `room.what`, past tense: `case.accepted`. */
  readonly type: string
  /** What it is about; events of one key reach a consumer in order. */
  readonly key: string
  readonly payload: Payload
  /** ISO instant, UTC. */
  readonly at: string
}

/** Somebody who wants to hear events; each event is handled once, in a transaction of its own with the mark that it was. */
export type Consumer = {
  /** An event type, or several. */
  readonly type: string | readonly string[]
  /** `room.what`, unique in the city; its place in the stream is kept under this name. */
  readonly name: string
  handle(event: Event, tx: Tx): Promise<void>
}

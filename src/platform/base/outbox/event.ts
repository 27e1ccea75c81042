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

/**
 * Somebody who wants to hear events. What handling an event changes in the given transaction is kept together with the
 * mark that it was handled. A handler that fails must have awaited all it began: its changes are undone at once.
 */
export type Consumer = {
  /** An event type, or several. */
  readonly type: string | readonly string[]
  /** `room.what`, unique in the city; its place in the stream is kept under this name. */
  readonly name: string
} & (
  | { handle(event: Event, tx: Tx): Promise<void> }
  /**
   * Takes many events in a few statements, up to `mostTogether`, those of one key in order. When it fails it is asked
   * again for each event alone, so that one bad event does not hold up the others.
   */
  | { handleAll(events: readonly Event[], tx: Tx): Promise<void> }
)

/** Most events that are handed over in one transaction. */
export const mostTogether = 500

import type { IPublishPacket } from 'mqtt-packet'
import type { Subscription } from './subscriptions.ts'

/** A message as the broker passes it on. */
export type Message = {
  readonly topic: string
  readonly payload: Buffer
  readonly qos: 0 | 1 | 2
  readonly retain: boolean
  readonly properties?: IPublishPacket['properties']
  /** Epoch ms after which nobody wants it any more. */
  readonly expiresAt?: number
  /** Told when the receiving client acknowledged it (QoS 1 and 2). */
  readonly delivered?: () => void
}

/** A message on its way to one client. */
export type Outgoing = Message & { readonly identifiers: readonly number[]; isReleased?: boolean }

/** Messages that a session holds for a client that is away or slow; the oldest go first when there are more. */
const mostWaiting = 1_000

/** A client's connection, as its session sees it. */
export type Line = {
  /** A message for this client: at once where it can, else it waits. */
  deliver(message: Outgoing): void
  close(code: number): void
}

/** What is kept of a client between its connections (clause 4.1). */
export class Session {
  readonly key: string
  readonly clientId: string
  readonly subscriptions = new Map<string, Subscription<Session>>()
  connection: Line | undefined
  /** Seconds it outlives its connection; Infinity for good. */
  expiry = 0
  timer: NodeJS.Timeout | undefined
  /** Waiting for room or for the client, in order. */
  waiting: Outgoing[] = []
  /** Sent and not yet acknowledged, by packet identifier, in order. */
  readonly inflight = new Map<number, Outgoing>()
  /** QoS 2 identifiers that were received and not yet released. */
  readonly received = new Set<number>()
  dropped = 0
  #next = 0

  constructor(key: string, clientId: string) {
    this.key = key
    this.clientId = clientId
  }

  /** An identifier that no message on its way uses. */
  identifier(): number {
    do this.#next = (this.#next % 65_535) + 1
    while (this.inflight.has(this.#next))
    return this.#next
  }

  hold(message: Outgoing): void {
    this.waiting.push(message)
    if (this.waiting.length <= mostWaiting) return
    this.waiting.shift()
    this.dropped += 1
  }
}

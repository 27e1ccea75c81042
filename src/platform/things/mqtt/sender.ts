import type { Socket } from 'node:net'
import { generate, type IConnectPacket, type IPublishPacket, type Packet } from 'mqtt-packet'
import type { Outgoing, Session } from './session.ts'

/** QoS 1 and 2 messages on their way to a client that names no limit. */
const usualWindow = 64
/** What a socket may hold before messages of QoS 0 to it are dropped and others wait, bytes. */
const mostUnsent = 1024 * 1024

/** Everything that goes out to one client: answers, acknowledgements, and messages as far as window and socket allow. */
export class Sender {
  readonly #socket: Socket
  /** Shared with the parser: which version of the protocol is spoken is known with CONNECT. */
  readonly #settings: { protocolVersion: number }
  #session: Session | undefined
  #acks: number[] = []
  #window = usualWindow
  #mostOut = Number.POSITIVE_INFINITY
  #isClosed = false

  constructor(socket: Socket, settings: { protocolVersion: number }) {
    this.#socket = socket
    this.#settings = settings
    socket.on('drain', () => this.send())
  }

  get isClosed(): boolean {
    return this.#isClosed
  }
  get #isNew(): boolean {
    return this.#settings.protocolVersion === 5
  }

  /** What the client says it can take. */
  limit({ properties }: IConnectPacket): void {
    this.#window = Math.min(properties?.receiveMaximum ?? usualWindow, usualWindow)
    this.#mostOut = properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY
  }

  /** The client is known: what was sent and not acknowledged comes again first, in order (clause 4.4). */
  begin(session: Session): void {
    this.#session = session
    for (const [id, message] of session.inflight)
      if (message.isReleased) this.write({ cmd: 'pubrel', messageId: id })
      else this.#sendNow(message, id, true)
    this.send()
  }

  write(packet: Packet): void {
    if (!this.#socket.writableEnded) this.#socket.write(generate(packet, this.#settings))
  }

  /** The message with this identifier is kept for good: acknowledged with others of the same round in one write. */
  acknowledge(id: number): void {
    if (this.#acks.length === 0) queueMicrotask(() => this.#sendAcks())
    this.#acks.push(id)
  }

  #sendAcks(): void {
    const ids = this.#acks
    this.#acks = []
    if (this.#isClosed) return
    const bytes = Buffer.allocUnsafe(ids.length * 4)
    for (const [i, id] of ids.entries()) {
      // PUBACK, or PUBREC for an identifier that waits for its release.
      bytes[i * 4] = this.#session?.received.has(id) ? 0x50 : 0x40
      bytes[i * 4 + 1] = 2
      bytes.writeUInt16BE(id, i * 4 + 2)
    }
    this.#socket.write(bytes)
  }

  /** The client has a message (PUBACK, PUBCOMP). */
  acknowledged(id: number): void {
    const message = this.#session?.inflight.get(id)
    if (message === undefined) return
    this.#session?.inflight.delete(id)
    message.delivered?.()
    this.send()
  }

  /** The client received a message of QoS 2, or will not have it (PUBREC). */
  received(id: number, code: number): void {
    const message = this.#session?.inflight.get(id)
    if (message && code >= 0x80) {
      this.#session?.inflight.delete(id)
      return void this.send()
    }
    if (message) message.isReleased = true
    this.write({ cmd: 'pubrel', messageId: id, ...(this.#isNew && !message && { reasonCode: 0x92 }) })
  }

  /** A message for this client: at once where it can, else it waits. QoS 0 to a client that does not read is dropped. */
  deliver(message: Outgoing): void {
    const session = this.#session
    if (session === undefined) return
    if (message.qos === 0) {
      if (this.#socket.writableLength < mostUnsent) this.#sendNow(message, 0, false)
      else session.dropped += 1
      return
    }
    session.hold(message)
    this.send()
  }

  /** Sends what the session holds, as far as window and socket allow. */
  send(): void {
    const session = this.#session
    if (session === undefined || this.#isClosed) return
    while (
      session.waiting.length > 0 &&
      session.inflight.size < this.#window &&
      this.#socket.writableLength < mostUnsent
    ) {
      const message = session.waiting.shift()
      if (message === undefined || (message.expiresAt !== undefined && message.expiresAt <= Date.now())) continue
      if (message.qos === 0) {
        this.#sendNow(message, 0, false)
        continue
      }
      const id = session.identifier()
      session.inflight.set(id, message)
      this.#sendNow(message, id, false)
    }
  }

  #sendNow(message: Outgoing, id: number, dup: boolean): void {
    const { topic, payload, qos, retain, identifiers, expiresAt } = message
    const properties = this.#isNew && {
      properties: {
        ...message.properties,
        ...(identifiers.length > 0 && { subscriptionIdentifier: [...identifiers] }),
        ...(expiresAt !== undefined && {
          messageExpiryInterval: Math.max(1, Math.ceil((expiresAt - Date.now()) / 1_000)),
        }),
      },
    }
    const packet: IPublishPacket = {
      ...{ cmd: 'publish', topic, payload, qos, retain, dup },
      ...properties,
      ...(qos > 0 && { messageId: id }),
    }
    const bytes = generate(packet, this.#settings)
    // The client said what is too large for it: such a message counts as delivered (MQTT 5, clause 3.1.2.11.4).
    if (bytes.length > this.#mostOut) {
      this.#session?.inflight.delete(id)
      return
    }
    if (!this.#isClosed) this.#socket.write(bytes)
  }

  /** Nothing more goes out than what is on its way. */
  end(): void {
    this.#isClosed = true
    this.#socket.end()
  }

  /** The other end went. */
  gone(): void {
    this.#isClosed = true
  }
}

import type { Socket } from 'node:net'
import {
  generate,
  type IConnectPacket,
  type IPublishPacket,
  type ISubscribePacket,
  type IUnsubscribePacket,
  type Packet,
  parser,
} from 'mqtt-packet'
import { certificateOf, type ShownCertificate } from './certificate.ts'
import { Framer } from './framer.ts'
import type { Line, Message, Outgoing, Session } from './session.ts'
import type { Subscription } from './subscriptions.ts'
import { isTopic, readFilter } from './topics.ts'

/** Before a client is known it gets this much of our memory, bytes. */
const mostUnknown = 16 * 1024
/** Largest packet of a known client, bytes. */
export const mostPacket = 1024 * 1024
/** QoS 1 and 2 messages on their way to a client that names no limit. */
const usualWindow = 64
/** What a socket may hold before messages of QoS 0 to it are dropped and others wait, bytes. */
const mostUnsent = 1024 * 1024

/** MQTT 5 reason codes used here (clause 2.4). */
export const reason = {
  ...{ ok: 0x00, noSubscribers: 0x10, unspecified: 0x80, malformed: 0x81, protocol: 0x82, notAccepted: 0x83 },
  ...{ badClientId: 0x85, badCredentials: 0x86, notAuthorised: 0x87, unavailable: 0x88, badMethod: 0x8c },
  ...{ keepAlive: 0x8d, takenOver: 0x8e, badFilter: 0x8f, badTopic: 0x90, tooLarge: 0x95, shutdown: 0x8b },
} as const

// The same refusals in the words of MQTT 3.1.1 (clause 3.2.2.3).
const oldCode: Readonly<Record<number, number>> = {
  ...{ [reason.badClientId]: 2, [reason.unavailable]: 3, [reason.badCredentials]: 4, [reason.notAuthorised]: 5 },
}

/** Who a connection belongs to, and what it may. */
export type Principal = {
  readonly name: string
  mayPublish(topic: string): boolean
  maySubscribe(filter: string): boolean
  /** Milliseconds to wait before more is read from it, 0 for none: called with each chunk's number of messages. */
  pace(messages: number): number
}

/** What a subscription asks for, without who asks. */
export type Wanted = Omit<Subscription<Session>, 'session'>

/** What a connection leaves to the broker. */
export type BrokerSide = {
  /** Nothing more should be read for now. */
  readonly isFull: boolean
  waitForRoom(connection: Connection): void
  /** Finds out who it is, gives it its session, and accepts or refuses it. */
  admit(connection: Connection, packet: IConnectPacket): Promise<void>
  failed(connection: Connection, cause: unknown): void
  incoming(connection: Connection, message: Message, id: number): void
  subscribe(connection: Connection, wanted: Wanted, retainHandling: number): void
  subscribed(connection: Connection): void
  unsubscribe(connection: Connection, filter: string, group: string | undefined): boolean
  left(connection: Connection): void
}

/** One client's connection: reads packets, keeps the rules of the protocol, leaves the rest to the broker. */
export class Connection implements Line {
  readonly #broker: BrokerSide
  readonly #socket: Socket
  readonly #settings = { protocolVersion: 4 }
  readonly #parser = parser(this.#settings)
  readonly #framer = new Framer((frame, bodyAt) => this.#frame(frame, bodyAt))
  readonly #aliases = new Map<number, string>()
  #packets: Packet[] = []
  /** What came with CONNECT or right behind it, while it is found out who this is: a client need not wait for CONNACK (clause 3.1.4). */
  #early: { readonly frame: Buffer; readonly bodyAt: number }[] | undefined
  #published = 0
  #acks: number[] = []
  #window = usualWindow
  #mostOut = Number.POSITIVE_INFINITY
  #isPaused = false
  #hasBegun = false
  #isClosed = false
  #keepAlive = 0
  #clean = false
  session: Session | undefined
  principal: Principal | undefined
  will: (Message & { readonly delay: number }) | undefined
  seen = performance.now()
  readonly opened = this.seen

  constructor(broker: BrokerSide, socket: Socket) {
    this.#broker = broker
    this.#socket = socket
    this.#parser.on('packet', (packet) => this.#packets.push(packet))
    this.#parser.on('error', () => this.close(reason.malformed))
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.#read(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#ended())
    socket.on('drain', () => this.send())
  }

  get isNew(): boolean {
    return this.#settings.protocolVersion === 5
  }
  get address(): string {
    return this.#socket.remoteAddress ?? ''
  }
  /** The certificate that the client showed over TLS, while it is good. */
  get certificate(): ShownCertificate | undefined {
    return certificateOf(this.#socket, Date.now())
  }

  /** Has the client been silent for longer than it promised, or never said who it is? */
  isStale(now: number): boolean {
    if (this.session === undefined) return now - this.opened > 10_000
    return !this.#isPaused && this.#keepAlive > 0 && now - this.seen > this.#keepAlive * 1_500
  }

  /** Reads no more until `resume`: the sender's TCP waits, and nothing piles up here. */
  pause(): void {
    this.#isPaused = true
    this.#socket.pause()
  }
  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.seen = performance.now()
    this.#socket.resume()
  }

  #read(chunk: Buffer): void {
    // What does not begin with CONNECT is another protocol: no need to wait for more of it.
    if (this.session === undefined && !this.#hasBegun && chunk[0] !== 0x10) return void this.close(reason.malformed)
    this.#hasBegun = true
    this.seen = performance.now()
    this.#published = 0
    const wrong = this.#framer.push(chunk, this.session ? mostPacket : mostUnknown)
    if (wrong) return void this.close(wrong === 'too-large' ? reason.tooLarge : reason.malformed)
    if (this.#published === 0 || this.#isClosed) return
    if (this.#broker.isFull) return void this.#broker.waitForRoom(this)
    const wait = this.principal?.pace(this.#published) ?? 0
    if (wait <= 0) return
    this.pause()
    setTimeout(() => this.resume(), wait)
  }

  #frame(frame: Buffer, bodyAt: number): void {
    if (this.#isClosed) return
    if (this.#early) return void this.#early.push({ frame, bodyAt })
    if ((frame[0] as number) >> 4 === 3 && this.session && this.#publishFast(frame, bodyAt)) return // a frame is not empty
    this.#parser.parse(frame)
    const packets = this.#packets
    this.#packets = []
    for (const packet of packets) this.#handle(packet)
  }

  /** The common PUBLISH, read in place: QoS 0 or 1 without properties. @returns false when it is not one */
  #publishFast(frame: Buffer, bodyAt: number): boolean {
    const flags = (frame[0] as number) & 15 // a frame is not empty
    const qos = (flags >> 1) & 3
    if (qos > 1 || frame.length < bodyAt + 2) return false
    const topicEnd = bodyAt + 2 + frame.readUInt16BE(bodyAt)
    let at = topicEnd + (qos === 0 ? 0 : 2)
    if (topicEnd === bodyAt + 2 || at > frame.length) return false
    const id = qos === 0 ? 0 : frame.readUInt16BE(topicEnd)
    if (qos === 1 && id === 0) return false
    if (this.isNew) {
      if (frame[at] !== 0) return false
      at += 1
    }
    this.#publish(
      frame.toString('utf8', bodyAt + 2, topicEnd),
      frame.subarray(at),
      qos as 0 | 1,
      (flags & 1) === 1,
      id,
      undefined,
    ) // checked above
    return true
  }

  #handle(packet: Packet): void {
    if (this.#isClosed) return
    if (this.session === undefined) {
      if (packet.cmd !== 'connect') return void this.close(reason.protocol)
      return void this.#connect(packet)
    }
    switch (packet.cmd) {
      case 'publish':
        return void this.#publishSlow(packet)
      case 'puback':
      case 'pubcomp':
        return void this.#acknowledged(packet.messageId ?? 0)
      case 'pubrec':
        return void this.#received(packet.messageId ?? 0, packet.reasonCode ?? 0)
      case 'pubrel':
        this.session.received.delete(packet.messageId ?? 0)
        return void this.write({ cmd: 'pubcomp', messageId: packet.messageId })
      case 'subscribe':
        return void this.#subscribe(packet)
      case 'unsubscribe':
        return void this.#unsubscribe(packet)
      case 'pingreq':
        return void this.write({ cmd: 'pingresp' })
      case 'disconnect': {
        // 0x04: the client leaves and wants its will to be told all the same.
        if (packet.reasonCode !== 4) this.will = undefined
        const expiry = packet.properties?.sessionExpiryInterval
        if (expiry !== undefined) this.session.expiry = expiry === 0xffffffff ? Number.POSITIVE_INFINITY : expiry
        this.#socket.end()
        return
      }
      default:
        // CONNECT twice, AUTH without a method, or what only servers send.
        return void this.close(reason.protocol)
    }
  }

  #connect(packet: IConnectPacket): void {
    this.#settings.protocolVersion = packet.protocolVersion ?? 4
    if (this.isNew && packet.properties?.authenticationMethod !== undefined) return void this.refuse(reason.badMethod)
    // A client without a name wants no session kept (3.1.1, clause 3.1.3.1).
    if (!packet.clientId && packet.clean === false && !this.isNew) return void this.refuse(reason.badClientId)
    if (packet.will && !isTopic(packet.will.topic)) return void this.refuse(reason.badTopic)
    this.#keepAlive = packet.keepalive ?? 0
    this.#clean = packet.clean ?? true
    this.#window = Math.min(packet.properties?.receiveMaximum ?? usualWindow, usualWindow)
    this.#mostOut = packet.properties?.maximumPacketSize ?? Number.POSITIVE_INFINITY
    // Nothing more is read until it is known who this is.
    this.pause()
    this.#early = []
    this.#broker.admit(this, packet).then(
      () => {
        const early = this.#early ?? []
        this.#early = undefined
        for (const { frame, bodyAt } of early) this.#frame(frame, bodyAt)
        this.resume()
      },
      (cause: unknown) => this.#broker.failed(this, cause),
    )
  }

  /** The broker's word that the client is who it says. */
  accept(session: Session, isPresent: boolean, assigned: string | undefined): void {
    this.session = session
    const properties = this.isNew && {
      properties: {
        ...(assigned !== undefined && { assignedClientIdentifier: assigned }),
        ...{
          maximumPacketSize: mostPacket,
          topicAliasMaximum: 32,
          receiveMaximum: 65_535,
          sharedSubscriptionAvailable: true,
        },
        ...(Number.isFinite(session.expiry) ? {} : { sessionExpiryInterval: 0xffffffff }),
      },
    }
    this.write({
      cmd: 'connack',
      sessionPresent: isPresent,
      ...(this.isNew ? { reasonCode: 0 } : { returnCode: 0 }),
      ...properties,
    })
    // What was sent and not acknowledged comes again first, in order (clause 4.4).
    for (const [id, message] of session.inflight)
      if (message.isReleased) this.write({ cmd: 'pubrel', messageId: id })
      else this.#sendNow(message, id, true)
    this.send()
  }

  get isClean(): boolean {
    return this.#clean
  }

  refuse(code: number): void {
    if (this.isNew) this.write({ cmd: 'connack', sessionPresent: false, reasonCode: code })
    else this.write({ cmd: 'connack', sessionPresent: false, returnCode: oldCode[code] ?? 5 })
    this.#isClosed = true
    this.#socket.end()
  }

  #publishSlow(packet: IPublishPacket): void {
    let { topic } = packet
    const { topicAlias, ...properties } = packet.properties ?? {}
    if (topicAlias !== undefined) {
      if (topicAlias < 1 || topicAlias > 32) return void this.close(reason.protocol)
      if (topic) this.#aliases.set(topicAlias, topic)
      else topic = this.#aliases.get(topicAlias) ?? ''
    }
    const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload)
    const id = packet.messageId ?? 0
    if (packet.qos === 2 && this.session?.received.has(id)) return void this.write({ cmd: 'pubrec', messageId: id })
    this.#publish(topic, payload, packet.qos, packet.retain, id, packet.properties && properties)
  }

  #publish(
    topic: string,
    payload: Buffer,
    qos: 0 | 1 | 2,
    retain: boolean,
    id: number,
    properties: Message['properties'],
  ): void {
    const { principal } = this
    if (principal === undefined) return
    if (!isTopic(topic)) return void this.close(reason.badTopic)
    if (!principal.mayPublish(topic)) return void this.#notAllowed(qos, id)
    this.#published += 1
    if (qos === 2) this.session?.received.add(id)
    this.#broker.incoming(this, { topic, payload, qos, retain, properties }, id)
  }

  /** An old client has no way to hear that it may not: an acknowledgement would mean "kept", so it is cut off (clause 3.3.5). */
  #notAllowed(qos: 0 | 1 | 2, id: number): void {
    if (!this.isNew || qos === 0) return void this.close(reason.notAuthorised)
    this.write({ cmd: qos === 1 ? 'puback' : 'pubrec', messageId: id, reasonCode: reason.notAuthorised })
  }

  /** The message with this identifier is kept for good: acknowledged with others of the same round in one write. */
  acknowledge(id: number): void {
    if (this.#acks.length === 0) queueMicrotask(() => this.#sendAcks())
    this.#acks.push(id)
  }

  /** What came by this connection could not be kept: cut off, its client connects again and sends again what was not acknowledged. */
  failed(): void {
    this.close(reason.unspecified)
  }

  #sendAcks(): void {
    const ids = this.#acks
    this.#acks = []
    if (this.#isClosed) return
    const bytes = Buffer.allocUnsafe(ids.length * 4)
    for (const [i, id] of ids.entries()) {
      // PUBACK, or PUBREC for an identifier that waits for its release.
      bytes[i * 4] = this.session?.received.has(id) ? 0x50 : 0x40
      bytes[i * 4 + 1] = 2
      bytes.writeUInt16BE(id, i * 4 + 2)
    }
    this.#socket.write(bytes)
  }

  #acknowledged(id: number): void {
    const message = this.session?.inflight.get(id)
    if (message === undefined) return
    this.session?.inflight.delete(id)
    message.delivered?.()
    this.send()
  }

  #received(id: number, code: number): void {
    const message = this.session?.inflight.get(id)
    if (message && code >= 0x80) {
      this.session?.inflight.delete(id)
      return void this.send()
    }
    if (message) message.isReleased = true
    this.write({ cmd: 'pubrel', messageId: id, ...(this.isNew && !message && { reasonCode: 0x92 }) })
  }

  #subscribe(packet: ISubscribePacket): void {
    const identifier = packet.properties?.subscriptionIdentifier
    const granted = packet.subscriptions.map(({ topic, qos, nl = false, rap = false, rh = 0 }) => {
      const wanted = readFilter(topic)
      if (wanted === undefined) return this.isNew ? reason.badFilter : 0x80
      if (!this.principal?.maySubscribe(wanted.filter)) return this.isNew ? reason.notAuthorised : 0x80
      this.#broker.subscribe(this, { ...wanted, qos, noLocal: nl, retainAsPublished: rap, identifier }, rh)
      return qos
    })
    this.write({ cmd: 'suback', messageId: packet.messageId, granted })
    this.#broker.subscribed(this)
  }

  #unsubscribe(packet: IUnsubscribePacket): void {
    const granted = packet.unsubscriptions.map((topic) => {
      const wanted = readFilter(topic)
      if (wanted === undefined) return reason.badFilter
      return this.#broker.unsubscribe(this, wanted.filter, wanted.group) ? 0 : 0x11
    })
    this.write({ cmd: 'unsuback', messageId: packet.messageId, granted })
  }

  /** Sends what the session holds, as far as window and socket allow. */
  send(): void {
    const { session } = this
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

  /** A message for this client: at once where it can, else it waits. QoS 0 to a client that does not read is dropped. */
  deliver(message: Outgoing): void {
    const { session } = this
    if (session === undefined) return
    if (message.qos === 0) {
      if (this.#socket.writableLength < mostUnsent) this.#sendNow(message, 0, false)
      else session.dropped += 1
      return
    }
    session.hold(message)
    this.send()
  }

  #sendNow(message: Outgoing, id: number, dup: boolean): void {
    const { topic, payload, qos, retain, identifiers, expiresAt } = message
    const properties = this.isNew && {
      properties: {
        ...message.properties,
        ...(identifiers.length > 0 && { subscriptionIdentifier: [...identifiers] }),
        ...(expiresAt !== undefined && {
          messageExpiryInterval: Math.max(1, Math.ceil((expiresAt - Date.now()) / 1_000)),
        }),
      },
    }
    const packet: IPublishPacket = {
      cmd: 'publish',
      topic,
      payload,
      qos,
      retain,
      dup,
      ...properties,
      ...(qos > 0 && { messageId: id }),
    }
    const bytes = generate(packet, this.#settings)
    // The client said what is too large for it: such a message counts as delivered (MQTT 5, clause 3.1.2.11.4).
    if (bytes.length > this.#mostOut) {
      this.session?.inflight.delete(id)
      return
    }
    if (!this.#isClosed) this.#socket.write(bytes)
  }

  write(packet: Packet): void {
    if (!this.#socket.writableEnded) this.#socket.write(generate(packet, this.#settings))
  }

  /** Ends the connection; an MQTT 5 client hears why. Its will is told. */
  close(code: number): void {
    if (this.#isClosed) return
    if (this.session && this.isNew) this.write({ cmd: 'disconnect', reasonCode: code })
    this.#isClosed = true
    this.#socket.end()
    this.#socket.destroySoon()
  }

  #ended(): void {
    this.#isClosed = true
    this.#broker.left(this)
  }
}

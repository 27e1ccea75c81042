import type { Socket } from 'node:net'
import {
  type IConnectPacket,
  type IPublishPacket,
  type ISubscribePacket,
  type IUnsubscribePacket,
  type Packet,
  parser,
} from 'mqtt-packet'
import type { BrokerSide, Principal } from './broker-side.ts'
import { certificateOf, type ShownCertificate } from './certificate.ts'
import { Framer } from './framer.ts'
import { type Published, readPlainPublish, TopicAliases } from './read-publish.ts'
import { reason } from './reason.ts'
import { Sender } from './sender.ts'
import type { Line, Message, Outgoing, Session } from './session.ts'
import { isTopic, readFilter } from './topics.ts'
import { mostAliases, mostPacket, oldWelcome, refusal, welcome } from './welcome.ts'

/** Before a client is known it gets this much of our memory, bytes. */
const mostUnknown = 16 * 1024

/**
 * One client's connection: reads packets, keeps the rules of the protocol, leaves the rest to the broker. What goes out is the
 * `Sender`'s; how a PUBLISH is read stands in `read-publish.ts`.
 */
export class Connection implements Line {
  readonly #broker: BrokerSide<Connection>
  readonly #socket: Socket
  readonly #settings = { protocolVersion: 4 }
  readonly #parser = parser(this.#settings)
  readonly #framer = new Framer((frame, bodyAt) => this.#frame(frame, bodyAt))
  readonly #aliases = new TopicAliases(mostAliases)
  readonly #sender: Sender
  #packets: Packet[] = []
  /** What came with CONNECT or right behind it, while it is found out who this is: a client need not wait for CONNACK (clause 3.1.4). */
  #early: { readonly frame: Buffer; readonly bodyAt: number }[] | undefined
  #published = 0
  #isPaused = false
  #hasBegun = false
  #keepAlive = 0
  #clean = false
  session: Session | undefined
  principal: Principal | undefined
  will: (Message & { readonly delay: number }) | undefined
  seen = performance.now()
  readonly opened = this.seen

  constructor(broker: BrokerSide<Connection>, socket: Socket) {
    this.#broker = broker
    this.#socket = socket
    this.#sender = new Sender(socket, this.#settings)
    this.#parser.on('packet', (packet) => this.#packets.push(packet))
    this.#parser.on('error', () => this.close(reason.malformed))
    socket.setNoDelay(true)
    socket.on('data', (chunk) => this.#read(chunk))
    socket.on('error', () => socket.destroy())
    socket.on('close', () => this.#ended())
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
    if (this.#published === 0 || this.#sender.isClosed) return
    if (this.#broker.isFull) return void this.#broker.waitForRoom(this)
    const wait = this.principal?.pace(this.#published) ?? 0
    if (wait <= 0) return
    this.pause()
    setTimeout(() => this.resume(), wait)
  }

  #frame(frame: Buffer, bodyAt: number): void {
    if (this.#sender.isClosed) return
    if (this.#early) return void this.#early.push({ frame, bodyAt })
    // The most common packet by far is read without the parser; a frame is not empty.
    if ((frame[0] as number) >> 4 === 3 && this.session) {
      const published = readPlainPublish(frame, bodyAt, this.isNew)
      if (published) return void this.#publish(published)
    }
    this.#parser.parse(frame)
    const packets = this.#packets
    this.#packets = []
    for (const packet of packets) this.#handle(packet)
  }

  #handle(packet: Packet): void {
    if (this.#sender.isClosed) return
    if (this.session === undefined) {
      if (packet.cmd !== 'connect') return void this.close(reason.protocol)
      return void this.#connect(packet)
    }
    switch (packet.cmd) {
      case 'publish':
        return void this.#publishParsed(packet)
      case 'puback':
      case 'pubcomp':
        return void this.#sender.acknowledged(packet.messageId ?? 0)
      case 'pubrec':
        return void this.#sender.received(packet.messageId ?? 0, packet.reasonCode ?? 0)
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
    this.#sender.limit(packet)
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
    this.write(this.isNew ? welcome(session, isPresent, assigned) : oldWelcome(isPresent))
    this.#sender.begin(session)
  }

  get isClean(): boolean {
    return this.#clean
  }

  refuse(code: number): void {
    this.write(refusal(code, this.isNew))
    this.#sender.end()
  }

  #publishParsed(packet: IPublishPacket): void {
    const published = this.#aliases.read(packet)
    if (published === undefined) return void this.close(reason.protocol)
    const { qos, id } = published
    if (qos === 2 && this.session?.received.has(id)) return void this.write({ cmd: 'pubrec', messageId: id })
    this.#publish(published)
  }

  #publish(message: Published): void {
    const { principal } = this
    const { topic, qos, id } = message
    if (principal === undefined) return
    if (!isTopic(topic)) return void this.close(reason.badTopic)
    if (!principal.mayPublish(topic)) return void this.#notAllowed(qos, id)
    this.#published += 1
    if (qos === 2) this.session?.received.add(id)
    this.#broker.incoming(this, message, id)
  }

  /** An old client has no way to hear that it may not: an acknowledgement would mean "kept", so it is cut off (clause 3.3.5). */
  #notAllowed(qos: 0 | 1 | 2, id: number): void {
    if (!this.isNew || qos === 0) return void this.close(reason.notAuthorised)
    this.write({ cmd: qos === 1 ? 'puback' : 'pubrec', messageId: id, reasonCode: reason.notAuthorised })
  }

  acknowledge(id: number): void {
    this.#sender.acknowledge(id)
  }

  /** What came by this connection could not be kept: cut off, its client connects again and sends again what was not acknowledged. */
  failed(): void {
    this.close(reason.unspecified)
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

  deliver(message: Outgoing): void {
    this.#sender.deliver(message)
  }

  write(packet: Packet): void {
    this.#sender.write(packet)
  }

  /** Ends the connection; an MQTT 5 client hears why. Its will is told. */
  close(code: number): void {
    if (this.#sender.isClosed) return
    if (this.session && this.isNew) this.write({ cmd: 'disconnect', reasonCode: code })
    this.#sender.end()
    this.#socket.destroySoon()
  }

  #ended(): void {
    this.#sender.gone()
    this.#broker.left(this)
  }
}

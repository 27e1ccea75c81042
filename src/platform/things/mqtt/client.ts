import { connect as connectSocket, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { generate, type IPublishPacket, type Packet, parser, type QoS } from 'mqtt-packet'

/** How a client is known, and what it does with what comes. */
export type ClientParts = {
  readonly url: string
  /** Asked for with every connection. */
  readonly clientId: string | (() => string)
  /** The broker keeps the session, and what comes for it, for so many seconds while the client is away (clause 3.1.2.11.2). */
  readonly sessionSeconds?: number
  readonly subscriptions?: readonly { readonly topic: string; readonly qos: QoS }[]
  /** A message; for QoS 1 `line.acknowledge(id)` is to be called once it is kept. */
  onMessage?(topic: string, payload: Buffer, qos: QoS, id: number, line: ClientLine): void
  /** The broker did not grant every subscription; `code` is its first reason. */
  onRefused?(code: number): void
  /** Connected and subscribed, the first time and every time after. */
  onReady?(): void
  /** `code` is the broker's reason, where it gave one. */
  onDown?(cause: string, code: number | undefined): void
}

/**
 * One connection of a client. A message is acknowledged on the connection that it came by and no other: on the next one its
 * identifier may stand for another message by then.
 */
export type ClientLine = {
  /** The message with this identifier is kept. */
  acknowledge(id: number): void
  /** What came could not be kept: connects anew, and the broker sends again what was not acknowledged. */
  failed(): void
}

/** Before the first attempt to connect again, and at most, ms. */
const shortestWait = 100
const longestWait = 10_000
/** Messages of QoS 1 on their way at once. */
const mostInflight = 10_000

/**
 * A small MQTT 5 client that acknowledges by hand: what comes is acknowledged when it is durable, not when it was heard.
 * It connects again by itself; messages of QoS 1 that were not acknowledged are sent again.
 */
export class MqttClient {
  readonly #parts: ClientParts
  readonly #inflight = new Map<number, { readonly packet: IPublishPacket; readonly done: () => void }>()
  #socket: Socket | undefined
  #line: ClientLine = { acknowledge: () => undefined, failed: () => undefined }
  #isReady = false
  #isPaused = false
  #isStopped = false
  #timer: NodeJS.Timeout | undefined
  #ping: NodeJS.Timeout | undefined
  #wait: number = shortestWait
  /** What came could not be kept: until something is, it is asked for less and less often. */
  #isChoked = false
  #next = 0
  #code: number | undefined
  #room: (() => void)[] = []

  constructor(parts: ClientParts) {
    this.#parts = parts
    this.#connect()
  }

  get isReady(): boolean {
    return this.#isReady
  }

  #connect(): void {
    const { protocol, hostname, port, username, password } = new URL(this.#parts.url)
    const isSafe = protocol === 'mqtts:' || protocol === 'ssl:'
    const address = { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port) || (isSafe ? 8883 : 1883) }
    const socket = isSafe ? connectTls({ ...address, servername: address.host }) : connectSocket(address)
    this.#socket = socket
    this.#line = {
      acknowledge: (id) => {
        this.#isChoked = false
        if (socket.writable) socket.write(generate({ cmd: 'puback', messageId: id }, { protocolVersion: 5 }))
      },
      failed: () => {
        this.#isChoked = true
        socket.destroy(new Error('what came could not be kept'))
      },
    }
    const { sessionSeconds, clientId } = this.#parts
    const settings = { protocolVersion: 5 }
    const reading = parser(settings)
    reading.on('packet', (packet) => this.#handle(packet))
    reading.on('error', (cause: unknown) => socket.destroy(cause instanceof Error ? cause : undefined))
    socket.setNoDelay(true)
    socket.on('data', (chunk) => reading.parse(chunk))
    socket.once(isSafe ? 'secureConnect' : 'connect', () =>
      this.#write({
        ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 5, keepalive: 30 },
        clientId: typeof clientId === 'string' ? clientId : clientId(),
        clean: sessionSeconds === undefined,
        properties: { receiveMaximum: 65_535, ...(sessionSeconds && { sessionExpiryInterval: sessionSeconds }) },
        ...(username && {
          username: decodeURIComponent(username),
          password: Buffer.from(decodeURIComponent(password)),
        }),
      }),
    )
    let why = 'the connection ended'
    socket.on('error', (cause) => {
      why = cause.message
    })
    socket.on('close', () => this.#down(socket, why))
  }

  #down(socket: Socket, why: string): void {
    if (this.#socket !== socket) return
    this.#socket = undefined
    this.#isReady = false
    this.#isPaused = false
    clearInterval(this.#ping)
    if (this.#isStopped) return
    this.#parts.onDown?.(why, this.#code)
    this.#code = undefined
    this.#timer = setTimeout(() => this.#connect(), this.#wait)
    this.#wait = Math.min(this.#wait * 2, longestWait)
  }

  #handle(packet: Packet): void {
    switch (packet.cmd) {
      case 'connack': {
        if ((packet.reasonCode ?? packet.returnCode ?? 0) !== 0) {
          this.#socket?.destroy(new Error(`refused with code ${packet.reasonCode ?? packet.returnCode}`))
          return
        }
        if (!this.#isChoked) this.#wait = shortestWait
        const { subscriptions = [] } = this.#parts
        if (subscriptions.length === 0) this.#ready()
        else this.#write({ cmd: 'subscribe', messageId: 65_535, subscriptions: [...subscriptions] })
        return
      }
      case 'suback': {
        const refused = packet.granted.find((code) => typeof code === 'number' && code >= 0x80)
        if (typeof refused === 'number') this.#parts.onRefused?.(refused)
        return void this.#ready()
      }
      case 'publish': {
        if (this.#isStopped) return
        const payload = Buffer.isBuffer(packet.payload) ? packet.payload : Buffer.from(packet.payload)
        this.#parts.onMessage?.(packet.topic, payload, packet.qos, packet.messageId ?? 0, this.#line)
        return
      }
      case 'puback': {
        const id = packet.messageId ?? 0
        const waiting = this.#inflight.get(id)
        this.#inflight.delete(id)
        waiting?.done()
        for (const go of this.#room.splice(0)) go()
        return
      }
      case 'disconnect':
        this.#code = packet.reasonCode
        this.#socket?.destroy(new Error(`sent away with code ${packet.reasonCode}`))
        return
      default:
        return
    }
  }

  #ready(): void {
    this.#isReady = true
    clearInterval(this.#ping)
    this.#ping = setInterval(() => this.#write({ cmd: 'pingreq' }), 20_000)
    this.#ping.unref()
    for (const { packet } of this.#inflight.values()) this.#write({ ...packet, dup: true })
    this.#parts.onReady?.()
  }

  /** Settles when the broker acknowledged it (QoS 1), which may be after connecting again. */
  async publish(topic: string, payload: string | Buffer, qos: 0 | 1 = 1): Promise<void> {
    if (qos === 0) return this.#write({ cmd: 'publish', topic, payload, qos, dup: false, retain: false })
    while (this.#inflight.size >= mostInflight) await new Promise<void>((go) => this.#room.push(go))
    do this.#next = (this.#next % 65_000) + 1
    while (this.#inflight.has(this.#next))
    const messageId = this.#next
    const packet: IPublishPacket = { cmd: 'publish', topic, payload, qos, dup: false, retain: false, messageId }
    return new Promise((done) => {
      this.#inflight.set(messageId, { packet, done })
      if (this.#isReady) this.#write(packet)
    })
  }

  /** Reads no more until `resume`: the broker keeps the rest. */
  pause(): void {
    this.#isPaused = true
    this.#socket?.pause()
  }
  resume(): void {
    if (!this.#isPaused) return
    this.#isPaused = false
    this.#socket?.resume()
  }

  #write(packet: Packet): void {
    if (this.#socket?.writable) this.#socket.write(generate(packet, { protocolVersion: 5 }))
  }

  /** Settles when everything sent was acknowledged. */
  async settled(): Promise<void> {
    while (this.#inflight.size > 0) await new Promise<void>((go) => this.#room.push(go))
  }

  /**
   * Says goodbye; settles when the connection has ended. What still comes is read and left unacknowledged: a socket that is closed
   * over unread bytes takes back what was written to it last.
   */
  async stop(): Promise<void> {
    this.#isStopped = true
    clearTimeout(this.#timer)
    clearInterval(this.#ping)
    const socket = this.#socket
    if (socket === undefined || socket.destroyed) return
    const late = setTimeout(() => socket.destroy(), 2_000)
    const ended = new Promise<void>((done) => socket.once('close', () => done()))
    this.#write({ cmd: 'disconnect', reasonCode: 0 })
    socket.end()
    socket.resume()
    await ended
    clearTimeout(late)
  }
}

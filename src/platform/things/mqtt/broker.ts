import { randomUUID } from 'node:crypto'
import { createServer, type Server } from 'node:net'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'
import type { IConnectPacket } from 'mqtt-packet'
import type { Log } from '../../base/index.ts'
import type { BrokerSide, Principal, Wanted } from './broker-side.ts'
import type { ShownCertificate } from './certificate.ts'
import { Connection } from './connection.ts'
import { reason } from './reason.ts'
import { Router } from './router.ts'
import { type Message, Session } from './session.ts'

/** What a client showed of itself. */
export type Shown = {
  readonly clientId: string
  readonly username: string | undefined
  readonly password: string | undefined
  readonly certificate: ShownCertificate | undefined
  readonly address: string
}

/** Told when a message is kept for good. */
export type Acknowledge = { acknowledge(id: number): void; failed(cause: unknown): void }

/** What the broker is told by the room above it. */
export type BrokerParts<P extends Principal> = {
  readonly log: Log
  /** Who is it? `undefined` when what was shown is not right. Throws when nobody can say now. */
  authenticate(shown: Shown): Promise<P | undefined>
  /**
   * A message came. `true` when somebody takes it and will call `acknowledge(id)` once it is kept (never for QoS 0);
   * it is passed on to subscribers either way, but for `'alone'`: what is taken so is for the city only.
   */
  taken(principal: P, message: Message, to: Acknowledge, id: number): boolean | 'alone'
  /** A client subscribed: what waits for it may be sent now. */
  subscribed?(principal: P): void
  /** Should nothing more be read for now? */
  isFull(): boolean
  /** Is nobody admitted for now? Clients hear that the server is unavailable and come again. */
  isClosed?(): boolean
}

/** Where a broker listens. */
export type Listening = { readonly host: string; readonly port: number; readonly tls?: TlsOptions }

/**
 * An MQTT 3.1.1 and 5 broker: QoS 0 to 2, retained messages, wills, wildcards, shared subscriptions, sessions that outlive
 * their connection. Sessions live in this process; what must not be lost (readings, commands) lives in the database.
 */
export class Broker<P extends Principal = Principal> implements BrokerSide<Connection> {
  readonly #parts: BrokerParts<P>
  readonly #servers: Server[] = []
  readonly #connections = new Set<Connection>()
  readonly #sessions = new Map<string, Session>()
  readonly #router = new Router()
  readonly #full = new Set<Connection>()
  /** Finds out anew whose a connection is, by what was shown when it was opened. */
  readonly #shown = new WeakMap<Connection, () => Promise<P | undefined>>()
  readonly #watch: NodeJS.Timeout

  constructor(parts: BrokerParts<P>) {
    this.#parts = parts
    this.#watch = setInterval(() => this.#closeStale(), 1_000)
    this.#watch.unref()
  }

  /** Listens; gives the port. @throws the system's EADDRINUSE */
  async listen({ host, port, tls }: Listening): Promise<number> {
    const server = tls
      ? createTlsServer(tls, (socket) => this.#connections.add(new Connection(this, socket)))
      : createServer((socket) => this.#connections.add(new Connection(this, socket)))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(port, host, resolve)
    })
    server.on('error', (cause) => this.#parts.log.warn('the MQTT server', { cause }))
    this.#servers.push(server)
    // A server that listens on TCP has an address of this form.
    return (server.address() as { port: number }).port
  }

  async stop(): Promise<void> {
    clearInterval(this.#watch)
    const closed = this.#servers.map((server) => new Promise((done) => server.close(done)))
    for (const connection of this.#connections) connection.close(reason.shutdown)
    for (const { timer } of this.#sessions.values()) clearTimeout(timer)
    await Promise.all(closed)
  }

  get isFull(): boolean {
    return this.#parts.isFull()
  }

  get connectionCount(): number {
    return this.#connections.size
  }

  waitForRoom(connection: Connection): void {
    connection.pause()
    this.#full.add(connection)
  }

  /** There is room again. */
  goOn(): void {
    for (const connection of this.#full) connection.resume()
    this.#full.clear()
  }

  async admit(connection: Connection, packet: IConnectPacket): Promise<void> {
    const assigned = packet.clientId ? undefined : `auto-${randomUUID()}`
    const clientId = assigned ?? packet.clientId
    if (this.#parts.isClosed?.()) return connection.refuse(reason.unavailable)
    const whoIsIt = () =>
      this.#parts.authenticate({
        clientId,
        username: packet.username,
        password: packet.password === undefined ? undefined : String(packet.password),
        certificate: connection.certificate,
        address: connection.address,
      })
    const principal = await whoIsIt()
    if (principal === undefined) return connection.refuse(reason.badCredentials)
    if (packet.will && !principal.mayPublish(packet.will.topic)) return connection.refuse(reason.notAuthorised)
    connection.principal = principal
    this.#shown.set(connection, whoIsIt)
    if (packet.will) {
      const { topic, payload, qos = 0, retain = false, properties = {} } = packet.will
      const { willDelayInterval = 0, ...rest } = properties
      connection.will = {
        ...{ topic, qos, retain, properties: rest, delay: willDelayInterval },
        payload: Buffer.from(payload),
      }
    }
    this.#openSession(connection, principal, clientId, packet, assigned)
  }

  #openSession(
    connection: Connection,
    principal: P,
    clientId: string,
    packet: IConnectPacket,
    assigned: string | undefined,
  ): void {
    // Somebody else's client of the same name is another client.
    const key = `${principal.name}\0${clientId}`
    const known = this.#sessions.get(key)
    known?.connection?.close(reason.takenOver)
    if (known) clearTimeout(known.timer)
    if (known && connection.isClean) this.#forget(known)
    const session = (connection.isClean ? undefined : known) ?? new Session(key, clientId)
    const asked = packet.properties?.sessionExpiryInterval
    // Before version 5 a session that is not clean is kept for good; nobody's patience is endless: a day.
    if (connection.isNew) session.expiry = asked === 0xffffffff ? Number.POSITIVE_INFINITY : (asked ?? 0)
    else session.expiry = connection.isClean ? 0 : 86_400
    session.connection = connection
    this.#sessions.set(key, session)
    connection.accept(session, known !== undefined && !connection.isClean, assigned)
  }

  failed(connection: Connection, cause: unknown): void {
    this.#parts.log.warn('a client could not be admitted', { cause })
    connection.refuse(reason.unavailable)
  }

  incoming(connection: Connection, message: Message, id: number): void {
    // Connections publish after they were admitted, with a principal of ours.
    const isTaken = this.#parts.taken(connection.principal as P, message, connection, id)
    if (isTaken !== 'alone') this.publish(message, connection.session)
    if (!isTaken && message.qos > 0) connection.acknowledge(id)
  }

  /** Passes a message on to everybody who subscribed to its topic. @returns to how many */
  publish(message: Message, from?: Session): number {
    return this.#router.publish(message, from)
  }
  /** Filters below a first level, without wildcards, that somebody subscribed to. */
  wanted(first: string): readonly string[] {
    return this.#router.wanted(first)
  }
  /** Passes a message on to those alone who subscribed to this very topic, not to those whose wildcards meet it. */
  publishTo(message: Message): void {
    this.#router.publishTo(message)
  }

  subscribe({ session }: Connection, wanted: Wanted, retainHandling: number): void {
    if (session) this.#router.subscribe(session, wanted, retainHandling)
  }

  subscribed({ principal }: Connection): void {
    if (principal) this.#parts.subscribed?.(principal as P) // admitted by `authenticate`
  }

  unsubscribe({ session }: Connection, filter: string, group: string | undefined): boolean {
    return session !== undefined && this.#router.unsubscribe(session, filter, group)
  }

  left(connection: Connection): void {
    this.#connections.delete(connection)
    this.#full.delete(connection)
    const { session, will } = connection
    if (will) {
      const delay = Math.min(will.delay, session?.expiry ?? 0)
      if (delay === 0) this.#tellWill(will)
      else
        setTimeout(() => {
          // Who came back in time is not dead.
          if (session?.connection === undefined) this.#tellWill(will)
        }, delay * 1_000).unref()
    }
    if (session?.connection !== connection) return
    session.connection = undefined
    if (session.expiry === 0) return void this.#forget(session)
    if (!Number.isFinite(session.expiry)) return
    session.timer = setTimeout(() => this.#forget(session), Math.min(session.expiry * 1_000, 2 ** 31 - 1))
    session.timer.unref()
  }

  #tellWill(will: Message): void {
    this.publish(will)
  }

  #forget(session: Session): void {
    this.#router.forget(session)
    if (this.#sessions.get(session.key) === session) this.#sessions.delete(session.key)
  }

  /** Cuts off everybody of this name, and forgets their sessions: their secret was revoked. */
  banish(name: string): void {
    for (const session of [...this.#sessions.values()]) {
      if (!session.key.startsWith(`${name}\0`)) continue
      session.expiry = 0
      session.connection?.close(reason.notAuthorised)
      this.#forget(session)
    }
  }

  /**
   * Asks anew who connected clients are, by what they showed when they came: those whose it is no longer are cut off, the others have
   * the rights that they have now. Where nobody can say, things stay as they are.
   */
  async lookAgain(at: (principal: P) => boolean): Promise<void> {
    for (const connection of [...this.#connections]) {
      const principal = connection.principal as P | undefined // admitted by `authenticate`
      if (principal === undefined || !at(principal)) continue
      try {
        const found = await this.#shown.get(connection)?.()
        if (found?.name === principal.name) this.#renew(connection, found)
        else this.#sendAway(connection)
      } catch (cause) {
        this.#parts.log.warn('it could not be found out anew who a client is', { cause })
      }
    }
  }

  #renew(connection: Connection, principal: P): void {
    connection.principal = principal
    for (const { filter, group } of connection.session?.subscriptions.values() ?? [])
      if (!principal.maySubscribe(filter)) this.unsubscribe(connection, filter, group)
  }

  #sendAway(connection: Connection): void {
    connection.close(reason.notAuthorised)
    if (connection.session === undefined) return
    connection.session.expiry = 0
    this.#forget(connection.session)
  }

  /** Is a client of this name connected? */
  isHere(name: string): boolean {
    for (const { principal } of this.#connections) if (principal?.name === name) return true
    return false
  }

  #closeStale(): void {
    const now = performance.now()
    for (const connection of this.#connections) if (connection.isStale(now)) connection.close(reason.keepAlive)
  }
}

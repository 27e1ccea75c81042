import type { Wanted } from './broker-side.ts'
import { Retained } from './retained.ts'
import type { Message, Outgoing, Session } from './session.ts'
import { Subscriptions } from './subscriptions.ts'

/** Who wants what, what is retained, and to whom a message goes. */
export class Router {
  readonly #subscriptions = new Subscriptions<Session>()
  readonly #retained = new Retained()

  /** Passes a message on to everybody who subscribed to its topic. @returns to how many */
  publish(given: Message, from?: Session): number {
    const life = given.properties?.messageExpiryInterval
    const message = life === undefined ? given : { ...given, expiresAt: Date.now() + life * 1_000 }
    if (message.retain) this.#retained.put(message)
    const found = this.#subscriptions.of(message.topic)
    if (found.length === 0) return 0
    // A session whose filters overlap gets it once, at the best of their qualities (clause 3.3.5).
    const bySession = Map.groupBy(found, ({ session, group }) => (group === undefined ? session : Symbol('each')))
    let count = 0
    for (const [, subscriptions] of bySession) {
      const [first] = subscriptions
      if (first === undefined || (from === first.session && subscriptions.every(({ noLocal }) => noLocal))) continue
      count += 1
      const best = Math.max(...subscriptions.map(({ qos }) => qos))
      this.#give(first.session, {
        ...message,
        qos: Math.min(message.qos, best) as 0 | 1 | 2, // the lesser of two qualities
        retain: message.retain && subscriptions.some(({ retainAsPublished }) => retainAsPublished),
        identifiers: subscriptions.flatMap(({ identifier }) => identifier ?? []),
      })
    }
    return count
  }

  /** Filters below a first level, without wildcards, that somebody subscribed to. */
  wanted(first: string): readonly string[] {
    return this.#subscriptions.below(first)
  }

  /** Passes a message on to those alone who subscribed to this very topic, not to those whose wildcards meet it. */
  publishTo(message: Message): void {
    for (const { session, filter, qos } of this.#subscriptions.of(message.topic))
      if (filter === message.topic)
        this.#give(session, { ...message, qos: Math.min(message.qos, qos) as 0 | 1 | 2, identifiers: [] }) // the lesser of two
  }

  #give(session: Session, message: Outgoing): void {
    if (session.connection) session.connection.deliver(message)
    else if (message.qos > 0) session.hold(message)
  }

  /** Notes what a session wants and gives it what is retained. `retainHandling` as MQTT 5, clause 3.8.3.1, has it. */
  subscribe(session: Session, wanted: Wanted, retainHandling: number): void {
    const subscription = { ...wanted, session }
    const was = this.#subscriptions.add(subscription)
    session.subscriptions.set(`${wanted.group ?? ''}\0${wanted.filter}`, subscription)
    if (wanted.group !== undefined || retainHandling === 2 || (retainHandling === 1 && was)) return
    const identifiers = wanted.identifier === undefined ? [] : [wanted.identifier]
    // After the SUBACK, which is written when all filters of the packet were looked at.
    queueMicrotask(() => {
      for (const message of this.#retained.of(wanted.filter, Date.now()))
        this.#give(session, {
          ...message,
          qos: Math.min(message.qos, wanted.qos) as 0 | 1 | 2,
          retain: true,
          identifiers,
        }) // the lesser of two
    })
  }

  /** @returns was there something to end? */
  unsubscribe(session: Session, filter: string, group: string | undefined): boolean {
    session.subscriptions.delete(`${group ?? ''}\0${filter}`)
    return this.#subscriptions.remove(session, filter, group)
  }

  /** A session is over: nothing goes to it any more. */
  forget(session: Session): void {
    for (const { filter, group } of session.subscriptions.values()) this.#subscriptions.remove(session, filter, group)
  }
}

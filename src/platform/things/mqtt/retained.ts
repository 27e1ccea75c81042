import type { Message } from './session.ts'
import { meets } from './topics.ts'

/** Topics whose last message is kept; further ones are passed on without being kept. */
const mostKept = 100_000

/** The last message of each topic that was sent to be retained (clause 3.3.1.3). */
export class Retained {
  readonly #kept = new Map<string, Message>()

  put(message: Message): void {
    if (message.payload.length === 0) this.#kept.delete(message.topic)
    else if (this.#kept.has(message.topic) || this.#kept.size < mostKept) this.#kept.set(message.topic, message)
  }

  of(filter: string, now: number): readonly Message[] {
    const exact = this.#kept.get(filter)
    const all = filter.includes('+') || filter.includes('#') ? [...this.#kept.values()] : exact ? [exact] : []
    return all.filter(({ topic, expiresAt }) => meets(topic, filter) && (expiresAt === undefined || expiresAt > now))
  }
}

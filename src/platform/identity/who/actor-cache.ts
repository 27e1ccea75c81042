import type { Known } from './actor-store.ts'

const keptMs = 60_000
const mostKept = 50_000

type Entry = { readonly known: Known; readonly until: number }

/**
 * Actors by the hash of what they presented, for at most a minute, never past a moment at which their posts change by
 * themselves, and only while the database tells of every change (`live`). What is taken away is gone at once.
 */
export class ActorCache {
  readonly #now: () => number
  readonly #entries = new Map<string, Entry>()
  readonly #keysOf = new Map<string, Set<string>>()
  #isLive = false
  /** Counts what was heard: what was read before a notice and arrives after it is not kept. */
  #heard = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** The actor of this key, or whoever `read` finds. */
  async get(key: string, read: () => Promise<Known | undefined>): Promise<Known | undefined> {
    const entry = this.#entries.get(key)
    if (entry !== undefined && entry.until > this.#now()) return entry.known
    const heard = this.#heard
    const known = await read()
    if (known !== undefined && this.#isLive && heard === this.#heard) this.#keep(key, known)
    return known
  }

  #keep(key: string, known: Known): void {
    // Dropped first, so that the map stays in the order of reading and the oldest leaves first.
    this.#drop(key)
    this.#entries.set(key, { known, until: Math.min(this.#now() + keptMs, known.until) })
    const keys = this.#keysOf.get(known.actor.id)
    if (keys) keys.add(key)
    else this.#keysOf.set(known.actor.id, new Set([key]))
    if (this.#entries.size <= mostKept) return
    for (const oldest of this.#entries.keys()) {
      this.#drop(oldest)
      return
    }
  }

  #drop(key: string): void {
    const person = this.#entries.get(key)?.known.actor.id
    if (person === undefined) return
    this.#entries.delete(key)
    const keys = this.#keysOf.get(person)
    keys?.delete(key)
    if (keys?.size === 0) this.#keysOf.delete(person)
  }

  /** This credential no longer holds what it held. */
  forgetKey(key: string): void {
    this.#heard += 1
    this.#drop(key)
  }

  /** This person is no longer who he was: posts, name or status changed. */
  forgetPerson(person: string): void {
    this.#heard += 1
    for (const key of [...(this.#keysOf.get(person) ?? [])]) this.#drop(key)
  }

  /** Anything may have changed. */
  forgetAll(): void {
    this.#heard += 1
    this.#entries.clear()
    this.#keysOf.clear()
  }

  /** Changes are heard from now on. */
  live(): void {
    this.forgetAll()
    this.#isLive = true
  }

  /** Changes are no longer heard: nothing is kept until they are. */
  deaf(): void {
    this.forgetAll()
    this.#isLive = false
  }

  /** How many are kept. */
  get size(): number {
    return this.#entries.size
  }
}

import type { Base } from '../../base/index.ts'
import { type AlarmChanged, keepAlarms } from './keep-alarms.ts'

/** Alarms that are kept in one transaction at most. */
const most = 1_000

/** Keeps and tells what rules find, in its order: one batch at a time, all that came meanwhile is the next. */
export class AlarmTeller {
  readonly #base: Base
  readonly #queue: AlarmChanged[] = []
  #running: Promise<void> | undefined
  #isStopped = false

  constructor(base: Base) {
    this.#base = base
  }

  /** What is not kept yet. */
  get untold(): readonly AlarmChanged[] {
    return this.#queue
  }

  tell(changed: AlarmChanged): void {
    this.#queue.push(changed)
    this.#running ??= this.#drain()
  }

  /** Settles when everything that was found is told. */
  async settled(): Promise<void> {
    await this.#running
  }

  /** As `settled`, but does not wait for a database that is away: the next start finds it in what was observed. */
  async stop(): Promise<void> {
    this.#isStopped = true
    await this.#running
  }

  async #drain(): Promise<void> {
    // The readings of one batch are looked at together; so are their alarms.
    await undefined
    while (this.#queue.length > 0) {
      const batch = this.#queue.slice(0, most)
      try {
        await this.#base.db.tx((tx) => keepAlarms(tx, batch))
        this.#queue.splice(0, batch.length)
      } catch (cause) {
        this.#base.log.warn('alarms wait to be told', { alarms: this.#queue.length, cause })
        if (this.#isStopped) break
        await new Promise((go) => setTimeout(go, 1_000))
      }
    }
    this.#running = undefined
  }
}

import { type AlarmRule, conditionsOf, isMet, isQuiet } from './alarm.ts'
import { SlidingWindow } from './window.ts'

/** What a reading did to an alarm. `value` is the aggregate that decided. */
export type AlarmChange = { readonly change: 'raised' | 'cleared'; readonly at: number; readonly value: number }

/** What is kept of a watch between two starts of the process. */
export type WatchState = { readonly raised: boolean; readonly since: number | undefined; readonly lastAt: number }

/**
 * One rule over one series, evaluated reading by reading: constant time and memory.
 * `isDown` says whether the device that this one depends on is down.
 */
export class Watch {
  readonly rule: AlarmRule
  readonly #conditions: ReturnType<typeof conditionsOf>
  readonly #window: SlidingWindow | undefined
  readonly #isDown: () => boolean
  #raised: boolean
  #since: number | undefined
  #lastAt: number
  #last = Number.NaN

  constructor(rule: AlarmRule, isDown: () => boolean, state?: WatchState) {
    this.rule = rule
    this.#conditions = conditionsOf(rule)
    this.#window = rule.window > 0 ? new SlidingWindow(rule.window * 1_000) : undefined
    this.#isDown = isDown
    this.#raised = state?.raised ?? false
    this.#since = state?.since
    this.#lastAt = state?.lastAt ?? Number.NEGATIVE_INFINITY
  }

  get state(): WatchState {
    return { raised: this.#raised, since: this.#since, lastAt: this.#lastAt }
  }

  /** Takes a fit reading; what comes late or twice changes nothing. `at` in epoch ms. */
  take(at: number, value: number): AlarmChange | undefined {
    if (!(at > this.#lastAt)) return undefined
    this.#lastAt = at
    // The same number again decides what it decided before; waiting is done for what began to hold, or might end.
    if (this.#window === undefined && value === this.#last && this.#since === undefined && !this.#raised)
      return undefined
    this.#last = value
    this.#window?.add(at, value)
    const figure = this.#window ? this.#window.value(this.rule.aggregate) : value
    const count = this.#window ? this.#window.count : 1
    return this.#raised ? this.#whileRaised(at, figure, count) : this.#whileWell(at, figure, count)
  }

  #whileRaised(at: number, value: number, count: number): AlarmChange | undefined {
    const { when, clears } = this.#conditions
    if (clears ? !isMet(clears, value, count) : isMet(when, value, count)) return undefined
    this.#raised = false
    this.#since = undefined
    return { change: 'cleared', at, value }
  }

  #whileWell(at: number, value: number, count: number): AlarmChange | undefined {
    if (!isMet(this.#conditions.when, value, count)) {
      this.#since = undefined
      return undefined
    }
    this.#since ??= at
    if (at - this.#since < this.rule.for * 1_000) return undefined
    // It goes on holding: the alarm comes when the quiet time ends or the parent is back.
    if (isQuiet(this.rule, at) || (this.rule.heedsParent === true && this.#isDown())) return undefined
    this.#raised = true
    return { change: 'raised', at, value }
  }
}

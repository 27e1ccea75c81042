import { type AlarmRule, type Conditions, conditionsOf, isInSeason, isMet, isQuiet, type RuleVariant } from './alarm.ts'
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
  readonly #usual: Conditions
  /** What may hold at this place instead. */
  readonly #variants: readonly (readonly [RuleVariant['season'], Conditions])[]
  #conditions: Conditions
  #day = Number.NaN
  readonly #window: SlidingWindow | undefined
  readonly #isDown: () => boolean
  #raised: boolean
  #since: number | undefined
  #lastAt: number
  #last = Number.NaN

  /** `division`: where the device stands, for bounds that hold at places. */
  constructor(rule: AlarmRule, isDown: () => boolean, state?: WatchState, division?: string | null) {
    this.rule = rule
    this.#usual = conditionsOf(rule)
    this.#conditions = this.#usual
    this.#variants = (rule.variants ?? [])
      .filter(({ where }) => where === undefined || division?.startsWith(where))
      .map((variant) => [variant.season, conditionsOf(rule, variant)] as const)
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
    // The same number again decides what it decided before, unless bounds change with the season; waiting is done for what began to
    // hold, or might end.
    if (
      this.#variants.length === 0 &&
      this.#window === undefined &&
      value === this.#last &&
      this.#since === undefined &&
      !this.#raised
    )
      return undefined
    this.#last = value
    if (this.#variants.length > 0) this.#turnTo(at)
    this.#window?.add(at, value)
    const figure = this.#window ? this.#window.value(this.rule.aggregate) : value
    const count = this.#window ? this.#window.count : 1
    return this.#raised ? this.#whileRaised(at, figure, count) : this.#whileWell(at, figure, count)
  }

  /** Takes a reading that is not to be judged, since it was before or since its window is not whole: it is part of what follows. */
  fill(at: number, value: number): undefined {
    if (!(at > this.#lastAt)) return
    this.#lastAt = at
    this.#window?.add(at, value)
  }

  /** The bounds of the day. City days begin at 16:00 UTC. */
  #turnTo(at: number): void {
    const day = Math.floor((at + 8 * 3_600_000) / 86_400_000)
    if (day === this.#day) return
    this.#day = day
    this.#conditions =
      this.#variants.find(([season]) => season === undefined || isInSeason(season, at))?.[1] ?? this.#usual
  }

  #whileRaised(at: number, value: number, count: number): AlarmChange | undefined {
    const { when, clears } = this.#conditions
    if (clears ? !isMet(clears, value, count) : isMet(when, value, count)) return undefined
    this.#raised = false
    this.#since = undefined
    // Whether the same number again begins another alarm was not asked yet.
    this.#last = Number.NaN
    return { change: 'cleared', at, value }
  }

  #whileWell(at: number, value: number, count: number): AlarmChange | undefined {
    if (!isMet(this.#conditions.when, value, count)) {
      this.#since = undefined
      return undefined
    }
    this.#since ??= at
    if (at - this.#since < this.#conditions.forMs) return undefined
    // It goes on holding: the alarm comes when the quiet time ends or the parent is back.
    if (isQuiet(this.rule, at) || (this.rule.heedsParent === true && this.#isDown())) return undefined
    this.#raised = true
    return { change: 'raised', at, value }
  }
}

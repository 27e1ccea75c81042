import type { Area } from '../place/index.ts'
import type { Words } from '../words.ts'

/** Where a rule holds: in any of these. Nothing at all: in the whole city. */
export type RulePlace = {
  /** Division codes of 2 to 12 digits; a code stands for all below it. */
  readonly divisions?: readonly string[]
  /** Codes of responsibility grids, 15 digits. */
  readonly grids?: readonly string[]
  /** A drawn area, WGS 84. */
  readonly area?: Area
}

/** When a rule holds, by the city's clock and calendar: all that is given must fit. */
export type RuleTime = {
  /** 1 Monday to 7 Sunday. */
  readonly weekdays?: readonly number[]
  /** `[from, to)` in whole hours; may pass midnight. */
  readonly hours?: readonly [from: number, to: number]
  /** In working time, or outside of it. */
  readonly work?: 'in' | 'out'
}

/** Who answers: an office, or the office with a duty at a level of the tree where it happened. */
export type RuleTarget =
  | { readonly office: string }
  | { readonly duty: string; readonly level: 'city' | 'district' | 'street' }

/**
 * The city's own rule of responsibility (责任规则): what × where × whose × when → who. What is left out holds for all. It comes
 * before what packs declare and tables of classes name.
 */
export type CityRule = {
  readonly name: Words
  /** The scenario; absent: every one. */
  readonly pack?: string
  /** A class (`城乡建设/市政设施`, with all below it), or a kind of component or event (`component:0102`, `component:01`). */
  readonly code?: string
  readonly place?: RulePlace
  /** Whose the component is (权属), as its census or the case tells. */
  readonly ownership?: string
  readonly time?: RuleTime
  readonly to: RuleTarget
  /** Before every more exact rule of a lower one; 0 unless there is a reason. */
  readonly priority: number
  /** Told to everybody who asks why it went there. */
  readonly because: Words
}

/** One version of a rule as it was entered: it holds from an instant on, until the next version or its own end. Epoch ms. */
export type RuleVersion = {
  readonly id: string
  readonly version: number
  readonly from: number
  readonly until?: number
  /** Nothing: from then on there is no such rule. */
  readonly rule?: CityRule
  readonly isWithdrawn: boolean
}

/** A rule in force, by its id and version. */
export type HeldRule = CityRule & { readonly id: string; readonly version: number }

/** The versions of each rule that hold at an instant (epoch ms), in order of their ids. */
export function rulesAt(versions: readonly RuleVersion[], at: number): readonly HeldRule[] {
  const newest = new Map<string, RuleVersion>()
  for (const one of versions) {
    if (one.isWithdrawn || one.from > at) continue
    const before = newest.get(one.id)
    const isLater = !before || one.from > before.from || (one.from === before.from && one.version > before.version)
    if (isLater) newest.set(one.id, one)
  }
  return [...newest.values()]
    .flatMap(({ id, version, until, rule }) =>
      rule && (until === undefined || until > at) ? [{ ...rule, id, version }] : [],
    )
    .sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** When the rules in force change next after an instant; never: infinity. */
export const nextChange = (versions: readonly RuleVersion[], at: number): number =>
  Math.min(
    ...versions
      .flatMap(({ from, until, isWithdrawn }) => (isWithdrawn ? [] : [from, until ?? from]))
      .filter((one) => one > at),
    Number.POSITIVE_INFINITY,
  )

import { type Holding, standingAt } from './bounds.ts'
import { rankOf, type SignSettings, type SignStanding } from './sign.ts'

/** Where a sign stands in a place, with what is needed to go on from it. Instants in epoch ms. */
export type SignState = {
  readonly standing: SignStanding
  /** When it took this standing. */
  readonly since: number
  /** What the last computations lean to, and how many in a row did. */
  readonly leaning: SignStanding
  readonly times: number
}

/** A sign that was never computed. */
export const newState = (at: number): SignState => ({ standing: 'calm', since: at, leaning: 'calm', times: 0 })

/** What was computed: the value; whether enough sources spoke; whether those that are silent could only make it worse. */
export type Computed = {
  readonly value: number | undefined
  readonly isSure: boolean
  readonly couldOnlyWorsen: boolean
}

/**
 * The state after one more computation. A level is taken when `rises` computations in a row say so, and left when `falls` in a
 * row lie beyond the bound by `ease`, so that a value about a bound does not flicker. A value that too few sources stand
 * behind changes nothing, except that it may worsen a sign which its silent sources could only make worse.
 */
export function nextState(
  before: SignState,
  { value, isSure, couldOnlyWorsen }: Computed,
  holding: Holding,
  { ease, rises, falls }: Pick<SignSettings, 'ease' | 'rises' | 'falls'>,
  at: number,
): SignState {
  if (value === undefined) return before
  const plain = standingAt(value, holding)
  if (rankOf(plain) > rankOf(before.standing)) {
    if (!isSure && !couldOnlyWorsen) return before
    return lean(before, plain, rises, at)
  }
  if (!isSure) return before
  const eased = standingAt(value, holding, ease)
  // Easing alone takes no level that is not held.
  const held = rankOf(eased) > rankOf(before.standing) ? before.standing : eased
  if (held === before.standing) return { ...before, leaning: before.standing, times: 0 }
  return lean(before, held, falls, at)
}

function lean(before: SignState, to: SignStanding, needed: number, at: number): SignState {
  const isSame =
    before.times > 0 && rankOf(before.leaning) > rankOf(before.standing) === rankOf(to) > rankOf(before.standing)
  const times = isSame ? before.times + 1 : 1
  if (times >= needed) return { standing: to, since: at, leaning: to, times: 0 }
  return { ...before, leaning: to, times }
}

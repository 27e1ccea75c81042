import { divisionStem } from '../codes/index.ts'
import { boundsMeet, boundsOf } from '../place/index.ts'
import type { HeldRule, RulePlace } from './city-rule.ts'
import { exactnessOf, timeFits } from './rank-rules.ts'

/** Two rules of which neither is more exact although both fit the same, and name different offices. */
export type RuleConflict = { readonly one: string; readonly other: string }

/** Exactness and place of each part of a rule's place: divisions and grids by code, the area by its bounds. */
function spots(place: RulePlace | undefined): readonly { readonly exact: number; readonly at: string }[] {
  const { divisions = [], grids = [], area } = place ?? {}
  const parts = [
    ...divisions.map(divisionStem).map((at) => ({ exact: at.length, at })),
    ...grids.map((at) => ({ exact: 15, at })),
    ...(area ? [{ exact: 16, at: 'area' }] : []),
  ]
  return parts.length > 0 ? parts : [{ exact: 0, at: '' }]
}

const hours = Array.from({ length: 24 }, (_, hour) => hour)
const weekdays = [1, 2, 3, 4, 5, 6, 7]

/** Is there a time of the week at which both hold? */
const meetInTime = (one: HeldRule, other: HeldRule): boolean =>
  [true, false].some((work) =>
    weekdays.some((day) =>
      hours.some((hour) => timeFits(one.time, hour, day, work) && timeFits(other.time, hour, day, work)),
    ),
  )

const isSameTarget = ({ to: one }: HeldRule, { to: other }: HeldRule): boolean =>
  'office' in one || 'office' in other
    ? 'office' in one && 'office' in other && one.office === other.office
    : one.duty === other.duty && one.level === other.level

/** Do two rules stand equal in some place? Two drawn areas when their bounds meet. */
function meetInPlace(one: HeldRule, other: HeldRule): boolean {
  const others = spots(other.place)
  return spots(one.place).some(({ exact, at }) =>
    others.some((spot) => {
      if (spot.exact !== exact || spot.at !== at) return false
      if (at !== 'area' || !one.place?.area || !other.place?.area) return true
      const [a, b] = [boundsOf(one.place.area), boundsOf(other.place.area)]
      return a !== undefined && b !== undefined && boundsMeet(a, b)
    }),
  )
}

/** Rules of which none is more exact than the other, that can both fit, and that name different offices. */
export function ruleConflicts(rules: readonly HeldRule[]): readonly RuleConflict[] {
  const conflicts: RuleConflict[] = []
  for (const [i, one] of rules.entries())
    for (const other of rules.slice(i + 1)) {
      const isEqual =
        one.code === other.code &&
        one.pack === other.pack &&
        one.ownership === other.ownership &&
        exactnessOf(one, 0).join() === exactnessOf(other, 0).join()
      if (isEqual && !isSameTarget(one, other) && meetInPlace(one, other) && meetInTime(one, other))
        conflicts.push({ one: one.id, other: other.id })
    }
  return conflicts
}

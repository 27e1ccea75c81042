import { costOfLeaving, type Ground, lateness, waitWeight, wayOf, wayWeight } from './problem.ts'

/** What of a plan is counted. */
export type Terms = {
  /** Weight of a minute on the way. */
  readonly way: number
  /** Weight of a minute that an errand waits. */
  readonly wait: number
  /** Whether what people taught is counted. */
  readonly isWished: boolean
}

/** All that a plan costs: what the optimiser weighs. */
export const allTerms: Terms = { way: wayWeight, wait: waitWeight, isWished: true }

/** Weighted minutes late alone: what people are told. */
export const lateTerms: Terms = { way: 0, wait: 0, isWished: false }

/** What leaving each errand to the next shift costs, so counted. */
export function leavingCosts({ problem: { errands, leftUntil } }: Ground, terms: Terms): Float64Array {
  return Float64Array.from(errands, (errand) =>
    terms.wait > 0
      ? costOfLeaving(errand, leftUntil)
      : lateness(errand, Math.max(leftUntil, errand.ready) + errand.work),
  )
}

/** What an errand costs a crew that goes there first of all, so counted; infinite where the shift is too short for it. */
function costAlone(ground: Ground, crew: number, errand: number, terms: Terms): number {
  const [who, what] = [ground.problem.crews[crew], ground.problem.errands[errand]]
  if (!who || !what) return Number.POSITIVE_INFINITY
  const way = wayOf(ground, crew, -1, errand)
  const end = Math.max(who.from + way, what.ready) + what.work
  if (end > who.until) return Number.POSITIVE_INFINITY
  const wish = terms.isWished ? (ground.liked[crew]?.[errand] ?? 0) : 0
  return lateness(what, end) + terms.wait * what.weight * (end - what.ready) + wish
}

/**
 * What no plan can avoid at each errand: the crew that is there soonest goes there first, with nothing else to do. Paid as prices these
 * leave no crew any gain, so their sum is a bound by itself. The way is not counted: another errand may lie beside it.
 */
export function unavoidable(ground: Ground, terms: Terms): Float64Array {
  const least = leavingCosts(ground, terms)
  ground.open.forEach((open, crew) => {
    for (const errand of open) least[errand] = Math.min(least[errand] ?? 0, costAlone(ground, crew, errand, terms))
  })
  return least
}

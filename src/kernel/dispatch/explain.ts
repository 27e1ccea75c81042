import { costOf, type Ground, type Plan, timesOf } from './problem.ts'

/** Another crew that could go, what that would cost more (weighted minutes), and when it would be done. */
export type Alternative = { readonly crew: number; readonly more: number; readonly end: number; readonly late: number }

/** Why a crew was chosen for an errand: when, how far, how late, and who else could have gone. */
export type Reason = {
  readonly crew: number
  /** Place in the crew's round, from 1. */
  readonly nth: number
  readonly begin: number
  readonly end: number
  /** Minutes on the way to it. */
  readonly way: number
  /** Minutes after it was due; 0 in time. */
  readonly late: number
  /** Crews that could go at all: skill, reach. */
  readonly able: number
  /** The cheapest others, best first. */
  readonly others: readonly Alternative[]
}

/** The reason of every errand that is gone to; what is left over has none. `most` others are told. */
export function explain(ground: Ground, plan: Plan, most: number): ReadonlyMap<number, Reason> {
  const { errands, crews } = ground.problem
  const stopsOf = new Map(plan.ways.map(({ crew, stops }) => [crew, stops]))
  const costs = crews.map((_, crew) => costOf(ground, { crew, stops: stopsOf.get(crew) ?? [] }))
  const able = errands.map((): number[] => [])
  ground.open.forEach((open, crew) => {
    for (const errand of open) able[errand]?.push(crew)
  })
  const reasons = new Map<number, Reason>()
  for (const { crew, stops } of plan.ways)
    (timesOf(ground, { crew, stops }) ?? []).forEach(({ errand, begin, end, way }, index) => {
      const saved = (costs[crew] ?? 0) - costOf(ground, { crew, stops: stops.filter((one) => one !== errand) })
      const others = (able[errand] ?? [])
        .filter((other) => other !== crew)
        .flatMap((other) => insertion(ground, other, stopsOf.get(other) ?? [], errand, costs[other] ?? 0))
        .map((other) => ({ ...other, more: other.more - saved }))
        .sort((a, b) => a.more - b.more)
        .slice(0, most)
      const late = Math.max(0, end - (errands[errand]?.due ?? end))
      reasons.set(errand, { crew, nth: index + 1, begin, end, way, late, able: able[errand]?.length ?? 0, others })
    })
  return reasons
}

/** A crew that could go, at its cheapest place in the round: what that costs (weighted minutes), when it ends, how late. */
export type Choice = { readonly crew: number; readonly cost: number; readonly end: number; readonly late: number }

/** Everybody who could go to an errand if nobody had it yet, cheapest first; `also` crews that a person thinks of besides. */
export function choicesFor(ground: Ground, plan: Plan, errand: number, also: readonly number[]): readonly Choice[] {
  const able = ground.open.flatMap((open, crew) => (open.includes(errand) ? [crew] : []))
  return [...new Set([...able, ...also])]
    .flatMap((crew) => {
      const stops = (plan.ways.find((way) => way.crew === crew)?.stops ?? []).filter((one) => one !== errand)
      return insertion(ground, crew, stops, errand, costOf(ground, { crew, stops }))
    })
    .map(({ more, ...choice }) => ({ ...choice, cost: more }))
    .sort((a, b) => a.cost - b.cost || a.crew - b.crew)
}

/** The cheapest place of an errand in a crew's round, if it fits at all. */
function insertion(
  ground: Ground,
  crew: number,
  stops: readonly number[],
  errand: number,
  before: number,
): readonly Alternative[] {
  let best: Alternative | undefined
  for (let at = 0; at <= stops.length; at += 1) {
    const tried = [...stops.slice(0, at), errand, ...stops.slice(at)]
    const more = costOf(ground, { crew, stops: tried }) - before
    if (more >= (best?.more ?? Number.POSITIVE_INFINITY)) continue
    const end = timesOf(ground, { crew, stops: tried })?.[at]?.end ?? 0
    const due = ground.problem.errands[errand]?.due ?? end
    best = { crew, more, end, late: Math.max(0, end - due) }
  }
  return best ? [best] : []
}

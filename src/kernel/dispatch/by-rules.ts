import { costOf, type Ground, type Plan, timesOf, type Way } from './problem.ts'

/**
 * Dispatch by rule alone: what is due first goes first, to the crew with the skill within reach that is done with it
 * earliest; one errand after another, nothing is looked at twice. It is what a good dispatcher does by hand.
 */
export function dispatchByRules(ground: Ground): Plan {
  const { errands, crews } = ground.problem
  const able = errands.map((): number[] => [])
  ground.open.forEach((open, crew) => {
    for (const errand of open) able[errand]?.push(crew)
  })
  const stops: number[][] = crews.map(() => [])
  const left: number[] = []
  const order = errands.map((_, index) => index)
  order.sort((a, b) => {
    const [one, two] = [errands[a], errands[b]]
    return one && two ? one.due - two.due || two.weight - one.weight || a - b : 0
  })
  for (const errand of order) {
    let best: { readonly crew: number; readonly end: number } | undefined
    for (const crew of able[errand] ?? []) {
      const way: Way = { crew, stops: [...(stops[crew] ?? []), errand] }
      const end = timesOf(ground, way)?.at(-1)?.end
      if (end !== undefined && (best === undefined || end < best.end)) best = { crew, end }
    }
    if (best === undefined) left.push(errand)
    else stops[best.crew]?.push(errand)
  }
  return planOf(ground, stops, left)
}

/** A plan of stops by crew; crews that go nowhere are left out. */
export function planOf(ground: Ground, stops: readonly (readonly number[])[], left: readonly number[]): Plan {
  const ways = stops.flatMap((of, crew) => (of.length === 0 ? [] : [{ crew, stops: of }]))
  for (const way of ways)
    if (costOf(ground, way) === Number.POSITIVE_INFINITY) throw new RangeError('a way that does not fit')
  return { ways, left }
}

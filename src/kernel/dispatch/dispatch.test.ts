import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { generateDay } from './generate-day.ts'
import {
  allTerms,
  costOf,
  type DispatchProblem,
  dispatchByRules,
  explain,
  type Ground,
  groundOf,
  improve,
  lateTerms,
  leavingCosts,
  lowerBound,
  type Plan,
  Pricer,
  planCost,
  planLateness,
  timesOf,
  unavoidable,
} from './index.ts'

const days = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  errands: fc.integer({ min: 0, max: 40 }),
  crews: fc.integer({ min: 1, max: 6 }),
})
const dayOf = ({ seed, errands, crews }: { seed: number; errands: number; crews: number }) =>
  groundOf(generateDay(seed, { errands, crews }))

/** Everything that must hold of a plan, whoever made it. */
function expectSound(ground: Ground, { ways, left }: Plan) {
  const { errands, crews } = ground.problem
  const all = [...ways.flatMap(({ stops }) => stops), ...left].sort((a, b) => a - b)
  expect(all).toEqual(errands.map((_, index) => index))
  expect(new Set(ways.map(({ crew }) => crew)).size).toBe(ways.length)
  for (const way of ways) {
    const who = crews[way.crew]
    const stops = timesOf(ground, way)
    expect(stops).toBeDefined()
    for (const { errand, begin, end } of stops ?? []) {
      expect(ground.open[way.crew]).toContain(errand)
      expect(begin).toBeGreaterThanOrEqual(errands[errand]?.ready ?? Number.NaN)
      expect(end).toBeLessThanOrEqual(who?.until ?? Number.NaN)
    }
  }
}

/** Every way of one crew through the given errands, in every order. */
function* waysThrough(
  ground: Ground,
  crew: number,
  from: readonly number[],
  stops: readonly number[] = [],
): Generator<readonly number[]> {
  yield stops
  for (const errand of from) {
    const next = [...stops, errand]
    if (costOf(ground, { crew, stops: next }) < Number.POSITIVE_INFINITY)
      yield* waysThrough(
        ground,
        crew,
        from.filter((one) => one !== errand),
        next,
      )
  }
}

/** The least that any plan costs, by trying all: for a handful of errands. */
function leastOf(ground: Ground, of: typeof planCost): number {
  const { errands, crews } = ground.problem
  const best = (crew: number, rest: readonly number[], ways: Plan['ways']): number => {
    if (crew === crews.length) return of(ground, { ways, left: rest })
    const mine = rest.filter((one) => ground.open[crew]?.includes(one))
    let least = Number.POSITIVE_INFINITY
    for (const stops of waysThrough(ground, crew, mine))
      least = Math.min(
        least,
        best(
          crew + 1,
          rest.filter((one) => !stops.includes(one)),
          [...ways, { crew, stops }],
        ),
      )
    return least
  }
  return best(
    0,
    errands.map((_, index) => index),
    [],
  )
}

const small = fc.record({
  seed: fc.integer({ min: 1, max: 1e6 }),
  errands: fc.integer({ min: 1, max: 5 }),
  crews: fc.integer({ min: 1, max: 2 }),
})

const five = <T>(of: fc.Arbitrary<T>) => fc.array(of, { minLength: 5, maxLength: 5 })
const paid = five(fc.double({ min: 0, max: 2_000, noNaN: true }))
const wishes = five(fc.integer({ min: -30, max: 30 }))

/** A day in which every crew can do everything, and people taught something of the first. */
function wishedDay({ seed, errands, crews }: { seed: number; errands: number; crews: number }, minutes: number[]) {
  const problem = generateDay(seed, { errands, crews })
  const preferences = problem.errands.map(({ id }, index) => ({ crew: 'c0', errand: id, minutes: minutes[index] ?? 0 }))
  const able = problem.crews.map((crew) => ({ ...crew, reach: 50_000, skills: ['drain', 'road', 'light', 'waste'] }))
  return groundOf({ ...problem, crews: able, preferences })
}

describe('dispatch', () => {
  it('by rules goes to each errand once or leaves it, in time and with the skill', () => {
    fc.assert(
      fc.property(days, (size) => {
        const ground = dayOf(size)
        expectSound(ground, dispatchByRules(ground))
      }),
    )
  })

  it('is never made worse, and stays sound', () => {
    fc.assert(
      fc.property(days, (size) => {
        const ground = dayOf(size)
        const rules = dispatchByRules(ground)
        const better = improve(ground, rules, { seed: size.seed, rounds: 20, isOver: () => false })
        expectSound(ground, better)
        expect(planCost(ground, better)).toBeLessThanOrEqual(planCost(ground, rules) + 1e-6)
      }),
    )
  })

  it('has a lower bound below the best plan there is, whatever the prices', () => {
    fc.assert(
      fc.property(small, paid, wishes, (size, prices, minutes) => {
        const ground = wishedDay(size, minutes)
        for (const [terms, of] of [
          [allTerms, planCost],
          [lateTerms, planLateness],
        ] as const) {
          const pricer = new Pricer(ground, 1)
          const asked = { prices: Float64Array.from(prices), terms, most: 3 }
          const least = ground.problem.crews.map((_, crew) => pricer.price(crew, asked).least)
          const best = leastOf(ground, of)
          expect(lowerBound(asked.prices, least, leavingCosts(ground, terms))).toBeLessThanOrEqual(best + 1e-6)
          expect(unavoidable(ground, terms).reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(best + 1e-6)
        }
      }),
    )
  })

  it('finds the cheapest way of a crew under prices, and counts it as it is', () => {
    fc.assert(
      fc.property(small, paid, wishes, (size, given, minutes) => {
        const ground = wishedDay(size, minutes)
        const prices = Float64Array.from(given)
        const { least, ways } = new Pricer(ground, 1).price(0, { prices, terms: allTerms, most: 5 })
        let best = 0
        for (const stops of waysThrough(ground, 0, [...(ground.open[0] ?? [])]))
          best = Math.min(
            best,
            costOf(ground, { crew: 0, stops }) - stops.reduce((sum, one) => sum + (prices[one] ?? 0), 0),
          )
        // Pricing may come back to an errand after a third, so it may only be cheaper.
        expect(least).toBeLessThanOrEqual(best + 1e-6)
        const isReal = ways.every(({ stops }) => new Set(stops).size === stops.length)
        if (isReal) expect(least).toBeCloseTo(best, 6)
        for (const { stops, cost } of ways)
          if (new Set(stops).size === stops.length) expect(cost).toBeCloseTo(costOf(ground, { crew: 0, stops }), 6)
      }),
    )
  })

  it('leaves what no crew can do, and counts its lateness from the next shift', () => {
    const at = { lng: 121.47, lat: 31.23 }
    const problem: DispatchProblem = {
      errands: [{ id: 'e', at, ready: 0, due: 60, work: 30, skills: ['diving'], weight: 2 }],
      crews: [{ id: 'c', at, from: 0, until: 480, skills: ['road'], speed: 250, reach: 5_000 }],
      leftUntil: 1_440,
    }
    const ground = groundOf(problem)
    const plan = dispatchByRules(ground)
    expect(plan).toEqual({ ways: [], left: [0] })
    expect(planLateness(ground, plan)).toBe(2 * (1_440 + 30 - 60))
  })

  it('says why, and who else could go: no other crew would make a plan of rules cheaper than what it says', () => {
    fc.assert(
      fc.property(days, (size) => {
        const ground = dayOf(size)
        const plan = dispatchByRules(ground)
        const whole = planCost(ground, plan)
        for (const [errand, { crew, end, late, able, others }] of explain(ground, plan, 2)) {
          expect(late).toBe(Math.max(0, end - (ground.problem.errands[errand]?.due ?? 0)))
          expect(able).toBeGreaterThan(others.length)
          for (const other of others) {
            // Moved there, at its best place, the plan costs exactly so much more.
            const rest = plan.ways.map((way) => ({ ...way, stops: way.stops.filter((one) => one !== errand) }))
            const theirs = rest.find((way) => way.crew === other.crew)?.stops ?? []
            const tried = Array.from({ length: theirs.length + 1 }, (_, at) => [
              ...theirs.slice(0, at),
              errand,
              ...theirs.slice(at),
            ])
            const moved = tried.map((stops) =>
              planCost(ground, {
                ways: [...rest.filter((way) => way.crew !== other.crew), { crew: other.crew, stops }],
                left: plan.left,
              }),
            )
            expect(other.crew).not.toBe(crew)
            expect(Math.min(...moved)).toBeCloseTo(whole + other.more, 6)
          }
        }
      }),
      { numRuns: 30 },
    )
  })

  it('heeds what people taught: a crew they took it from costs more', () => {
    const at = { lng: 121.47, lat: 31.23 }
    const errands = [{ id: 'e', at, ready: 0, due: 60, work: 30, skills: [], weight: 1 }]
    const crew = { at, from: 0, until: 480, skills: [], speed: 250, reach: 5_000 }
    const crews = [
      { ...crew, id: 'a' },
      { ...crew, id: 'b' },
    ]
    const cost = (preferences?: DispatchProblem['preferences']) => {
      const ground = groundOf({ errands, crews, leftUntil: 1_440, preferences })
      return [0, 1].map((who) => costOf(ground, { crew: who, stops: [0] }))
    }
    const [a = 0, b] = cost()
    expect(b).toBe(a)
    expect(cost([{ crew: 'a', errand: 'e', minutes: 15 }])).toEqual([a + 15, a])
  })

  it('shares work out: of two crews equally near, the one that has nothing to do goes', () => {
    const at = { lng: 121.47, lat: 31.23 }
    const errands = ['e', 'f'].map((id) => ({ id, at, ready: 0, due: 400, work: 30, skills: [], weight: 1 }))
    const crew = { at, from: 0, until: 480, skills: [], speed: 250, reach: 5_000 }
    const ground = groundOf({
      ...{ errands, leftUntil: 1_440 },
      crews: [
        { ...crew, id: 'a' },
        { ...crew, id: 'b' },
      ],
    })
    const apart = { ways: [0, 1].map((one) => ({ crew: one, stops: [one] })), left: [] }
    const piled = { ways: [{ crew: 0, stops: [0, 1] }], left: [] }
    expect(planLateness(ground, piled)).toBe(planLateness(ground, apart))
    expect(planCost(ground, piled)).toBeGreaterThan(planCost(ground, apart))
  })
})

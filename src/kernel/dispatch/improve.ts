import { planOf } from './by-rules.ts'
import { type Chance, chanceOf } from './chance.ts'
import { advance, type Cursor, costOf, costOfLeaving, type Errand, type Ground, type Plan } from './problem.ts'

/** Plans on the way: stops by crew (never changed in place, so that what is known of them holds), what each costs, what is left over. */
type Draft = { stops: (readonly number[])[]; costs: number[]; left: Set<number>; total: number }

const draftOf = (ground: Ground, { ways, left }: Plan): Draft => {
  const stops = ground.problem.crews.map((): readonly number[] => [])
  for (const way of ways) stops[way.crew] = [...way.stops]
  const costs = stops.map((of, crew) => costOf(ground, { crew, stops: of }))
  const over = left.reduce((sum, one) => sum + leaving(ground, one), 0)
  return { stops, costs, left: new Set(left), total: costs.reduce((sum, cost) => sum + cost, over) }
}

const leaving = ({ problem }: Ground, errand: number) =>
  costOfLeaving(problem.errands[errand] as Errand, problem.leftUntil) // an index of an errand

const copyOf = ({ stops, costs, left, total }: Draft): Draft => ({
  ...{ stops: [...stops], costs: [...costs], left: new Set(left), total },
})

type Place = { readonly crew: number; readonly at: number; readonly more: number }

/** Cheapest places that were worked out, by the stops they are for: most ways stay as they are from round to round. */
type Known = WeakMap<readonly number[], Map<number, Place | undefined>>

/** The cheapest place for an errand in a crew's way, and what it costs more. */
function cheapestIn(ground: Ground, draft: Draft, crew: number, errand: number, known: Known): Place | undefined {
  const of = draft.stops[crew] ?? []
  let places = known.get(of)
  if (!places) {
    places = new Map()
    known.set(of, places)
  }
  if (places.has(errand)) return places.get(errand)
  const place = placeIn(ground, crew, of, errand, draft.costs[crew] ?? 0)
  places.set(errand, place)
  return place
}

function placeIn(
  ground: Ground,
  crew: number,
  of: readonly number[],
  errand: number,
  before: number,
): Place | undefined {
  // Without wishes no stop costs less than nothing: what is dearer already can be given up.
  const isPlain = ground.liked[crew] === undefined
  const so: Cursor = { now: ground.problem.crews[crew]?.from ?? 0, at: -1, cost: 0 }
  let best: Place | undefined
  for (let at = 0; at <= of.length; at += 1) {
    const tried: Cursor = { ...so }
    const most = before + (best?.more ?? Number.POSITIVE_INFINITY)
    let fits = advance(ground, crew, tried, errand)
    for (let next = at; fits && next < of.length; next += 1)
      fits = advance(ground, crew, tried, of[next] as number) && !(isPlain && tried.cost >= most)
    if (fits && tried.cost < most) best = { crew, at, more: tried.cost - before }
    if (at < of.length) advance(ground, crew, so, of[at] as number)
  }
  return best
}

/** Takes errands that lie near one another (or are the costliest) out of a plan, and puts them back where they cost least. */
type Ruin = (ground: Ground, draft: Draft, count: number, chance: Chance) => number[]

const placed = (draft: Draft) => [...draft.stops.flat(), ...draft.left]

const nearOnes: Ruin = (ground, draft, count, chance) => {
  const all = placed(draft)
  const centre = all[Math.floor(chance() * all.length)]
  if (centre === undefined) return []
  const size = ground.problem.errands.length
  const way = (one: number) => ground.metres[centre * size + one] ?? 0
  return all.sort((a, b) => way(a) - way(b)).slice(0, count)
}

const wholeWays: Ruin = (ground, draft, count, chance) => {
  const busy = draft.stops.flatMap((of, crew) => (of.length > 0 ? [crew] : []))
  const first = busy[Math.floor(chance() * busy.length)]
  if (first === undefined) return [...draft.left].slice(0, count)
  const base = ground.problem.crews[first]
  const far = (crew: number) => {
    const other = ground.problem.crews[crew]
    return base && other ? (base.at.lng - other.at.lng) ** 2 + (base.at.lat - other.at.lat) ** 2 : 0
  }
  const near = busy.sort((a, b) => far(a) - far(b)).slice(0, 2)
  return near.flatMap((crew) => draft.stops[crew] ?? []).slice(0, count)
}

const latest: Ruin = (ground, draft, count, chance) => {
  const gain = draft.stops.flatMap((of, crew) =>
    of.map((errand) => {
      const without = costOf(ground, { crew, stops: of.filter((one) => one !== errand) })
      return { errand, gain: ((draft.costs[crew] ?? 0) - without) * (0.5 + chance()) }
    }),
  )
  const over = [...draft.left].map((errand) => ({ errand, gain: leaving(ground, errand) }))
  return [...gain, ...over]
    .sort((a, b) => b.gain - a.gain)
    .slice(0, count)
    .map(({ errand }) => errand)
}

const ruins: readonly Ruin[] = [nearOnes, wholeWays, latest]

function takeOut(ground: Ground, draft: Draft, out: readonly number[]): void {
  const gone = new Set(out)
  for (const errand of out) if (draft.left.delete(errand)) draft.total -= leaving(ground, errand)
  draft.stops.forEach((of, crew) => {
    if (!of.some((errand) => gone.has(errand))) return
    const kept = of.filter((errand) => !gone.has(errand))
    const cost = costOf(ground, { crew, stops: kept })
    draft.total += cost - (draft.costs[crew] ?? 0)
    draft.stops[crew] = kept
    draft.costs[crew] = cost
  })
}

/** Puts errands back, the one first that would lose most by waiting (regret). */
function putBack(
  ground: Ground,
  draft: Draft,
  out: readonly number[],
  able: readonly (readonly number[])[],
  chance: Chance,
  known: Known,
) {
  const waiting = new Set(out)
  const places = new Map<number, Map<number, Place | undefined>>()
  for (const errand of waiting)
    places.set(
      errand,
      new Map((able[errand] ?? []).map((crew) => [crew, cheapestIn(ground, draft, crew, errand, known)])),
    )
  while (waiting.size > 0) {
    let chosen: { errand: number; regret: number; place: Place | undefined } | undefined
    for (const errand of waiting) {
      const alone = leaving(ground, errand)
      let [best, second]: [Place | undefined, number] = [undefined, alone]
      for (const place of places.get(errand)?.values() ?? []) {
        if (!place || place.more >= second) continue
        if (place.more < (best?.more ?? alone)) {
          second = Math.min(second, best?.more ?? alone)
          best = place
        } else second = place.more
      }
      const regret = (best ? second - best.more : 0) * (0.9 + 0.2 * chance())
      if (!chosen || regret > chosen.regret) chosen = { errand, regret, place: best }
    }
    if (!chosen) return
    const { errand, place } = chosen
    waiting.delete(errand)
    if (!place) {
      draft.left.add(errand)
      draft.total += leaving(ground, errand)
      continue
    }
    draft.stops[place.crew] = (draft.stops[place.crew] ?? []).toSpliced(place.at, 0, errand)
    draft.costs[place.crew] = (draft.costs[place.crew] ?? 0) + place.more
    draft.total += place.more
    for (const other of waiting)
      if (places.get(other)?.has(place.crew))
        places.get(other)?.set(place.crew, cheapestIn(ground, draft, place.crew, other, known))
  }
}

/** How long to go on, and what to tell of on the way. */
export type Improving = {
  readonly seed: number
  readonly rounds: number
  /** Asked between rounds. */
  readonly isOver: () => boolean
  /** How much of the time is over, 0 to 1, where that ends it before the rounds do: it grows stricter with it. */
  readonly spent?: () => number
  /** Hears of every plan that was accepted: its ways are good columns. */
  readonly onPlan?: (plan: Plan) => void
}

/** Makes a plan better by taking parts of it out and putting them back (large neighbourhood search). Never worse than what it was given. */
export function improve(
  ground: Ground,
  plan: Plan,
  { seed, rounds, isOver, spent = () => 0, onPlan }: Improving,
): Plan {
  const chance = chanceOf(seed)
  const able = ground.problem.errands.map((): number[] => [])
  ground.open.forEach((open, crew) => {
    for (const errand of open) able[errand]?.push(crew)
  })
  const known: Known = new WeakMap()
  let best = draftOf(ground, plan)
  let now = copyOf(best)
  for (let round = 0; round < rounds && !isOver(); round += 1) {
    const next = copyOf(now)
    const ruin = ruins[round % ruins.length] ?? nearOnes
    const out = ruin(ground, next, 4 + Math.floor(chance() * 14), chance)
    takeOut(ground, next, out)
    putBack(ground, next, out, able, chance, known)
    // A little worse is taken at first, less and less so: that way out of dead ends.
    const heat = 0.02 * Math.max(0, 1 - Math.max(round / rounds, spent()))
    if (next.total < now.total + now.total * heat * chance()) {
      now = next
      onPlan?.(planOf(ground, now.stops, [...now.left]))
    }
    if (now.total < best.total - 1e-9) best = copyOf(now)
  }
  return planOf(ground, best.stops, [...best.left])
}

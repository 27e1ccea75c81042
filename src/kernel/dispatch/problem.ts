import { distance, type Point } from '../place/index.ts'

/** A task that somebody must go to. Instants in whole minutes of the plan, counted from its beginning. */
export type Errand = {
  readonly id: string
  readonly at: Point
  /** Not begun before this. */
  readonly ready: number
  /** Done later than this is late; may lie before the beginning of the plan. */
  readonly due: number
  /** Minutes of work on the spot, at least 1. */
  readonly work: number
  /** What a crew must be able to do. */
  readonly skills: readonly string[]
  /** How much a minute of lateness costs against that of others, above 0. */
  readonly weight: number
  /** Crews that may be sent at all, besides skill and reach; absent: any. */
  readonly only?: readonly string[]
  /** The crew that a person has chosen: it alone goes, whatever its skill and reach. */
  readonly chosen?: string
}

/** People who go together (班组), for one shift. */
export type Crew = {
  readonly id: string
  /** Where it stands when the shift, or what it does now, is over. */
  readonly at: Point
  /** First free minute, and the minute by which its last task is done. */
  readonly from: number
  readonly until: number
  readonly skills: readonly string[]
  /** Metres a minute on the way, detours left out. */
  readonly speed: number
  /** Not sent further than this from its base, metres. */
  readonly reach: number
  /** Where it is at home; `at` when absent. */
  readonly base?: Point
}

/** What people have taught by overruling: extra cost (or gain, below 0) in minutes for a crew on an errand. */
export type Preference = { readonly crew: string; readonly errand: string; readonly minutes: number }

/** Who goes where in which order: the question. */
export type DispatchProblem = {
  readonly errands: readonly Errand[]
  readonly crews: readonly Crew[]
  /** The minute at which what is left over is begun at the earliest (the next shift). */
  readonly leftUntil: number
  readonly preferences?: readonly Preference[]
}

/** Ways are longer than the straight line by about this much in a city's streets. */
export const detour = 1.35

/** A minute on the way weighs this much of a minute late: of two plans equally late, the shorter way wins. */
export const wayWeight = 0.02

/** A minute that an errand waits weighs so much, late or not: work is shared out instead of piled onto one crew that has time. */
export const waitWeight = 0.01

/** The problem with its distances worked out once: indexes stand for errands and crews. */
export type Ground = {
  readonly problem: DispatchProblem
  /** Minutes from errand to errand, `from * count + to`, by the slowest reckoning of whole minutes; per crew scaled by speed. */
  readonly metres: Float64Array
  /** Metres from a crew's place to an errand. */
  readonly first: readonly Float64Array[]
  /** Errands that a crew can do: skill, reach. */
  readonly open: readonly Int32Array[]
  /** Extra cost of a crew on an errand, by crew; absent: none. */
  readonly liked: readonly (Float64Array | undefined)[]
}

/** Works out distances, and who can do what. */
export function groundOf(problem: DispatchProblem): Ground {
  const { errands, crews } = problem
  const count = errands.length
  const metres = new Float64Array(count * count)
  errands.forEach(({ at }, from) => {
    for (let to = from + 1; to < count; to += 1) {
      const way = distance(at, errands[to]?.at ?? at) * detour
      metres[from * count + to] = way
      metres[to * count + from] = way
    }
  })
  const first = crews.map((crew) => Float64Array.from(errands, ({ at }) => distance(crew.at, at) * detour))
  const open = crews.map((crew, index) =>
    Int32Array.from(
      errands.flatMap((what, errand) => {
        if (what.chosen !== undefined) return what.chosen === crew.id ? [errand] : []
        if (what.only && !what.only.includes(crew.id)) return []
        const metres = crew.base ? distance(crew.base, what.at) * detour : first[index]?.[errand]
        const isNear = (metres ?? Number.POSITIVE_INFINITY) <= crew.reach * detour
        return isNear && what.skills.every((skill) => crew.skills.includes(skill)) ? [errand] : []
      }),
    ),
  )
  return { problem, metres, first, open, liked: likedBy(problem) }
}

function likedBy({ errands, crews, preferences = [] }: DispatchProblem): readonly (Float64Array | undefined)[] {
  const byErrand = new Map(errands.map(({ id }, index) => [id, index]))
  const byCrew = new Map(crews.map(({ id }, index) => [id, index]))
  const liked: (Float64Array | undefined)[] = crews.map(() => undefined)
  for (const { crew, errand, minutes } of preferences) {
    const [who, what] = [byCrew.get(crew), byErrand.get(errand)]
    if (who === undefined || what === undefined) continue
    const row = liked[who] ?? new Float64Array(errands.length)
    row[what] = (row[what] ?? 0) + minutes
    liked[who] = row
  }
  return liked
}

/** Whole minutes for so many metres. */
export const minutesFor = (metres: number, speed: number): number => Math.ceil(metres / speed)

/** Whole minutes on the way from one place to another, detours reckoned. */
export const minutesOnWay = (from: Point, to: Point, speed: number): number =>
  minutesFor(distance(from, to) * detour, speed)

/** Minutes to the first stop (`from` below 0) or between two. */
export const wayOf = ({ problem, metres, first }: Ground, crew: number, from: number, to: number): number =>
  minutesFor(
    (from < 0 ? first[crew]?.[to] : metres[from * problem.errands.length + to]) ?? Number.POSITIVE_INFINITY,
    problem.crews[crew]?.speed ?? 1,
  )

/** Cost of one errand ended at a minute. */
export const lateness = ({ due, weight }: Errand, end: number): number => weight * Math.max(0, end - due)

/** What an errand ended at a minute costs: its lateness, and a little for having waited. */
const endCost = (errand: Errand, end: number): number =>
  lateness(errand, end) + waitWeight * errand.weight * (end - errand.ready)

/** Cost of leaving an errand to the next shift. */
export const costOfLeaving = (errand: Errand, leftUntil: number): number =>
  endCost(errand, Math.max(leftUntil, errand.ready) + errand.work) + errand.weight

/** A crew's way through errands, in order. */
export type Way = { readonly crew: number; readonly stops: readonly number[] }

/** One stop with its minutes. */
export type Stop = { readonly errand: number; readonly begin: number; readonly end: number; readonly way: number }

/** The stops of a way with their minutes, or nothing where the shift is too short for it. */
export function timesOf(ground: Ground, { crew, stops }: Way): readonly Stop[] | undefined {
  const { errands, crews } = ground.problem
  const who = crews[crew]
  if (!who) return undefined
  let [now, at] = [who.from, -1]
  const all: Stop[] = []
  for (const errand of stops) {
    const what = errands[errand]
    if (!what) return undefined
    const way = wayOf(ground, crew, at, errand)
    const begin = Math.max(now + way, what.ready)
    const end = begin + what.work
    if (!(end <= who.until)) return undefined
    all.push({ errand, begin, end, way })
    now = end
    at = errand
  }
  return all
}

/** Where a crew is on its way, when, and what it has cost so far. */
export type Cursor = { now: number; at: number; cost: number }

/** Goes on to an errand; false where that does not fit the shift. The cursor is moved. */
export function advance(ground: Ground, crew: number, cursor: Cursor, errand: number): boolean {
  const [who, what] = [ground.problem.crews[crew], ground.problem.errands[errand]]
  if (!who || !what) return false
  const minutes = wayOf(ground, crew, cursor.at, errand)
  const end = Math.max(cursor.now + minutes, what.ready) + what.work
  if (!(end <= who.until)) return false
  cursor.cost += endCost(what, end) + wayWeight * minutes + (ground.liked[crew]?.[errand] ?? 0)
  cursor.now = end
  cursor.at = errand
  return true
}

/** What a way costs: weighted minutes late, the way itself, what people think of it. Infinite where it does not fit the shift. */
export function costOf(ground: Ground, { crew, stops }: Way): number {
  const who = ground.problem.crews[crew]
  if (!who) return Number.POSITIVE_INFINITY
  const cursor: Cursor = { now: who.from, at: -1, cost: 0 }
  for (const errand of stops) if (!advance(ground, crew, cursor, errand)) return Number.POSITIVE_INFINITY
  return cursor.cost
}

/** A plan: a way for each crew that goes anywhere, and what is left for the next shift. */
export type Plan = { readonly ways: readonly Way[]; readonly left: readonly number[] }

/** What a plan costs in all. */
export function planCost(ground: Ground, { ways, left }: Plan): number {
  const { errands, leftUntil } = ground.problem
  const gone = ways.reduce((sum, way) => sum + costOf(ground, way), 0)
  return left.reduce((sum, one) => sum + costOfLeaving(errands[one] as Errand, leftUntil), gone) // indexes of errands
}

/** Weighted minutes late of a plan, without ways and wishes: what people are told. */
export function planLateness(ground: Ground, { ways, left }: Plan): number {
  const { errands, leftUntil } = ground.problem
  const of = (one: number, end: number) => lateness(errands[one] as Errand, end) // indexes of errands
  const gone = ways
    .flatMap((way) => timesOf(ground, way) ?? [])
    .reduce((sum, stop) => sum + of(stop.errand, stop.end), 0)
  return left.reduce((sum, one) => {
    const what = errands[one] as Errand // an index of an errand
    return sum + of(one, Math.max(leftUntil, what.ready) + what.work)
  }, gone)
}

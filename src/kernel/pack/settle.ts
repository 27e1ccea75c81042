import type { JoinWhy } from '../flow/index.ts'
import { distance } from '../place/index.ts'
import { groupSpots, joinWhy, type Spot } from './join.ts'
import type { JoinsDeclaration } from './signal.ts'

/** A case as settling sees it. */
export type Body = {
  readonly id: string
  readonly openedAt: number
  /** People are at work on it: no rule takes it away from them. */
  readonly isWorked: boolean
  /** A report that is a case of another pack, and waits for others that tell of the same. */
  readonly isWaiting: boolean
}

/** A source to be settled: `body` is the case it is a source of already, or the report that it is. */
export type SettledSpot = Spot & {
  readonly body?: string
  /** So many sources together open a case; 0: it opens none. */
  readonly opens: number
  readonly word?: string
}

/** What is to become of one happening: a new case or one that is there, with the sources and reports that go to it. */
export type Settled<T extends SettledSpot> = {
  /** The case; absent: a new one, opened by `leader`. */
  readonly into?: string
  readonly leader?: T
  readonly heard: readonly { readonly spot: T; readonly why: JoinWhy }[]
  /** Cases that are joined into it, with the reason. */
  readonly absorbs: readonly { readonly body: string; readonly why: JoinWhy }[]
}

type Asked<T extends SettledSpot> = {
  /** Sources that are there, and those that are new; of one pack. */
  readonly spots: readonly T[]
  readonly bodies: ReadonlyMap<string, Body>
  readonly joins: JoinsDeclaration
  isApart(one: string, other: string): boolean
}

/**
 * What becomes of sources: which open cases, which join which, which cases turn out to be one. Pure; without `extent` and
 * without people's work it depends on the sources alone, not on the order in which they came.
 */
export function settle<T extends SettledSpot>(asked: Asked<T>): readonly Settled<T>[] {
  const { spots, joins, isApart } = asked
  const areApart = (a: T, b: T) => a.body !== undefined && b.body !== undefined && isApart(a.body, b.body)
  return groupSpots(spots, joins, areApart, ({ body }) => body)
    .flatMap((group) => splitWide(group, joins))
    .flatMap((group) => settleGroup(group, asked))
}

const byAge = (a: Body, b: Body) =>
  Number(b.isWorked) - Number(a.isWorked) || a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1)

const byTime = (a: Spot, b: Spot) => a.from - b.from || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

function settleGroup<T extends SettledSpot>(group: readonly T[], asked: Asked<T>): readonly Settled<T>[] {
  const { bodies, isApart } = asked
  const known = [...new Set(group.flatMap(({ body }) => body ?? []))].flatMap((id) => bodies.get(id) ?? [])
  const cases = known.filter(({ isWaiting }) => !isWaiting).toSorted(byAge)
  const reports = known.filter(({ isWaiting, isWorked }) => isWaiting && !isWorked)
  const [first, ...others] = cases
  if (first === undefined) return openOne(group, reports, asked)
  const merged: Body[] = []
  for (const one of others)
    if (!one.isWorked && ![first, ...merged].some(({ id }) => isApart(id, one.id))) merged.push(one)
  const kept = [first, ...others.filter((one) => !merged.includes(one))]
  const spotsOf = (body: Body) =>
    group.filter((spot) => spot.body === body.id || (body === first && merged.some(({ id }) => id === spot.body)))
  const homes = kept.map((body) => ({ body, spots: spotsOf(body) }))
  const homeOf = (spot: T, own?: string) => nearest(spot, homes, asked, own)
  const plan = new Map(homes.map(({ body }) => [body.id, { heard: [] as Told<T>[], absorbs: [] as Taken[] }]))
  for (const spot of group.filter(({ body }) => body === undefined).toSorted(byTime)) {
    const { home, why } = homeOf(spot)
    plan.get(home)?.heard.push({ spot, why })
  }
  for (const body of [...reports, ...merged]) {
    const spot = group.filter((one) => one.body === body.id).toSorted(byTime)[0]
    if (spot === undefined) continue
    const { home, why } = merged.includes(body)
      ? { home: first.id, why: whyOf(spot, spotsOf(first), asked.joins) }
      : homeOf(spot, body.id)
    if (!isApart(home, body.id)) plan.get(home)?.absorbs.push({ body: body.id, why })
  }
  return [...plan].flatMap(([into, { heard, absorbs }]) =>
    heard.length + absorbs.length === 0 ? [] : [{ into, heard, absorbs }],
  )
}

type Told<T> = { readonly spot: T; readonly why: JoinWhy }
type Taken = { readonly body: string; readonly why: JoinWhy }

/** Nothing is open yet: the sources open a case if they are enough, led by the first that may. */
function openOne<T extends SettledSpot>(
  group: readonly T[],
  reports: readonly Body[],
  { joins }: Asked<T>,
): readonly Settled<T>[] {
  const free = group.filter(({ body }) => body === undefined || reports.some(({ id }) => id === body)).toSorted(byTime)
  const tellers = new Set(free.map(({ id }) => id)).size
  // A device leads before a report: it says where and how much.
  const able = free.filter(({ opens }) => opens > 0 && tellers >= opens)
  const leader = able.find(({ body }) => body === undefined) ?? able[0]
  if (leader === undefined) return []
  const others = free.filter((spot) => spot !== leader)
  const why = (spot: T) =>
    whyOf(
      spot,
      free.filter((one) => one !== spot),
      joins,
    )
  return [
    {
      leader,
      heard: others.filter(({ body }) => body === undefined).map((spot) => ({ spot, why: why(spot) })),
      absorbs: [leader, ...others].flatMap((spot) =>
        spot.body === undefined ? [] : [{ body: spot.body, why: why(spot) }],
      ),
    },
  ]
}

/** The case whose sources are nearest, of those that a person has not taken it out of. */
function nearest<T extends SettledSpot>(
  spot: T,
  homes: readonly { readonly body: Body; readonly spots: readonly T[] }[],
  { joins, isApart }: Asked<T>,
  own?: string,
): { readonly home: string; readonly why: JoinWhy } {
  const found = homes
    .filter(({ body }) => own === undefined || !isApart(own, body.id))
    .map(({ body, spots }) => ({ home: body.id, why: whyOf(spot, spots, joins) }))
    .toSorted((a, b) => farness(a.why) - farness(b.why))[0]
  return found ?? { home: homes[0]?.body.id ?? '', why: whyOf(spot, [], joins) }
}

const farness = ({ isSame, metres }: JoinWhy) => (isSame ? -1 : (metres ?? Number.MAX_SAFE_INTEGER))

/** Why a source belongs to others: by the nearest of them. Linked by a chain alone, it is near none. */
function whyOf<T extends SettledSpot>(spot: T, others: readonly T[], joins: JoinsDeclaration): JoinWhy {
  let best: JoinWhy | undefined
  for (const other of others) {
    const why = joinWhy(spot, other, joins)
    if (why && (best === undefined || farness(why) < farness(best))) best = why
  }
  return { ...(best ?? { minutes: 0, kind: spot.kind }), ...(spot.word !== undefined && { word: spot.word }) }
}

/** Metres across the box around sources. */
function extentOf(spots: readonly Spot[]): number {
  const points = spots.flatMap(({ point }) => (point ? [point] : []))
  if (points.length < 2) return 0
  const [lngs, lats] = [points.map(([lng]) => lng), points.map(([, lat]) => lat)]
  return distance(
    { lng: Math.min(...lngs), lat: Math.min(...lats) },
    { lng: Math.max(...lngs), lat: Math.max(...lats) },
  )
}

/** A group that is wider than a case may grow falls into parts: what is together stays, the others go to what is nearest. */
function splitWide<T extends SettledSpot>(group: readonly T[], joins: JoinsDeclaration): readonly (readonly T[])[] {
  const { extent } = joins
  if (extent === undefined || extentOf(group) <= extent) return [group]
  const parts: T[][] = []
  const bodies = Map.groupBy(
    group.filter(({ body }) => body !== undefined),
    ({ body }) => body,
  )
  for (const spots of bodies.values()) parts.push([...spots])
  for (const spot of group.filter(({ body }) => body === undefined).toSorted(byTime)) {
    const home = parts
      .map((part) => ({ part, why: whyOf(spot, part, joins) }))
      .filter(({ part, why }) => farness(why) < Number.MAX_SAFE_INTEGER && extentOf([...part, spot]) <= extent)
      .toSorted((a, b) => farness(a.why) - farness(b.why))[0]
    if (home) home.part.push(spot)
    else parts.push([spot])
  }
  return parts
}

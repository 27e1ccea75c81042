import type { Place } from '../geometry.ts'

type Segment = {
  readonly from: Place
  readonly to: Place
  readonly index: number
  readonly west: number
  readonly east: number
}

const x = (place: Place): number => place[0] ?? 0
const y = (place: Place): number => place[1] ?? 0

/** Twice the signed area of the triangle: on which side of a–b lies c? */
export const turn = (a: Place, b: Place, c: Place): number =>
  (x(b) - x(a)) * (y(c) - y(a)) - (y(b) - y(a)) * (x(c) - x(a))

const within = (low: number, value: number, high: number) =>
  (low <= value && value <= high) || (high <= value && value <= low)

/** Does c, known to lie on the line through a and b, lie between them? */
export const between = (a: Place, b: Place, c: Place): boolean => within(x(a), x(c), x(b)) && within(y(a), y(c), y(b))

/** Do two segments have a point in common, ends included? */
export function segmentsMeet(a: Place, b: Place, c: Place, d: Place): boolean {
  const [one, two, three, four] = [turn(a, b, c), turn(a, b, d), turn(c, d, a), turn(c, d, b)]
  if (one > 0 !== two > 0 && three > 0 !== four > 0 && one !== 0 && two !== 0 && three !== 0 && four !== 0) return true
  return (
    (one === 0 && between(a, b, c)) ||
    (two === 0 && between(a, b, d)) ||
    (three === 0 && between(c, d, a)) ||
    (four === 0 && between(c, d, b))
  )
}

const same = (a: Place, b: Place): boolean => x(a) === x(b) && y(a) === y(b)

const withoutRepeats = (ring: readonly Place[]): readonly Place[] =>
  ring.filter((place, index) => index === 0 || !same(place, ring[index - 1] ?? place))

/** Where a closed ring crosses or touches itself; `undefined` for a simple one. Repeated neighbouring positions are no crossing. */
export function crossingOf(ring: readonly Place[]): Place | undefined {
  const places = withoutRepeats(ring)
  if (places.length < 4) return places[0]
  return crossingEdges(places)?.[0].from
}

function crossingEdges(places: readonly Place[]): readonly [Segment, Segment] | undefined {
  const count = places.length - 1
  const segments: Segment[] = []
  for (let index = 0; index < count; index++) {
    const [from, to] = [places[index], places[index + 1]]
    if (from === undefined || to === undefined) continue
    segments.push({ from, to, index, west: Math.min(x(from), x(to)), east: Math.max(x(from), x(to)) })
  }
  segments.sort((a, b) => a.west - b.west)
  let active: Segment[] = []
  for (const segment of segments) {
    active = active.filter((other) => other.east >= segment.west)
    for (const other of active) if (cross(segment, other, count)) return [segment, other]
    active.push(segment)
  }
  return undefined
}

function cross(a: Segment, b: Segment, count: number): boolean {
  const apart = Math.abs(a.index - b.index)
  if (apart !== 1 && apart !== count - 1) return segmentsMeet(a.from, a.to, b.from, b.to)
  // Neighbours share one end: they cross only by turning back over each other.
  const [shared, one, two] = same(a.to, b.from) ? [a.to, a.from, b.to] : [a.from, a.to, b.from]
  return turn(one, shared, two) === 0 && (between(shared, one, two) || between(shared, two, one))
}

/** Twice the signed area of a closed ring, in square degrees. */
const doubleArea = (ring: readonly Place[]): number =>
  ring.slice(1).reduce((sum, place, index) => sum + turn([0, 0], ring[index] ?? place, place), 0)

/** Where the lines through two edges meet. */
function meeting(a: Segment, b: Segment): Place {
  const [start, end] = [turn(b.from, b.to, a.from), turn(b.from, b.to, a.to)]
  const part = start === end ? 0 : start / (start - end)
  return [x(a.from) + part * (x(a.to) - x(a.from)), y(a.from) + part * (y(a.to) - y(a.from))]
}

// What tracing by hand leaves: loops of less than a thousandth of the area, a few of them.
const sliver = 1 / 1_000
const mostSlivers = 8

/**
 * Does a closed ring cross itself in nothing but slivers, as polygons drawn by hand do where they begin and end? Each must be less than a
 * thousandth of the whole.
 */
export function hasOnlySlivers(ring: readonly Place[]): boolean {
  let places = withoutRepeats(ring)
  for (let round = 0; round < mostSlivers; round++) {
    if (places.length < 4) return false
    const found = crossingEdges(places)
    if (found === undefined) return true
    const [first, second] = found[0].index < found[1].index ? found : [found[1], found[0]]
    const at = meeting(first, second)
    const loop = [at, ...places.slice(first.index + 1, second.index + 1), at]
    const others = places.slice(second.index + 1)
    const rest = withoutRepeats([...places.slice(0, first.index + 1), at, ...others])
    const [small, large] = [loop, rest].sort((a, b) => Math.abs(doubleArea(a)) - Math.abs(doubleArea(b)))
    if (small === undefined || large === undefined) return false
    if (Math.abs(doubleArea(small)) > sliver * Math.abs(doubleArea(large))) return false
    places = withoutRepeats(large)
  }
  return false
}

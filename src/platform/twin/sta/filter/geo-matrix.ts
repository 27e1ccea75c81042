import {
  type AnyShape,
  dimensionOf,
  type Edge,
  edgesOf,
  extentOf,
  type Place,
  partsOf,
} from '../../../../kernel/twin/index.ts'
import { bad } from '../error.ts'

/**
 * The nine intersections of two geometries (OGC 06-103r4 §6.1.15.2), row by row: interior, edge and outside of the one with those of the
 * other; the dimension of what they have in common, -1 for nothing.
 */
export type Matrix = readonly number[]

/** 0 inside, 1 on the edge, 2 outside. */
type Side = 0 | 1 | 2
type Flat = readonly [x: number, y: number]

// Degrees: 1 µm, where a place computed on an edge still lies on it; and 1 mm, how far beside an edge its two sides are looked at.
const [near, beside] = [1e-11, 1e-8]
/** Comparisons of edges with edges for two geometries: above it an answer would take seconds. */
const mostCompared = 16_000_000

const flat = ([x = 0, y = 0]: Place): Flat => [x, y]
const isAt = (a: Flat, b: Place): boolean => Math.hypot(a[0] - (b[0] ?? 0), a[1] - (b[1] ?? 0)) <= near

/** Where along an edge a place lies, 0 to 1; nothing for one that does not lie on it. */
function shareOn([px, py]: Flat, [from, to]: Edge): number | undefined {
  const [[ax, ay], [bx, by]] = [flat(from), flat(to)]
  const [dx, dy] = [bx - ax, by - ay]
  const square = dx * dx + dy * dy
  const share = square === 0 ? 0 : Math.min(1, Math.max(0, ((px - ax) * dx + (py - ay) * dy) / square))
  return Math.hypot(px - ax - share * dx, py - ay - share * dy) <= near ? share : undefined
}

/** Does a ray from the place to the east pass an odd number of edges? */
function isEnclosed([px, py]: Flat, rings: readonly Edge[]): boolean {
  let odd = false
  for (const [from, to] of rings) {
    const [[ax, ay], [bx, by]] = [flat(from), flat(to)]
    if (ay > py !== by > py && px < ax + ((py - ay) / (by - ay)) * (bx - ax)) odd = !odd
  }
  return odd
}

/** A geometry as places are looked for in it. */
type Ground = {
  readonly points: readonly Place[]
  readonly lines: readonly Edge[]
  /** Where lines end; a closed one ends twice at the same place. */
  readonly ends: readonly Place[]
  readonly areas: readonly (readonly Edge[])[]
  readonly edges: readonly Edge[]
  readonly dimension: number
  readonly extent: ReturnType<typeof extentOf>
}

// One geometry is compared with many: what is written out in a filter with all those of a set.
const grounds = new WeakMap<AnyShape, Ground>()

function groundOf(shape: AnyShape): Ground {
  const known = grounds.get(shape)
  if (known) return known
  const parts = partsOf(shape)
  const lines = parts.lines.flatMap(edgesOf)
  const areas = parts.polygons.map((rings) => rings.flatMap(edgesOf))
  const made: Ground = {
    ...{ points: parts.points, lines, areas, edges: [...lines, ...areas.flat()] },
    ends: parts.lines.flatMap((line) => [line[0] ?? [], line.at(-1) ?? []]),
    dimension: dimensionOf(parts),
    extent: extentOf(shape),
  }
  grounds.set(shape, made)
  return made
}

/** The edge of a line is where an odd number of lines ends (mod 2 rule of §6.1.6). */
const isEnd = (place: Flat, { ends }: Ground): boolean => ends.filter((end) => isAt(place, end)).length % 2 === 1

function sideOf(place: Flat, ground: Ground): Side {
  const { points, lines, areas } = ground
  const onRim = areas.map((rings) => rings.some((edge) => shareOn(place, edge) !== undefined))
  if (areas.some((rings, index) => !onRim[index] && isEnclosed(place, rings))) return 0
  if (points.some((point) => isAt(place, point))) return 0
  const ends = isEnd(place, ground)
  if (!ends && lines.some((edge) => shareOn(place, edge) !== undefined)) return 0
  return ends || onRim.includes(true) ? 1 : 2
}

/** Where an edge is met by another, along it. */
function meetings(edge: Edge, other: Edge): readonly number[] {
  const [[a, b], [c, d]] = [edge.map(flat), other.map(flat)] as unknown as [[Flat, Flat], [Flat, Flat]] // an edge has two places
  const apart = (axis: 0 | 1) =>
    Math.max(a[axis], b[axis]) + near < Math.min(c[axis], d[axis]) ||
    Math.max(c[axis], d[axis]) + near < Math.min(a[axis], b[axis])
  if (apart(0) || apart(1)) return []
  const touching = [c, d].flatMap((end) => shareOn(end, edge) ?? [])
  const [dx, dy, ex, ey] = [b[0] - a[0], b[1] - a[1], d[0] - c[0], d[1] - c[1]]
  const across = dx * ey - dy * ex
  if (across === 0) return touching
  const [fx, fy] = [c[0] - a[0], c[1] - a[1]]
  const [share, there] = [(fx * ey - fy * ex) / across, (fx * dy - fy * dx) / across]
  return share >= 0 && share <= 1 && there >= 0 && there <= 1 ? [...touching, share] : touching
}

const along = ([from, to]: Edge, share: number): Flat => {
  const [[ax, ay], [bx, by]] = [flat(from), flat(to)]
  return [ax + (bx - ax) * share, ay + (by - ay) * share]
}

type Note = (own: Side, other: Side, dimension: number) => void

/** What the parts of one geometry have in common with the other: each is cut where the other meets it, then lies wholly somewhere. */
function noteParts(own: Ground, other: Ground, note: Note): void {
  for (const point of own.points) note(0, sideOf(flat(point), other), 0)
  if (other.edges.length === 0) {
    noteAround(own, other, note)
    return
  }
  for (const [edges, isRing] of [[own.lines, false] as const, [own.areas.flat(), true] as const])
    for (const edge of edges) {
      const shares = [0, 1, ...other.edges.flatMap((each) => meetings(edge, each))]
      shares.push(...other.points.flatMap((point) => shareOn(flat(point), edge) ?? []))
      shares.sort((x, y) => x - y)
      for (const [index, share] of shares.entries()) {
        const node = along(edge, share)
        note(isRing || isEnd(node, own) ? 1 : 0, sideOf(node, other), 0)
        const before = shares[index - 1] ?? share
        // What is shorter than places are told apart is a place.
        if ((share - before) * lengthOf(edge) <= 4 * near) continue
        const middle = along(edge, (before + share) / 2)
        const side = sideOf(middle, other)
        note(isRing ? 1 : 0, side, 1)
        if (isRing) noteSides(edge, middle, side, own, other, note)
      }
    }
}

/** Points leave room all around them: of lines only the ends can be taken by one. */
function noteAround(own: Ground, points: Ground, note: Note): void {
  if (own.lines.length > 0) note(0, 2, 1)
  if (own.areas.length > 0) {
    note(0, 2, 2)
    note(1, 2, 1)
  }
  for (const end of own.ends) if (isEnd(flat(end), own)) note(1, sideOf(flat(end), points), 0)
}

const lengthOf = ([from, to]: Edge): number => Math.hypot((to[0] ?? 0) - (from[0] ?? 0), (to[1] ?? 0) - (from[1] ?? 0))

/** On one side of a piece of a ring is the inside, on the other the outside. Where the other geometry runs along it, both are looked at. */
function noteSides(edge: Edge, [x, y]: Flat, side: Side, own: Ground, other: Ground, note: Note): void {
  if (side === 2 || (side === 0 && other.areas.length > 0)) {
    note(0, side, 2)
    note(2, side, 2)
    return
  }
  const [[ax, ay], [bx, by]] = [flat(edge[0]), flat(edge[1])]
  const length = lengthOf(edge)
  for (const step of [beside, -beside]) {
    const place: Flat = [x + ((by - ay) / length) * step, y + ((ax - bx) / length) * step]
    note(sideOf(place, own), sideOf(place, other), 2)
  }
}

const areApart = ({ extent: one }: Ground, { extent: other }: Ground): boolean =>
  !one || !other || one[2] < other[0] || other[2] < one[0] || one[3] < other[1] || other[3] < one[1]

/** The edge of a geometry: of areas their rings, of lines their ends. */
const rimOf = (ground: Ground): number =>
  ground.areas.length > 0 ? 1 : ground.ends.some((end) => isEnd(flat(end), ground)) ? 0 : -1

/** The matrix of two geometries in the plane of their degrees. @throws StaError 400 for very long ones */
export function matrixOf(a: AnyShape, b: AnyShape): Matrix {
  const [one, other] = [groundOf(a), groundOf(b)]
  if (areApart(one, other)) return [-1, -1, one.dimension, -1, -1, rimOf(one), other.dimension, rimOf(other), 2]
  if (one.edges.length * other.edges.length > mostCompared)
    throw bad('These geometries are too long to be compared like this')
  const found = [-1, -1, -1, -1, -1, -1, -1, -1, 2]
  const note = (row: Side, column: Side, dimension: number) => {
    found[3 * row + column] = Math.max(found[3 * row + column] ?? -1, dimension)
  }
  noteParts(one, other, note)
  noteParts(other, one, (own, there, dimension) => note(there, own, dimension))
  return found
}

/** Is the matrix as a pattern of nine signs asks: `T` something, `F` nothing, `*` anything, or a dimension? */
export const isLike = (matrix: Matrix, pattern: string): boolean =>
  [...pattern].every((sign, cell) => {
    const dimension = matrix[cell] ?? -1
    return sign === '*' || (sign === 'T' ? dimension >= 0 : sign === 'F' ? dimension < 0 : dimension === Number(sign))
  })

import type { JoinWhy } from '../flow/index.ts'
import { distance } from '../place/index.ts'
import type { JoinsDeclaration } from './signal.ts'

/** A source as joining sees it: who, of which kind of happening, where, from when to when (epoch ms). */
export type Spot = {
  readonly id: string
  readonly kind: string
  /** Degrees of WGS 84, longitude first. */
  readonly point?: readonly [number, number]
  readonly from: number
  readonly to: number
}

const hour = 3_600_000

/** Why two sources tell of the same happening; nothing when they do not. The same either way round. */
export function joinWhy(a: Spot, b: Spot, { metres, hours }: JoinsDeclaration): JoinWhy | undefined {
  if (a.kind !== b.kind) return undefined
  const gap = Math.max(0, Math.max(a.from, b.from) - Math.min(a.to, b.to))
  const minutes = Math.round(gap / 60_000)
  // The same one again, while its case is open, tells of the same.
  if (a.id === b.id) return { minutes, kind: a.kind, isSame: true }
  if (a.point === undefined || b.point === undefined || gap > hours * hour) return undefined
  const apart = distance({ lng: a.point[0], lat: a.point[1] }, { lng: b.point[0], lat: b.point[1] })
  return apart > metres ? undefined : { metres: Math.round(apart), minutes, kind: a.kind }
}

/** Metres of a degree of latitude. */
const perDegree = 111_195

/** Sets that grow together. */
function unions(size: number) {
  const parent = Int32Array.from({ length: size }, (_, index) => index)
  const find = (index: number): number => {
    let root = index
    while (parent[root] !== root) root = parent[root] ?? root
    for (let at = index; at !== root; ) {
      const next = parent[at] ?? root
      parent[at] = root
      at = next
    }
    return root
  }
  const unite = (a: number, b: number): void => {
    parent[find(a)] = find(b)
  }
  return { find, unite }
}

/**
 * Sources that tell of the same happening, by chains of near ones: which groups come of it depends on the sources alone and not
 * on their order. `isApart` forbids a pair that a person has separated; what is in one body (a case) already is one.
 */
export function groupSpots<T extends Spot>(
  spots: readonly T[],
  joins: JoinsDeclaration,
  isApart: (a: T, b: T) => boolean = () => false,
  bodyOf: (spot: T) => string | undefined = () => undefined,
): readonly (readonly T[])[] {
  const { find, unite } = unions(spots.length)
  const cells = new Map<string, number[]>()
  // A little wider than the reach, for what rounding takes away.
  const size = (Math.max(joins.metres, 1) * 1.01) / perDegree
  for (const [index, spot] of spots.entries()) {
    for (const key of spot.point ? cellsAround(spot.kind, spot.point, size) : [])
      for (const other of cells.get(key) ?? []) {
        const near = spots[other]
        if (near && joinWhy(spot, near, joins) && !isApart(spot, near)) unite(index, other)
      }
    if (spot.point) put(cells, cellOf(spot.kind, spot.point, size), index)
  }
  // Those without a place, those that tell again, and those that already are one.
  const known = new Map<string, number>()
  for (const [index, spot] of spots.entries()) {
    const key = `${spot.kind} ${spot.id}`
    const first = known.get(key)
    const other = first === undefined ? undefined : spots[first]
    if (first === undefined || other === undefined) known.set(key, index)
    else if (!isApart(spot, other)) unite(index, first)
  }
  const bodies = new Map<string, number>()
  for (const [index, spot] of spots.entries()) {
    const body = bodyOf(spot)
    const first = body === undefined ? undefined : bodies.get(body)
    if (first !== undefined) unite(index, first)
    else if (body !== undefined) bodies.set(body, index)
  }
  const groups = new Map<number, T[]>()
  for (const [index, spot] of spots.entries()) {
    const root = find(index)
    groups.set(root, [...(groups.get(root) ?? []), spot])
  }
  return [...groups.values()]
}

function put(cells: Map<string, number[]>, key: string, index: number): void {
  const there = cells.get(key)
  if (there) there.push(index)
  else cells.set(key, [index])
}

/** The column of a cell is as wide as its row is high, in metres. */
const cellOf = (kind: string, [lng, lat]: readonly [number, number], size: number, dx = 0, dy = 0): string => {
  const row = Math.floor(lat / size) + dy
  const wide = size / Math.max(0.01, Math.cos(((row + 0.5) * size * Math.PI) / 180))
  return `${kind} ${row} ${Math.floor(lng / wide) + dx}`
}

function cellsAround(kind: string, point: readonly [number, number], size: number): readonly string[] {
  return [-1, 0, 1].flatMap((dy) => [-1, 0, 1].map((dx) => cellOf(kind, point, size, dx, dy)))
}

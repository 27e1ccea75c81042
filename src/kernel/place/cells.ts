import { polygonsOf } from './area.ts'
import { boundsOf } from './bounds.ts'
import { planeAt } from './distance.ts'
import type { Area, Point, Position } from './geojson.ts'

type Flat = readonly [x: number, y: number]
/** Keeps what satisfies a·x + b·y ≤ c. */
type HalfPlane = { readonly a: number; readonly b: number; readonly c: number }

/** Closer to the cut than this many metres counts as on the kept side: no corner lies exactly on it. */
const onCut = 1e-6

/**
 * Divides an area among points: each gets what is nearer to it than to any other (Voronoi cells cut to the area), in the
 * order of the points. Several pieces where the area is bent; holes are not kept. A point that wins nothing gets an empty
 * MultiPolygon.
 */
export function cellsWithin(area: Area, points: readonly Point[]): readonly Area[] {
  const [west, south, east, north] = boundsOf(area) ?? [0, 0, 0, 0]
  const plane = planeAt({ lng: (west + east) / 2, lat: (south + north) / 2 })
  const outer = polygonsOf(area).map(([ring = []]) =>
    counterClockwise(ring.slice(0, -1).map(([lng, lat]) => plane.toMetres({ lng, lat }))),
  )
  const sites = points.map(plane.toMetres)
  return sites.map((site, index) => {
    let rings: readonly (readonly Flat[])[] = outer
    sites.forEach((other, place) => {
      if (place !== index) rings = rings.flatMap((ring) => clipRing(ring, nearerTo(site, other)))
    })
    return areaOf(
      rings.map((ring) => {
        const open = ring.map(([x, y]): Position => {
          const { lng, lat } = plane.toPoint(x, y)
          return [lng, lat]
        })
        return [...open, open[0] ?? [0, 0]]
      }),
    )
  })
}

const areaOf = (rings: readonly (readonly Position[])[]): Area => {
  const [only] = rings
  return rings.length === 1 && only
    ? { type: 'Polygon', coordinates: [only] }
    : { type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) }
}

/** The half plane nearer to `site` than to `other`. */
const nearerTo = (site: Flat, other: Flat): HalfPlane => {
  const [dx, dy] = [other[0] - site[0], other[1] - site[1]]
  const length = Math.hypot(dx, dy) || 1
  const a = dx / length
  const b = dy / length
  return { a, b, c: (a * (site[0] + other[0])) / 2 + (b * (site[1] + other[1])) / 2 }
}

function counterClockwise(ring: readonly Flat[]): readonly Flat[] {
  let twice = 0
  ring.forEach(([x, y], index) => {
    const [nx, ny] = ring[(index + 1) % ring.length] ?? [x, y]
    twice += x * ny - nx * y
  })
  return twice < 0 ? ring.toReversed() : ring
}

/** A stretch of the ring on the kept side, from where it comes in to where it goes out, with both places along the cut. */
type Chain = { readonly corners: Flat[]; readonly cameIn: number; goesOut: number }

/** Cuts a simple ring by a half plane; a bent ring may fall into several. */
function clipRing(ring: readonly Flat[], half: HalfPlane): readonly (readonly Flat[])[] {
  const depth = ring.map(([x, y]) => {
    const d = half.a * x + half.b * y - half.c
    return Math.abs(d) < onCut ? -onCut : d
  })
  const start = depth.findIndex((d, index) => d > 0 && (depth[(index + 1) % depth.length] ?? 0) < 0)
  if (start < 0) return depth.every((d) => d < 0) ? [ring] : []
  return joinChains(chainsFrom(ring, depth, start, half))
}

function chainsFrom(ring: readonly Flat[], depth: readonly number[], start: number, half: HalfPlane): Chain[] {
  const chains: Chain[] = []
  for (let step = 0; step < ring.length; step += 1) {
    const here = (start + step) % ring.length
    const next = (here + 1) % ring.length
    const from: Flat = ring[here] ?? [0, 0]
    const to: Flat = ring[next] ?? [0, 0]
    const [d, e] = [depth[here] ?? 0, depth[next] ?? 0]
    const crossing = (): Flat => {
      const part = d / (d - e)
      return [from[0] + part * (to[0] - from[0]), from[1] + part * (to[1] - from[1])]
    }
    const along = ([x, y]: Flat) => half.a * y - half.b * x
    if (d > 0 && e < 0) {
      const at = crossing()
      chains.push({ corners: [at, to], cameIn: along(at), goesOut: Number.NaN })
    } else if (d < 0) {
      const open = chains.at(-1)
      if (!open) continue
      if (e < 0) open.corners.push(to)
      else {
        const at = crossing()
        open.corners.push(at)
        open.goesOut = along(at)
      }
    }
  }
  return chains
}

/**
 * Closes the chains along the cut. Sorted along it, crossings bound stretches that lie inside by turns, so each way out is
 * joined with its neighbour's way in.
 */
function joinChains(chains: readonly Chain[]): readonly (readonly Flat[])[] {
  const ends = chains
    .flatMap((chain, index) => [
      { index, at: chain.cameIn, isOut: false },
      { index, at: chain.goesOut, isOut: true },
    ])
    .sort((p, q) => p.at - q.at)
  const nextOf = new Map<number, number>()
  for (let pair = 0; pair + 1 < ends.length; pair += 2) {
    const [p, q] = [ends[pair], ends[pair + 1]]
    if (!p || !q) continue
    if (p.isOut && !q.isOut) nextOf.set(p.index, q.index)
    else if (q.isOut && !p.isOut) nextOf.set(q.index, p.index)
  }
  const rings: Flat[][] = []
  const used = new Set<number>()
  chains.forEach((_, first) => {
    if (used.has(first)) return
    const corners: Flat[] = []
    for (let at: number | undefined = first; at !== undefined && !used.has(at); at = nextOf.get(at)) {
      used.add(at)
      corners.push(...(chains[at]?.corners ?? []))
    }
    if (corners.length >= 3) rings.push(corners)
  })
  return rings
}

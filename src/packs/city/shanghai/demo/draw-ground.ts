import { type Random, seeded } from '../../../../kernel/codes/index.ts'
import {
  type Area,
  boundsOf,
  cellsWithin,
  distance,
  isInArea,
  labelPoint,
  type Point,
} from '../../../../kernel/place/index.ts'
import type { Words } from '../../../../kernel/words.ts'
import { committeeNames, type ProfileDivision } from '../divisions.ts'

/** A responsibility grid (责任网格) as the registry loads it: a part of a street with the committees that lie in it. */
export type ProfileGrid = {
  /** Fifteen digits: street (9), `000`, number (3); the rule is a proposal after Beijing's. */
  readonly code: string
  /** Id of the office that answers for it, and of the street office above. */
  readonly office: string
  readonly street: string
  readonly number: number
  readonly name: Words
  readonly point: Point
  readonly area: Area
  /** Twelve-digit codes of the committees inside. */
  readonly committees: readonly string[]
}

/** A street with what stands on its ground. */
export type Ground = {
  readonly street: ProfileDivision
  readonly committees: readonly ProfileDivision[]
  readonly grids: readonly ProfileGrid[]
}

/** Shanghai had 1,829 responsibility grids in 2016 for what are now 6,509 committees. */
const committeesPerGrid = 6509 / 1829

/**
 * Places the committees of a drawn street and divides it into grids among them. Demonstration geometry, always the same.
 */
export function drawGround(street: ProfileDivision): Ground {
  const { area } = street
  const names = committeeNames(street.code)
  if (!area || names.length === 0) return { street, committees: [], grids: [] }
  const random = seeded(`ground/${street.code}`)
  const points: Point[] = []
  for (const _ of names) points.push(spreadPoint(random, area, points))
  const committees = names.map((name, index): ProfileDivision => ({ ...name, point: points[index], isSketch: true }))
  return { street, committees, grids: gridsOf(street, area, committees) }
}

/** Of five random places in the area the one farthest from those before it: spread out, but not in rows. */
function spreadPoint(random: Random, area: Area, taken: readonly Point[]): Point {
  let best = pointInside(random, area)
  let clear = clearance(best, taken)
  for (let tries = 1; tries < 5; tries += 1) {
    const next = pointInside(random, area)
    const room = clearance(next, taken)
    if (room > clear) [best, clear] = [next, room]
  }
  return best
}

const clearance = (point: Point, taken: readonly Point[]): number =>
  taken.reduce((least, other) => Math.min(least, distance(point, other)), Number.POSITIVE_INFINITY)

/** A random place in an area, evenly spread. */
export function pointInside(random: Random, area: Area): Point {
  const [west, south, east, north] = boundsOf(area) ?? [0, 0, 0, 0]
  for (let tries = 0; tries < 400; tries += 1) {
    const point = { lng: west + random() * (east - west), lat: south + random() * (north - south) }
    if (isInArea(point, area)) return point
  }
  return labelPoint(area)
}

function gridsOf(street: ProfileDivision, area: Area, committees: readonly ProfileDivision[]): readonly ProfileGrid[] {
  const points = committees.flatMap(({ point }) => (point ? [point] : []))
  const count = Math.max(1, Math.round(points.length / committeesPerGrid))
  const centres = northFirst(clusterCentres(points, count))
  const cells = cellsWithin(area, centres)
  const members = centres.map((): string[] => [])
  for (const { code, point } of committees) if (point) members[nearestOf(point, centres)]?.push(code)
  return centres.map((centre, index) => {
    const number = index + 1
    const cell = cells[index] ?? area
    return {
      code: `${street.code}000${String(number).padStart(3, '0')}`,
      office: gridOffice(street.code, number),
      street: street.code,
      number,
      name: {
        zh: `${street.name.zh}第${number}责任网格`,
        en: `Grid ${number}, ${street.name.en}`,
      },
      point: isInArea(centre, cell) ? centre : labelPoint(cell, 20),
      area: cell,
      committees: members[index] ?? [],
    }
  })
}

/** Id of the office of a grid, e.g. `310101002.g01`. */
export const gridOffice = (street: string, number: number): string => `${street}.g${String(number).padStart(2, '0')}`

function nearestOf(point: Point, centres: readonly Point[]): number {
  let best = 0
  let least = Number.POSITIVE_INFINITY
  centres.forEach((centre, index) => {
    const away = distance(point, centre)
    if (away < least) [best, least] = [index, away]
  })
  return best
}

/** Centres of so many clusters (Lloyd's algorithm), started from points evenly taken west to east. */
function clusterCentres(points: readonly Point[], count: number): readonly Point[] {
  const sorted = points.toSorted((a, b) => a.lng - b.lng)
  let centres = Array.from({ length: count }, (_, index): Point => {
    const at = Math.floor(((index + 0.5) * sorted.length) / count)
    return sorted[at] ?? { lng: 0, lat: 0 }
  })
  for (let round = 0; round < 12; round += 1) {
    const sums = centres.map(() => ({ lng: 0, lat: 0, count: 0 }))
    for (const point of points) {
      const sum = sums[nearestOf(point, centres)]
      if (!sum) continue
      sum.lng += point.lng
      sum.lat += point.lat
      sum.count += 1
    }
    centres = centres.map((centre, index) => {
      const sum = sums[index]
      return sum && sum.count > 0 ? { lng: sum.lng / sum.count, lat: sum.lat / sum.count } : centre
    })
  }
  return centres
}

/** Numbered from north to south in bands, and from west to east in each. */
function northFirst(centres: readonly Point[]): readonly Point[] {
  const bands = Math.max(1, Math.round(Math.sqrt(centres.length)))
  const size = Math.ceil(centres.length / bands)
  const byNorth = centres.toSorted((a, b) => b.lat - a.lat)
  return Array.from({ length: bands }, (_, band) =>
    byNorth.slice(band * size, (band + 1) * size).sort((a, b) => a.lng - b.lng),
  ).flat()
}

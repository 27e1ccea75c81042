import { type Random, randomWhole, seeded } from '../../../../kernel/codes/index.ts'
import {
  distance,
  isInArea,
  type LineString,
  type Plane,
  type Point,
  planeAt,
  positionOf,
} from '../../../../kernel/place/index.ts'
import type { Words } from '../../../../kernel/words.ts'
import type { ProfileDivision } from '../divisions.ts'
import type { Ground, ProfileGrid } from './draw-ground.ts'
import { compoundName, inventedStem } from './road-names.ts'

/** An invented road of a demonstration street. Numbers rise from the first position of the line to the last. */
export type ProfileRoad = {
  readonly name: Words
  readonly street: string
  readonly line: LineString
}

/** A demonstration address (演示地址): invented road, number or lane and building, in a real street's sketch. */
export type ProfileAddress = {
  /** As people write it: 黄浦区南京东路街道霁川路128弄3号. */
  readonly text: string
  readonly district: string
  readonly street: string
  /** Twelve-digit committee and fifteen-digit grid it lies in. */
  readonly committee: string
  readonly grid: string
  readonly road: string
  /** Lane (弄), number (号) on the road or in the lane. */
  readonly lane?: number
  readonly number: number
  /** The compound (小区) around the lane. */
  readonly compound?: Words
  readonly point: Point
}

/** A street with its roads and addresses. */
export type StreetMap = { readonly roads: readonly ProfileRoad[]; readonly addresses: readonly ProfileAddress[] }

const roadsPerStreet = 6

/**
 * Draws the roads and addresses of a demonstration street: straight roads through its committees, odd numbers on one side,
 * even on the other, lanes with their buildings behind. Invented names; always the same.
 * @param index place of the street among all, so that no name comes twice in the city
 */
export function drawRoads(ground: Ground, district: ProfileDivision, index: number): StreetMap {
  const { street } = ground
  const { area } = street
  if (!area || ground.committees.length === 0) return { roads: [], addresses: [] }
  const random = seeded(`roads/${street.code}`)
  const roads: ProfileRoad[] = []
  const addresses: ProfileAddress[] = []
  for (let place = 0; place < roadsPerStreet; place += 1) {
    const stem = inventedStem(index * roadsPerStreet + place)
    const through = ground.committees[randomWhole(random, 0, ground.committees.length - 1)]?.point ?? street.point
    if (!through) continue
    const line = roadThrough(through, place % 2 === 0, random, (point) => isInArea(point, area))
    const name = { zh: `${stem.zh}路`, en: `${stem.en} Road` }
    roads.push({
      name,
      street: street.code,
      line: { type: 'LineString', coordinates: [positionOf(line.from), positionOf(line.to)] },
    })
    const where = { ground, district, road: name.zh, stem, random, isInside: (point: Point) => isInArea(point, area) }
    addresses.push(...addressesAlong(line, where))
  }
  return { roads, addresses }
}

type Line = { readonly from: Point; readonly to: Point }

/** A straight road of at most two kilometres through a place, roughly east–west or north–south, as far as the street goes. */
function roadThrough(through: Point, isEastWest: boolean, random: Random, isInside: (point: Point) => boolean): Line {
  const plane = planeAt(through)
  const angle = (isEastWest ? 0 : Math.PI / 2) + (random() - 0.5) * 0.35
  const reach = (sign: 1 | -1) => {
    let far = 0
    while (far < 1000 && isInside(at(plane, angle, sign * (far + 40)))) far += 40
    return at(plane, angle, sign * far)
  }
  // West to east and south to north, as numbers rise here.
  return { from: reach(-1), to: reach(1) }
}

const at = (plane: Plane, angle: number, along: number, aside = 0): Point =>
  plane.toPoint(along * Math.cos(angle) - aside * Math.sin(angle), along * Math.sin(angle) + aside * Math.cos(angle))

type Where = {
  readonly ground: Ground
  readonly district: ProfileDivision
  readonly road: string
  readonly stem: Words
  readonly random: Random
  readonly isInside: (point: Point) => boolean
}

function addressesAlong(line: Line, where: Where): readonly ProfileAddress[] {
  const { random } = where
  const plane = planeAt(line.from)
  const [east, north] = plane.toMetres(line.to)
  const angle = Math.atan2(north, east)
  const length = Math.hypot(east, north)
  const found: ProfileAddress[] = []
  // One door every 25 metres on each side, numbered from the start; one in seven of them is in the corpus.
  for (let along = 20; along < length; along += 25) {
    for (const side of [1, -1] as const) {
      const number = 2 * Math.round(along / 12.5) + (side === 1 ? 1 : 2)
      const chance = random()
      if (chance < 0.03) found.push(...laneBuildings(plane, angle, along, side, number, where))
      else if (chance < 0.14) {
        const point = at(plane, angle, along, side * (14 + random() * 12))
        if (where.isInside(point)) found.push(addressAt(point, where, { number }))
      }
    }
  }
  return found
}

function laneBuildings(
  plane: Plane,
  angle: number,
  along: number,
  side: 1 | -1,
  lane: number,
  where: Where,
): readonly ProfileAddress[] {
  const compound = compoundName(where.stem, where.random)
  const named = { zh: compound.zh, en: compound.en }
  return Array.from({ length: randomWhole(where.random, 3, 9) }, (_, index) => {
    const depth = 30 + 22 * Math.floor(index / 2)
    return { number: index + 1, point: at(plane, angle, along + (index % 2 === 0 ? -11 : 11), side * depth) }
  })
    .filter(({ point }) => where.isInside(point))
    .map(({ number, point }) => addressAt(point, where, { lane, number, compound: named }))
}

function addressAt(
  point: Point,
  { ground, district, road }: Where,
  parts: { readonly lane?: number; readonly number: number; readonly compound?: Words },
): ProfileAddress {
  const committee = nearest(point, ground.committees)
  const grid = ground.grids.find(({ committees }) => committees.includes(committee?.code ?? '')) ?? ground.grids[0]
  const door = parts.lane === undefined ? `${parts.number}号` : `${parts.lane}弄${parts.number}号`
  return {
    text: `${district.name.zh}${ground.street.name.zh}${road}${door}`,
    district: district.code,
    street: ground.street.code,
    committee: committee?.code ?? '',
    grid: gridAt(point, ground.grids)?.code ?? grid?.code ?? '',
    road,
    ...parts,
    point,
  }
}

function nearest(point: Point, committees: readonly ProfileDivision[]): ProfileDivision | undefined {
  let best: ProfileDivision | undefined
  let least = Number.POSITIVE_INFINITY
  for (const committee of committees) {
    if (!committee.point) continue
    const away = distance(point, committee.point)
    if (away < least) [best, least] = [committee, away]
  }
  return best
}

/** The grid in whose drawing a point lies. */
const gridAt = (point: Point, grids: readonly ProfileGrid[]): ProfileGrid | undefined =>
  grids.find(({ area }) => isInArea(point, area))

import type { Division } from '../divisions/division.ts'
import type { AddressParts } from './address-parts.ts'
import { cleanAddress } from './address-text.ts'
import { readDoor } from './door-pattern.ts'
import type { Found } from './name-finder.ts'
import type { NamedPlace, PlaceNames } from './place-names.ts'
import { type DivisionNames, findRoadForm, readDivisions } from './read-address.ts'

/** What a text says of a place. `isKnownRoad`: the city's addresses have that road. */
export type PlaceQuery = AddressParts & { readonly isKnownRoad: boolean; readonly isKnownName: boolean }

type RoadFound = { readonly found: Found<readonly NamedPlace[]>; readonly door: AddressParts; readonly weight: number }

/**
 * Reads the place out of a text that somebody wrote: a whole address, a part of one, or a message in which one is
 * mentioned. Known names are looked for first, wherever they stand; then a road by its form.
 */
export function readQuery(text: string, divisions: DivisionNames, places: PlaceNames): PlaceQuery {
  const { rest, ...named } = readDivisions(cleanAddress(text), divisions)
  const known = places.roads.findAll(rest).filter((found) => !isOtherRoad(rest, found.from))
  const roads = known.map((found) => weigh(found, rest, named.district))
  const best = roads.reduce<RoadFound | undefined>((a, b) => (a && a.weight >= b.weight ? a : b), undefined)
  if (best) {
    const crossing = crossingOf(best, roads, rest)
    return {
      ...named,
      road: best.found.name,
      ...(crossing && { crossing }),
      ...best.door,
      isKnownRoad: true,
      isKnownName: false,
    }
  }
  const name = longest(places.names.findAll(rest))
  if (name) return { ...named, name: name.name, isKnownRoad: false, isKnownName: true }
  const form = findRoadForm(rest)
  if (form) {
    const { parts } = readDoor(rest.slice(form.to))
    return { ...named, road: form.road, ...parts, isKnownRoad: false, isKnownName: false }
  }
  // 张江, 外滩: a street or town by its short name, where nothing better is said.
  const short = named.street ? undefined : longest(divisions.short.findAll(rest).filter(isStreet(named.district)))
  const street = short?.value[0]?.code
  return { ...named, ...(street && { street, district: street.slice(0, 6) }), isKnownRoad: false, isKnownName: false }
}

const isStreet =
  (district: string | undefined) =>
  ({ value }: Found<readonly Division[]>): boolean =>
    value[0]?.level === 'street' && (district === undefined || value[0].parent === district)

/** 老沪太路 is not 沪太路: a word of one character before a known name, at the beginning of what is left, makes another name. */
const isOtherRoad = (text: string, from: number): boolean =>
  /(?:^|\ue000)[老新东西南北上下小大中前后古]$/u.test(text.slice(Math.max(0, from - 2), from))

/** A number behind it weighs most, then standing in the district that is named, then a long name; of equals the first. */
function weigh(found: Found<readonly NamedPlace[]>, rest: string, district: string | undefined): RoadFound {
  const { parts } = readDoor(rest.slice(found.to))
  const hasDoor = parts.lane !== undefined || parts.number !== undefined
  const isThere = district !== undefined && found.value.some((place) => place.district === district)
  return { found, door: parts, weight: (hasDoor ? 4 : 0) + (isThere ? 2 : 0) + found.name.length / 20 }
}

/** A second road right beside the first, or one joined to it by a word for meeting. */
function crossingOf(best: RoadFound, roads: readonly RoadFound[], rest: string): string | undefined {
  if (best.door.lane !== undefined || best.door.number !== undefined) return undefined
  for (const { found } of roads) {
    if (found.name === best.found.name) continue
    const [a, b] = found.from < best.found.from ? [found, best.found] : [best.found, found]
    const gap = rest.slice(a.to, b.from)
    const after = rest.slice(b.to, b.to + 6)
    if (
      /^[(（]?(?:近|与|和|跟|及|、|\/|-|交)?[)）]?$/u.test(gap) &&
      (gap !== '' || /路口|交叉|交汇|交界|口|处|^$/u.test(after) || after === '')
    )
      return found.name
  }
  return undefined
}

const longest = <T>(found: readonly Found<T>[]): Found<T> | undefined =>
  found.reduce<Found<T> | undefined>((a, b) => (a && a.name.length >= b.name.length ? a : b), undefined)

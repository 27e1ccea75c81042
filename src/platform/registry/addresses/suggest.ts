import { fromMercator, type Point } from '../../../kernel/place/index.ts'
import type { Query } from '../../base/index.ts'
import { findByDigits, findByName, type StoredAddress } from './address-store.ts'
import { cleanAddress } from './address-text.ts'
import type { Atlas } from './atlas.ts'
import type { NamedPlace } from './place-names.ts'
import { readDivisions } from './read-address.ts'

/** Something that what was typed so far may become. */
export type Suggestion = {
  readonly text: string
  readonly kind: 'address' | 'road' | 'name' | 'division'
  readonly point?: Point
  readonly division?: string
  readonly isSketch: boolean
}

const gap = /\ue000/gu

/**
 * What the typed beginning of an address may become: divisions and names that begin so; numbers once a road is whole.
 * By prefix only, over names in memory and one indexed question.
 */
export async function suggest(db: Query, atlas: Atlas, typed: string, limit: number): Promise<readonly Suggestion[]> {
  const { rest, district, street } = readDivisions(cleanAddress(typed), atlas.divisions)
  const left = rest.replace(gap, '')
  if (left === '') return district ? below(atlas, street ?? district, limit) : []
  const road = wholeRoad(atlas, left)
  if (road) {
    const digits = /^\d{0,5}/.exec(left.slice(road.length))?.[0] ?? ''
    const found = (await findByDigits(db, road, digits, limit * 4)).filter(
      (row) => !district || row.district === district,
    )
    if (found.length > 0) return found.slice(0, limit).map(addressSuggestion)
  }
  const names = [
    ...named(atlas, atlas.places.roads.startingWith(left, limit * 2), 'road', district),
    ...named(atlas, atlas.places.names.startingWith(left, limit * 2), 'name', district),
  ]
  const exact = atlas.places.names.startingWith(left, 1)[0]?.name === left ? await findByName(db, left, limit) : []
  const divisions = district ? [] : divisionsStarting(atlas, left, limit)
  return [...divisions, ...exact.map(addressSuggestion), ...names].slice(0, limit)
}

/** The road that the typed text names whole, followed by nothing but digits. */
function wholeRoad(atlas: Atlas, left: string): string | undefined {
  const stem = left.replace(/\d.*$/u, '')
  return atlas.places.roads.startingWith(stem, 1)[0]?.name === stem ? stem : undefined
}

const addressSuggestion = ({ text, x, y, street, district, is_sketch }: StoredAddress): Suggestion => {
  const division = street ?? district ?? undefined
  return { text, kind: 'address', point: fromMercator([x, y]), ...(division && { division }), isSketch: is_sketch }
}

function named(
  { geography }: Atlas,
  found: readonly { readonly name: string; readonly value: readonly NamedPlace[] }[],
  kind: 'road' | 'name',
  district: string | undefined,
): readonly Suggestion[] {
  return found.flatMap(({ name, value }) =>
    value
      .filter((place) => district === undefined || place.district === district)
      .slice(0, 3)
      .map((place): Suggestion => {
        const division = place.street ?? place.district
        const where = place.district ? (geography.find(place.district)?.name.zh ?? '') : ''
        return {
          text: where + name,
          kind,
          point: fromMercator([place.x, place.y]),
          ...(division && { division }),
          isSketch: place.isSketch,
        }
      }),
  )
}

function divisionsStarting(atlas: Atlas, left: string, limit: number): readonly Suggestion[] {
  return atlas.divisions.whole
    .startingWith(left, limit)
    .flatMap(({ value }) => value.map((division) => suggestionOf(atlas, division.code)))
}

const below = (atlas: Atlas, code: string, limit: number): readonly Suggestion[] =>
  atlas.geography
    .children(code)
    .slice(0, limit)
    .map((division) => suggestionOf(atlas, division.code))

function suggestionOf({ geography }: Atlas, code: string): Suggestion {
  const division = geography.get(code)
  const above = geography.above(code).filter(({ level }) => level !== 'province' && level !== 'prefecture')
  return {
    text: [...above.toReversed(), division].map(({ name }) => name.zh).join(''),
    kind: 'division',
    ...(division.point && { point: division.point }),
    division: code,
    isSketch: division.isSketch,
  }
}

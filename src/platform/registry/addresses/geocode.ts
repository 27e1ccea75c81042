import { distance, type Point } from '../../../kernel/place/index.ts'
import type { Query } from '../../base/index.ts'
import type { Atlas } from './atlas.ts'
import { inDivision, likeRoad, named } from './by-name.ts'
import { fromEnglish } from './english.ts'
import { type FoundPlace, precisions } from './found-place.ts'
import { onRoad } from './on-road.ts'
import { type PlaceQuery, readQuery } from './read-query.ts'

/** How many answers are wanted, and near what; the text alone decides otherwise. */
export type GeocodeOptions = { readonly limit?: number; readonly near?: Point }

/**
 * Finds the places that a text may mean, best first: an address, a part of one, or a message that mentions one. Nothing
 * found gives an empty list. Text that names a district is only answered outside it when that district knows no such road.
 */
export async function geocode(
  db: Query,
  atlas: Atlas,
  text: string,
  options: GeocodeOptions = {},
): Promise<readonly FoundPlace[]> {
  for (const chinese of fromEnglish(text, atlas.english)) {
    const found = await geocode(db, atlas, chinese, options)
    if (found.length > 0) return found
  }
  const query = readQuery(text, atlas.divisions, atlas.places)
  const found = query.isKnownRoad ? await onRoad(db, atlas, query) : query.isKnownName ? named(atlas, query) : []
  const all = found.length > 0 ? found : [...likeRoad(atlas, query), ...inDivision(atlas, query)]
  const rank = (place: FoundPlace) => precisions.indexOf(place.precision) + (fits(place, query) ? 0 : 20)
  const away = (place: FoundPlace) => (options.near ? distance(place.point, options.near) : 0)
  // Several that fit equally well share the trust: one of them is meant.
  const equals = Map.groupBy(all, rank)
  return all
    .toSorted((a, b) => rank(a) - rank(b) || away(a) - away(b))
    .slice(0, options.limit ?? 5)
    .map((place) => ({
      ...place,
      confidence: Number((place.confidence / (equals.get(rank(place))?.length ?? 1)).toFixed(2)),
    }))
}

const fits = (place: FoundPlace, { district, street }: PlaceQuery): boolean =>
  (district === undefined || place.district === district) &&
  (street === undefined || place.street === undefined || place.street === street)

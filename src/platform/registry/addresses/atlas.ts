import { distanceToArea, fromMercator } from '../../../kernel/place/index.ts'
import type { Geography } from '../divisions/geography.ts'
import type { EnglishNames } from './english.ts'
import type { PlaceNames } from './place-names.ts'
import type { DivisionNames } from './read-address.ts'

/** What geocoding asks: the picture of divisions and names in memory, the addresses in the database. */
export type Atlas = {
  readonly geography: Geography
  readonly divisions: DivisionNames
  readonly places: PlaceNames
  /** For addresses in Latin letters. */
  readonly english: EnglishNames
}

/** A road that belongs to the district next door may run this far outside the one that is named, in metres. */
const borderMetres = 800

/**
 * What lies in the district that is named; when that is nothing, what lies hardly outside it: a road along the border, not
 * one of the same name across the city. Everything when no district is named.
 */
export function inDistrict<T extends { readonly district?: string | null; readonly x: number; readonly y: number }>(
  { geography }: Atlas,
  all: readonly T[],
  district: string | undefined,
): readonly T[] {
  if (district === undefined) return all
  const own = all.filter((each) => each.district === district)
  if (own.length > 0) return own
  const area = geography.find(district)?.area
  return area ? all.filter(({ x, y }) => distanceToArea(fromMercator([x, y]), area) <= borderMetres) : []
}

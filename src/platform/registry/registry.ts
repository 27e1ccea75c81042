import type { CodingCatalogue } from '../../kernel/codes/index.ts'
import type { Bounds, Point } from '../../kernel/place/index.ts'
import type { Base, TableSource, Tx } from '../base/index.ts'
import type { Atlas } from './addresses/atlas.ts'
import { englishNames, noEnglishNames } from './addresses/english.ts'
import type { FoundPlace } from './addresses/found-place.ts'
import { type GeocodeOptions, geocode } from './addresses/geocode.ts'
import { type AddressesImported, type AddressImport, importAddresses } from './addresses/import-addresses.ts'
import { type KnownAddress, loadAddresses } from './addresses/load-addresses.ts'
import { noPlaceNames, readPlaceNames } from './addresses/place-names.ts'
import { divisionNames } from './addresses/read-address.ts'
import { type PlaceAtPoint, reverseGeocode } from './addresses/reverse.ts'
import { type Suggestion, suggest } from './addresses/suggest.ts'
import type { Division, Grid, Location } from './divisions/division.ts'
import { Geography, readGeography } from './divisions/geography.ts'
import { loadDivisions, loadGrids } from './divisions/load-divisions.ts'
import { type Identifiers, makeIdentifiers } from './identifiers/identifiers.ts'

/** The places of a city profile. */
export type ProfilePlaces = {
  readonly divisions: readonly Division[]
  readonly grids: readonly Grid[]
  readonly addresses: readonly KnownAddress[]
}

/** What the registry does for the rooms after it and for the composition. */
export type Registry = {
  /** Divisions and grids as last read: one consistent picture. */
  geography(): Geography
  /** Where a point lies, from memory. */
  locate(point: Point): Location
  /** Places that a text may mean, best first. */
  geocode(text: string, options?: GeocodeOptions): Promise<readonly FoundPlace[]>
  /** What the typed beginning of an address may become. */
  suggest(typed: string, limit?: number): Promise<readonly Suggestion[]>
  /** What lies at a point, and the nearest address. */
  reverse(point: Point): Promise<PlaceAtPoint>
  /**
   * Takes a file of addresses in. The source is closed.
   * @throws registry.noAddressColumns, table.*
   */
  importAddresses(source: TableSource, options: Omit<AddressImport, 'bounds'>): Promise<AddressesImported>
  /** Loads a profile's divisions, grids and addresses; what is there stays. Call `refresh` after the transaction. */
  loadPlaces(tx: Tx, places: ProfilePlaces, source: string): Promise<void>
  /** Reads divisions and names anew; settles when what was committed before the call is seen. */
  refresh(): Promise<void>
  /** Codes: what they stand for, and new ones. */
  readonly identifiers: Identifiers
}

/** Keeps the picture of places in memory and answers from it. `bounds`: the city's frame; `catalogues`: how it numbers things. */
export function makeRegistry(base: Base, bounds: Bounds, catalogues: readonly CodingCatalogue[] = []): Registry {
  let atlas: Atlas = {
    geography: new Geography([], []),
    divisions: divisionNames([]),
    places: noPlaceNames,
    english: noEnglishNames,
  }
  let reading: Promise<void> | undefined
  let isStale = false
  const read = async () => {
    isStale = false
    const geography = await readGeography(base.db)
    const places = await readPlaceNames(base.db)
    const english = englishNames(
      geography.divisions,
      places.roads.startingWith('', Number.MAX_SAFE_INTEGER).map(({ name }) => name),
    )
    atlas = { geography, divisions: divisionNames(geography.divisions), places, english }
  }
  const refresh = async () => {
    // A reading that has begun may have missed the change: one more follows it, shared by all who ask meanwhile.
    isStale = true
    while (isStale) {
      reading ??= read().finally(() => {
        reading = undefined
      })
      await reading
    }
  }
  const geocoded: Registry['geocode'] = (text, options) => geocode(base.db, atlas, text, options)
  const known = { geography: () => atlas.geography, geocode: geocoded }
  return {
    ...known,
    identifiers: makeIdentifiers({ db: base.db, registry: known, catalogues }),
    locate: (point) => atlas.geography.locate(point),
    suggest: (typed, limit = 8) => suggest(base.db, atlas, typed, limit),
    reverse: (point) => reverseGeocode(base.db, atlas.geography, point),
    importAddresses: async (source, options) => {
      const result = await importAddresses(base.db, source, { ...options, bounds }, atlas)
      await refresh()
      return result
    },
    loadPlaces: async (tx, { divisions, grids, addresses }, source) => {
      await loadDivisions(tx, divisions, { source })
      await loadGrids(tx, grids, { source })
      await loadAddresses(tx, addresses, source)
    },
    refresh,
  }
}

import type { Words } from '../../kernel/words.ts'
import type { Base, Query } from '../base/index.ts'
import type { OfficeDirectory } from './offices/office-directory.ts'
import type { ActorCache } from './who/actor-cache.ts'

/** What the screens need to know of the city before anything else. Degrees in WGS 84, longitude first. */
export type CityShown = {
  readonly title: Words
  readonly centre: readonly [longitude: number, latitude: number]
  readonly bounds: readonly [west: number, south: number, east: number, north: number]
}

/** A part of what the city holds about a person, for his own copy of it (PIPL article 45). Rooms above add theirs. */
export type Holding = {
  /** `room.what`. */
  readonly name: string
  readonly title: Words
  read(on: Query, person: string): Promise<unknown>
}

/** What the routes of this room stand on. */
export type Services = {
  readonly base: Base
  readonly city: CityShown
  readonly offices: OfficeDirectory
  readonly actors: ActorCache
  /** Every scope that a permission of any room names. */
  readonly scopes: () => readonly string[]
  readonly holdings: Holding[]
}

import type { CodingCatalogue } from '../../../kernel/codes/index.ts'
import type { Db } from '../../base/index.ts'
import type { Registry } from '../registry.ts'
import type { IdentifierScheme } from './model.ts'
import { addressScheme } from './schemes/address.ts'
import { cityScheme } from './schemes/city.ts'
import { divisionScheme } from './schemes/division.ts'
import { gridScheme } from './schemes/grid.ts'
import { publishedSchemes } from './schemes/published.ts'

/** What schemes may ask. */
export type SchemeParts = {
  readonly db: Db
  readonly registry: Pick<Registry, 'geography' | 'geocode'>
  readonly catalogues: readonly CodingCatalogue[]
}

/** Every scheme that is served. */
export const identifierSchemes = (parts: SchemeParts): readonly IdentifierScheme[] => [
  cityScheme(parts),
  divisionScheme(parts),
  gridScheme(parts),
  addressScheme(parts),
  ...publishedSchemes,
]

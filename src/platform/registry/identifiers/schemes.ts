import type { IdentifierScheme } from './model.ts'
import type { SchemeParts } from './scheme-parts.ts'
import { addressScheme } from './schemes/address.ts'
import { cityScheme } from './schemes/city.ts'
import { divisionScheme } from './schemes/division.ts'
import { gridScheme } from './schemes/grid.ts'
import { publishedSchemes } from './schemes/published.ts'

/** Every scheme that is served. */
export const identifierSchemes = (parts: SchemeParts): readonly IdentifierScheme[] => [
  cityScheme(parts),
  divisionScheme(parts),
  gridScheme(parts),
  addressScheme(parts),
  ...publishedSchemes,
]

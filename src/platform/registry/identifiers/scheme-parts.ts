import type { CodingCatalogue } from '../../../kernel/codes/index.ts'
import type { Db } from '../../base/index.ts'
import type { FoundPlace } from '../addresses/found-place.ts'
import type { GeocodeOptions } from '../addresses/geocode.ts'
import type { Geography } from '../divisions/geography.ts'

/** What schemes may ask of the room they stand in. */
export type SchemeParts = {
  readonly db: Db
  readonly registry: {
    geography(): Geography
    geocode(text: string, options?: GeocodeOptions): Promise<readonly FoundPlace[]>
  }
  readonly catalogues: readonly CodingCatalogue[]
}

import type { Json } from '../../../kernel/twin/index.ts'
import type { Base } from '../../base/index.ts'
import type { Entities } from '../store/entity-store.ts'
import type { AddressFinder } from './check-places.ts'
import { converter } from './crs.ts'
import type { KnownReference, LayerOptions } from './model.ts'
import type { Placing } from './place-feature.ts'
import type { LayerSettings } from './store.ts'

/** What the imports stand on. */
export type LayerParts = {
  readonly base: Pick<Base, 'db' | 'files' | 'log' | 'now'>
  readonly entities: Entities
  divisionOf?(lng: number, lat: number): string | undefined
  readonly findAddress?: AddressFinder | undefined
}

/** What a reader is told of the choices of whoever imports. */
export const optionsOf = ({ datum, epsg, idField, link, format, lngField, latField }: LayerSettings): LayerOptions => ({
  ...(datum && { datum }),
  ...(epsg !== undefined && { epsg }),
  ...(idField !== undefined && { idField }),
  ...(link !== undefined && { link }),
  ...(format !== undefined && { format }),
  ...(lngField !== undefined && { lngField }),
  ...(latField !== undefined && { latField }),
})

/** How the things of a file become entities, by the settings and the reference system that was settled. */
export function placingOf(
  { divisionOf }: LayerParts,
  layer: string,
  settings: LayerSettings,
  known: KnownReference,
  source: string,
  lineage: Record<string, Json>,
): Placing {
  const { columns } = settings
  return {
    layer,
    type: settings.type,
    ...(settings.idField !== undefined && { idField: settings.idField }),
    ...(columns && Object.keys(columns).length > 0 && { columns }),
    reference: known.reference,
    turn: converter(known.reference),
    path: settings.path ?? null,
    isOpen: settings.isOpen,
    source,
    lineage: {
      ...lineage,
      reference: known.reference as Json,
      referenceKnownBy: known.why as Json,
      convertedTo: 'wgs84',
    }, // both are plain JSON
    ...(divisionOf && { divisionOf }),
  }
}

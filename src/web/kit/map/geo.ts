import type { GeoJSONSource } from 'maplibre-gl'
import type { FeatureCollection } from '../../../kernel/place/index.ts'

/** What the map library takes as data. */
export type MapData = Exclude<Parameters<GeoJSONSource['setData']>[0], string>

/** Our GeoJSON for the map library: the same shape, whose type lacks `readonly`; the library does not write into it. */
export const mapData = (collection: FeatureCollection): MapData => collection as MapData

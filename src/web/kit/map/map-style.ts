import type { StyleSpecification } from 'maplibre-gl'
import type { FeatureCollection } from '../../../kernel/place/index.ts'
import { mapData } from './geo.ts'

/** The colours of a map, read from the tokens in force. */
export type MapColours = {
  readonly land: string
  readonly water: string
  readonly line: string
  readonly border: string
  readonly paper: string
  readonly ink: string
  readonly quiet: string
  readonly name: string
  readonly teal: string
  readonly vermilion: string
  readonly ochre: string
  /** Those of lines in charts, for what is told apart by kind. */
  readonly series: readonly string[]
}

/** Reads the tokens as they are now (they change with the theme). */
export function mapColours(): MapColours {
  const style = getComputedStyle(document.documentElement)
  const token = (name: string): string => style.getPropertyValue(name).trim()
  return {
    land: token('--map-land'),
    water: token('--map-water'),
    line: token('--map-line'),
    border: token('--map-border'),
    paper: token('--paper'),
    ink: token('--ink'),
    quiet: token('--ink-3'),
    name: token('--ink-2'),
    teal: token('--teal'),
    vermilion: token('--vermilion'),
    ochre: token('--ochre'),
    series: [1, 2, 3, 4, 5].map((tone) => token(`--series-${tone}`)),
  }
}

const nothing: FeatureCollection = { type: 'FeatureCollection', features: [] }

/**
 * The base map: the city's own layers alone, muted. No outside tiles, no glyphs, no sprites; labels are
 * images drawn in the system's fonts (`MapLabels`).
 */
export function baseStyle(colours: MapColours, areas: FeatureCollection | undefined): StyleSpecification {
  return {
    version: 8,
    sources: { areas: { type: 'geojson', data: mapData(areas ?? nothing), tolerance: 0.2 } },
    layers: [
      { id: 'water', type: 'background', paint: { 'background-color': colours.water } },
      { id: 'land', type: 'fill', source: 'areas', paint: { 'fill-color': colours.land, 'fill-antialias': false } },
      {
        id: 'areas-line',
        type: 'line',
        source: 'areas',
        layout: { 'line-join': 'round' },
        paint: { 'line-color': colours.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 8, 0.6, 13, 1.4] },
      },
    ],
  }
}

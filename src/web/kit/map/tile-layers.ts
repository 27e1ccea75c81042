import type { ExpressionSpecification, FilterSpecification, LayerSpecification } from 'maplibre-gl'
import type { MapColours } from './map-style.ts'

/** How tiles are drawn: as what they are, as density, or standing up by their height. */
export type TileLook = 'points' | 'heat' | 'columns'

/** What the colour says: an attribute from `low` to `high`. */
export type TileColour = { readonly attribute: string; readonly low: number; readonly high: number }

/** A kind of thing, by the short name of its type, and the place of its colour among those of charts. */
export type KindTone = { readonly kind: string; readonly tone: number }

type Asked = {
  readonly source: string
  readonly moved: string
  readonly sourceLayer: string
  readonly look: TileLook
  readonly scale: TileColour | undefined
  readonly kinds: readonly KindTone[]
  readonly colours: MapColours
}

/** Kinds of CityJSON that lie on the ground, whatever heights their surfaces span. */
const ground = ['LandUse', 'PlantCover', 'Road', 'Railway', 'TINRelief', 'TransportSquare', 'WaterBody', 'Waterway']

/** Metres of a thing's columns where it says no height of its own. */
const usualHeight = 6

const isAway: ExpressionSpecification = ['boolean', ['feature-state', 'away'], false]

/** The number that the colour says, as it was heard of last, else as the tile has it. */
const shownValue = (attribute: string): ExpressionSpecification => [
  'coalesce',
  ['feature-state', attribute],
  ['get', attribute],
]

function colourOf({ scale, kinds, colours }: Asked): ExpressionSpecification | string {
  if (!scale) return byKind(kinds, colours)
  const { attribute, low, high } = scale
  const number: ExpressionSpecification = ['to-number', shownValue(attribute), low]
  const middle = (low + high) / 2
  const shades: ExpressionSpecification = [
    'interpolate',
    ['linear'],
    number,
    low,
    colours.border,
    middle,
    colours.teal,
    high,
    colours.ochre,
  ]
  return ['case', ['==', shownValue(attribute), null], colours.quiet, shades]
}

/** What says no number by its colour says its kind; of kinds that are not known yet it stays quiet. */
function byKind(kinds: readonly KindTone[], { series, name }: MapColours): ExpressionSpecification | string {
  const cases = kinds.flatMap(({ kind, tone }) => [kind, series[tone] ?? name])
  const [first, second, ...more] = cases
  if (first === undefined || second === undefined) return name
  return ['match', ['to-string', ['get', 'type']], first, second, ...more, name]
}

type ColourProperty = 'fill-extrusion-color' | 'fill-color' | 'line-color' | 'circle-color'

/** The colours of the parts of a layer that has no scale, by kind: part, property, colour. */
export const kindPaint = (
  kinds: readonly KindTone[],
  colours: MapColours,
  look: TileLook,
): readonly (readonly [part: string, property: ColourProperty, colour: ExpressionSpecification | string])[] => {
  const colour = byKind(kinds, colours)
  return [
    ['area', look === 'columns' ? 'fill-extrusion-color' : 'fill-color', colour],
    ['edge', 'line-color', colour],
    ['line', 'line-color', colour],
    ['dot', 'circle-color', colour],
    ['moved', 'circle-color', colour],
  ]
}

/** More is also larger, so that colour is never alone. */
function radiusOf({ scale }: Asked): ExpressionSpecification | number {
  if (!scale) return ['interpolate', ['linear'], ['zoom'], 9, 2, 14, 5]
  const { attribute, low, high } = scale
  return ['interpolate', ['linear'], ['to-number', shownValue(attribute), low], low, 4, high, 9]
}

/** What is gathered stands for a cell of 64 to 128 pixels and warms all of it: single spots would tell of the grid, not of the city. */
const heatOf = (alone: number): ExpressionSpecification => ['case', ['to-boolean', ['get', 'cluster']], 96, alone]

/** Layers of the map library for one layer of tiles. The end of each id, behind `|`, names its part. */
export function tileLayers(asked: Asked): readonly LayerSpecification[] {
  const { source, moved, sourceLayer, look, colours } = asked
  const of = { source, 'source-layer': sourceLayer } as const
  const colour = colourOf(asked)
  if (look === 'heat')
    return [
      {
        ...of,
        id: `${source}|heat`,
        type: 'heatmap',
        paint: {
          'heatmap-weight': ['to-number', ['get', 'count'], 1],
          'heatmap-radius': ['interpolate', ['linear'], ['zoom'], 8, heatOf(14), 12, heatOf(26), 15, heatOf(44)],
          'heatmap-intensity': ['interpolate', ['linear'], ['zoom'], 8, 0.15, 12, 0.4, 15, 0.6],
          'heatmap-opacity': 0.75,
          'heatmap-color': [
            'interpolate',
            ['linear'],
            ['heatmap-density'],
            ...[0, 'rgba(0,0,0,0)', 0.15, colours.border, 0.45, colours.teal, 0.8, colours.ochre],
          ],
        },
      },
    ]
  const standing: LayerSpecification = {
    ...of,
    id: `${source}|area`,
    type: 'fill-extrusion',
    paint: {
      'fill-extrusion-color': colour,
      'fill-extrusion-height': [
        '+',
        ['to-number', ['get', 'elevation'], 0],
        ['case', ['in', ['get', 'type'], ['literal', ground]], 0, ['to-number', ['get', 'height'], usualHeight]],
      ],
      'fill-extrusion-base': ['to-number', ['get', 'elevation'], 0],
      'fill-extrusion-opacity': 0.9,
      'fill-extrusion-vertical-gradient': true,
    },
  }
  const flat: LayerSpecification = {
    ...of,
    id: `${source}|area`,
    type: 'fill',
    paint: { 'fill-color': colour, 'fill-opacity': asked.scale ? 0.5 : 0.12 },
  }
  const dot = {
    'circle-color': colour,
    'circle-radius': radiusOf(asked),
    'circle-stroke-width': 1.5,
    'circle-stroke-color': colours.paper,
  } as const
  return [
    look === 'columns' ? standing : flat,
    {
      ...of,
      id: `${source}|edge`,
      type: 'line',
      paint: {
        'line-color': asked.scale ? colours.teal : colour,
        'line-width': look === 'columns' ? 0 : 1.5,
        'line-opacity': 0.8,
      },
    },
    {
      ...of,
      id: `${source}|line`,
      type: 'line',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: {
        'line-color': colour,
        'line-width': ['interpolate', ['linear'], ['zoom'], 9, 1.5, 15, 4],
      },
    },
    {
      ...of,
      id: `${source}|dot`,
      type: 'circle',
      paint: {
        ...dot,
        'circle-opacity': ['case', isAway, 0, 1],
        'circle-stroke-opacity': ['case', isAway, 0, 1],
      },
    },
    { id: `${source}|moved`, type: 'circle', source: moved, paint: dot },
    {
      ...of,
      id: `${source}|chosen`,
      type: 'circle',
      paint: {
        'circle-color': 'rgba(0,0,0,0)',
        'circle-radius': 12,
        'circle-stroke-width': 3,
        'circle-stroke-color': colours.ink,
      },
    },
    {
      ...of,
      id: `${source}|gathered`,
      type: 'symbol',
      layout: {
        'icon-image': ['concat', 'cluster-', ['to-string', ['get', 'count']], '-0'],
        'icon-allow-overlap': true,
        'icon-padding': 0,
      },
    },
  ]
}

const kinds: Readonly<Record<string, string>> = {
  area: 'Polygon',
  edge: 'Polygon',
  line: 'LineString',
  dot: 'Point',
  chosen: 'Point',
  heat: 'Point',
  gathered: 'Point',
}

/** Which features a part of the layer draws: of its shape, with the words looked for, in the storey looked at. */
export function filterOf(
  part: string,
  {
    words,
    level,
    chosen,
  }: { readonly words: string; readonly level: string | undefined; readonly chosen: string | undefined },
): FilterSpecification {
  const all: ExpressionSpecification[] = []
  const kind = kinds[part]
  if (kind) all.push(['==', ['geometry-type'], kind])
  if (part === 'gathered') all.push(['to-boolean', ['get', 'cluster']])
  else if (part !== 'heat') all.push(['!', ['to-boolean', ['get', 'cluster']]])
  if (part === 'chosen') all.push(['==', ['get', 'id'], chosen ?? ''])
  const looked = words.trim().toLowerCase()
  if (looked !== '' && part !== 'gathered') {
    const text: ExpressionSpecification = [
      'concat',
      ...['zh', 'en', 'type'].map((name): ExpressionSpecification => ['downcase', ['to-string', ['get', name]]]),
    ]
    all.push(['in', looked, text])
  }
  if (level !== undefined && part !== 'gathered') {
    const own: ExpressionSpecification = ['to-string', ['coalesce', ['get', 'storey'], ['get', 'level'], '']]
    // What lies in no storey, like the house itself, stays.
    all.push(['any', ['==', own, ''], ['==', own, level]])
  }
  return ['all', ...all]
}

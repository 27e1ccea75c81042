import type { ExpressionSpecification, GeoJSONSource, LayerSpecification } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import type { Geometry, Position } from '../../../kernel/place/index.ts'
import type { AnyShape } from '../../../kernel/twin/index.ts'
import { useMapCanvas } from './city-map.tsx'
import { followClicks } from './follow-clicks.ts'
import { type MapData, mapData } from './geo.ts'
import type { MapColours } from './map-style.ts'
import type { PointMark } from './point-image.ts'

/** A thing as it is drawn. */
export type DrawnThing = {
  readonly id: string
  readonly geometry: Geometry | AnyShape
  readonly mark: PointMark
  /** 0 to 1: how much of the greatest, for shading and columns. */
  readonly share?: number
  /** Metres, for what stands up by itself. */
  readonly height?: number
}

/** How things are drawn: marks that gather, density, columns that stand up, shaded areas. */
export type ThingsLook = 'points' | 'heat' | 'columns' | 'areas'

/** Metres of the highest column, as high as a district is long. */
const highest = 6_000

/** A square around a point, so many metres wide: the foot of its column. */
function footOf([lng, lat]: Position, metres: number): Geometry {
  const dy = metres / 2 / 111_320
  const dx = dy / Math.cos((lat * Math.PI) / 180)
  return {
    type: 'Polygon',
    coordinates: [
      [
        [lng - dx, lat - dy],
        [lng + dx, lat - dy],
        [lng + dx, lat + dy],
        [lng - dx, lat + dy],
        [lng - dx, lat - dy],
      ],
    ],
  }
}

function dataOf(things: readonly DrawnThing[], look: ThingsLook): MapData {
  return mapData({
    type: 'FeatureCollection',
    features: things.map(({ id, geometry, mark, share = 0, height }) => {
      const standsUp = look === 'columns' && geometry.type === 'Point'
      return {
        type: 'Feature',
        properties: { id, mark, late: mark === 'late' ? 1 : 0, share, height: height ?? share * highest },
        geometry: (standsUp ? footOf(geometry.coordinates as Position, 160) : geometry) as Geometry, // the map library draws every shape of GeoJSON
      }
    }),
  })
}

const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point']
const isLine: ExpressionSpecification = ['==', ['geometry-type'], 'LineString']
const isArea: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon']

const shade = (colours: MapColours): ExpressionSpecification => [
  'interpolate',
  ['linear'],
  ['get', 'share'],
  0,
  colours.border,
  0.5,
  colours.teal,
  1,
  colours.ochre,
]

/** The layers of the map library that draw one layer of things; the last one is what is clicked. */
function layersOf(id: string, look: ThingsLook, colours: MapColours): readonly LayerSpecification[] {
  const source = id
  if (look === 'heat')
    return [
      {
        id,
        type: 'heatmap',
        source,
        paint: {
          'heatmap-radius': ['interpolate', ['linear'], ['zoom'], 8, 12, 12, 26, 15, 44],
          'heatmap-intensity': ['interpolate', ['linear'], ['zoom'], 8, 0.5, 15, 0.35],
          'heatmap-opacity': 0.75,
          'heatmap-color': [
            'interpolate',
            ['linear'],
            ['heatmap-density'],
            0,
            'rgba(0,0,0,0)',
            0.15,
            colours.border,
            0.45,
            colours.teal,
            0.8,
            colours.ochre,
          ],
        },
      },
    ]
  if (look === 'columns')
    return [
      {
        id,
        type: 'fill-extrusion',
        source,
        filter: isArea,
        paint: {
          'fill-extrusion-color': shade(colours),
          'fill-extrusion-height': ['get', 'height'],
          'fill-extrusion-opacity': 0.85,
        },
      },
    ]
  return [
    {
      id: `${id}-area`,
      type: 'fill',
      source,
      filter: isArea,
      paint: {
        'fill-color': colours.teal,
        'fill-opacity': ['interpolate', ['linear'], ['get', 'share'], 0, 0.08, 1, 0.6],
        'fill-outline-color': colours.border,
      },
    },
    {
      id: `${id}-line`,
      type: 'line',
      source,
      filter: isLine,
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': colours.teal, 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 1.5, 15, 4] },
    },
    {
      id,
      type: 'symbol',
      source,
      filter: ['any', ['has', 'point_count'], isPoint],
      layout: {
        'icon-image': [
          'case',
          ['has', 'point_count'],
          ['concat', 'cluster-', ['get', 'point_count'], '-', ['get', 'late']],
          ['get', 'mark'],
        ],
        'icon-allow-overlap': true,
        'icon-padding': 0,
      },
    },
  ]
}

/** One layer of things on the map; several may lie on one map, each under an id of its own. */
export function MapThings({
  id,
  things,
  look,
  onOpen,
}: {
  readonly id: string
  readonly things: readonly DrawnThing[]
  readonly look: ThingsLook
  /** A thing was clicked. Marks that have gathered part by themselves. */
  readonly onOpen?: (thing: string) => void
}): null {
  const canvas = useMapCanvas()
  const open = useRef(onOpen)
  open.current = onOpen
  const latest = useRef(things)
  latest.current = things
  // Only marks gather: areas and lines stand where they are.
  const gathers = look === 'points' && things.every(({ geometry }) => geometry.type === 'Point')
  useEffect(() => {
    if (!canvas) return
    const { map, colours } = canvas
    const source = `things-${id}`
    map.addSource(source, {
      type: 'geojson',
      data: dataOf(latest.current, look),
      ...(gathers && { cluster: true, clusterRadius: 44, clusterMaxZoom: 15 }),
      ...(gathers && { clusterProperties: { late: ['+', ['get', 'late']] } }),
    })
    const layers = layersOf(source, look, colours)
    for (const layer of layers) map.addLayer(layer)
    const stop = followClicks(map, source, layers, (thing) => open.current?.(thing))
    return () => {
      stop()
      if (!map.style) return
      for (const layer of layers) if (map.getLayer(layer.id)) map.removeLayer(layer.id)
      if (map.getSource(source)) map.removeSource(source)
    }
  }, [canvas, id, look, gathers])
  useEffect(() => {
    canvas?.map.getSource<GeoJSONSource>(`things-${id}`)?.setData(dataOf(things, look))
  }, [canvas, things, id, look])
  return null
}

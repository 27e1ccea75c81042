import type { ExpressionSpecification, GeoJSONSource } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import type { AnyShape } from '../../../kernel/twin/index.ts'
import { useMapCanvas } from './city-map.tsx'
import type { MapData } from './geo.ts'

/** A shape to be shown as it is; `isOdd` draws it in the colour of what wants care. */
export type MapShape = { readonly shape: AnyShape; readonly isOdd: boolean }

const featuresOf = (shapes: readonly MapShape[]): MapData => ({
  type: 'FeatureCollection',
  // Our geometries are GeoJSON's, but for `readonly`; the library does not write into them.
  features: shapes.map(
    ({ shape, isOdd }) =>
      ({ type: 'Feature', properties: { odd: isOdd ? 1 : 0 }, geometry: shape }) as Extract<
        MapData,
        { type: 'Feature' }
      >,
  ),
})

const layers = ['shapes-fill', 'shapes-line', 'shapes-point']

/** Points, lines and areas of a file on the map, each as its own coordinates say: nothing is gathered or smoothed. */
export function MapShapes({ shapes }: { readonly shapes: readonly MapShape[] }): null {
  const canvas = useMapCanvas()
  const latest = useRef(shapes)
  latest.current = shapes
  useEffect(() => {
    if (!canvas) return
    const { map, colours } = canvas
    const colour: ExpressionSpecification = ['case', ['==', ['get', 'odd'], 1], colours.vermilion, colours.teal]
    map.addSource('shapes', { type: 'geojson', data: featuresOf(latest.current) })
    map.addLayer({
      id: 'shapes-fill',
      type: 'fill',
      source: 'shapes',
      filter: ['==', ['geometry-type'], 'Polygon'],
      paint: { 'fill-color': colour, 'fill-opacity': 0.25 },
    })
    map.addLayer({
      id: 'shapes-line',
      type: 'line',
      source: 'shapes',
      filter: ['!=', ['geometry-type'], 'Point'],
      paint: { 'line-color': colour, 'line-width': 1.5 },
    })
    map.addLayer({
      id: 'shapes-point',
      type: 'circle',
      source: 'shapes',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-color': colour,
        'circle-radius': 4.5,
        'circle-stroke-color': colours.paper,
        'circle-stroke-width': 1.5,
      },
    })
    return () => {
      if (!map.style) return
      for (const id of layers) if (map.getLayer(id)) map.removeLayer(id)
      if (map.getSource('shapes')) map.removeSource('shapes')
    }
  }, [canvas])
  useEffect(() => {
    canvas?.map.getSource<GeoJSONSource>('shapes')?.setData(featuresOf(shapes))
  }, [canvas, shapes])
  return null
}

import type { GeoJSONSource } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { useMapCanvas } from './city-map.tsx'
import type { MapData } from './geo.ts'

/** Where something was, in order; the last one is where it is at the moment looked at. */
export type TrailPoint = readonly [lng: number, lat: number]

const dataOf = (points: readonly TrailPoint[]): MapData => {
  const last = points.at(-1)
  return {
    type: 'FeatureCollection',
    features: [
      ...(points.length > 1
        ? [
            {
              type: 'Feature' as const,
              properties: {},
              geometry: { type: 'LineString' as const, coordinates: points.map((one) => [...one]) },
            },
          ]
        : []),
      ...(last
        ? [{ type: 'Feature' as const, properties: {}, geometry: { type: 'Point' as const, coordinates: [...last] } }]
        : []),
    ],
  }
}

/** The way of something that moves: a line through where it was, a ring where it is. */
export function MapTrail({ points }: { readonly points: readonly TrailPoint[] }): null {
  const canvas = useMapCanvas()
  const latest = useRef(points)
  latest.current = points
  useEffect(() => {
    if (!canvas) return
    const { map, colours } = canvas
    map.addSource('trail', { type: 'geojson', data: dataOf(latest.current) })
    map.addLayer({
      id: 'trail',
      type: 'line',
      source: 'trail',
      layout: { 'line-join': 'round', 'line-cap': 'round' },
      paint: { 'line-color': colours.ink, 'line-width': 3, 'line-dasharray': [1, 1.6] },
    })
    map.addLayer({
      id: 'trail-end',
      type: 'circle',
      source: 'trail',
      filter: ['==', ['geometry-type'], 'Point'],
      paint: {
        'circle-radius': 9,
        'circle-color': 'rgba(0,0,0,0)',
        'circle-stroke-color': colours.ink,
        'circle-stroke-width': 3,
      },
    })
    return () => {
      if (!map.style) return
      for (const id of ['trail-end', 'trail']) if (map.getLayer(id)) map.removeLayer(id)
      if (map.getSource('trail')) map.removeSource('trail')
    }
  }, [canvas])
  useEffect(() => {
    canvas?.map.getSource<GeoJSONSource>('trail')?.setData(dataOf(points))
  }, [canvas, points])
  return null
}

import type { GeoJSONSource } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { useMapCanvas } from './city-map.tsx'
import type { MapData } from './geo.ts'
import type { MapPoint } from './map-points.tsx'

const featuresOf = (points: readonly MapPoint[]): MapData => ({
  type: 'FeatureCollection',
  features: points.map(({ point }) => ({
    type: 'Feature',
    properties: {},
    geometry: { type: 'Point', coordinates: [...point] },
  })),
})

/** Where much comes together: density of points, from nothing over the city's teal to ochre; never neon. */
export function MapHeat({ points }: { readonly points: readonly MapPoint[] }): null {
  const canvas = useMapCanvas()
  const latest = useRef(points)
  latest.current = points
  useEffect(() => {
    if (!canvas) return
    const { map, colours } = canvas
    map.addSource('heat', { type: 'geojson', data: featuresOf(latest.current) })
    map.addLayer({
      id: 'heat',
      type: 'heatmap',
      source: 'heat',
      paint: {
        'heatmap-radius': ['interpolate', ['linear'], ['zoom'], 8, 12, 12, 26, 15, 44],
        'heatmap-intensity': ['interpolate', ['linear'], ['zoom'], 8, 0.5, 11, 0.6, 15, 0.35],
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
          1,
          colours.ochre,
        ],
      },
    })
    return () => {
      if (!map.style) return
      if (map.getLayer('heat')) map.removeLayer('heat')
      if (map.getSource('heat')) map.removeSource('heat')
    }
  }, [canvas])
  useEffect(() => {
    canvas?.map.getSource<GeoJSONSource>('heat')?.setData(featuresOf(points))
  }, [canvas, points])
  return null
}

import type { ExpressionSpecification, GeoJSONSource, Map as LibreMap } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { useMapCanvas } from './city-map.tsx'
import { type Corner, cornerFeatures, followCorners } from './follow-corners.ts'
import type { MapColours } from './map-style.ts'

const ofKind = (kind: string): ExpressionSpecification => ['==', ['get', 'kind'], kind]

function addLayers(map: LibreMap, colours: MapColours): void {
  map.addLayer({
    ...{ id: 'corners-fill', type: 'fill', source: 'corners', filter: ['==', ['geometry-type'], 'Polygon'] },
    paint: { 'fill-color': colours.vermilion, 'fill-opacity': 0.15 },
  })
  map.addLayer({
    ...{ id: 'corners-line', type: 'line', source: 'corners', filter: ['==', ['geometry-type'], 'LineString'] },
    paint: { 'line-color': colours.vermilion, 'line-width': 2 },
  })
  map.addLayer({
    ...{ id: 'corners-middle', type: 'circle', source: 'corners', filter: ofKind('middle') },
    paint: {
      ...{ 'circle-color': colours.paper, 'circle-radius': 4 },
      ...{ 'circle-stroke-color': colours.vermilion, 'circle-stroke-width': 1.5 },
    },
  })
  map.addLayer({
    ...{ id: 'corners-corner', type: 'circle', source: 'corners', filter: ofKind('corner') },
    paint: {
      'circle-color': ['case', ['==', ['get', 'picked'], 1], colours.ink, colours.vermilion],
      'circle-radius': ['case', ['==', ['get', 'picked'], 1], 8, 6.5],
      ...{ 'circle-stroke-color': colours.paper, 'circle-stroke-width': 2 },
    },
  })
}

/**
 * An outline that is drawn with a mouse or a finger: a click adds a corner, a corner is dragged, the small dot in the middle of an edge
 * makes a new one. A corner dropped near one of `snap` takes its place.
 */
export function MapCorners({
  corners,
  picked,
  snap,
  onAdd,
  onPick,
  onChange,
}: {
  readonly corners: readonly Corner[]
  /** Place of the corner that is chosen. */
  readonly picked: number | undefined
  readonly snap: readonly Corner[]
  readonly onAdd: (corner: Corner) => void
  readonly onPick: (at: number) => void
  /** A corner was dragged, or drawn out of an edge. */
  readonly onChange: (corners: readonly Corner[]) => void
}): null {
  const canvas = useMapCanvas()
  const latest = useRef({ corners, picked, snap, onAdd, onPick, onChange })
  latest.current = { corners, picked, snap, onAdd, onPick, onChange }
  useEffect(() => {
    if (!canvas) return
    const { map, colours } = canvas
    map.addSource('corners', { type: 'geojson', data: cornerFeatures(latest.current.corners, latest.current.picked) })
    addLayers(map, colours)
    const stop = followCorners(map, latest)
    return () => {
      stop()
      if (!map.style) return
      map.getCanvas().style.cursor = ''
      for (const id of ['fill', 'line', 'middle', 'corner'])
        if (map.getLayer(`corners-${id}`)) map.removeLayer(`corners-${id}`)
      if (map.getSource('corners')) map.removeSource('corners')
    }
  }, [canvas])
  useEffect(() => {
    canvas?.map.getSource<GeoJSONSource>('corners')?.setData(cornerFeatures(corners, picked))
  }, [canvas, corners, picked])
  return null
}

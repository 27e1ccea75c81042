import type { GeoJSONSource, MapMouseEvent } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { useMapCanvas } from './city-map.tsx'
import type { MapData } from './geo.ts'
import type { PointMark } from './point-image.ts'

/** One point to show. */
export type MapPoint = { readonly id: string; readonly point: readonly [number, number]; readonly mark: PointMark }

const featuresOf = (points: readonly MapPoint[]): MapData => ({
  type: 'FeatureCollection',
  features: points.map(({ id, point, mark }) => ({
    type: 'Feature',
    properties: { id, mark, late: mark === 'late' ? 1 : 0 },
    geometry: { type: 'Point', coordinates: [...point] },
  })),
})

/** Points on the map, gathered into clusters from afar; the ring of a cluster shows how much of it is late. */
export function MapPoints({
  points,
  onOpen,
  onPlace,
}: {
  readonly points: readonly MapPoint[]
  /** A point was clicked: its id. A cluster opens by itself. */
  readonly onOpen?: (id: string) => void
  /** The map was clicked where no point is. */
  readonly onPlace?: (place: readonly [number, number]) => void
}): null {
  const canvas = useMapCanvas()
  const open = useRef(onOpen)
  open.current = onOpen
  const place = useRef(onPlace)
  place.current = onPlace
  const latest = useRef(points)
  latest.current = points

  useEffect(() => {
    if (!canvas) return
    const { map } = canvas
    map.addSource('points', {
      type: 'geojson',
      data: featuresOf(latest.current),
      cluster: true,
      clusterRadius: 44,
      clusterMaxZoom: 15,
      clusterProperties: { late: ['+', ['get', 'late']] },
    })
    map.addLayer({
      id: 'points',
      type: 'symbol',
      source: 'points',
      layout: {
        'icon-image': [
          'case',
          ['has', 'point_count'],
          ['concat', 'cluster-', ['get', 'point_count'], '-', ['get', 'late']],
          ['get', 'mark'],
        ],
        'icon-allow-overlap': true,
        'icon-padding': 0,
        'symbol-sort-key': ['case', ['has', 'point_count'], 2, ['get', 'late']],
      },
    })
    const click = async (event: MapMouseEvent): Promise<void> => {
      const [hit] = map.queryRenderedFeatures(event.point, { layers: ['points'] })
      if (hit?.geometry.type !== 'Point') return
      const cluster = hit.properties.cluster_id
      if (cluster === undefined) return open.current?.(String(hit.properties.id))
      const zoom = await map.getSource<GeoJSONSource>('points')?.getClusterExpansionZoom(cluster)
      const [lng = 0, lat = 0] = hit.geometry.coordinates
      // Named as the person's own doing: the map then stays where it was brought.
      const { originalEvent } = event
      map.easeTo({ center: [lng, lat], zoom: zoom ?? map.getZoom() + 2, duration: 180 }, { originalEvent })
    }
    const over = (): void => {
      map.getCanvas().style.cursor = 'pointer'
    }
    const rest = (): void => {
      map.getCanvas().style.cursor = ''
    }
    const beside = ({ point, lngLat }: MapMouseEvent): void => {
      if (map.queryRenderedFeatures(point, { layers: ['points'] }).length === 0)
        place.current?.([lngLat.lng, lngLat.lat])
    }
    map.on('click', beside)
    map.on('click', 'points', click)
    map.on('mouseenter', 'points', over)
    map.on('mouseleave', 'points', rest)
    return () => {
      map.off('click', beside)
      map.off('click', 'points', click)
      map.off('mouseenter', 'points', over)
      map.off('mouseleave', 'points', rest)
      if (!map.style) return
      if (map.getLayer('points')) map.removeLayer('points')
      if (map.getSource('points')) map.removeSource('points')
    }
  }, [canvas])

  useEffect(() => {
    canvas?.map.getSource<GeoJSONSource>('points')?.setData(featuresOf(points))
  }, [canvas, points])
  return null
}

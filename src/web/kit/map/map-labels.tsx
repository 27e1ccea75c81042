import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { FeatureCollection, Geometry } from '../../../kernel/place/index.ts'
import { layerQuery } from '../../api/registry.ts'
import { useSay } from '../use-say.ts'
import { boundsOf } from './bounds-of.ts'
import { useMapCanvas } from './city-map.tsx'
import { mapData } from './geo.ts'

/** What a feature of a base layer says of itself. */
type AreaProperties = {
  readonly code?: string
  readonly name?: string
  readonly title?: { readonly zh: string; readonly en: string }
  readonly centre?: readonly [number, number] | string
}

/** The middle of an outline's frame, when the layer does not name a centre. */
function middle(geometry: Geometry): readonly [number, number] | undefined {
  const bounds = boundsOf({ type: 'FeatureCollection', features: [{ type: 'Feature', geometry, properties: {} }] })
  return bounds && [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]
}

/**
 * Names of the districts, drawn as images in the system's own fonts, so that no glyph is fetched from anywhere. They lie
 * under what else is on the map.
 */
export function MapLabels(): null {
  const canvas = useMapCanvas()
  const say = useSay()
  const { data } = useQuery(layerQuery('districts'))
  useEffect(() => {
    if (!canvas || !data) return
    const { map } = canvas
    const labels: FeatureCollection = {
      type: 'FeatureCollection',
      features: data.features.flatMap((feature) => {
        const properties = (feature.properties ?? {}) as AreaProperties // the registry's layers carry these
        const centre = Array.isArray(properties.centre) ? properties.centre : middle(feature.geometry)
        const name = properties.title ? say(properties.title) : properties.name
        if (!centre || !name) return []
        const coordinates = [Number(centre[0]), Number(centre[1])] as const
        return [{ type: 'Feature', properties: { image: `label-${name}` }, geometry: { type: 'Point', coordinates } }]
      }),
    }
    map.addSource('labels', { type: 'geojson', data: mapData(labels) })
    map.addLayer(
      {
        id: 'labels',
        type: 'symbol',
        source: 'labels',
        layout: { 'icon-image': ['get', 'image'], 'icon-padding': 1 },
      },
      map.getLayer('points') ? 'points' : undefined,
    )
    return () => {
      if (!map.style) return
      if (map.getLayer('labels')) map.removeLayer('labels')
      if (map.getSource('labels')) map.removeSource('labels')
    }
  }, [canvas, data, say])
  return null
}

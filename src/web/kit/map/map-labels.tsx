import { useQuery } from '@tanstack/react-query'
import type { Map as LibreMap } from 'maplibre-gl'
import { type JSX, useEffect, useState } from 'react'
import type { FeatureCollection, Geometry } from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { layerQuery } from '../../api/registry.ts'
import { useSay } from '../use-say.ts'
import { boundsOf } from './bounds-of.ts'
import { useMapCanvas } from './city-map.tsx'
import { mapData } from './geo.ts'

/** From this zoom on, streets and towns have their names and outlines; below it, the districts have theirs. */
const near = 11

/** What a feature of a base layer says of itself. */
type AreaProperties = {
  readonly title?: Words
  readonly name?: string
  readonly centre?: readonly [number, number]
}

/** The middle of an outline's frame, when the layer does not name a centre. */
function middle(geometry: Geometry): readonly [number, number] | undefined {
  const bounds = boundsOf({ type: 'FeatureCollection', features: [{ type: 'Feature', geometry, properties: {} }] })
  return bounds && [(bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2]
}

/** One point a feature, naming the image that writes its name. */
const namesOf = (areas: FeatureCollection, say: (words: Words) => string): FeatureCollection => ({
  type: 'FeatureCollection',
  features: areas.features.flatMap((feature) => {
    const properties = (feature.properties ?? {}) as AreaProperties // the registry's layers carry these
    const coordinates = properties.centre ?? middle(feature.geometry)
    const name = properties.title ? say(properties.title) : properties.name
    if (!coordinates || !name) return []
    return [{ type: 'Feature', properties: { image: `label-${name}` }, geometry: { type: 'Point', coordinates } }]
  }),
})

/** Whether the map is near enough for the streets, and was once: what was fetched stays. */
function useIsNear(): boolean {
  const canvas = useMapCanvas()
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    if (!canvas || isNear) return
    const { map } = canvas
    const look = () => {
      if (map.getZoom() >= near) setNear(true)
    }
    look()
    map.on('zoom', look)
    return () => void map.off('zoom', look)
  }, [canvas, isNear])
  return isNear
}

/**
 * Names of the districts and, nearer, outlines and names of the streets and towns. Names are images in the system's own
 * fonts, so that no glyph is fetched from anywhere. They lie under what else is on the map.
 */
export function MapLabels(): JSX.Element {
  const isNear = useIsNear()
  return (
    <>
      <Names layer="districts" />
      {isNear ? <Names layer="streets" /> : null}
    </>
  )
}

/** The first layer of marks: names lie under marks, and over shaded areas. */
const marksOn = (map: LibreMap): string | undefined =>
  map
    .getStyle()
    .layers.find(
      ({ id, type }) =>
        (type === 'symbol' && (id === 'points' || id.startsWith('things-'))) ||
        (id.startsWith('tiles-') && id.endsWith('|dot')),
    )?.id

function Names({ layer }: { readonly layer: 'districts' | 'streets' }): null {
  const canvas = useMapCanvas()
  const say = useSay()
  const { data } = useQuery(layerQuery(layer))
  useEffect(() => {
    if (!canvas || !data) return
    const { map, colours } = canvas
    const names = `names-${layer}`
    const lines = `lines-${layer}`
    const isFine = layer === 'streets'
    if (isFine) {
      map.addSource(lines, { type: 'geojson', data: mapData(data) })
      map.addLayer(
        {
          id: lines,
          type: 'line',
          source: lines,
          minzoom: near,
          paint: { 'line-color': colours.line, 'line-width': 1 },
        },
        'areas-line',
      )
    }
    map.addSource(names, { type: 'geojson', data: mapData(namesOf(data, say)) })
    map.addLayer(
      {
        id: names,
        type: 'symbol',
        source: names,
        layout: { 'icon-image': ['get', 'image'], 'icon-padding': isFine ? 6 : 1 },
        ...(isFine ? { minzoom: near + 0.5 } : { maxzoom: near + 2 }),
      },
      marksOn(map),
    )
    return () => {
      if (!map.style) return
      for (const id of [names, lines]) {
        if (map.getLayer(id)) map.removeLayer(id)
        if (map.getSource(id)) map.removeSource(id)
      }
    }
  }, [canvas, data, layer, say])
  return null
}

import type { GeoJSONSource } from 'maplibre-gl'
import { useEffect, useMemo, useRef } from 'react'
import { useMapCanvas } from './city-map.tsx'
import type { MapData } from './geo.ts'

type Place = readonly [number, number]

/** Something people drew: a point, a line, an area, with its words. */
export type MapDrawing = {
  readonly id: string
  readonly label: string
  readonly shape:
    | { readonly type: 'Point'; readonly coordinates: Place }
    | { readonly type: 'LineString'; readonly coordinates: readonly Place[] }
    | { readonly type: 'Polygon'; readonly coordinates: readonly (readonly Place[])[] }
}

/** Where the words of a shape stand: at its point, in the middle of a line, over the middle of an area's corners. */
function labelAt({ shape }: MapDrawing): Place {
  if (shape.type === 'Point') return shape.coordinates
  if (shape.type === 'LineString') return shape.coordinates[Math.floor(shape.coordinates.length / 2)] ?? [0, 0]
  const ring = shape.coordinates[0]?.slice(1) ?? []
  const sum = ring.reduce(([x, y], [lng, lat]) => [x + lng, y + lat] as const, [0, 0] as Place)
  return [sum[0] / ring.length, sum[1] / ring.length]
}

const featuresOf = (drawings: readonly MapDrawing[]): MapData => ({
  type: 'FeatureCollection',
  features: drawings.flatMap((one) => [
    // The library does not write into them; our types only say so.
    { type: 'Feature', properties: {}, geometry: one.shape } as unknown as Extract<MapData, { type: 'Feature' }>,
    ...(one.label === ''
      ? []
      : [
          {
            type: 'Feature' as const,
            properties: { image: `label-${one.label}` },
            geometry: { type: 'Point' as const, coordinates: [...labelAt(one)] },
          },
        ]),
  ]),
})

/**
 * What people drew, each with its words. `name` keeps several sets apart; `isDraft` is what is being drawn: dashed, in the colour of
 * what wants care. With `onPlace`, a click on the map gives its place.
 */
export function MapDrawings({
  name,
  drawings,
  isDraft = false,
  onPlace,
}: {
  readonly name: string
  readonly drawings: readonly MapDrawing[]
  readonly isDraft?: boolean
  readonly onPlace?: ((place: Place) => void) | undefined
}): null {
  const canvas = useMapCanvas()
  const data = useMemo(() => featuresOf(drawings), [drawings])
  const latest = useRef(data)
  latest.current = data
  useEffect(() => {
    if (!canvas) return
    const { map, colours } = canvas
    const colour = isDraft ? colours.vermilion : colours.ochre
    const source = `drawn-${name}`
    map.addSource(source, { type: 'geojson', data: latest.current })
    const ids = ['fill', 'line', 'point', 'words'].map((part) => `${source}-${part}`)
    const [fill = '', line = '', point = '', words = ''] = ids
    map.addLayer({
      ...{ id: fill, type: 'fill', source, filter: ['==', ['geometry-type'], 'Polygon'] },
      paint: { 'fill-color': colour, 'fill-opacity': 0.2 },
    })
    map.addLayer({
      ...{ id: line, type: 'line', source, filter: ['!=', ['geometry-type'], 'Point'] },
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': colour, 'line-width': 3, ...(isDraft && { 'line-dasharray': [2, 1.5] }) },
    })
    map.addLayer({
      ...{
        id: point,
        type: 'circle',
        source,
        filter: ['all', ['==', ['geometry-type'], 'Point'], ['!', ['has', 'image']]],
      },
      paint: {
        ...{ 'circle-color': colour, 'circle-radius': 7 },
        ...{ 'circle-stroke-color': colours.paper, 'circle-stroke-width': 2 },
      },
    })
    map.addLayer({
      ...{ id: words, type: 'symbol', source, filter: ['has', 'image'] },
      layout: { 'icon-image': ['get', 'image'], 'icon-offset': [0, -18], 'icon-allow-overlap': true },
    })
    return () => {
      if (!map.style) return
      for (const id of ids) if (map.getLayer(id)) map.removeLayer(id)
      if (map.getSource(source)) map.removeSource(source)
    }
  }, [canvas, name, isDraft])
  useEffect(() => {
    canvas?.map.getSource<GeoJSONSource>(`drawn-${name}`)?.setData(data)
  }, [canvas, name, data])
  useEffect(() => {
    if (!canvas || !onPlace) return
    const { map } = canvas
    const following = map.on('click', ({ lngLat }) => onPlace([lngLat.lng, lngLat.lat]))
    map.getCanvas().style.cursor = 'crosshair'
    return () => {
      following.unsubscribe()
      if (map.style) map.getCanvas().style.cursor = ''
    }
  }, [canvas, onPlace])
  return null
}

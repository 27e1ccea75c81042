import type { MapMouseEvent } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import type { FeatureCollection } from '../../../kernel/place/index.ts'
import { useMapCanvas } from './city-map.tsx'
import { mapData } from './geo.ts'

/**
 * Areas shaded by a value: `share` 0 to 1 of the greatest, by the area's code. Areas without a value stay bare, so that
 * nothing and zero look different.
 */
export function MapAreas({
  layer,
  shares,
  chosen,
  onChoose,
}: {
  readonly layer: FeatureCollection | undefined
  readonly shares: ReadonlyMap<string, number>
  readonly chosen?: string | undefined
  readonly onChoose?: (code: string) => void
}): null {
  const canvas = useMapCanvas()
  const choose = useRef(onChoose)
  choose.current = onChoose
  useEffect(() => {
    if (!canvas || !layer) return
    const { map, colours } = canvas
    map.addSource('shares', {
      type: 'geojson',
      data: mapData({
        type: 'FeatureCollection',
        features: layer.features.flatMap((feature) => {
          const code = String(feature.properties?.code ?? '')
          const share = shares.get(code)
          return share === undefined ? [] : [{ ...feature, properties: { code, share } }]
        }),
      }),
    })
    const before = map.getLayer('points') ? 'points' : undefined
    map.addLayer(
      {
        id: 'shares',
        type: 'fill',
        source: 'shares',
        paint: {
          'fill-color': colours.teal,
          'fill-opacity': ['interpolate', ['linear'], ['get', 'share'], 0, 0.06, 1, 0.6],
        },
      },
      before,
    )
    map.addLayer(
      {
        id: 'shares-line',
        type: 'line',
        source: 'shares',
        paint: {
          'line-color': colours.ink,
          'line-width': ['case', ['==', ['get', 'code'], chosen ?? ''], 2.5, 0],
        },
      },
      before,
    )
    const click = (event: MapMouseEvent): void => {
      const [hit] = map.queryRenderedFeatures(event.point, { layers: ['shares'] })
      if (hit) choose.current?.(String(hit.properties.code))
    }
    map.on('click', 'shares', click)
    return () => {
      map.off('click', 'shares', click)
      if (!map.style) return
      for (const id of ['shares-line', 'shares']) if (map.getLayer(id)) map.removeLayer(id)
      if (map.getSource('shares')) map.removeSource('shares')
    }
  }, [canvas, layer, shares, chosen])
  return null
}

import type { LayerSpecification, Map as LibreMap, VectorTileSource } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { useMapCanvas } from './city-map.tsx'
import { followClicks } from './follow-clicks.ts'
import { GlidingThings } from './gliding-things.ts'
import type { TileFeed } from './tile-feed.ts'
import { filterOf, type TileColour, type TileLook, tileLayers } from './tile-layers.ts'

/**
 * One layer of the twin, drawn from vector tiles. What changes is laid over them: values as states of their features, things
 * that moved as points that glide from where they were. Nothing is drawn twice and nothing vanishes while tiles load.
 */
export function MapTiles({
  id,
  layer,
  look,
  at,
  colour,
  words,
  level,
  chosen,
  feed,
  onOpen,
}: {
  /** Unique on the map. */
  readonly id: string
  /** The layer's id at the server. */
  readonly layer: string
  readonly look: TileLook
  /** A past moment, ISO instant; nothing: now. */
  readonly at: string | undefined
  readonly colour: TileColour | undefined
  /** Words that a thing's name or kind must have. */
  readonly words: string
  /** The storey looked at, where things lie in storeys. */
  readonly level: string | undefined
  /** Id of the thing that is open. */
  readonly chosen: string | undefined
  readonly feed: TileFeed
  readonly onOpen?: (thing: string) => void
}): null {
  const canvas = useMapCanvas()
  const open = useRef(onOpen)
  open.current = onOpen
  const filtering = useRef({ words, level, chosen })
  filtering.current = { words, level, chosen }
  const moment = useRef(at)
  moment.current = at
  const isNow = at === undefined
  const asked = useRef('')
  const colourText = JSON.stringify(colour)
  useEffect(() => {
    if (!canvas) return
    const { map, colours } = canvas
    const scale = colourText === undefined ? undefined : (JSON.parse(colourText) as TileColour) // written above
    const source = `tiles-${id}`
    const moved = `${source}-moved`
    asked.current = addressOf(layer, moment.current)
    map.addSource(source, { type: 'vector', tiles: [asked.current], maxzoom: 18 })
    map.addSource(moved, { type: 'geojson', data: { type: 'FeatureCollection', features: [] }, promoteId: 'key' })
    const layers = tileLayers({ source, moved, sourceLayer: layer, look, scale, colours })
    for (const one of layers) map.addLayer(one)
    narrow(map, layers, filtering.current)
    const stopClicks = followClicks(map, undefined, layers, (thing) => open.current?.(thing))
    const gliding = new GlidingThings(map, { source, sourceLayer: layer, moved })
    const stopHearing = feed.listen(layer, (told) => {
      if (!isNow) return
      if (told === 'again') map.refreshTiles(source)
      else gliding.hear(told)
    })
    return () => {
      stopHearing()
      gliding.stop()
      stopClicks()
      if (!map.style) return
      for (const one of layers) if (map.getLayer(one.id)) map.removeLayer(one.id)
      for (const one of [source, moved]) if (map.getSource<VectorTileSource>(one)) map.removeSource(one)
    }
  }, [canvas, id, layer, look, isNow, colourText, feed])
  // From moment to moment the source stays: what is drawn remains until the tiles of the new moment are there.
  useEffect(() => {
    if (!canvas || at === undefined || asked.current === addressOf(layer, at)) return
    asked.current = addressOf(layer, at)
    canvas.map.getSource<VectorTileSource>(`tiles-${id}`)?.setTiles([asked.current])
  }, [canvas, id, layer, at])
  useEffect(() => {
    if (!canvas) return
    const prefix = `tiles-${id}`
    const own = canvas.map.getStyle().layers.filter((one) => one.id.startsWith(`${prefix}|`))
    narrow(canvas.map, own, { words, level, chosen })
  }, [canvas, id, words, level, chosen])
  return null
}

const addressOf = (layer: string, at: string | undefined): string =>
  `${location.origin}/tiles/${encodeURIComponent(layer)}/{z}/{x}/{y}${at === undefined ? '' : `?at=${encodeURIComponent(at)}`}`

type Narrowing = { readonly words: string; readonly level: string | undefined; readonly chosen: string | undefined }

function narrow(map: LibreMap, layers: readonly LayerSpecification[], { words, level, chosen }: Narrowing): void {
  for (const { id } of layers) {
    const part = id.split('|').at(-1) ?? ''
    map.setFilter(id, filterOf(part, { words, level, chosen }))
  }
}

import type { LayerSpecification, Map as LibreMap } from 'maplibre-gl'
import { useEffect, useRef } from 'react'
import { useMapCanvas } from './city-map.tsx'
import { followClicks } from './follow-clicks.ts'
import { GlidingThings } from './gliding-things.ts'
import type { TileFeed } from './tile-feed.ts'
import { filterOf, type KindTone, kindPaint, type TileColour, type TileLook, tileLayers } from './tile-layers.ts'

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
  kinds,
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
  /** Colours of its kinds, where its colour says no number. */
  readonly kinds: readonly KindTone[]
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
  const colourText = JSON.stringify(colour)
  const kindsText = JSON.stringify(kinds)
  const kindsNow = useRef(kinds)
  kindsNow.current = kinds
  const round = useRef(0)
  const before = useRef<() => void>(undefined)
  useEffect(() => {
    if (!canvas) return
    const { map, colours } = canvas
    const scale = colourText === undefined ? undefined : (JSON.parse(colourText) as TileColour) // written above
    // From moment to moment what was drawn stays until the tiles of the new moment are there.
    const source = `tiles-${id}|${round.current++}`
    const moved = `${source}|moved`
    map.addSource(source, { type: 'vector', tiles: [addressOf(layer, at)], maxzoom: 18 })
    map.addSource(moved, { type: 'geojson', data: { type: 'FeatureCollection', features: [] }, promoteId: 'key' })
    const layers = tileLayers({ source, moved, sourceLayer: layer, look, scale, kinds: kindsNow.current, colours })
    for (const one of layers) map.addLayer(one)
    narrow(map, layers, filtering.current)
    const stopClicks = followClicks(map, undefined, layers, (thing) => open.current?.(thing))
    const gliding = new GlidingThings(map, { source, sourceLayer: layer, moved })
    const stopHearing = feed.listen(layer, (told) => {
      if (at !== undefined) return
      if (told === 'again') map.refreshTiles(source)
      else gliding.hear(told)
    })
    const leaving = before.current
    const loaded = map.on('sourcedata', ({ sourceId }) => {
      if (sourceId !== source || !map.isSourceLoaded(source)) return
      loaded.unsubscribe()
      leaving?.()
    })
    before.current = () => {
      leaving?.()
      if (!map.style) return
      for (const one of layers) if (map.getLayer(one.id)) map.removeLayer(one.id)
      for (const one of [source, moved]) if (map.getSource(one)) map.removeSource(one)
    }
    return () => {
      loaded.unsubscribe()
      stopHearing()
      gliding.stop()
      stopClicks()
    }
  }, [canvas, id, layer, look, at, colourText, feed])
  useEffect(() => () => before.current?.(), [])
  useEffect(() => {
    if (!canvas || colourText !== undefined) return
    const { map, colours } = canvas
    const paint = kindPaint(JSON.parse(kindsText) as readonly KindTone[], colours, look) // written above
    for (const { id: layerId } of map.getStyle().layers) {
      if (!layerId.startsWith(`tiles-${id}|`)) continue
      for (const [part, property, value] of paint)
        if (layerId.endsWith(`|${part}`)) map.setPaintProperty(layerId, property, value)
    }
  }, [canvas, id, kindsText, colourText, look])
  useEffect(() => {
    if (!canvas) return
    const prefix = `tiles-${id}|`
    const own = canvas.map.getStyle().layers.filter((one) => one.id.startsWith(prefix))
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

import { useEffect, useRef } from 'react'
import { useMapCanvas } from './city-map.tsx'

/** Tells which storeys the things in sight lie in; nothing is drawn. */
export function MapLevels({ onLevels }: { readonly onLevels: (levels: readonly string[]) => void }): null {
  const canvas = useMapCanvas()
  const tell = useRef(onLevels)
  tell.current = onLevels
  useEffect(() => {
    if (!canvas) return
    const { map } = canvas
    const look = (): void => {
      const found = new Set<string>()
      const tiled = Object.entries(map.getStyle().sources).flatMap(([id, { type }]) => (type === 'vector' ? [id] : []))
      for (const id of tiled)
        for (const { properties } of map.querySourceFeatures(id, { sourceLayer: layerOf(id) })) {
          const level: unknown = properties.storey ?? properties.level
          if (typeof level === 'string' || typeof level === 'number') found.add(String(level))
        }
      tell.current([...found].sort((a, b) => a.localeCompare(b, undefined, { numeric: true })))
    }
    const following = map.on('idle', look)
    return () => following.unsubscribe()
  }, [canvas])
  return null
}

/** Sources of tiles are named `tiles-twin.<layer>|<number>`. */
const layerOf = (source: string): string => source.slice('tiles-twin.'.length).split('|')[0] ?? ''

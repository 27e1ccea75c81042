import { useEffect, useRef } from 'react'
import { useMapCanvas } from './city-map.tsx'

/** What the things in sight are like: the storeys they lie in, and the kinds of each layer of tiles by the layer's id on the map. */
export type InSight = {
  readonly levels: readonly string[]
  readonly kinds: Readonly<Record<string, readonly string[]>>
}

/** Tells what is in sight whenever that changed; nothing is drawn. */
export function MapInSight({ onSight }: { readonly onSight: (inSight: InSight) => void }): null {
  const canvas = useMapCanvas()
  const tell = useRef(onSight)
  tell.current = onSight
  useEffect(() => {
    if (!canvas) return
    const { map } = canvas
    let last = ''
    const look = (): void => {
      const levels = new Set<string>()
      const kinds: Record<string, Set<string>> = {}
      const tiled = Object.entries(map.getStyle().sources).flatMap(([id, { type }]) => (type === 'vector' ? [id] : []))
      for (const id of tiled) {
        const own = new Set<string>()
        kinds[id.slice('tiles-'.length).split('|')[0] ?? ''] = own
        for (const { properties } of map.querySourceFeatures(id, { sourceLayer: layerOf(id) })) {
          const level: unknown = properties.storey ?? properties.level
          if (isStorey(level)) levels.add(String(level))
          if (typeof properties.type === 'string') own.add(properties.type)
        }
      }
      const inSight: InSight = {
        levels: [...levels].sort((a, b) => a.localeCompare(b, undefined, { numeric: true })),
        kinds: Object.fromEntries(Object.entries(kinds).map(([id, own]) => [id, [...own].sort()])),
      }
      const now = JSON.stringify(inSight)
      if (now === last) return
      last = now
      tell.current(inSight)
    }
    const following = map.on('idle', look)
    return () => following.unsubscribe()
  }, [canvas])
  return null
}

/** A storey by its name or number (1, -2, B1, 3F, 首层); what a registry calls the level of a division is none. */
const isStorey = (level: unknown): boolean =>
  typeof level === 'number' || (typeof level === 'string' && level !== '' && !divisionLevels.has(level))

const divisionLevels: ReadonlySet<string> = new Set(['country', 'province', 'city', 'district', 'street', 'town'])

/** Sources of tiles are named `tiles-twin.<layer>|<number>`. */
const layerOf = (source: string): string => source.slice('tiles-twin.'.length).split('|')[0] ?? ''

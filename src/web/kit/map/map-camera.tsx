import { useEffect, useRef } from 'react'
import type { Bounds } from '../../../kernel/place/index.ts'
import { useMapCanvas } from './city-map.tsx'

/** From where a map is looked at. */
export type Camera = { readonly centre: readonly [number, number]; readonly zoom: number }

/** Keeps cameras of several maps together: who moves one moves all. */
export type CameraBond = {
  /** Tells the others; `from` is not told. */
  readonly move: (camera: Camera, from: object) => void
  readonly join: (self: object, follow: (camera: Camera) => void) => () => void
}

/** A new bond, for as many maps as join. */
export function cameraBond(): CameraBond {
  const joined = new Map<object, (camera: Camera) => void>()
  return {
    move: (camera, from) => {
      for (const [self, follow] of joined) if (self !== from) follow(camera)
    },
    join: (self, follow) => {
      joined.set(self, follow)
      return () => void joined.delete(self)
    },
  }
}

/** Lies on a map and ties its camera to those of others; tilts it, for things that stand up. */
export function MapCamera({
  bond,
  tilted,
  onSeen,
}: {
  readonly bond?: CameraBond
  readonly tilted: boolean
  /** Told what is in sight, at first and after every movement. */
  readonly onSeen?: (seen: Camera & { readonly bounds: Bounds }) => void
}): null {
  const canvas = useMapCanvas()
  const self = useRef({})
  const first = useRef(true)
  const seen = useRef(onSeen)
  seen.current = onSeen
  useEffect(() => {
    if (!canvas) return
    const { map } = canvas
    const tell = (): void => {
      const [[west, south], [east, north]] = map.getBounds().toArray() as [[number, number], [number, number]] // LngLatBounds.toArray gives two pairs
      const { lng, lat } = map.getCenter()
      seen.current?.({ bounds: [west, south, east, north], centre: [lng, lat], zoom: map.getZoom() })
    }
    tell()
    const following = map.on('moveend', tell)
    return () => following.unsubscribe()
  }, [canvas])
  useEffect(() => {
    if (!canvas) return
    const pitch = tilted ? 52 : 0
    if (first.current) canvas.map.jumpTo({ pitch })
    else canvas.map.easeTo({ pitch, duration: matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : 180 })
    first.current = false
  }, [canvas, tilted])
  useEffect(() => {
    if (!canvas || !bond) return
    const { map } = canvas
    // What follows does not lead: a movement that was told is not told on.
    let follows = false
    const told = (): void => {
      if (follows) return
      const { lng, lat } = map.getCenter()
      bond.move({ centre: [lng, lat], zoom: map.getZoom() }, self.current)
    }
    map.on('move', told)
    const leave = bond.join(self.current, ({ centre, zoom }) => {
      follows = true
      // Led by a person, if by way of another map: it stays where it was brought.
      map.jumpTo({ center: [...centre], zoom }, { originalEvent: self.current })
      follows = false
    })
    return () => {
      leave()
      map.off('move', told)
    }
  }, [canvas, bond])
  return null
}

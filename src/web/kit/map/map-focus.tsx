import { useEffect, useRef } from 'react'
import type { Bounds } from '../../../kernel/place/index.ts'
import { useMapCanvas } from './city-map.tsx'

/** Brings the map to where something is, once for each thing; a small one is not come nearer to than a street. */
export function MapFocus({
  name,
  bounds,
}: {
  /** What is looked for: it may move later without the map going after it. */
  readonly name: string | undefined
  readonly bounds: Bounds | undefined
}): null {
  const canvas = useMapCanvas()
  const came = useRef('')
  useEffect(() => {
    if (!canvas || !bounds || name === undefined || came.current === name) return
    came.current = name
    const [west, south, east, north] = bounds
    const [[w, s], [e, n]] = canvas.map.getBounds().toArray() as [[number, number], [number, number]] // LngLatBounds.toArray gives two pairs
    const isSeen = west >= w && east <= e && south >= s && north <= n
    if (isSeen && canvas.map.getZoom() > 9.5) return
    // On a wide screen the panel of the thing lies to the right.
    const padding = { top: 80, bottom: 80, left: 80, right: canvas.map.getCanvas().clientWidth > 900 ? 460 : 80 }
    // As if a person had led it there: the map then stays.
    canvas.map.fitBounds(
      [west, south, east, north],
      { maxZoom: 15, padding, animate: false },
      { originalEvent: bounds },
    )
  }, [canvas, name, bounds])
  return null
}

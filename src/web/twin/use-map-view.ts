import { useCallback } from 'react'
import { useSearchParams } from 'react-router'
import { addressOf, type MapView, viewOf } from './map-view.ts'

/** The view that the address holds, and how to change it. Changes replace the address, so that going back leaves the map. */
export function useMapView(): {
  readonly view: MapView
  readonly change: (part: Partial<MapView>, drop?: readonly Droppable[]) => void
} {
  const [asked, setAsked] = useSearchParams()
  const change = useCallback(
    (part: Partial<MapView>, drop: readonly Droppable[] = []) =>
      setAsked(
        (now) => {
          const kept = Object.entries(viewOf(now)).filter(([name]) => !drop.some((one) => one === name))
          return addressOf({ ...(Object.fromEntries(kept) as MapView), ...part }) // only what may be absent is dropped
        },
        { replace: true, preventScrollReset: true },
      ),
    [setAsked],
  )
  return { view: viewOf(asked), change }
}

type Droppable = 'at' | 'day' | 'beside' | 'other' | 'level' | 'open' | 'centre' | 'zoom'

import { useEffect } from 'react'
import type { Bounds } from '../../../kernel/place/index.ts'

/** A thing that changed while it is looked at; `key` is the number of its feature in the tiles. */
export type LiveThing = {
  readonly key: number
  readonly id?: string
  readonly zh?: string
  readonly en?: string
  readonly point?: readonly [lng: number, lat: number]
  readonly gone?: true
  readonly values: Readonly<Record<string, unknown>>
}

/** What is heard: things that changed, or `again` when the tiles are to be read anew. */
export type Heard = readonly LiveThing[] | 'again'

/** Passes what the city tells on to the layers it is about. */
export type TileFeed = {
  readonly listen: (layer: string, heard: (told: Heard) => void) => () => void
  readonly tell: (layer: string, told: Heard) => void
}

/** A new feed, for the layers of one map. */
export function tileFeed(): TileFeed {
  const listening = new Map<string, Set<(told: Heard) => void>>()
  return {
    listen: (layer, heard) => {
      const own = listening.get(layer) ?? new Set()
      listening.set(layer, own.add(heard))
      return () => void own.delete(heard)
    },
    tell: (layer, told) => {
      for (const heard of listening.get(layer) ?? []) heard(told)
    },
  }
}

type Told = { readonly layers: Readonly<Record<string, readonly LiveThing[]>>; readonly again?: true }

/** A frame with a margin of a quarter on each side: what leaves the sight is followed until it is out of it. */
const widened = ([west, south, east, north]: Bounds): string => {
  const [dx, dy] = [(east - west) / 4, (north - south) / 4]
  return [Math.max(-180, west - dx), Math.max(-85, south - dy), Math.min(180, east + dx), Math.min(85, north + dy)]
    .map((one) => one.toFixed(5))
    .join(',')
}

/** Hears what changes in these layers within the frame; nothing while there is no frame, as for past moments. */
export function useTileFeed(feed: TileFeed, layers: readonly string[], bounds: Bounds | undefined): void {
  const asked = [...layers].sort().join(',')
  const frame = bounds === undefined ? undefined : widened(bounds)
  useEffect(() => {
    if (frame === undefined || asked === '') return
    // A map that is being moved asks when it has come to rest.
    let source: EventSource | undefined
    let isFirst = true
    const begin = setTimeout(() => {
      source = new EventSource(`/live/tiles?${new URLSearchParams({ layers: asked, bbox: frame })}`)
      source.onopen = () => {
        // Between two streams something may have come or gone.
        if (!isFirst) for (const layer of asked.split(',')) feed.tell(layer, 'again')
        isFirst = false
      }
      source.onmessage = ({ data }) => {
        const told = JSON.parse(data as string) as Told // written by the city's own stream
        for (const [layer, things] of Object.entries(told.layers)) feed.tell(layer, things)
        if (told.again) for (const layer of asked.split(',')) feed.tell(layer, 'again')
      }
    }, 250)
    return () => {
      clearTimeout(begin)
      source?.close()
    }
  }, [feed, asked, frame])
}

import { useCallback, useMemo, useState } from 'react'
import type { DrawnShape } from '../api/response.ts'
import type { MapDrawing } from '../kit/map/index.ts'

type Place = readonly [number, number]

/** What a draft becomes. */
export type DraftKind = DrawnShape['type']

/** Something that is being drawn, corner by corner. */
export type Draft = {
  readonly kind: DraftKind
  readonly places: readonly Place[]
  /** Drawn to its end: can be sent. */
  readonly shape: DrawnShape | undefined
  /** As the map shows it. */
  readonly shown: readonly MapDrawing[]
  choose(kind: DraftKind): void
  add(place: Place): void
  undo(): void
  clear(): void
}

/** About a metre. */
const round = (degrees: number): number => Math.round(degrees * 1e5) / 1e5

function shapeOf(kind: DraftKind, places: readonly Place[]): DrawnShape | undefined {
  const [first] = places
  if (!first) return undefined
  if (kind === 'Point') return { type: 'Point', coordinates: places.at(-1) ?? first }
  if (kind === 'LineString') return places.length < 2 ? undefined : { type: 'LineString', coordinates: places }
  return places.length < 3 ? undefined : { type: 'Polygon', coordinates: [[...places, first]] }
}

/** Draws a point, a line or an area, place after place: the same for a mouse, a finger and the keyboard. */
export function useDraft(start: DraftKind): Draft {
  const [kind, setKind] = useState(start)
  const [places, setPlaces] = useState<readonly Place[]>([])
  const shape = useMemo(() => shapeOf(kind, places), [kind, places])
  const shown = useMemo((): readonly MapDrawing[] => {
    const corners = places.map((one, i) => ({
      ...{ id: `corner-${i}`, label: '' },
      shape: { type: 'Point' as const, coordinates: one },
    }))
    const line = { id: 'draft', label: '', shape: shape ?? ({ type: 'LineString', coordinates: places } as const) }
    return kind === 'Point' ? corners.slice(-1) : [...corners, ...(places.length > 1 ? [line] : [])]
  }, [kind, places, shape])
  const add = useCallback(([lng, lat]: Place) => setPlaces((all) => [...all, [round(lng), round(lat)]]), [])
  return {
    ...{ kind, places, shape, shown, add },
    choose: (next) => {
      setKind(next)
      setPlaces([])
    },
    undo: () => setPlaces((all) => all.slice(0, -1)),
    clear: () => setPlaces([]),
  }
}

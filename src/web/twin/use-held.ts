import { keepPreviousData, useQueries } from '@tanstack/react-query'
import { useRef } from 'react'
import type { Bounds } from '../../kernel/place/index.ts'
import { countQuery } from '../api/twin.ts'
import { useNow, useSay } from '../kit/index.ts'
import { bboxOf, heldQuery, type Layer } from './layers.ts'
import { dayBounds, type MapView, type ShownLayer, type Span } from './map-view.ts'
import { type Held, hasWords, type Thing } from './thing.ts'

/** Hours of each stretch of time. */
export const spanHours: Readonly<Record<Span, number>> = { day: 24, week: 7 * 24, month: 30 * 24, quarter: 90 * 24 }

const hour = 3_600_000

/**
 * The stretch of time that ends with a moment, or one whole day. The present moves on by the hour: the same question is asked
 * until then.
 */
export function useStretch(
  span: Span,
  at: number | undefined,
  day?: string,
): { readonly from: string; readonly to: string } {
  const now = useNow()
  const whole = dayBounds(day)
  if (whole) return { from: new Date(whole.from).toISOString(), to: new Date(whole.till).toISOString() }
  const end = at ?? (Math.floor(now / hour) + 1) * hour
  return { from: new Date(end - spanHours[span] * hour).toISOString(), to: new Date(end).toISOString() }
}

/** A layer that is on, with what it holds at the moment. */
export type ShownHeld = ShownLayer & {
  readonly about: Layer
  readonly held: Held | undefined
  /** How many there are in the frame, where that is known without listing them. */
  readonly count: number | undefined
  /** What of it has the words looked for. */
  readonly things: readonly Thing[]
  readonly error: Error | null
  readonly again: () => void
}

/** What the layers of a view hold at a moment, within a frame; nothing is asked before the frame is known. */
export function useHeld(
  view: Pick<MapView, 'layers' | 'span' | 'words' | 'table'>,
  at: number | undefined,
  bounds: Bounds | undefined,
  layers: readonly Layer[],
): readonly ShownHeld[] {
  const say = useSay()
  const { from, to } = useStretch(view.span, at)
  const shown = view.layers.flatMap((one) => {
    const about = layers.find(({ id }) => id === one.layer)
    return about ? [{ ...one, about }] : []
  })
  const held = useQueries({
    queries: shown.map(({ about }) => ({
      ...heldQuery(about, say, { bounds: bounds ?? [0, 0, 0, 0], from, to, isNow: at === undefined }),
      // What tiles draw is listed only where somebody wants the list.
      enabled: bounds !== undefined && (about.tiles === undefined || view.table),
    })),
  })
  const isCounted = bounds !== undefined && at === undefined && view.words.trim() === ''
  const counts = useQueries({
    queries: shown.map(({ about }) => ({
      ...countQuery(about.tiles?.layer ?? '', bboxOf(bounds ?? [0, 0, 0, 0])),
      enabled: isCounted && about.tiles !== undefined,
      placeholderData: keepPreviousData,
    })),
  })
  // While a new frame is asked about, what was held by the last one stays in sight.
  const last = useRef(new Map<string, Held>())
  return shown.map((one, index) => {
    const query = held[index]
    if (query?.data) last.current.set(one.layer, query.data)
    const isListed = one.about.tiles === undefined || view.table
    const now = isListed ? (query?.data ?? last.current.get(one.layer)) : undefined
    const things = now?.things ?? []
    return {
      ...one,
      held: now,
      count: one.about.tiles ? (isCounted ? (counts[index]?.data ?? undefined) : undefined) : now && things.length,
      things: view.words.trim() === '' ? things : things.filter((thing) => hasWords(thing, view.words)),
      error: query?.error ?? null,
      again: () => void query?.refetch(),
    }
  })
}

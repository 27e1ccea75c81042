import { queryOptions } from '@tanstack/react-query'
import type { Bounds, FeatureCollection } from '../../kernel/place/index.ts'
import type { LayerScale } from '../../kernel/twin/index.ts'
import type { Words } from '../../kernel/words.ts'
import { api } from '../api/client.ts'
import type { MapView as CasesOnMap, PointCase } from '../api/measure.ts'
import { caseStatus, caseTitle } from '../case/index.ts'
import type { IconName, Say } from '../kit/index.ts'
import type { Look } from './map-view.ts'
import type { Held, Thing } from './thing.ts'

/** What is asked of a layer: the frame, and the stretch of time that ends with the moment looked at; ISO instants. */
export type Asked = { readonly bounds: Bounds; readonly from: string; readonly to: string; readonly isNow: boolean }

/** One layer that can be switched on. */
export type Layer = {
  readonly id: string
  readonly title: Words
  readonly icon: IconName
  /** The ways it may be drawn, the usual one first. */
  readonly looks: readonly Look[]
  /** What shades, columns and the table's number are. */
  readonly shows: Words
  /** Where it comes from. */
  readonly source: Words
  /** Is it the same whatever the frame? Then moving the map asks nothing anew. */
  readonly isWhole?: boolean
  /** Drawn from tiles: things are read only where they are listed. */
  readonly tiles?: { readonly layer: string; readonly scale?: LayerScale }
  /** Under which heading it stands. */
  readonly group: 'city' | 'devices' | 'files'
  readonly read: (say: Say, asked: Asked, signal: AbortSignal) => Promise<Held>
}

/** What a layer holds; the present is asked anew every half minute, the past stays as it was. */
export const heldQuery = (layer: Layer, say: Say, asked: Asked) =>
  queryOptions({
    queryKey: ['map', layer.id, say.language, asked.from, asked.to, layer.isWhole ? 'whole' : asked.bounds],
    queryFn: ({ signal }) => layer.read(say, asked, signal),
    staleTime: asked.isNow ? 20_000 : Number.POSITIVE_INFINITY,
    refetchInterval: asked.isNow ? 30_000 : false,
  })

/** A frame as the interfaces take it. */
export const bboxOf = (bounds: Bounds): string =>
  bounds.map((one, index) => Math.max(index % 2 ? -85 : -180, Math.min(index % 2 ? 85 : 180, one)).toFixed(5)).join(',')

const caseThing = (say: Say, item: PointCase): Thing => {
  const look = caseStatus(item.status)
  return {
    id: item.id,
    layer: 'cases',
    title: caseTitle(say, item),
    kind: say({ zh: '诉求', en: 'Report' }),
    geometry: { type: 'Point', coordinates: item.point },
    state: item.late
      ? { words: say({ zh: '超期', en: 'Overdue' }), shape: 'urgent', tone: 'urgent' }
      : { words: say(look.words), shape: look.shape, tone: look.tone },
    value: item.reports,
    at: item.openedAt,
    isDemo: item.demo,
  }
}

const record: Words = { zh: '本市事项记录', en: 'The city’s own cases' }

/** The reports of the stretch of time that ends with the moment. */
const cases: Layer = {
  id: 'cases',
  group: 'city',
  title: { zh: '群众诉求', en: 'Reports of citizens' },
  icon: 'speak',
  looks: ['points', 'heat', 'columns'],
  shows: { zh: '反映次数', en: 'Times reported' },
  source: record,
  read: async (say, { bounds, from, to }, signal) => {
    const query = { as: 'points', from, to, bbox: bboxOf(bounds), limit: 5_000 }
    const { points = [], leftOut, asOf } = await api<CasesOnMap>('/api/measure/map', { query, signal })
    return { things: points.map((one) => caseThing(say, one)), leftOut, asOf }
  },
}

/** Areas of the city with how much was reported in them: shaded, or standing up. */
const areas = (id: 'districts' | 'streets', title: Words): Layer => ({
  id,
  group: 'city',
  title,
  icon: 'map',
  looks: ['areas', 'columns'],
  isWhole: true,
  shows: { zh: '受理件数', en: 'Cases received' },
  source: record,
  read: async (say, { from, to }, signal) => {
    const [outlines, counted] = await Promise.all([
      api<FeatureCollection>(`/api/registry/layers/${id}`, { signal }),
      api<CasesOnMap>('/api/measure/map', { query: { as: id, from, to }, signal }),
    ])
    const groups = new Map((counted.divisions ?? []).map((group) => [group.key, group]))
    const things = outlines.features.flatMap((feature): Thing[] => {
      const code = String(feature.properties.code)
      const group = groups.get(code)
      const name = feature.properties.title as Words | undefined // the registry's layers carry it
      if (!group && !name) return []
      return [
        {
          id: code,
          layer: id,
          title: say(group?.title ?? name ?? { zh: code, en: code }),
          kind: say(title),
          geometry: feature.geometry,
          value: group?.counts.received ?? 0,
          unit: say({ zh: '件', en: 'cases' }),
          isDemo: (group?.demo ?? 0) > 0,
        },
      ]
    })
    return { things, leftOut: 0, asOf: counted.asOf }
  },
})

/** Layers that every city has. */
export const cityLayers: readonly Layer[] = [
  cases,
  areas('districts', { zh: '各区受理', en: 'By district' }),
  areas('streets', { zh: '各街镇受理', en: 'By street' }),
]

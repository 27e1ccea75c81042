import type { AnyShape } from '../../kernel/twin/index.ts'
import type { Words } from '../../kernel/words.ts'
import {
  type EvolvedEntity,
  evolutionsOf,
  statesBefore,
  type TwinFeature,
  type TwinLayer,
  twinFeatures,
} from '../api/twin.ts'
import type { Say } from '../kit/index.ts'
import type { Layer } from './layers.ts'
import type { Thing } from './thing.ts'

/** Most things of a layer that are drawn at once. */
const most = 5_000

/** What a thing says of itself that is not about its state. */
const aside = new Set(['type', 'title', 'title_en', 'division', 'created', 'updated', 'name', 'deviceId', 'category'])

/** Names under which a thing says how high it is, metres. */
const heights = ['height', 'measuredHeight', 'bldg_height', 'h']

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined

/** What was known of a thing at a past moment, by attribute. */
type Then = ReadonlyMap<string, readonly [value: unknown, at: string]>

const thenOf = (entity: EvolvedEntity | undefined): Then =>
  new Map((entity ? evolutionsOf(entity) : []).flatMap(([name, { values }]) => (values[0] ? [[name, values[0]]] : [])))

/** A thing as it is now or, with `then`, as it was. */
function thingOf(say: Say, layer: string, { id, geometry, properties }: TwinFeature, then?: Then): readonly Thing[] {
  if (!geometry) return []
  const title = say({
    zh: textOf(properties.title) ?? textOf(properties.name) ?? id,
    en: textOf(properties.title_en) ?? textOf(properties.name) ?? id,
  })
  const height = heights.map((name) => numberOf(properties[name])).find((one) => one !== undefined)
  const now = Object.entries(properties).find(([name, value]) => !aside.has(name) && numberOf(value) !== undefined)
  const was = [...(then ?? [])].find(([, [value]]) => numberOf(value) !== undefined)
  const first = then ? was && ([was[0], was[1][0]] as const) : now
  const at = then ? was?.[1][1] : textOf(properties.updated)
  const place = then?.get('location')?.[0]
  return [
    {
      id,
      layer,
      title,
      kind: textOf(properties.type) ?? '',
      // What moves was elsewhere then.
      geometry: isPlace(place) ? place : geometry,
      ...(first && { value: numberOf(first[1]) ?? 0, unit: first[0] }),
      ...(height !== undefined && { height }),
      ...(at && { at }),
      isDemo: properties.isDemo === true,
    },
  ]
}

const isPlace = (value: unknown): value is AnyShape =>
  typeof value === 'object' && value !== null && 'type' in value && 'coordinates' in value

const record: Words = { zh: '城市孪生', en: 'The city’s twin' }

/** A layer of the twin as one of the map. */
export const mapLayerOf = ({ id, title }: TwinLayer): Layer => ({
  id: `twin.${id}`,
  title,
  icon: 'pulse',
  looks: ['points', 'heat', 'columns', 'areas'],
  shows: { zh: '第一个数值', en: 'Its first number' },
  source: record,
  read: async (say, { bounds: [west, south, east, north], to, isNow }, signal) => {
    const box = [Math.max(-180, west), Math.max(-85, south), Math.min(180, east), Math.min(85, north)]
    const query = { bbox: box.map((one) => one.toFixed(5)).join(','), limit: most }
    const [found, before] = await Promise.all([
      twinFeatures(id, query, signal),
      isNow ? undefined : statesBefore(to, signal),
    ])
    // Of the past: what was there by then, or has told of itself from before it was entered here.
    const there = found.features.filter(
      ({ id: one, properties }) => !before || (textOf(properties.created) ?? '') <= to || before.has(one),
    )
    return {
      things: there.flatMap((one) => thingOf(say, `twin.${id}`, one, before && thenOf(before.get(one.id)))),
      leftOut: Math.max(0, (found.numberMatched ?? 0) - found.features.length),
      asOf: found.timeStamp ?? new Date().toISOString(),
    }
  },
})

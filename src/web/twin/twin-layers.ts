import type { Words } from '../../kernel/words.ts'
import { type TwinFeature, type TwinLayer, twinFeatures } from '../api/twin.ts'
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

function thingOf(say: Say, layer: string, { id, geometry, properties }: TwinFeature, isNow: boolean): readonly Thing[] {
  if (!geometry) return []
  const title = say({
    zh: textOf(properties.title) ?? textOf(properties.name) ?? id,
    en: textOf(properties.title_en) ?? textOf(properties.name) ?? id,
  })
  const height = heights.map((name) => numberOf(properties[name])).find((one) => one !== undefined)
  const first = Object.entries(properties).find(([name, value]) => !aside.has(name) && numberOf(value) !== undefined)
  const at = textOf(properties.updated)
  return [
    {
      id,
      layer,
      title,
      kind: textOf(properties.type) ?? '',
      geometry,
      // What it measured at a past moment is in its own history; the number of today would be a wrong one.
      ...(isNow && first && { value: numberOf(first[1]) ?? 0, unit: first[0] }),
      ...(height !== undefined && { height }),
      ...(at && { at }),
      isDemo: properties.isDemo === true,
    },
  ]
}

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
    const found = await twinFeatures(id, query, signal)
    const there = found.features.filter(({ properties }) => (textOf(properties.created) ?? '') <= to)
    return {
      things: there.flatMap((one) => thingOf(say, `twin.${id}`, one, isNow)),
      leftOut: Math.max(0, (found.numberMatched ?? 0) - found.features.length),
      asOf: found.timeStamp ?? new Date().toISOString(),
    }
  },
})

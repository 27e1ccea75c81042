import type { AnyShape } from '../../kernel/twin/index.ts'
import type { Words } from '../../kernel/words.ts'
import { type PastFeature, stateAt, type TwinFeature, type TwinLayer, twinFeatures } from '../api/twin.ts'
import type { Say } from '../kit/index.ts'
import { bboxOf, type Layer } from './layers.ts'
import type { Thing } from './thing.ts'
import { unitWords } from './unit-words.ts'

/** Most things of a layer that are listed at once. */
const most = 5_000

/** What a thing says of itself that is not about its state. */
const aside = new Set([
  ...['type', 'title', 'title_en', 'division', 'created', 'updated', 'name', 'deviceId', 'category'],
  ...['lng', 'lat', 'height', 'elevation', 'storey', 'level'],
])

/** Numbers that only name something: nobody adds up division codes. */
const isName = (name: string): boolean =>
  /(^|_)(adcode|code|id|fid|gid|objectid|no|ref|number)$|(Id|Code|No|Number)$/.test(name)

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)
const numberOf = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined
const lastName = (name: string): string => /[^/#]*$/.exec(name)?.[0] || name

/** The number that a layer is about: that of its scale, else the first one. */
function numberIn(values: Readonly<Record<string, unknown>>, { scale }: TwinLayer): Pick<Thing, 'value' | 'unit'> {
  if (scale) {
    const value = numberOf(values[scale.attribute])
    return value === undefined ? {} : { value, unit: unitWords(scale.unit) }
  }
  const first = Object.entries(values).find(
    ([name, value]) => !aside.has(name) && !isName(name) && numberOf(value) !== undefined,
  )
  return first ? { value: numberOf(first[1]) ?? 0, unit: first[0] } : {}
}

type Known = {
  readonly id: string
  readonly geometry: AnyShape | null
  readonly title: Words | undefined
  readonly kind: string
  readonly values: Readonly<Record<string, unknown>>
  readonly at: string | undefined
}

const present = ({ id, geometry, properties }: TwinFeature): Known => {
  const zh = textOf(properties.title) ?? textOf(properties.name)
  return {
    ...{ id, geometry, values: properties, kind: textOf(properties.type) ?? '', at: textOf(properties.updated) },
    title: zh === undefined ? undefined : { zh, en: textOf(properties.title_en) ?? zh },
  }
}

const past = ({ id, geometry, properties: { title, types, values, readAt } }: PastFeature): Known => ({
  ...{ id, geometry, title: title ?? undefined, kind: lastName(types[0] ?? ''), at: readAt },
  values: Object.fromEntries(Object.entries(values).map(([name, value]) => [lastName(name), value])),
})

function thingOf(say: Say, declared: TwinLayer, { id, geometry, title, kind, values, at }: Known): readonly Thing[] {
  if (!geometry) return []
  const height = numberOf(values.height)
  return [
    {
      ...{ id, layer: `twin.${declared.id}`, title: title ? say(title) : id, kind, geometry },
      ...numberIn(values, declared),
      ...(typeof values.category === 'string' && { category: values.category }),
      ...(height !== undefined && { height }),
      ...(at && { at }),
      isDemo: values.isDemo === true,
    },
  ]
}

const record: Words = { zh: '城市孪生', en: 'The city’s twin' }

/** A layer of the twin as one of the map. */
export const mapLayerOf = (declared: TwinLayer): Layer => ({
  id: `twin.${declared.id}`,
  title: declared.title,
  icon: declared.scope === undefined ? 'pulse' : 'file',
  group: declared.scope === undefined ? 'devices' : 'files',
  looks: ['points', 'heat', 'columns'],
  shows: declared.scale?.title ?? { zh: '第一个数值', en: 'Its first number' },
  source: record,
  tiles: { layer: declared.id, ...(declared.scale && { scale: declared.scale }) },
  read: async (say, { bounds, to, isNow }, signal) => {
    const query = { bbox: bboxOf(bounds), limit: most }
    if (!isNow) {
      const { features, hasMore, at } = await stateAt({ ...query, at: to, layer: declared.id }, signal)
      return {
        things: features.flatMap((one) => thingOf(say, declared, past(one))),
        leftOut: hasMore ? 1 : 0,
        asOf: at,
      }
    }
    const { features, numberMatched, timeStamp } = await twinFeatures(declared.id, query, signal)
    return {
      things: features.flatMap((one) => thingOf(say, declared, present(one))),
      leftOut: Math.max(0, (numberMatched ?? 0) - features.length),
      asOf: timeStamp ?? new Date().toISOString(),
    }
  },
})

import { useQuery } from '@tanstack/react-query'
import type { Measure } from '../../kernel/things/index.ts'
import type { Words } from '../../kernel/words.ts'
import { type Profile, profilesQuery } from '../api/things.ts'
import { type Say, useSay } from '../kit/index.ts'
import { unitWords } from './unit-words.ts'

/** Terms of the core vocabulary and of the Smart Data Models that things of the city use, as people say them. */
const terms: Readonly<Record<string, Words>> = {
  name: { zh: '名称', en: 'Name' },
  description: { zh: '说明', en: 'Description' },
  category: { zh: '类别', en: 'Category' },
  deviceId: { zh: '设备编号', en: 'Device number' },
  batteryLevel: { zh: '电量', en: 'Battery' },
  address: { zh: '地址', en: 'Address' },
  height: { zh: '高度', en: 'Height' },
  measuredHeight: { zh: '实测高度', en: 'Measured height' },
  elevation: { zh: '底面标高', en: 'Elevation' },
  storey: { zh: '楼层', en: 'Storey' },
  level: { zh: '楼层', en: 'Level' },
  status: { zh: '状态', en: 'Status' },
  adcode: { zh: '行政区划代码', en: 'Division code' },
  color: { zh: '颜色', en: 'Colour' },
  speed: { zh: '速度', en: 'Speed' },
  heading: { zh: '航向', en: 'Heading' },
  isPartOf: { zh: '属于', en: 'Part of' },
  partOf: { zh: '属于', en: 'Part of' },
  belongsTo: { zh: '归属', en: 'Belongs to' },
  locatedIn: { zh: '位于', en: 'Located in' },
  isContainedIn: { zh: '位于', en: 'Contained in' },
  containedInPlace: { zh: '位于', en: 'Contained in' },
  refDevice: { zh: '设备', en: 'Device' },
  refBuilding: { zh: '所在建筑', en: 'Building' },
  refDistrict: { zh: '所在区', en: 'District' },
  refParkingSite: { zh: '所在停车场', en: 'Car park' },
  controlledAsset: { zh: '所装设施', en: 'Asset' },
  controlledProperty: { zh: '测量内容', en: 'What it measures' },
  connectsTo: { zh: '连接到', en: 'Connects to' },
  gateway: { zh: '网关', en: 'Gateway' },
  provider: { zh: '提供单位', en: 'Provider' },
  owner: { zh: '所有者', en: 'Owner' },
}

/** Kinds that come with files of maps, building models and timetables. */
const kinds: Readonly<Record<string, Words>> = {
  District: { zh: '区', en: 'District' },
  Address: { zh: '地址', en: 'Address' },
  Division: { zh: '行政区划', en: 'Division' },
  metroLines: { zh: '地铁线路', en: 'Metro line' },
  metroStations: { zh: '地铁站', en: 'Metro station' },
  elevatedRoads: { zh: '高架道路', en: 'Elevated road' },
  TransportStop: { zh: '公交站点', en: 'Stop' },
  TransportRoute: { zh: '公交线路', en: 'Route' },
  Building: { zh: '建筑', en: 'Building' },
  BuildingPart: { zh: '建筑部分', en: 'Part of a building' },
  Bridge: { zh: '桥梁', en: 'Bridge' },
  Road: { zh: '道路', en: 'Road' },
  Railway: { zh: '铁路', en: 'Railway' },
  LandUse: { zh: '用地', en: 'Land use' },
  PlantCover: { zh: '植被', en: 'Plant cover' },
  WaterBody: { zh: '水体', en: 'Water' },
  GenericCityObject: { zh: '其他城市对象', en: 'Other object' },
}

/** The last part of an IRI: what is shown of a name that nobody has words for. */
export const lastName = (name: string): string => /[^/#]*$/.exec(name)?.[0] || name

/** What the words of a thing's attributes and kind are, by the profiles of the city and the terms above. */
export type Vocabulary = {
  readonly say: Say
  readonly kind: (types: readonly string[], category: string | undefined) => string
  readonly attribute: (name: string, category: string | undefined) => string
  /** A value as people write it, with its unit. */
  readonly value: (name: string, category: string | undefined, value: unknown, unit?: string | null) => string
}

const attributeOf = ([name, { attribute }]: readonly [string, Measure]): string => attribute ?? name

function measureOf(profiles: readonly Profile[], category: string | undefined, term: string): Measure | undefined {
  // Of its own kind first; terms of models mean the same everywhere.
  const own = profiles.filter(({ name }) => name === category)
  for (const { measures } of [...own, ...(category === undefined ? profiles : [])]) {
    const found = Object.entries(measures).find((one) => attributeOf(one) === term)
    if (found) return found[1]
  }
  return undefined
}

/** The vocabulary of the city; names stand as they are until it is there. */
export function useVocabulary(): Vocabulary {
  const say = useSay()
  const { data: profiles = [] } = useQuery(profilesQuery)
  return {
    say,
    kind: (types, category) => {
      const own = profiles.find(({ name }) => name === category)
      const typed = profiles.filter(({ type }) => type === lastName(types[0] ?? ''))
      const profile = own ?? (typed.length === 1 ? typed[0] : undefined)
      const named = (type: string): string => (kinds[type] ? say(kinds[type]) : type)
      return profile ? say(profile.title) : types.map((type) => named(lastName(type))).join(say({ zh: '、', en: ', ' }))
    },
    attribute: (name, category) => {
      const term = lastName(name)
      const words = measureOf(profiles, category, term)?.title ?? terms[term]
      return words ? say(words) : term
    },
    value: (name, category, value, unit) => {
      const measure = measureOf(profiles, category, lastName(name))
      if (measure?.kind === 'choice' && typeof value === 'number') {
        const choice = Object.values(measure.choices ?? {}).find(({ code }) => code === value)
        if (choice) return say(choice.title)
      }
      const isYesNo = measure?.kind === 'yes-no' && (value === 0 || value === 1)
      if (typeof value === 'boolean' || isYesNo) return say(value ? { zh: '是', en: 'Yes' } : { zh: '否', en: 'No' })
      if (typeof value === 'number')
        return `${value.toLocaleString(say.tag, { maximumFractionDigits: 3 })} ${unitWords(unit ?? measure?.unit)}`.trim()
      if (typeof value === 'string') return value
      return value === null || value === undefined ? '—' : JSON.stringify(value)
    },
  }
}

import type { DivisionLevel } from '../../../kernel/codes/index.ts'
import { type Area, type Bounds, labelPoint, type Point, type Position } from '../../../kernel/place/index.ts'
import type { Words } from '../../../kernel/words.ts'
import divisionsFile from './data/divisions.json' with { type: 'json' }
import outlinesFile from './data/outlines.json' with { type: 'json' }
import type { DivisionsFile } from './derive/derive-divisions.ts'
import type { OutlinesFile } from './derive/derive-outlines.ts'

/** A division (行政区划) of the city as the registry loads it. */
export type ProfileDivision = {
  /** Short form: 6, 9 or 12 digits. */
  readonly code: string
  readonly parent?: string
  readonly level: DivisionLevel
  readonly name: Words
  readonly point?: Point
  readonly area?: Area
  /** The area and point are drawn by the generator, not surveyed (演示示意边界). */
  readonly isSketch: boolean
}

// JSON imports are typed by their literal content: wide tuples are stated here.
const divisions = divisionsFile as unknown as DivisionsFile
const outlines = outlinesFile as unknown as OutlinesFile

/** Code of the city. */
export const shanghaiCode = '310000'

/** Rings written as `lng,lat lng,lat …`. */
const readRing = (text: string): Position[] =>
  text.split(' ').map((pair) => {
    const [lng = Number.NaN, lat = Number.NaN] = pair.split(',').map(Number)
    return [lng, lat]
  })

function outlineOf(code: string): Area {
  const rings = (outlines.districts[code] ?? []).map(readRing)
  const [only] = rings
  return rings.length === 1 && only
    ? { type: 'Polygon', coordinates: [only] }
    : { type: 'MultiPolygon', coordinates: rings.map((ring) => [ring]) }
}

/** The frame of the city, sea included: west, south, east, north in WGS 84. */
export const cityBounds: Bounds = [120.83, 30.66, 122.25, 31.9]

/** The city itself. */
export const cityDivision: ProfileDivision = {
  code: shanghaiCode,
  level: 'province',
  name: { zh: '上海市', en: 'Shanghai' },
  point: { lng: 121.4737, lat: 31.2304 },
  isSketch: false,
}

/** The sixteen districts with their outlines (示意轮廓, simplified to 150 m) and a point to label each. */
export const districts = (): readonly ProfileDivision[] =>
  divisions.districts.map(([code, zh, en]) => {
    const area = outlineOf(code)
    return {
      code,
      parent: shanghaiCode,
      level: 'county',
      name: { zh, en },
      area,
      point: labelPoint(area, 200),
      isSketch: true,
    }
  })

/** The 234 streets, towns and zones, as names only: `drawStreets` gives them a place. */
export const streetNames: readonly Omit<ProfileDivision, 'isSketch'>[] = divisions.streets.map(([code, zh, en]) => ({
  code,
  parent: code.slice(0, 6),
  level: 'street',
  name: { zh, en },
}))

const committeeEndings: readonly (readonly [zh: RegExp, en: string])[] = [
  [/村委会$/u, "Villagers' Committee"],
  [/居委会$/u, "Residents' Committee"],
  [/虚拟/u, 'Area'],
]

/** The committees (居村委会) of a street, as names only. */
export function committeeNames(street: string): readonly Omit<ProfileDivision, 'isSketch'>[] {
  const line = divisions.committees[street]
  if (line === undefined) return []
  return line.split('|').map((entry) => {
    const [code = '', zh = '', stem = '', ...more] = entry.split(',')
    const ending = committeeEndings.find(([pattern]) => pattern.test(zh))?.[1] ?? 'Committee'
    const name: Words = { zh, en: [[stem, ...more].join(','), ending].join(' ') }
    return { code: street + code, parent: street, level: 'community', name }
  })
}

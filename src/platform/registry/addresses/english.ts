import type { Division } from '../divisions/division.ts'
import { pinyinOf } from './pinyin.ts'

/** What an address in Latin letters is turned into Chinese by: roads by their sound, divisions by their English names. */
export type EnglishNames = {
  readonly roads: ReadonlyMap<string, readonly string[]>
  readonly divisions: ReadonlyMap<string, Division>
  /** Most words of a division's name. */
  readonly longest: number
}

/** No names at all. */
export const noEnglishNames: EnglishNames = { roads: new Map(), divisions: new Map(), longest: 0 }

const roadKinds = /(?:大道|大街|公路|路|街|道|巷)$/u
const kindWords = new Set(
  'road rd lu street st jie avenue ave boulevard blvd dadao highway hwy gonglu lane alley'.split(' '),
)
const divisionKinds = /\b(?:district|new area|subdistrict|sub district|town|township|county|residential area)$/

/** Words that are translated in the names of roads, not spelt: 东 is East on every road sign. */
const translated: Readonly<Record<string, string>> = {
  ...{ east: 'dong', e: 'dong', west: 'xi', w: 'xi', south: 'nan', s: 'nan', north: 'bei', n: 'bei' },
  ...{ middle: 'zhong', central: 'zhong', mid: 'zhong', new: 'xin', old: 'lao' },
  ...{ first: 'yi', second: 'er', third: 'san', fourth: 'si', fifth: 'wu', sixth: 'liu' },
  ...{ '1st': 'yi', '2nd': 'er', '3rd': 'san', '4th': 'si', '5th': 'wu', '6th': 'liu' },
  ...{ century: 'shiji', peoples: 'renmin', people: 'renmin', ring: 'huan' },
}
const directions = new Set(['dong', 'xi', 'nan', 'bei', 'zhong'])

const wordsOf = (text: string): string[] =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/['’`]/g, '')
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')

const divisionKey = (name: string): string => wordsOf(name).join(' ').replace(divisionKinds, '').trim()

/** Prepares the names. Of divisions with one name the widest is meant. */
export function englishNames(divisions: Iterable<Division>, roadNames: Iterable<string>): EnglishNames {
  const roads = new Map<string, string[]>()
  for (const name of roadNames) {
    const key = pinyinOf(name.replace(roadKinds, ''))
    if (key !== undefined) roads.set(key, [...(roads.get(key) ?? []), name])
  }
  const byName = new Map<string, Division>()
  for (const division of divisions) {
    if (division.level !== 'county' && division.level !== 'street') continue
    const key = divisionKey(division.name.en)
    const known = byName.get(key)
    if (key !== '' && (known === undefined || known.code.length > division.code.length)) byName.set(key, division)
  }
  const longest = Math.max(0, ...[...byName.keys()].map((key) => key.split(' ').length))
  return { roads, divisions: byName, longest }
}

/**
 * Chinese texts that an address in Latin letters may stand for, likeliest first: `Nanjing East Road 100, Huangpu` is
 * 黄浦区南京东路100号. Nothing when the text holds Chinese or names nothing that is known.
 */
export function fromEnglish(text: string, names: EnglishNames): readonly string[] {
  if (/\p{Script=Han}/u.test(text)) return []
  const words = wordsOf(text)
  const road = findRoad(words, names)
  const rest = road ? words.map((word, index) => (index >= road.from && index < road.to ? '' : word)) : words
  const district = findDivision(rest, names)
  const where = district?.name.zh ?? ''
  if (road) return road.names.map((name) => `${where}${name}${road.door}`)
  return district ? [where] : []
}

type RoadFound = {
  readonly names: readonly string[]
  readonly from: number
  readonly to: number
  readonly door: string
}

/** Most words before the word for a road: Zhong Shan Nan Yi Road. */
const mostWords = 4

function findRoad(words: readonly string[], { roads }: EnglishNames): RoadFound | undefined {
  for (const [at, word] of words.entries()) {
    if (!kindWords.has(word)) continue
    for (let count = Math.min(mostWords, at); count > 0; count -= 1) {
      const names = roads.get(roadKey(words.slice(at - count, at)))
      if (names) return { names, from: at - count, to: at + 1, door: doorOf(words, at - count, at + 1) }
    }
  }
  return undefined
}

function roadKey(words: readonly string[]): string {
  const [first = '', ...others] = words.map((word) => translated[word] ?? word)
  // East Nanjing Road is Nanjing East Road.
  const isAhead = others.length > 0 && directions.has(first) && first !== words[0]
  return (isAhead ? [...others, first] : [first, ...others]).join('')
}

/** The number: behind the road or before it, of a lane or of a door. */
function doorOf(words: readonly string[], from: number, to: number): string {
  const isNumber = (word: string | undefined): word is string => word !== undefined && /^\d{1,5}$/.test(word)
  const after = words[to] === 'no' || words[to] === 'number' ? words[to + 1] : words[to]
  const lane = words.indexOf('lane')
  const laneNumber = lane < 0 ? undefined : words[lane + 1]
  const door = isNumber(after) ? after : words[from - 2] === 'lane' ? undefined : words[from - 1]
  return `${isNumber(laneNumber) ? `${laneNumber}弄` : ''}${isNumber(door) ? `${door}号` : ''}`
}

function findDivision(words: readonly string[], { divisions, longest }: EnglishNames): Division | undefined {
  for (let count = longest; count > 0; count -= 1)
    for (let from = 0; from + count <= words.length; from += 1) {
      const found = divisions.get(words.slice(from, from + count).join(' '))
      if (found) return found
    }
  return undefined
}

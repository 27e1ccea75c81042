import type { Division } from '../divisions/division.ts'
import type { AddressParts } from './address-parts.ts'
import { cleanAddress } from './address-text.ts'
import { readDoor } from './door-pattern.ts'
import { type Found, NameFinder } from './name-finder.ts'

/** The names of divisions as addresses use them. */
export type DivisionNames = {
  /** Whole names: 浦东新区, 南京东路街道, 张江镇; committees by their whole name. */
  readonly whole: NameFinder<readonly Division[]>
  /** Short names: 浦东, 黄浦, 张江; used only where nothing better is found. */
  readonly short: NameFinder<readonly Division[]>
  readonly byCode: ReadonlyMap<string, Division>
}

/** Stands where a division was taken out of a text: a private character, so that what stood apart does not grow together. */
const gap = '\ue000'

const shortOf = ({ level, name }: Division): string | undefined => {
  const stem = name.zh.replace(level === 'county' ? /新?区$/u : /街道$|镇$|乡$/u, '')
  return level !== 'community' && stem.length >= 2 && stem !== name.zh ? stem : undefined
}

/** Prepares the names of divisions. Several may share one: 长兴镇 stands in many cities, 向阳村 in many towns. */
export function divisionNames(divisions: Iterable<Division>): DivisionNames {
  const whole = new Map<string, Division[]>()
  const short = new Map<string, Division[]>()
  const byCode = new Map<string, Division>()
  const add = (map: Map<string, Division[]>, name: string, division: Division) => {
    const list = map.get(name)
    if (list) list.push(division)
    else map.set(name, [division])
  }
  for (const division of divisions) {
    byCode.set(division.code, division)
    if (division.level === 'province' || division.level === 'prefecture') continue
    add(whole, division.name.zh, division)
    const stem = shortOf(division)
    if (stem) add(short, stem, division)
  }
  return { whole: new NameFinder(whole), short: new NameFinder(short), byCode }
}

/** The divisions that a text names, from the widest down, and the text with them blanked out. */
export type DivisionReading = Pick<AddressParts, 'district' | 'street' | 'committee'> & { readonly rest: string }

const blank = (text: string, { from, to }: { from: number; to: number }): string =>
  text.slice(0, from) + gap.repeat(to - from) + text.slice(to)

/** Finds the divisions named in a cleaned text. A street is taken in the district named before it, if one was. */
export function readDivisions(text: string, names: DivisionNames): DivisionReading {
  let rest = text.replace(/^(?:中国|中华人民共和国)?上海市?(?=.)/u, (found) => gap.repeat(found.length))
  let district: string | undefined
  let street: string | undefined
  let committee: string | undefined
  for (const found of names.whole.findAll(rest)) {
    const division = chosen(found, district, street)
    // 唐镇路 is a road, not the town.
    if (!division || (division.level === 'street' && /^(?:路|街(?!道)|公路)/u.test(rest.slice(found.to)))) continue
    if (division.level === 'county' && district === undefined) district = division.code
    else if (division.level === 'street' && street === undefined) street = division.code
    else if (division.level === 'community' && committee === undefined) committee = division.code
    else continue
    rest = blank(rest, found)
  }
  if (district === undefined) {
    const first = names.short
      .findAll(rest)
      .find((found) => found.value[0]?.level === 'county' && !isRoadAhead(rest, found))
    if (first) {
      district = first.value[0]?.code
      rest = blank(rest, first)
    }
  }
  district ??= street?.slice(0, 6) ?? committee?.slice(0, 6)
  return { ...(district && { district }), ...(street && { street }), ...(committee && { committee }), rest }
}

/** 黄浦江路 is no district. */
const isRoadAhead = (text: string, { to }: { to: number }): boolean =>
  /^[^\d\ue000]?(?:路|街(?!道)|大?道)/u.test(text.slice(to))

/** Of several divisions with one name, the one within what was named before; a name from elsewhere is not meant. */
function chosen(found: Found<readonly Division[]>, district?: string, street?: string): Division | undefined {
  const above = street ?? district
  return above === undefined ? found.value[0] : found.value.find((division) => division.code.startsWith(above))
}

/** A road by its form, for addresses whose road nobody knows yet. 弄 after a name is a road too: 高家弄47号. */
const roadForm =
  /([\p{Script=Han}A-Za-z0-9]{1,14}?(?:大道|大街|公路|支路|环路|路|街|道|巷|(?<=\p{Script=Han})弄(?=\d)))(?=\d|弄|$|\ue000|[(（])/u
/** 徐盈路双浜路: where two roads meet. */
const twoRoads = /^(.{1,8}?路)(.{1,8}(?:路|街|大道))$/u
/** 友谊新村218号: a compound with doors of its own. */
const nameAndDoor = /^(.*\p{Script=Han})(\d{1,5})号$/u

/** What names no place: 工地生活区, 附近, 门口. */
const commonNouns =
  /^(?:(?:建筑|施工)?工地|生活区|宿舍|园区|厂区|码头|仓库|小区|花园|公寓|大楼|大厦|商场|菜场|学校|医院|附近|旁边?|门口|对面|路口|[东南西北]侧|交界口?|工程|项目|部|内)+(?:[(（].*[)）])?$/u

/** The road that a text names by its form, where it begins, and where it ends. */
export function findRoadForm(
  text: string,
): { readonly road: string; readonly from: number; readonly to: number } | undefined {
  const match = roadForm.exec(text)
  const road = match?.[1]
  // 胡巷村马家巷 is a hamlet of a village.
  if (!match || !road || /[村队].+[巷街]$/u.test(road)) return undefined
  return { road, from: match.index, to: match.index + road.length }
}

/**
 * Reads one whole address, as it stands in an address list: divisions, then a road with its numbers, else a name.
 * Everything that is left of an address without a road is its name: 前进村南里家宅.
 */
export function readAddress(text: string, names: DivisionNames): AddressParts {
  const { rest, ...divisions } = readDivisions(cleanAddress(text), names)
  const found = findRoadForm(rest)
  if (!found) return { ...divisions, ...readName(rest) }
  const after = rest.slice(found.to)
  const { parts, length } = readDoor(after)
  const tail = after.slice(length).replaceAll(gap, '')
  const name = /^[(（]?([\p{Script=Han}A-Za-z]{2,20})[)）]?$/u.exec(tail)?.[1]
  const [, road = found.road, crossing] = twoRoads.exec(found.road) ?? []
  const own = name && !commonNouns.test(name) ? name : undefined
  return { ...divisions, road, ...(crossing && { crossing }), ...parts, ...(own && { name: own }) }
}

function readName(rest: string): Pick<AddressParts, 'name' | 'number'> {
  const whole = rest.replaceAll(gap, '').replace(/^[^\p{Letter}\d]+|[^\p{Letter}\d)）]+$/gu, '')
  const [, name = whole, number] = nameAndDoor.exec(whole) ?? []
  // 25号 alone, without any name, is nowhere; nor is 工地.
  if (commonNouns.test(name) || !/\p{Script=Han}{2}|[A-Za-z]{2}/u.test(name)) return {}
  return { name, ...(number && { number: Number(number) }) }
}

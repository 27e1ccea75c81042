import {
  type CodeReading,
  type CodeScheme,
  cleanCode,
  digitWords,
  firstNonDigit,
  refuse,
  refuseCharacter,
  refuseLength,
} from './code-scheme.ts'
import { municipalities, provinces } from './province-codes.ts'
import { type Random, randomOf, randomWhole } from './random.ts'

/** Levels of an administrative division (行政区划), from the province down to the committee (居村委会). */
export type DivisionLevel = 'province' | 'prefecture' | 'county' | 'street' | 'community'

/** What kind of division the third and fourth parts say it is; ranges as the statistical bureau uses them. */
export type DivisionKind =
  | 'subdistrict' // 街道 001–099
  | 'town' // 镇 100–199
  | 'township' // 乡 200–399
  | 'other-street' // 400–599: farms, industrial zones
  | 'residents' // 居委会 001–199
  | 'villagers' // 村委会 200–399
  | 'other-community' // 400–599: virtual and special areas

/** The parts of a division code. */
export type DivisionCodeParts = {
  readonly level: DivisionLevel
  /** Twelve digits, filled with zeros. */
  readonly full: string
  readonly kind?: DivisionKind
}

/** Short forms by level: 310000, 310100, 310101, 310101002, 310101002001. */
function shorten(digits: string): string {
  if (digits.length <= 6) return digits.padEnd(6, '0')
  const full = digits.padEnd(12, '0')
  if (full.slice(9) !== '000') return full
  return full.slice(6, 9) !== '000' ? full.slice(0, 9) : full.slice(0, 6)
}

function levelOf(code: string): DivisionLevel {
  if (code.length === 12) return 'community'
  if (code.length === 9) return 'street'
  if (!code.endsWith('00')) return 'county'
  return code.endsWith('0000') ? 'province' : 'prefecture'
}

function kindOf(code: string): DivisionKind | undefined | 'bad' {
  const part = Number(code.slice(-3))
  if (code.length === 9) {
    if (part < 100) return 'subdistrict'
    if (part < 200) return 'town'
    return part < 400 ? 'township' : part < 600 ? 'other-street' : 'bad'
  }
  if (code.length === 12) {
    if (part < 200) return 'residents'
    return part < 400 ? 'villagers' : part < 600 ? 'other-community' : 'bad'
  }
  return undefined
}

function read(text: string): CodeReading<DivisionCodeParts> {
  const digits = cleanCode(text)
  if (![2, 4, 6, 9, 12].includes(digits.length)) return refuseLength(digits.length, '2 / 4 / 6 / 9 / 12')
  const odd = firstNonDigit(digits)
  if (odd >= 0) return refuseCharacter(digits, odd, digitWords)
  if (!provinces.has(digits.slice(0, 2)))
    return refuse('division', { zh: '前两位不是省级代码', en: 'the first two digits name no province' }, 0)
  const code = shorten(digits)
  const gap = gapIn(code)
  if (gap >= 0) return refuse('division', { zh: '上级代码为空', en: 'a level above the last one is empty' }, gap)
  const kind = kindOf(code)
  if (kind === 'bad')
    return refuse(
      'part',
      { zh: '末三位超出 001–599', en: 'the last three digits lie outside 001–599' },
      code.length - 3,
    )
  return { ok: true, code, parts: { level: levelOf(code), full: code.padEnd(12, '0'), kind } }
}

/** A lower level under an empty one, e.g. 310000002: where the empty part begins, or -1. */
function gapIn(code: string): number {
  if (code.length === 12 && code.slice(6, 9) === '000') return 6
  if (code.length > 6 && code.slice(4, 6) === '00') return 4
  return code.slice(2, 4) === '00' && code.slice(4, 6) !== '00' ? 2 : -1
}

/**
 * The division one level up, in short form; `undefined` for a province and for what is no division code.
 * The counties of a municipality hang under the province: 310100 (市辖区) is a place-holder of the standard, not a place.
 */
export function parentDivision(code: string): string | undefined {
  const reading = read(code)
  if (!reading.ok) return undefined
  switch (reading.parts.level) {
    case 'community':
      return reading.code.slice(0, 9)
    case 'street':
      return reading.code.slice(0, 6)
    case 'county':
      return municipalities.has(reading.code.slice(0, 2))
        ? `${reading.code.slice(0, 2)}0000`
        : `${reading.code.slice(0, 4)}00`
    case 'prefecture':
      return `${reading.code.slice(0, 2)}0000`
    case 'province':
      return undefined
  }
}

/** Is this division the other or a part of it? Both in any accepted form. */
export function isDivisionWithin(code: string, above: string): boolean {
  const part = read(code)
  const whole = read(above)
  if (!part.ok || !whole.ok) return false
  const { level } = whole.parts
  const stem =
    level === 'province' ? whole.code.slice(0, 2) : level === 'prefecture' ? whole.code.slice(0, 4) : whole.code
  return part.code.startsWith(stem)
}

function generate(random: Random): string {
  const province = randomOf(random, [...provinces])
  const county = province + two(randomWhole(random, 1, 21)) + two(randomWhole(random, 1, 29))
  const street = county + three(randomWhole(random, 1, 199))
  return randomOf(random, [`${province}0000`, county, street, street + three(randomWhole(random, 1, 399))])
}

const two = (value: number): string => String(value).padStart(2, '0')
const three = (value: number): string => String(value).padStart(3, '0')

/**
 * Division code 行政区划代码: six digits (GB/T 2260), nine with the street or town (GB/T 10114), twelve with the committee.
 * Canonical is the short form of the level. There is no check digit: only the registry knows which ones exist.
 */
export const divisionCode: CodeScheme<DivisionCodeParts> = {
  id: 'division',
  title: { zh: '行政区划代码', en: 'Division code' },
  standard: 'GB/T 2260-2007, GB/T 10114-2003',
  read,
  format: (text) => {
    const reading = read(text)
    return reading.ok ? reading.code.replace(/^(.{6})(.{3})?(.{3})?$/, '$1 $2 $3').trim() : text
  },
  generate,
}

/** The digits that all divisions within one begin with: 310000 → 31, 310100 → 3101 (GB/T 2260). */
export const divisionStem = (code: string): string =>
  code.length === 6 ? code.replace(/(00){1,2}$/, '') : code.length === 12 ? code.replace(/(000){1,2}$/, '') : code

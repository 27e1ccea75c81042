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
import { provinces } from './province-codes.ts'
import { type Random, randomText } from './random.ts'

/** The parts of a component code. */
export type ComponentCodeParts = {
  /** Six-digit division of the county or district. */
  readonly division: string
  /** Major class (大类), two digits: the city's own table names it. */
  readonly major: string
  /** Subclass (小类), two digits. */
  readonly minor: string
  /** Serial within division and class, six digits. */
  readonly serial: string
}

function read(text: string): CodeReading<ComponentCodeParts> {
  const code = cleanCode(text)
  if (code.length !== 16) return refuseLength(code.length, '16')
  const odd = firstNonDigit(code)
  if (odd >= 0) return refuseCharacter(code, odd, digitWords)
  if (!provinces.has(code.slice(0, 2)))
    return refuse('division', { zh: '前两位不是省级代码', en: 'the first two digits name no province' }, 0)
  const parts = {
    division: code.slice(0, 6),
    major: code.slice(6, 8),
    minor: code.slice(8, 10),
    serial: code.slice(10),
  }
  if (parts.major === '00') return refuse('part', { zh: '大类不能为 00', en: 'the major class cannot be 00' }, 6)
  return { ok: true, code, parts }
}

/** Builds a component code from its parts; the result is read back by `componentCode.read`. */
export const componentCodeOf = ({ division, major, minor, serial }: ComponentCodeParts): string =>
  division + major + minor + serial.padStart(6, '0')

/** Component code 城市部件标识码: a lamp post, a manhole cover, a tree. No check digit in the standard. */
export const componentCode: CodeScheme<ComponentCodeParts> = {
  id: 'component',
  title: { zh: '城市部件标识码', en: 'City component code' },
  standard: 'GB/T 30428.2-2013',
  read,
  format: (text) => {
    const reading = read(text)
    return reading.ok ? reading.code.replace(/^(.{6})(..)(..)(.{6})$/, '$1 $2 $3 $4') : text
  },
  generate: (random: Random) =>
    `310101${`0${1 + Math.floor(random() * 5)}`}${randomText(random, '123456789', 2)}${randomText(random, '0123456789', 6)}`,
}

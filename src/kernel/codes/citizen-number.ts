import { findDay } from '../time/index.ts'
import {
  type CodeReading,
  type CodeScheme,
  cleanCode,
  digitWords,
  firstNonDigit,
  refuse,
  refuseCharacter,
  refuseCheck,
  refuseLength,
} from './code-scheme.ts'
import { provinces } from './province-codes.ts'
import { type Random, randomWhole } from './random.ts'

/** The parts of a citizen number. */
export type CitizenNumberParts = {
  /**
   * Whose number: a citizen's; a Hong Kong, Macao or Taiwan resident's (港澳台居民居住证, 81–83); or a foreigner's with
   * permanent residence (外国人永久居留身份证 of 2023, first digit 9).
   */
  readonly holder: 'citizen' | 'hong-kong-macao-taiwan' | 'foreigner'
  /** First six digits: division of the first registration; for foreigners 9, province, nationality. */
  readonly division: string
  /** Date of birth, `YYYY-MM-DD`. */
  readonly born: string
  readonly sequence: string
  readonly sex: 'male' | 'female'
  readonly check: string
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
const checks = '10X98765432'

/** The check character of the first 17 digits (GB 11643-1999 §4.2.3, ISO 7064 MOD 11-2). */
export function citizenCheck(body: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(body[index] ?? 0), 0)
  return checks[sum % 11] ?? ''
}

function read(text: string): CodeReading<CitizenNumberParts> {
  const code = cleanCode(text)
  if (code.length !== 18) return refuseLength(code.length, '18')
  const odd = firstNonDigit(code.slice(0, 17))
  if (odd >= 0) return refuseCharacter(code, odd, digitWords)
  if (!/[0-9X]/.test(code.slice(17))) return refuseCharacter(code, 17, { zh: '数字或 X', en: 'a digit or X' })
  const holder = holderOf(code)
  if (!holder) return refuse('division', { zh: '前两位不是省级代码', en: 'the first two digits name no province' }, 0)
  const born = bornIn(code)
  if (!born) return refuse('date', { zh: '出生日期不存在', en: 'the date of birth does not exist' }, 6)
  if (citizenCheck(code) !== code[17]) return refuseCheck(17)
  const sequence = code.slice(14, 17)
  const sex = Number(sequence) % 2 === 1 ? 'male' : 'female'
  return { ok: true, code, parts: { holder, division: code.slice(0, 6), born, sequence, sex, check: code.slice(17) } }
}

function holderOf(code: string): CitizenNumberParts['holder'] | undefined {
  if (code.startsWith('9')) return provinces.has(code.slice(1, 3)) ? 'foreigner' : undefined
  if (/^8[123]/.test(code)) return 'hong-kong-macao-taiwan'
  return provinces.has(code.slice(0, 2)) ? 'citizen' : undefined
}

function bornIn(code: string): string | undefined {
  const [year, month, day] = [code.slice(6, 10), code.slice(10, 12), code.slice(12, 14)]
  const isReal =
    Number(year) >= 1850 && Number(year) <= 2199 && findDay(Number(year), Number(month), Number(day)) !== undefined
  return isReal ? `${year}-${month}-${day}` : undefined
}

/**
 * A valid number that belongs to nobody: 310100 is the county-level code of no county, and no number is issued under it.
 * @param born `YYYY-MM-DD`; a date between 1940 and 2020 when not given
 */
export function generateCitizenNumber(
  random: Random,
  born?: string,
  sex?: 'male' | 'female',
  division = '310100',
): string {
  const date =
    born?.replaceAll('-', '') ??
    `${randomWhole(random, 1940, 2020)}${two(randomWhole(random, 1, 12))}${two(randomWhole(random, 1, 28))}`
  const half = randomWhole(random, 0, 498)
  const isMale = sex ? sex === 'male' : random() < 0.5
  const body = division + date + String(half * 2 + (isMale ? 1 : 2)).padStart(3, '0')
  return body + citizenCheck(body)
}

const two = (value: number): string => String(value).padStart(2, '0')

/** Citizen number 公民身份号码. */
export const citizenNumber: CodeScheme<CitizenNumberParts> = {
  id: 'citizen',
  title: { zh: '公民身份号码', en: 'Citizen number' },
  standard: 'GB 11643-1999',
  read,
  format: (text) => {
    const reading = read(text)
    return reading.ok ? reading.code.replace(/^(.{6})(.{8})(.{4})$/, '$1 $2 $3') : text
  },
  generate: (random) => generateCitizenNumber(random),
}

/** Is this a valid citizen number (also of residents from Hong Kong, Macao, Taiwan and abroad)? */
export const isCitizenNumber = (text: string): boolean => read(text).ok

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
import { creditCode, generateCreditCode } from './credit-code.ts'
import { type Random, randomText, randomWhole } from './random.ts'

/** Level of the office that handles an item: 1 state, 2 province, 3 city, 4 county, 5 town or street, 6 village or community. */
export type ServiceItemLevel = '1' | '2' | '3' | '4' | '5' | '6'

/** The parts of a service item's code. */
export type ServiceItemCodeParts = {
  /** Basic code (基本编码), twelve digits, the same everywhere for the same item. */
  readonly basic: string
  /** Credit code of the office that handles it; only in an implementation code (实施编码). */
  readonly office?: string
  readonly level?: ServiceItemLevel
  /** Two digits of the handling variant (业务办理项), only in a code of 33. */
  readonly variant?: string
}

const isLevel = (text: string): text is ServiceItemLevel => /^[1-6]$/.test(text)

function read(text: string): CodeReading<ServiceItemCodeParts> {
  const code = cleanCode(text)
  if (code.length === 12) {
    const odd = firstNonDigit(code)
    return odd >= 0 ? refuseCharacter(code, odd, digitWords) : { ok: true, code, parts: { basic: code } }
  }
  if (code.length !== 31 && code.length !== 33) return refuseLength(code.length, '12 / 31 / 33')
  const office = creditCode.read(code.slice(0, 18))
  if (!office.ok) return office
  const level = code.slice(18, 19)
  if (!isLevel(level))
    return refuse('part', { zh: '第 19 位层级应为 1–6', en: 'character 19, the level, must be 1–6' }, 18)
  const odd = firstNonDigit(code.slice(19))
  if (odd >= 0) return refuseCharacter(code, 19 + odd, digitWords)
  const basic = code.slice(19, 31)
  return {
    ok: true,
    code,
    parts: { basic, office: office.code, level, ...(code.length === 33 ? { variant: code.slice(31) } : {}) },
  }
}

/**
 * Service item code 政务服务事项编码: basic code of 12 digits, implementation code of 31 (office, level, basic code), or 33
 * with the handling variant. Only the office's credit code inside carries a check.
 */
export const serviceItemCode: CodeScheme<ServiceItemCodeParts> = {
  id: 'service-item',
  title: { zh: '政务服务事项编码', en: 'Service item code' },
  standard: 'GB/T 39554.1-2020',
  read,
  format: (text) => {
    const reading = read(text)
    if (!reading.ok || reading.code.length === 12) return reading.ok ? reading.code : text
    return reading.code.replace(/^(.{18})(.)(.{12})(..)?$/, '$1 $2 $3 $4').trim()
  },
  generate: (random: Random) =>
    generateCreditCode(random, '310000', '11') + randomWhole(random, 1, 6) + randomText(random, '0123456789', 12),
}

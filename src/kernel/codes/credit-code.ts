import {
  type CodeReading,
  type CodeScheme,
  cleanCode,
  digitWords,
  firstNonDigit,
  refuseCharacter,
  refuseCheck,
  refuseLength,
} from './code-scheme.ts'
import { organisationCheck } from './organisation-code.ts'
import { type Random, randomText } from './random.ts'

/** The parts of a unified social credit code. */
export type CreditCodeParts = {
  /** Registering authority (登记管理部门), e.g. 9 for market supervision. */
  readonly authority: string
  /** Kind of body within that authority (机构类别), e.g. 91 a company, 92 a sole trader. */
  readonly category: string
  /** Six-digit division of the registering office. */
  readonly division: string
  /** The organisation code inside, positions 9–17. */
  readonly organisation: string
  /** Does the inner organisation code pass its own check? Some old registrations do not; the outer check decides. */
  readonly isOrganisationSound: boolean
  readonly check: string
}

/** The 31 characters of the code: digits and capitals without I O S V Z (GB 32100-2015 §4.2). */
export const creditAlphabet = '0123456789ABCDEFGHJKLMNPQRTUWXY'

const weights = Array.from({ length: 17 }, (_, index) => {
  let weight = 1
  for (let power = 0; power < index; power += 1) weight = (weight * 3) % 31
  return weight
})

/** The check character of the first 17: (31 − Σ C·3^(i−1) mod 31) mod 31 (GB 32100-2015 annex A). */
export function creditCheck(body: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * creditAlphabet.indexOf(body[index] ?? '0'), 0)
  return creditAlphabet[(31 - (sum % 31)) % 31] ?? ''
}

function read(text: string): CodeReading<CreditCodeParts> {
  const code = cleanCode(text)
  if (code.length !== 18) return refuseLength(code.length, '18')
  const odd = code.search(/[^0-9A-HJ-NP-RTUWXY]/)
  if (odd >= 0)
    return refuseCharacter(code, odd, {
      zh: '数字或除 I、O、S、V、Z 外的大写字母',
      en: 'a digit or a capital letter other than I, O, S, V, Z',
    })
  const division = code.slice(2, 8)
  const letter = firstNonDigit(division)
  if (letter >= 0) return refuseCharacter(code, 2 + letter, digitWords)
  if (creditCheck(code) !== code[17]) return refuseCheck(17)
  const organisation = code.slice(8, 17)
  const isOrganisationSound = organisationCheck(organisation) === organisation[8]
  return {
    ok: true,
    code,
    parts: {
      authority: code.slice(0, 1),
      category: code.slice(1, 2),
      division,
      organisation,
      isOrganisationSound,
      check: code.slice(17),
    },
  }
}

/** A valid code of a company registered in the given division (six digits). */
export function generateCreditCode(random: Random, division = '310000', kind = '91'): string {
  const inner = randomText(random, creditAlphabet, 8)
  const body = kind + division + inner + organisationCheck(inner)
  return body + creditCheck(body)
}

/** Unified social credit code 统一社会信用代码. */
export const creditCode: CodeScheme<CreditCodeParts> = {
  id: 'credit',
  title: { zh: '统一社会信用代码', en: 'Unified social credit code' },
  standard: 'GB 32100-2015',
  read,
  format: (text) => {
    const reading = read(text)
    return reading.ok ? reading.code.replace(/^(..)(.{6})(.{9})(.)$/, '$1 $2 $3 $4') : text
  },
  generate: (random) => generateCreditCode(random),
}

/** Is this a valid unified social credit code? */
export const isCreditCode = (text: string): boolean => read(text).ok

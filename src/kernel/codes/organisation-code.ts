import {
  type CodeReading,
  type CodeScheme,
  cleanCode,
  refuseCharacter,
  refuseCheck,
  refuseLength,
} from './code-scheme.ts'
import { type Random, randomText } from './random.ts'

/** The parts of an organisation code (组织机构代码). */
export type OrganisationCodeParts = { readonly body: string; readonly check: string }

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const weights = [3, 7, 9, 10, 5, 8, 4, 2]

/**
 * The check character of the eight characters before it: 11 − Σ mod 11, 10 written X and 11 written 0 (GB 11714-1997 §3.3).
 * Digits for letters that differ by 11 or 22 slip through: the standard is as weak as that.
 */
export function organisationCheck(body: string): string {
  const sum = weights.reduce((total, weight, index) => total + weight * alphabet.indexOf(body[index] ?? '0'), 0)
  const check = 11 - (sum % 11)
  return check === 10 ? 'X' : check === 11 ? '0' : String(check)
}

function read(text: string): CodeReading<OrganisationCodeParts> {
  const code = cleanCode(text)
  if (code.length !== 9) return refuseLength(code.length, '9')
  const odd = code.search(/[^0-9A-Z]/)
  if (odd >= 0) return refuseCharacter(code, odd, { zh: '数字或大写字母', en: 'a digit or a capital letter' })
  const parts = { body: code.slice(0, 8), check: code.slice(8) }
  return organisationCheck(parts.body) === parts.check ? { ok: true, code, parts } : refuseCheck(8)
}

function generate(random: Random): string {
  const body = randomText(random, alphabet, 8)
  return body + organisationCheck(body)
}

/** Organisation code 组织机构代码, nine characters, inside every credit code. */
export const organisationCode: CodeScheme<OrganisationCodeParts> = {
  id: 'organisation',
  title: { zh: '组织机构代码', en: 'Organisation code' },
  standard: 'GB 11714-1997',
  read,
  format: (text) => {
    const reading = read(text)
    return reading.ok ? `${reading.parts.body}-${reading.parts.check}` : text
  },
  generate,
}

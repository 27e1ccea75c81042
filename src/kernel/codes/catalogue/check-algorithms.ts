import { dammCheck } from '../case-number.ts'
import { mod37Check } from '../certificate-id.ts'

/** Ways to compute check characters that a coding catalogue may name. */
export type CheckAlgorithm = 'damm' | 'luhn' | 'mod11-2' | 'mod37-36' | 'mod97-10'

type Check = {
  /** Characters that may stand before the check. */
  readonly takes: RegExp
  readonly length: number
  of(text: string): string
}

/** Luhn's check digit (ISO/IEC 7812-1 annex B): every second digit from the right is doubled. */
function luhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, place) => {
    const value = place % 2 === 0 ? Number(digit) * 2 : Number(digit)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return String((10 - (sum % 10)) % 10)
}

/** ISO/IEC 7064 MOD 11-2: one digit or X. */
function mod11(digits: string): string {
  const rest = [...digits].reduce((total, digit) => ((total + Number(digit)) * 2) % 11, 0)
  const check = (12 - rest) % 11
  return check === 10 ? 'X' : String(check)
}

/** ISO/IEC 7064 MOD 97-10: two digits; letters count A = 10 … Z = 35. */
function mod97(text: string): string {
  const digits = [...text].map((sign) => String(Number.parseInt(sign, 36))).join('')
  let rest = 0
  for (const digit of `${digits}00`) rest = (rest * 10 + Number(digit)) % 97
  return String(98 - rest).padStart(2, '0')
}

/** Every algorithm; a new one is an entry here. */
export const checkAlgorithms: Readonly<Record<CheckAlgorithm, Check>> = {
  damm: { takes: /^[0-9]*$/, length: 1, of: dammCheck },
  luhn: { takes: /^[0-9]*$/, length: 1, of: luhn },
  'mod11-2': { takes: /^[0-9]*$/, length: 1, of: mod11 },
  'mod37-36': { takes: /^[0-9A-Z]*$/, length: 1, of: mod37Check },
  'mod97-10': { takes: /^[0-9A-Z]*$/, length: 2, of: mod97 },
}

import { citizenNumber } from './citizen-number.ts'

/** A mobile number with its middle hidden, `138****1234`; a landline keeps area code and last four. Other text: last four at most. */
export function maskPhone(phone: string): string {
  const digits = phone.normalize('NFKC').replace(/[\s()-]/g, '')
  const mobile = /^(\+?86)?(1\d{2})\d{4}(\d{4})$/.exec(digits)
  if (mobile) return `${mobile[2]}****${mobile[3]}`
  const landline = /^(0(?:10|2\d|[3-9]\d{2}))(\d{3,4})(\d{4})$/.exec(digits)
  if (landline) return `${landline[1]}-${'*'.repeat(landline[2]?.length ?? 4)}${landline[3]}`
  return hideAllBut(digits, 0, 4)
}

/** A citizen number without its date of birth: `310***********1234`. */
export const maskCitizenNumber = (number: string): string => hideAllBut(number.trim(), 3, 4)

/** A name with all but its first character hidden: 张**; a Latin name keeps the first letter of each part: `J*** S****`. */
export function maskName(name: string): string {
  const plain = name.trim()
  if (/^[\p{Script=Latin}\s.'-]+$/u.test(plain))
    return plain.replace(/\p{Script=Latin}+/gu, (part) => part.slice(0, 1) + '*'.repeat(Math.max(part.length - 1, 1)))
  const [first = '', ...rest] = [...plain]
  return first + '*'.repeat(rest.length)
}

/** An address down to road and lane, without the door: 张东路2281弄**. What has no road is cut after twelve characters. */
export function maskAddress(address: string): string {
  const match = /^(.*?(?:路|街(?!道)|大道|巷|村|里|苑|园)(?:\d+弄)?)/u.exec(address.trim())
  const kept = match?.[1] ?? [...address.trim()].slice(0, 12).join('')
  return kept === address.trim() ? kept : `${kept}**`
}

/** An e-mail address: `z***@example.cn`. */
export const maskEmail = (email: string): string => email.trim().replace(/^([^@])[^@]*@/u, '$1***@')

/**
 * Free text with the phone and citizen numbers in it masked: what callers dictate into a hotline message.
 * Citizen numbers only where the check digit is right, so that case and product numbers stay readable.
 */
export function maskNumbersIn(text: string): string {
  return text
    .replace(/(?<![0-9A-Za-z])\d{17}[0-9Xx](?![0-9A-Za-z])/g, (found) =>
      citizenNumber.read(found).ok ? maskCitizenNumber(found) : found,
    )
    .replace(/(?<![0-9])(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?![0-9])/g, (found) => maskPhone(found))
    .replace(/(?<![0-9])0(?:10|2\d|[3-9]\d{2})[ -]\d{7,8}(?![0-9])/g, (found) => maskPhone(found))
}

function hideAllBut(text: string, head: number, tail: number): string {
  if (text.length <= head + tail) return '*'.repeat(text.length)
  return text.slice(0, head) + '*'.repeat(text.length - head - tail) + text.slice(text.length - tail)
}

import { type CodeReading, type CodeScheme, cleanCode, refuse, refuseCharacter, refuseCheck } from './code-scheme.ts'
import { generateCreditCode } from './credit-code.ts'
import { type Random, randomText } from './random.ts'

/** The parts of a certificate identifier. */
export type CertificateIdParts = {
  /** Certificate type: credit code of the ministry that defines it, and three digits. */
  readonly type: string
  /** Credit code of the issuing office. */
  readonly issuer: string
  readonly serial: string
  /** Three characters. */
  readonly version: string
  readonly check: string
}

const root = '1.2.156.3005.2'
const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** The check character of a text of digits and capitals by the hybrid system MOD 37,36 (ISO/IEC 7064:2003 §9). */
export function mod37Check(text: string): string {
  let product = 36
  for (const character of text) {
    const sum = (product + alphabet.indexOf(character)) % 36 || 36
    product = (sum * 2) % 37
  }
  return alphabet[(37 - product) % 36] ?? ''
}

const shape: Readonly<Record<'type' | 'issuer' | 'serial' | 'version', RegExp>> = {
  type: /^[0-9A-Z]{18}[0-9]{3}$/,
  issuer: /^[0-9A-Z]{18}$/,
  serial: /^[0-9A-Z]{1,64}$/,
  version: /^[0-9A-Z]{3}$/,
}

function read(text: string): CodeReading<CertificateIdParts> {
  const code = cleanCode(text)
  if (!code.startsWith(`${root}.`))
    return refuse('part', { zh: `应以 ${root}. 开头`, en: `must begin with ${root}.` }, 0)
  const pieces = code.slice(root.length + 1).split('.')
  const [type, issuer, serial, version, check, ...rest] = pieces
  if (!type || !issuer || !serial || !version || !check || rest.length > 0)
    return refuse('length', {
      zh: `根代码之后应有 5 段，现有 ${pieces.length} 段`,
      en: `needs five parts after the root, has ${pieces.length}`,
    })
  const parts = { type, issuer, serial, version, check }
  for (const name of ['type', 'issuer', 'serial', 'version'] as const) {
    if (!shape[name].test(parts[name]))
      return refuse(
        'part',
        { zh: `“${parts[name]}”不符合规定的长度或字符`, en: `"${parts[name]}" has a wrong length or character` },
        code.indexOf(parts[name]),
      )
  }
  const last = code.length - 1
  if (!/^[0-9A-Z]$/.test(check))
    return refuseCharacter(code, last, { zh: '一位数字或大写字母', en: 'one digit or capital' })
  return mod37Check(type + issuer + serial + version) === check ? { ok: true, code, parts } : refuseCheck(last)
}

/** Builds a certificate identifier with its check character. */
export const certificateIdOf = ({ type, issuer, serial, version }: Omit<CertificateIdParts, 'check'>): string =>
  `${root}.${type}.${issuer}.${serial}.${version}.${mod37Check(type + issuer + serial + version)}`

/** Certificate identifier 电子证照标识. The check runs over type, issuer, serial and version without their dots. */
export const certificateId: CodeScheme<CertificateIdParts> = {
  id: 'certificate',
  title: { zh: '电子证照标识', en: 'Certificate identifier' },
  standard: 'GB/T 36904-2018',
  read,
  format: (text) => {
    const reading = read(text)
    return reading.ok ? reading.code : text
  },
  generate: (random: Random) =>
    certificateIdOf({
      type: generateCreditCode(random, '100000', '11') + randomText(random, '0123456789', 3),
      issuer: generateCreditCode(random, '310000', '11'),
      serial: randomText(random, alphabet, 12),
      version: randomText(random, '0123456789', 3),
    }),
}

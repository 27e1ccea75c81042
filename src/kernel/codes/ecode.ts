import { type CodeReading, type CodeScheme, refuse, refuseCharacter, refuseLength } from './code-scheme.ts'
import { type Random, randomText } from './random.ts'

/** The parts of an Ecode. */
export type EcodeParts = {
  /** Version, one digit: how the rest is built. */
  readonly version: string
  /** Number of the coding system (编码体系标识 NSI). */
  readonly system: string
  /** The code within that system (主码 MD). */
  readonly main: string
}

/**
 * Lengths and characters a version: digits of the system number, most characters of the main code.
 * Version 0 is left to GS1's numbers and is not read here.
 */
const versions: Readonly<Record<string, { readonly system: number; readonly most: number; readonly main: RegExp }>> = {
  1: { system: 4, most: 20, main: /^[0-9]+$/ },
  2: { system: 4, most: 28, main: /^[0-9]+$/ },
  3: { system: 5, most: 39, main: /^[0-9A-Za-z]+$/ },
  4: { system: 5, most: 512, main: /^[^\p{Cc}\s]+$/u },
}

function read(text: string): CodeReading<EcodeParts> {
  const code = text
    .normalize('NFKC')
    .trim()
    .replace(/^ecode:/iu, '')
    .replace(/\s/gu, '')
  const version = code.slice(0, 1)
  const shape = versions[version]
  if (!shape) return refuseCharacter(code, 0, { zh: '版本 1 至 4', en: 'a version from 1 to 4' })
  const system = code.slice(1, 1 + shape.system)
  const main = code.slice(1 + shape.system)
  if (system.length < shape.system || main === '' || main.length > shape.most)
    return refuseLength(code.length, `${shape.system + 2}–${1 + shape.system + shape.most}`)
  const odd = system.search(/[^0-9]/)
  if (odd >= 0) return refuseCharacter(code, 1 + odd, { zh: '数字', en: 'a digit' })
  if (!shape.main.test(main))
    return refuse(
      'alphabet',
      { zh: '主码含不允许的字符', en: 'the main code holds a character that this version does not allow' },
      1 + shape.system,
    )
  return { ok: true, code, parts: { version, system, main } }
}

/** Ecode 物品编码统一标识: China's identifier for things of the internet of things, versions 1 to 4. No check digit of its own. */
export const ecode: CodeScheme<EcodeParts> = {
  id: 'ecode',
  title: { zh: 'Ecode 物联网标识', en: 'Ecode' },
  standard: 'GB/T 31866-2023',
  read,
  format: (text) => {
    const reading = read(text)
    if (!reading.ok) return text
    const { version, system, main } = reading.parts
    return `${version} ${system} ${main}`
  },
  generate: (random: Random) => `1${randomText(random, '0123456789', 4)}${randomText(random, '0123456789', 16)}`,
}

import { type CodeReading, type CodeScheme, refuse } from './code-scheme.ts'
import { type Random, randomText } from './random.ts'

/** The parts of a Handle: who names, and what it named. */
export type HandleParts = { readonly prefix: string; readonly suffix: string }

// The prefix in capitals: Handles compare their ASCII letters without case (RFC 3651 §3).
function read(text: string): CodeReading<HandleParts> {
  const code = text
    .normalize('NFC')
    .trim()
    .replace(/^(?:hdl:|doi:|https?:\/\/(?:hdl\.handle\.net|(?:dx\.)?doi\.org)\/)/iu, '')
  const cut = code.indexOf('/')
  if (cut < 0)
    return refuse('part', { zh: '应为“前缀/后缀”', en: 'must be "prefix/suffix"' }, Math.max(0, code.length - 1))
  const prefix = code.slice(0, cut).toUpperCase()
  const suffix = code.slice(cut + 1)
  if (!/^[0-9]+(?:\.[0-9A-Z_-]+)*$/.test(prefix))
    return refuse(
      'alphabet',
      { zh: '前缀应为以点分隔的数字，如 20.500.1', en: 'the prefix must be numbers joined by dots, such as 20.500.1' },
      0,
    )
  if (suffix === '' || suffix.length > 512 || /[\p{Cc}\s]/u.test(suffix))
    return refuse(
      'alphabet',
      { zh: '后缀不能为空、过长或含空白', en: 'the suffix must not be empty, too long or hold blanks' },
      cut + 1,
    )
  return { ok: true, code: `${prefix}/${suffix}`, parts: { prefix, suffix } }
}

/** Handle 句柄: the identifiers of the Handle System and of DOI. No check digit in the standard. */
export const handle: CodeScheme<HandleParts> = {
  id: 'handle',
  title: { zh: 'Handle 标识', en: 'Handle' },
  standard: 'RFC 3651; ISO 26324',
  read,
  format: (text) => {
    const reading = read(text)
    return reading.ok ? reading.code : text
  },
  generate: (random: Random) =>
    `20.500.${randomText(random, '123456789', 4)}/${randomText(random, 'abcdefghijkmnpqrstuvwxyz23456789', 8)}`,
}

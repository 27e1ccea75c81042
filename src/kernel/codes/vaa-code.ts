import { type CodeReading, type CodeScheme, refuse } from './code-scheme.ts'
import { type Random, randomText, randomWhole } from './random.ts'

/** The parts of an industrial identifier. */
export type VaaParts = {
  /** Country, 88 for China. */
  readonly country: string
  readonly industry: string
  readonly enterprise: string
  readonly suffix: string
}

function read(text: string): CodeReading<VaaParts> {
  const code = text.normalize('NFKC').trim().replace(/^vaa:/iu, '')
  const match = /^([0-9]+)\.([0-9]+)\.([0-9A-Za-z]+)\/(.*)$/su.exec(code)
  if (!match)
    return refuse(
      'part',
      {
        zh: '应为“国家.行业.企业/后缀”，如 88.100.1/A1',
        en: 'must be "country.industry.enterprise/suffix", such as 88.100.1/A1',
      },
      0,
    )
  const [, country = '', industry = '', enterprise = '', suffix = ''] = match
  if (country !== '88') return refuse('part', { zh: '国家代码应为 88', en: 'the country must be 88' }, 0)
  if (industry.length > 8 || enterprise.length > 32)
    return refuse(
      'length',
      { zh: '行业或企业代码过长', en: 'the industry or enterprise is too long' },
      country.length + 1,
    )
  if (suffix === '' || suffix.length > 256 || /[\p{Cc}\s]/u.test(suffix))
    return refuse(
      'alphabet',
      { zh: '后缀不能为空、过长或含空白', en: 'the suffix must not be empty, too long or hold blanks' },
      code.indexOf('/') + 1,
    )
  return { ok: true, code, parts: { country, industry, enterprise, suffix } }
}

/**
 * Industrial identifier 工业互联网标识 under root 88, of the issuing agency VAA (CAICT, registered under ISO/IEC 15459).
 * No check digit in the standard.
 */
export const vaaCode: CodeScheme<VaaParts> = {
  id: 'vaa',
  title: { zh: '工业互联网标识（VAA 88.*）', en: 'Industrial identifier (VAA 88.*)' },
  standard: 'ISO/IEC 15459, VAA',
  read,
  format: (text) => {
    const reading = read(text)
    return reading.ok ? reading.code : text
  },
  generate: (random: Random) =>
    `88.${randomWhole(random, 100, 999)}.${randomWhole(random, 1, 99_999)}/${randomText(random, 'ABCDEFGHJKLMNPQRSTUVWXY0123456789', 10)}`,
}

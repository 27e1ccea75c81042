import { type CodeReading, type CodeScheme, refuse } from './code-scheme.ts'
import { type Random, randomWhole } from './random.ts'

/** The parts of an object identifier: its arcs from the root. */
export type OidParts = { readonly arcs: readonly string[] }

function read(text: string): CodeReading<OidParts> {
  const code = text
    .normalize('NFKC')
    .trim()
    .replace(/^(?:urn:oid:|oid:)/iu, '')
    .replace(/\s/gu, '')
  const odd = code.search(/[^0-9.]/)
  if (odd >= 0) return refuse('alphabet', { zh: '只能有数字和点', en: 'only digits and dots are allowed' }, odd)
  const arcs = code.split('.')
  if (arcs.length < 2) return refuse('length', { zh: '至少应有两级', en: 'needs at least two arcs' })
  const wrong = arcs.findIndex((arc) => !/^(?:0|[1-9][0-9]{0,38})$/.test(arc))
  if (wrong >= 0)
    return refuse('part', {
      zh: `第 ${wrong + 1} 级为空、过长或以 0 开头`,
      en: `arc ${wrong + 1} is empty, too long or begins with 0`,
    })
  const [root = '', second = ''] = arcs
  if (Number(root) > 2) return refuse('part', { zh: '第一级应为 0、1 或 2', en: 'the first arc must be 0, 1 or 2' }, 0)
  if (Number(root) < 2 && Number(second) > 39)
    return refuse(
      'part',
      { zh: '0 与 1 之下的第二级不超过 39', en: 'below 0 and 1 the second arc is at most 39' },
      root.length + 1,
    )
  return { ok: true, code, parts: { arcs } }
}

/** Object identifier 对象标识符 (OID); China's arc is 1.2.156. No check digit in the standard. */
export const oid: CodeScheme<OidParts> = {
  id: 'oid',
  title: { zh: '对象标识符（OID）', en: 'Object identifier (OID)' },
  standard: 'ITU-T X.660; GB/T 17969.1',
  read,
  format: (text) => {
    const reading = read(text)
    return reading.ok ? reading.code : text
  },
  generate: (random: Random) => `1.2.156.${randomWhole(random, 1, 9999)}.${randomWhole(random, 0, 999)}`,
}

import { responsibilityFor } from '../../../kernel/pack/index.ts'
import type { Words } from '../../../kernel/words.ts'
import type { Offices } from '../../cases/index.ts'
import { classTitle, type Sorting } from '../sorting.ts'

/** An office that answers for a class at a place, and why. */
export type ResponsibleOffice = { readonly id: string; readonly why: Words }

/** Digits of a division code at each level of the tree. */
const digits = { city: 0, district: 6, street: 9 } as const
const levelWords = {
  city: { zh: '市级', en: 'city' },
  district: { zh: '区级', en: 'district' },
  street: { zh: '街镇', en: 'street' },
} as const

/**
 * The office that answers for a class at a place, by the pack's table: the longest matching class wins, then the office with
 * that duty for the street, district or city. Nothing when the table is silent, the place too vague, or nobody has the duty.
 */
export function responsibleOffice(
  { responsibilities, classes }: Sorting,
  offices: Offices,
  code: string,
  division: string | undefined,
): ResponsibleOffice | undefined {
  const row = responsibilityFor(responsibilities, code)
  if (!row) return undefined
  const wanted = digits[row.level]
  if (wanted > (division?.length ?? 0)) return undefined
  const place = wanted === 0 ? undefined : division?.slice(0, wanted)
  const found = offices.findDuty(row.duty, place)
  if (!found) return undefined
  const level = levelWords[row.level]
  const matter = classTitle(classes, row.class)
  const office = offices.title(found.office) ?? { zh: found.office, en: found.office }
  const why = {
    zh: `“${matter.zh}”由${level.zh}单位承办，当地为${office.zh}`,
    en: `"${matter.en}" is answered for at ${level.en} level, here by ${office.en}`,
  }
  return { id: found.office, why }
}

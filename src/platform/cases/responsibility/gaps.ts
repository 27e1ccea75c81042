import { type Pack, responsibilityFor } from '../../../kernel/pack/index.ts'
import { type HeldRule, ruleConflicts, rulesAt, standsFor } from '../../../kernel/responsibility/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { worldAt } from '../world.ts'
import { imagined, isNamed, whoAnswers } from './answers.ts'
import { classTitles, type RuleParts } from './rule-parts.ts'

/** A matter that no office answers for: a scenario, or a class of it, in some districts or (none named) everywhere. */
export type Gap = {
  readonly pack: string
  readonly packTitle: Words
  readonly code?: string
  readonly title?: Words
  readonly districts: readonly Words[]
}

/** Does a rule of the city stand for this class wherever it happens? */
const isCovered = (rules: readonly HeldRule[], pack: string, code: string): boolean =>
  rules.some(
    (rule) =>
      (rule.pack === undefined || rule.pack === pack) &&
      (rule.code === undefined || standsFor(rule.code, code)) &&
      ![rule.place, rule.time, rule.ownership].some((one) => one !== undefined),
  )

/** Classes without any row of the pack's table and any rule of the city; of a whole branch its top alone. */
function classGaps(pack: Pack, rules: readonly HeldRule[]): readonly Gap[] {
  const { sorting } = pack
  if (!sorting) return []
  const open = new Map(
    classTitles(pack)
      .filter(({ code }) => !responsibilityFor(sorting.responsibilities, code) && !isCovered(rules, pack.name, code))
      .map((one) => [one.code, one.title]),
  )
  return [...open].flatMap(([code, title]) => {
    const above = code.includes('/') ? code.slice(0, code.lastIndexOf('/')) : undefined
    if (above !== undefined && open.has(above)) return []
    return [{ pack: pack.name, packTitle: pack.title, code, title, districts: [] }]
  })
}

/** Districts in which nobody answers for a scenario, or for a class that its table names. */
function districtGaps(parts: RuleParts, pack: Pack, at: number): readonly Gap[] {
  const world = worldAt(parts.offices, parts.calendar, at)
  const districts = parts.ground.districts()
  const lacking = (code?: string) =>
    districts
      .filter(
        ({ code: division }) =>
          whoAnswers(pack, imagined(pack, { code, place: { division: `${division}` }, at }), world).length === 0,
      )
      .map(({ title }) => title)
  const common = { pack: pack.name, packTitle: pack.title }
  // Whom an answer of the form names, a table of classes or a person says.
  if (isNamed(pack)) return []
  if (pack.flow.responsible) {
    const missing = lacking()
    return missing.length > 0 ? [{ ...common, districts: missing }] : []
  }
  const titles = new Map(classTitles(pack).map(({ code, title }) => [code, title]))
  return (pack.sorting?.responsibilities ?? []).flatMap(({ class: code, level }) => {
    // Which street it is decides: the district alone says nothing.
    const missing = level === 'street' ? [] : lacking(code)
    return missing.length > 0
      ? [{ ...common, code, title: titles.get(code) ?? { zh: code, en: code }, districts: missing }]
      : []
  })
}

/** What nobody answers for now. */
export const gapsNow = (parts: RuleParts, at: number): readonly Gap[] =>
  parts.packs.current().flatMap((pack) => [...classGaps(pack, parts.shelf.at(at)), ...districtGaps(parts, pack, at)])

/** Pairs of rules that contradict one another, now or from the day on which one that is entered begins. */
export function conflictsFrom(
  parts: Pick<RuleParts, 'shelf'>,
  at: number,
): readonly { readonly one: string; readonly other: string; readonly at: number }[] {
  const { versions } = parts.shelf
  const moments = [...new Set([at, ...versions.map(({ from }) => from).filter((from) => from > at)])].sort(
    (a, b) => a - b,
  )
  const seen = new Map<string, { one: string; other: string; at: number }>()
  for (const moment of moments)
    for (const { one, other } of ruleConflicts(rulesAt(versions, moment)))
      if (!seen.has(`${one} ${other}`)) seen.set(`${one} ${other}`, { one, other, at: moment })
  return [...seen.values()]
}

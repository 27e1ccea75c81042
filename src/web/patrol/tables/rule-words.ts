import { useQuery } from '@tanstack/react-query'
import type { FilingRule, RuleChange, RulePart, UnitRule } from '../../../kernel/patrol/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { dutiesQuery } from '../../api/patrol.ts'
import { useOfficeNames } from '../../case/index.ts'
import { type Say, useSay } from '../../kit/index.ts'
import { limitWords, ownerOf } from '../words.ts'

/** Where a line of the table comes from. */
export const originWords: Readonly<Record<FilingRule['origin'], Words>> = {
  published: { zh: '时限见公开标准', en: 'limit as published' },
  city: { zh: '本市自定或建议', en: 'the city’s own, or a proposal' },
}

/** The parts of a class. */
export const partWords: Readonly<Record<RulePart, Words>> = {
  title: { zh: '名称', en: 'Name' },
  filing: { zh: '立案条件', en: 'Filed when' },
  closing: { zh: '结案条件', en: 'Closed when' },
  limit: { zh: '时限', en: 'Limit' },
  units: { zh: '责任单位', en: 'Who answers' },
  under: { zh: '归入分类', en: 'Filed under' },
  origin: { zh: '来源', en: 'Source' },
}

/** How a class differs from what it was. */
export const changeWords: Readonly<Record<RuleChange['is'], Words>> = {
  added: { zh: '新增', en: 'Added' },
  removed: { zh: '删去', en: 'Taken out' },
  changed: { zh: '已改', en: 'Changed' },
}

/** Says who answers for a class. */
export type SayUnits = (units: readonly UnitRule[]) => string

/** Units of a class in words: which duty or office, for whom and where. */
export function useUnitWords(): SayUnits {
  const say = useSay()
  const duties = useQuery(dutiesQuery).data ?? {}
  const officeName = useOfficeNames()
  return (units) =>
    units
      .map(({ to, ownership, division }) =>
        [
          'office' in to ? officeName(to.office) : say(duties[to.duty] ?? { zh: to.duty, en: to.duty }),
          ownership === undefined ? '' : ownerOf(say, ownership),
          division ?? '',
        ]
          .filter(Boolean)
          .join(' '),
      )
      .join(say({ zh: '；', en: '; ' }))
}

/** One part of a class in words. */
export function partOf(say: Say, rule: FilingRule, part: RulePart, sayUnits: SayUnits): string {
  if (part === 'limit') return say(limitWords(rule.limit))
  if (part === 'units') return sayUnits(rule.units)
  if (part === 'under') return rule.under ?? '—'
  if (part === 'origin') return say(originWords[rule.origin])
  return say(rule[part])
}

import type { CityRule } from '../../kernel/responsibility/index.ts'
import type { Words } from '../../kernel/words.ts'
import type { RuleShown, RuleTerms } from '../api/responsibility.ts'
import type { Say, StateShape, StateTone } from '../kit/index.ts'
import { dutyWords, weekdayWords } from './rule-fields.ts'

/** How a rule stands. */
export const standingWords: Readonly<
  Record<RuleShown['standing'], { readonly words: Words; readonly shape: StateShape; readonly tone: StateTone }>
> = {
  inForce: { words: { zh: '生效中', en: 'In force' }, shape: 'done', tone: 'active' },
  coming: { words: { zh: '待生效', en: 'To come' }, shape: 'waiting', tone: 'plain' },
  ended: { words: { zh: '已终止', en: 'Ended' }, shape: 'closed', tone: 'still' },
}

/** What a rule is about. */
export function sayMatter(say: Say, { pack, code, ownership }: CityRule, terms: RuleTerms | undefined): string {
  const scenario = terms?.packs.find((one) => one.pack === pack)
  const parts = [
    pack === undefined ? say({ zh: '各场景', en: 'every scenario' }) : scenario ? say(scenario.title) : pack,
    ...(code === undefined ? [] : [code]),
    ...(ownership === undefined ? [] : [say({ zh: '权属 {ownership}', en: 'owner {ownership}' }, { ownership })]),
  ]
  return parts.join(' · ')
}

/** Where a rule holds. */
export function sayWhere(say: Say, { place }: CityRule, terms: RuleTerms | undefined): string {
  const { divisions = [], grids = [], area } = place ?? {}
  if (divisions.length === 0 && grids.length === 0 && !area) return say({ zh: '全市', en: 'the whole city' })
  const nameOf = (code: string): string => {
    const found = terms?.districts.find((one) => one.code === code)
    return found ? say(found.title) : code
  }
  return [...divisions.map(nameOf), ...grids, ...(area ? [say({ zh: '划定区域', en: 'a drawn area' })] : [])].join(
    say({ zh: '、', en: ', ' }),
  )
}

/** When a rule holds in the week. */
export function sayTimes(say: Say, { time }: CityRule): string {
  if (!time) return say({ zh: '任何时候', en: 'at any time' })
  return [
    ...(time.weekdays
      ? [time.weekdays.map((day) => say(weekdayWords[day - 1] ?? { zh: '', en: '' })).join(say({ zh: '、', en: ', ' }))]
      : []),
    ...(time.hours ? [`${time.hours[0]}:00–${time.hours[1]}:00`] : []),
    ...(time.work
      ? [
          say(
            time.work === 'in'
              ? { zh: '工作时间', en: 'working time' }
              : { zh: '非工作时间', en: 'outside of working time' },
          ),
        ]
      : []),
  ].join(' · ')
}

/** Who answers by a rule. */
export function sayTarget(say: Say, { to }: CityRule, officeTitle: Words | null, terms: RuleTerms | undefined): string {
  if ('office' in to) return officeTitle ? say(officeTitle) : to.office
  const found = terms?.duties.find((one) => one.duty === to.duty && one.level === to.level)
  return found ? say(dutyWords(to.level, found.title, to.duty)) : to.duty
}

import { type Fields, integer, yesNo } from '../record/index.ts'
import { conditionOf, holds, type Vocabulary } from '../rules/index.ts'
import { cityZone, dateOf, dayAt, dayMs, hourMs, minuteMs, wallClock, weekdayOf } from '../time/index.ts'
import type { Words } from '../words.ts'
import type { World } from './action.ts'
import type { OfficeRef } from './origin.ts'
import type { ResponsibilityRule } from './responsibility-rule.ts'
import { type CaseState, factsOf, findValue } from './state.ts'

/** What rules of responsibility know of the time. */
export const clockFields = {
  hour: integer({ zh: '时', en: 'Hour' }, { min: 0, max: 23 }),
  weekday: integer({ zh: '星期', en: 'Day of the week' }, { min: 1, max: 7 }),
  isWorkTime: yesNo({ zh: '工作时间', en: 'Working time' }),
} satisfies Fields

const vocabularies = new WeakMap<Fields, Vocabulary>()

/** What a rule of responsibility may speak of. */
export function responsibleVocabulary(asks: Fields): Vocabulary {
  const known = vocabularies.get(asks)
  if (known) return known
  const made: Vocabulary = { ...asks, ...clockFields }
  vocabularies.set(asks, made)
  return made
}

/** The clock as rules see it. */
function clockAt({ now, due }: World) {
  const day = dayAt(now, cityZone)
  return {
    hour: Math.floor((wallClock(now, cityZone) % dayMs) / hourMs),
    weekday: weekdayOf(day),
    // A minute of work ends a minute from now exactly when it is working time.
    isWorkTime: due(now, { unit: 'workingHour', amount: 1 / 60 }) === now + minuteMs,
    today: dateOf(day),
  }
}

/** Who answers for a case now, and why; nothing when no rule fits. */
export function findResponsible(
  rules: readonly ResponsibilityRule[],
  asks: Fields,
  state: CaseState,
  division: string | undefined,
  world: World,
): { readonly holder: OfficeRef; readonly because: Words } | undefined {
  const { today, ...clock } = clockAt(world)
  const facts = { ...factsOf(state), ...clock }
  for (const { when, within, to, from, until, because } of rules) {
    if ((from !== undefined && today < from) || (until !== undefined && today > until)) continue
    if (within !== undefined && !within.some((code) => division?.startsWith(code))) continue
    if (when !== undefined && holds(conditionOf(when, responsibleVocabulary(asks)), facts) !== true) continue
    const holder =
      'answer' in to
        ? world.findOffice(String(findValue(state, to.answer)))
        : world.findDuty(to.duty, placeFor(to.level, division))
    if (holder) return { holder, because }
  }
  return undefined
}

const placeFor = (level: 'city' | 'district' | 'street', division: string | undefined): string | undefined =>
  level === 'city' ? undefined : level === 'district' ? division?.slice(0, 6) : division

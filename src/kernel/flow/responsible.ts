import { type Fields, integer, type PlaceValue, yesNo } from '../record/index.ts'
import type { Matter, RuleTarget } from '../responsibility/index.ts'
import { conditionOf, holds, type Vocabulary } from '../rules/index.ts'
import { cityZone, dateOf, dayAt, dayMs, hourMs, minuteMs, wallClock, weekdayOf } from '../time/index.ts'
import type { World } from './action.ts'
import type { Answer } from './answer.ts'
import { classOf } from './class-of.ts'
import type { FlowDeclaration } from './declaration.ts'
import type { OfficeRef } from './origin.ts'
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

/** A minute of work ends a minute from now exactly when it is working time. */
const isWorkTime = ({ now, due }: World): boolean =>
  due(now, { unit: 'workingHour', amount: 1 / 60 }) === now + minuteMs

/** The clock as rules see it. */
function clockAt(world: World) {
  const { now } = world
  const day = dayAt(now, cityZone)
  return {
    hour: Math.floor((wallClock(now, cityZone) % dayMs) / hourMs),
    weekday: weekdayOf(day),
    isWorkTime: isWorkTime(world),
    today: dateOf(day),
  }
}

/** Most offices that are told beside the one that answers. */
const mostOthers = 4

/** What rules of responsibility are asked about a case now. */
export function matterOf(flow: FlowDeclaration, state: CaseState, division: string | undefined, world: World): Matter {
  const { answers, source } = state
  const place =
    flow.marks.place === undefined ? undefined : (findValue(state, flow.marks.place) as PlaceValue | undefined) // a `place` field holds nothing else
  const codes = [classOf(flow, state), answers.kind, source?.kind].flatMap((one) =>
    typeof one === 'string' ? [one] : [],
  )
  return {
    ...{ pack: state.pack, codes, at: world.now, isWorkTime: isWorkTime(world) },
    ...(division !== undefined && { division }),
    ...(place?.point && { point: [place.point[0], place.point[1]] as const }),
    ...(typeof answers.ownership === 'string' && { ownership: answers.ownership }),
  }
}

/** The office that a rule names, where it holds; nothing when there is none. */
function targetOf(to: RuleTarget, division: string | undefined, world: World): OfficeRef | undefined {
  return 'office' in to ? world.findOffice(to.office) : world.findDuty(to.duty, placeFor(to.level, division))
}

/** What the city's own rules say, the most exact first. */
export function cityAnswers(
  flow: FlowDeclaration,
  state: CaseState,
  division: string | undefined,
  world: World,
): readonly Answer[] {
  const rules = world.rulesFor?.(matterOf(flow, state, division, world)) ?? []
  return rules.flatMap(({ id, version, name, because, to }): Answer[] => {
    const holder = targetOf(to, division, world)
    if (!holder) return []
    const says = { zh: `本市规则“${name.zh}”：${because.zh}`, en: `The city’s rule "${name.en}": ${because.en}` }
    return [{ holder, because: says, rule: { id, version, name } }]
  })
}

/** What the pack's rules say, in their order. */
function packAnswers(
  { responsible = [], asks }: FlowDeclaration,
  state: CaseState,
  division: string | undefined,
  world: World,
): readonly Answer[] {
  const { today, ...clock } = clockAt(world)
  const facts = { ...factsOf(state), ...clock }
  return responsible.flatMap(({ when, within, to, from, until, because }): Answer[] => {
    if ((from !== undefined && today < from) || (until !== undefined && today > until)) return []
    if (within !== undefined && !within.some((code) => division?.startsWith(code))) return []
    if (when !== undefined && holds(conditionOf(when, responsibleVocabulary(asks)), facts) !== true) return []
    const holder =
      'answer' in to ? world.findOffice(String(findValue(state, to.answer))) : targetOf(to, division, world)
    return holder ? [{ holder, because }] : []
  })
}

/**
 * Every office that rules of responsibility name for a case now, each once: first the one that answers, then whom the next rules
 * name. The city's own rules come before the pack's.
 */
export function answersOf(
  flow: FlowDeclaration,
  state: CaseState,
  division: string | undefined,
  world: World,
): readonly Answer[] {
  return eachOnce([...cityAnswers(flow, state, division, world), ...packAnswers(flow, state, division, world)])
}

const eachOnce = (answers: readonly Answer[]): readonly Answer[] =>
  answers.filter(({ holder }, i) => answers.findIndex((one) => one.holder.office === holder.office) === i)

/** The first of several answers as it is noted, with the others beside it. */
export function decided(answers: readonly Answer[]): (Answer & { readonly others?: readonly Answer[] }) | undefined {
  const [first, ...others] = eachOnce(answers)
  return first && { ...first, ...(others.length > 0 && { others: others.slice(0, mostOthers) }) }
}

/** The place a duty is looked for in, at a level of the tree. */
export const placeFor = (level: 'city' | 'district' | 'street', division: string | undefined): string | undefined =>
  level === 'city' ? undefined : level === 'district' ? division?.slice(0, 6) : division

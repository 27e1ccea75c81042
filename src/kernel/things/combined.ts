import { CityError, type Fault } from '../errors/index.ts'
import { number } from '../record/index.ts'
import { conditionOf, holds, type Rule, type Vocabulary } from '../rules/index.ts'
import { fill, type Words } from '../words.ts'
import type { Aggregate, AlarmRule } from './alarm.ts'
import type { DeviceProfile } from './profile.ts'

/** One figure that a combined rule reads: a measure over a window, of the place itself or of devices near it. */
export type CombinedInput = {
  readonly title: Words
  readonly unit: Words
  readonly profile: string
  readonly measure: string
  readonly aggregate: Aggregate
  /** Seconds of readings. */
  readonly window: number
  /** Metres around the place; absent: the place's own device. */
  readonly within?: number
  /** Of several devices: the largest figure, the mean, or that of the nearest. */
  readonly across?: 'max' | 'mean' | 'nearest'
}

/** What a combined rule foresees: `base` and so much of each figure, never less than nothing. Plain data, open to be checked. */
export type Foreseen = {
  readonly title: Words
  readonly unit: Words
  /** Seconds ahead. */
  readonly ahead: number
  readonly base: number
  readonly factors: Readonly<Record<string, number>>
}

/**
 * A rule over several measures near a place (组合信号): rain of an hour here and a level that rises there together say what
 * neither says alone. Its alarms carry its name like those of any rule, and the figures that led to them.
 */
export type CombinedRule = {
  readonly name: string
  readonly title: Words
  /** The profile of the devices at whose places it is asked. */
  readonly at: string
  readonly inputs: Readonly<Record<string, CombinedInput>>
  readonly foresees?: Foreseen
  /** FEEL over the inputs' names and `foreseen`. */
  readonly when: string
  readonly clears?: string
  /** Seconds between two looks at one place, at least. */
  readonly every: number
  readonly severity: AlarmRule['severity']
  /** `{title}` the place, `{foreseen}`, `{minutes}`, and every input by name. */
  readonly raises: { readonly class: string; readonly text: Words }
}

const vocabularies = new WeakMap<CombinedRule, Vocabulary>()

/** What the conditions of a combined rule speak of. */
export function combinedVocabulary(rule: CombinedRule): Vocabulary {
  const known = vocabularies.get(rule)
  if (known) return known
  const made: Vocabulary = {
    ...Object.fromEntries(
      Object.entries(rule.inputs).map(([name, { title, unit }]) => [name, number(title, { unit })]),
    ),
    ...(rule.foresees && { foreseen: number(rule.foresees.title, { unit: rule.foresees.unit }) }),
  }
  vocabularies.set(rule, made)
  return made
}

/** Everything that is wrong with a combined rule; empty when it may be used. Without profiles only its own form is looked at. */
export function combinedFaults(rule: CombinedRule, profiles?: ReadonlyMap<string, DeviceProfile>): readonly Fault[] {
  const faults: Fault[] = []
  const say = (field: string, zh: string, en: string) =>
    faults.push({ field: `${rule.name}.${field}`, says: { zh, en } })
  if (profiles && !profiles.has(rule.at)) say('at', '没有这种设备型号', 'there is no such profile')
  for (const [name, input] of Object.entries(rule.inputs)) {
    const measures = profiles?.get(input.profile)?.measures
    if (profiles && !Object.hasOwn(measures ?? {}, input.measure)) say(name, '没有这项测量', 'there is no such measure')
    if (input.within === undefined && input.profile !== rule.at)
      say(name, '另一种设备要说明范围', 'devices of another profile need a reach')
    if (!(input.window >= 0 && input.window <= 7 * 86_400)) say(name, '0 秒到 7 天', 'from 0 seconds to 7 days')
  }
  for (const name of Object.keys(rule.foresees?.factors ?? {}))
    if (!Object.hasOwn(rule.inputs, name)) say(`foresees.${name}`, '没有这项输入', 'there is no such input')
  for (const [field, text] of [['when', rule.when] as const, ['clears', rule.clears] as const]) {
    if (text === undefined) continue
    try {
      conditionOf(text, combinedVocabulary(rule))
    } catch (cause) {
      if (!(cause instanceof CityError)) throw cause
      faults.push({ field: `${rule.name}.${field}`, found: text, says: cause.says })
    }
  }
  return faults
}

/** The figures of a place as a rule sees them; what is not known is NaN. */
export type Figures = Readonly<Record<string, number>>

/** What a rule foresees of these figures; NaN while one that counts is not known. */
export const foreseenOf = ({ foresees }: CombinedRule, figures: Figures): number =>
  foresees === undefined
    ? Number.NaN
    : Math.max(
        0,
        Object.entries(foresees.factors).reduce(
          (sum, [name, factor]) => sum + factor * (figures[name] ?? Number.NaN),
          foresees.base,
        ),
      )

const factsOf = (rule: CombinedRule, figures: Figures) => {
  const known = (value: number | undefined) => (value !== undefined && Number.isFinite(value) ? value : null)
  return {
    ...Object.fromEntries(Object.keys(rule.inputs).map((name) => [name, known(figures[name])])),
    ...(rule.foresees && { foreseen: known(foreseenOf(rule, figures)) }),
  }
}

const met = (condition: Rule, rule: CombinedRule, figures: Figures) => holds(condition, factsOf(rule, figures)) === true

/** Does the alarm hold for these figures, now that it is raised or not? Not knowing raises nothing and ends nothing. */
export function combinedHolds(rule: CombinedRule, figures: Figures, isRaised: boolean): boolean {
  const when = conditionOf(rule.when, combinedVocabulary(rule))
  if (!isRaised) return met(when, rule, figures)
  if (rule.clears === undefined) return holds(when, factsOf(rule, figures)) !== false
  return !met(conditionOf(rule.clears, combinedVocabulary(rule)), rule, figures)
}

const rounded = (value: number) => (Number.isFinite(value) ? Math.round(value * 100) / 100 : '?')

/** The words of an alarm, and the figures that led to it, for people. */
export function combinedWords(
  rule: CombinedRule,
  figures: Figures,
  title: Words,
): { readonly text: Words; readonly reason: Words } {
  const { foresees } = rule
  const foreseen = rounded(foreseenOf(rule, figures))
  const minutes = Math.round((foresees?.ahead ?? 0) / 60)
  const gaps = {
    ...Object.fromEntries(Object.keys(rule.inputs).map((name) => [name, rounded(figures[name] ?? Number.NaN)])),
    ...{ foreseen, minutes },
  }
  const said = (language: 'zh' | 'en') => [
    ...Object.entries(rule.inputs).map(
      ([name, input]) => `${input.title[language]} ${rounded(figures[name] ?? Number.NaN)} ${input.unit[language]}`,
    ),
    ...(foresees ? [`→ ${foresees.title[language]} ${foreseen} ${foresees.unit[language]}`] : []),
  ]
  return {
    text: {
      zh: fill(rule.raises.text, { ...gaps, title: title.zh }).zh,
      en: fill(rule.raises.text, { ...gaps, title: title.en }).en,
    },
    reason: { zh: said('zh').join('，'), en: said('en').join(', ') },
  }
}

/** One figure for people. */
export type ShownFigure = { readonly title: Words; readonly unit: Words; readonly value: number | null }

/** The figures that led to an alarm, and what they foretell, for people. */
export function shownFigures(
  rule: CombinedRule,
  figures: Figures,
): { readonly figures: readonly ShownFigure[]; readonly foresees?: ShownFigure & { readonly ahead: number } } {
  const shown = (value: number | undefined) =>
    value !== undefined && Number.isFinite(value) ? Math.round(value * 100) / 100 : null
  const { foresees } = rule
  return {
    figures: Object.entries(rule.inputs).map(([name, { title, unit }]) => ({
      title,
      unit,
      value: shown(figures[name]),
    })),
    ...(foresees && {
      foresees: {
        ...{ title: foresees.title, unit: foresees.unit, ahead: foresees.ahead },
        value: shown(foreseenOf(rule, figures)),
      },
    }),
  }
}

import type { Fault } from '../errors/index.ts'
import { CityError } from '../errors/index.ts'
import { integer, number } from '../record/index.ts'
import { conditionOf, holds, type Rule, type Vocabulary } from '../rules/index.ts'
import { cityZone } from '../time/index.ts'
import type { Words } from '../words.ts'
import type { DeviceProfile } from './profile.ts'

/** How the readings of a window become one value. `share` is the share of readings that are not 0; `change` last less first. */
export type Aggregate = 'last' | 'mean' | 'min' | 'max' | 'sum' | 'count' | 'change' | 'share'

/** Hours of the day in which no alarm is raised, city time, `HH:MM`; may pass midnight. */
export type QuietTime = { readonly from: string; readonly to: string }

/**
 * Other bounds for a place, a season or both; of several that fit the first counts. `where` is a division's code or its beginning;
 * `season` runs from one day of the year to another (`MM-DD`, both included) and may pass the year's end.
 */
export type RuleVariant = {
  readonly where?: string
  readonly season?: { readonly from: string; readonly to: string }
  readonly when: string
  readonly clears?: string
  /** Seconds for which the condition must hold, where it is not the rule's own. */
  readonly for?: number
}

/** When readings are alarming (告警规则): plain data, in a pack or made by a person. */
export type AlarmRule = {
  readonly name: string
  readonly title: Words
  /** The profile whose devices it watches, and which of its measures. */
  readonly profile: string
  readonly measure: string
  readonly aggregate: Aggregate
  /** Seconds of readings that are looked at; 0 looks at the newest alone. */
  readonly window: number
  /** FEEL over `value` (the aggregate) and `count` (readings in the window). */
  readonly when: string
  /** FEEL for the end of the alarm, so that it does not flicker about one bound; the contrary of `when` if absent. */
  readonly clears?: string
  /** Seconds for which the condition must hold. */
  readonly for: number
  readonly severity: 'notice' | 'warning' | 'serious' | 'critical'
  /** No alarm while the device that this one depends on (`parent`) is down. */
  readonly heedsParent?: boolean
  readonly quiet?: readonly QuietTime[]
  /** Other bounds here and there, now and then. */
  readonly variants?: readonly RuleVariant[]
  /**
   * What an alarm becomes: a case of this class, with this text; `{value}`, `{title}` and `{unit}` are filled. `office` gets it;
   * without one the office that answers for the device, or that of the street.
   */
  readonly raises: { readonly class: string; readonly text: Words; readonly office?: string }
  readonly isOff?: boolean
}

/** What conditions of alarm rules speak of. */
export const alarmVocabulary: Vocabulary = {
  value: number({ zh: '值', en: 'Value' }),
  count: integer({ zh: '读数个数', en: 'Readings' }),
}

const dayPattern = /^(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/
const timePattern = /^([01]\d|2[0-3]):[0-5]\d$/

/** Everything that is wrong with a rule; empty when it may be used. */
export function alarmFaults(rule: AlarmRule, profile: DeviceProfile | undefined): readonly Fault[] {
  const faults: Fault[] = []
  const say = (field: string, zh: string, en: string) => faults.push({ field, says: { zh, en } })
  if (profile === undefined) say('profile', '没有这种设备型号', 'there is no such profile')
  else if (!Object.hasOwn(profile.measures, rule.measure)) say('measure', '没有这项测量', 'there is no such measure')
  if (!(rule.window >= 0 && rule.window <= 7 * 86_400)) say('window', '0 秒到 7 天', 'from 0 seconds to 7 days')
  if (!(rule.for >= 0 && rule.for <= 7 * 86_400)) say('for', '0 秒到 7 天', 'from 0 seconds to 7 days')
  const read = (field: string, text: string | undefined) => {
    if (text === undefined) return
    try {
      conditionOf(text, alarmVocabulary)
    } catch (cause) {
      if (!(cause instanceof CityError)) throw cause
      faults.push({ field, found: text, says: cause.says })
    }
  }
  read('when', rule.when)
  read('clears', rule.clears)
  for (const [index, { when, clears, season, where, for: lasts }] of (rule.variants ?? []).entries()) {
    const field = `variants.${index + 1}`
    read(`${field}.when`, when)
    read(`${field}.clears`, clears)
    if (season && !(dayPattern.test(season.from) && dayPattern.test(season.to)))
      say(field, '季节应为 MM-DD 到 MM-DD', 'a season runs from MM-DD to MM-DD')
    if (!season && !where) say(field, '请写明地方或季节', 'name a place or a season')
    if (lasts !== undefined && !(lasts >= 0 && lasts <= 7 * 86_400))
      say(field, '0 秒到 7 天', 'from 0 seconds to 7 days')
  }
  for (const { from, to } of rule.quiet ?? [])
    if (!timePattern.test(from) || !timePattern.test(to)) say('quiet', '时间应为 HH:MM', 'times are HH:MM')
  return faults
}

/** Is it a quiet time of the rule? `at` in epoch ms. The city keeps UTC+8 all year. */
export function isQuiet({ quiet }: AlarmRule, at: number): boolean {
  if (quiet === undefined) return false
  const minute = minuteOfDay(at)
  return quiet.some(({ from, to }) => {
    const [start, end] = [minutesOf(from), minutesOf(to)]
    return start <= end ? minute >= start && minute < end : minute >= start || minute < end
  })
}

const minutesOf = (text: string) => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: cityZone,
  hour: '2-digit',
  minute: '2-digit',
  hourCycle: 'h23',
})
const minuteOfDay = (at: number) => minutesOf(clock.format(at))

/** Bounds read once. */
export type Conditions = { readonly when: Rule; readonly clears: Rule | undefined; readonly forMs: number }

/** The conditions of a rule, or of a variant of it, read once. @throws rules.* when a condition cannot be read */
export function conditionsOf(rule: AlarmRule, variant?: RuleVariant): Conditions {
  const { when, clears } = variant ?? rule
  return {
    when: conditionOf(when, alarmVocabulary),
    clears: clears === undefined ? undefined : conditionOf(clears, alarmVocabulary),
    forMs: (variant?.for ?? rule.for) * 1_000,
  }
}

const dayOfYear = new Intl.DateTimeFormat('en-GB', { timeZone: cityZone, month: '2-digit', day: '2-digit' })

/** Does the day of an instant (epoch ms, city time) lie in the season? */
export function isInSeason({ from, to }: NonNullable<RuleVariant['season']>, at: number): boolean {
  const [day = '', month = ''] = dayOfYear.format(at).split('/')
  const today = `${month}-${day}`
  return from <= to ? today >= from && today <= to : today >= from || today <= to
}

/** Does a condition hold for these figures? Not knowing is not holding. */
export const isMet = (condition: Rule, value: number, count: number): boolean =>
  holds(condition, { value: Number.isFinite(value) ? value : null, count }) === true

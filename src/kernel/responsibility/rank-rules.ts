import { divisionStem } from '../codes/index.ts'
import { isInArea } from '../place/index.ts'
import { cityZone, dayAt, dayMs, hourMs, wallClock, weekdayOf } from '../time/index.ts'
import type { CityRule, HeldRule, RulePlace, RuleTime } from './city-rule.ts'

/** What is asked about: something that happened, as far as it is known. */
export type Matter = {
  readonly pack: string
  /** Its class, and its kind of component or event. */
  readonly codes: readonly string[]
  readonly division?: string
  readonly grid?: string
  /** Degrees of WGS 84, longitude first. */
  readonly point?: readonly [number, number]
  readonly ownership?: string
  /** Epoch ms. */
  readonly at: number
  readonly isWorkTime: boolean
}

/** Does a code stand for another: itself or one below it? Classes go down by `/`, kinds by digits. */
export const standsFor = (code: string, other: string): boolean =>
  code === other || other.startsWith(`${code}/`) || (/^(component|event):\d*$/.test(code) && other.startsWith(code))

/** How exact a place is that fits: digits of its code, 16 for a drawn area, 0 for the whole city; nothing when none fits. */
export function placeFit(place: RulePlace | undefined, { division, grid, point }: Matter): number | undefined {
  const { divisions = [], grids = [], area } = place ?? {}
  if (divisions.length === 0 && grids.length === 0 && area === undefined) return 0
  const fits = [
    ...(area && point && isInArea({ lng: point[0], lat: point[1] }, area) ? [16] : []),
    ...(grid !== undefined && grids.includes(grid) ? [15] : []),
    ...divisions
      .map(divisionStem)
      .filter((code) => division?.startsWith(code))
      .map(({ length }) => length),
  ]
  return fits.length > 0 ? Math.max(...fits) : undefined
}

/** Does a time of the week fit? `hour` 0–23, `weekday` 1–7. */
export function timeFits(time: RuleTime | undefined, hour: number, weekday: number, isWorkTime: boolean): boolean {
  const { weekdays, hours, work } = time ?? {}
  if (weekdays && !weekdays.includes(weekday)) return false
  if (work !== undefined && (work === 'in') !== isWorkTime) return false
  if (!hours) return true
  const [from, to] = hours
  return from < to ? hour >= from && hour < to : hour >= from || hour < to
}

const levels = (code: string): number => (code.includes(':') ? code.length : code.split('/').length)

/** How exact a rule is, the weightiest first: priority, place, class, scenario, ownership, time. */
export type Exactness = readonly [
  priority: number,
  place: number,
  code: number,
  pack: number,
  ownership: number,
  time: number,
]

/** How exactly a rule fits a matter; nothing when it does not. */
export function fitOf(rule: CityRule, matter: Matter): Exactness | undefined {
  const { pack, code, ownership, time } = rule
  if (pack !== undefined && pack !== matter.pack) return undefined
  if (code !== undefined && !matter.codes.some((one) => standsFor(code, one))) return undefined
  if (ownership !== undefined && ownership !== matter.ownership) return undefined
  const place = placeFit(rule.place, matter)
  if (place === undefined) return undefined
  const hour = Math.floor((wallClock(matter.at, cityZone) % dayMs) / hourMs)
  if (!timeFits(time, hour, weekdayOf(dayAt(matter.at, cityZone)), matter.isWorkTime)) return undefined
  return exactnessOf(rule, place)
}

/** How exact a rule is where its place fits so exactly. */
export const exactnessOf = ({ priority, code, pack, ownership, time }: CityRule, place: number): Exactness => [
  ...([priority, place, code === undefined ? 0 : levels(code), pack === undefined ? 0 : 1] as const),
  ...([ownership === undefined ? 0 : 1, Object.values(time ?? {}).filter((one) => one !== undefined).length] as const),
]

const compare = (one: Exactness, other: Exactness): number => {
  for (const [i, value] of one.entries()) if (value !== other[i]) return (other[i] ?? 0) - value
  return 0
}

/**
 * The rules that fit a matter, the most exact first. Of equals the one with the lower id (the older one) leads, whatever order they are given in;
 * that there are equals is told by `ruleConflicts`.
 */
export const rankRules = (rules: readonly HeldRule[], matter: Matter): readonly HeldRule[] =>
  rules
    .flatMap((rule) => {
      const fit = fitOf(rule, matter)
      return fit ? [{ rule, fit }] : []
    })
    .sort((one, other) => compare(one.fit, other.fit) || (one.rule.id < other.rule.id ? -1 : 1))
    .map(({ rule }) => rule)

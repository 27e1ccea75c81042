import { cityZone, dateOf, dayStart, findDayOf, weekdayOf } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type FactFilter, none } from '../../cases/index.ts'
import type { Names } from '../titles.ts'
import { itself, noneWords } from '../words.ts'
import type { Counted } from './count-cases.ts'
import { addCounters, type Counters, noCounters } from './counters.ts'
import { depthOf, groupDigits, levelsOf, type Question } from './question.ts'

/** What numbers are shown by. */
export type GroupBy = 'office' | 'class' | 'division' | 'channel' | 'day' | 'week'

/** One group: its cases are exactly those that `filter` lists. */
export type Group = {
  readonly key: string
  readonly title: Words
  readonly filter: FactFilter
  readonly counters: Counters
}

type Place = Omit<Group, 'counters'>

const iso = (at: number) => new Date(at).toISOString()

const cut = (text: string, separator: string, parts: number): string =>
  text.split(separator).slice(0, parts).join(separator)

/** The office of the answer that a path belongs to: one level below the single root, or the root itself of several. */
function placeOfOffice(path: string, { roots }: Question, names: Names): Place {
  if (path === '') return { key: none, title: noneWords.office, filter: { office: none } }
  const [only] = roots ?? []
  const several = roots !== undefined && roots.length > 1
  if (several) {
    // The outermost, so that roots below one another do not count twice.
    const root = [...roots]
      .sort((a, b) => a.length - b.length)
      .find((one) => path === one || path.startsWith(`${one}/`))
    return { key: root ?? path, title: names.office(root ?? path), filter: { office: root ?? path } }
  }
  const depth = only === undefined ? 2 : depthOf(only) + 1
  if (depthOf(path) < depth)
    return { key: path, title: itself(names.office(path)), filter: { office: path, below: false } }
  const key = cut(path, '/', depth + 1)
  return { key, title: names.office(key), filter: { office: key } }
}

function placeOfClass(code: string, { class: asked }: Question, names: Names): Place {
  if (code === '') return { key: none, title: noneWords.class, filter: { class: none } }
  const levels = asked === undefined || asked === none ? 1 : levelsOf(asked) + 1
  if (levelsOf(code) < levels)
    return { key: code, title: itself(names.class(code)), filter: { class: code, below: false } }
  const key = cut(code, '/', levels)
  return { key, title: names.class(key), filter: { class: key } }
}

function placeOfDivision(code: string, question: Question, names: Names): Place {
  if (code === '') return { key: none, title: noneWords.division, filter: { division: none } }
  const digits = groupDigits(question)
  if (code.length < digits)
    return { key: code, title: itself(names.division(code)), filter: { division: code, below: false } }
  const key = code.slice(0, digits)
  return { key, title: names.division(key), filter: { division: key } }
}

const dayNumber = (day: string): number => {
  const number = findDayOf(day)
  if (number === undefined) throw new RangeError(`Not a day: ${day}`)
  return number
}

/** A stretch of days, cut to the period that was asked. */
function placeOfDays(first: number, days: number, title: Words, { period }: Question): Place {
  const from = Math.max(dayStart(first, cityZone), period.from)
  const to = Math.min(dayStart(first + days, cityZone), period.to)
  return { key: dateOf(first), title, filter: { from: iso(from), to: iso(to) } }
}

function placeOfDay(day: string, question: Question): Place {
  return placeOfDays(dayNumber(day), 1, { zh: day, en: day }, question)
}

function placeOfWeek(day: string, question: Question): Place {
  const monday = mondayOf(dayNumber(day))
  const date = dateOf(monday)
  return placeOfDays(monday, 7, { zh: `${date} 当周`, en: `Week of ${date}` }, question)
}

/** The Monday of a day's week (ISO 8601). */
export const mondayOf = (day: number): number => day - weekdayOf(day) + 1

function placeOf(by: GroupBy, key: string, question: Question, names: Names): Place {
  switch (by) {
    case 'office':
      return placeOfOffice(key, question, names)
    case 'class':
      return placeOfClass(key, question, names)
    case 'division':
      return placeOfDivision(key, question, names)
    case 'channel':
      return { key, title: names.channel(key), filter: { channel: key } }
    case 'day':
      return placeOfDay(key, question)
    case 'week':
      return placeOfWeek(key, question)
  }
}

/** Days in their order; everything else by how many cases, the largest first. */
const inOrder = (by: GroupBy, groups: Group[]): Group[] =>
  by === 'day' || by === 'week'
    ? groups.sort((a, b) => (a.key < b.key ? -1 : 1))
    : groups.sort((a, b) => b.counters.received - a.counters.received || (a.key < b.key ? -1 : 1))

/**
 * Folds counted keys into the groups of an answer.
 * @param common what the whole answer is narrowed by; each group's own filter comes on top
 */
export function groupsOf(by: GroupBy, counted: Counted, question: Question, common: FactFilter, names: Names): Group[] {
  const groups = new Map<string, Group>()
  for (const [key, counters] of counted) {
    const place = placeOf(by, key, question, names)
    // An office may be the group of what lies below it and, itself, have cases of its own.
    const id = `${place.key}${place.filter.below === false ? ' itself' : ''}`
    const group = groups.get(id) ?? { ...place, filter: { ...common, ...place.filter }, counters: noCounters() }
    addCounters(group.counters, counters)
    groups.set(id, group)
  }
  return inOrder(by, [...groups.values()])
}

import { divisionStem } from '../../../kernel/codes/index.ts'
import { type Condition, type FactFilter, factConditions, none } from '../../cases/index.ts'
import type { Period } from '../period.ts'

/** What cases are counted by. */
export type CountKey = 'office' | 'class' | 'division' | 'channel' | 'day'

/** A question for numbers: by what, of which cases, in which period. */
export type Question = {
  readonly by: CountKey
  /** Paths of the offices whose cases count, with all below them; absent: the whole city. `-`: those without an office. */
  readonly roots: readonly string[] | undefined
  readonly class?: string
  readonly division?: string
  /** Digits of the groups by division; absent: one level below the division that was asked for. */
  readonly digits?: 6 | 9 | 12
  readonly channel?: string
  readonly pack?: string
  readonly period: Period
}

/** What is summed up: by one thing, or (months only) by office or division and class at once. */
export type Rolled = Exclude<CountKey, 'day'> | Crossed

/** Two things at once: the first in `key`, the class in `key2`. */
export type Crossed = 'office-class' | 'division-class'

/** Is it of two things at once? */
export const isCrossed = (rolled: Rolled): rolled is Crossed => rolled === 'office-class' || rolled === 'division-class'

/** How deep the keys of sums go: offices to the street, classes to the second level, divisions to the street. */
export const rolledDepth = { office: 3, class: 2, division: 9 } as const

/** Where offices and classes are summed up together, offices go to the district only. */
export const crossedDepth = { ...rolledDepth, office: 2 } as const

type Depth = { readonly office: number; readonly class: number; readonly division: number }

/** Segments of an office's path. */
export const depthOf = (path: string): number => path.split('/').length - 1

/** Levels of a class. */
export const levelsOf = (code: string): number => code.split('/').length

/** Digits of the divisions an answer is grouped by: as asked, else one level below: district, street, committee. */
export function groupDigits({ division, digits }: Pick<Question, 'division' | 'digits'>): number {
  const stem = division === undefined || division === none ? '' : divisionStem(division)
  return digits ?? (stem.length < 6 ? 6 : stem.length < 9 ? 9 : 12)
}

/** How deep the groups of an answer lie, which keys must not be cut above. */
function groupDepthFits(question: Question, depth: Depth): boolean {
  const { by, roots, class: code } = question
  switch (by) {
    case 'office':
      return roots === undefined
        ? depth.office >= 2
        : roots.every((root) => root === none || depthOf(root) < depth.office)
    case 'class':
      return code === undefined || code === none || levelsOf(code) < depth.class
    case 'division':
      return groupDigits(question) <= depth.division
    case 'channel':
    case 'day':
      return true
  }
}

function filterDepthFits({ roots = [], class: code, division }: Question, depth: Depth): boolean {
  return (
    roots.every((root) => root === none || depthOf(root) <= depth.office) &&
    (code === undefined || code === none || levelsOf(code) <= depth.class) &&
    (division === undefined || division === none || divisionStem(division).length <= depth.division)
  )
}

/** By what a question asks, besides time. */
function askedBy({ by, roots, class: code, division, channel }: Question): ReadonlySet<Exclude<CountKey, 'day'>> {
  const asked = new Set<Exclude<CountKey, 'day'>>()
  if (roots !== undefined) asked.add('office')
  if (code !== undefined) asked.add('class')
  if (division !== undefined) asked.add('division')
  if (channel !== undefined) asked.add('channel')
  if (by !== 'day') asked.add(by)
  return asked
}

/**
 * The sums that answer a question, of days and of months; none where it asks by more than they are made by, or deeper.
 * Days are not told apart in months.
 */
export function rolledFor(question: Question): { readonly day?: Rolled; readonly month?: Rolled } {
  const asked = askedBy(question)
  const fits = (depth: Depth) => groupDepthFits(question, depth) && filterDepthFits(question, depth)
  if (asked.size <= 1) {
    if (!fits(rolledDepth)) return {}
    const [only = 'channel'] = asked
    return question.by === 'day' ? { day: only } : { day: only, month: only }
  }
  if (asked.size !== 2 || !asked.has('class') || question.by === 'day') return {}
  if (asked.has('office')) return fits(crossedDepth) ? { month: 'office-class' } : {}
  return asked.has('division') && fits(rolledDepth) ? { month: 'division-class' } : {}
}

/** The filter of a question as the lists understand it, without office and period. */
export const filterOf = ({ class: code, division, channel, pack }: Omit<Question, 'by' | 'period'>): FactFilter => ({
  class: code,
  division,
  channel,
  pack,
})

/** Conditions over `cases.fact f`, without the period. */
export function factsWanted(
  question: Omit<Question, 'by' | 'period'>,
  now: string,
  roots: (paths: readonly string[]) => Condition,
): Condition[] {
  const of = question.roots === undefined ? [] : [roots(question.roots)]
  return [...of, ...factConditions(filterOf(question), now, () => undefined)]
}

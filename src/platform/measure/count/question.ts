import { type Condition, divisionStem, type FactFilter, factConditions, none } from '../../cases/index.ts'
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

/** A dimension by which days are summed up. */
export type Dimension = Exclude<CountKey, 'day'>

/** How deep the keys of summed-up days go: offices to the street, classes to the second level, divisions to the street. */
export const rolledDepth = { office: 3, class: 2, division: 9 } as const

/** Segments of an office's path. */
export const depthOf = (path: string): number => path.split('/').length - 1

/** Levels of a class. */
export const levelsOf = (code: string): number => code.split('/').length

/** Digits of the divisions an answer is grouped by: as asked, else one level below: district, street, committee. */
export function groupDigits({ division, digits }: Pick<Question, 'division' | 'digits'>): number {
  const stem = division === undefined || division === none ? '' : divisionStem(division)
  return digits ?? (stem.length < 6 ? 6 : stem.length < 9 ? 9 : 12)
}

/** How deep the groups of an answer lie, which the keys must not be cut above. */
function groupDepthFits(question: Question): boolean {
  const { by, roots, class: code } = question
  switch (by) {
    case 'office':
      return roots === undefined || roots.every((root) => root === none || depthOf(root) < rolledDepth.office)
    case 'class':
      return code === undefined || code === none || levelsOf(code) < rolledDepth.class
    case 'division':
      return groupDigits(question) <= rolledDepth.division
    case 'channel':
    case 'day':
      return true
  }
}

function filterDepthFits({ roots = [], class: code, division }: Question): boolean {
  return (
    roots.every((root) => root === none || depthOf(root) <= rolledDepth.office) &&
    (code === undefined || code === none || levelsOf(code) <= rolledDepth.class) &&
    (division === undefined || division === none || divisionStem(division).length <= rolledDepth.division)
  )
}

/**
 * The dimension of summed-up days that answers a question; none when it asks by more than one, or deeper than they go.
 */
export function rolledDimension(question: Question): Dimension | undefined {
  const wanted = new Set<Dimension>()
  if (question.roots !== undefined) wanted.add('office')
  if (question.class !== undefined) wanted.add('class')
  if (question.division !== undefined) wanted.add('division')
  if (question.channel !== undefined) wanted.add('channel')
  if (question.by !== 'day') wanted.add(question.by)
  if (wanted.size > 1 || !groupDepthFits(question) || !filterDepthFits(question)) return undefined
  const [only = 'channel'] = wanted
  return only
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

import type { FigureDeclaration, Pack } from '../../kernel/pack/index.ts'
import type { Db } from '../base/index.ts'
import { type CountName, countNames, type FactFilter } from '../cases/index.ts'
import { countCases } from './count/count-cases.ts'
import { addCounters, type Counters, countersOf, noCounters } from './count/counters.ts'
import { type Group, type GroupBy, groupsOf } from './count/groups.ts'
import { filterOf, type Question } from './count/question.ts'
import type { Names } from './titles.ts'
import { measureWords } from './words.ts'

/** A share: how many of how many; in percent with two decimals, none while nothing counts. */
export type Share = { numerator: number; denominator: number; value: number | null }

/** The numbers of one group, and the filter of `GET /api/cases?view=cases` that lists its cases. */
export type Numbers = {
  counts: Record<CountName, number>
  /** How many of the received are made-up demonstration cases (演示数据). */
  demo: number
  /** By the name of the figure. */
  figures: Record<string, Share>
  filter: FactFilter & { view: 'cases' }
}

/**
 * The figures that packs declare, each measure once: of one pack, or of all that are installed. A measure that several packs call by
 * names of their own is counted over the cases of all of them, so it has a name that is true of all.
 */
export function figuresOf(packs: readonly Pack[], name: string | undefined): readonly FigureDeclaration[] {
  const declared = packs.filter((pack) => name === undefined || pack.name === name).flatMap((pack) => pack.figures)
  return Object.entries(measureWords).flatMap(([measure, words]) => {
    const [first, ...others] = declared.filter((figure) => figure.measure === measure)
    if (!first) return []
    const isShared = others.some(({ title }) => title.zh !== first.title.zh)
    return [isShared ? { name: first.name, measure: first.measure, ...words } : first]
  })
}

/** A share from its two counts. */
export const shareOf = (numerator: number, denominator: number): Share => ({
  numerator,
  denominator,
  value: denominator === 0 ? null : Math.round((numerator / denominator) * 10_000) / 100,
})

/** The numbers behind counters. */
export function numbersOf(counters: Counters, figures: readonly FigureDeclaration[], filter: FactFilter): Numbers {
  // One entry a count name.
  const counts = Object.fromEntries(countNames.map((name) => [name, counters[name]])) as Record<CountName, number>
  return {
    counts,
    demo: counters.demo,
    figures: Object.fromEntries(
      figures.map(({ name, measure }) => {
        const [of, met] = countersOf[measure]
        return [name, shareOf(counters[met], counters[of])]
      }),
    ),
    filter: listBehind(filter),
  }
}

/** The list that a number opens: as many rows as it says. */
export const listBehind = (filter: FactFilter) => ({ view: 'cases' as const, counted: true, ...filter })

/** The filter that all groups of an answer share. `office` as it was asked for. */
export const commonFilter = (question: Omit<Question, 'by'>, office: string | undefined): FactFilter => ({
  ...filterOf(question),
  office,
  from: new Date(question.period.from).toISOString(),
  to: new Date(question.period.to).toISOString(),
})

/** Groups with their counters, and all of them together. */
export async function countGroups(
  db: Db,
  by: GroupBy,
  asked: Omit<Question, 'by'>,
  given: { readonly office?: string; readonly names: Names; readonly now: string },
): Promise<{ readonly groups: readonly Group[]; readonly total: Group }> {
  const question: Question = { ...asked, by: by === 'week' ? 'day' : by }
  const common = commonFilter(question, given.office)
  const groups = groupsOf(by, await countCases(db, question, given.now), question, common, given.names)
  const counters = noCounters()
  for (const group of groups) addCounters(counters, group.counters)
  return { groups, total: { key: '', title: { zh: '合计', en: 'Total' }, filter: common, counters } }
}

import { sql } from 'kysely'
import type { Actor } from '../../../kernel/access/index.ts'
import { fromMercator } from '../../../kernel/place/index.ts'
import { dayMs, hourMs } from '../../../kernel/time/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { type Db, plannedAnew } from '../../base/index.ts'
import {
  briefsOf,
  type CaseBrief,
  type FactFilter,
  factConditions,
  factTable,
  type WorkLists,
} from '../../cases/index.ts'
import { casesWanted, factsOf } from '../count/count-cases.ts'
import type { Question } from '../count/question.ts'
import { listBehind } from '../figures.ts'
import type { Names } from '../titles.ts'
import { findRepeats, type Reported } from './repeats.ts'

type Asked = Omit<Question, 'by' | 'period'>

/** Repetitions are looked for among cases of the last three days. */
const repeatDays = 3

/** Most cases that repetitions are looked for among, the newest. */
const mostCompared = 20_000

/** Most repetitions told. */
const mostRepeats = 50

/** Most cases of one repetition in its list. */
const mostListed = 200

/** A number of cases, and the filter of `GET /api/cases` that lists them. */
export type Counted = { count: number; filter: { view: string } & FactFilter }

/** What waits for somebody's decision; `most`: counting stopped there. */
export type Waiting = Counted & { title: Words; most: boolean }

/** What was reported more than once of late. */
export type RepeatShown = {
  class: string | null
  title: Words
  point: [number, number]
  cases: number
  /** Reports in all, those joined into these cases included. */
  reports: number
  first: string
  last: string
  newest: CaseBrief
  /** Cases of it that the list leaves out. */
  leftOut: number
  filter: { view: 'cases' } & FactFilter
}

/** The situation at this moment. */
export type Situation = {
  asOf: string
  lastHour: Counted
  lastDay: Counted
  late: Counted
  urgent: Counted
  waiting: Waiting[]
  repeated: RepeatShown[]
}

const waitingFor: readonly { readonly view: string; readonly title: Words }[] = [
  { view: 'extension', title: { zh: '申请延期待审批', en: 'More time asked for' } },
  { view: 'returned', title: { zh: '退回待重新派单', en: 'Returned, to be dispatched anew' } },
  { view: 'supervised', title: { zh: '督办中', en: 'Under supervision' } },
]

/** What the situation is made from. */
export type SituationParts = {
  readonly db: Db
  readonly lists: WorkLists
  readonly names: Names
  readonly now: number
}

/** What is new, late, urgent, waiting and repeated in an actor's part of the tree. */
export async function situationOf(
  { db, lists, names, now }: SituationParts,
  actor: Actor,
  asked: Asked,
): Promise<Situation> {
  const asOf = new Date(now).toISOString()
  const ago = (ms: number): FactFilter => ({ from: new Date(now - ms).toISOString() })
  const wanted: Readonly<Record<string, FactFilter>> = {
    lastHour: ago(hourMs),
    lastDay: ago(dayMs),
    late: { figure: 'late' },
    urgent: { status: 'open', urgency: 1 },
  }
  const counted = async (filter: FactFilter): Promise<Counted> => {
    const conditions = factConditions(filter, asOf, () => undefined)
    const { rows } = await sql<{ count: number }>`${plannedAnew} select count(*)::int as count from ${factTable}
      where ${casesWanted(asked, asOf, conditions)}`.execute(db)
    return { count: rows[0]?.count ?? 0, filter: listBehind(filter) }
  }
  const all = Object.fromEntries(
    await Promise.all(Object.entries(wanted).map(async ([name, filter]) => [name, await counted(filter)])),
  ) as Record<'lastHour' | 'lastDay' | 'late' | 'urgent', Counted> // the keys of `wanted`
  return {
    asOf,
    ...all,
    waiting: await waitingOf(lists, actor),
    repeated: await repeatsOf(db, names, asked, now),
  }
}

async function waitingOf(lists: WorkLists, actor: Actor): Promise<Waiting[]> {
  const { counts, most } = await lists.counts(actor)
  return waitingFor.map(({ view, title }) => {
    const count = counts[view] ?? 0
    return { title, count, most: count >= most, filter: { view } }
  })
}

async function repeatsOf(db: Db, names: Names, asked: Asked, now: number): Promise<RepeatShown[]> {
  const recent = { ...asked, period: { from: now - repeatDays * dayMs, to: now + dayMs } }
  type Row = { id: string; class: string | null; x: number; y: number; openedAt: string; reports: number }
  const { rows } =
    await sql<Row>`${plannedAnew} select f.case_id as id, f.class, f.at_point[0] as x, f.at_point[1] as y,
      f.opened_at as "openedAt", f.reports from ${factTable}
    where ${factsOf(recent, new Date(now).toISOString())} and f.at_point is not null and f.status in ('open', 'closed')
    order by f.opened_at desc limit ${mostCompared}`.execute(db)
  const reported = rows.map(({ x, y, ...row }): Reported => ({ ...row, at: [x, y], point: fromMercator([x, y]) }))
  const repeats = findRepeats(reported).slice(0, mostRepeats)
  const briefs = await briefsOf(
    db,
    repeats.flatMap(({ cases }) => cases[0]?.id ?? []),
  )
  return repeats.flatMap(({ class: code, cases, reports }) => {
    const [newest] = cases
    const brief = newest && briefs.get(newest.id)
    if (!newest || !brief) return []
    const listed = cases.slice(0, mostListed)
    return {
      class: code,
      title: code === null ? { zh: '尚未分类', en: 'Not classified yet' } : names.class(code),
      point: [newest.point.lng, newest.point.lat] as [number, number],
      cases: cases.length,
      reports,
      first: cases.at(-1)?.openedAt ?? newest.openedAt,
      last: newest.openedAt,
      newest: brief,
      leftOut: cases.length - listed.length,
      filter: listBehind({ ids: listed.map((one) => one.id).join(',') }),
    }
  })
}

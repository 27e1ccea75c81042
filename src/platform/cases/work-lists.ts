import { sql } from 'kysely'
import type { Actor } from '../../kernel/access/index.ts'
import { divisionStem } from '../../kernel/codes/index.ts'
import { type Db, plannedAnew } from '../base/index.ts'
import { casesErrors } from './errors.ts'
import {
  below,
  casesSeen,
  type FactFilter,
  factConditions,
  openedBy,
  prefix,
  seenCondition,
  treesOf,
} from './fact-filter.ts'
import type { Condition } from './facts.ts'

/** The lists of a desk. `mine`: what my offices hold; `below`: my part of the tree; the rest narrow one of the two. */
export const listViews = [
  'mine',
  'below',
  'late',
  'soon',
  'returned',
  'help',
  'extension',
  'supervised',
  'cases',
] as const

/** One of the lists. */
export type ListView = (typeof listViews)[number]

/** What narrows a list: lists of tasks by pack, office, class, division and kind; `cases` by all of it. */
export type ListFilter = FactFilter & {
  readonly view?: ListView
  readonly kind?: string
  readonly cursor?: string
  readonly limit?: number
}

/** One row of a list as the API gives it. */
export type ListItem = {
  id: string
  task: string | null
  number: string
  title: string
  /** The title in English where a machine told of it; null in the teller’s own words. */
  titleEn: string | null
  pack: string
  status: string
  taskStatus: string | null
  step: string | null
  office: string | null
  /** Path of that office, by which grids and committees are named. */
  officePath: string | null
  kind: string | null
  class: string | null
  urgency: number
  address: string | null
  division: string | null
  channel: string
  dueAt: string | null
  openedAt: string
  closedAt: string | null
  isOverdue: boolean
  supervised: boolean
  returns: number
  nudges: number
  reports: number
  rating: number | null
  seq: number
  demo: boolean
}

/** A page of a list and the mark of the next. */
export type Page = { items: ListItem[]; next: string | null }

/** Work lists over the tasks, and lists of cases. */
export type WorkLists = {
  page(actor: Actor, filter: ListFilter): Promise<Page>
  counts(actor: Actor): Promise<{ counts: Record<string, number>; most: number }>
  own(actor: Actor, cursor?: string): Promise<Page>
  /** What was reported from a telephone, by the hash of its number, newest first. */
  ofCaller(phoneHash: string): Promise<Page>
}

/** Counting stops here: nobody works by whether it is 1,000 or 40,000. */
const mostCounted = 1_000

const taskColumns =
  sql.raw(`t.case_id as id, t.task, c.number, c.title, c.title_en as "titleEn", t.pack, c.status, t.status as "taskStatus", t.step, t.office,
  t.office_path as "officePath",
  c.kind, t.class, t.urgency, c.address, c.division, c.channel, t.due_at as "dueAt", c.opened_at as "openedAt",
  c.closed_at as "closedAt", t.is_overdue as "isOverdue", c.supervised, c.returns, c.nudges, c.reports, c.rating, c.seq,
  c.is_demo as demo`)

const caseColumns =
  sql.raw(`c.id, null::text as task, c.number, c.title, c.title_en as "titleEn", c.pack, c.status, null::text as "taskStatus", c.step, c.office,
  c.office_path as "officePath",
  c.kind, c.class, c.urgency, c.address, c.division, c.channel, c.due_at as "dueAt", c.opened_at as "openedAt",
  c.closed_at as "closedAt", c.is_late as "isOverdue", c.supervised, c.returns, c.nudges, c.reports, c.rating, c.seq,
  c.is_demo as demo`)

function scopeOf(view: ListView, actor: Actor): Condition {
  const { own, paths } = treesOf(actor)
  if (view === 'mine' || view === 'help' || paths.length === 0) return sql`t.office = any(${own}::text[])`
  return below('t.office_path', paths)
}

function viewCondition(view: ListView, now: string): Condition {
  switch (view) {
    case 'mine':
    case 'below':
    case 'cases':
      return sql`t.is_live`
    case 'late':
      return sql`t.is_live and t.due_at < ${now}`
    case 'soon':
      return sql`t.is_live and t.due_at >= ${now} and t.due_at < ${now}::timestamptz + interval '24 hours'`
    case 'returned':
      return sql`t.is_live and t.status = 'returned'`
    case 'help':
      return sql`t.is_live and t.status = 'help'`
    case 'extension':
      return sql`t.is_live and t.has_request`
    case 'supervised':
      return sql`t.is_live and c.supervised`
  }
}

/** Ids of the cases in which offices at or below these paths have a part now, or are going to. */
const partsOf = (paths: readonly string[]): Condition => sql`
  select t.case_id from cases.task t where t.is_live and ${below('t.office_path', paths)}
  union select t.case_id from cases.task t where t.status = 'ahead' and ${below('t.office_path', paths)}`

function taskFilters({ class: code, office, division, kind, pack }: ListFilter): Condition[] {
  return [
    ...(code ? [prefix('t.class', code, '/')] : []),
    ...(office ? [sql`t.office = ${office}`] : []),
    ...(division ? [prefix('c.division', divisionStem(division), '')] : []),
    ...(kind ? [sql`c.kind = ${kind}`] : []),
    ...(pack ? [sql`t.pack = ${pack}`] : []),
  ]
}

const encode = (mark: readonly unknown[]): string => Buffer.from(JSON.stringify(mark)).toString('base64url')

function decode(cursor: string, length: number): readonly (string | null)[] {
  try {
    const mark: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'))
    if (
      Array.isArray(mark) &&
      mark.length === length &&
      mark.every((part) => part === null || typeof part === 'string')
    )
      return mark
  } catch (cause) {
    throw casesErrors.make('case.badCursor', {}, { cause })
  }
  throw casesErrors.make('case.badCursor')
}

const and = (conditions: readonly Condition[]): Condition =>
  sql.join(
    conditions.map((one) => sql`(${one})`),
    sql` and `,
  )

/** Behind the mark in an order by opening and id, newest first. */
const olderThan = (columns: string, cursor: string): Condition => {
  const [opened, id] = decode(cursor, 2)
  return sql`(${sql.raw(columns)}) < (${opened}::timestamptz, ${id}::uuid)`
}

function pageOf(rows: readonly ListItem[], limit: number): Page {
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit), next: last ? encode([last.openedAt, last.id]) : null }
}

/** Work lists over one database. `officePath` finds the path of an office for a filter. */
export function workLists(db: Db, now: () => number, officePath: (office: string) => string | undefined): WorkLists {
  async function tasks(actor: Actor, view: ListView, filter: ListFilter): Promise<Page> {
    const limit = filter.limit ?? 50
    const conditions = [
      scopeOf(view, actor),
      viewCondition(view, new Date(now()).toISOString()),
      ...taskFilters(filter),
    ]
    if (filter.cursor) {
      const [due = null, id = null, task = null] = decode(filter.cursor, 3)
      conditions.push(
        sql`(t.due_key, t.case_id, t.task) > (coalesce(${due}::timestamptz, 'infinity'), ${id}::uuid, ${task}::text)`,
      )
    }
    const { rows } = await sql<ListItem>`select ${taskColumns} from cases.task t join cases.case c on c.id = t.case_id
      where ${and(conditions)} order by t.due_key, t.case_id, t.task limit ${limit + 1}`.execute(db)
    const last = rows.length > limit ? rows[limit - 1] : undefined
    return { items: rows.slice(0, limit), next: last ? encode([last.dueAt, last.id, last.task]) : null }
  }

  /**
   * Whole cases, newest first: those that one's office answers for, closed ones included, and those in which it has a part now or
   * is going to have one. Behind a number stand those alone that it counts, by who answers for them.
   */
  async function cases(actor: Actor, { kind, cursor, limit = 50, ...filter }: ListFilter): Promise<Page> {
    const seen = casesSeen(actor)
    const conditions = [
      ...openedBy(actor, 'c.involved'),
      ...factConditions(filter, new Date(now()).toISOString(), officePath),
    ]
    if (kind) conditions.push(sql`c.kind = ${kind}`)
    if (cursor) conditions.push(olderThan('f.opened_at, f.case_id', cursor))
    const newest = sql`order by f.opened_at desc, f.case_id desc limit ${limit + 1}`
    const own = sql`select ${caseColumns} from cases.fact f join cases.case c on c.id = f.case_id
      where ${and([sql`true`, ...seenCondition(seen), ...conditions])} ${newest}`
    const isCounted = filter.counted || filter.figure !== undefined
    if (seen === 'all' || seen.length === 0 || isCounted)
      return pageOf((await sql<ListItem>`${plannedAnew} ${own}`.execute(db)).rows, limit)
    // Each part by its own index: one condition for both would look through every case there is.
    const others = sql`select ${caseColumns} from (${partsOf(seen)}) part join cases.fact f using (case_id)
      join cases.case c on c.id = f.case_id
      where ${and([sql`not coalesce(${below('f.path', seen)}, false)`, ...conditions])} ${newest}`
    const { rows } = await sql<ListItem>`${plannedAnew} select * from ((${own}) union all (${others})) whole
      order by "openedAt" desc, id desc limit ${limit + 1}`.execute(db)
    return pageOf(rows, limit)
  }

  /** Cases of one reporter, newest first. */
  async function reported(by: Condition, cursor: string | undefined): Promise<Page> {
    const limit = 50
    const conditions = [by, ...(cursor ? [olderThan('c.opened_at, c.id', cursor)] : [])]
    const { rows } = await sql<ListItem>`select ${caseColumns} from cases.case c
      where ${and(conditions)} order by c.opened_at desc, c.id desc limit ${limit + 1}`.execute(db)
    return pageOf(rows, limit)
  }

  return {
    page: (actor, filter) =>
      filter.view === 'cases' ? cases(actor, filter) : tasks(actor, filter.view ?? 'mine', filter),
    counts: async (actor) => {
      const at = new Date(now()).toISOString()
      const counted = listViews.filter((view) => view !== 'cases')
      const { rows } = await sql<Record<string, number>>`select ${sql.join(
        counted.map(
          (view) => sql`(select count(*)::int from (select 1 from cases.task t join cases.case c on c.id = t.case_id
            where ${and([scopeOf(view, actor), viewCondition(view, at)])} limit ${mostCounted}) as listed) as ${sql.ref(view)}`,
        ),
      )}`.execute(db)
      return { counts: rows[0] ?? {}, most: mostCounted }
    },
    own: (actor, cursor) => reported(sql`c.owner = ${actor.id}`, cursor),
    ofCaller: (phoneHash) => {
      const told = sql`select case_id from cases.personal where phone_hash = ${phoneHash} and deleted_at is null`
      return reported(sql`c.id in (${told})`, undefined)
    },
  }
}

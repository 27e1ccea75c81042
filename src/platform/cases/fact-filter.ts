import { sql } from 'kysely'
import type { Actor } from '../../kernel/access/index.ts'
import { divisionStem } from '../../kernel/codes/index.ts'
import { type Condition, figureCondition } from './facts.ts'

/** Stands for "none" where an office, class or division is asked for: cases that have none yet. */
export const none = '-'

/** What narrows cases by their facts. Each number that is shown carries one of these: the list it gives is the number. */
export type FactFilter = {
  readonly pack?: string
  readonly channel?: string
  readonly status?: string
  /** At least so urgent: 1 urgent, 2 emergency. */
  readonly urgency?: number
  /** An office by id, or by the path that the cases keep (an abolished or moved one); `-` for none. */
  readonly office?: string
  /** A class code; `-` for none. */
  readonly class?: string
  /** A division code of 2 to 12 digits; `-` for none. */
  readonly division?: string
  /** Also what lies below the office, class or division (default yes). */
  readonly below?: boolean
  /** ISO instant, included. */
  readonly from?: string
  /** ISO instant, not included. */
  readonly to?: string
  /** A measure or count, see `facts.ts`. */
  readonly figure?: string
  /** Of a measure: those that meet it, those that do not; absent: both. */
  readonly met?: boolean
  /** `x0,y0,x1,y1` in Web Mercator metres, the upper edges not included. */
  readonly box?: string
  /** Ids, comma separated. */
  readonly ids?: string
  /** Only what numbers count: what one's office answers for, not what it has another part in or what is coming. */
  readonly counted?: boolean
}

/**
 * Begins with a prefix, in an index of `text_pattern_ops`. Bounds rather than LIKE: a prepared statement is planned for all
 * values, and a pattern that could be anything finds no index. The prefix ends in an ASCII character; the one after it
 * bounds from above (bytewise order).
 */
const begins = (column: string, head: string): Condition => {
  const after = head.slice(0, -1) + String.fromCharCode(head.charCodeAt(head.length - 1) + 1)
  return sql`(${sql.raw(column)} ~>=~ ${head} and ${sql.raw(column)} ~<~ ${after})`
}

/** At or below any of these offices; the column holds a path. */
export const below = (column: string, paths: readonly string[]): Condition =>
  sql`(${sql.raw(column)} = any(${paths}::text[]) or ${sql.join(
    paths.map((path) => begins(column, `${path}/`)),
    sql` or `,
  )})`

/** The value itself and what begins with it and the separator; without a separator the value ends in an ASCII character. */
export const prefix = (column: string, value: string, separator: '/' | ''): Condition =>
  separator === ''
    ? begins(column, value)
    : sql`(${sql.raw(column)} = ${value} or ${begins(column, `${value}${separator}`)})`

const isWatcher = (role: string): boolean =>
  ['dispatcher', 'supervisor', 'duty-officer', 'sorter', 'operator'].includes(role)

/** The roots of the trees this actor sees: those who watch see below, the others their own office. */
export function treesOf(actor: Actor): { own: string[]; paths: string[] } {
  return {
    own: [...new Set(actor.posts.map((post) => post.office))],
    paths: [...new Set(actor.posts.filter((post) => isWatcher(post.role)).map((post) => post.path))],
  }
}

/**
 * Which cases an actor sees whole lists and numbers of: all of the city, or those at and below these paths (never
 * sideways). Whoever serves the whole city (hotline, city centre) sees all of it.
 */
export function casesSeen(actor: Actor): 'all' | readonly string[] {
  const isWhole = actor.kind === 'service' || actor.posts.some((post) => post.level === 'city' && isWatcher(post.role))
  return isWhole ? 'all' : [...new Set(actor.posts.map((post) => post.path))]
}

/**
 * Who is told of the whole city for sorting alone may open what came by his own office: a list offers nothing that he would be refused. `involved` is the column of offices that have or had it.
 */
export function openedBy(actor: Actor, involved: string): Condition[] {
  const isSorter = actor.posts.some((post) => post.role === 'sorter' && post.level === 'city')
  const isMore = actor.posts.some((post) => post.level === 'city' && isWatcher(post.role) && post.role !== 'sorter')
  if (!isSorter || isMore || actor.kind === 'service') return []
  const paths = actor.posts.map((post) => post.path)
  return [sql`exists (select from unnest(${sql.raw(involved)}) one (path) where ${below('one.path', paths)})`]
}

/** `casesSeen` in SQL over `cases.fact f`. */
export const seenCondition = (seen: 'all' | readonly string[]): Condition[] =>
  seen === 'all' ? [] : [seen.length > 0 ? below('f.path', seen) : sql`false`]

const within = (column: string, value: string, separator: '/' | '', isBelow: boolean): Condition => {
  if (value === none) return sql`${sql.raw(column)} is null`
  return isBelow ? prefix(column, value, separator) : sql`${sql.raw(column)} = ${value}`
}

/** The four edges of a box, or nothing when the text is none. */
export function edgesOf(box: string): readonly [number, number, number, number] | undefined {
  const [x0, y0, x1, y1, ...more] = box.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)))
  const all = [x0, y0, x1, y1]
  if (more.length > 0 || !all.every((edge) => edge !== undefined && Number.isFinite(edge))) return undefined
  return all as [number, number, number, number] // all four are numbers, checked on the line above
}

/** Side of the largest box that is looked up by place, Mercator metres. */
const widestByIndex = 4_000

function boxCondition(box: string): Condition {
  const edges = edgesOf(box)
  if (!edges) return sql`false`
  const [x0, y0, x1, y1] = edges
  const exact = sql`f.at_point[0] >= ${x0} and f.at_point[0] < ${x1} and f.at_point[1] >= ${y0} and f.at_point[1] < ${y1}`
  // The planner takes any box for a thousandth of the city: of a wide one it would fetch everything by the index of places,
  // where the period alone would have led to little.
  if (Math.max(x1 - x0, y1 - y0) > widestByIndex) return exact
  return sql`f.at_point <@ box(point(${x0}, ${y0}), point(${x1}, ${y1})) and ${exact}`
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * A filter in SQL over `cases.fact f`.
 * @param now ISO instant that measures with a limit are judged at
 * @param officePath the path of an office by its id; a filter that begins with `/` is a path itself
 */
export function factConditions(
  filter: FactFilter,
  now: string,
  officePath: (office: string) => string | undefined,
): Condition[] {
  const { pack, channel, status, urgency, office, class: code, division, from, to, figure, met, box, ids } = filter
  const isBelow = filter.below !== false
  const conditions: Condition[] = []
  if (pack) conditions.push(sql`f.pack = ${pack}`)
  if (channel) conditions.push(sql`f.channel = ${channel}`)
  if (status) conditions.push(sql`f.status = ${status}`)
  // Written out so that the planner sees that the partial index of urgent cases serves.
  if (urgency) conditions.push(sql`f.urgency > 0 and f.urgency >= ${urgency}`)
  if (office) {
    const path = office === none || office.startsWith('/') ? office : officePath(office)
    conditions.push(path === undefined ? sql`false` : within('f.path', path, '/', isBelow))
  }
  if (code) conditions.push(within('f.class', code, '/', isBelow))
  if (division) conditions.push(within('f.division', isBelow ? divisionStem(division) : division, '', isBelow))
  if (from) conditions.push(sql`f.opened_at >= ${from}`)
  if (to) conditions.push(sql`f.opened_at < ${to}`)
  if (figure) conditions.push(figureCondition(figure, met, now))
  if (box) conditions.push(boxCondition(box))
  if (ids) conditions.push(sql`f.case_id = any(${ids.split(',').filter((id) => uuid.test(id))}::uuid[])`)
  return conditions
}

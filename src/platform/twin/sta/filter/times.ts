import { type RawBuilder, sql } from 'kysely'
import { bad } from '../error.ts'
import { asInstant, type Typed, truth } from './typed.ts'

/** A stretch of time; of an instant both ends are the same. An interval holds its beginning, not its end. */
type Stretch = { readonly from: RawBuilder<unknown>; readonly till: RawBuilder<unknown> }

function stretch(value: Typed): Stretch {
  const from = asInstant(value)
  return { from, till: value.till ? sql`coalesce(${value.till}, ${from})` : from }
}

type Relation = (a: Stretch, b: Stretch) => RawBuilder<unknown>

const before: Relation = (a, b) => sql`(${a.till} <= ${b.from} and ${a.from} < ${b.from})`
const after: Relation = (a, b) => sql`(${a.from} >= ${b.till} and ${a.from} > ${b.from})`

/** Relations of instants and intervals (OGC 18-088 §9.3.3.5.2; the named ones as FROST-Server gives them). */
const relations: Readonly<Record<string, Relation>> = {
  eq: (a, b) => sql`(${a.from} = ${b.from} and ${a.till} = ${b.till})`,
  ne: (a, b) => sql`(${a.from} <> ${b.from} or ${a.till} <> ${b.till})`,
  lt: before,
  gt: after,
  le: (a, b) => sql`(${a.from} <= ${b.from} and ${a.till} <= ${b.till})`,
  ge: (a, b) => sql`(${a.from} >= ${b.from} and ${a.till} >= ${b.till})`,
  before,
  after,
  meets: (a, b) => sql`(${a.till} = ${b.from} or ${a.from} = ${b.till})`,
  starts: (a, b) => sql`(${a.from} = ${b.from})`,
  finishes: (a, b) => sql`(${a.till} = ${b.till})`,
  during: (a, b) =>
    sql`(${a.from} >= ${b.from} and case when ${a.from} = ${a.till} then ${a.till} < ${b.till} else ${a.till} <= ${b.till} end)`,
  overlaps: (a, b) => sql`(case
    when ${a.from} = ${a.till} then ${b.from} <= ${a.from} and (${a.from} < ${b.till} or (${a.from} = ${b.from} and ${b.from} = ${b.till}))
    when ${b.from} = ${b.till} then ${a.from} <= ${b.from} and ${b.from} < ${a.till}
    else ${a.from} < ${b.till} and ${b.from} < ${a.till} end)`,
}

/** Compares times; neither is anything where one has no value. @throws StaError 400 */
export function compareTimes(relation: string, left: Typed, right: Typed): Typed {
  const compare = relations[relation]
  if (!compare) throw bad(`There is no relation of times "${relation}"`)
  if (relation === 'during' && right.till === undefined) throw bad('during() takes an interval as its second value')
  return truth(compare(stretch(left), stretch(right)))
}

/** Names of the relations that are functions. */
export const timeFunctions: ReadonlySet<string> = new Set([
  'before',
  'after',
  'meets',
  'during',
  'overlaps',
  'starts',
  'finishes',
])

const isTime = ({ kind }: Typed): boolean => kind === 'instant' || kind === 'interval'

/** Adding to times and taking from them; nothing for what is not about times. */
export function timeArithmetic(operator: string, left: Typed, right: Typed): Typed | undefined {
  const sign = sql.raw(operator === 'sub' ? '-' : '+')
  if (isTime(left) && right.kind === 'duration')
    return {
      kind: left.kind,
      sql: sql`(${left.sql} ${sign} ${right.sql})`,
      ...(left.till && { till: sql`(${left.till} ${sign} ${right.sql})` }),
    }
  if (isTime(left) && isTime(right) && operator === 'sub')
    return { kind: 'duration', sql: sql`(${left.sql} - ${right.sql})` }
  if (left.kind === 'duration' && right.kind === 'duration')
    return { kind: 'duration', sql: sql`(${left.sql} ${sign} ${right.sql})` }
  return undefined
}

import { type RawBuilder, sql } from 'kysely'
import { badData, ngsiErrors } from '../../../kernel/twin/index.ts'
import { plannedAnew, type Query, sqlState } from '../../base/index.ts'
import { attributeColumn, entityColumns } from '../store/read.ts'
import { type EntityRow, entityOf, type LastReading, type StoredEntity } from '../store/rows.ts'
import { conditionsOf, type EntityFilter, evolvingConditionsOf, leadingTypes, together } from './filter-sql.ts'
import { comparedKeys, type GeoPlan, geoSql, isNarrow, planGeo, type Stretch } from './geo-sql.ts'
import { collationSql, type Measured, measure, type Ordering, orderSql } from './order-sql.ts'
import { narrowWay, type Way, waysOf } from './ways-sql.ts'

export type { EntityFilter, Selector } from './filter-sql.ts'

/** A page of entities: by place in the order, or by the key of the last one seen, which costs the same however deep. */
export type Page = {
  readonly limit: number
  readonly offset?: number
  readonly after?: number
  readonly before?: number
  readonly orderBy?: readonly Ordering[]
  readonly collation?: string
}

/** What a query found. */
export type Found = { readonly entities: readonly StoredEntity[]; readonly hasMore: boolean }

/** A filter on entities whose evolution is asked for, those that are gone included. */
export const evolvingSql = (filter: EntityFilter): RawBuilder<unknown> => together(evolvingConditionsOf(filter))

/** What the database says of a pattern that is none, or of a query that takes too long. */
export async function asked<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (cause) {
    if (sqlState(cause) === '2201B') throw badData('A regular expression in the query is not valid')
    if (sqlState(cause) === '57014')
      throw ngsiErrors.make('twin.tooComplex', { detail: 'The query takes too long: narrow it' }, { cause })
    if (sqlState(cause) === '42704' || sqlState(cause) === '22023') throw badData('The collation is not known')
    throw cause
  }
}

/** Reads a page of entities. @throws BadRequestData, TooComplexQuery */
export async function findEntities(
  on: Query,
  filter: EntityFilter,
  page: Page,
  readings?: LastReading,
): Promise<Found> {
  const { limit, before, orderBy } = page
  const rows = await asked(() => (orderBy ? orderedRows(on, filter, page, orderBy) : pageRows(on, filter, page)))
  const shown = rows.slice(0, limit)
  if (before !== undefined && !orderBy) shown.reverse()
  return { entities: shown.map((row) => entityOf(row, readings)), hasMore: rows.length > limit }
}

/** One more than the page holds, so that it is known whether there are more. */
async function pageRows(
  on: Query,
  filter: EntityFilter,
  { limit, offset = 0, after, before }: Page,
): Promise<EntityRow[]> {
  const skip = before === undefined && after === undefined ? offset : 0
  const stretch = { after, before, enough: limit + 1 + skip }
  const ways: Way[] = []
  if (filter.geo) {
    const plan = planGeo(filter.geo)
    const [isFew, keys] = await Promise.all([
      isNarrow(on, plan),
      comparedKeys(on, plan, together(conditionsOf(filter)), stretch),
    ])
    ways.push(...pointWays(filter, plan, isFew, stretch))
    if (keys.length > 0) ways.push(narrowWay(filter, sql`e.key = any(${keys}::bigint[])`, stretch))
  } else ways.push(...waysOf(filter, stretch))
  if (ways.length === 0) return []
  const order = before === undefined ? sql`e.key` : sql`e.key desc`
  const { rows } = await sql<EntityRow>`${isForced(filter) ? sql`` : plannedAnew} select e.*, ${attributeColumn} from (
      select * from (${sql.join(ways, sql` union all `)}) e order by ${order} limit ${limit + 1} offset ${skip}
    ) e order by ${order}`.execute(on)
  return rows
}

// Where ids or types lead there is one way, whatever the values are: it need not be planned again.
const isForced = (filter: EntityFilter): boolean =>
  leadingTypes(filter) !== undefined || (filter.selectors?.every(({ ids }) => ids !== undefined) ?? false)

/** Few points in reach are looked at one by one; among many the page is soon full. */
function pointWays(filter: EntityFilter, { points, box }: GeoPlan, isFew: boolean, stretch: Stretch): readonly Way[] {
  if (points === undefined) return []
  return isFew ? [narrowWay(filter, sql`e.at <@ ${box}::box`, stretch, points)] : waysOf(filter, stretch, points)
}

async function orderedRows(
  on: Query,
  filter: EntityFilter,
  { limit, offset = 0, collation }: Page,
  orderBy: readonly Ordering[],
): Promise<EntityRow[]> {
  const where = together(conditionsOf(filter))
  const all = filter.geo ? sql`${where} and ${await geoSql(on, filter.geo, where)}` : where
  const collate = await collationSql(on, collation)
  const measured: (Measured | undefined)[] = []
  for (const one of orderBy) measured.push(await measure(on, one, all))
  const { by, joins } = orderSql(orderBy, collate, measured)
  const { rows } = await sql<EntityRow>`${plannedAnew} select ${entityColumns}, ${attributeColumn} from (
      select e.* from twin.entity e ${joins} where ${all} order by ${by} limit ${limit + 1} offset ${offset}
    ) e ${joins} order by ${by}`.execute(on)
  return rows
}

/** Counts entities. @throws BadRequestData, TooComplexQuery */
export async function countEntities(on: Query, filter: EntityFilter): Promise<number> {
  const where = together(conditionsOf(filter))
  const count = async (from: RawBuilder<unknown>, all: RawBuilder<unknown>): Promise<number> => {
    const { rows } = await sql<{ count: number }>`${plannedAnew} select count(*) from ${from} e where ${all}`.execute(
      on,
    )
    return rows[0]?.count ?? 0
  }
  return asked(async () => {
    if (!filter.geo) return count(sql`twin.entity`, where)
    const plan = planGeo(filter.geo)
    const [isFew, { length: compared }] = await Promise.all([isNarrow(on, plan), comparedKeys(on, plan, where)])
    if (plan.points === undefined) return compared
    const from = isFew ? sql`(select e.* from twin.entity e where e.at <@ ${plan.box}::box offset 0)` : sql`twin.entity`
    return compared + (await count(from, sql`${where} and ${plan.points}`))
  })
}

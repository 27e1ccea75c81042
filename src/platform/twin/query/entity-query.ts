import { type RawBuilder, sql } from 'kysely'
import {
  badData,
  ngsiErrors,
  type QueryTree,
  type ScopeSelection,
  type TypeSelection,
} from '../../../kernel/twin/index.ts'
import { type Query, sqlState } from '../../base/index.ts'
import type { Sight } from '../sight.ts'
import { attributeColumn, entityColumns, isThere } from '../store/read.ts'
import { type EntityRow, entityOf, type LastReading, type StoredEntity } from '../store/rows.ts'
import { type GeoQuestion, geoSql } from './geo-sql.ts'
import { type Ordering, orderSql } from './order-sql.ts'
import { querySql } from './query-sql.ts'

/** Entities by id, pattern of ids and types; what is given must hold (clause 5.2.33). */
export type Selector = {
  readonly ids?: readonly string[]
  readonly idPattern?: string
  readonly types?: TypeSelection
}

/** Which entities are wanted; conditions given must all hold. */
export type EntityFilter = {
  readonly tenant: string
  readonly sight: Sight
  /** At least one of these must fit, when there are any. */
  readonly selectors?: readonly Selector[]
  /** At least one of these attributes, by expanded name. */
  readonly attrs?: readonly string[]
  readonly q?: QueryTree
  readonly geo?: GeoQuestion
  readonly scopes?: ScopeSelection
}

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

/** A filter compiled: used for pages and counts alike, so that both mean the same. */
export async function filterSql(on: Query, filter: EntityFilter): Promise<RawBuilder<unknown>> {
  const all: RawBuilder<unknown>[] = [sql`e.tenant = ${filter.tenant}`, isThere(), filter.sight.sql('e')]
  const selectors = (filter.selectors ?? []).map(selectorSql)
  if (selectors.length > 0) all.push(sql`(${sql.join(selectors, sql` or `)})`)
  if (filter.attrs)
    all.push(
      sql`exists (select 1 from twin.attribute a where a.entity = e.key and a.name = any(${filter.attrs}::text[]))`,
    )
  if (filter.scopes) all.push(scopesSql(filter.scopes))
  if (filter.q) all.push(querySql(filter.q, { sight: filter.sight }))
  if (filter.geo) all.push(await geoSql(on, filter.tenant, filter.geo))
  return sql.join(all, sql` and `)
}

function selectorSql({ ids, idPattern, types }: Selector) {
  const all: RawBuilder<unknown>[] = []
  if (ids) all.push(sql`e.id = any(${ids}::text[])`)
  if (idPattern !== undefined) all.push(sql`e.id ~ ${idPattern}`)
  if (types) all.push(typesSql(types))
  return all.length === 0 ? sql`true` : sql`(${sql.join(all, sql` and `)})`
}

const typesSql = (types: TypeSelection) =>
  types.every((all) => all.length === 1)
    ? sql`e.types && ${types.flat()}::text[]`
    : sql`(${sql.join(
        types.map((all) => sql`e.types @> ${all}::text[]`),
        sql` or `,
      )})`

const scopesSql = (scopes: ScopeSelection) =>
  sql`(${sql.join(
    scopes.map(
      (all) =>
        sql`(${sql.join(
          all.map((pattern) => sql`exists (select 1 from unnest(e.scope) scope where scope ~ ${pattern})`),
          sql` and `,
        )})`,
    ),
    sql` or `,
  )})`

/** A filter on entities whose evolution is asked for: those that are gone have one, too; values are judged by their instances. */
export async function evolvingSql(on: Query, filter: EntityFilter): Promise<RawBuilder<unknown>> {
  const all: RawBuilder<unknown>[] = [sql`e.tenant = ${filter.tenant}`, filter.sight.sql('e')]
  const selectors = (filter.selectors ?? []).map(selectorSql)
  if (selectors.length > 0) all.push(sql`(${sql.join(selectors, sql` or `)})`)
  if (filter.scopes) all.push(scopesSql(filter.scopes))
  if (filter.attrs)
    all.push(sql`(exists (select 1 from twin.attribute a where a.entity = e.key and a.name = any(${filter.attrs}::text[]))
      or exists (select 1 from twin.moment m where m.entity = e.key and m.name = any(${filter.attrs}::text[])))`)
  if (filter.geo) all.push(await geoSql(on, filter.tenant, filter.geo))
  return sql.join(all, sql` and `)
}

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
  const where = await filterSql(on, filter)
  const { limit, offset = 0, after, before, orderBy } = page
  const beyond =
    before !== undefined ? sql` and e.key < ${before}` : after !== undefined ? sql` and e.key > ${after}` : sql``
  const order = orderBy ? orderSql(orderBy, page.collation) : before !== undefined ? sql`e.key desc` : sql`e.key`
  const skip = before === undefined && after === undefined ? offset : 0
  const { rows } = await asked(() =>
    sql<EntityRow>`select ${entityColumns}, ${attributeColumn} from (
      select * from twin.entity e where ${where}${beyond} order by ${order} limit ${limit + 1} offset ${skip}
    ) e order by ${order}`.execute(on),
  )
  const shown = rows.slice(0, limit)
  if (before !== undefined && !orderBy) shown.reverse()
  return { entities: shown.map((row) => entityOf(row, readings)), hasMore: rows.length > limit }
}

/** Counts entities. @throws BadRequestData, TooComplexQuery */
export async function countEntities(on: Query, filter: EntityFilter): Promise<number> {
  const where = await filterSql(on, filter)
  const { rows } = await asked(() =>
    sql<{ count: number }>`select count(*) from twin.entity e where ${where}`.execute(on),
  )
  return rows[0]?.count ?? 0
}

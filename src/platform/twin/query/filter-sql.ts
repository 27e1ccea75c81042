import { type RawBuilder, sql } from 'kysely'
import type { QueryTree, ScopeSelection, TypeSelection } from '../../../kernel/twin/index.ts'
import type { Sight } from '../sight.ts'
import { isThere } from '../store/read.ts'
import { type GeoQuestion, reachBox } from './geo-sql.ts'
import { querySql } from './query-sql.ts'

type Sql = RawBuilder<unknown>

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

/** A condition that no index serves: where the way is chosen already, the planner shall not find another one. */
export const noWay = (condition: Sql): Sql => sql`(${condition}) is true`

/** All of a filter but its geoquery, as conditions on `twin.entity e`. */
export function conditionsOf(filter: EntityFilter): readonly Sql[] {
  const all: Sql[] = [sql`e.tenant = ${filter.tenant}`, isThere(), filter.sight.sql('e')]
  if ((filter.selectors ?? []).length > 0) all.push(selectorsSql(filter.selectors ?? []))
  if (filter.attrs)
    all.push(
      sql`exists (select 1 from twin.attribute a where a.entity = e.key and a.name = any(${filter.attrs}::text[]))`,
    )
  if (filter.scopes) all.push(scopesSql(filter.scopes))
  if (filter.q) all.push(querySql(filter.q, { sight: filter.sight }))
  return all
}

/** Conditions that must all hold. */
export const together = (all: readonly Sql[]): Sql => sql.join(all, sql` and `)

const selectorsSql = (selectors: readonly Selector[]): Sql => sql`(${sql.join(selectors.map(selectorSql), sql` or `)})`

function selectorSql({ ids, idPattern, types }: Selector): Sql {
  const all: Sql[] = []
  if (ids) all.push(sql`e.id = any(${ids}::text[])`)
  if (idPattern !== undefined) all.push(sql`e.id ~ ${idPattern}`)
  if (types) all.push(typesSql(types))
  return all.length === 0 ? sql`true` : sql`(${together(all)})`
}

const typesSql = (types: TypeSelection): Sql =>
  types.every((all) => all.length === 1)
    ? sql`e.types && ${types.flat()}::text[]`
    : sql`(${sql.join(
        types.map((all) => sql`e.types @> ${all}::text[]`),
        sql` or `,
      )})`

const scopesSql = (scopes: ScopeSelection, alias = 'e'): Sql =>
  sql`(${sql.join(
    scopes.map(
      (all) =>
        sql`(${sql.join(
          all.map((pattern) => sql`exists (select 1 from unnest(${sql.raw(alias)}.scope) one where one ~ ${pattern})`),
          sql` and `,
        )})`,
    ),
    sql` or `,
  )})`

/** Was there ever a geometry in reach? */
function everInReach(geo: GeoQuestion): Sql {
  const box = reachBox(geo)
  const ofAlias = (alias: string) => {
    const a = sql.raw(alias)
    const inBox = box === undefined ? sql`` : sql` and twin.mercator_box(${a}.value) && ${box}::box`
    return sql`${a}.entity = e.key and ${a}.name = ${geo.property} and ${a}.kind = 'GeoProperty'${inBox}`
  }
  return sql`(exists (select 1 from twin.attribute a where ${ofAlias('a')}) or exists (select 1 from twin.moment m where ${ofAlias('m')}))`
}

/**
 * A filter on entities whose evolution is asked for: those that are gone have one, too. Whether values, places and scopes fit is judged by
 * their instances; here are those where some instance may.
 */
export function evolvingConditionsOf(filter: EntityFilter): readonly Sql[] {
  const all: Sql[] = [sql`e.tenant = ${filter.tenant}`, filter.sight.sql('e')]
  if ((filter.selectors ?? []).length > 0) all.push(selectorsSql(filter.selectors ?? []))
  if (filter.scopes)
    all.push(sql`exists (select 1 from twin.scoped s where s.entity = e.key and ${scopesSql(filter.scopes, 's')})`)
  if (filter.geo) all.push(everInReach(filter.geo))
  if (filter.attrs)
    all.push(sql`(exists (select 1 from twin.attribute a where a.entity = e.key and a.name = any(${filter.attrs}::text[]))
      or exists (select 1 from twin.moment m where m.entity = e.key and m.name = any(${filter.attrs}::text[])))`)
  return all
}

/** Types of which every entity that is wanted has one; `undefined` where the filter does not say, or says too many. */
export function leadingTypes({ selectors = [] }: EntityFilter): readonly string[] | undefined {
  if (selectors.length === 0 || selectors.some(({ ids, types }) => ids !== undefined || types === undefined))
    return undefined
  const leading = new Set(selectors.flatMap(({ types = [] }) => types.flatMap(([first]) => first ?? [])))
  return leading.size > 0 && leading.size <= mostLeading ? [...leading] : undefined
}

const mostLeading = 16

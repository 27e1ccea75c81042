import { type RawBuilder, sql } from 'kysely'
import type { QueryTree, ScopeSelection, TypeSelection } from '../../../kernel/twin/index.ts'
import type { Sight } from '../sight.ts'
import { isThere } from '../store/read.ts'
import type { GeoQuestion } from './geo-sql.ts'
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

const scopesSql = (scopes: ScopeSelection): Sql =>
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

/**
 * A filter on entities whose evolution is asked for, but for its geoquery: those that are gone have one, too; values are judged by their
 * instances.
 */
export function evolvingConditionsOf(filter: EntityFilter): readonly Sql[] {
  const all: Sql[] = [sql`e.tenant = ${filter.tenant}`, filter.sight.sql('e')]
  if ((filter.selectors ?? []).length > 0) all.push(selectorsSql(filter.selectors ?? []))
  if (filter.scopes) all.push(scopesSql(filter.scopes))
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

import { type RawBuilder, sql } from 'kysely'
import { entityColumns } from '../store/read.ts'
import { conditionsOf, type EntityFilter, leadingTypes, noWay, together } from './filter-sql.ts'
import type { Stretch } from './geo-sql.ts'

/** A part of a page: entities in the order of their keys, none of them in another part. */
export type Way = RawBuilder<unknown>

const enoughOf = ({ enough = 0 }: Stretch) => sql`limit ${enough}`

function within({ after, before }: Stretch, key: RawBuilder<unknown>): RawBuilder<unknown> {
  if (before !== undefined) return sql` and ${key} < ${before}::bigint`
  return after === undefined ? sql`` : sql` and ${key} > ${after}::bigint`
}

const ordered = ({ before }: Stretch, key: RawBuilder<unknown>) => (before === undefined ? key : sql`${key} desc`)

const plain = sql`e.key`
// Only the indexes that walks are made on know this order (0105-walks.sql).
const walked = sql`e.key + 0`

/**
 * The ways to a page without a place to begin with: by type along the index of each, so that the page costs what it holds however deep
 * it lies and however the types are spread; otherwise as the planner sees fit.
 */
export function waysOf(filter: EntityFilter, stretch: Stretch, also?: RawBuilder<unknown>): readonly Way[] {
  const conditions = [...conditionsOf(filter), ...(also ? [noWay(also)] : [])]
  const types = leadingTypes(filter)
  if (types === undefined)
    return [
      sql`(select ${entityColumns} from twin.entity e where ${together(conditions)}${within(stretch, plain)}
        order by ${ordered(stretch, plain)} ${enoughOf(stretch)})`,
    ]
  const [tenant, ...rest] = conditions
  const where = sql`${tenant} and e.deleted_at is null and ${noWay(together(rest))}${within(stretch, walked)}
    order by ${ordered(stretch, walked)} ${enoughOf(stretch)}`
  return [
    sql`(select walk.* from unnest(${types}::text[]) lead(type) cross join lateral (
      select ${entityColumns} from twin.entity e where e.types[1] = lead.type and ${where}) walk)`,
    sql`(select ${entityColumns} from twin.entity e where cardinality(e.types) > 1 and e.types[1] <> all(${types}::text[])
      and (e.types && ${types}::text[]) is true and ${where})`,
  ]
}

/** The way to a page that begins with few entities: whatever else is asked is asked of them alone. */
export function narrowWay(
  filter: EntityFilter,
  narrow: RawBuilder<unknown>,
  stretch: Stretch,
  also?: RawBuilder<unknown>,
): Way {
  const conditions = [...conditionsOf(filter), ...(also ? [also] : [])]
  return sql`(select ${entityColumns} from (select e.* from twin.entity e where ${narrow} offset 0) e
    where ${together(conditions)}${within(stretch, plain)} order by ${ordered(stretch, plain)} ${enoughOf(stretch)})`
}

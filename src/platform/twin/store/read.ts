import { type RawBuilder, sql } from 'kysely'
import type { Query } from '../../base/index.ts'
import { type EntityRow, entityOf, type LastReading, type StoredEntity } from './rows.ts'

/** What the store selects of an entity `e`. */
export const entityColumns: RawBuilder<unknown> = sql`e.key, e.tenant, e.id, e.types, e.scope, e.path, e.is_open, e.division,
  e.title, e.created_at, e.modified_at, e.expires_at, e.deleted_at, e.source, e.lineage, e.is_demo`

/**
 * The attributes of entity `e` as one JSON column, in order of name and dataset: a list each, which costs PostgreSQL half of what an
 * object with names does. `attributeOf` in rows.ts knows the places.
 */
export const attributeColumn: RawBuilder<unknown> = sql`(select json_agg(json_build_array(a.name, a.dataset, a.kind, a.value, a.unit,
  a.observed_at, a.sub, a.more, a.series, a.created_at, a.modified_at, a.instance) order by a.name, a.dataset)
  from twin.attribute a where a.entity = e.key) as attributes`

/** Is the entity under this alias there: not deleted, not expired? */
export const isThere = (alias = 'e'): RawBuilder<unknown> => {
  const e = sql.raw(alias)
  return sql`${e}.deleted_at is null and (${e}.expires_at is null or ${e}.expires_at > now())`
}

/** Reads entities by id; those that are not there are absent. */
export async function readEntities(
  on: Query,
  tenant: string,
  ids: readonly string[],
  readings?: LastReading,
): Promise<Map<string, StoredEntity>> {
  if (ids.length === 0) return new Map()
  const { rows } = await sql<EntityRow>`select ${entityColumns}, ${attributeColumn} from twin.entity e
    where e.tenant = ${tenant} and e.id = any(${ids}) and ${isThere()}`.execute(on)
  return new Map(rows.map((row) => [row.id, entityOf(row, readings)]))
}

import { type RawBuilder, sql } from 'kysely'
import { type AnyShape, type AttributePath, extentOf, locationName } from '../../../kernel/twin/index.ts'
import { metresFrom } from './geo-sql.ts'
import { presentValue } from './query-sql.ts'

/** By what entities are put in order (clause 4.23). */
export type Ordering = {
  readonly path: AttributePath | 'id' | 'type' | 'scope'
  readonly isDown: boolean
  /** By distance from this geometry. */
  readonly from?: AnyShape
}

type Sql = RawBuilder<unknown>

const ruled = /^[A-Za-z0-9_-]{1,63}$/

/** The value by which entity `e` is ordered: of the default instance first. */
function orderValue(path: Exclude<Ordering['path'], string>): Sql {
  const [name = '', ...rest] = path.names
  const under = rest.reduce<Sql>(
    (v, part, index) => (index === 0 ? sql`a.sub -> ${part} -> 0` : sql`${v} -> 'sub' -> ${part} -> 0`),
    sql``,
  )
  const value = rest.length === 0 ? presentValue : (systemOf(rest) ?? sql`${under} -> 'value'`)
  const deep = path.inner.reduce((v, member) => sql`${v} -> ${member}`, value)
  return sql`(select ${deep} from twin.attribute a where a.entity = e.key and a.name = ${name} order by a.dataset limit 1)`
}

const columns: Readonly<Record<string, Sql>> = {
  observedAt: sql`to_jsonb(a.observed_at)`,
  createdAt: sql`to_jsonb(a.created_at)`,
  modifiedAt: sql`to_jsonb(a.modified_at)`,
  unitCode: sql`to_jsonb(a.unit)`,
}

const systemOf = (rest: readonly string[]): Sql | undefined =>
  rest.length === 1 ? columns[rest[0]?.split('/').at(-1) ?? ''] : undefined

// Clause 4.23.2: numbers, strings, objects, arrays, booleans; what is not there comes last whatever the direction.
const rank = (v: Sql): Sql => sql`case jsonb_typeof(${v}) when 'number' then 1 when 'string' then 2 when 'object' then 3
  when 'array' then 4 when 'boolean' then 5 when 'null' then 8 else 9 end`

/** The order of a query in SQL; entities that are equal in it keep the order of their keys. */
export function orderSql(all: readonly Ordering[], collation: string | undefined): Sql {
  const collate = sql.raw(`collate "${collation !== undefined && ruled.test(collation) ? collation : 'und-x-icu'}"`)
  const terms = all.flatMap(({ path, isDown, from }) => {
    const direction = isDown ? sql` desc` : sql``
    if (path === 'id') return [sql`e.id ${collate}${direction}`]
    if (path === 'type') return [sql`e.types[1] ${collate}${direction}`]
    if (path === 'scope') return [sql`e.scope[1] ${collate}${direction} nulls last`]
    if (from !== undefined) return [sql`${distanceOf(path, from)}${direction} nulls last`]
    const value = orderValue(path)
    return [
      rank(value),
      sql`case when jsonb_typeof(${value}) = 'number' then (${value} #>> '{}')::float8 end${direction}`,
      sql`(${value} #>> '{}') ${collate}${direction}`,
    ]
  })
  return sql.join([...terms, sql`e.key`], sql`, `)
}

/** Metres between the middles of the two geometries; exact for points. */
function distanceOf(path: Exclude<Ordering['path'], string>, from: AnyShape): Sql {
  const [west, south, east, north] = extentOf(from) ?? [0, 0, 0, 0]
  const place = [(west + east) / 2, (south + north) / 2]
  if (path.names[0] === locationName)
    return sql`case when e.geometry ->> 'type' = 'Point' then ${metresFrom(place)} else null end`
  return sql`(select case when e.geometry ->> 'type' = 'Point' then ${metresFrom(place)} end from (select a.value as geometry
    from twin.attribute a where a.entity = e.key and a.name = ${path.names[0] ?? ''} order by a.dataset limit 1) e)`
}

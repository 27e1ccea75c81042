import { type RawBuilder, sql } from 'kysely'
import {
  type AnyShape,
  type AttributePath,
  badData,
  locationName,
  metresBetween,
  ngsiErrors,
} from '../../../kernel/twin/index.ts'
import { plannedAnew, type Query } from '../../base/index.ts'
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

const typed = (v: Sql): Sql =>
  sql`case when jsonb_typeof(${v}) = 'object' and ${v} ? '@value' then ${v} ->> '@type' end`

// Clause 4.23.2: numbers, strings, objects, arrays, booleans, times, dates, instants; what is not there comes last whatever the direction.
const rank = (
  v: Sql,
): Sql => sql`case when ${typed(v)} ~ '(^|[/:#])Time$' then 6 when ${typed(v)} ~ '(^|[/:#])Date$' then 7
  when ${typed(v)} ~ '(^|[/:#])DateTime$' then 8 else case jsonb_typeof(${v}) when 'number' then 1 when 'string' then 2 when 'object' then 3
  when 'array' then 4 when 'boolean' then 5 when 'null' then 9 else 10 end end`

const plainText = (v: Sql): Sql => sql`case when ${typed(v)} is not null then ${v} ->> '@value' else ${v} #>> '{}' end`

/** Metres of geometries that were measured outside the database, by the key of their entity. */
export type Measured = { readonly keys: readonly number[]; readonly metres: readonly number[] }

/** By what a query is ordered, and what must be joined to `twin.entity e` for it. */
export type OrderSql = { readonly by: Sql; readonly joins: Sql }

const byValue = (v: Sql, collate: Sql, direction: Sql): readonly Sql[] => [
  rank(v),
  sql`case when jsonb_typeof(${v}) = 'number' then (${v} #>> '{}')::float8 end${direction}`,
  sql`(${plainText(v)}) ${collate}${direction}`,
]

/**
 * The order of a query in SQL; entities that are equal in it keep the order of their keys. `measured` are the distances of each term that
 * were measured before.
 */
export function orderSql(
  all: readonly Ordering[],
  collate: Sql,
  measured: readonly (Measured | undefined)[],
): OrderSql {
  const terms = all.flatMap(({ path, isDown, from }, place): readonly Sql[] => {
    const direction = isDown ? sql` desc` : sql``
    if (path === 'id') return [sql`e.id ${collate}${direction}`]
    if (path === 'type') return [sql`e.types[1] ${collate}${direction}`]
    if (path === 'scope') return [sql`e.scope[1] ${collate}${direction} nulls last`]
    const values = byValue(orderValue(path), collate, direction)
    if (from === undefined) return values
    const far = measured[place]
      ? sql`coalesce(${sql.raw(`d${place}`)}.metres, ${pointDistance(path, from)})`
      : pointDistance(path, from)
    // What is no place comes after all that are, by its value.
    return [sql`${far}${direction} nulls last`, ...values]
  })
  const joins = measured.flatMap((one, place) =>
    one
      ? [
          sql`left join unnest(${one.keys}::bigint[], ${one.metres}::float8[]) as ${sql.raw(`d${place}`)}(key, metres) on ${sql.raw(`d${place}`)}.key = e.key`,
        ]
      : [],
  )
  return { by: sql.join([...terms, sql`e.key`], sql`, `), joins: joins.length === 0 ? sql`` : sql.join(joins, sql` `) }
}

/** Metres from a point to entities that are points; null for all others, which are measured one by one. */
function pointDistance(path: Exclude<Ordering['path'], string>, from: AnyShape): Sql {
  if (from.type !== 'Point') return sql`null::float8`
  const metres = sql`case when e.geometry ->> 'type' = 'Point' then ${metresFrom(from.coordinates)} end`
  if (path.names[0] === locationName) return sql`(${metres})`
  return sql`(select ${metres} from (${geometryOf(path)}) e)`
}

const geometryOf = (path: Exclude<Ordering['path'], string>): Sql =>
  sql`select a.value as geometry from twin.attribute a where a.entity = e.key and a.name = ${path.names[0] ?? ''} and a.kind = 'GeoProperty'
    order by a.dataset limit 1`

// Geometries that are measured one by one for one order; beyond it the question is refused.
const mostMeasured = 200_000

/**
 * Measures what the database cannot: geometries that are no points, or all where the reference is none.
 * @throws TooComplexQuery when there are too many
 */
export async function measure(on: Query, { path, from }: Ordering, conditions: Sql): Promise<Measured | undefined> {
  if (from === undefined || typeof path === 'string') return undefined
  const shape = path.names[0] === locationName ? sql`e.geometry` : sql`(${geometryOf(path)})`
  const kind = from.type === 'Point' ? sql` and g.shape ->> 'type' <> 'Point'` : sql``
  const { rows } = await sql<{ key: number; shape: AnyShape }>`${plannedAnew} select e.key, g.shape from twin.entity e
    cross join lateral (select ${shape} as shape) g where ${conditions} and g.shape is not null${kind} limit ${mostMeasured + 1}`.execute(
    on,
  )
  if (rows.length > mostMeasured)
    throw ngsiErrors.make('twin.tooComplex', {
      detail: `More than ${mostMeasured} geometries would have to be measured one by one: narrow the query`,
    })
  if (rows.length === 0) return undefined
  return { keys: rows.map(({ key }) => key), metres: rows.map(({ shape: one }) => metresBetween(one, from)) }
}

/** The order of texts that a query names: one of the database's own, or one that is made of the client's (IETF RFC 6067). @throws BadRequestData */
export async function collationSql(on: Query, collation = rootCollation): Promise<Sql> {
  if (/^[a-z]{2,3}-x-icu$/.test(collation)) return sql.raw(`collate "${collation}"`)
  const { rows } = await sql<{ named: string | null }>`select twin.make_collation(${collation}) as named`.execute(on)
  const named = rows[0]?.named
  if (!named || !/^order_[0-9a-f]{32}$/.test(named))
    throw badData(`collation: "${collation.slice(0, 80)}" is not offered`)
  return sql.raw(`collate twin."${named}"`)
}

/** The order of texts where none is named (clause 4.23.1). */
export const rootCollation = 'und-x-icu'

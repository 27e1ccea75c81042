import { sql } from 'kysely'
import { type Bounds, mercatorBox } from '../../../kernel/place/index.ts'
import { type AnyShape, type Json, type LayerDeclaration, locationName } from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { plannedAnew, type Query } from '../../base/index.ts'
import { layerSql } from '../features/layer.ts'
import type { Sight } from '../sight.ts'
import { type Told, toldWhole } from '../store/told.ts'

/** An attribute as it was, with the series whose readings give it its number. */
export type Known = readonly [name: string, value: Json, series: number | null]

/** A thing and what was known of it, as it is read. */
export type PastRow = {
  readonly key: number
  readonly id: string
  readonly title: Words | null
  readonly types: readonly string[]
  /** Was it entered here after the moment? Then its readings must show that it was there. */
  readonly isLate: boolean
  /** What it is now, where nothing of it was written since. */
  readonly told: Told | null
  readonly shape: AnyShape | null
  /** The same of a point that is wanted for a tile: where it is drawn, in units of the tile. */
  readonly spot?: readonly [x: number, y: number]
  readonly known: readonly Known[]
}

/** Things, and what was known of them, column by column: a list of rows would cost more to read than to find. */
type Columns = {
  readonly keys: readonly number[] | null
  readonly ids: readonly string[]
  readonly titles: readonly (Words | null)[]
  readonly types: readonly (readonly string[] | string | null)[]
  readonly late: readonly boolean[]
  readonly told: readonly (Told | null)[]
  readonly shapes: readonly (AnyShape | null)[]
  readonly xs: readonly (number | null)[] | null
  readonly ys: readonly (number | null)[] | null
  /** Keys of the things that the other three speak of. */
  readonly entities: readonly number[] | null
  /** Nothing where it is the place. */
  readonly names: readonly (string | null)[]
  readonly values: readonly Json[]
  readonly series: readonly (number | null)[]
}

/** Which moment of which part of the city. */
export type PastQuestion = {
  readonly layer: LayerDeclaration
  readonly sight: Sight
  readonly bounds: Bounds
  readonly at: string
  readonly limit: number
  /** Only things from behind the one with this key: the next page. */
  readonly after?: number
  /** The attributes that are wanted, by expanded name; all when absent. */
  readonly names?: readonly string[]
  /** Is it known to be a small part of the city? Then one plan does for every question. */
  readonly isSmall?: boolean
  /** Where it is for a tile: points that did not move since need no geometry, and of types the first is enough. */
  readonly frame?: { readonly west: number; readonly north: number; readonly scale: number }
}

/** Reads the things of a part of the city that may have stood there then, in order of key, and one more than is shown. */
export async function pastRows(
  on: Query,
  { layer, sight, bounds, at, limit, after = 0, names, isSmall = false, frame }: PastQuestion,
): Promise<readonly PastRow[]> {
  const [[x0, y0], [x1, y1]] = mercatorBox(bounds)
  const box = sql`${`(${x1},${y1}),(${x0},${y0})`}::box`
  const then = sql`${at}::timestamptz`
  const ofLayer = sql`e.tenant = '' and e.key > ${after} and ${layerSql(layer, at)} and ${sight.sql('e')}`
  // What was not written since is now as it was then, and says so itself as far as it is asked.
  const isStill = names ? sql`(e.modified_at <= ${then} and ${toldWhole(names)}) is true` : sql`false`
  const types = frame ? sql`e.types[1]` : sql`e.types`
  const columns = sql`e.key, e.id, e.title, ${types} as types, e.created_at > ${then} as "isLate", ${isStill} as "isStill",
    e.told, e.geometry, e.at, e.box[0] ~= e.box[1] as "isPoint"`
  const spots = frame
    ? sql`json_agg(case when "isStill" and not "isPoint" then geometry end) as shapes,
        json_agg(case when "isStill" and "isPoint" then round((at[0] - ${frame.west}::float8) * ${frame.scale}::float8)::int end) as xs,
        json_agg(case when "isStill" and "isPoint" then round((${frame.north}::float8 - at[1]) * ${frame.scale}::float8)::int end) as ys`
    : sql`json_agg(case when "isStill" then geometry end) as shapes, null as xs, null as ys`
  // By the thing and not by the name, of which there are a million each.
  const those = names ? sql`and (name = any(${[locationName, ...names]}::text[])) is true` : sql``
  const asked = sql`any(array(select key from e where not "isStill"))`
  // What stands there now may have stood there then; what stood there then and moved is found by where it stood (0115-past-places.sql).
  const { rows } = await sql<Columns>`${isSmall ? sql`` : plannedAnew} with e as materialized (
      select * from (
        select ${columns} from twin.entity e where e.box && ${box} and (${ofLayer}) is true
        union all
        select ${columns} from (
          select distinct m.entity from twin.moment m where m.name = ${sql.lit(locationName)} and twin.mercator_box(m.value) && ${box}
            and tstzrange(least(m.modified_at, m.ended_at), m.ended_at) @> ${then} and m.ended_at > ${then}
        ) was join twin.entity e on e.key = was.entity where (e.box && ${box}) is not true and ${ofLayer}
      ) e order by key limit ${limit + 1}
    ), known as (
      select a.entity, a.name, a.value, a.series from twin.attribute a where a.entity = ${asked} and a.dataset = '' ${those}
        and (a.modified_at <= ${then} or a.entity = any(array(select key from e where "isLate")))
      union all
      select m.entity, m.name, m.value, s.id from (
        select entity, name, value from twin.moment where entity = ${asked} and dataset = '' ${those} and modified_at <= ${then}
          and ended_at > ${then} and ended_at > modified_at
      ) m left join twin.series s on s.entity = m.entity and s.name = m.name and s.dataset = ''
    )
    select * from (
      select json_agg(key) as keys, json_agg(id) as ids, json_agg(title) as titles, json_agg(types) as types, json_agg("isLate") as late,
        json_agg(case when "isStill" then told end) as told, ${spots} from e
    ) things, (
      select json_agg(entity) as entities, json_agg(nullif(name, ${sql.lit(locationName)})) as names, json_agg(value) as values,
        json_agg(series) as series from known
    ) known`.execute(on)
  return rows.flatMap(rowsOf)
}

function rowsOf({ keys, ids, titles, types, late, told, shapes, xs, ys, ...columns }: Columns): readonly PastRow[] {
  const byKey = new Map<number, Known[]>()
  for (const [index, entity] of columns.entities?.entries() ?? []) {
    const one = [
      columns.names[index] ?? locationName,
      columns.values[index] ?? null,
      columns.series[index] ?? null,
    ] as const
    const others = byKey.get(entity)
    if (others) others.push(one)
    else byKey.set(entity, [one])
  }
  return (keys ?? []).map((key, index) => {
    const [x, y] = [xs?.[index], ys?.[index]]
    return {
      key,
      id: ids[index] ?? '',
      title: titles[index] ?? null,
      types: typesOf(types[index]),
      isLate: late[index] ?? false,
      told: told[index] ?? null,
      shape: shapes[index] ?? null,
      spot: typeof x === 'number' && typeof y === 'number' ? [x, y] : undefined,
      known: byKey.get(key) ?? [],
    }
  })
}

const typesOf = (types: readonly string[] | string | null | undefined): readonly string[] =>
  typeof types === 'string' ? [types] : (types ?? [])

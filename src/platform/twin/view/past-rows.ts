import { type RawBuilder, sql } from 'kysely'
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
  /** Was nothing of it written since? Then what it tells now says what it told then. */
  readonly isStill: boolean
  readonly told: Told | null
  readonly shape: AnyShape | null
  /** Instead of its shape, of a point that is still and wanted for a tile: where it is drawn, in units of the tile. */
  readonly spot?: readonly [x: number, y: number]
  /** What others were, their place aside. */
  readonly known: readonly Known[]
}

/** Things, and what was known of them, column by column: a list of rows would cost more to read than to find. */
type Columns = {
  readonly keys: readonly number[] | null
  readonly ids: readonly string[]
  readonly titles: readonly (Words | null)[]
  readonly types: readonly (readonly string[] | string | null)[]
  readonly late: readonly boolean[]
  readonly still: readonly boolean[]
  readonly told: readonly (Told | null)[]
  readonly shapes: readonly (AnyShape | null)[]
  readonly xs: readonly (number | null)[] | null
  readonly ys: readonly (number | null)[] | null
  /** Where things stood then that stand elsewhere now. */
  readonly movers: readonly number[] | null
  readonly places: readonly AnyShape[]
  /** Keys of the things that the other three speak of. */
  readonly entities: readonly number[] | null
  readonly names: readonly string[]
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
  const columns = sql`e.key, e.id, e.title, ${frame ? sql`e.types[1]` : sql`e.types`} as types, e.created_at > ${then} as "isLate",
    ${isStill} as "isStill", e.told, e.geometry, e.at, e.box[0] ~= e.box[1] as "isPoint"`
  const those = names ? sql`name = any(${names}::text[])` : sql`name <> ${sql.lit(locationName)}`
  const asked = sql`any(array(select key from e where not "isStill"))`
  // What stands there now stood there then if its place was not written since. What stood there then and moved is found by where it
  // stood (0115-past-places.sql).
  const { rows } = await sql<Columns>`${isSmall ? sql`` : plannedAnew} with was as materialized (
      select distinct on (m.entity) m.entity, m.value from twin.moment m
      where m.name = ${sql.lit(locationName)} and twin.mercator_box(m.value) && ${box} and m.dataset = ''
        and tstzrange(least(m.modified_at, m.ended_at), m.ended_at) @> ${then} and m.ended_at > ${then}
    ), e as materialized (
      select * from (
        select ${columns} from twin.entity e where e.box && ${box} and (${ofLayer}) is true
          and (e.modified_at <= ${then} or e.created_at > ${then} or e.key in (select entity from was)
            or (select a.modified_at from twin.attribute a where a.entity = e.key and a.name = ${sql.lit(locationName)} and a.dataset = '') <= ${then}) is true
        union all
        select ${columns} from was join twin.entity e on e.key = was.entity where (e.box && ${box}) is not true and ${ofLayer}
      ) e order by key limit ${limit + 1}
    ), known as (
      select a.entity, a.name, a.value, a.series from twin.attribute a where a.entity = ${asked} and ${those} and a.dataset = ''
        and (a.modified_at <= ${then} or a.entity = any(array(select key from e where "isLate")))
      union all
      select m.entity, m.name, m.value, s.id from (
        select entity, name, value from twin.moment where entity = ${asked} and ${those} and dataset = '' and modified_at <= ${then}
          and ended_at > ${then} and ended_at > modified_at
      ) m left join twin.series s on s.entity = m.entity and s.name = m.name and s.dataset = ''
    )
    select * from (
      select json_agg(key) as keys, json_agg(id) as ids, json_agg(title) as titles, json_agg(types) as types, json_agg("isLate") as late,
        json_agg("isStill") as still, json_agg(case when "isStill" then told end) as told, ${placesOf(frame)} from e
    ) things, (
      select json_agg(entity) as movers, json_agg(value) as places from was where entity in (select key from e where not "isStill")
    ) moved, (
      select json_agg(entity) as entities, json_agg(name) as names, json_agg(value) as values, json_agg(series) as series from known
    ) known`.execute(on)
  return rows.flatMap(rowsOf)
}

/** Geometries of things `e`; for a tile, points that are still by their place in it. */
function placesOf(frame: PastQuestion['frame']): RawBuilder<unknown> {
  if (!frame) return sql`json_agg(geometry) as shapes, null as xs, null as ys`
  const spot = (place: RawBuilder<unknown>) =>
    sql`json_agg(case when "isStill" and "isPoint" then round(${place} * ${frame.scale}::float8)::int end)`
  return sql`json_agg(case when "isStill" and "isPoint" then null else geometry end) as shapes,
    ${spot(sql`(at[0] - ${frame.west}::float8)`)} as xs, ${spot(sql`(${frame.north}::float8 - at[1])`)} as ys`
}

function rowsOf({ keys, ids, titles, types, late, still, told, shapes, xs, ys, ...columns }: Columns) {
  const byKey = new Map<number, Known[]>()
  for (const [index, entity] of columns.entities?.entries() ?? []) {
    const one = [columns.names[index] ?? '', columns.values[index] ?? null, columns.series[index] ?? null] as const
    const others = byKey.get(entity)
    if (others) others.push(one)
    else byKey.set(entity, [one])
  }
  const places = new Map(columns.movers?.map((key, index) => [key, columns.places[index]]))
  return (keys ?? []).map((key, index): PastRow => {
    const [x, y] = [xs?.[index], ys?.[index]]
    return {
      key,
      id: ids[index] ?? '',
      title: titles[index] ?? null,
      types: typesOf(types[index]),
      isLate: late[index] ?? false,
      isStill: still[index] ?? false,
      told: told[index] ?? null,
      shape: places.get(key) ?? shapes[index] ?? null,
      spot: typeof x === 'number' && typeof y === 'number' ? [x, y] : undefined,
      known: byKey.get(key) ?? [],
    }
  })
}

const typesOf = (types: readonly string[] | string | null | undefined): readonly string[] =>
  typeof types === 'string' ? [types] : (types ?? [])

import { type RawBuilder, sql } from 'kysely'
import type { Bounds } from '../../../kernel/place/index.ts'
import { mercatorBox } from '../../../kernel/place/index.ts'
import { type AnyShape, meetsRelation } from '../../../kernel/twin/index.ts'
import { plannedAnew, type Query } from '../../base/index.ts'
import type { Sight } from '../sight.ts'
import { expanded, type LayerDeclaration, layerSql } from './layer.ts'

/** Which features of a layer are wanted. Instants in ISO form; an open end is absent. */
export type ItemQuestion = {
  readonly layer: LayerDeclaration
  readonly sight: Sight
  readonly bounds?: Bounds
  readonly from?: string
  readonly till?: string
  /** Term → text that the attribute must be equal to. */
  readonly equals?: Readonly<Record<string, string>>
  readonly id?: string
  /** Keys of things whose box meets the bounds while they themselves do not: see `besideBounds`. */
  readonly without?: readonly number[]
}

/** A feature as it is read. */
export type Item = {
  readonly key: number
  readonly id: string
  readonly geometry: AnyShape | null
  readonly properties: Readonly<Record<string, unknown>>
}

type Row = {
  readonly key: number
  readonly id: string
  readonly types: readonly string[]
  readonly geometry: AnyShape | null
  readonly title: { readonly zh: string; readonly en: string } | null
  readonly created_at: string
  readonly modified_at: string
  readonly division: string | null
  readonly attributes: Readonly<Record<string, unknown>> | null
}

const lastName = (name: string): string => /[^/#]*$/.exec(name)?.[0] || name

/** A box that crosses the 180th meridian (west > east, RFC 7946 §5.2) is two. */
function boxSql([west, south, east, north]: Bounds): RawBuilder<boolean> {
  if (west > east) return sql`(${boxSql([west, south, 180, north])} or ${boxSql([-180, south, east, north])})`
  const [[x0, y0], [x1, y1]] = mercatorBox([west, Math.max(south, -85.05), east, Math.min(north, 85.05)])
  return sql<boolean>`e.box && ${`(${x1},${y1}),(${x0},${y0})`}::box`
}

function whereSql({
  layer,
  sight,
  bounds,
  from,
  till,
  equals = {},
  id,
  without = [],
}: ItemQuestion): RawBuilder<boolean> {
  const all: RawBuilder<unknown>[] = [sql`e.tenant = '' and e.geometry is not null`, layerSql(layer), sight.sql('e')]
  if (id !== undefined) all.push(sql`e.id = ${id}`)
  if (bounds) all.push(boxSql(bounds))
  if (without.length > 0) all.push(sql`e.key <> all(${[...without]}::bigint[])`)
  if (from !== undefined) all.push(sql`e.modified_at >= ${from}::timestamptz`)
  if (till !== undefined) all.push(sql`e.modified_at <= ${till}::timestamptz`)
  for (const [term, text] of Object.entries(equals))
    all.push(sql`exists (select 1 from twin.attribute a left join twin.latest l on l.series = a.series
      where a.entity = e.key and a.name = ${expanded(term)} and (case when l.at > coalesce(a.observed_at, '-infinity') then l.value::text else a.value #>> '{}' end) = ${text})`)
  return sql<boolean>`${sql.join(all, sql` and `)}`
}

const mostCompared = 20_000

const ringOf = ([west, south, east, north]: Bounds): AnyShape => ({
  type: 'Polygon',
  coordinates: [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
      [west, south],
    ],
  ],
})

/** Lines and areas that the index finds by their box although they lie beside the bounds; compared one by one, outside the database. */
export async function besideBounds(on: Query, question: ItemQuestion): Promise<readonly number[]> {
  const { bounds } = question
  if (!bounds) return []
  const { rows } = await sql<{
    key: number
    geometry: AnyShape
  }>`${plannedAnew} select e.key, e.geometry from twin.entity e
    where ${whereSql(question)} and not e.box[0] ~= e.box[1] limit ${mostCompared}`.execute(on)
  const halves: readonly Bounds[] =
    bounds[0] > bounds[2]
      ? [
          [bounds[0], bounds[1], 180, bounds[3]],
          [-180, bounds[1], bounds[2], bounds[3]],
        ]
      : [bounds]
  const squares = halves.map(ringOf)
  return rows
    .filter(({ geometry }) => !squares.some((square) => meetsRelation(geometry, { is: 'intersects' }, square)))
    .map(({ key }) => key)
}

/** A page of features in order of their key, from behind the one with key `after`. */
export async function readItems(
  on: Query,
  question: ItemQuestion,
  after: number,
  limit: number,
): Promise<{ readonly items: readonly Item[]; readonly hasMore: boolean }> {
  const { rows } =
    await sql<Row>`${plannedAnew} select e.key, e.id, e.types, e.geometry, e.title, e.created_at, e.modified_at, e.division,
      (select jsonb_object_agg(a.name, case when l.at > coalesce(a.observed_at, '-infinity') then to_jsonb(l.value) else a.value end) from twin.attribute a left join twin.latest l on l.series = a.series
        where a.entity = e.key and a.dataset = '' and a.kind <> 'GeoProperty') as attributes
    from twin.entity e where ${whereSql(question)} and e.key > ${after} order by e.key limit ${limit + 1}`.execute(on)
  return { items: rows.slice(0, limit).map((row) => itemOf(row, question.layer)), hasMore: rows.length > limit }
}

function itemOf(row: Row, { attributes: told }: LayerDeclaration): Item {
  const wanted = told && new Set(told.map(expanded))
  const values = Object.entries(row.attributes ?? {}).filter(([name]) => wanted === undefined || wanted.has(name))
  return {
    key: row.key,
    id: row.id,
    geometry: row.geometry,
    properties: {
      ...Object.fromEntries(values.map(([name, value]) => [lastName(name), value])),
      type: row.types.map(lastName).join(', '),
      ...(row.title && { title: row.title.zh, title_en: row.title.en }),
      ...(row.division && { division: row.division }),
      created: row.created_at,
      updated: row.modified_at,
    },
  }
}

/** How many features a question finds. */
export async function countItems(on: Query, question: ItemQuestion): Promise<number> {
  const { rows } = await sql<{
    count: number
  }>`${plannedAnew} select count(*) from twin.entity e where ${whereSql(question)}`.execute(on)
  return rows[0]?.count ?? 0
}

/** West, south, east, north in degrees and the first and last change of a layer; nothing for an empty one. */
export async function extentOfLayer(
  on: Query,
  question: ItemQuestion,
): Promise<{ readonly box: Bounds; readonly from: string; readonly till: string } | undefined> {
  const { rows } = await sql<{
    x0: number | null
    y0: number
    x1: number
    y1: number
    from: string
    till: string
  }>`select min((e.box[1])[0]) as x0,
      min((e.box[1])[1]) as y0, max((e.box[0])[0]) as x1, max((e.box[0])[1]) as y1, min(e.modified_at) as from, max(e.modified_at) as till
    from twin.entity e where ${whereSql(question)}`.execute(on)
  const [row] = rows
  if (!row || row.x0 === null) return undefined
  const lng = (x: number) => (x / 20_037_508.342_789_244) * 180
  const lat = (y: number) => (2 * Math.atan(Math.exp(y / 6_378_137)) - Math.PI / 2) * (180 / Math.PI)
  return { box: [lng(row.x0), lat(row.y0), lng(row.x1), lat(row.y1)], from: row.from, till: row.till }
}

/** Terms of the attributes that a layer's things have, from a look at some of them: what may be filtered by. */
export async function termsOfLayer(on: Query, question: ItemQuestion): Promise<readonly string[]> {
  if (question.layer.attributes) return question.layer.attributes
  const { rows } = await sql<{
    name: string
  }>`select distinct a.name from (select key from twin.entity e where ${whereSql(question)} limit 200) e
    join twin.attribute a on a.entity = e.key and a.kind <> 'GeoProperty' order by a.name`.execute(on)
  return rows.map(({ name }) => lastName(name))
}

import { type RawBuilder, sql } from 'kysely'
import type { Bounds } from '../../../kernel/place/index.ts'
import { mercatorBox } from '../../../kernel/place/index.ts'
import { type AnyShape, type LayerDeclaration, meetsRelation } from '../../../kernel/twin/index.ts'
import { plannedAnew, type Query } from '../../base/index.ts'
import { twinErrors } from '../errors.ts'
import type { EntityFilter } from '../query/filter-sql.ts'
import { areFewIn, type Stretch } from '../query/geo-sql.ts'
import { narrowWay, type Way, waysOf } from '../query/ways-sql.ts'
import type { Sight } from '../sight.ts'
import { expanded, layerSql } from './layer.ts'
import { type Equal, parameterNames } from './question.ts'

/** Which features of a layer are wanted. Instants in ISO form; an open end is absent. */
export type ItemQuestion = {
  readonly layer: LayerDeclaration
  readonly sight: Sight
  readonly bounds?: Bounds
  readonly from?: string
  readonly till?: string
  /** Texts that attributes must be equal to: one of those with these expanded names. */
  readonly equals?: readonly Equal[]
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

/** Beyond these latitudes Mercator's plane, on which boxes are kept, has no places: the poles are its edges. */
const drawable = (lat: number): number => Math.min(Math.max(lat, -85.05), 85.05)

/** A box that crosses the 180th meridian (west > east, RFC 7946 §5.2) is two. */
const halvesOf = ([west, south, east, north]: Bounds): readonly Bounds[] =>
  west > east
    ? [
        [west, south, 180, north],
        [-180, south, east, north],
      ]
    : [[west, south, east, north]]

/** Bounds as PostgreSQL writes boxes, in Mercator metres. */
function boxText([west, south, east, north]: Bounds): string {
  const [[x0, y0], [x1, y1]] = mercatorBox([west, drawable(south), east, drawable(north)])
  return `(${x1},${y1}),(${x0},${y0})`
}

/** How the box of entity `e` must lie to the bounds, or to one half of them. */
const boxSql = (bounds: Bounds, relation: '&&' | '<@'): RawBuilder<unknown> =>
  sql`(${sql.join(
    halvesOf(bounds).map((half) => sql`e.box ${sql.raw(relation)} ${boxText(half)}::box`),
    sql` or `,
  )})`

function whereSql({
  layer,
  sight,
  bounds,
  from,
  till,
  equals = [],
  id,
  without = [],
}: ItemQuestion): RawBuilder<boolean> {
  const all: RawBuilder<unknown>[] = [sql`e.tenant = '' and e.box is not null`, layerSql(layer), sight.sql('e')]
  if (id !== undefined) all.push(sql`e.id = ${id}`)
  if (bounds) all.push(boxSql(bounds, '&&'))
  if (without.length > 0) all.push(sql`e.key <> all(${[...without]}::bigint[])`)
  if (from !== undefined) all.push(sql`e.modified_at >= ${from}::timestamptz`)
  if (till !== undefined) all.push(sql`e.modified_at <= ${till}::timestamptz`)
  for (const { names, text } of equals)
    all.push(sql`exists (select 1 from twin.attribute a left join twin.latest l on l.series = a.series
      where a.entity = e.key and a.name = any(${[...names]}::text[]) and (case when l.at > coalesce(a.observed_at, '-infinity') then l.value::text else a.value #>> '{}' end) = ${text})`)
  return sql<boolean>`${sql.join(all, sql` and `)}`
}

// Lines and areas that the edge of the bounds may cut, compared for one question.
const mostCompared = 100_000

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

/**
 * Lines and areas that the index finds by their box although they lie beside the bounds; those whose box lies inside are inside, the
 * others are compared one by one, outside the database.
 * @throws twin.badParameter when the edge of the bounds runs through too many
 */
export async function besideBounds(on: Query, question: ItemQuestion): Promise<readonly number[]> {
  const { bounds } = question
  if (!bounds) return []
  const { rows } = await sql<{
    key: number
    geometry: AnyShape
  }>`${plannedAnew} select e.key, e.geometry from twin.entity e
    where ${whereSql(question)} and e.geometry ->> 'type' <> 'Point' and not ${boxSql(bounds, '<@')} limit ${mostCompared + 1}`.execute(
    on,
  )
  if (rows.length > mostCompared)
    throw twinErrors.make('twin.badParameter', {
      detail: `bbox: its edge runs through more than ${mostCompared} lines and areas: take a smaller one`,
    })
  const squares = halvesOf(bounds).map(ringOf)
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
  const ways = await waysTo(on, question, { after, enough: limit + 1 })
  const { rows } =
    await sql<Row>`${plannedAnew} select e.key, e.id, e.types, e.geometry, e.title, e.created_at, e.modified_at, e.division,
      (select jsonb_object_agg(a.name, case when l.at > coalesce(a.observed_at, '-infinity') then to_jsonb(l.value) else a.value end) from twin.attribute a left join twin.latest l on l.series = a.series
        where a.entity = e.key and a.dataset = '' and a.kind <> 'GeoProperty') as attributes
    from (select * from (${sql.join(ways, sql` union all `)}) w order by w.key limit ${limit + 1}) w
      join twin.entity e on e.key = w.key order by e.key`.execute(on)
  return { items: rows.slice(0, limit).map((row) => itemOf(row, question.layer)), hasMore: rows.length > limit }
}

/** Few things in the bounds are looked at one by one; otherwise the things of the layer in the order of their keys. */
async function waysTo(on: Query, question: ItemQuestion, stretch: Stretch): Promise<readonly Way[]> {
  const { layer, sight, bounds, id } = question
  const filter: EntityFilter = {
    tenant: '',
    sight,
    ...(layer.types.length > 0 && { selectors: [{ types: layer.types.map((type) => [expanded(type)]) }] }),
  }
  if (id !== undefined) return [narrowWay(filter, sql`e.tenant = '' and e.id = ${id}`, stretch, whereSql(question))]
  if (!bounds) return waysOf(filter, stretch, whereSql(question))
  const isFew = await areFewIn(on, halvesOf(bounds).map(boxText))
  return isFew
    ? [narrowWay(filter, sql`e.box is not null and ${boxSql(bounds, '&&')}`, stretch, whereSql(question))]
    : waysOf(filter, stretch, whereSql(question))
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

/** How many features a question finds; `undefined` where they are more than `most`. */
export async function countItems(on: Query, question: ItemQuestion, most?: number): Promise<number | undefined> {
  const enough = most === undefined ? sql`` : sql`limit ${most + 1}`
  const { rows } = await sql<{
    count: number
  }>`${plannedAnew} select count(*) from (select 1 from twin.entity e where ${whereSql(question)} ${enough}) found`.execute(
    on,
  )
  const count = rows[0]?.count ?? 0
  return most !== undefined && count > most ? undefined : count
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

/** Terms of the attributes that a layer's things have, with the names they stand for; from a look at some things: what may be filtered by. */
export async function termsOfLayer(on: Query, question: ItemQuestion): Promise<ReadonlyMap<string, readonly string[]>> {
  const told = question.layer.attributes?.map(expanded)
  const names = told ?? (await namesOf(on, question))
  // A property that is called as a parameter is cannot be asked for: the parameter is meant.
  const terms = Map.groupBy(names, lastName)
  for (const name of parameterNames) terms.delete(name)
  return terms
}

async function namesOf(on: Query, question: ItemQuestion): Promise<readonly string[]> {
  const { rows } = await sql<{
    name: string
  }>`select distinct a.name from (select key from twin.entity e where ${whereSql(question)} limit 200) e
    join twin.attribute a on a.entity = e.key and a.kind <> 'GeoProperty' order by a.name`.execute(on)
  return rows.map(({ name }) => name)
}

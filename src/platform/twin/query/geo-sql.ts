import { type RawBuilder, sql } from 'kysely'
import { type Bounds, boundsAround, mercatorBox } from '../../../kernel/place/index.ts'
import {
  type AnyShape,
  extentOf,
  type GeoRelation,
  locationName,
  meetsRelation,
  ngsiErrors,
  type Place,
  shapesOf,
} from '../../../kernel/twin/index.ts'
import { plannedAnew, type Query } from '../../base/index.ts'

/** A geoquery: which geometry of entities lies how to which other one. */
export type GeoQuestion = {
  readonly relation: GeoRelation
  readonly reference: AnyShape
  /** Expanded name of the GeoProperty. */
  readonly property: string
}

// Geometries that are compared one by one, outside the database, for one question; beyond it the question is refused.
const mostCompared = 200_000
// So many are read first, then twice as many, and so on.
const [firstBatch, largestBatch] = [1_000, 16_000]
// With so many things in reach at most, a question begins with what is in reach.
const fewInReach = 10_000

const boxText = (bounds: Bounds): string => {
  const [[west, south], [east, north]] = mercatorBox(bounds)
  return `(${east},${north}),(${west},${south})`
}

const everywhere: Bounds = [-180, -85, 180, 85]

/** The box outside which nothing can meet the question; `undefined` when there is none. */
function reach({ relation, reference }: GeoQuestion): Bounds | undefined {
  if (relation.is === 'near' && 'max' in relation) {
    const [west, south, east, north] = extentOf(reference) ?? everywhere
    const [a, b] = [
      boundsAround({ lng: west, lat: south }, relation.max),
      boundsAround({ lng: east, lat: north }, relation.max),
    ]
    return [Math.min(a[0], b[0]), a[1], Math.max(a[2], b[2]), b[3]]
  }
  return relation.is === 'near' || relation.is === 'disjoint' ? undefined : extentOf(reference)
}

const lng = sql`(e.geometry -> 'coordinates' ->> 0)::float8`
const lat = sql`(e.geometry -> 'coordinates' ->> 1)::float8`

/** Metres along the great circle from entity `e`, a point, to a place: the formula of kernel/place. */
export const metresFrom = ([x = 0, y = 0]: Place): RawBuilder<number> =>
  sql<number>`(2 * 6371008.8 * asin(least(1, sqrt(sin(radians(${lat} - ${y}::float8) / 2) ^ 2 + cos(radians(${y}::float8)) *
    cos(radians(${lat})) * sin(radians(${lng} - ${x}::float8) / 2) ^ 2))))`

// PostgreSQL takes a point for one of the edge where the area that it spans with it is below a millionth. In degrees that is up to a
// hundred metres beside a short edge; in thousandths of a degree it is millimetres.
const fine = 1_000
const ringText = (ring: readonly Place[]): string =>
  `(${ring.map(([x = 0, y = 0]) => `(${x * fine},${y * fine})`).join(',')})`

/** Does the point of entity `e` lie in these polygons, edges included? */
function inPolygons(shape: AnyShape): RawBuilder<unknown> {
  const polygons = shapesOf(shape).flatMap((one) =>
    one.type === 'Polygon' ? [one.coordinates] : one.type === 'MultiPolygon' ? one.coordinates : [],
  ) as readonly (readonly (readonly Place[])[])[] // each a list of rings by its type
  const place = sql`point(${lng} * ${fine}::float8, ${lat} * ${fine}::float8)`
  const one = ([outer = [], ...holes]: readonly (readonly Place[])[]) => {
    const inside = sql`${ringText(outer)}::polygon @> ${place}`
    const notIn = holes.map((hole) => sql` and not ${ringText(hole)}::polygon @> ${place}`)
    return sql`(${inside}${sql.join(notIn, sql``)})`
  }
  return sql`(${sql.join(polygons.map(one), sql` or `)})`
}

/** The question for entities whose location is a point, in SQL alone; `undefined` when it needs a comparison of geometries. */
function forPoints({ relation, reference }: GeoQuestion): RawBuilder<unknown> | undefined {
  if (relation.is === 'near') {
    if (reference.type !== 'Point') return undefined
    const metres = metresFrom(reference.coordinates)
    return 'max' in relation ? sql`${metres} <= ${relation.max}::float8` : sql`${metres} > ${relation.min}::float8`
  }
  const isArea = reference.type === 'Polygon' || reference.type === 'MultiPolygon'
  if (!isArea) return undefined
  if (relation.is === 'within' || relation.is === 'intersects') return inPolygons(reference)
  return relation.is === 'disjoint' ? sql`not ${inPolygons(reference)}` : undefined
}

/** A geoquery made ready. */
export type GeoPlan = {
  /** The box outside which nothing meets it, as PostgreSQL writes boxes. */
  readonly box: string | undefined
  /** Decides about entities whose location is a point; absent where geometries must be compared for them, too. */
  readonly points: RawBuilder<unknown> | undefined
  readonly question: GeoQuestion
}

/** The box outside which nothing meets a geoquery, as PostgreSQL writes boxes. */
export function reachBox(question: GeoQuestion): string | undefined {
  const bounds = reach(question)
  return bounds && boxText(bounds)
}

/** Makes a geoquery ready. */
export function planGeo(question: GeoQuestion): GeoPlan {
  const isLocation = question.property === locationName
  const box = isLocation ? reachBox(question) : undefined
  const decides = isLocation ? forPoints(question) : undefined
  const points =
    decides &&
    sql`(${box === undefined ? sql`e.at is not null` : sql`e.at <@ ${box}::box`} and e.geometry ->> 'type' = 'Point' and ${decides})`
  return { box, points, question }
}

/** Do so few things lie in reach that one begins with them? */
export async function isNarrow(on: Query, { box, points }: GeoPlan): Promise<boolean> {
  return box !== undefined && points !== undefined && (await areFewIn(on, [box]))
}

/** Do so few things lie in these boxes that a question had better begin with them? */
export async function areFewIn(on: Query, boxes: readonly string[]): Promise<boolean> {
  const { rows } = await sql<{ found: number }>`select sum(twin.count_in(area::box, ${fewInReach + 1}))::int as found
    from unnest(${boxes}::text[]) area`.execute(on)
  return (rows[0]?.found ?? 0) <= fewInReach
}

/** A stretch of keys, read upwards or downwards, and how many of them are enough. */
export type Stretch = { readonly after?: number; readonly before?: number; readonly enough?: number }

type Candidate = { readonly key: number; readonly shapes: readonly AnyShape[] }

/** Geometries to be compared, in the order of their keys. */
function candidates(
  { box, points, question }: GeoPlan,
  conditions: RawBuilder<unknown>,
  isDown: boolean,
  from: number | undefined,
  most: number,
): RawBuilder<Candidate> {
  const beyond = from === undefined ? sql`` : isDown ? sql` and e.key < ${from}` : sql` and e.key > ${from}`
  const order = isDown ? sql` desc` : sql``
  if (question.property !== locationName)
    return sql<Candidate>`${plannedAnew} select a.entity as key, json_agg(a.value) as shapes from twin.attribute a join twin.entity e on e.key = a.entity
      where a.name = ${question.property} and a.kind = 'GeoProperty'${beyond} and ${conditions} group by a.entity order by a.entity${order} limit ${most}`
  const inReach = box === undefined ? sql`e.box is not null` : sql`e.box is not null and e.box && ${box}::box`
  const kind = points === undefined ? sql`` : sql` and e.geometry ->> 'type' <> 'Point'`
  // First the keys, from the index alone where it tells all that is asked; then the geometries of these.
  return sql<Candidate>`${plannedAnew} select e.key, json_build_array(e.geometry) as shapes from twin.entity e
    where e.key = any(array(select e.key from twin.entity e where ${inReach}${kind}${beyond} and ${conditions} order by e.key${order} limit ${most}))
    order by e.key${order}`
}

/**
 * Keys of the entities whose geometries meet the question where SQL alone cannot tell: compared one by one, in the order of their keys,
 * until there are enough.
 * @throws TooComplexQuery when too many would have to be compared
 */
export async function comparedKeys(
  on: Query,
  plan: GeoPlan,
  conditions: RawBuilder<unknown>,
  { after, before, enough = Number.POSITIVE_INFINITY }: Stretch = {},
): Promise<readonly number[]> {
  const isDown = before !== undefined
  const { relation, reference } = plan.question
  const keys: number[] = []
  let [from, compared, batch] = [isDown ? before : after, 0, firstBatch]
  for (;;) {
    const { rows } = await candidates(plan, conditions, isDown, from, batch).execute(on)
    for (const { key, shapes } of rows)
      if (shapes.some((shape) => meetsRelation(shape, relation, reference))) keys.push(key)
    if (rows.length < batch || keys.length >= enough) return keys.slice(0, enough)
    compared += rows.length
    from = rows.at(-1)?.key
    if (compared >= mostCompared)
      throw ngsiErrors.make('twin.tooComplex', {
        detail: `More than ${mostCompared} geometries would have to be compared one by one: narrow the geoquery`,
      })
    batch = Math.min(largestBatch, batch * 2)
  }
}

/**
 * A geoquery as a condition on `twin.entity e` beside others: points by the index in SQL, other geometries compared exactly before.
 * @throws TooComplexQuery when too many would have to be compared
 */
export async function geoSql(
  on: Query,
  question: GeoQuestion,
  conditions: RawBuilder<unknown>,
): Promise<RawBuilder<unknown>> {
  const plan = planGeo(question)
  const keys = await comparedKeys(on, plan, conditions)
  const matched = sql`e.key = any(${keys}::bigint[])`
  return plan.points === undefined ? matched : keys.length === 0 ? plan.points : sql`(${plan.points} or ${matched})`
}

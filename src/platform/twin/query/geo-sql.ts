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
import type { Query } from '../../base/index.ts'

/** A geoquery: which geometry of entities lies how to which other one. */
export type GeoQuestion = {
  readonly relation: GeoRelation
  readonly reference: AnyShape
  /** Expanded name of the GeoProperty. */
  readonly property: string
}

// Geometries that are compared one by one outside the index; beyond it the question is refused.
const mostCompared = 20_000

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

const ringText = (ring: readonly Place[]): string => `(${ring.map(([x, y]) => `(${x},${y})`).join(',')})`

/** Does the point of entity `e` lie in these polygons, edges included (to a millionth of a degree)? */
function inPolygons(shape: AnyShape): RawBuilder<unknown> {
  const polygons = shapesOf(shape).flatMap((one) =>
    one.type === 'Polygon' ? [one.coordinates] : one.type === 'MultiPolygon' ? one.coordinates : [],
  ) as readonly (readonly (readonly Place[])[])[] // each a list of rings by its type
  const one = ([outer = [], ...holes]: readonly (readonly Place[])[]) => {
    const inside = sql`${ringText(outer)}::polygon @> point(${lng}, ${lat})`
    const notIn = holes.map((hole) => sql` and not ${ringText(hole)}::polygon @> point(${lng}, ${lat})`)
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

type Candidate = { readonly key: number; readonly shape: AnyShape }

async function candidates(
  on: Query,
  tenant: string,
  question: GeoQuestion,
  onlyShapes: boolean,
): Promise<readonly Candidate[]> {
  const bounds = reach(question)
  const isLocation = question.property === locationName
  const inReach = bounds === undefined ? sql`true` : sql`e.box && ${boxText(bounds)}::box`
  const { rows } = isLocation
    ? await sql<Candidate>`select e.key, e.geometry as shape from twin.entity e where e.tenant = ${tenant} and e.box is not null
        and e.deleted_at is null and ${inReach} and ${onlyShapes ? sql`e.geometry ->> 'type' <> 'Point'` : sql`true`}
        limit ${mostCompared + 1}`.execute(on)
    : await sql<Candidate>`select a.entity as key, a.value as shape from twin.attribute a join twin.entity e on e.key = a.entity
        where a.name = ${question.property} and a.kind = 'GeoProperty' and e.tenant = ${tenant}
        limit ${mostCompared + 1}`.execute(on)
  if (rows.length > mostCompared)
    throw ngsiErrors.make('twin.tooComplex', {
      detail: `More than ${mostCompared} geometries would have to be compared one by one: narrow the geoquery`,
    })
  return rows
}

/**
 * A geoquery as a condition on `twin.entity e`: points by the index in SQL, other geometries compared exactly before, by their boxes.
 * @throws TooComplexQuery when too many would have to be compared
 */
export async function geoSql(on: Query, tenant: string, question: GeoQuestion): Promise<RawBuilder<unknown>> {
  const isLocation = question.property === locationName
  const points = isLocation ? forPoints(question) : undefined
  const compared = await candidates(on, tenant, question, points !== undefined)
  const keys = compared
    .filter(({ shape }) => meetsRelation(shape, question.relation, question.reference))
    .map(({ key }) => key)
  const matched = sql`e.key = any(${keys}::bigint[])`
  if (points === undefined) return matched
  const bounds = reach(question)
  const inReach = bounds === undefined ? sql`e.at is not null` : sql`e.at <@ ${boxText(bounds)}::box`
  return sql`((${inReach} and e.geometry ->> 'type' = 'Point' and ${points})${keys.length === 0 ? sql`` : sql` or ${matched}`})`
}

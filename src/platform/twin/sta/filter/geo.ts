import { type RawBuilder, sql } from 'kysely'
import { type AnyShape, isShape } from '../../../../kernel/twin/index.ts'
import { bad } from '../error.ts'
import type { Kind } from '../model.ts'
import { geoFunctions } from './geo-relations.ts'
import { type Around, asText, type Compiling, type GeoPath, type Typed } from './typed.ts'

const none: Typed = { kind: 'null', sql: sql`null` }
const mostShapes = 50_000

/**
 * Geometry is compared outside the database: shapes of the property are read, the answers come back by id. Both sides may be
 * properties: then those pairs are read that the expression leads to. Of two literals the answer is one value.
 */
export async function callGeo(
  name: string,
  values: readonly Typed[],
  compiling: Compiling,
  around: Around,
): Promise<Typed> {
  const compute = geoFunctions[name]
  if (!compute) throw bad(`There is no function "${name}"`)
  const isNumber = name === 'geo.distance' || name === 'geo.length'
  if (values.length < (name === 'geo.length' ? 1 : 2)) throw bad(`${name}() lacks a geometry`)
  const [one, other] = [values[0] ?? none, name === 'geo.length' ? none : (values[1] ?? none)]
  const third = name === 'st_relate' ? await literalText(values[2] ?? none, compiling) : ''
  const kind: Kind = isNumber ? 'number' : 'boolean'
  const cast = sql.raw(isNumber ? 'float8' : 'boolean')
  if (one.geo && other.geo) {
    const pairs = await pairsOf(compiling, around, [one.geo, other.geo])
    const found = pairs.flatMap(({ ids, shapes: [a, b] }) => (a && b ? [{ ids, value: compute(a, b, third) }] : []))
    return { kind, sql: answerOf([one.geo, other.geo], found, cast) }
  }
  const path = one.geo ?? other.geo
  if (!path) {
    if (!one.shape || (!other.shape && name !== 'geo.length')) throw bad(`${name}() takes geometries`)
    return { kind, sql: sql`${compute(one.shape, other.shape ?? one.shape, third)}::${cast}` }
  }
  if (!(one.geo ? other : one).shape && name !== 'geo.length') throw bad(`${name}() takes geometries`)
  const answer = (shape: AnyShape) =>
    one.geo ? compute(shape, other.shape ?? shape, third) : compute(one.shape ?? shape, shape, third)
  const all = await pairsOf(compiling, { tables: [sql`${path.kind.source} ${sql.raw(path.alias)}`], links: [] }, [path])
  const found = all.flatMap(({ ids, shapes: [shape] }) => (shape ? [{ ids, value: answer(shape) }] : []))
  return { kind, sql: answerOf([path], found, cast) }
}

type Pair = { readonly ids: readonly string[]; readonly shapes: readonly (AnyShape | undefined)[] }

/** The geometries of rows by the ids of the rows, one or two at a time. @throws StaError 400 for too many */
async function pairsOf(
  { on }: Compiling,
  { tables, links }: Around,
  paths: readonly GeoPath[],
): Promise<readonly Pair[]> {
  const shapes = paths.map(({ kind, property, alias }) => {
    const found = kind.properties[property]
    if (!found) throw bad(`There is no property ${property}`)
    return found.of(alias)
  })
  const ids = paths.map(({ alias }) => sql`${sql.ref(`${alias}.id`)}`)
  const names = paths.map((_, place) => sql.ref(`w.id${place}`))
  const wanted = paths.map((_, place) => sql`${ids[place]} as ${sql.ref(`id${place}`)}`)
  const where = links.length > 0 ? sql`where ${sql.join(links, sql` and `)}` : sql``
  // First which pairs there are, then what they look like: a feature of a thousand observations is read once.
  const sources = paths.map(
    ({ kind, alias }, place) => sql`join ${kind.source} ${sql.raw(alias)} on ${ids[place]} = ${names[place]}`,
  )
  const { rows } = await sql<{
    ids: readonly string[]
    shapes: readonly unknown[]
  }>`select array[${sql.join(names.map((name) => sql`${name}::text`))}] as ids, jsonb_build_array(${sql.join(shapes)}) as shapes
    from (select distinct ${sql.join(wanted)} from ${sql.join(tables)} ${where} limit ${mostShapes + 1}) w ${sql.join(sources, sql` `)}`.execute(
    on,
  )
  if (rows.length > mostShapes) throw bad(`There are more than ${mostShapes} geometries to compare`)
  return rows.map((row) => ({ ids: row.ids, shapes: row.shapes.map(shapeIn) }))
}

type Answer = { readonly ids: readonly string[]; readonly value: number | boolean }

/** The answers as a value of the rows under the aliases: found by their ids in one document, which is searched, not read through. */
function answerOf(paths: readonly GeoPath[], found: readonly Answer[], cast: RawBuilder<unknown>): RawBuilder<unknown> {
  const all = JSON.stringify(Object.fromEntries(found.map(({ ids, value }) => [ids.join(':'), value])))
  const key = sql.join(
    paths.map(({ alias }) => sql`${sql.ref(`${alias}.id`)}::text`),
    sql` || ':' || `,
  )
  return sql`((${all}::jsonb ->> (${key}))::${cast})`
}

async function literalText(value: Typed, { on }: Compiling): Promise<string> {
  const { rows } = await sql<{ value: string }>`select ${asText(value)} as value`.execute(on)
  return rows[0]?.value ?? ''
}

/** The geometry of a GeoJSON geometry or feature; nothing for other encodings. */
export function shapeIn(value: unknown): AnyShape | undefined {
  if (isShape(value as never)) return value as AnyShape // checked by the call
  if (typeof value === 'object' && value !== null && 'geometry' in value && isShape(value.geometry as never))
    return value.geometry as AnyShape // checked by the call
  return undefined
}

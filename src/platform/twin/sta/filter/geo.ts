import { sql } from 'kysely'
import { type AnyShape, isShape } from '../../../../kernel/twin/index.ts'
import { bad } from '../error.ts'
import type { Kind } from '../model.ts'
import { geoFunctions } from './geo-relations.ts'
import { asText, type Compiling, type Typed } from './typed.ts'

const none: Typed = { kind: 'null', sql: sql`null` }
const mostShapes = 50_000

/**
 * Geometry is compared outside the database: shapes of the property are read, the answer comes back as a table by id. Both sides may be
 * properties; of two literals the answer is one value.
 */
export async function callGeo(name: string, values: readonly Typed[], compiling: Compiling): Promise<Typed> {
  const compute = geoFunctions[name]
  if (!compute) throw bad(`There is no function "${name}"`)
  const isNumber = name === 'geo.distance' || name === 'geo.length'
  if (values.length < (name === 'geo.length' ? 1 : 2)) throw bad(`${name}() lacks a geometry`)
  const [one, other] = [values[0] ?? none, values[1] ?? none]
  const third = name === 'st_relate' ? await literalText(values[2] ?? none, compiling) : ''
  const path = one.geo ?? other.geo
  if (one.geo && other.geo && name !== 'geo.length')
    throw bad(`${name}() compares a property with a geometry that is written out`)
  const kind: Kind = isNumber ? 'number' : 'boolean'
  const cast = sql.raw(isNumber ? 'float8' : 'boolean')
  const answer = (shape: AnyShape) =>
    one.geo ? compute(shape, other.shape ?? shape, third) : compute(one.shape ?? shape, shape, third)
  if (!path) {
    if (!one.shape || (!other.shape && name !== 'geo.length')) throw bad(`${name}() takes geometries`)
    return { kind, sql: sql`${compute(one.shape, other.shape ?? one.shape, third)}::${cast}` }
  }
  const property = path.kind.properties[path.property]
  if (!property) throw bad(`There is no property ${path.property}`)
  const { rows } = await sql<{
    id: string
    shape: unknown
  }>`select g.id::text as id, ${property.of('g')} as shape from ${path.kind.source} g
    where ${property.of('g')} is not null limit ${mostShapes + 1}`.execute(compiling.on)
  if (rows.length > mostShapes) throw bad(`${name}(): there are more than ${mostShapes} geometries to compare`)
  const found = rows.flatMap(({ id, shape }) => {
    const geometry = shapeIn(shape)
    return geometry ? [{ id, value: answer(geometry) }] : []
  })
  return {
    kind,
    sql: sql`(select g.value from unnest(${found.map(({ id }) => id)}::text[], ${found.map(({ value }) => value)}::${cast}[]) g(id, value)
      where g.id = ${sql.ref(`${path.alias}.id`)}::text)`,
  }
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

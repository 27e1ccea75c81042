import { type RawBuilder, sql } from 'kysely'
import type { Json } from '../../../../kernel/twin/index.ts'
import { bad } from '../error.ts'
import type { EntityKind, Property } from '../model.ts'
import { type Body, isBody, type Known, type Writing } from './writing.ts'

/** A column and what it is set to. */
export type Column = readonly [name: string, value: RawBuilder<unknown>]

/** An instant in ISO form. @throws StaError 400 */
export function instantOf(name: string, value: Json): string {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN
  if (Number.isNaN(ms)) throw bad(`${name} must be an ISO 8601 instant`)
  return new Date(ms).toISOString()
}

const objects: ReadonlySet<string> = new Set(['properties', 'unitOfMeasurement', 'taskingParameters'])
const lists: ReadonlySet<string> = new Set(['unitOfMeasurements', 'multiObservationDataTypes'])

/** The columns that a property of a document sets. @throws StaError 400 */
export function columnsFor(name: string, property: Property, value: Json): readonly Column[] {
  const column = property.column
  if (!column) return []
  if (value === null) {
    if (property.isNeeded) throw bad(`${name} must not be null`)
    return [[column, sql`null`]]
  }
  if (property.kind === 'text') {
    if (typeof value !== 'string') throw bad(`${name} must be a text`)
    return [[column, sql`${value}`]]
  }
  if (property.kind === 'instant') return [[column, sql`${instantOf(name, value)}::timestamptz`]]
  if (objects.has(name) && !isBody(value)) throw bad(`${name} must be an object`)
  if (lists.has(name) && (!Array.isArray(value) || value.length === 0)) throw bad(`${name} must be a list`)
  return [[column, sql`${JSON.stringify(value)}::jsonb`]]
}

/** Keeps a row; gives its number. */
export async function insert(
  { tx }: Writing,
  kind: EntityKind,
  body: Body,
  links: Known,
  more: readonly Column[] = [],
): Promise<number> {
  const columns: Column[] = [...more, ...Object.entries(links).map(([name, id]): Column => [name, sql`${id}`])]
  for (const [name, property] of Object.entries(kind.properties)) {
    const value = body[name]
    if (value !== undefined) columns.push(...columnsFor(name, property, value))
  }
  const { rows } = await sql<{
    id: number
  }>`insert into ${sql.raw(kind.table)} (${sql.join(columns.map(([name]) => sql.ref(name)))})
    values (${sql.join(columns.map(([, value]) => value))}) returning id`.execute(tx)
  const [row] = rows
  if (!row) throw new Error(`A ${kind.one} was not kept`)
  return Number(row.id)
}

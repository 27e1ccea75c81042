import { type RawBuilder, sql } from 'kysely'
import { column, type Kind, type Navigation, type Property, type SetName } from '../model.ts'

/** A property that is a column of its own. */
export const property = (kind: Kind, name: string, isNeeded = false): Property => ({
  kind,
  of: column(name),
  column: name,
  isNeeded,
})

/** What most kinds have. */
export const named = {
  name: property('text', 'name', true),
  description: property('text', 'description', true),
}
export const properties = { properties: property('json', 'properties') }
export const encoded = { encodingType: property('text', 'encoding_type', true) }

/** A column of the row under an alias. */
export const ref = (alias: string, name: string) => sql.ref(`${alias}.${name}`)

/** A way to the one entity whose number stands in a column. */
export const toOne = (target: SetName, name: string, isNeeded = true): Navigation => ({
  target,
  isMany: false,
  link: (from, to) => sql<boolean>`${ref(to, 'id')} = ${ref(from, name)}`,
  column: name,
  isNeeded,
})

/** A way to those whose column holds the number of this one. */
export const toMany = (target: SetName, name: string): Navigation => ({
  target,
  isMany: true,
  link: (from, to) => sql<boolean>`${ref(to, name)} = ${ref(from, 'id')}`,
})

/** Joined by a table of pairs. */
export const paired = (target: SetName, table: string, own: string, other: string): Navigation => ({
  target,
  isMany: true,
  pairs: { table, own, other },
  link: (from, to) =>
    sql<boolean>`exists (select 1 from ${sql.raw(table)} pair where pair.${sql.raw(own)} = ${ref(from, 'id')} and pair.${sql.raw(other)} = ${ref(to, 'id')})`,
})

export const byId = (alias: string) => sql`${ref(alias, 'id')}`
export const plain = (table: string): RawBuilder<unknown> => sql.raw(table)

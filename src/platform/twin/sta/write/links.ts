import { sql } from 'kysely'
import type { Sight } from '../../sight.ts'
import { bad } from '../error.ts'
import type { EntityKind } from '../model.ts'
import { byId, seen } from '../read.ts'
import type { Body, Known, Writing } from './writing.ts'

/** The id that a link names: `{"@iot.id": 1}`, with nothing beside it that would be content. */
export function linkIn(value: Body): string | undefined {
  const id = value['@iot.id']
  const isLink = Object.keys(value).every((name) => name.includes('@iot.'))
  return (typeof id === 'number' || typeof id === 'string') && isLink ? String(id) : undefined
}

/** The ways from a target back to the kind that holds it, with what they lead to. */
export const backTo = (kind: EntityKind, target: EntityKind, id: number): Known =>
  Object.fromEntries(
    Object.values(target.navigations).flatMap(({ target: set, column }) =>
      set === kind.set && column ? [[column, id]] : [],
    ),
  )

/** The number of an entity that a link names, if it is there and may be seen. @throws StaError 400 */
export async function resolved({ tx, sight }: Writing, kind: EntityKind, id: string): Promise<number> {
  const { rows } = await sql<{
    id: number
  }>`select t.id from ${kind.source} t where ${byId(kind, 't', id)} and ${seenOrFree(kind, sight)} limit 1`.execute(tx)
  if (!rows[0]) throw bad(`There is no ${kind.one} with the id ${id}`)
  return Number(rows[0].id)
}

/** A sensor, property, place or actuator that no thing uses yet may be linked by whoever may write. */
const seenOrFree = (kind: EntityKind, sight: Sight) =>
  ['Sensors', 'ObservedProperties', 'Locations', 'FeaturesOfInterest', 'Actuators'].includes(kind.set)
    ? sql`(${seen(kind, 't', sight)} or not exists (select 1 from (${kind.things('t')}) as used))`
    : seen(kind, 't', sight)

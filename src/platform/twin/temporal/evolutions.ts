import { sql } from 'kysely'
import { type AttributeInstance, type Entity, meetsQuery } from '../../../kernel/twin/index.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { asked as answeredBy, type EntityFilter, evolvingSql } from '../query/entity-query.ts'
import { entityColumns } from '../store/read.ts'
import { type EntityRow, entityOf, type StoredEntity } from '../store/rows.ts'
import { type Dated, readInstances } from './instances.ts'
import type { TemporalQuestion } from './question.ts'

/** What an entity was in a stretch of time. */
export type Evolution = {
  readonly entity: Entity
  readonly all: readonly Dated[]
  /** Where there is more than was read: all that was read with it, which is everything of a shorter stretch. */
  readonly cut?: readonly Dated[]
}

/** Which evolutions are read, and of them which attributes (all when absent). */
export type Reading = {
  readonly filter: EntityFilter
  readonly question: TemporalQuestion
  readonly names?: readonly string[]
  readonly orderBy?: string
}

async function entityRows(
  services: NgsiServices,
  { filter, orderBy }: Pick<Reading, 'filter' | 'orderBy'>,
  limit: number,
  offset: number,
): Promise<readonly StoredEntity[]> {
  const where = await evolvingSql(services.base.db, filter)
  const order =
    orderBy === undefined ? sql`e.key` : orderBy.endsWith(';desc') ? sql`e.id collate "C" desc` : sql`e.id collate "C"`
  const { rows } = await answeredBy(() =>
    sql<EntityRow>`select ${entityColumns}, null as attributes from twin.entity e where ${where} order by ${order} limit ${limit} offset ${offset}`.execute(
      services.base.db,
    ),
  )
  return rows.map((row) => entityOf(row))
}

/** Does the entity meet the query in the stretch: with any of its instances there? */
function meets(entity: Entity, all: readonly Dated[], filter: EntityFilter): boolean {
  if (!filter.q) return true
  const attributes: Record<string, AttributeInstance[]> = {}
  for (const { name, instance } of all) attributes[name] = [...(attributes[name] ?? []), instance]
  return meetsQuery({ ...entity, attributes }, filter.q)
}

/** The evolution of one entity here, though nothing of it may lie in the stretch. */
export async function evolutionHere(services: NgsiServices, reading: Reading): Promise<Evolution | undefined> {
  const [entity] = await entityRows(services, reading, 1, 0)
  if (!entity) return undefined
  const { base, observations } = services
  const { names, question } = reading
  const found = await readInstances(base.db, observations, [entity.key], names, question, base.config.temporalPage)
  return { entity, all: found.all, ...(found.isCut && { cut: found.all }) }
}

/**
 * Evolutions here that have something in the stretch and meet the query, in order. Whether they meet it is seen by their instances: they
 * are read a hundred at a time, as far as they are asked for.
 */
export async function* evolutionsHere(services: NgsiServices, reading: Reading): AsyncGenerator<Evolution> {
  const { base, observations } = services
  const { filter, question } = reading
  const names = filter.q ? undefined : reading.names
  for (let at = 0; ; at += 100) {
    const entities = await entityRows(services, reading, 100, at)
    if (entities.length === 0) return
    const keys = entities.map(({ key }) => key)
    const found = await readInstances(base.db, observations, keys, names, question, base.config.temporalPage)
    const byEntity = Map.groupBy(found.all, (one) => one.entity)
    for (const entity of entities) {
      const all = byEntity.get(entity.key) ?? []
      if (all.length > 0 && meets(entity, all, filter)) yield { entity, all, ...(found.isCut && { cut: found.all }) }
    }
  }
}

import { sql } from 'kysely'
import {
  type AnyShape,
  type AttributeInstance,
  type Entity,
  meetsQuery,
  meetsRelation,
} from '../../../kernel/twin/index.ts'
import type { NgsiServices } from '../ngsild/services.ts'
import { asked as answeredBy, type EntityFilter, evolvingSql } from '../query/entity-query.ts'
import { rootCollation } from '../query/order-sql.ts'
import { entityColumns } from '../store/read.ts'
import { type EntityRow, entityOf, type StoredEntity } from '../store/rows.ts'
import { type Dated, readInstances } from './instances.ts'
import type { TemporalQuestion } from './question.ts'
import { amongScopes, readScopes, type Scoped } from './scopes.ts'

/** What an entity was in a stretch of time. */
export type Evolution = {
  readonly entity: Entity
  readonly all: readonly Dated[]
  /** Its scopes over all time, oldest first. */
  readonly scopes: readonly Scoped[]
  /** Where there is more than was read: all that was read with it, which is everything of a shorter stretch. */
  readonly cut?: readonly Dated[]
  /** Then, an instance of each attribute that has some in the rest of the stretch alone. */
  readonly beyond?: readonly Dated[]
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
  const id = sql`e.id ${sql.raw(`collate "${rootCollation}"`)}`
  const order = orderBy === undefined ? sql`e.key` : orderBy.endsWith(';desc') ? sql`${id} desc` : id
  const { rows } = await answeredBy(() =>
    sql<EntityRow>`select ${entityColumns}, null as attributes from twin.entity e where ${evolvingSql(filter)} order by ${order} limit ${limit} offset ${offset}`.execute(
      services.base.db,
    ),
  )
  return rows.map((row) => entityOf(row))
}

/** Are there conditions that may be met by attributes that nobody asks for? */
const isJudged = ({ q, geo }: EntityFilter): boolean => q !== undefined || geo !== undefined

/**
 * What of an evolution a query wants: instances where the scopes fit, of an entity whose values and places met the conditions with any of
 * its instances there (clause 5.7.4.4); `undefined` when nothing is left.
 */
export function judged<E extends Evolution>(one: E, { q, geo, scopes, attrs }: EntityFilter): E | undefined {
  const all = scopes ? amongScopes(one.all, one.scopes, scopes) : one.all
  if (all.length === 0) return undefined
  if (attrs && !all.some(({ name }) => attrs.includes(name))) return undefined
  if (q) {
    const attributes: Record<string, AttributeInstance[]> = {}
    for (const { name, instance } of all) attributes[name] = [...(attributes[name] ?? []), instance]
    if (!meetsQuery({ ...one.entity, attributes }, q)) return undefined
  }
  if (geo) {
    const shapes = all.filter(
      ({ name, instance, deletedAt }) =>
        name === geo.property && instance.kind === 'GeoProperty' && deletedAt === undefined,
    )
    // GeoProperties were checked to be geometries when they came in; one that went is a text.
    const isMet = shapes.some(
      ({ instance: { value } }) =>
        typeof value === 'object' && meetsRelation(value as unknown as AnyShape, geo.relation, geo.reference),
    )
    if (!isMet) return undefined
  }
  return scopes ? { ...one, all } : one
}

/** The same reading without conditions: they are judged when the parts of an entity are together (`splitEntities`). */
export const unjudged = ({ filter, question, orderBy }: Reading): Reading => ({
  filter: { tenant: filter.tenant, sight: filter.sight, selectors: filter.selectors },
  question,
  ...(orderBy !== undefined && { orderBy }),
})

/** The evolution of one entity here, though nothing of it may lie in the stretch. */
export async function evolutionHere(services: NgsiServices, reading: Reading): Promise<Evolution | undefined> {
  const [entity] = await entityRows(services, reading, 1, 0)
  if (!entity) return undefined
  const { base, observations } = services
  const { names, question } = reading
  const [found, scopes] = await Promise.all([
    readInstances(base.db, observations, [entity.key], names, question, base.config.temporalPage),
    readScopes(base.db, [entity.key]),
  ])
  const { all, isCut, beyond } = found
  return { entity, all, scopes: scopes.get(entity.key) ?? [], ...(isCut && { cut: all, beyond }) }
}

/**
 * Evolutions here that have something in the stretch and meet the query, in order. Whether they meet it is seen by their instances: they
 * are read a hundred at a time, as far as they are asked for.
 */
export async function* evolutionsHere(services: NgsiServices, reading: Reading): AsyncGenerator<Evolution> {
  const { base, observations } = services
  const { filter, question } = reading
  const names = isJudged(filter) ? undefined : reading.names
  for (let at = 0; ; at += 100) {
    const entities = await entityRows(services, reading, 100, at)
    if (entities.length === 0) return
    const keys = entities.map(({ key }) => key)
    const [found, scopes] = await Promise.all([
      readInstances(base.db, observations, keys, names, question, base.config.temporalPage),
      readScopes(base.db, keys),
    ])
    const byEntity = Map.groupBy(found.all, (one) => one.entity)
    for (const entity of entities) {
      const one = { entity, all: byEntity.get(entity.key) ?? [], scopes: scopes.get(entity.key) ?? [] }
      const met = judged(one, filter)
      const beyond = found.beyond.filter((each) => each.entity === entity.key)
      if (met) yield { ...met, ...(found.isCut && { cut: found.all, beyond }) }
    }
  }
}

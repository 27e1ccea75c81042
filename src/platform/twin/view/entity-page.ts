import { sql } from 'kysely'
import { type AttributeInstance, type Json, locationName } from '../../../kernel/twin/index.ts'
import type { Words } from '../../../kernel/words.ts'
import { plannedAnew, type Query } from '../../base/index.ts'
import { twinErrors } from '../errors.ts'
import type { Sight } from '../sight.ts'
import type { Entities } from '../store/entity-store.ts'
import type { StoredEntity } from '../store/rows.ts'

/** A relation of an entity to another one that may be seen. */
export type Relation = {
  readonly name: string
  readonly id: string
  readonly title: Words | null
  readonly types: readonly string[]
}

/** A number of an entity over time. */
export type PageSeries = {
  readonly series: number
  readonly name: string
  readonly dataset: string
  readonly unit: string | null
  readonly from: string | null
  readonly till: string | null
}

/** All that a page of an entity shows. */
export type EntityPage = {
  readonly entity: Omit<StoredEntity, 'attributes' | 'key' | 'tenant'>
  readonly place: Json
  readonly attributes: readonly (AttributeInstance & { readonly name: string; readonly term: string })[]
  /** What it is a part of or lies in. */
  readonly belongsTo: readonly Relation[]
  /** What is a part of it or lies in it. */
  readonly parts: readonly Relation[]
  /** What it leads to otherwise. */
  readonly leadsTo: readonly Relation[]
  /** What depends on it: other things that lead to it. */
  readonly dependents: readonly Relation[]
  readonly series: readonly PageSeries[]
}

const lastName = (name: string): string => /[^/#]*$/.exec(name)?.[0] || name

/** Relations by which one thing belongs to another, by their last name. */
const belonging = new Set([
  'isPartOf',
  'partOf',
  'belongsTo',
  'locatedIn',
  'isContainedIn',
  'containedInPlace',
  'refBuilding',
  'refParkingSite',
  'refDistrict',
])
const mostRelations = 200

/** The entity, if it is there and may be seen. @throws twin.missing */
export async function seenEntity(entities: Entities, sight: Sight, id: string): Promise<StoredEntity> {
  const found = (await entities.find([id])).get(id)
  if (!found || !sight.sees(found)) throw twinErrors.make('twin.missing', { id })
  return found
}

/** The page of an entity. @throws twin.missing */
export async function entityPage(on: Query, entities: Entities, sight: Sight, id: string): Promise<EntityPage> {
  const { attributes, key, tenant: _, ...entity } = await seenEntity(entities, sight, id)
  const [out, into, series] = [
    await outward(on, sight, attributes),
    await inward(on, sight, id),
    await seriesOfEntity(on, key),
  ]
  const isBelonging = ({ name }: Relation) => belonging.has(lastName(name))
  return {
    entity,
    place: attributes[locationName]?.[0]?.value ?? null,
    attributes: Object.entries(attributes)
      .filter(([name]) => name !== locationName)
      .flatMap(([name, instances]) => instances.map((instance) => ({ name, term: lastName(name), ...instance }))),
    belongsTo: out.filter(isBelonging),
    leadsTo: out.filter((one) => !isBelonging(one)),
    parts: into.filter(isBelonging),
    dependents: into.filter((one) => !isBelonging(one)),
    series,
  }
}

async function outward(on: Query, sight: Sight, attributes: StoredEntity['attributes']): Promise<readonly Relation[]> {
  const targets = Object.entries(attributes).flatMap(([name, instances]) =>
    instances.flatMap(({ kind, value }) => {
      if (kind !== 'Relationship' && kind !== 'ListRelationship') return []
      return (Array.isArray(value) ? value : [value]).flatMap((id: Json) =>
        typeof id === 'string' ? [{ name, id }] : [],
      )
    }),
  )
  if (targets.length === 0) return []
  const { rows } = await sql<Omit<Relation, 'name'>>`select e.id, e.title, e.types from twin.entity e
    where e.tenant = '' and e.deleted_at is null and e.id = any(${targets.map(({ id }) => id)}::text[]) and ${sight.sql('e')}`.execute(
    on,
  )
  const byId = new Map(rows.map((row) => [row.id, row]))
  return targets.flatMap(({ name, id }) => {
    const found = byId.get(id)
    return found ? [{ name, ...found }] : []
  })
}

async function inward(on: Query, sight: Sight, id: string): Promise<readonly Relation[]> {
  const { rows } =
    await sql<Relation>`${plannedAnew} select a.name, e.id, e.title, e.types from twin.attribute a join twin.entity e on e.key = a.entity
    where a.target = ${id} and e.tenant = '' and e.deleted_at is null and ${sight.sql('e')} order by a.name, e.key limit ${mostRelations}`.execute(
      on,
    )
  return rows
}

async function seriesOfEntity(on: Query, key: number): Promise<readonly PageSeries[]> {
  const { rows } = await sql<PageSeries>`select s.id as series, s.name, s.dataset, s.unit,
      (select min(o.at) from twin.observation o where o.series = s.id) as from, (select max(o.at) from twin.observation o where o.series = s.id) as till
    from twin.series s where s.entity = ${key} order by s.name, s.dataset`.execute(on)
  return rows
}

/** What an attribute was before: newest first. */
export type PastValue = {
  readonly name: string
  readonly value: Json
  readonly unit: string | null
  readonly observedAt: string | null
  readonly from: string
  readonly till: string
  readonly isDeleted: boolean
}

/** What was known of an entity before, from behind an instant. */
export async function pastValues(
  on: Query,
  key: number,
  name: string | undefined,
  before: string,
  most: number,
): Promise<readonly PastValue[]> {
  const { rows } =
    await sql<PastValue>`${plannedAnew} select m.name, m.value, m.unit, m.observed_at as "observedAt", m.modified_at as from, m.ended_at as till,
      m.is_deleted as "isDeleted" from twin.moment m
    where m.entity = ${key} and (${name ?? null}::text is null or m.name = ${name ?? null}) and m.ended_at < ${before}::timestamptz
    order by m.ended_at desc limit ${most}`.execute(on)
  return rows
}
